"""What older versions of Quarto lack, and how a project's copy is put right for them.

Quarto brings a Typst of its own: 0.13 with Quarto 1.8, which knows neither tags nor PDF/A-3a; 0.14 with 1.9, which
keeps one standard at a time; 0.15 with 1.10, which keeps both that a project asks for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from corridor.rendering.staged import Page, Staged

_ONE_STANDARD, _ALL_STANDARDS = (1, 9), (1, 10)
# Quarto 1.8 fetches this package for the icons of callouts, which the theme does not print: one without any is laid
# in its place, so that no network is needed.
_PACKAGE = "preview/fontawesome/0.5.0"
_ICONS = ("fa-info", "fa-exclamation-triangle", "fa-exclamation", "fa-fire", "fa-lightbulb")


def of(version: str) -> tuple[int, int]:
    """Major and minor number of a version such as 1.10.18."""
    major, minor = re.findall(r"\d+", version)[:2]
    return int(major), int(minor)


def standards(version: str, asked: Sequence[str]) -> list[str]:
    """Name the standards of PDF that a version of Quarto can keep.

    Parameters
    ----------
    version : str
        Of Quarto, such as 1.9.38.
    asked : sequence of str
        Those that a project asks for, such as ua-1 and a-3a.

    Returns
    -------
    list of str
        All; of several only one with Quarto 1.9, that of archives rather than another, since it carries the figures;
        none with Quarto 1.8.
    """
    if of(version) >= _ALL_STANDARDS:
        return list(asked)
    if of(version) < _ONE_STANDARD:
        return []
    return sorted(asked, key=lambda name: not name.startswith("a-"))[:1]


def shortfall(version: str) -> str:
    """Say what PDFs made with a version of Quarto lack; empty if nothing."""
    if of(version) >= _ALL_STANDARDS:
        return ""
    if of(version) < _ONE_STANDARD:
        return (
            "PDFs made with Quarto 1.8 have no tags and no text alternatives, keep no standard, "
            "and are not always the same to the byte"
        )
    return "PDFs made with Quarto 1.9 keep one standard of those asked for: PDF/A-3a, not PDF/UA-1"


def adapted(config: Mapping[str, Any], version: str, project: Path) -> dict[str, Any]:
    """Return the configuration that gives a version of Quarto what it can do.

    Parameters
    ----------
    config : mapping
        Of the project.
    version : str
        Of Quarto.
    project : Path
        Folder of the copy that it renders.
    """
    formats = dict(config.get("format") or {})
    printed = dict(formats.get("typst") or {})
    if asked := printed.pop("pdf-standard", None):
        kept = standards(version, [asked] if isinstance(asked, str) else asked)
        printed |= {"pdf-standard": kept} if kept else {}
    if of(version) < _ONE_STANDARD and (named := printed.get("font-paths")):
        # It takes a relative folder from the page's folder, but looks for it from the project's.
        names = [named] if isinstance(named, str) else named
        printed["font-paths"] = [str(project / name) for name in names]
    return (
        {**config, "format": {**formats, "typst": printed}} if printed or "typst" in formats else dict(config)
    )


def is_current(version: str) -> bool:
    """Whether a version needs nothing of this."""
    return of(version) >= _ALL_STANDARDS


def lay_packages(version: str, folder: Path) -> None:
    """Lay the packages of Typst that a version would fetch.

    Parameters
    ----------
    version : str
        Of Quarto.
    folder : Path
        Where its Typst looks for packages.
    """
    if of(version) >= _ONE_STANDARD:
        return
    package = folder / _PACKAGE
    package.mkdir(parents=True)
    about = '[package]\nname = "fontawesome"\nversion = "0.5.0"\nentrypoint = "lib.typ"\n'
    (package / "typst.toml").write_text(about, encoding="utf-8")
    (package / "lib.typ").write_text("".join(f"#let {name}() = none\n" for name in _ICONS), encoding="utf-8")


def kept_by(version: str, staged: Staged, page: Page) -> list[str]:
    """Standards that a page's PDF must keep."""
    asked = staged.metadata(page, "typst").get("pdf-standard") or []
    return standards(version, [asked] if isinstance(asked, str) else asked)
