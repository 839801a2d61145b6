"""People living abroad for every 100 residents of the economy they are from."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import emigrants, people, shared_years
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Divide the stock by the residents of the same economies."""
    for year in shared_years(tables):
        covered = area.covered(
            tables, year, emigrants(tables, area.members, year), people(tables, area.members, year)
        )
        stock = emigrants(tables, covered.members, year).sum()
        residents = 1000 * people(tables, covered.members, year).sum()
        yield INDICATOR.value(covered, 100 * stock / residents)


INDICATOR = Indicator(
    id="emigrant_ratio",
    label="Emigrants per 100 residents",
    unit="per 100 residents",
    description="International migrants from the economy living abroad for every 100 people who live in it.",
    theme="Migrants and emigrants",
    order=40,
    scopes=("economy", "region"),
    period="Years that the migrant stock and the population both have",
    formula="100 · emigrant_stock / (1000 · P(e,y,total))",
    reference=("World Bank, Migration and Remittances Factbook 2016, third edition (2016)."),
    sources=("migrant_stock", "population"),
    compute=compute,
    example=Example(
        rows={
            "migrant_stock": """
                destination,origin,year,sex,stock
                KOR,MNG,2020,both,40
                USA,MNG,2020,both,20
                MNG,CHN,2020,both,9
            """,
            "population": """
                iso3,year,variant,age_group,population_thousands
                MNG,2020,estimate,total,3
            """,
        },
        area=example_area("MNG"),
        year=2020,
        value=2.0,
        arithmetic=(
            "40 + 20 = 60 people from Mongolia live abroad; 3 thousand, that is 3,000, live in it: 100 · "
            "60 / 3,000 = 2."
        ),
    ),
)
