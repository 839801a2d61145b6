"""How many people aged 65 and more live in an economy."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import people, population_years
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Read the number of people aged 65 and more."""
    for year in population_years(tables):
        covered = area.covered(tables, year, people(tables, area.members, year, "65+"))
        yield INDICATOR.value(covered, people(tables, covered.members, year, "65+").sum())


INDICATOR = Indicator(
    id="older_population",
    label="People aged 65 and more",
    unit="thousand persons",
    description=(
        "Number of people aged 65 and more living in the economy at mid-year, estimated and then "
        "projected by the medium variant."
    ),
    theme="Ageing",
    order=200,
    scopes=("economy", "region"),
    period="Every year of the population from 1990 to 2050",
    formula="P(e,y,65+)",
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
                JPN,2030,medium,65+,70.5
                KOR,2030,medium,65+,34.25
                KOR,2030,medium,total,52
            """,
        },
        area=example_area("JPN", "KOR"),
        year=2030,
        value=104.75,
        base_year=2020,
        arithmetic=(
            "70.5 thousand in Japan and 34.25 thousand in the Republic of Korea: 70.5 + 34.25 = 104.75 "
            "thousand."
        ),
    ),
)
