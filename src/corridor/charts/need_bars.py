"""What one economy would need, beside what it has: bars around a drawn zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, isnan

import pandas as pd

from corridor.charts.drawing import Chart
from corridor.charts.layout import checked, refused, short, text_width, wrap
from corridor.charts.plane import Plane
from corridor.charts.theme import ACCENT, FULL_WIDTH, GREY, LINE_HEIGHT, MUTED
from corridor.errors import listed
from corridor.language import worded

KINDS = ("need", "today")
_ROW = 34
_BAR = 18
_GAP = 8


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
        If a column is missing, a kind is not known or no value is there.
    """
    frame = checked(chart_id, frame, ["label"], ["kind"])
    strange = sorted(set(frame["kind"]) - set(KINDS))
    if strange:
        raise refused(
            chart_id, "has a kind it does not know", listed(KINDS), listed(strange), "Use one of them."
        )
    room = 200 if width >= FULL_WIDTH else 110
    rows = [
        _Row(wrap(str(label), room), str(kind), float(value), _text(float(value), str(kind), unit))
        for label, kind, value in zip(frame["label"], frame["kind"], frame["value"], strict=True)
    ]
    zero, scale = _fitted(chart_id, rows, width)
    plane = Plane(width, sum(row.height for row in rows) + 2)
    top = 0
    for row in rows:
        _draw(plane, row, top + row.height / 2, (zero, scale))
        top += row.height
    plane.rule((zero, 0), (zero, top), MUTED)
    return plane.chart(chart_id, frame)


@dataclass(frozen=True)
class _Row:
    """A bar with its name to the left and its value as written beyond its end."""

    name: str
    kind: str
    value: float
    text: str

    @property
    def length(self) -> float:
        return 0.0 if isnan(self.value) else self.value

    @property
    def height(self) -> int:
        return max(_ROW, LINE_HEIGHT * (self.name.count("\n") + 1) + _GAP)


def _fitted(chart_id: str, rows: Sequence[_Row], width: int) -> tuple[float, float]:
    """Pixel of zero and pixels of a unit, so that bars and texts fill the width beside the names."""
    left = ceil(max(text_width(row.name) for row in rows)) + 2 * _GAP
    before = max((text_width(row.text) + _GAP for row in rows if row.length < 0), default=0.0)
    behind = max((text_width(row.text) + _GAP for row in rows if row.length >= 0), default=0.0)
    free = width - left - before - behind
    if free <= 0:
        todo = "Shorten its labels or give it more width."
        raise refused(chart_id, "has no room for bars", f"labels for {width} pixels", "wider labels", todo)
    low, high = min(0.0, *(row.length for row in rows)), max(0.0, *(row.length for row in rows))
    scale = free / ((high - low) or 1.0)
    return left + before - low * scale, scale


def _draw(plane: Plane, row: _Row, middle: float, place: tuple[float, float]) -> None:
    zero, scale = place
    end = zero + row.length * scale
    bar, ink = (ACCENT, ACCENT) if row.kind == "need" else (GREY, MUTED)
    plane.text((0, middle), row.name)
    if row.length:
        data = {"label": row.name.replace("\n", " "), "value": row.value}
        corners = (min(zero, end), middle - _BAR / 2), (max(zero, end), middle + _BAR / 2)
        plane.bar(*corners, bar, data=data)
    if row.length < 0:
        plane.text((end - 5, middle), row.text, ink, align="right")
    else:
        plane.text((end + 5, middle), row.text, ink)


def _text(value: float, kind: str, unit: str) -> str:
    return worded("none") if kind == "need" and value == 0 else short(value, unit)
