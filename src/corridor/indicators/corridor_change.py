"""How the number of migrants in a corridor changed since 2010.

The economy of a value is the destination and its counterpart the origin, for every area. An economy has the
corridors that lead to it and those that start from it; a region has every corridor that starts or ends in it,
so the economy of a value can lie outside the area. Other and unknown origins are among the counterparts.
"""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area, Covered
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import GROWTH_FROM, corridor, emigrants, immigrants
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Subtract the stock of 2010; a corridor without a row in one of the years has no change."""
    covered = Covered(area, tables.base_year, area.members)
    for destination, origin in _corridors(area, tables):
        before, now = (
            corridor(tables, destination, origin, year).sum() for year in (GROWTH_FROM, tables.base_year)
        )
        yield INDICATOR.value(covered, now - before, economy=destination, counterpart=origin)


def _corridors(area: Area, tables: Tables) -> list[tuple[str, ...]]:
    """Destination and origin of the corridors of an area that have a row in one of the two years."""
    ends = [
        side(tables, area.members, y)
        for side in (immigrants, emigrants)
        for y in (GROWTH_FROM, tables.base_year)
    ]
    return sorted({pair for end in ends for pair in end.combinations("destination", "origin")})


INDICATOR = Indicator(
    id="corridor_change",
    label="Change of corridors since 2010",
    unit="persons",
    description=(
        "Change between 2010 and the base year in the number of migrants from the counterpart, the "
        "origin, who live in the economy, the destination."
    ),
    theme="Corridors",
    order=170,
    scopes=("counterpart", "region"),
    period="The base year, from 2010",
    formula="S(d,o,base) − S(d,o,2010)",
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
                KOR,MNG,2010,both,25
                KOR,MNG,2020,both,40
                USA,MNG,2010,both,15
                USA,MNG,2020,both,12
                MNG,CHN,2020,both,9
            """,
        },
        area=example_area("MNG"),
        year=2020,
        value=-3.0,
        economy="USA",
        counterpart="MNG",
        arithmetic=(
            "In the United States 15 people from Mongolia lived in 2010 and 12 in 2020: 12 − 15 = −3. "
            "From China to Mongolia there is no figure for 2010, so none for the change."
        ),
    ),
)
