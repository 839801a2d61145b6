"""How many of the world's international migrants live in a region."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import immigrants, stock_years
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Divide the migrants in the region by those in all destinations."""
    for year in stock_years(tables):
        covered = area.covered(tables, year, immigrants(tables, area.members, year))
        everywhere = tables["migrant_stock"].where(year=year, sex="both").sum()
        yield INDICATOR.value(covered, 100 * immigrants(tables, covered.members, year).sum() / everywhere)


INDICATOR = Indicator(
    id="share_of_world_migrants",
    label="Share of the world's international migrants",
    unit="%",
    description=(
        "International migrants living in the region as a percentage of those living in all destinations."
    ),
    theme="Migrants and emigrants",
    order=100,
    scopes=("region",),
    period="Every year of the migrant stock",
    formula="100 · Σ_{d∈R} immigrant_stock / Σ_d immigrant_stock",
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
                JPN,CHN,2020,both,300
                KOR,CHN,2020,both,70
                KOR,OTH,2020,both,30
                USA,CHN,2020,both,1200
                USA,CHN,2020,male,500
            """,
        },
        area=example_area("JPN", "KOR"),
        year=2020,
        value=25.0,
        arithmetic=(
            "300 + 70 + 30 = 400 migrants live in Japan and the Republic of Korea, and 400 + 1,200 = "
            "1,600 everywhere: 100 · 400 / 1,600 = 25."
        ),
    ),
)
