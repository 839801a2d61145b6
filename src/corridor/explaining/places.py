"""Where a figure appears on the pages of a built edition, read from the pages themselves.

A number on a page carries its identifier, so its place is found by searching for it. Only what stands around a place
is then read: the sentence, or the row and column of a table. Both engines write the same marks.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

_LINK = re.compile(r'<a\b[^>]*\bdata-figure="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_BLOCK = re.compile(r"<(p|li|dd|td|th|figcaption|caption|h[1-6])\b[^>]*>")
_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1>", re.DOTALL)
_TITLE = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_NUMBERING = re.compile(r'<span class="header-section-number">.*?</span>', re.DOTALL)
_CELL = re.compile(r"<(t[hd])\b[^>]*>(.*?)</\1>", re.DOTALL)
_CAPTION = re.compile(r"<(figcaption|caption)\b[^>]*>(.*?)</\1>", re.DOTALL)
_TERM = re.compile(r"<dt\b[^>]*>(.*?)</dt>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"[ \t\r\n]+")
# A sentence ends at a full stop before a capital letter or an opening quotation mark.
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[“‘\"A-Z\x01])")
_START, _END = "\x01", "\x02"


@dataclass(frozen=True)
class Place:
    """A place where a figure appears.

    Attributes
    ----------
    page : str
        Folder of the page in the site, such as `editions/2026-1/briefs/jpn`.
    kind : str
        `sentence`, `key figure`, `table` or `chart`; `page` where it is known only that the page has the figure: in
        the alternative text of a chart, or in print.
    where : str
        Heading of the section, or caption of the table or chart; empty for a page.
    text : str
        The sentence; of a table the head of the row and of the column; else empty.
    number : str
        The number as it is written there; empty for a chart.
    derived : bool
        Whether the number there was calculated from the figure and others.
    anchor : str
        Anchor of the section, table or chart on the page; empty where it has none.
    """

    page: str
    kind: str
    where: str
    text: str
    number: str
    derived: bool
    anchor: str

    def as_json(self) -> dict[str, Any]:
        """The place as plain data."""
        return asdict(self)


def places_on(page: str, text: str, figure: str) -> Iterator[Place]:
    """Find the places of a page that show a figure, or a number derived from it.

    Parameters
    ----------
    page : str
        Folder of the page.
    text : str
        The page.
    figure : str
        Identifier; of a derived number all of its identifiers, separated by spaces.
    """
    wanted = set(figure.split())
    seen = -1
    for found in re.finditer(re.escape(figure.split(maxsplit=1)[0]), text):
        start = text.rfind("<a ", 0, found.start())
        link = _LINK.match(text, start) if start > seen else None
        if link is not None and link.end() > found.start():
            seen = start
            carried = html.unescape(link.group(1))
            if wanted <= set(carried.split()):
                yield _place(page, text, link, derived=carried != figure)


def title_of(text: str) -> str:
    """Title of a page."""
    found = _TITLE.search(text)
    return plain(found.group(1)) if found else ""


def plain(fragment: str) -> str:
    """Text of a piece of a page."""
    return _SPACE.sub(" ", html.unescape(_TAG.sub("", fragment))).strip()


def caption_of(text: str, picture: str) -> str | None:
    """Caption of a picture of a page, by the end of its address; None where the page does not show it."""
    at = text.find(f'{picture}"')
    if at < 0:
        return None
    caption = _CAPTION.search(text, at)
    return plain(caption.group(2)) if caption else ""


def _place(page: str, text: str, link: re.Match[str], *, derived: bool) -> Place:
    number = plain(link.group(2))
    block = _enclosing(text, link.start())
    if block is None:
        return Place(page, "sentence", _heading(text, link.start()), number, number, derived, "")
    if block.group(1) in ("td", "th") and "<table" in text[: block.start()]:
        where, cells = _in_table(text, link.start())
        return Place(page, "table", where, cells, number, derived, _anchor(text, link.start(), "tbl-"))
    marked = _marked(text, block, link)
    anchor = _anchor(text, link.start(), "sec-")
    if block.group(1) == "dd":
        term = _last(_TERM, text, link.start())
        label = f"{plain(term.group(1))}: {marked}" if term else marked
        return Place(page, "key figure", _heading(text, link.start()), label, number, derived, anchor)
    return Place(page, "sentence", _heading(text, link.start()), marked, number, derived, anchor)


def _enclosing(text: str, at: int) -> re.Match[str] | None:
    """Opening tag of the block that a place stands in."""
    return _last(_BLOCK, text, at)


def _last(pattern: re.Pattern[str], text: str, until: int, reach: int = 8000) -> re.Match[str] | None:
    """Find the last match before a place, looking further back as long as there is none."""
    while True:
        start = max(0, until - reach)
        found = list(pattern.finditer(text, start, until))
        if found or start == 0:
            return found[-1] if found else None
        reach *= 8


def _marked(text: str, block: re.Match[str], link: re.Match[str]) -> str:
    """Return the sentence around a number."""
    closing = text.find(f"</{block.group(1)}>", link.end())
    end = closing if closing >= 0 else link.end()
    around = text[block.end() : link.start()] + _START + link.group(0) + _END + text[link.end() : end]
    sentences = _SENTENCE.split(plain(around))
    found = next((one for one in sentences if _START in one), "")
    return found.replace(_START, "").replace(_END, "")


def _heading(text: str, at: int) -> str:
    """Heading of the section around a place; the page's title before the first one."""
    found = _last(_HEADING, text, at)
    if found is None or found.start() < text.find("<main"):
        return title_of(text)
    return plain(_NUMBERING.sub("", found.group(2)))


def _in_table(text: str, at: int) -> tuple[str, str]:
    """Caption of the table around a place, and the heads of its row and column."""
    start = text.rfind("<table", 0, at)
    end = text.find("</table>", at)
    row = text.rfind("<tr", start, at)
    heads = [plain(cell.group(2)) for cell in _CELL.finditer(text, start, text.find("</tr>", start))]
    before = [plain(cell.group(2)) for cell in _CELL.finditer(text, row, at)]
    # The cell of the place itself is still open before it.
    column = len(before)
    parts = [before[0] if before else "", heads[column] if column < len(heads) else ""]
    return _table_caption(text, start, end), ", ".join(part for part in parts if part)


def _table_caption(text: str, start: int, end: int) -> str:
    """Caption within the table, or between the table before and this one, or right after it."""
    inside = re.compile(r"<(caption)\b[^>]*>(.*?)</\1>", re.DOTALL).search(text, start, end)
    if inside:
        return plain(inside.group(2))
    before = _last(_CAPTION, text, start)
    if (
        before is not None
        and text.find("<table", before.end(), start) < 0
        and _same_figure(text, before, start)
    ):
        return plain(before.group(2))
    return _heading(text, start)


def _same_figure(text: str, caption: re.Match[str], start: int) -> bool:
    """Whether a caption and a table stand in one figure: none is closed between them."""
    return text.find("</figure>", caption.end(), start) < 0


def _anchor(text: str, at: int, prefix: str) -> str:
    found = _last(re.compile(rf'\bid="({prefix}[^"]+)"'), text, at)
    return found.group(1) if found else ""
