"""How fast the number of international migrants in an economy grows."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import GROWTH_FROM, annual_growth, immigrants
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Compare the stock of the base year with that of 2010, over the same economies."""
    last = tables.base_year
    needs = [immigrants(tables, area.members, year) for year in (GROWTH_FROM, last)]
    covered = area.covered(tables, last, *needs)
    before, now = (immigrants(tables, covered.members, year).sum() for year in (GROWTH_FROM, last))
    yield INDICATOR.value(covered, annual_growth(before, now, last - GROWTH_FROM))


INDICATOR = Indicator(
    id="immigrant_growth",
    label="International migrants living here: growth since 2010",
    unit="% a year",
    description=(
        "Mean yearly growth of the number of international migrants living in the economy between 2010 "
        "and the base year."
    ),
    theme="Migrants and emigrants",
    order=50,
    scopes=("economy", "region"),
    period="The base year, from 2010",
    formula="100 · ((S_y1/S_y0)^(1/(y1−y0)) − 1), y0 = 2010, y1 = base year",
    reference=(
        "United Nations, Department of Economic and Social Affairs, Population Division, International "
        "Migrant Stock 2020, annual rate of change of the migrant stock; compounded by year here, where "
        "the source uses a continuous rate."
    ),
    sources=("migrant_stock",),
    compute=compute,
    example=Example(
        rows={
            "migrant_stock": """
                destination,origin,year,sex,stock
                KOR,CHN,2010,both,80
                KOR,MNG,2010,both,20
                KOR,CHN,2012,both,101
                KOR,MNG,2012,both,20
            """,
        },
        area=example_area("KOR"),
        year=2012,
        value=10.0,
        arithmetic=(
            "80 + 20 = 100 in 2010 and 101 + 20 = 121 in 2012: 121 / 100 = 1.21 over two years, and the "
            "square root of 1.21 is 1.1, so 10 % a year."
        ),
    ),
)
