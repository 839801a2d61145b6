"""Charts of one economy over the years: migrant stocks, ageing, money, students, selectivity."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from corridor.charts.bars import ranked
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


def remittances(
    chart_id: str, frame: pd.DataFrame, *, unit: str = "current US$", width: int = FULL_WIDTH
) -> Chart:
    """Lines of the remittances that an economy receives and pays, open where a year has no figure.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns year, series (received, and paid where there is a figure; the first takes the accent), value,
        status; a value may be NaN.
    unit : str
        Unit of the values.
    width : int
        `FULL_WIDTH` or `HALF_WIDTH`, pixels.

    Raises
    ------
    CorridorError
        If a column is missing or no value is there.
    """
    return series_chart(chart_id, frame, unit, width, kind="annual")


def students(chart_id: str, frame: pd.DataFrame, *, unit: str = "persons", width: int = FULL_WIDTH) -> Chart:
    """Lines of students who came from abroad and of those who study abroad, open where a year has no figure.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns year, series (inbound and outbound; the first takes the accent), value, status; a value may be
        NaN.
    unit : str
        Unit of the values.
    width : int
        `FULL_WIDTH` or `HALF_WIDTH`, pixels.

    Raises
    ------
    CorridorError
        If a column is missing or no value is there.
    """
    return series_chart(chart_id, frame, unit, width, kind="annual")


def selectivity(chart_id: str, frame: pd.DataFrame, *, unit: str = "%", width: int = FULL_WIDTH) -> Chart:
    """Lines of the emigration rates of people with much and with little education, a point for each year.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns year, series (the tertiary-educated, who take the accent, and the low-educated), value, status; a
        value may be NaN.
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


def remittance_sources(
    chart_id: str,
    frame: pd.DataFrame,
    *,
    highlight: Collection[str] = (),
    unit: str = "US$ million",
    width: int = FULL_WIDTH,
) -> Chart:
    """Bars of the economies from which remittances come, as modelled, the largest first.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns label, value, code (ISO3 of the sender).
    highlight : collection of str
        Codes drawn in the accent: the region's own economies.
    unit : str
        Unit of the values.
    width : int
        `FULL_WIDTH` or `HALF_WIDTH`, pixels.

    Raises
    ------
    CorridorError
        If a column is missing or no value is there.
    """
    return ranked(chart_id, frame, highlight=highlight, unit=unit, width=width)
