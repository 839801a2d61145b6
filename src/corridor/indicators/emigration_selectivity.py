"""Whether those who leave are better educated than those who stay."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.published import emigration_rate
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue

HIGH = emigration_rate("high", "the tertiary-educated")
LOW = emigration_rate("low", "the low-educated")


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Divide the rate of the tertiary-educated by that of the low-educated."""
    for year in HIGH.years(tables, area.members):
        covered = area.covered(tables, year)
        high, low = (level.of(tables, area.members, year).sum() for level in (HIGH, LOW))
        yield INDICATOR.value(covered, high / low)


INDICATOR = Indicator(
    id="emigration_selectivity",
    label="Emigration rate of the tertiary-educated by that of the low-educated",
    unit="ratio",
    description=(
        "How many times higher the emigration rate to twenty OECD destinations is among the tertiary-educated than "
        "among the low-educated; above 1 the better educated leave more often."
    ),
    theme="Talent",
    order=390,
    scopes=("economy",),
    period="Every year of the source, from 1980 to 2010 by five",
    formula="Emigration rate of the tertiary-educated / of the low-educated",
    reference=(
        "Docquier, F. and Marfouk, A. (2006), International Migration by Education Attainment, 1990–2000, in "
        "International Migration, Remittances and the Brain Drain, World Bank."
    ),
    sources=("skilled_emigration",),
    compute=compute,
    example=Example(
        rows={
            "skilled_emigration": """
                iso3,year,sex,education,emigration_rate_pct
                MNG,2010,both,high,6
                MNG,2010,both,medium,2
                MNG,2010,both,low,0.5
            """,
        },
        area=example_area("MNG"),
        year=2010,
        value=12.0,
        base_year=2020,
        arithmetic="Of the tertiary-educated 6 % live in the destinations, of the low-educated 0.5 %: 6 / 0.5 = 12.",
    ),
)
