"""A project parted among folders that Quarto renders side by side.

Renders racing in one folder corrupt each other, so each part is rendered in a copy of the whole project.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from corridor.rendering import quarto_versions
from corridor.rendering.pandoc import FILTERS
from corridor.rendering.staged import Page, Staged

OUTPUT = "_site"
_LINKS = "corridor-links.lua"
# A copy costs about as much as this many pages on screen, and a sheet for print as much as three.
_FEWEST = 8
_PRINTED = 3


@dataclass(frozen=True)
class Part:
    """Pages that one call of Quarto renders.

    Attributes
    ----------
    pages : tuple of Page
        In the order of the project.
    whole : bool
        Whether they are all pages of the project.
    """

    pages: tuple[Page, ...]
    whole: bool


def plan(staged: Staged, pages: Sequence[Page], *, printed: bool, jobs: int) -> list[Part]:
    """Share pages out so that all parts take about equally long.

    Parameters
    ----------
    staged : Staged
        The project.
    pages : sequence of Page
        Those to render.
    printed : bool
        Whether PDF is made, too.
    jobs : int
        How many parts at most.

    Returns
    -------
    list of Part
        At least one; one only where the project needs all its pages at once, as sidebars and listings do.
    """

    def weight(page: Page) -> int:
        return 1 + (_PRINTED if printed and page.pdf_path else 0)

    total = sum(map(weight, pages))
    count = max(1, min(jobs, total // _FEWEST)) if may_be_parted(staged) else 1
    shares: list[list[Page]] = [[] for _ in range(count)]
    for page in sorted(pages, key=lambda page: (-weight(page), page.path)):
        min(shares, key=lambda share: sum(map(weight, share))).append(page)
    whole = len(pages) == len(staged.pages)
    order = {page.path: at for at, page in enumerate(staged.pages)}
    return [
        Part(tuple(sorted(share, key=lambda page: order[page.path])), whole and count == 1)
        for share in shares
        if share
    ]


def may_be_parted(staged: Staged) -> bool:
    """Whether each page can be rendered without the others, as it cannot with sidebars and listings.

    Parameters
    ----------
    staged : Staged
        The project.
    """
    website = staged.website
    joined = website.get("sidebar") or website.get("page-navigation") or website.get("bread-crumbs")
    unnamed = _takes_titles(website.get("navbar")) or _takes_titles(website.get("page-footer"))
    return not joined and not unnamed and not any("listing" in page.front for page in staged.pages)


def _takes_titles(item: Any) -> bool:
    """Whether an entry of the menu or the foot names a page and no text, for which Quarto takes the page's title."""
    if isinstance(item, list):
        return any((isinstance(one, str) and ".qmd" in one) or _takes_titles(one) for one in item)
    if isinstance(item, dict):
        href = str(item.get("href") or item.get("file") or "")
        bare = ".qmd" in href and not (item.get("text") or item.get("icon"))
        return bare or any(_takes_titles(one) for one in item.values())
    return False


def lay(staged: Staged, part: Part, folder: Path, version: str) -> None:
    """Copy the project for one part.

    Parameters
    ----------
    staged : Staged
        The project.
    part : Part
        What is to be rendered in the copy.
    folder : Path
        The copy, made here.
    version : str
        Of Quarto.
    """
    shutil.copytree(staged.root, folder, ignore=shutil.ignore_patterns(OUTPUT, ".quarto"))
    if part.whole and quarto_versions.is_current(version):
        return
    config = quarto_versions.adapted(staged.config, version, folder)
    if not part.whole:
        config = _of_part(config, staged, part, folder)
    text = yaml.safe_dump(config, allow_unicode=True, sort_keys=False)
    (folder / "_quarto.yml").write_text(text, encoding="utf-8")


def _of_part(config: dict[str, Any], staged: Staged, part: Part, folder: Path) -> dict[str, Any]:
    """Configuration for some of the pages, whose links to the others a filter puts right."""
    # Quarto takes a name with brackets for a pattern.
    paths = [re.sub(r"([\[\]?*])", r"\\\1", page.path) for page in part.pages]
    config["project"] = {**(config.get("project") or {}), "render": paths}
    website = dict(staged.website)
    if isinstance(website.get("navbar"), dict):
        website["navbar"] = _as_rendered(website["navbar"], staged.root)
    config["website"] = website
    config["filters"] = [*(config.get("filters") or []), _LINKS]
    shutil.copyfile(FILTERS / "links.lua", folder / _LINKS)
    return config


def _as_rendered(item: Any, root: Path) -> Any:
    """Menu with the addresses of rendered pages, for Quarto knows no page outside the part."""
    if isinstance(item, list):
        return [_as_rendered(one, root) for one in item]
    if isinstance(item, dict):
        return {key: _as_rendered(one, root) for key, one in item.items()}
    if isinstance(item, str) and (found := re.fullmatch(r"([^#]+)\.qmd(#.*)?", item)):
        return f"{found[1]}.html{found[2] or ''}" if (root / item.partition("#")[0]).is_file() else item
    return item
