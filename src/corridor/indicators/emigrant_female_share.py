"""The share of women and girls among the people from an economy who live abroad."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import emigrants, stock_years
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Divide the stock of women and girls by that of both sexes."""
    for year in stock_years(tables):
        needs = [emigrants(tables, area.members, year, sex) for sex in ("female", "both")]
        covered = area.covered(tables, year, *needs)
        female, both = (emigrants(tables, covered.members, year, sex).sum() for sex in ("female", "both"))
        yield INDICATOR.value(covered, 100 * female / both)


INDICATOR = Indicator(
    id="emigrant_female_share",
    label="Women and girls among emigrants living abroad",
    unit="%",
    description="Women and girls as a percentage of the international migrants from the economy.",
    theme="Migrants and emigrants",
    order=80,
    scopes=("economy", "region"),
    period="Every year of the migrant stock",
    formula="100 · female / both",
    reference=(
        "United Nations, Department of Economic and Social Affairs, Population Division, International "
        "Migration 2020 Highlights (ST/ESA/SER.A/452, 2020)."
    ),
    sources=("migrant_stock",),
    compute=compute,
    example=Example(
        rows={
            "migrant_stock": """
                destination,origin,year,sex,stock
                JPN,CHN,2020,both,30
                JPN,CHN,2020,female,18
                JPN,CHN,2020,male,12
                USA,CHN,2020,both,10
                USA,CHN,2020,female,3
                USA,CHN,2020,male,7
            """,
        },
        area=example_area("CHN"),
        year=2020,
        value=52.5,
        arithmetic="18 + 3 = 21 women and girls among 30 + 10 = 40 migrants: 100 · 21 / 40 = 52.5.",
    ),
)
