"""How far the international migrants in an economy concentrate on few origins."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import UNNAMED, herfindahl_hirschman, immigrants_from, stock_years
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Sum the squared shares of the known origins."""
    for year in stock_years(tables):
        covered = area.covered(tables, year, immigrants_from(tables, area.members, UNNAMED, year))
        known = immigrants_from(tables, covered.members, UNNAMED, year)
        yield INDICATOR.value(covered, known.apply(herfindahl_hirschman))


INDICATOR = Indicator(
    id="origin_concentration",
    label="Concentration of international migrants' origins",
    unit="index 0–1",
    description=(
        "Herfindahl–Hirschman index of the known origins of the international migrants in the economy: "
        "one over the number of origins where all are equal, 1 where there is only one."
    ),
    theme="Corridors",
    order=160,
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
                JPN,CHN,2020,both,50
                JPN,KOR,2020,both,50
                JPN,OTH,2020,both,900
            """,
        },
        area=example_area("JPN"),
        year=2020,
        value=0.5,
        arithmetic=(
            "Other origins are left out, so China and the Republic of Korea have a half each: 0.25 + 0.25"
            " = 0.5."
        ),
    ),
)
