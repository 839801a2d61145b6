"""How many older people there are for every hundred of working age."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import people, population_years
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Divide the older people by those of working age."""
    for year in population_years(tables):
        needs = [people(tables, area.members, year, group) for group in ("65+", "15-64")]
        covered = area.covered(tables, year, *needs)
        older, working = (people(tables, covered.members, year, group).sum() for group in ("65+", "15-64"))
        yield INDICATOR.value(covered, 100 * older / working)


INDICATOR = Indicator(
    id="old_age_dependency",
    label="Old-age dependency ratio",
    unit="65+ per 100 aged 15–64",
    description="People aged 65 and more for every 100 people aged 15–64.",
    theme="Ageing",
    order=220,
    scopes=("economy", "region"),
    period="Every year of the population from 1990 to 2050",
    formula="100 · P65+ / P15–64",
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
                JPN,2020,estimate,65+,36
                JPN,2020,estimate,15-64,74
                KOR,2020,estimate,65+,8
                KOR,2020,estimate,15-64,36
            """,
        },
        area=example_area("JPN", "KOR"),
        year=2020,
        value=40.0,
        base_year=2020,
        arithmetic="36 + 8 = 44 older people for 74 + 36 = 110 of working age: 100 · 44 / 110 = 40.",
    ),
)
