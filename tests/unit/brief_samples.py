"""Small editions made of a few figures, to try what a brief makes of them."""

import datetime as dt
from functools import cache

from corridor.economies import Region
from corridor.editions import Edition
from corridor.indicators import IndicatorSet, IndicatorValue, Input, registry
from corridor.ledger import Ledger
from corridor.reports.context import Context
from corridor.sources import read_source

REGION = "here"
MEMBERS = ("JPN", "KOR", "MNG", "TON")


@cache
def every_source(project):
    """Sources that indicators rest on, by id."""
    names = sorted({source for one in registry().values() for source in one.sources})
    return {name: read_source(project, name) for name in names}


def value(indicator, year, number, economy="JPN", counterpart="", status="", reason="There is none."):
    """One figure; None makes it missing; projected after 2024."""
    declared = registry()[indicator]
    rows = Input(declared.sources[0], "example", "0" * 64, (f"iso3={economy}, year={year}",), 1)
    found = status or ("projected" if year > 2024 else "estimated")
    known = number is not None
    return IndicatorValue(
        economy, indicator, counterpart, year, float(number) if known else None, declared.unit,
        found if known else "missing", "" if known else reason, (rows,),
    )  # fmt: skip


def sample(project, *values, lacking=(), reports=(), base=2024):
    """An edition of a region with some figures, which pins every source but those that it lacks."""
    region = Region(REGION, "Here", "", "", MEMBERS)
    declared = {name: source for name, source in every_source(project).items() if name not in lacking}
    pinned = {name: max(source.vintages) for name, source in declared.items()}
    edition = Edition(
        "2026-1", "Here", dt.date(2026, 7, 1), region, region.members, pinned, ("country_brief",)
    )
    frame = [value("immigrant_stock", year, 1_000, REGION) for year in (1990, 2010, base)]
    people = [
        value("working_age_population", y, 1, REGION, status="projected" if y > 2023 else "estimated")
        for y in (1990, 2023, 2024, 2050)
    ]
    held = IndicatorSet.from_values(
        [*frame, *people, *values], edition="2026-1", subject=REGION, base_year=base
    )
    return Context(project, edition, Ledger(held), declared, tuple(reports))
