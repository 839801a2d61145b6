"""The theme beside the pages that the embedded engine renders: style sheets, scripts, fonts, and other resources."""

from __future__ import annotations

import re
from pathlib import Path

from corridor.errors import RenderingError
from corridor.rendering.keys import words
from corridor.rendering.staged import Staged

_THEME_FILES = sorted(
    words("corridor.css frame.css panel.css charts.css search.css compare.css")
    | words("corridor.js panel.js charts.js charts-view.js charts-png.js search.js compare.js")
)


def lay_theme(staged: Staged, site: Path) -> None:
    """Lay the files of the theme into a site, and what the project names as its resources.

    Parameters
    ----------
    staged : Staged
        The project.
    site : Path
        Folder to write into.

    Raises
    ------
    RenderingError
        If a file of the theme is missing.
    """
    icon = staged.website.get("favicon")
    drawing = [name for name in ("theme/vega.js",) if (staged.root / name).is_file()]
    for name in [*(f"theme/{name}" for name in _THEME_FILES), *([str(icon)] if icon else []), *drawing]:
        source = staged.root / name
        if not source.is_file():
            raise RenderingError("a file of the theme is missing", where=name)
        _put(site / name, _compact(source))
    fonts = staged.root / "theme" / "fonts"
    for path in sorted([*fonts.glob("*.woff2"), *fonts.glob("*.txt")]):
        _put(site / "theme" / "fonts" / path.name, path.read_bytes())
    for name in staged.resources():
        _put(site / name, (staged.root / name).read_bytes())


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _compact(path: Path) -> bytes:
    """Content of a file of the theme; style sheets without their comments and the room between their parts."""
    if path.suffix != ".css":
        return path.read_bytes()
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    # What is quoted, every second part, stays as it is.
    parts = re.split(r"""("[^"\n]*"|'[^'\n]*')""", text)
    parts[::2] = map(_dense, parts[::2])
    return "".join(parts).strip().encode("utf-8") + b"\n"


def _dense(css: str) -> str:
    """Rules without room around braces and semicolons and after colons and commas, where it has no meaning."""
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"(?<=[:,])[ ]+", "", re.sub(r"\s*([{};])\s*", r"\1", css)))
