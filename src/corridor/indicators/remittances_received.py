"""Money that people abroad send to an economy."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.published import Series
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue

SERIES = Series("remittances", "iso3", "remittances received by {}", {"indicator": "received_usd"})


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Read what is published."""
    return SERIES.values(INDICATOR, area, tables)


INDICATOR = Indicator(
    id="remittances_received",
    label="Remittances received",
    unit="current US$",
    description=(
        "Personal remittances received: transfers from households abroad and the pay of people who work abroad "
        "for a season or across a border, as the balance of payments records them."
    ),
    theme="Money",
    order=330,
    scopes=("economy",),
    period="Every year that the source has from 1990",
    formula="As published",
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
                MNG,2020,received_usd,540000000
                MNG,2020,paid_usd,190000000
                MNG,2020,received_pct_gdp,4
                MNG,2021,received_usd,480000000
            """,
        },
        area=example_area("MNG"),
        year=2020,
        value=540_000_000.0,
        base_year=2020,
        arithmetic="Mongolia's row of 2020 for money received says US$ 540 million; what was paid is another row.",
    ),
)
