"""Whether an economy draws students or sends them away."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.published import INBOUND, OUTBOUND, students_abroad
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Divide those who came by those who left, in the newest year in which both are known."""
    common = set(INBOUND.own_years(tables, area.members)) & set(OUTBOUND.own_years(tables, area.members))
    year = max(common, default=INBOUND.newest(tables))
    inbound, outbound = (
        INBOUND.of(tables, area.members, year).sum(),
        students_abroad(tables, area.members, year),
    )
    yield INDICATOR.value(area.covered(tables, year), inbound / outbound)


INDICATOR = Indicator(
    id="student_balance",
    label="Students from abroad for each student abroad",
    unit="inbound per outbound student",
    description=(
        "Internationally mobile students who came to the economy for each one who left it; above 1 it draws more "
        "than it sends."
    ),
    theme="Talent",
    order=420,
    scopes=("economy",),
    period="The newest year in which both are known",
    formula="inbound_students / outbound_students",
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
                JPN,2021,inbound_total,240
                JPN,2020,inbound_total,216
                JPN,2020,outbound_total,32
            """,
        },
        area=example_area("JPN"),
        year=2020,
        value=6.75,
        base_year=2020,
        arithmetic="The newest year with both numbers is 2020: 216 came and 32 left, 216 / 32 = 6.75.",
    ),
)
