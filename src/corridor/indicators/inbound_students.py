"""How many students come from abroad."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.published import INBOUND
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Read what is published."""
    return INBOUND.values(INDICATOR, area, tables)


INDICATOR = Indicator(
    id="inbound_students",
    label="Students from abroad",
    unit="persons",
    description=(
        "Internationally mobile students in tertiary education who came to the economy to study, in the school year "
        "that ends in the year given."
    ),
    theme="Talent",
    order=400,
    scopes=("economy",),
    period="Every year that the source has",
    formula="As published",
    reference=(
        "UNESCO Institute for Statistics (2009), Global Education Digest 2009: Comparing Education Statistics "
        "Across the World."
    ),
    sources=("students",),
    compute=compute,
    example=Example(
        rows={
            "students": """
                iso3,year,indicator,students
                JPN,2020,inbound_total,220
                JPN,2020,outbound_total,32
                KOR,2020,inbound_total,110
            """,
        },
        area=example_area("JPN"),
        year=2020,
        value=220.0,
        base_year=2020,
        arithmetic="Japan's row of 2020 for students from abroad says 220; the 32 who left are another row.",
    ),
)
