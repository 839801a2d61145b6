"""From when on more people arrive than leave, and go on doing so until 2050."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.figures import Figure, Selection
from corridor.indicators.base.pieces import FIRST_YEAR, HORIZON
from corridor.indicators.base.published import NET_MIGRATION
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue

# The mean of a year takes in this many years before it and after it.
REACH = 2
NEVER = (
    f"In no year does the five-year mean of net migration rise above zero and stay there through {HORIZON}."
)


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Look back from 2050 for the last year whose mean is not above zero."""
    years = _years(tables)
    needs = [NET_MIGRATION.of(tables, area.members, year) for year in years]
    covered = area.covered(tables, HORIZON, *needs)
    rows = NET_MIGRATION.spanning(tables, covered.members, years)
    lacking = next((need for need in needs if not need.rows.size), None)
    if lacking is not None:
        yield INDICATOR.value(covered, Figure(None, (rows,), lacking.view.absence(lacking)))
        return
    yield INDICATOR.value(covered, _turning_year(rows, {int(y): v for y, v in rows.sums("year").items()}))


def _years(tables: Tables) -> tuple[int, ...]:
    """Years that the means from the first that can be known to that of 2050 are made of."""
    first = max(FIRST_YEAR, tables["net_migration"].years[0])
    return tuple(range(first, HORIZON + REACH + 1))


def _turning_year(rows: Selection, net: Mapping[int, float]) -> Figure:
    """First year from which all means are above zero; missing if not even the last one is."""
    turned = None
    for year in range(HORIZON, min(net) + REACH - 1, -1):
        if math.fsum(net[near] for near in range(year - REACH, year + REACH + 1)) <= 0:
            break
        turned = year
    return Figure(None, (rows,), NEVER) if turned is None else Figure(float(turned), (rows,))


INDICATOR = Indicator(
    id="net_migration_turning_year",
    label="Year from which net migration stays above zero",
    unit="year",
    description=(
        "First year from which the five-year mean of net migration, centred on the year, is above zero and stays so "
        "through 2050, by the medium variant; 1992, the first year that can be known, means that it already was. "
        "It is missing where it never comes to that."
    ),
    theme="Ageing",
    order=320,
    scopes=("economy", "region"),
    period="One value, of the years to 2050",
    formula="min y: Σ_{t=u−2…u+2} net_migration(t) / 5 > 0 for all u from y to 2050; a region: of the summed series",
    reference=(
        "United Nations, Department of Economic and Social Affairs, Population Division, World "
        "Population Prospects 2024: Summary of Results (UN DESA/POP/2024/TR/NO. 9, 2024)."
    ),
    sources=("net_migration",),
    compute=compute,
    example=Example(
        rows={
            "net_migration": """
                iso3,year,variant,net_migration_thousands,net_migration_per_1000
                MNG,2045,medium,-9,-2
                MNG,2046,medium,-6,-1
                MNG,2047,medium,-1,-0.2
                MNG,2048,medium,2,0.4
                MNG,2049,medium,3,0.5
                MNG,2050,medium,4,0.8
                MNG,2051,medium,5,1
                MNG,2052,medium,6,1.1
            """,
        },
        area=example_area("MNG"),
        year=2050,
        value=2048.0,
        base_year=2045,
        arithmetic=(
            "The mean of 2047 is (−9 − 6 − 1 + 2 + 3) / 5 = −2.2; those of 2048, 2049 and 2050 are (−6 − 1 + 2 + 3 "
            "+ 4) / 5 = 0.4, (−1 + 2 + 3 + 4 + 5) / 5 = 2.6 and (2 + 3 + 4 + 5 + 6) / 5 = 4: above zero from 2048."
        ),
    ),
)
