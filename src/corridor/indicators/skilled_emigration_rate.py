"""How many of the tertiary-educated have left."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.published import emigration_rate
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue

SERIES = emigration_rate("high", "the tertiary-educated")


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Read what is published."""
    return SERIES.values(INDICATOR, area, tables)


INDICATOR = Indicator(
    id="skilled_emigration_rate",
    label="Emigration rate of the tertiary-educated",
    unit="%",
    description=(
        "People aged 25 and over with tertiary education who live in twenty OECD destinations, as a percentage of "
        "them and of the equally educated residents of the economy they are from."
    ),
    theme="Talent",
    order=380,
    scopes=("economy",),
    period="Every year of the source, from 1980 to 2010 by five",
    formula="As published, tertiary education, both sexes",
    reference=(
        "Brücker, H., Capuano, S. and Marfouk, A. (2013), Education, Gender and International Migration: Insights "
        "from a Panel-dataset 1980–2010, Institute for Employment Research."
    ),
    sources=("skilled_emigration",),
    compute=compute,
    example=Example(
        rows={
            "skilled_emigration": """
                iso3,year,sex,education,emigration_rate_pct
                KOR,2010,both,high,5.5
                KOR,2010,both,low,3.25
                KOR,2010,both,total,4.5
            """,
        },
        area=example_area("KOR"),
        year=2010,
        value=5.5,
        base_year=2020,
        arithmetic=(
            "The Republic of Korea's row of 2010 for tertiary education says 5.5 %: of 1,000 such people born there, "
            "55 live in the destinations."
        ),
    ),
)
