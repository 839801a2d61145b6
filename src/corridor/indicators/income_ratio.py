"""How much higher incomes are where an economy's people move to.

A stand-in for the gap in wages, which it does not measure.
"""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area, Covered
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.figures import Selection
from corridor.indicators.base.pieces import emigrants
from corridor.indicators.base.published import Series
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue

LARGEST = 5
PER_HEAD = Series("gdp", "iso3", "the GDP per head of {}", {"indicator": "gdp_pc_ppp_constant_2021"})


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Compare incomes in the newest year in which both economies have a figure."""
    abroad = emigrants(tables, area.members, tables.base_year)
    for destination in _largest(abroad):
        year = _newest_common(tables, destination, area.id)
        here, there = (PER_HEAD.of(tables, (code,), year).sum() for code in (area.id, destination))
        covered = Covered(area, year, area.members)
        # A missing figure of the economy itself is told before one of a destination.
        ratio = there / here if here.value is not None else here + there
        yield INDICATOR.value(covered, ratio, counterpart=destination, chosen_by=(abroad,))


def _largest(abroad: Selection) -> list[str]:
    """Destinations with the most people, the most first; of equals the first by code."""
    stocks = abroad.sums("destination")
    return sorted(stocks, key=lambda code: (-stocks[code], code))[:LARGEST]


def _newest_common(tables: Tables, destination: str, origin: str) -> int:
    """Newest year in which both have a figure, else that of the one that has any, else that of the source."""
    there, here = (PER_HEAD.own_years(tables, (code,)) for code in (destination, origin))
    return max(set(here) & set(there) or here or there or (PER_HEAD.newest(tables),))


INDICATOR = Indicator(
    id="income_ratio",
    label="Income at the destination for each unit at home",
    unit="ratio",
    description=(
        "GDP per head of a destination divided by that of the economy, at purchasing power parity and constant "
        "prices of 2021, for the five destinations where most of its people live in the base year; a stand-in for "
        "the gap in wages, not a measure of it."
    ),
    theme="Money",
    order=370,
    scopes=("counterpart",),
    period="The newest year in which both economies have a figure",
    formula="GDP per head (PPP, constant 2021) of destination / of origin",
    reference=(
        "Clemens, M. A., Montenegro, C. E. and Pritchett, L. (2019), The Place Premium: Bounding the Price "
        "Equivalent of Migration Barriers, Review of Economics and Statistics 101(2): 201–213."
    ),
    sources=("gdp", "migrant_stock"),
    compute=compute,
    example=Example(
        rows={
            "gdp": """
                iso3,year,indicator,value
                MNG,2022,gdp_pc_ppp_constant_2021,14000
                MNG,2023,gdp_pc_ppp_constant_2021,15000
                KOR,2022,gdp_pc_ppp_constant_2021,49000
                KOR,2022,gni_pc_ppp_current,52000
            """,
            "migrant_stock": """
                destination,origin,year,sex,stock
                KOR,MNG,2020,both,40
                JPN,MNG,2020,both,12
            """,
        },
        area=example_area("MNG"),
        year=2022,
        value=3.5,
        counterpart="KOR",
        arithmetic=(
            "Most people from Mongolia live in the Republic of Korea. Both have a GDP per head for 2022 and no later "
            "year: 49,000 / 14,000 = 3.5."
        ),
    ),
)
