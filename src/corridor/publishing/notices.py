"""Notices of correction: what a page of a corrected edition says of the edition that took its place.

A published page stays as it is, byte for byte, but for one block between two marks at the head of its content. Taken
out, the block leaves the page that was published; `corridor verify` takes it out before it compares. The block is
plain HTML: it is read without JavaScript, and in any theme.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path, PurePosixPath

from corridor import formats, plain_json
from corridor.errors import ConfigurationError, VerificationError
from corridor.figure_diff import Change, Row, compare
from corridor.language import noted, plural, worded
from corridor.publishing.register import Publication

BEGIN, END = b"<!-- corridor: correction -->\n", b"<!-- corridor: end of correction -->\n"
# Figures that a page lists; all of them are in the table that every notice leads to.
LISTED = 40
_HEADS = (re.compile(rb"<main\b[^>]*>\n?"), re.compile(rb"<body\b[^>]*>\n?"))
# In the colours of the page, whatever its theme: a notice must not need a style sheet that the page never had.
_STYLE = "border:2px solid currentColor;border-radius:3px;padding:.75rem 1rem;margin:0 0 1.75rem"
_HEADS_OF_TABLE = (noted("Figure"), noted("Here"), noted("Now"), noted("Unit"))
_CELL = "padding:.1rem .9rem .1rem 0;text-align:{};vertical-align:top"


@dataclass(frozen=True)
class Correction:
    """An edition, and the edition that stands in its place now.

    Attributes
    ----------
    old : Path
        Folder of the corrected edition.
    chain : sequence of Publication
        Its corrections in their order; the last is the one that stands now.
    names : callable
        Name of a figure for readers, by its identifier.
    """

    old: Path
    chain: Sequence[Publication]
    names: Callable[[str], str]

    @property
    def new(self) -> Path:
        """Folder of the edition that stands now."""
        return self.old.with_name(self.chain[-1].edition)

    def revised(self) -> list[Change]:
        """List the figures of the old edition that have another value now, or none, by identifier.

        Raises
        ------
        ConfigurationError
            If one of the tables is not as its contract says.
        """
        found = compare(*(folder / "data" / "indicators.csv" for folder in (self.old, self.new)))
        return sorted((one for one in found if _is_revised(one)), key=lambda one: one.figure)

    def pages(self) -> dict[str, bytes]:
        """Write the pages of the old edition with their notices, by path."""
        changes = {one.figure: one for one in self.revised()}
        made = {}
        for path in sorted(self.old.rglob("*.html")):
            name = path.relative_to(self.old).as_posix()
            page = without(path.read_bytes())
            if _place(page) is not None:
                made[name] = inserted(page, self._notice(PurePosixPath(name), changes))
        return made

    def _notice(self, page: PurePosixPath, changes: Mapping[str, Change]) -> str:
        up = "../" * len(page.parts)
        last = self.chain[-1]
        same = page if (self.new / page).is_file() else PurePosixPath("index.html")
        label = escape(worded("Correction"))
        parts = [
            f'<aside role="note" aria-label="{label}" style="{_STYLE}">',
            f"<p>{_standing(last, f'{up}{last.edition}/{same}')}</p>",
            *(f"<p>{escape(_reason(one))}</p>" for one in self.chain),
            *self._figures(page, changes, up),
            "</aside>",
        ]
        return "\n".join(parts) + "\n"

    def _figures(self, page: PurePosixPath, changes: Mapping[str, Change], up: str) -> Iterator[str]:
        if not changes:
            yield _paragraph(worded("No figure of the edition has another value in it."))
            return
        all_of_them = _counted(
            "{count} figure of the edition", "{count} figures of the edition", len(changes)
        )
        shown = self._shown(page)
        mine = [changes[figure] for figure in shown if figure in changes]
        if mine:
            told = _counted(
                "{count} figure of this page revised since",
                "{count} figures of this page revised since",
                len(mine),
            )
            yield f"<details><summary>{told}</summary>"
            yield from self._table(mine[:LISTED])
            rest = len(mine) - LISTED
            if rest > 0:
                yield _paragraph(worded("And {count} more.", count=rest))
            yield "</details>"
        elif shown:
            yield _paragraph(worded("No figure of this page has been revised since."))
        table = f'<a href="{up}{table_name(self.old.name)}">{all_of_them}</a>'
        yield _paragraph(worded("Revised since, in all: {figures}.")).replace("{figures}", table)

    def _shown(self, page: PurePosixPath) -> list[str]:
        """Figures that a page shows, each once, in its order; none where it has no ledger."""
        ledger = self.old / page.parent / "ledger.json"
        if page.name != "index.html" or not ledger.is_file():
            return []
        name = f"editions/{self.old.name}/{ledger.relative_to(self.old).as_posix()}"
        todo = "Restore it from where the site was published; it must not change."
        records = plain_json.read(ledger, name, todo)
        return list(dict.fromkeys(figure for record in records for figure in record["id"].split()))

    def _table(self, changes: Sequence[Change]) -> Iterator[str]:
        left, right = _CELL.format("left"), _CELL.format("right")
        heads = [escape(worded(head)) for head in _HEADS_OF_TABLE]
        yield '<table style="border-collapse:collapse;margin:.5rem 0;font-variant-numeric:tabular-nums">'
        yield f'<tr><th style="{left}">{heads[0]}</th><th style="{right}">{heads[1]}</th>'
        yield f'<th style="{right}">{heads[2]}</th>'
        yield f'<th style="{left}">{heads[3]}</th></tr>'
        for one in changes:
            here, now = _values(one)
            yield (
                f'<tr><td style="{left}">{escape(self.names(one.figure))}</td><td style="{right}">{here}</td>'
                f'<td style="{right}">{now}</td><td style="{left}">{escape(_unit(one))}</td></tr>'
            )
        yield "</table>"


def table_name(edition: str) -> str:
    """Name of the table of all figures of a corrected edition that were revised, in the folder of the editions."""
    return f"{edition}-revised.csv"


def table_of(changes: Sequence[Change]) -> bytes:
    """Write that table: unrounded values, the new one empty where there is none."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["figure", "unit", "old", "new"])
    writer.writerows([one.figure, _unit(one), *map(_plain, (one.old, one.new))] for one in changes)
    return text.getvalue().encode()


def inserted(page: bytes, notice: str) -> bytes:
    """Put a notice at the head of a page's content.

    Raises
    ------
    VerificationError
        If the page bears a mark of a notice already, or has no place for one.
    """
    place = _place(page)
    if BEGIN in page or END in page or place is None:
        raise VerificationError(
            "A page has no place for a notice of correction.", expected="one <main> or <body>"
        )
    return page[:place] + BEGIN + notice.encode() + END + page[place:]


def without(page: bytes) -> bytes:
    """Take the notice out of a page: the bytes that were published. A page without one is as it is."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    return head + tail if begin and end else page


def _place(page: bytes) -> int | None:
    found = next((match for head in _HEADS if (match := head.search(page))), None)
    return found.end() if found else None


def _is_revised(change: Change) -> bool:
    had = change.old is not None and change.old.value is not None
    return had and (change.new is None or change.old is None or change.new.value != change.old.value)


def _reason(publication: Publication) -> str:
    reason = publication.reason.rstrip()
    return f"{publication.edition}: {reason}" + ("" if reason.endswith((".", "!", "?")) else ".")


def _date(publication: Publication) -> str:
    return formats.date(dt.date.fromisoformat(publication.published))


def _counted(one: str, many: str, count: int) -> str:
    return escape(plural(one, many, count, count=formats.whole(count)))


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _standing(last: Publication, address: str) -> str:
    """Say which edition stands in the place of this one, with a link to the same page of it."""
    head = escape(worded("This edition was corrected."))
    there = escape(worded("read this page there"))
    rest = worded(
        "Edition {edition} of {date} takes its place: {link}.",
        edition=last.edition,
        date=_date(last),
        link="{link}",
    )
    link = f'<a href="{address}">{there}</a>'
    return f"<strong>{head}</strong> {escape(rest).replace('{link}', link)}"


def _values(change: Change) -> tuple[str, str]:
    """Both values as a table writes them; in full where they would look the same."""
    shown = [_full(change.old), _full(change.new)]
    if shown[0] == shown[1]:
        shown = [_plain(change.old), _plain(change.new)]
    return shown[0], shown[1]


def _full(row: Row | None) -> str:
    if row is None or row.value is None:
        return formats.MISSING
    try:
        return formats.full(row.value, row.unit)
    except ConfigurationError:
        return _plain(row)


def _plain(row: Row | None) -> str:
    return "" if row is None or row.value is None else repr(row.value).removesuffix(".0")


def _unit(change: Change) -> str:
    return change.old.unit if change.old else ""
