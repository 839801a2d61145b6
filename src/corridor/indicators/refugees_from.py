"""How many people have fled from an economy."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.published import Series
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue

SERIES = Series("refugees", "origin", "refugees from {}", {"group": "refugees"})


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Sum the refugees over the economies of asylum."""
    return SERIES.values(INDICATOR, area, tables)


INDICATOR = Indicator(
    id="refugees_from",
    label="Refugees from here",
    unit="persons",
    description=(
        "Refugees under UNHCR's mandate whose origin is the economy, wherever they have found asylum, at the end of "
        "the year; asylum-seekers are not among them."
    ),
    theme="Rights",
    order=440,
    scopes=("economy",),
    period="Every year that the source has from 1990",
    formula="Σ over economies of asylum, group refugees",
    reference=(
        "Expert Group on Refugee and Internally Displaced Persons Statistics (2018), International Recommendations "
        "on Refugee Statistics, European Union and United Nations."
    ),
    sources=("refugees",),
    compute=compute,
    example=Example(
        rows={
            "refugees": """
                asylum,origin,year,group,persons
                USA,CHN,2020,refugees,52000
                CAN,CHN,2020,refugees,18000
                CAN,CHN,2020,asylum_seekers,900
                CHN,VNM,2020,refugees,303000
            """,
        },
        area=example_area("CHN"),
        year=2020,
        value=70_000.0,
        base_year=2020,
        arithmetic=(
            "In the United States 52,000 and in Canada 18,000: 52,000 + 18,000 = 70,000. Those whom China hosts "
            "are not from China."
        ),
    ),
)
