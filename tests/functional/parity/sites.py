"""Two rendered sites read and compared, page by page and PDF by PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import html_content
import pdf_content
from differences import differences

# Beside pages and PDFs each engine has files of its own: styles, scripts, an index for the search.
_FRAME = ("site_libs/", "theme/", "search.json", "sitemap.xml")


def contents(site: Path) -> dict[str, dict[str, Any]]:
    """Content of every page and PDF of a site, by its path."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if name.startswith(_FRAME):
            continue
        if path.suffix == ".html":
            found[name] = html_content.read(path, site)
        elif path.suffix == ".pdf":
            found[name] = pdf_content.read(path)
    return found


def compared(one: dict[str, dict[str, Any]], other: dict[str, dict[str, Any]]) -> list[str]:
    """What differs between two sites, a line for each part of each page; empty if nothing does."""
    told = [f"{name} is in one only" for name in sorted(set(one) ^ set(other))]
    for name in sorted(set(one) & set(other)):
        told += [f"{name}, {line}" for line in differences(one[name], other[name])]
    return told


def other_files(site: Path) -> set[str]:
    """Files that are neither pages nor PDFs nor the frame's."""
    names = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    return {name for name in names if not name.startswith(_FRAME) and not name.endswith((".html", ".pdf"))}
