"""How many of the people from an economy who live abroad stay within its region."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import emigrants, emigrants_in, stock_years
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Divide those who live in the region by all."""
    for year in stock_years(tables):
        covered = area.covered(tables, year, emigrants(tables, area.members, year))
        within = emigrants_in(tables, covered.members, area.region, year).sum()
        yield INDICATOR.value(covered, 100 * within / emigrants(tables, covered.members, year).sum())


INDICATOR = Indicator(
    id="intra_regional_emigrant_share",
    label="Emigrants who live within the region",
    unit="%",
    description=(
        "Share of the international migrants from the economy who live in an economy of the region, as a "
        "percentage of those living in all destinations."
    ),
    theme="Corridors",
    order=130,
    scopes=("economy", "region"),
    period="Every year of the migrant stock",
    formula="An economy: 100 · Σ_{d∈R} S(d,e) / Σ_d S(d,e); a region: 100 · Σ_{o∈R,d∈R} S / Σ_{o∈R,d} S",
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
                USA,KOR,2020,both,100
                KOR,JPN,2020,both,20
                USA,JPN,2020,both,20
                KOR,CHN,2020,both,70
            """,
        },
        area=example_area("JPN", "KOR"),
        year=2020,
        value=40.0,
        arithmetic=(
            "The region is Japan and the Republic of Korea. Between them live 60 + 20 = 80; with the "
            "United States, 60 + 100 + 20 + 20 = 200 from the two live abroad: 100 · 80 / 200 = 40. "
            "People from China are from outside the region."
        ),
    ),
)
