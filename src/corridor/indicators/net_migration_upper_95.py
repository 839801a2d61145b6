"""The upper bound of what projections of net migration leave open, at 95 %."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import HORIZON
from corridor.indicators.base.published import Series
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue

SERIES = Series(
    "net_migration",
    "iso3",
    "the interval of net migration of {}",
    measure="upper95_thousands",
    last=HORIZON,
)


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Read what is published; estimates have no interval, and a bound stays that of one economy."""
    return SERIES.values(INDICATOR, area, tables)


INDICATOR = Indicator(
    id="net_migration_upper_95",
    label="Net migration: upper bound of the 95 % interval",
    unit="thousand persons a year",
    description=(
        "Upper bound of the 95 % prediction interval of net migration: the chance that it comes out above is "
        "one in forty. Bounds of several economies cannot be added, so a region has none."
    ),
    theme="Ageing",
    order=300,
    scopes=("economy",),
    period="Projected years to 2050",
    formula="As published",
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
                iso3,year,variant,net_migration_thousands,net_migration_per_1000,upper95_thousands
                JPN,2023,estimate,25,0.2,
                JPN,2024,medium,30,0.25,130.25
            """,
        },
        area=example_area("JPN"),
        year=2024,
        value=130.25,
        base_year=2024,
        arithmetic="The projection of 2024 is 30 thousand, and the upper bound of its 95 % interval 130.25 thousand.",
    ),
)
