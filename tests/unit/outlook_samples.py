"""Small editions made of a few figures, to try what the outlook makes of them."""

import datetime as dt

from corridor.economies import Region
from corridor.editions import Edition
from corridor.indicators import IndicatorSet, IndicatorValue, Input, registry
from corridor.ledger import Ledger
from corridor.reports.context import Context
from corridor.sources import read_source

REGION = "here"
LAST_ESTIMATE = 2024


def value(economy, indicator, year, number, counterpart=""):
    """One figure, projected after 2024; None makes it missing."""
    status = "projected" if year > LAST_ESTIMATE else "estimated"
    unit = registry()[indicator].unit
    source = registry()[indicator].sources[0]
    rows = Input(source, "example", "0" * 64, (f"iso3={economy}, year={year}",), 1)
    if number is None:
        return IndicatorValue(
            economy, indicator, counterpart, year, None, unit, "missing", "There is none.", (rows,)
        )
    return IndicatorValue(economy, indicator, counterpart, year, number, unit, status, "", (rows,))


def context(project, members, figures, vintages=None, base=2024):
    """An edition of a region with some figures; the base year is that of the region's immigrant stock.

    `figures` are (economy, indicator, year, number) or, with a counterpart, (…, number, counterpart).
    """
    region = Region(REGION, "Here", "", "", tuple(members))
    pinned = {source: "example" for one in registry().values() for source in one.sources}
    edition = Edition(
        "2026-1", "Here", dt.date(2026, 7, 1), region, region.members,
        pinned if vintages is None else vintages, ("regional_outlook",),
    )  # fmt: skip
    held = [value(REGION, "immigrant_stock", year, 1_000) for year in (1990, 2010, base)]
    given = {v.key: v for v in (value(*figure) for figure in figures)}
    values = IndicatorSet.from_values(
        [*(v for v in held if v.key not in given), *given.values()],
        edition="2026-1", subject=REGION, base_year=base,
    )  # fmt: skip
    return Context(
        project, edition, Ledger(values), {s: read_source(project, s) for s in edition.vintages}, ()
    )
