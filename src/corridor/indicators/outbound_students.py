"""How many students go abroad."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.published import OUTBOUND, students_abroad
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Read what the source derives; a number below zero, which nobody can be, is none."""
    for year in OUTBOUND.years(tables, area.members):
        yield INDICATOR.value(area.covered(tables, year), students_abroad(tables, area.members, year))


INDICATOR = Indicator(
    id="outbound_students",
    label="Students abroad",
    unit="persons",
    description=(
        "Internationally mobile students in tertiary education who left the economy to study abroad, derived as "
        "inbound students less the published net flow."
    ),
    theme="Talent",
    order=410,
    scopes=("economy",),
    period="Every year that the source has",
    formula="As published; missing where inbound students less the net flow are below zero",
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
                KOR,2020,outbound_total,90
            """,
        },
        area=example_area("JPN"),
        year=2020,
        value=32.0,
        base_year=2020,
        arithmetic="Japan's row of 2020 for students abroad says 32; the 220 who came are another row.",
    ),
)
