"""A project parted among folders that Quarto renders side by side, and what they give laid together again.

Renders racing in one folder corrupt each other, so each part is rendered in a copy of the whole project.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from corridor.errors import RenderingError
from corridor.rendering.pandoc import FILTERS
from corridor.rendering.staged import Page, Staged

OUTPUT = "_site"
# Quarto writes it to lead to the first page where a project has no home page.
_FORWARDING = "index.html"
_LINKS = "corridor-links.lua"
_SOURCES = (".qmd", ".md", ".scss", ".lua")
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
    count = max(1, min(jobs, total // _FEWEST)) if _may_be_parted(staged) else 1
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


def _may_be_parted(staged: Staged) -> bool:
    website = staged.website
    joined = website.get("sidebar") or website.get("page-navigation") or website.get("bread-crumbs")
    return not joined and not any("listing" in page.front for page in staged.pages)


def lay(staged: Staged, part: Part, folder: Path) -> None:
    """Copy the project for one part.

    Parameters
    ----------
    staged : Staged
        The project.
    part : Part
        What is to be rendered in the copy.
    folder : Path
        The copy, made here.
    """
    shutil.copytree(staged.root, folder, ignore=shutil.ignore_patterns(OUTPUT, ".quarto"))
    if part.whole:
        return
    config = dict(staged.config)
    # Quarto takes a name with brackets for a pattern.
    paths = [re.sub(r"([\[\]?*])", r"\\\1", page.path) for page in part.pages]
    config["project"] = {**(config.get("project") or {}), "render": paths}
    website = dict(staged.website)
    if isinstance(website.get("navbar"), dict):
        website["navbar"] = _as_rendered(website["navbar"], staged.root)
    config["website"] = website
    config["filters"] = [*(config.get("filters") or []), _LINKS]
    shutil.copyfile(FILTERS / "links.lua", folder / _LINKS)
    text = yaml.safe_dump(config, allow_unicode=True, sort_keys=False)
    (folder / "_quarto.yml").write_text(text, encoding="utf-8")


def _as_rendered(item: Any, root: Path) -> Any:
    """Menu with the addresses of rendered pages, for Quarto knows no page outside the part."""
    if isinstance(item, list):
        return [_as_rendered(one, root) for one in item]
    if isinstance(item, dict):
        return {key: _as_rendered(one, root) for key, one in item.items()}
    if isinstance(item, str) and (found := re.fullmatch(r"([^#]+)\.qmd(#.*)?", item)):
        return f"{found[1]}.html{found[2] or ''}" if (root / item.partition("#")[0]).is_file() else item
    return item


def merge(parts: Mapping[Path, Part], staged: Staged, site: Path, formats: frozenset[str]) -> None:
    """Lay together what the parts gave: each its own pages, and the files they share.

    Parameters
    ----------
    parts : mapping of Path to Part
        Folder that was rendered, to what was rendered there.
    staged : Staged
        The project.
    site : Path
        Where the files go.
    formats : frozenset of str
        "html", "pdf" or both; files of the other are left behind.

    Raises
    ------
    RenderingError
        If two parts give different files under one name.
    """
    outputs = {name for page in staged.pages for name in (page.html_path, page.pdf_path) if name}
    found: list[dict[str, Any]] = []
    for folder, part in parts.items():
        own = {name for page in part.pages for name in (page.html_path, page.pdf_path) if name}
        for path in _files(folder / OUTPUT):
            name = path.relative_to(folder / OUTPUT).as_posix()
            if name == "search.json":
                found += json.loads(path.read_text(encoding="utf-8"))
            elif _wanted(name, formats) and (name in own or name not in outputs | {_FORWARDING}):
                _lay(path, site / name, name)
    if found and "html" in formats:
        _write_search(found, staged, site)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _wanted(name: str, formats: frozenset[str]) -> bool:
    if name.endswith(_SOURCES):
        return False
    return ("pdf" in formats) if name.endswith(".pdf") else ("html" in formats)


def _lay(path: Path, target: Path, name: str) -> None:
    if target.exists():
        if target.read_bytes() != path.read_bytes():
            raise RenderingError("two parts of the project give different files of one name", where=name,
                                 todo="render with --jobs 1")  # fmt: skip
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)


def _write_search(entries: list[dict[str, Any]], staged: Staged, site: Path) -> None:
    """Write the index of the search in the order of the pages, whichever part they were in."""
    order = {page.html_path: at for at, page in enumerate(staged.pages)}
    places = [order.get(str(entry.get("href", "")).partition("#")[0], len(order)) for entry in entries]
    ranked = [entry for _, entry in sorted(zip(places, entries, strict=True), key=lambda pair: pair[0])]
    (site / "search.json").write_text(
        json.dumps(ranked, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
