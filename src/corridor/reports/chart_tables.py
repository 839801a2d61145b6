"""The table behind a chart, for those who cannot see it: what it draws, in words and figures.

A long run of years is told by every fifth one; the chart's file has them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

import pandas as pd

from corridor.charts import Chart
from corridor.formats import MINUS, written
from corridor.language import defined, noted, worded
from corridor.reports.content import Column, Table

EVERY = 5
# More years than these are thinned out.
MOST_YEARS = 20
_HEADS = {
    "label": noted("Name"),
    "group": noted("Part of the chart"),
    "series": noted("Series"),
    "year": noted("Year"),
    "value": noted("Value"),
    "low": noted("Low"),
    "high": noted("High"),
    "lower80": noted("Low, 80 %"),
    "upper80": noted("High, 80 %"),
    "lower95": noted("Low, 95 %"),
    "upper95": noted("High, 95 %"),
    "source": noted("Source"),
    "note": noted("Note"),
}
# What a range is: an estimate, official, discredited.
_RANGES = {**_HEADS, "kind": noted("Kind")}


def chart_table(chart: Chart) -> Table:
    """Set the rows of a chart as a table.

    Years go down; several lines, or several values of one thing, stand side by side. Codes and statuses are left to
    the chart's file.

    Parameters
    ----------
    chart : Chart
        Whose `data` are shown, in its order.
    """
    data = chart.data
    heads = _RANGES if "low" in data else _HEADS
    index = [name for name in ("year", "label", "group") if name in data]
    across = next((name for name in ("series", "label") if name in data and name not in index[:1]), "")
    if "low" not in data and across and not data.duplicated([index[0], across]).any():
        heads = {**heads, **{str(name): str(name) for name in data[across].unique()}}
        wide = data.pivot_table(
            index=index[0], columns=across, values="value", sort=False, dropna=False, aggfunc="first"
        )
        data = wide.reset_index()
    if "year" in data and "low" not in data:
        data = _thinned(data.sort_values("year"))
    names = [str(name) for name in data.columns if name in heads]
    told = {name: worded(heads[name]) if name in _RANGES else heads[name] for name in names}
    columns = [Column(told[name], _numeric(data[name], name)) for name in names]
    largest = data[[name for name in names if _numeric(data[name], name)]].abs().max().max()
    places = 0 if largest >= 1000 else 1 if largest >= 100 else 2
    cells = [_column(data[name], name, places) for name in names]
    return Table(f"of-{chart.id}", tuple(columns), tuple(zip(*cells, strict=True)))


def is_thinned(chart: Chart) -> bool:
    """Whether the table leaves out years that the chart's file has."""
    return "year" in chart.data and "low" not in chart.data and chart.data["year"].nunique() > MOST_YEARS


def _thinned(data: pd.DataFrame) -> pd.DataFrame:
    if len(data) <= MOST_YEARS:
        return data
    ends = {data["year"].iloc[0], data["year"].iloc[-1]}
    return data[[year % EVERY == 0 or year in ends for year in data["year"]]]


def _numeric(values: pd.Series, name: str) -> bool:
    return name not in ("year", "label") and bool(pd.api.types.is_numeric_dtype(values))


def _column(values: pd.Series, name: str, places: int) -> Sequence[str]:
    if name == "kind":
        return [defined(str(value)) for value in values]
    if not _numeric(values, name):
        return ["" if pd.isna(value) else str(value) for value in values]
    return [_number(float(value), places) for value in values]


def _number(value: float, places: int) -> str:
    if isnan(value):
        return "–"
    digits = f"{abs(value):,.{places}f}"
    return (MINUS if value < 0 and digits.strip("0.,") else "") + written(digits)
