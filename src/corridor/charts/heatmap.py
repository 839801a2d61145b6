"""Table of shades: who lives where, among the economies of a region."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import isnan
from typing import Any

import altair as alt
import pandas as pd

from corridor.charts.drawing import AT_X, AT_X2, AT_Y, AT_Y2, TEXT, Chart, building, finish, inline
from corridor.charts.layout import at_most, checked, no_figure, refused, short, text_width, wrap
from corridor.charts.theme import BACKGROUND, FULL_WIDTH, GREY, INK, INK_STEPS, LINE_HEIGHT, MUTED, SEQUENTIAL
from corridor.errors import listed
from corridor.formats import whole
from corridor.language import worded

Axes = tuple[dict[str, Any], dict[str, Any]]

_BOUNDS = (100, 1_000, 10_000, 100_000, 1_000_000)
_KEY = 46
_SIDE = 30


def matrix(
    chart_id: str,
    frame: pd.DataFrame,
    order: Sequence[str],
    *,
    unit: str = "persons",
    width: int = FULL_WIDTH,
) -> Chart:
    """Origins down, destinations across, darker where more people moved, by powers of ten.

    A pair that the frame lacks, or whose value is NaN, is left open and struck through; a zero is filled and
    says 0. Values are written where all have room. The diagonal stays empty.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns origin, destination (names of `order`) and value; at most one row a pair.
    order : sequence of str
        Names of the economies in rows and columns.
    unit : str
        Unit of the values; the classes are in the same unit.
    width : int
        Pixels.

    Raises
    ------
    CorridorError
        If a column is missing, no value is there, a name is not in the order, or there are too many.
    """
    frame = checked(chart_id, frame, ["origin", "destination"])
    strangers = sorted({*frame["origin"], *frame["destination"]} - set(order))
    if strangers:
        todo = "Leave them out of the frame, or name them in the order."
        raise refused(chart_id, "has economies without a row", listed(order), listed(strangers), todo)
    left = max(text_width(name) for name in order) + 10
    at_most(chart_id, order, int((width - left) / LINE_HEIGHT), "economies", "Show fewer, or rank the pairs.")
    cell = float(int((width - left) / len(order)))
    heads = {name: wrap(name, cell - 6) for name in order}
    if max(text_width(head) for head in heads.values()) > cell:
        heads = {name: name for name in order}
    upright = max(text_width(head) for head in heads.values()) <= cell
    deep = (
        max(len(h.split("\n")) for h in heads.values()) * LINE_HEIGHT
        if upright
        else max(map(text_width, order))
    )
    top, side = deep + 30, min(_SIDE, cell)
    height = side * len(order)
    with building():
        axes = _axes(order, upright)
        layers = [
            *_cells(frame, order, unit, axes, (cell, side)),
            *(_heads(heads, axes) if upright else []),
            *_titles(left, top),
            *_key(height, cell * len(order)),
        ]
        drawn = alt.layer(*layers, width=cell * len(order), height=height)
        padding = {"left": left, "right": width - left - cell * len(order), "top": top, "bottom": float(_KEY)}
        return finish(chart_id, drawn, frame, (width, round(height + top + _KEY)), padding)


def _classes() -> list[str]:
    between = (worded("{bound}+", bound=whole(bound)) for bound in _BOUNDS[:-1])
    return [worded("under {bound}", bound=whole(_BOUNDS[0])), *between, worded("1 m+")]


def _class_of(value: float) -> int:
    return sum(value >= bound for bound in _BOUNDS)


def _axes(order: Sequence[str], upright: bool) -> Axes:
    across = None if upright else alt.Axis(orient="top", labelColor=INK, labelPadding=5, labelAngle=-90)
    down = alt.Axis(labelColor=INK, labelPadding=8)
    scale = alt.Scale(domain=list(order), paddingInner=0.04, paddingOuter=0.02)
    names = list(order)
    return (
        {"shorthand": "destination:N", "sort": names, "scale": scale, "axis": across},
        {"shorthand": "origin:N", "sort": names, "scale": scale, "axis": down},
    )


def _cells(
    frame: pd.DataFrame, order: Sequence[str], unit: str, axes: Axes, size: tuple[float, float]
) -> list[Any]:
    x, y = alt.X(**axes[0]), alt.Y(**axes[1])
    values = dict(zip(zip(frame["origin"], frame["destination"], strict=True), frame["value"], strict=True))
    classes = _classes()
    filled: list[dict[str, Any]] = []
    open_: list[dict[str, Any]] = []
    for origin, destination in product(order, order):
        value = float(values.get((origin, destination), float("nan")))
        place = {"origin": origin, "destination": destination}
        if not isnan(value):
            shade = INK if _class_of(value) < INK_STEPS else BACKGROUND
            looks = {"class": classes[_class_of(value)], "ink": shade, "text": short(value, unit)}
            filled.append({**place, "value": value, **looks})
        elif origin != destination:
            open_.append(place)
    color = alt.Color(
        "class:N",
        scale=alt.Scale(domain=classes, range=list(SEQUENTIAL)),
        legend=_legend(size[1] * len(order)),
    )
    layers: list[Any] = [alt.Chart(inline(filled)).mark_rect().encode(x=x, y=y, color=color)]
    # All or none: numbers in the small ones only would draw the eye to them.
    fits = size[1] >= LINE_HEIGHT and all(text_width(r["text"]) <= size[0] - 6 for r in filled)
    layers += [
        alt.Chart(inline(written)).mark_text(color=ink).encode(x=x, y=y, text=TEXT)
        for ink in (INK, BACKGROUND)
        if fits and (written := [r for r in filled if r["ink"] == ink])
    ]
    return layers + (_struck(open_, axes) if open_ else [])


def _struck(places: list[dict[str, Any]], axes: Axes) -> list[Any]:
    """Mark open cells with a thin stroke: no shade that could be taken for a small value."""
    across, down = alt.X(**axes[0], bandPosition=0.4), alt.Y(**axes[1], bandPosition=0.7)
    marks = alt.Chart(inline(places)).mark_rule(color=GREY, strokeWidth=1)
    ends = {"x2": alt.X2("destination:N", bandPosition=0.6), "y2": alt.Y2("origin:N", bandPosition=0.3)}
    return [marks.encode(x=across, y=down, **ends)]


def _heads(heads: dict[str, str], axes: Axes) -> list[Any]:
    """Write names of columns so that their last lines end above the cells; an axis would run on into them."""
    layers = []
    for count in sorted({head.count("\n") for head in heads.values()}):
        records = [{"destination": n, "text": h} for n, h in heads.items() if h.count("\n") == count]
        mark = alt.Chart(inline(records)).mark_text(baseline="bottom")
        layers.append(mark.encode(x=alt.X(**axes[0]), y=AT_Y(-5 - count * LINE_HEIGHT), text=TEXT))
    return layers


def _titles(left: float, top: float) -> list[Any]:
    data = inline([{"text": worded("From ↓")}]), inline([{"text": worded("Living in →")}])
    first = alt.Chart(data[0]).mark_text(align="left", baseline="bottom", color=MUTED)
    second = alt.Chart(data[1]).mark_text(align="left", baseline="top", color=MUTED)
    return [
        first.encode(x=AT_X(-left), y=AT_Y(-5), text=TEXT),
        second.encode(x=AT_X(2), y=AT_Y(2 - top), text=TEXT),
    ]


def _legend(height: float) -> alt.Legend:
    legend = alt.Legend(orient="none", direction="horizontal", symbolType="square", symbolSize=150)
    legend.legendX, legend.legendY = 0, round(height + 18, 3)
    legend.columns, legend.columnPadding, legend.labelOffset = len(SEQUENTIAL), 12, 3
    return legend


def _key(height: float, width: float) -> list[Any]:
    data = inline([{"text": no_figure()}])
    note = alt.Chart(data).mark_text(align="right", baseline="middle", color=MUTED)
    stroke = alt.Chart(data).mark_rule(color=GREY, strokeWidth=1)
    x = width - text_width(no_figure()) - 18
    return [
        note.encode(x=AT_X(width), y=AT_Y(height + 25), text=TEXT),
        stroke.encode(x=AT_X(x), x2=AT_X2(x + 12), y=AT_Y(height + 31), y2=AT_Y2(height + 19)),
    ]
