"""The age that half of the people have passed."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import HORIZON
from corridor.indicators.base.published import Series
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue

SERIES = Series("demography", "iso3", "the median age in {}", {"indicator": "median_age_years"}, last=HORIZON)


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Read what is published; the median of a region is not that of its economies."""
    return SERIES.values(INDICATOR, area, tables)


INDICATOR = Indicator(
    id="median_age",
    label="Median age",
    unit="years",
    description=(
        "Age that half of the residents have passed and half have not, estimated and then projected by the "
        "medium variant."
    ),
    theme="Ageing",
    order=250,
    scopes=("economy",),
    period="Every year that the source has from 1990 to 2050; after 2035 every fifth",
    formula="As published",
    reference=(
        "United Nations, Department of Economic and Social Affairs, Population Division, World "
        "Population Prospects 2024: Summary of Results (UN DESA/POP/2024/TR/NO. 9, 2024)."
    ),
    sources=("demography",),
    compute=compute,
    example=Example(
        rows={
            "demography": """
                iso3,year,variant,indicator,value
                JPN,2020,estimate,median_age_years,48.2
                JPN,2050,medium,median_age_years,53.5
                JPN,2050,medium,total_fertility_rate,1.4
                KOR,2050,medium,median_age_years,57
            """,
        },
        area=example_area("JPN"),
        year=2050,
        value=53.5,
        base_year=2020,
        arithmetic="Japan's row of 2050 for the median age says 53.5 years; its fertility of 1.4 is another row.",
    ),
)
