"""Where the international migrants in an economy are from."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area, Covered
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import corridor, immigrants, stock_years
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Give each origin that has a row; one without a row has no figure and is left out."""
    for year in stock_years(tables):
        covered = Covered(area, year, area.members)
        for origin in immigrants(tables, area.members, year).distinct("origin"):
            stock = corridor(tables, area.id, origin, year).sum()
            yield INDICATOR.value(covered, stock, counterpart=origin)


INDICATOR = Indicator(
    id="immigrants_by_origin",
    label="International migrants by origin",
    unit="persons",
    description=(
        "Number of international migrants living in the economy from each origin that it reports, other "
        "and unknown origins included."
    ),
    theme="Corridors",
    order=120,
    scopes=("counterpart",),
    period="Every year of the migrant stock",
    formula="S(e,o,y)",
    reference=(
        "Özden, Ç., Parsons, C. R., Schiff, M. and Walmsley, T. L. (2011), Where on Earth is Everybody? "
        "The Evolution of Global Bilateral Migration 1960–2000, World Bank Economic Review 25(1): 12–56."
    ),
    sources=("migrant_stock",),
    compute=compute,
    example=Example(
        rows={
            "migrant_stock": """
                destination,origin,year,sex,stock
                KOR,MNG,2020,both,40
                KOR,CHN,2020,both,70
                KOR,OTH,2020,both,5
                JPN,CHN,2020,both,300
            """,
        },
        area=example_area("KOR"),
        year=2020,
        value=70.0,
        counterpart="CHN",
        arithmetic="In the Republic of Korea 70 migrants are from China; the 300 in Japan live elsewhere.",
    ),
)
