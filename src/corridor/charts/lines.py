"""Lines over years: full where estimated, dashed where projected, open where there is no figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from corridor.charts.drawing import inline
from corridor.charts.gaps import segments
from corridor.charts.layout import Ticks, year_ticks
from corridor.charts.theme import BACKGROUND, GRID, MUTED

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
        return alt.ColorValue(next(iter(colors.values())))
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
            layers.append(mark.encode(x=x, y=y, color=color, detail=alt.Detail("piece:N")))
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
