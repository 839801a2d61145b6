"""How many people of working age a year would keep the support of older people where it is.

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
    """Spread evenly over the years what keeps the ratio of the base year in 2050."""
    base = tables.base_year
    asked = [(year, group) for year in (base, HORIZON) for group in ("15-64", "65+")]
    covered = area.covered(tables, HORIZON, *(people(tables, area.members, *one) for one in asked))
    working, older, working_then, older_then = (people(tables, covered.members, *one).sum() for one in asked)
    need = (working / older * older_then - working_then).at_least(0)
    yield INDICATOR.value(covered, need / (HORIZON - base))


INDICATOR = Indicator(
    id="replacement_for_support",
    label="Replacement need: support of older people",
    unit="thousand persons a year",
    description=(
        "People of working age to add each year until 2050 to keep as many of them for every older person"
        " as in the base year; static arithmetic in which nobody ages and nobody brings a family."
    ),
    theme="Ageing",
    order=240,
    scopes=("economy", "region"),
    period="2050, from the base year",
    formula="max(0, (P15–64/P65+ at base) · P65+(2050) − P15–64(2050)) / (2050 − base)",
    reference=(
        "United Nations, Department of Economic and Social Affairs, Population Division, Replacement "
        "Migration: Is It a Solution to Declining and Ageing Populations? (ST/ESA/SER.A/206, 2001), "
        "scenario V."
    ),
    sources=("population",),
    compute=compute,
    example=Example(
        rows={
            "population": """
                iso3,year,variant,age_group,population_thousands
                KOR,2020,estimate,15-64,40
                KOR,2020,estimate,65+,8
                KOR,2050,medium,15-64,25
                KOR,2050,medium,65+,20
            """,
        },
        area=example_area("KOR"),
        year=2050,
        value=2.5,
        base_year=2020,
        arithmetic=(
            "In 2020 there are 40 / 8 = 5 people of working age for each older one. In 2050 the 20 older "
            "people would need 5 · 20 = 100; there are 25, so 75 are lacking, over 30 years: 75 / 30 = "
            "2.5 thousand a year."
        ),
    ),
)
