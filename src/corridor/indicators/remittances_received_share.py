"""What remittances weigh in an economy."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.published import Series
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue

SERIES = Series("remittances", "iso3", "remittances in the GDP of {}", {"indicator": "received_pct_gdp"})


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Read what the vintage publishes; the share is not computed anew from a GDP of another release."""
    return SERIES.values(INDICATOR, area, tables)


INDICATOR = Indicator(
    id="remittances_received_share",
    label="Remittances received, share of GDP",
    unit="% of GDP",
    description="Personal remittances received as a percentage of gross domestic product.",
    theme="Money",
    order=350,
    scopes=("economy",),
    period="Every year that the source has from 1990",
    formula="As published in the vintage",
    reference=(
        "International Monetary Fund, Balance of Payments and International Investment Position Manual, sixth "
        "edition (2009), appendix 5."
    ),
    sources=("remittances",),
    compute=compute,
    example=Example(
        rows={
            "remittances": """
                iso3,year,indicator,value
                TON,2021,received_pct_gdp,42
                TON,2021,received_usd,210000000
                TON,2020,received_pct_gdp,39.5
            """,
        },
        area=example_area("TON"),
        year=2021,
        value=42.0,
        base_year=2021,
        arithmetic="Tonga's row of 2021 says 42 % of GDP: US$ 210 million received where GDP is 500 million.",
    ),
)
