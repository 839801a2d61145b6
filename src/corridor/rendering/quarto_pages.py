"""What Corridor asks of pages that Quarto renders, beyond what Quarto itself asks, before and after.

Quarto passes over a misspelt key, a picture that is not there, a link to nothing and a cell that was never run.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import unquote, urlsplit

from corridor.errors import CorridorError, RenderingError
from corridor.faults import raise_all
from corridor.rendering import html, quarto_versions
from corridor.rendering.body import check_everywhere
from corridor.rendering.keys import FORMATS, FRONT_MATTER, words
from corridor.rendering.staged import Page, Staged, read_mapping

# How a PDF says in its metadata which standards it keeps.
_CLAIMS = {
    "ua-1": (b"<pdfuaid:part>1<",),
    "a-3a": (b"<pdfaid:part>3<", b"<pdfaid:conformance>A<"),
}
# Quarto's own keys of a front matter that differ by a letter or two from one of those above.
_OTHER_KEYS = words("authors title-block-banner-color")
# As near as a misspelling: one letter of six.
_NEAR = 0.83


def refuse(pages: Sequence[Page]) -> None:
    """Refuse what Quarto would pass over and nobody would want.

    Raises
    ------
    RenderingError
        If a page holds what no engine gives, has no title, or a key that is nearly one of Quarto's.
    """
    faults: list[CorridorError] = []
    for page in pages:
        try:
            _refuse(page)
        except CorridorError as fault:
            faults.append(fault)
    raise_all(faults)


def _refuse(page: Page) -> None:
    check_everywhere(page.text, page.path)
    if not page.front:
        return
    if not page.front.get("title"):
        raise RenderingError("the page has no title", where=f"{page.path}, front matter", expected="title: …")
    known = FRONT_MATTER | _OTHER_KEYS | FORMATS["html"] | FORMATS["typst"]
    for key in map(str, page.front):
        near = get_close_matches(key, sorted(known), n=1, cutoff=_NEAR) if key not in known else []
        if near:
            raise RenderingError("the front matter has a key that is not known", where=_line(page, key),
                                 expected=near[0], found=key, todo=f"did you mean {near[0]}?")  # fmt: skip


def _line(page: Page, key: str) -> str:
    lines = page.text.split("\n")
    end = next((at for at, line in enumerate(lines[1:], start=1) if line.rstrip() in {"---", "..."}), 1)
    places = read_mapping("\n".join(lines[1:end]), page.path, offset=1)[1]
    return f"{page.path}, line {places[key]}" if key in places else page.path


def check(
    pages: Sequence[Page],
    staged: Staged,
    site: Path,
    formats: frozenset[str],
    version: str,
) -> None:
    """Look at what was rendered.

    Parameters
    ----------
    pages : sequence of Page
        Those that were to be rendered.
    staged : Staged
        The project.
    site : Path
        Folder with what was rendered.
    formats : frozenset of str
        "html", "pdf" or both.
    version : str
        Of Quarto: an older one can keep fewer standards.

    Raises
    ------
    RenderingError
        If a page is missing, links to nothing, shows a picture that is not there or has no text alternative, or
        loads something from another host; if a PDF does not keep the standards that were asked for.
    """
    faults: list[CorridorError] = []
    for page in pages:
        try:
            _check(page, site, formats)
            if "pdf" in formats and page.pdf_path:
                _check_standards(page, quarto_versions.kept_by(version, staged, page), site)
        except CorridorError as fault:
            faults.append(fault)
    raise_all(faults)


def _check(page: Page, site: Path, formats: frozenset[str]) -> None:
    wanted = [page.html_path] if "html" in formats and page.own_format("html") is not None else []
    wanted += [page.pdf_path] if "pdf" in formats and page.pdf_path else []
    for name in wanted:
        if not (site / name).is_file():
            raise RenderingError("Quarto made no such file", where=page.path, expected=name)
    if page.html_path not in wanted:
        return
    seen = html.check((site / page.html_path).read_text(encoding="utf-8"), page)
    for address in seen.pictures:
        parts = urlsplit(address)
        path = posixpath.normpath(posixpath.join(page.folder, unquote(parts.path)))
        if not parts.scheme and parts.path and not (site / path).is_file():
            raise RenderingError(f"the picture {address} does not exist", where=page.where(address),
                                 todo="check its path, which is taken from the page's folder")  # fmt: skip
    for address in seen.unlabelled:
        raise RenderingError(f"the picture {address} has no text alternative", where=page.where(address),
                             todo='add fig-alt="…" that says kind, span, finding and extremes')  # fmt: skip


def _check_standards(page: Page, standards: Sequence[str], site: Path) -> None:
    """Refuse a PDF without the standards that it must keep."""
    data = (site / str(page.pdf_path)).read_bytes()
    for name in standards:
        if not all(claim in data for claim in _CLAIMS.get(name, ())):
            raise RenderingError(f"Quarto made a PDF that does not keep the standard {name}", where=page.path,
                                 todo="use a newer Quarto, or --engine pandoc")  # fmt: skip
