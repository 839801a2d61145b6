"""A few named lines over years: a plot, its lines, and at their ends their last values and names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import altair as alt
import pandas as pd

from corridor.charts.drawing import AT_X, AT_Y, AT_Y2, TEXT, Chart, building, finish, inline
from corridor.charts.layout import at_most, checked, short, spread, text_width, ticks, wrap
from corridor.charts.lines import Plot, line_layers, point_layer
from corridor.charts.theme import ACCENT, BACKGROUND, FONT_SIZE, FULL_WIDTH, INK, LINE_HEIGHT, MUTED, STRONG
from corridor.language import worded

_LABEL_GAP = 10
_YEARS = 26.0
# Half the width of a peak's year and how far it reaches above its point.
_PEAK = (16.0, 22.0)


def series_chart(chart_id: str, frame: pd.DataFrame, unit: str, width: int, *, kind: str) -> Chart:
    """Draw one to three lines over years with their names and last values at their ends.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns year, series, value, status.
    unit : str
        Unit of the values.
    width : int
        Pixels.
    kind : str
        `points` for figures of single years, each marked, the first series in the accent; `annual` for
        figures of every year, with peaks, the first in the accent; `projection` for annual figures with a
        dated rule and peaks, the second in the accent.

    Raises
    ------
    CorridorError
        If a column is missing or no value is there.
    """
    frame = checked(chart_id, frame, ["series", "year"], ["status"])
    height = 250 if width >= FULL_WIDTH else 215
    names = [str(name) for name in dict.fromkeys(frame["series"])]
    colors = _colors(chart_id, names, kind)
    years = int(frame["year"].min()), int(frame["year"].max())
    axis = ticks(frame["value"], unit)
    ends = [
        _end(frame[frame["series"] == n], n, unit, years[1], 150 if width >= FULL_WIDTH else 92)
        for n in names
    ]
    left = float(ceil(max(18.0, *(text_width(t) + 8 for t in axis.labels))))
    right = float(ceil(max(e.width for e in ends) + _LABEL_GAP + 2))
    top = 40.0 if kind == "projection" else 16.0
    plot = Plot(width - left - right, height - top - _YEARS, years, axis)
    with building():
        axes: dict[str, Any] = {"x": plot.year_axis(), "y": plot.value_axis()}
        lines = _every_year(frame) if kind == "annual" else frame
        layers = line_layers(lines, "series", colors, plot, axes)
        if kind == "points":
            layers.append(point_layer(frame, "series", colors, plot))
        else:
            dated = _projection(frame, plot) if kind == "projection" else []
            # Levels that hardly move over years have a highest one all the same, which says nothing.
            least = 1.01 if kind == "projection" else 1.1
            layers = [*dated, *layers, *_peaks(frame, colors, plot, least)]
        layers += _end_layers(ends, colors, plot)
        drawn = alt.layer(*layers, width=plot.width, height=plot.height)
        padding = {"left": left, "right": right, "top": top, "bottom": _YEARS}
        return finish(chart_id, drawn, frame, (width, height), padding)


def _every_year(frame: pd.DataFrame) -> pd.DataFrame:
    """Add the years that a series lacks, without a value, so that its line stays open there."""
    years = range(int(frame["year"].min()), int(frame["year"].max()) + 1)
    wanted = pd.MultiIndex.from_product(
        [list(dict.fromkeys(frame["series"])), years], names=["series", "year"]
    )
    return frame.set_index(["series", "year"]).reindex(wanted).reset_index()


def _colors(chart_id: str, names: Sequence[str], kind: str) -> dict[str, str]:
    shades = [INK, ACCENT, MUTED] if kind == "projection" else [ACCENT, INK, MUTED]
    at_most(chart_id, names, len(shades), "lines to tell apart", "Use small multiples.")
    return dict(zip(names, shades, strict=False))


@dataclass(frozen=True)
class _End:
    """What stands at a line's end: its last value in strong type, its name below.

    A line that ends before the last year has its own last year written; one without any figure says so.
    """

    series: str
    value: float
    text: str
    name: str

    @property
    def width(self) -> float:
        return max(text_width(self.text, FONT_SIZE, STRONG), text_width(self.name))

    @property
    def height(self) -> float:
        return LINE_HEIGHT * (1 + len(self.name.split("\n"))) + 4


def _end(rows: pd.DataFrame, series: str, unit: str, last: int, room: float) -> _End:
    known = rows.dropna(subset=["value"]).sort_values("year")
    if known.empty:
        return _End(series, 0.0, short(float("nan"), unit), wrap(series, room))
    year, value = int(known["year"].iloc[-1]), float(known["value"].iloc[-1])
    text = short(value, unit)
    if year < last:
        text = worded("{value} in {year}", value=text, year=year)
    return _End(series, value, text, wrap(series, room))


def _end_layers(ends: Sequence[_End], colors: Mapping[str, str], plot: Plot) -> list[Any]:
    """Write labels to the right of the plot, each in its line's colour and moved apart from the others."""
    heights = [end.height for end in ends]
    wanted = [plot.ticks.pixel(end.value, plot.height) for end in ends]
    centers = spread(wanted, heights, -14, plot.height + 4)
    layers: list[Any] = []
    for end, center in zip(ends, centers, strict=True):
        top = center - end.height / 2 + 1
        below = top + LINE_HEIGHT
        texts: tuple[tuple[str, Any, float], ...] = ((end.text, STRONG, top), (end.name, 400, below))
        for text, weight, y in texts:
            mark = alt.Chart(inline([{"text": text, "series": end.series}])).mark_text(
                align="left", baseline="top", dx=_LABEL_GAP, fontWeight=weight, color=colors[end.series]
            )
            layers.append(mark.encode(x=AT_X(plot.width), y=AT_Y(round(y, 2)), text=TEXT))
    return layers


def _projection(frame: pd.DataFrame, plot: Plot) -> list[Any]:
    projected = frame["status"] == "projected"
    estimates = frame[~projected].dropna(subset=["value"])
    if not projected.any() or estimates.empty:
        return []
    return _projection_rule(int(estimates["year"].max()), plot)


def _projection_rule(last_estimate: int, plot: Plot) -> list[Any]:
    """Draw a dated rule from which on values are projected."""
    data = inline([{"year": last_estimate, "text": worded("projected after {year}", year=last_estimate)}])
    rule = alt.Chart(data).mark_rule(color=MUTED, strokeDash=[2, 3])
    text = alt.Chart(data).mark_text(align="left", baseline="bottom", dx=5, color=MUTED)
    return [
        rule.encode(x=plot.x(), y=AT_Y(-36), y2=AT_Y2(plot.height)),
        text.encode(x=plot.x(), y=AT_Y(-22), text=TEXT),
    ]


def _peaks(frame: pd.DataFrame, colors: Mapping[str, str], plot: Plot, least: float) -> list[Any]:
    """Write the year of a line's highest point where it turns well inside the plot, and clear of other lines.

    The point is higher than both ends by a factor of `least`.
    """
    layers: list[Any] = []
    margin = 34 / plot.width * (plot.years[1] - plot.years[0])
    for name, rows in frame.dropna(subset=["value"]).sort_values("year").groupby("series", sort=False):
        top = rows.iloc[int(rows["value"].argmax())]
        year = int(top["year"])
        ends = max(float(rows["value"].iloc[0]), float(rows["value"].iloc[-1]))
        if not plot.years[0] + margin < year < plot.years[1] - margin or float(top["value"]) < least * ends:
            continue
        if not _clear(frame[frame["series"] != name], year, float(top["value"]), plot):
            continue
        row = {"year": year, "value": float(top["value"]), "text": str(year), "series": str(name)}
        data = inline([row])
        dot = alt.Chart(data).mark_circle(size=42, opacity=1, color=colors[str(name)], stroke=BACKGROUND)
        text = alt.Chart(data).mark_text(baseline="bottom", dy=-6, color=INK)
        layers += [dot.encode(x=plot.x(), y=plot.y()), text.encode(x=plot.x(), y=plot.y(), text=TEXT)]
    return layers


def _clear(others: pd.DataFrame, year: int, value: float, plot: Plot) -> bool:
    """Whether no other line runs through the place above a point where its year is to stand."""
    reach = _PEAK[0] / plot.width * (plot.years[1] - plot.years[0])
    near = others[(others["year"] - year).abs() <= max(1.0, reach)]["value"].dropna()
    level = plot.ticks.pixel(value, plot.height)
    return all(not level - _PEAK[1] < plot.ticks.pixel(float(v), plot.height) < level + 2 for v in near)
