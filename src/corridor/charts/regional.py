"""Charts of a region: its place in the world, and net migration of its economies side by side."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from corridor.charts.drawing import Chart
from corridor.charts.layout import checked
from corridor.charts.panels import small_multiples
from corridor.charts.series import series_chart
from corridor.charts.theme import FULL_WIDTH


def region_in_world(chart_id: str, frame: pd.DataFrame, *, unit: str = "%", width: int = FULL_WIDTH) -> Chart:
    """Lines of a region's shares, of the world's people and of its migrants, a point for each year.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns label (the year), value, series (two; the first takes the accent); a value may be NaN.
    unit : str
        Unit of the values.
    width : int
        `FULL_WIDTH` or `HALF_WIDTH`, pixels.

    Raises
    ------
    CorridorError
        If a column is missing or no value is there.
    """
    frame = checked(chart_id, frame, ["series", "label"])
    dated = frame.assign(year=frame["label"].astype(int), status="estimated")
    chart = series_chart(chart_id, dated, unit, width, kind="points")
    return replace(chart, data=frame)


def net_migration_region(
    chart_id: str,
    frame: pd.DataFrame,
    *,
    unit: str = "thousand persons a year",
    width: int = FULL_WIDTH,
) -> Chart:
    """Net migration of each economy in a small panel of its own scale, zero drawn, projections dashed.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns year, economy (ISO3), label, value (above zero where more people come than go), status;
        panels stand in the order of the frame.
    unit : str
        Unit of the values.
    width : int
        Pixels.

    Raises
    ------
    CorridorError
        If a column is missing or no value is there.
    """
    return small_multiples(chart_id, frame, unit=unit, width=width)
