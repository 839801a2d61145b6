"""How many people of working age live in an economy."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import people, population_years
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Read the number of people aged 15–64."""
    for year in population_years(tables):
        covered = area.covered(tables, year, people(tables, area.members, year, "15-64"))
        yield INDICATOR.value(covered, people(tables, covered.members, year, "15-64").sum())


INDICATOR = Indicator(
    id="working_age_population",
    label="People aged 15–64",
    unit="thousand persons",
    description=(
        "Number of people aged 15–64 living in the economy at mid-year, estimated and then projected by "
        "the medium variant."
    ),
    theme="Ageing",
    order=180,
    scopes=("economy", "region"),
    period="Every year of the population from 1990 to 2050",
    formula="P(e,y,15–64)",
    reference=(
        "United Nations, Department of Economic and Social Affairs, Population Division, World "
        "Population Prospects 2024: Summary of Results (UN DESA/POP/2024/TR/NO. 9, 2024)."
    ),
    sources=("population",),
    compute=compute,
    example=Example(
        rows={
            "population": """
                iso3,year,variant,age_group,population_thousands
                JPN,2030,medium,15-64,70.5
                KOR,2030,medium,15-64,34.25
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
