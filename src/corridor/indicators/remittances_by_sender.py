"""Where the money that an economy receives is thought to come from."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area, Covered
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Give each sender that has a row; one without a row has no figure and is left out."""
    view = tables["bilateral_remittances"]
    for sender, year in view.where(receiver=area.id).combinations("sender", "year"):
        rows = view.of("receiver", area.members, sender=sender, year=year)
        yield INDICATOR.value(Covered(area, int(year), area.members), rows.sum(), counterpart=sender)


INDICATOR = Indicator(
    id="remittances_by_sender",
    label="Remittances by sender",
    unit="US$ million",
    description=(
        "Remittances received from each economy. They are modelled, not counted: an economy's receipts are shared "
        "out by where its people live and by incomes there and at home."
    ),
    theme="Money",
    order=360,
    scopes=("counterpart",),
    period="The year of the bilateral remittance estimates",
    formula="As modelled by KNOMAD",
    reference=(
        "Ratha, D. and Shaw, W. (2007), South–South Migration and Remittances, World Bank Working Paper 102."
    ),
    sources=("bilateral_remittances",),
    compute=compute,
    example=Example(
        rows={
            "bilateral_remittances": """
                sender,receiver,year,usd_million
                KOR,MNG,2021,150.5
                JPN,MNG,2021,40
                KOR,CHN,2021,4100
            """,
        },
        area=example_area("MNG"),
        year=2021,
        value=150.5,
        counterpart="KOR",
        base_year=2020,
        arithmetic="The row from the Republic of Korea to Mongolia says US$ 150.5 million for 2021.",
    ),
)
