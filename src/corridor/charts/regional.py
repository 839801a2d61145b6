"""Charts of a region: its economies side by side, the corridors among them, its place in the world."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import Any

import altair as alt
import pandas as pd

from corridor.charts import lines
from corridor.charts.drawing import AT_X, AT_Y, TEXT, Chart, building, finish, inline
from corridor.charts.layout import NO_FIGURE, checked, short, text_width, ticks
from corridor.charts.series import series_chart
from corridor.charts.theme import FULL_WIDTH, MUTED, STRONG, color_of

_COLUMNS = 3
_PANEL = 84


def small_multiples(
    chart_id: str,
    frame: pd.DataFrame,
    *,
    unit: str = "persons",
    shared: bool = False,
    width: int = FULL_WIDTH,
) -> Chart:
    """One small line chart an economy, three in a row, each in its economy's colour.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns year, economy (ISO3), label, value, status; panels stand in the order of the frame. An
        economy whose values are all NaN keeps its panel, which says that there is no figure.
    unit : str
        Unit of the values.
    shared : bool
        Whether all panels have one value axis, for comparing levels, or each its own, for comparing courses.
    width : int
        Pixels.

    Raises
    ------
    CorridorError
        If a column is missing or no value is there.
    """
    frame = checked(chart_id, frame, ["economy", "year"], ["label", "status"])
    codes = list(dict.fromkeys(frame["economy"]))
    parts = [frame[frame["economy"] == code] for code in codes]
    years = (int(frame["year"].min()), int(frame["year"].max()))
    axes = [ticks(frame["value"] if shared else p["value"], unit, 3) for p in parts]
    left = ceil(max(text_width(t) for a in axes for t in a.labels)) + 8
    right = ceil(max(text_width(_last_text(p, unit), weight=STRONG) for p in parts)) + 12
    inner = 14 if shared else left
    panel_width = float((width - left - inner * (_COLUMNS - 1) - _COLUMNS * right) // _COLUMNS)
    with building():
        panels = [
            _panel(p, lines.Plot(panel_width, _PANEL, years, a), unit, named=not shared or k % _COLUMNS == 0)
            for k, (p, a) in enumerate(zip(parts, axes, strict=True))
        ]
        spacing = {"row": 54.0, "column": inner + right}
        drawn = alt.concat(*panels, columns=_COLUMNS, spacing=spacing, bounds="flush")
        rows = -(-len(panels) // _COLUMNS)
        return finish(chart_id, drawn, frame, (width, rows * _PANEL + (rows - 1) * 54 + 52))


def _last_text(rows: pd.DataFrame, unit: str) -> str:
    known = rows.dropna(subset=["value"]).sort_values("year")
    return "" if known.empty else short(float(known["value"].iloc[-1]), unit)


def _panel(rows: pd.DataFrame, plot: lines.Plot, unit: str, *, named: bool) -> Any:
    code = str(rows["economy"].iloc[0])
    colors = {code: color_of(code)}
    axis = plot.year_axis(between=False)
    layers = lines.line_layers(rows, "economy", colors, plot, {"x": axis, "y": plot.value_axis(labels=named)})
    title = alt.Chart(inline([{"text": str(rows["label"].iloc[0])}])).mark_text(
        align="left", baseline="bottom", fontWeight=STRONG
    )
    layers.append(title.encode(x=AT_X(0), y=AT_Y(-8), text=TEXT))
    known = rows.dropna(subset=["value"]).sort_values("year")
    if known.empty:
        note = alt.Chart(inline([{"text": NO_FIGURE}])).mark_text(color=MUTED)
        layers.append(note.encode(x=AT_X(plot.width / 2), y=AT_Y(plot.height / 2), text=TEXT))
    else:
        end = {"year": int(known["year"].iloc[-1]), "value": float(known["value"].iloc[-1])}
        data = inline([end | {"text": short(end["value"], unit)}])
        text = alt.Chart(data).mark_text(align="left", dx=7, fontWeight=STRONG)
        layers.append(text.encode(x=plot.x(), y=plot.y(), text=TEXT))
        dot = alt.Chart(data).mark_circle(size=36, opacity=1, color=colors[code])
        layers.append(dot.encode(x=plot.x(), y=plot.y()))
    return alt.layer(*layers, width=plot.width, height=plot.height)


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
