"""What one economy would need, beside what it has: bars around a drawn zero."""

from __future__ import annotations

from math import ceil, isnan

import pandas as pd

from corridor.charts.drawing import Chart
from corridor.charts.layout import checked, refused, short, text_width, wrap
from corridor.charts.plane import Plane
from corridor.charts.theme import ACCENT, FULL_WIDTH, GREY, LINE_HEIGHT, MUTED

_ROW = 34
_BAR = 18
_GAP = 8
_NONE = "none"


def needs(
    chart_id: str,
    frame: pd.DataFrame,
    *,
    unit: str = "thousand persons a year",
    width: int = FULL_WIDTH,
) -> Chart:
    """Bars of the net migration that an economy would need, beside the one it has.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns label, kind (`need` in the accent, `today` in grey) and value: zero or more for a need, with
        its sign for today's net migration, NaN where there is no figure. Rows stand in the frame's order.
    unit : str
        Unit of the values.
    width : int
        `FULL_WIDTH` or `HALF_WIDTH`, pixels.

    Raises
    ------
    CorridorError
        If a column is missing or no value is there.
    """
    frame = checked(chart_id, frame, ["label"], ["kind"])
    room = 200 if width >= FULL_WIDTH else 110
    names = [wrap(str(label), room) for label in frame["label"]]
    texts = [_text(float(v), kind, unit) for v, kind in zip(frame["value"], frame["kind"], strict=True)]
    values = [0.0 if isnan(v) else float(v) for v in frame["value"]]
    left = ceil(max(text_width(name) for name in names)) + 2 * _GAP
    before = max((text_width(t) + _GAP for t, v in zip(texts, values, strict=True) if v < 0), default=0.0)
    behind = max((text_width(t) + _GAP for t, v in zip(texts, values, strict=True) if v >= 0), default=0.0)
    free = width - left - before - behind
    if free <= 0:
        todo = "Shorten its labels or give it more width."
        raise refused(chart_id, "has no room for bars", f"labels for {width} pixels", "wider labels", todo)
    low, high = min(0.0, *values), max(0.0, *values)
    scale = free / ((high - low) or 1.0)
    zero = left + before - low * scale
    tall = [max(_ROW, LINE_HEIGHT * (name.count("\n") + 1) + _GAP) for name in names]
    plane = Plane(width, sum(tall) + 2)
    top = 0.0
    for name, text, value, kind, height in zip(names, texts, values, frame["kind"], tall, strict=True):
        middle = top + height / 2
        plane.text((0, middle), name)
        end = zero + value * scale
        data = {"label": name.replace("\n", " "), "value": value}
        color, ink = (ACCENT, ACCENT) if kind == "need" else (GREY, MUTED)
        if value:
            plane.bar(
                (min(zero, end), middle - _BAR / 2), (max(zero, end), middle + _BAR / 2), color, data=data
            )
        aside = (end - 5, "right") if value < 0 else (end + 5, "left")
        plane.text((aside[0], middle), text, ink, align=aside[1])
        top += height
    plane.rule((zero, 0), (zero, top), MUTED)
    return plane.chart(chart_id, frame)


def _text(value: float, kind: str, unit: str) -> str:
    return _NONE if kind == "need" and value == 0 else short(value, unit)
