"""Lines over years: full where estimated, dashed where projected, open where there is no figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from corridor.charts.drawing import Chart, building, finish, inline
from corridor.charts.layout import (
    Ticks,
    require,
    segments,
    short,
    spread,
    text_width,
    ticks,
    wrap,
    year_ticks,
)
from corridor.charts.theme import (
    ACCENT,
    BACKGROUND,
    FONT_SIZE,
    FULL_WIDTH,
    GRID,
    INK,
    LINE_HEIGHT,
    MUTED,
    STRONG,
)

DASHES = [5, 4]
# Vega thins out even ticks that are given one by one when they are more than its own idea of how many fit.
_ALL = 99


@dataclass(frozen=True)
class Plot:
    """The rectangle in which lines run.

    Attributes
    ----------
    width, height : float
        Pixels.
    years : tuple of int
        First and last year.
    ticks : Ticks
        The value axis.
    """

    width: float
    height: float
    years: tuple[int, int]
    ticks: Ticks

    def x(self, **options: Any) -> alt.X:
        """Encode years along the width."""
        first, last = self.years
        domain = [first, last] if first < last else [first - 1, last + 1]
        return alt.X("year:Q", scale=alt.Scale(domain=domain, nice=False, zero=False), **options)

    def y(self, field: str = "value", **options: Any) -> alt.Y:
        """Encode values along the height."""
        scale = alt.Scale(domain=[self.ticks.low, self.ticks.high], nice=False)
        return alt.Y(f"{field}:Q", scale=scale, **options)

    def year_axis(self, between: bool = True) -> alt.Axis:
        """First and last year and, if wanted, the round ones between."""
        values = year_ticks(*self.years, self.width) if between else sorted(set(self.years))
        return alt.Axis(
            values=values,
            tickCount=_ALL,
            format="d",
            ticks=True,
            tickColor=MUTED,
            tickSize=4,
            labelPadding=3,
            labelFlush=False,
        )

    def value_axis(self, labels: bool = True) -> alt.Axis:
        """Few thin lines, zero the strongest."""
        zero: Any = {"condition": {"test": "datum.value === 0", "value": MUTED}, "value": GRID}
        return alt.Axis(
            values=list(self.ticks.values),
            tickCount=_ALL,
            labelExpr=self.ticks.expression,
            labels=labels,
            grid=True,
            gridColor=zero,
        )


def color_by(field: str, colors: Mapping[str, str]) -> Any:
    """Encode lines by colour; a single line takes its colour as it is, so that panels beside it keep theirs."""
    if len(colors) == 1:
        return alt.value(next(iter(colors.values())))
    return alt.Color(
        f"{field}:N", scale=alt.Scale(domain=list(colors), range=list(colors.values())), legend=None
    )


def line_layers(
    frame: pd.DataFrame, by: str, colors: Mapping[str, str], plot: Plot, axes: dict[str, Any]
) -> list[Any]:
    """Draw the lines of a frame, and points where a year stands alone.

    Parameters
    ----------
    frame : DataFrame
        Columns year, value, status and `by`.
    by : str
        Column that names the line.
    colors : mapping
        Colour of each line.
    plot : Plot
        Where to draw.
    axes : dict
        Keyword `x` and `y`: the axes to draw, or None.
    """
    records = segments(frame, by)
    color = color_by(by, colors)
    x, y = plot.x(axis=axes["x"]), plot.y(axis=axes["y"])
    layers: list[Any] = []
    for projected, dash in ((False, alt.Undefined), (True, DASHES)):
        rows = [r for r in records if r["projected"] == projected and not r["alone"]]
        if rows or not projected:
            mark = alt.Chart(inline(rows)).mark_line(strokeDash=dash)
            layers.append(mark.encode(x=x, y=y, color=color, detail="piece:N"))
    alone = [r for r in records if r["alone"]]
    if alone:
        layers.append(alt.Chart(inline(alone)).mark_circle(size=42, opacity=1).encode(x=x, y=y, color=color))
    return layers


def point_layer(frame: pd.DataFrame, by: str, colors: Mapping[str, str], plot: Plot) -> Any:
    """Mark the years in which something was observed, so that nobody takes the line between for data."""
    rows = frame.dropna(subset=["value"])
    records = [
        {"year": int(y), "value": float(v), by: s}
        for y, v, s in zip(rows["year"], rows["value"], rows[by], strict=True)
    ]
    color = color_by(by, colors)
    mark = alt.Chart(inline(records)).mark_circle(size=42, opacity=1, stroke=BACKGROUND, strokeWidth=1)
    return mark.encode(x=plot.x(), y=plot.y(), color=color)


@dataclass(frozen=True)
class EndLabel:
    """What stands at a line's end: its last value in strong type, its name below."""

    series: str
    value: str
    name: str
    center: float

    @property
    def height(self) -> float:
        """Pixels from the top of the value to the foot of the name."""
        return LINE_HEIGHT * (1 + len(self.name.split("\n"))) + 4


def end_labels(
    frame: pd.DataFrame, names: Sequence[str], plot: Plot, unit: str, width: float
) -> list[EndLabel]:
    """Compose the labels at the ends of lines, moved apart.

    A line that ends before the last year has its own last year written with the value; one without any
    figure says so.
    """
    raw = [_end_label(frame[frame["series"] == n], n, plot, unit, width) for n in names]
    centers = spread([r.center for r in raw], [r.height for r in raw], -14, plot.height + 22)
    return [EndLabel(r.series, r.value, r.name, c) for r, c in zip(raw, centers, strict=True)]


def _end_label(rows: pd.DataFrame, name: str, plot: Plot, unit: str, width: float) -> EndLabel:
    known = rows.dropna(subset=["value"]).sort_values("year")
    wrapped = wrap(name, width)
    if known.empty:
        return EndLabel(name, short(float("nan"), unit), wrapped, plot.ticks.pixel(0, plot.height))
    year, value = int(known["year"].iloc[-1]), float(known["value"].iloc[-1])
    text = short(value, unit) + (f" in {year}" if year < plot.years[1] else "")
    return EndLabel(name, text, wrapped, plot.ticks.pixel(value, plot.height))


def end_label_layers(labels: Sequence[EndLabel], colors: Mapping[str, str], plot: Plot) -> list[Any]:
    """Draw labels to the right of the plot, each in its line's colour."""
    layers: list[Any] = []
    for label in labels:
        top = label.center - label.height / 2
        parts: tuple[tuple[str, Any, int], ...] = ((label.value, STRONG, 0), (label.name, 400, LINE_HEIGHT))
        for text, weight, down in parts:
            mark = alt.Chart(inline([{"text": text}])).mark_text(
                align="left", baseline="top", dx=10, fontWeight=weight, color=colors[label.series]
            )
            layers.append(
                mark.encode(x=alt.value(plot.width), y=alt.value(round(top + down + 1, 2)), text="text:N")
            )
    return layers


def label_room(labels_width: float, names: Sequence[str], values: Sequence[str]) -> float:
    """Pixels to keep free at the right for labels wrapped to a width."""
    widest = [text_width(wrap(n, labels_width)) for n in names]
    widest += [text_width(v, FONT_SIZE, STRONG) for v in values]
    return 10 + max(widest) + 2


def projection_rule(last_estimate: int, plot: Plot) -> list[Any]:
    """Draw a dated rule from which on values are projected."""
    data = inline([{"year": last_estimate, "text": f"projected after {last_estimate}"}])
    rule = alt.Chart(data).mark_rule(color=MUTED, strokeDash=[2, 3])
    text = alt.Chart(data).mark_text(align="left", baseline="bottom", dx=5, color=MUTED)
    return [
        rule.encode(x=plot.x(), y=alt.value(-18), y2=alt.value(plot.height)),
        text.encode(x=plot.x(), y=alt.value(-5), text="text:N"),
    ]


def peak_layers(frame: pd.DataFrame, by: str, colors: Mapping[str, str], plot: Plot) -> list[Any]:
    """Write the year of a line's highest point where it turns well inside the plot."""
    layers: list[Any] = []
    margin = 34 / plot.width * (plot.years[1] - plot.years[0])
    for name, rows in frame.dropna(subset=["value"]).sort_values("year").groupby(by, sort=False):
        top = rows.iloc[int(rows["value"].argmax())]
        year = int(top["year"])
        ends = max(float(rows["value"].iloc[0]), float(rows["value"].iloc[-1]))
        if not plot.years[0] + margin < year < plot.years[1] - margin or float(top["value"]) < 1.03 * ends:
            continue
        data = inline([{"year": year, "value": float(top["value"]), "text": str(year)}])
        dot = alt.Chart(data).mark_circle(size=42, opacity=1, color=colors[str(name)], stroke=BACKGROUND)
        text = alt.Chart(data).mark_text(baseline="bottom", dy=-6, color=INK)
        layers += [dot.encode(x=plot.x(), y=plot.y()), text.encode(x=plot.x(), y=plot.y(), text="text:N")]
    return layers


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
        `points` for figures of single years, each marked, the first series in the accent; `projection` for
        annual figures with a dated rule and peaks, the second series in the accent.

    Raises
    ------
    CorridorError
        If a column is missing or no value is there.
    """
    require(chart_id, frame, ["year", "series", "value", "status"])
    height = 250 if width >= FULL_WIDTH else 215
    names = list(dict.fromkeys(frame["series"]))
    shades = [ACCENT, INK, MUTED] if kind == "points" else [INK, ACCENT, MUTED]
    colors = dict(zip(names, shades, strict=False))
    axis = ticks(frame["value"], unit)
    last = frame.dropna(subset=["value"]).sort_values("year").groupby("series", sort=False)["value"].last()
    wrapped = 150 if width >= FULL_WIDTH else 92
    left = max(18.0, *(text_width(t) + 8 for t in axis.labels))
    right = label_room(wrapped, names, [short(float(v), unit) for v in last])
    top = 26 if kind == "projection" else 16
    plot = Plot(
        width - left - right, height - top - 26, (int(frame["year"].min()), int(frame["year"].max())), axis
    )
    with building():
        axes: dict[str, Any] = {"x": plot.year_axis(), "y": plot.value_axis()}
        layers = line_layers(frame, "series", colors, plot, axes)
        if kind == "points":
            layers.append(point_layer(frame, "series", colors, plot))
        else:
            layers = [*_projection(frame, plot), *layers, *peak_layers(frame, "series", colors, plot)]
        labels = end_labels(frame, names, plot, unit, wrapped)
        layers += end_label_layers(labels, colors, plot)
        drawn = alt.layer(*layers, width=plot.width, height=plot.height)
        padding = {"left": left, "right": right, "top": top, "bottom": 26}
        return finish(chart_id, drawn, frame, (width, height), padding)


def _projection(frame: pd.DataFrame, plot: Plot) -> list[Any]:
    projected = frame["status"] == "projected"
    estimates = frame[~projected].dropna(subset=["value"])
    if not projected.any() or estimates.empty:
        return []
    return projection_rule(int(estimates["year"].max()), plot)
