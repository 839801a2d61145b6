"""The values of an edition as an Excel workbook, with what one must know to use them: `data/indicators.xlsx`.

The workbook holds what `indicators.csv` holds, with names beside the codes, and the same bytes for the same edition.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import xlsxwriter

from corridor import workbook_rows
from corridor.citations import publisher
from corridor.formats import date, whole
from corridor.indicators import Indicator, IndicatorSet, IndicatorValue, in_order
from corridor.keeping import Shelf, cache_folder, digest, key_of
from corridor.language import defined, worded
from corridor.licences import LICENCE
from corridor.plain_texts import CALCULATED
from corridor.reports.context import Context
from corridor.workbook_rows import Cell, Looks, Rows

NAME = "indicators.xlsx"
_MOST = 24
# Colour of the heads: the accent of the pages.
_ACCENT = "#0b6477"


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, the heads and widths of its columns in characters, its rows."""

    name: str
    columns: tuple[tuple[str, int], ...]
    rows: Sequence[Sequence[Cell]]
    wrapped: bool = False


def write_workbook(context: Context, values: IndicatorSet, path: Path) -> None:
    """Write the workbook.

    Parameters
    ----------
    context : Context
        The edition.
    values : IndicatorSet
        All its values, one row each in the sheet `Indicators`; the value in the unit that stands beside it.
    path : Path
        The file to write.
    """
    edition = context.edition
    properties = {
        "title": worded("{title}, edition {edition}: indicators", title=edition.title, edition=edition.id),
        "author": publisher(context.project),
        "company": publisher(context.project),
        "created": dt.datetime.combine(edition.published, dt.time()),
    }
    sheets = (_notes(context, values), _values(context, values), _definitions(values), _sources(context))
    path.write_bytes(_kept(properties, sheets))


def _kept(properties: Mapping[str, object], sheets: Sequence[Sheet]) -> bytes:
    """Bytes of a workbook, written once: the same sheets give the same, and take seconds to write."""
    shelf = Shelf(cache_folder() / "workbooks", _MOST)
    key = _key(properties, sheets)
    content = shelf.take(key)
    if content is None:
        made = io.BytesIO()
        # In memory: files on the way would bring their times along.
        book = xlsxwriter.Workbook(made, {"in_memory": True})
        book.set_properties(dict(properties))
        for sheet in sheets:
            _write(book, sheet)
        book.close()
        content = made.getvalue()
        shelf.keep(key, content)
    return content


def _key(properties: Mapping[str, object], sheets: Sequence[Sheet]) -> str:
    """Hash of all that a workbook depends on; of its rows one after the other, for there may be half a million."""
    code = [digest(Path(file).read_bytes()) for file in (__file__, workbook_rows.__file__)]
    told = [{name: str(value) for name, value in properties.items()}, version("xlsxwriter"), code]
    known = hashlib.sha256(key_of(told).encode())
    for one in sheets:
        known.update(key_of([one.name, one.columns, len(one.rows), one.wrapped]).encode())
        for row in one.rows:
            known.update(json.dumps(row).encode())
    return known.hexdigest()


def _notes(context: Context, values: IndicatorSet) -> Sheet:
    """What to read first: what the sheets hold, what missing means, how to cite, on which terms."""
    edition = context.edition
    held = {value.indicator for value in values}
    published = {"title": edition.title, "edition": edition.id, "date": date(edition.published)}
    told = (
        (worded("Edition"), worded("{title}, edition {edition}, published {date}", **published)),
        (
            worded("Indicators"),
            worded(
                "{count} values of {indicators} indicators, to sixteen digits: one row for each economy, "
                "indicator, counterpart and year. The counterpart is the other economy of a corridor, and empty where "
                "there is none.",
                count=whole(len(values)),
                indicators=len(held),
            ),
        ),
        (
            worded("Missing values"),
            worded(
                "An empty value with the status missing means that there is no figure, never zero. The last column "
                "says why. A year or economy without a row is not covered."
            ),
        ),
        (
            worded("Status"),
            worded(
                "A value is as firm as the weakest of its inputs: observed, estimated or projected. Projections take "
                "the medium variant."
            ),
        ),
        (
            worded("Units"),
            worded(
                "The unit stands beside each value. That of a category is a code: icrmw_status is 0 for no action, 1 "
                "for signatory, 2 for state party."
            ),
        ),
        (
            worded("Definitions"),
            worded("What each indicator measures, its formula and the publication the concept is from."),
        ),
        (
            worded("Sources"),
            worded("The vintages that the values rest on, with their publishers and terms."),
        ),
        (
            worded("Terms"),
            worded(
                "The values stand under the terms of their sources; what {publisher} adds is under {licence}.",
                publisher=publisher(context.project),
                licence=LICENCE,
            ),
        ),
        (
            worded("How to cite"),
            worded(
                "{publisher}, {title}: indicators, edition {edition}, {date}.",
                publisher=publisher(context.project),
                **published,
            ),
        ),
        (
            worded("Names"),
            worded(
                "Names of economies follow the usage of the United Nations. Names and designations imply no opinion "
                "on the legal status of any country, territory, city or area, or of its authorities, or on the "
                "delimitation of its frontiers or boundaries."
            ),
        ),
    )
    return Sheet(worded("Read me"), ((worded("About"), 18), ("", 100)), told, wrapped=True)


def _values(context: Context, values: IndicatorSet) -> Sheet:
    names = {code: economy.text for code, economy in context.economies.items()}
    names[context.edition.region.id] = context.edition.region.name
    labels = {one.id: defined(one.label) for one in in_order(context.edition)}

    def row(value: IndicatorValue) -> tuple[Cell, ...]:
        return (
            value.economy,
            names.get(value.economy, value.economy),
            value.indicator,
            labels.get(value.indicator, value.indicator),
            value.counterpart,
            names.get(value.counterpart, value.counterpart),
            value.year,
            value.value,
            value.unit,
            value.status,
            value.sources,
            value.vintages,
            value.reason,
        )

    columns = (
        *(
            ("economy", 10),
            (worded("Economy"), 24),
            ("indicator", 26),
            (worded("Indicator"), 38),
            ("counterpart", 12),
        ),
        *((worded("Counterpart"), 24), ("year", 7), ("value", 18), ("unit", 22), ("status", 11)),
        *(("source", 24), ("vintage", 20), (worded("Why missing"), 40)),
    )
    return Sheet(worded("Indicators"), columns, [row(value) for value in values])


def _in_words(one: Indicator) -> tuple[str, ...]:
    told = (one.label, one.theme, one.unit, one.description, one.formula, one.period)
    return tuple(defined(text) for text in told)


def _definitions(values: IndicatorSet) -> Sheet:
    held = {value.indicator for value in values}
    rows: list[tuple[Cell, ...]] = [
        (
            one.id,
            *_in_words(one),
            *(one.reference, ", ".join(one.sources), one.version),
        )
        for one in in_order()
        if one.id in held
    ]
    columns = (
        *(
            ("indicator", 26),
            (worded("Indicator"), 38),
            (worded("Theme"), 22),
            (worded("Unit"), 22),
            (worded("What it measures"), 60),
        ),
        *(
            (worded("Formula"), 40),
            (worded("Years"), 30),
            (worded("Reference"), 60),
            (worded("Sources"), 26),
            (worded("Version"), 9),
        ),
    )
    return Sheet(worded("Definitions"), columns, rows, wrapped=True)


def _sources(context: Context) -> Sheet:
    rows = []
    for name in sorted(context.edition.vintages):
        source = context.sources[name]
        vintage = source.vintages[context.edition.vintages[name]]
        rows.append(
            (
                *(
                    source.id,
                    vintage.id,
                    vintage.title,
                    vintage.label,
                    source.publisher,
                    defined(vintage.coverage),
                ),
                *(defined(source.licence), vintage.citation or source.citation, source.link, vintage.sha256),
            )
        )
    columns = (
        *(
            ("source", 22),
            ("vintage", 12),
            (worded("Title"), 40),
            (worded("Vintage"), 14),
            (worded("Publisher"), 40),
            (worded("Coverage"), 40),
        ),
        *((worded("Licence"), 18), (worded("Citation"), 60), (worded("Page"), 40), ("SHA-256", 66)),
    )
    return Sheet(worded("Sources"), columns, rows, wrapped=True)


def _write(book: Any, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name, Rows)
    head = book.add_format({"bold": True, "font_color": "#ffffff", "bg_color": _ACCENT, "valign": "top"})
    plain = book.add_format({"valign": "top", "text_wrap": True}) if sheet.wrapped else None
    literal = book.add_format({"valign": "top", "text_wrap": sheet.wrapped, "quote_prefix": True})
    for at, (_, width) in enumerate(sheet.columns):
        page.set_column(at, at, width)
    looks = Looks(head, plain, literal, tuple(CALCULATED))
    if not page.lay([name for name, _ in sheet.columns], sheet.rows, looks):
        _write_cells(page, sheet, looks)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    if not sheet.wrapped:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _write_cells(page: Any, sheet: Sheet, looks: Looks) -> None:
    """Write cell by cell, as XlsxWriter takes whatever there is."""
    for at, (name, _) in enumerate(sheet.columns):
        page.write_string(0, at, name, looks.head)
    for place, row in enumerate(sheet.rows, start=1):
        for at, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    page.write_string(
                        place, at, cell, looks.literal if cell.startswith(looks.begins) else looks.plain
                    )
            elif cell is not None:
                page.write_number(place, at, cell, looks.plain)
