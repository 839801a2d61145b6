"""Tables that several reports share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from corridor.economies import Economy
from corridor.formats import short_unit
from corridor.indicators import Indicator, in_order
from corridor.language import defined, worded
from corridor.ledger import Figure, figure_of
from corridor.reports.content import Cell, Column, Table
from corridor.reports.context import COMPARE_YEAR, HORIZON, Context

# Of these the newest estimate stands for today, not the projection of the base year.
_ESTIMATED = {"net_migration", "net_migration_rate"}
_LEFT_OUT = {
    "immigrant_growth",
    "emigrant_growth",
    "working_age_change",
    "older_change",
    *(f"net_migration_{side}_{width}" for side in ("lower", "upper") for width in (80, 95)),
}


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


def corridors_in_short(context: Context, name: str, head: str, rows: Sequence[CorridorLike]) -> Table:
    """Table of corridors that fits into half a page: then, now and share."""
    columns = (
        Column(head, numeric=False),
        Column(str(COMPARE_YEAR)),
        Column(str(context.base)),
        Column(worded("Share, %")),
    )
    cells = tuple(
        (c.counterpart.short, c.then.full if c.then else "–", c.now.full, c.share.full) for c in rows
    )
    return Table(name, columns, cells)


def newest_indicators(context: Context, subject: str) -> Table:
    """Every indicator without counterpart that the edition has for an economy: then, newest, projected.

    The newest figure is that of the base year; where there is none, the newest that is no projection, and of
    net migration the newest estimate. What follows from other rows, bounds of prediction intervals, and
    indicators without any figure are left to the text and the data file.
    """
    columns = (
        Column(worded("Indicator"), numeric=False),
        Column(worded("Unit"), numeric=False),
        Column(str(COMPARE_YEAR)),
        Column(worded("Newest")),
        Column(worded("Year")),
        Column(str(HORIZON)),
    )
    rows = (_newest_row(context, subject, i) for i in in_order() if i.id not in _LEFT_OUT)
    return Table("indicators", columns, tuple(row for row in rows if any(isinstance(c, Figure) for c in row)))


def _newest_row(context: Context, subject: str, indicator: Indicator) -> tuple[Cell, ...]:
    found = today(context, subject, indicator.id)
    newest: tuple[Cell, Cell] = (None, None)
    if found is not None:
        newest = ("–", None) if found.missing else (found.full, str(found.year))
    then, horizon = (cell(context, subject, indicator.id, year) for year in (COMPARE_YEAR, HORIZON))
    if found is not None and found.year == COMPARE_YEAR:
        then = None
    return (defined(indicator.label), short_unit(indicator.unit), then, *newest, horizon)


def today(context: Context, subject: str, indicator: str) -> Figure | None:
    """The figure that stands for today; a missing one where the source has none; None where it is all projected."""
    values = context.ledger.values.series(subject, indicator)
    held = [v for v in values if v.year != HORIZON and v.status != "projected"]
    chosen = [v for v in held if v.value is not None] or held
    today = context.figure(subject, indicator, context.base)
    newer = bool(chosen) and chosen[-1].value is not None and chosen[-1].year >= context.base
    if today is not None and indicator not in _ESTIMATED and not newer:
        return today
    return figure_of(chosen[-1]) if chosen else None


def all_indicators(context: Context, subject: str) -> Table:
    """Every indicator without counterpart that the edition has for an economy or region, in four years.

    A missing value shows a dash; a cell stays empty where the indicator has no row for the year.
    """
    years = (context.first, COMPARE_YEAR, context.base, HORIZON)
    columns = (
        Column(worded("Indicator"), numeric=False),
        Column(worded("Unit"), numeric=False),
        *(Column(str(y)) for y in years),
    )
    rows: list[tuple[Cell, ...]] = []
    for indicator in in_order():
        cells = [cell(context, subject, indicator.id, year) for year in years]
        if any(c is not None for c in cells):
            rows.append((defined(indicator.label), short_unit(indicator.unit), *cells))
    return Table("indicators", columns, tuple(rows))


def cell(context: Context, subject: str, indicator: str, year: int) -> Cell:
    """A table's cell: the figure in full, a dash where it is missing, None where there is no such row."""
    if not context.ledger.values.has(subject, indicator, year):
        return None
    figure = context.ledger.figure(subject, indicator, year)
    return "–" if figure.missing else figure.full
