"""How many people of working age a year would keep their number where it is.

Static arithmetic: nobody ages or dies, and nobody brings a family.
"""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import HORIZON, people
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Spread evenly over the years what is lacking in 2050."""
    base = tables.base_year
    covered = area.covered(
        tables, HORIZON, *(people(tables, area.members, year, "15-64") for year in (base, HORIZON))
    )
    before, then = (people(tables, covered.members, year, "15-64").sum() for year in (base, HORIZON))
    yield INDICATOR.value(covered, (before - then).at_least(0) / (HORIZON - base))


INDICATOR = Indicator(
    id="replacement_for_workforce",
    label="Replacement need: people of working age",
    unit="thousand persons a year",
    description=(
        "People of working age to add each year until 2050 to keep as many of them as in the base year; "
        "static arithmetic in which nobody ages and nobody brings a family."
    ),
    theme="Ageing",
    order=230,
    scopes=("economy", "region"),
    period="2050, from the base year",
    formula="max(0, P15–64(base) − P15–64(2050)) / (2050 − base)",
    reference=(
        "United Nations, Department of Economic and Social Affairs, Population Division, Replacement "
        "Migration: Is It a Solution to Declining and Ageing Populations? (ST/ESA/SER.A/206, 2001), "
        "scenario IV."
    ),
    sources=("population",),
    compute=compute,
    example=Example(
        rows={
            "population": """
                iso3,year,variant,age_group,population_thousands
                JPN,2020,estimate,15-64,74
                JPN,2050,medium,15-64,53
                KOR,2020,estimate,15-64,36
            """,
        },
        area=example_area("JPN"),
        year=2050,
        value=0.7,
        base_year=2020,
        arithmetic=(
            "74 thousand in 2020 and 53 thousand in 2050: 21 thousand are lacking, over 30 years: 21 / 30"
            " = 0.7 thousand a year."
        ),
    ),
)
