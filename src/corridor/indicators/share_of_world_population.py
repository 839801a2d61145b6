"""How much of the world's people live in a region."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import WORLD, people, population_years
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Divide the people of the region by those of the world."""
    for year in population_years(tables):
        covered = area.covered(tables, year, people(tables, area.members, year))
        residents = people(tables, covered.members, year).sum()
        yield INDICATOR.value(covered, 100 * residents / people(tables, (WORLD,), year).sum())


INDICATOR = Indicator(
    id="share_of_world_population",
    label="Share of the world's population",
    unit="%",
    description="People living in the region as a percentage of the world's population.",
    theme="Migrants and emigrants",
    order=90,
    scopes=("region",),
    period="Every year of the population from 1990 to 2050",
    formula="100 · Σ_{e∈R} P / P(WLD)",
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
                JPN,2020,estimate,total,120
                KOR,2020,estimate,total,50
                KOR,2020,estimate,65+,8
                WLD,2020,estimate,total,6800
            """,
        },
        area=example_area("JPN", "KOR"),
        year=2020,
        value=2.5,
        base_year=2020,
        arithmetic="120 + 50 = 170 thousand of 6,800 thousand people: 100 · 170 / 6,800 = 2.5.",
    ),
)
