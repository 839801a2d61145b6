"""How many of the international migrants in an economy are from its region."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import immigrants, immigrants_from, stock_years
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Divide those from the region by all."""
    for year in stock_years(tables):
        covered = area.covered(tables, year, immigrants(tables, area.members, year))
        within = immigrants_from(tables, covered.members, area.region, year).sum()
        yield INDICATOR.value(covered, 100 * within / immigrants(tables, covered.members, year).sum())


INDICATOR = Indicator(
    id="intra_regional_immigrant_share",
    label="International migrants from within the region",
    unit="%",
    description=(
        "Share of the international migrants living in the economy who are from an economy of the region,"
        " as a percentage of those of all origins."
    ),
    theme="Corridors",
    order=140,
    scopes=("economy", "region"),
    period="Every year of the migrant stock",
    formula="An economy: 100 · Σ_{o∈R} S(e,o) / Σ_o S(e,o); a region: 100 · Σ_{d∈R,o∈R} S / Σ_{d∈R,o} S",
    reference=(
        "United Nations, Economic and Social Commission for Asia and the Pacific, Asia-Pacific Migration"
        " Report 2020: Assessing Implementation of the Global Compact for Migration (ST/ESCAP/2801, "
        "2020)."
    ),
    sources=("migrant_stock",),
    compute=compute,
    example=Example(
        rows={
            "migrant_stock": """
                destination,origin,year,sex,stock
                JPN,KOR,2020,both,60
                JPN,BRA,2020,both,35
                JPN,OTH,2020,both,5
                KOR,JPN,2020,both,20
            """,
        },
        area=example_area("JPN", region=("JPN", "KOR")),
        year=2020,
        value=60.0,
        arithmetic=(
            "Japan, seen from the region of Japan and the Republic of Korea: 60 of its 60 + 35 + 5 = 100 "
            "migrants are from the region: 100 · 60 / 100 = 60."
        ),
    ),
)
