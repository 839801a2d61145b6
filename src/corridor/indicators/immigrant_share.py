"""International migrants as a share of the people who live in an economy."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import immigrants, people, shared_years
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Divide the stock by the residents of the same economies."""
    for year in shared_years(tables):
        covered = area.covered(
            tables, year, immigrants(tables, area.members, year), people(tables, area.members, year)
        )
        stock = immigrants(tables, covered.members, year).sum()
        residents = 1000 * people(tables, covered.members, year).sum()
        yield INDICATOR.value(covered, 100 * stock / residents)


INDICATOR = Indicator(
    id="immigrant_share",
    label="International migrants as a share of population",
    unit="% of population",
    description="International migrants living in the economy as a percentage of its total population.",
    theme="Migrants and emigrants",
    order=20,
    scopes=("economy", "region"),
    period="Years that the migrant stock and the population both have",
    formula="100 · immigrant_stock / (1000 · P(e,y,total))",
    reference=(
        "United Nations, Department of Economic and Social Affairs, Population Division, International "
        "Migration 2020 Highlights (ST/ESA/SER.A/452, 2020)."
    ),
    sources=("migrant_stock", "population"),
    compute=compute,
    example=Example(
        rows={
            "migrant_stock": """
                destination,origin,year,sex,stock
                MAC,CHN,2020,both,300
                MAC,HKG,2020,both,60
            """,
            "population": """
                iso3,year,variant,age_group,population_thousands
                MAC,2020,estimate,total,0.6
                MAC,2020,estimate,15-64,0.4
            """,
        },
        area=example_area("MAC"),
        year=2020,
        value=60.0,
        arithmetic=(
            "300 + 60 = 360 migrants among 0.6 thousand, that is 600, residents: 100 · 360 / 600 = 60."
        ),
    ),
)
