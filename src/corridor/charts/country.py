"""Charts of one economy: its two migrant stocks and its ageing."""

from __future__ import annotations

import pandas as pd

from corridor.charts.drawing import Chart
from corridor.charts.series import series_chart
from corridor.charts.theme import FULL_WIDTH


def stocks(chart_id: str, frame: pd.DataFrame, *, unit: str = "persons", width: int = FULL_WIDTH) -> Chart:
    """Lines of the people from abroad who live here and of those from here who live abroad.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns year, series (one or two; the first takes the accent), value, status; a value may be NaN.
    unit : str
        Unit of the values.
    width : int
        `FULL_WIDTH` or `HALF_WIDTH`, pixels.

    Raises
    ------
    CorridorError
        If a column is missing or no value is there.
    """
    return series_chart(chart_id, frame, unit, width, kind="points")


def ageing(chart_id: str, frame: pd.DataFrame, *, unit: str = "persons", width: int = FULL_WIDTH) -> Chart:
    """Lines of people of working age and of older people, projections dashed after a dated rule.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns year, series (the second takes the accent), value, status (`projected` or other); a value may
        be NaN.
    unit : str
        Unit of the values.
    width : int
        `FULL_WIDTH` or `HALF_WIDTH`, pixels.

    Raises
    ------
    CorridorError
        If a column is missing or no value is there.
    """
    return series_chart(chart_id, frame, unit, width, kind="projection")
