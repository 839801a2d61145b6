"""How many people from an economy live abroad as international migrants."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import emigrants, stock_years
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Sum the stock over destinations."""
    for year in stock_years(tables):
        covered = area.covered(tables, year, emigrants(tables, area.members, year))
        yield INDICATOR.value(covered, emigrants(tables, covered.members, year).sum())


INDICATOR = Indicator(
    id="emigrant_stock",
    label="Emigrants living abroad",
    unit="persons",
    description="Number of international migrants from the economy living in all destinations at mid-year.",
    theme="Migrants and emigrants",
    order=30,
    scopes=("economy", "region"),
    period="Every year of the migrant stock",
    formula="Σ_d S(d,e,y); a region: the sum of its economies",
    reference=(
        "United Nations, Department of Economic and Social Affairs, Population Division, International "
        "Migrant Stock 2020: Documentation (POP/DB/MIG/Stock/Rev.2020, 2020)."
    ),
    sources=("migrant_stock",),
    compute=compute,
    example=Example(
        rows={
            "migrant_stock": """
                destination,origin,year,sex,stock
                JPN,KOR,2020,both,150
                USA,KOR,2020,both,1000
                USA,JPN,2020,both,400
                KOR,CHN,2020,both,70
            """,
        },
        area=example_area("JPN", "KOR"),
        year=2020,
        value=1550.0,
        arithmetic=(
            "The region is Japan and the Republic of Korea. From the Republic of Korea 150 live in Japan "
            "and 1,000 in the United States; from Japan 400 live in the United States: 150 + 1,000 + 400 "
            "= 1,550."
        ),
    ),
)
