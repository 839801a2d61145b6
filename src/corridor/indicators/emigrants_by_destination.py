"""Where the people from an economy live abroad."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area, Covered
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import corridor, emigrants, stock_years
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Give each destination that has a row; one without a row has no figure and is left out."""
    for year in stock_years(tables):
        covered = Covered(area, year, area.members)
        for destination in emigrants(tables, area.members, year).distinct("destination"):
            stock = corridor(tables, destination, area.id, year).sum()
            yield INDICATOR.value(covered, stock, counterpart=destination)


INDICATOR = Indicator(
    id="emigrants_by_destination",
    label="Emigrants by destination",
    unit="persons",
    description=(
        "Number of international migrants from the economy living in each destination that reports them."
    ),
    theme="Corridors",
    order=110,
    scopes=("counterpart",),
    period="Every year of the migrant stock",
    formula="S(d,e,y)",
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
                JPN,MNG,2020,both,12
                KOR,MNG,2020,both,40
                KOR,MNG,2020,female,22
                KOR,CHN,2020,both,70
            """,
        },
        area=example_area("MNG"),
        year=2020,
        value=40.0,
        counterpart="KOR",
        arithmetic=(
            "Of the people from Mongolia 40 live in the Republic of Korea, of both sexes; that 22 of them"
            " are women and girls is another row and is not added."
        ),
    ),
)
