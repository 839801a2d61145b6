"""Net migration by the number of residents."""

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
    "the net migration rate of {}",
    measure="net_migration_per_1000",
    last=HORIZON,
)


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Read what is published."""
    return SERIES.values(INDICATOR, area, tables)


INDICATOR = Indicator(
    id="net_migration_rate",
    label="Net migration rate",
    unit="per 1,000 residents",
    description=(
        "Immigrants less emigrants of a calendar year for every 1,000 residents, estimated and then projected "
        "by the medium variant."
    ),
    theme="Ageing",
    order=310,
    scopes=("economy",),
    period="Every year from 1990 to 2050",
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
                iso3,year,variant,net_migration_thousands,net_migration_per_1000
                MNG,2020,estimate,-4.5,-1.5
                MNG,2021,estimate,3,0.9
            """,
        },
        area=example_area("MNG"),
        year=2020,
        value=-1.5,
        base_year=2020,
        arithmetic=(
            "Mongolia's row of 2020 says −1.5 for every 1,000 residents: 4.5 thousand people fewer among 3 million."
        ),
    ),
)
