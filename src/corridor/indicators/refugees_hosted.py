"""How many refugees an economy has taken in."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.published import Series
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue

SERIES = Series("refugees", "asylum", "refugees in {}", {"group": "refugees"})


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Sum the refugees over their origins."""
    return SERIES.values(INDICATOR, area, tables)


INDICATOR = Indicator(
    id="refugees_hosted",
    label="Refugees living here",
    unit="persons",
    description=(
        "Refugees under UNHCR's mandate in the economy of asylum, of all origins, at the end of the year; "
        "asylum-seekers are not among them."
    ),
    theme="Rights",
    order=430,
    scopes=("economy",),
    period="Every year that the source has from 1990",
    formula="Σ over origins, group refugees",
    reference=(
        "Expert Group on Refugee and Internally Displaced Persons Statistics (2018), International Recommendations "
        "on Refugee Statistics, European Union and United Nations."
    ),
    sources=("refugees",),
    compute=compute,
    example=Example(
        rows={
            "refugees": """
                asylum,origin,year,group,persons
                JPN,MMR,2020,refugees,800
                JPN,UNK,2020,refugees,150
                JPN,MMR,2020,asylum_seekers,3200
                KOR,MMR,2020,refugees,160
            """,
        },
        area=example_area("JPN"),
        year=2020,
        value=950.0,
        base_year=2020,
        arithmetic="From Myanmar 800 and of unknown origin 150: 800 + 150 = 950. The asylum-seekers do not count.",
    ),
)
