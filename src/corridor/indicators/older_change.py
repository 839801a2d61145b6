"""How the number of people aged 65 and more changes until 2050."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import HORIZON, people
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Subtract the people of the base year from those of 2050."""
    years = (tables.base_year, HORIZON)
    covered = area.covered(tables, HORIZON, *(people(tables, area.members, year, "65+") for year in years))
    before, then = (people(tables, covered.members, year, "65+").sum() for year in years)
    yield INDICATOR.value(covered, then - before)


INDICATOR = Indicator(
    id="older_change",
    label="People aged 65 and more: change to 2050",
    unit="thousand persons",
    description=(
        "Change in the number of people aged 65 and more from the base year to 2050, projected by the "
        "medium variant."
    ),
    theme="Ageing",
    order=210,
    scopes=("economy", "region"),
    period="2050, from the base year",
    formula="P(2050) − P(base year), 65+",
    reference=(
        "United Nations, Department of Economic and Social Affairs, Population Division, World "
        "Population Ageing 2019 (ST/ESA/SER.A/444, 2020)."
    ),
    sources=("population",),
    compute=compute,
    example=Example(
        rows={
            "population": """
                iso3,year,variant,age_group,population_thousands
                JPN,2020,estimate,65+,74
                JPN,2050,medium,65+,53.5
                JPN,2050,medium,total,104
            """,
        },
        area=example_area("JPN"),
        year=2050,
        value=-20.5,
        base_year=2020,
        arithmetic="53.5 thousand in 2050 after 74 thousand in 2020: 53.5 − 74 = −20.5 thousand.",
    ),
)
