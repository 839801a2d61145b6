"""How many international migrants live in an economy."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import immigrants, stock_years
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Sum the stock over origins."""
    for year in stock_years(tables):
        covered = area.covered(tables, year, immigrants(tables, area.members, year))
        yield INDICATOR.value(covered, immigrants(tables, covered.members, year).sum())


INDICATOR = Indicator(
    id="immigrant_stock",
    label="International migrants living here",
    unit="persons",
    description="Number of international migrants of all origins living in the economy at mid-year.",
    theme="Migrants and emigrants",
    order=10,
    scopes=("economy", "region"),
    period="Every year of the migrant stock",
    formula="Σ_o S(e,o,y); a region: the sum of its economies",
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
                JPN,CHN,2020,both,300
                JPN,KOR,2020,both,150
                JPN,OTH,2020,both,50
                KOR,CHN,2020,both,70
            """,
        },
        area=example_area("JPN"),
        year=2020,
        value=500.0,
        arithmetic=(
            "From China 300, from the Republic of Korea 150 and from other origins 50: 300 + 150 + 50 = "
            "500. The row of the Republic of Korea as destination does not count."
        ),
    ),
)
