"""How far the people from an economy concentrate in few destinations."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import UNNAMED, emigrants_in, herfindahl_hirschman, stock_years
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Sum the squared shares of the known destinations."""
    for year in stock_years(tables):
        covered = area.covered(tables, year, emigrants_in(tables, area.members, UNNAMED, year))
        known = emigrants_in(tables, covered.members, UNNAMED, year)
        yield INDICATOR.value(covered, known.apply(herfindahl_hirschman))


INDICATOR = Indicator(
    id="destination_concentration",
    label="Concentration of emigrants' destinations",
    unit="index 0–1",
    description=(
        "Herfindahl–Hirschman index of the destinations of the economy's emigrants: one over the number "
        "of destinations where all are equal, 1 where there is only one."
    ),
    theme="Corridors",
    order=150,
    scopes=("economy",),
    period="Every year of the migrant stock",
    formula="Σ share², shares over known counterparts (not OTH, UNK)",
    reference=(
        "Hirschman, A. O. (1964), The Paternity of an Index, American Economic Review 54(5): 761–762."
    ),
    sources=("migrant_stock",),
    compute=compute,
    example=Example(
        rows={
            "migrant_stock": """
                destination,origin,year,sex,stock
                KOR,MNG,2020,both,60
                USA,MNG,2020,both,30
                JPN,MNG,2020,both,10
            """,
        },
        area=example_area("MNG"),
        year=2020,
        value=0.46,
        arithmetic="Shares of 0.6, 0.3 and 0.1: 0.36 + 0.09 + 0.01 = 0.46.",
    ),
)
