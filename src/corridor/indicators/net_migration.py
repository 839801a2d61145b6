"""How many more people arrive in a year than leave."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.published import NET_MIGRATION
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Read what is published; a region's net migration is the sum of its economies'."""
    return NET_MIGRATION.values(INDICATOR, area, tables)


INDICATOR = Indicator(
    id="net_migration",
    label="Net migration",
    unit="thousand persons a year",
    description=(
        "Immigrants less emigrants of a calendar year, estimated and then projected by the medium variant. A "
        "region's figure is the level only: the bounds of its economies' intervals cannot be added."
    ),
    theme="Ageing",
    order=260,
    scopes=("economy", "region"),
    period="Every year from 1990 to 2050",
    formula="As published; a region: the sum of its economies",
    reference=(
        "United Nations, Department of Economic and Social Affairs, Population Division, World "
        "Population Prospects 2024: Methodology of the United Nations population estimates and projections "
        "(UN DESA/POP/2024/DC/NO. 10, 2024)."
    ),
    sources=("net_migration",),
    compute=compute,
    example=Example(
        rows={
            "net_migration": """
                iso3,year,variant,net_migration_thousands,net_migration_per_1000
                JPN,2020,estimate,42.5,0.3
                KOR,2020,estimate,-12.5,-0.2
                KOR,2021,estimate,30,0.6
            """,
        },
        area=example_area("JPN", "KOR"),
        year=2020,
        value=30.0,
        base_year=2020,
        arithmetic=(
            "Japan gained 42.5 thousand people in 2020 and the Republic of Korea lost 12.5 thousand: "
            "42.5 − 12.5 = 30 thousand."
        ),
    ),
)
