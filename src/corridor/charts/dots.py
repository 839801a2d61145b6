"""Dots on a logarithmic scale with a place of its own for zero: what each economy would need."""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import ceil, floor, isnan, log10
from typing import Any

import altair as alt
import pandas as pd

from corridor.charts.drawing import AT_X, AT_X2, AT_Y, AT_Y2, TEXT, Chart, building, finish, inline
from corridor.charts.layout import at_most, checked, ones_in, short, text_width
from corridor.charts.scales import power
from corridor.charts.theme import ACCENT, FULL_WIDTH, GRID, INK, MUTED
from corridor.language import worded

_ROW = 38
_SHIFT = 8


def replacement(
    chart_id: str, frame: pd.DataFrame, *, unit: str = "thousand persons a year", width: int = FULL_WIDTH
) -> Chart:
    """Two dots an economy for its two needs, by powers of ten; "none" for a need of zero.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns label, value (zero or more; NaN where there is no figure, which is then said), series (two,
        the first in the accent). Rows stand in the frame's order.
    unit : str
        Unit of the values, one of persons.
    width : int
        Pixels.

    Raises
    ------
    CorridorError
        If a column is missing or no value is there.
    """
    frame = checked(chart_id, frame, ["label", "series"])
    labels, names = list(dict.fromkeys(frame["label"])), list(dict.fromkeys(frame["series"]))
    at_most(chart_id, names, 2, "series", "Draw two charts.")
    scale = ones_in(unit)
    decades = _decades([float(v) * scale for v in frame["value"] if v > 0])
    left = float(ceil(max(text_width(str(name)) for name in labels)) + 16)
    right = float(ceil(max(text_width(short(float(v), unit)) for v in frame["value"])) + 10)
    height = _ROW * len(labels)
    with building():
        x = _axis(decades, scale)
        y = alt.Y(
            "label:N",
            sort=labels,
            axis=alt.Axis(labelColor=INK, labelPadding=16),
            scale=alt.Scale(type="band"),
        )
        layers = [_zero(height), _rows(labels, y)]
        for k, name in enumerate(names):
            rows = frame[frame["series"] == name]
            layers += _series(rows, k, unit, (x, y, decades[0] / 10 / scale))
        layers += _key(names)
        drawn = alt.layer(*layers, width=width - left - right, height=height)
        padding = {"left": left, "right": right, "top": 30.0, "bottom": 26.0}
        return finish(chart_id, drawn, frame, (width, height + 56), padding)


def _decades(values: Sequence[float]) -> list[float]:
    low, high = (floor(log10(min(values))), ceil(log10(max(values)))) if values else (0, 1)
    return [10.0**k for k in range(low, max(high, low + 1) + 1)]


def _axis(decades: Sequence[float], scale: float) -> alt.X:
    texts = {str(_whole(d / scale)): power(d) for d in decades}
    none = decades[0] / 10 / scale
    lookup = f"datum.value < {none * 2!r} ? {json.dumps(worded('none'))} : {json.dumps(texts)}[datum.value]"
    axis = alt.Axis(
        values=[none, *(_whole(d / scale) for d in decades)],
        labelExpr=lookup,
        ticks=True,
        tickColor=MUTED,
        tickSize=4,
        labelPadding=3,
        labelFlush=False,
    )
    domain = [none, decades[-1] / scale]
    return alt.X("value:Q", scale=alt.Scale(type="log", domain=domain, nice=False), axis=axis)


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value


def _series(rows: pd.DataFrame, position: int, unit: str, place: tuple[Any, Any, float]) -> list[Any]:
    x, y, none = place
    color, shift = (ACCENT, -_SHIFT) if position == 0 else (INK, _SHIFT)
    records: list[dict[str, Any]] = []
    for label, value in zip(rows["label"], rows["value"], strict=True):
        number = float(value)
        text = short(number, unit) if isnan(number) or number else worded("none")
        records.append(
            {"label": str(label), "value": number if number > 0 else none, "text": text, "need": number}
        )
    data = inline(records)
    dots = alt.Chart(inline([r for r in records if not isnan(r["need"])]))
    return [
        dots.mark_circle(size=90, opacity=1, color=color, yOffset=shift).encode(x=x, y=y),
        alt.Chart(data).mark_text(align="left", dx=9, dy=shift, color=color).encode(x=x, y=y, text=TEXT),
    ]


def _zero(height: float) -> Any:
    mark = alt.Chart(inline([{"zero": 0}])).mark_rule(color=MUTED)
    return mark.encode(x=AT_X(0), y=AT_Y(0), y2=AT_Y2(height))


def _rows(labels: Sequence[str], y: alt.Y) -> Any:
    """Thin lines under the rows, which hold the two dots of an economy together."""
    mark = alt.Chart(inline([{"label": str(name)} for name in labels])).mark_rule(
        color=GRID, yOffset=_ROW / 2
    )
    return mark.encode(y=y, x=AT_X(0), x2=AT_X2("width"))


def _key(names: Sequence[str]) -> list[Any]:
    layers: list[Any] = []
    x = 0.0
    for name, color in zip(names, (ACCENT, INK), strict=False):
        data = inline([{"text": name}])
        dot = alt.Chart(data).mark_circle(size=90, opacity=1, color=color)
        text = alt.Chart(data).mark_text(align="left", dx=9, color=color)
        layers += [
            dot.encode(x=AT_X(x), y=AT_Y(-16)),
            text.encode(x=AT_X(x), y=AT_Y(-16), text=TEXT),
        ]
        x += text_width(str(name)) + 40
    return layers
