"""Where a State stands towards the convention on the rights of migrant workers."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area, Covered
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.figures import Figure
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue
from corridor.indicators.base.wishes import joined

CODES = {"no_action": 0, "signatory": 1, "state_party": 2}


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Give the number that stands for the status, in the year in which the status was taken."""
    view = tables["treaties"]
    taken = int(view.where().distinct("as_of")[-1][:4])
    rows = view.of("iso3", area.members, treaty="ICRMW")
    if rows.rows.size:
        status = rows.coded("status", CODES)
    else:
        names = joined([tables.names.get(code, code) for code in area.members])
        status = Figure(
            None, (rows,), f"The table of the convention lists States and has no row for {names}."
        )
    yield INDICATOR.value(Covered(area, taken, area.members), status)


INDICATOR = Indicator(
    id="icrmw_status",
    label="Convention on migrant workers",
    unit="category",
    description=(
        "Status towards the International Convention on the Protection of the Rights of All Migrant Workers and "
        "Members of Their Families: 0 no action, 1 signatory, 2 state party."
    ),
    theme="Rights",
    order=450,
    scopes=("economy",),
    period="The year in which the status was taken",
    formula="2 state party, 1 signatory, 0 no action",
    reference=(
        "United Nations, General Assembly resolution 45/158 of 18 December 1990, International Convention on the "
        "Protection of the Rights of All Migrant Workers and Members of Their Families."
    ),
    sources=("treaties",),
    compute=compute,
    example=Example(
        rows={
            "treaties": """
                iso3,treaty,status,year,as_of
                PHL,ICRMW,state_party,1995,2022-08
                JPN,ICRMW,no_action,,2022-08
            """,
        },
        area=example_area("PHL"),
        year=2022,
        value=2.0,
        base_year=2020,
        arithmetic="The Philippines' row says state party, which is written as 2; the status is that of August 2022.",
    ),
)
