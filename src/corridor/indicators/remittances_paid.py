"""Money that people in an economy send abroad."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.published import Series
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue

SERIES = Series("remittances", "iso3", "remittances paid by {}", {"indicator": "paid_usd"})


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Read what is published."""
    return SERIES.values(INDICATOR, area, tables)


INDICATOR = Indicator(
    id="remittances_paid",
    label="Remittances paid",
    unit="current US$",
    description=(
        "Personal remittances paid: transfers to households abroad and the pay of people from abroad who work here "
        "for a season or across a border, as the balance of payments records them."
    ),
    theme="Money",
    order=340,
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
                KOR,2020,received_usd,7400000000
                KOR,2020,paid_usd,9500000000
                MNG,2020,paid_usd,190000000
            """,
        },
        area=example_area("KOR"),
        year=2020,
        value=9_500_000_000.0,
        base_year=2020,
        arithmetic="The Republic of Korea's row of 2020 for money paid says US$ 9,500 million, or 9.5 billion.",
    ),
)
