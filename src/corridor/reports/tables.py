"""Tables that several reports share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from corridor.economies import Economy
from corridor.formats import short_unit
from corridor.indicators import in_order
from corridor.ledger import Figure
from corridor.reports.content import Cell, Column, Table
from corridor.reports.context import COMPARE_YEAR, HORIZON, Context


class CorridorLike(Protocol):
    """What a corridors table needs of a corridor."""

    @property
    def counterpart(self) -> Economy:
        """The other economy."""

    @property
    def now(self) -> Figure:
        """People in the base year."""

    @property
    def then(self) -> Figure | None:
        """People in the comparison year, if known."""

    @property
    def share(self) -> Figure:
        """Share of all people of its direction."""

    @property
    def change(self) -> Figure | None:
        """Change between the two years, if both are known."""


def corridors(context: Context, name: str, head: str, rows: Sequence[CorridorLike]) -> Table:
    """Table of corridors: then, now, change and share."""
    columns = (
        Column(head, numeric=False),
        Column(str(COMPARE_YEAR)),
        Column(str(context.base)),
        Column("Change"),
        Column("Share, %"),
    )
    cells = tuple(
        (
            c.counterpart.short,
            c.then.full if c.then else "–",
            c.now.full,
            c.change.full if c.change else "–",
            c.share.full,
        )
        for c in rows
    )
    return Table(name, columns, cells)


def all_indicators(context: Context, subject: str) -> Table:
    """Every indicator without counterpart that the edition has for an economy or region, in four years.

    A missing value shows a dash; a cell stays empty where the indicator has no row for the year.
    """
    years = (context.first, COMPARE_YEAR, context.base, HORIZON)
    columns = (
        Column("Indicator", numeric=False),
        Column("Unit", numeric=False),
        *(Column(str(y)) for y in years),
    )
    rows: list[tuple[Cell, ...]] = []
    for indicator in in_order():
        cells = [cell(context, subject, indicator.id, year) for year in years]
        if any(c is not None for c in cells):
            rows.append((indicator.label, short_unit(indicator.unit), *cells))
    return Table("indicators", columns, tuple(rows))


def cell(context: Context, subject: str, indicator: str, year: int) -> Cell:
    """A table's cell: the figure in full, a dash where it is missing, None where there is no such row."""
    if not context.ledger.values.has(subject, indicator, year):
        return None
    figure = context.ledger.figure(subject, indicator, year)
    return "–" if figure.missing else figure.full
