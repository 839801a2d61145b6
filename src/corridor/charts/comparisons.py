"""Economies compared: bars for one figure each, two joined dots for a pair of figures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil, isnan, nan

import pandas as pd

from corridor.charts.drawing import Chart
from corridor.charts.layout import at_most, checked, no_figure, refused, short, text_width, wrap
from corridor.charts.plane import Plane
from corridor.charts.scales import Scale, Written, fitted
from corridor.charts.theme import ACCENT, FULL_WIDTH, GREY, INK, LINE_HEIGHT, MUTED

_ROW = 26
_BAR = 16
_GAP = 8
_HEAD = 30
_DOT = 72.0
_COLORS = (ACCENT, INK)


def remittances_by_economy(
    chart_id: str,
    frame: pd.DataFrame,
    *,
    highlight: Collection[str] = (),
    unit: str = "% of GDP",
    width: int = FULL_WIDTH,
) -> Chart:
    """Bars of what economies receive, the largest first; one without a figure keeps its row and says so.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns label, code (ISO3) and value (zero or more; may be NaN).
    highlight : collection of str
        Codes drawn in the accent against grey; when empty, all take the accent.
    unit : str
        Unit of the values.
    width : int
        `FULL_WIDTH` or `HALF_WIDTH`, pixels.

    Raises
    ------
    CorridorError
        If a column is missing or no value is there.
    """
    frame = checked(chart_id, frame, ["label"], ["code"])
    frame = frame.sort_values(
        ["value", "code"], ascending=[False, True], na_position="last", ignore_index=True
    )
    names = _names(list(frame["label"]), width)
    left = ceil(max(text_width(name) for name in names)) + _GAP
    texts = [short(float(v), unit) for v in frame["value"]]
    free = width - left - max(text_width(text) for text in texts) - _GAP
    _roomy(chart_id, free, width)
    largest = max(float(frame["value"].max()), 0.0) or 1.0
    tall = _heights(names)
    plane = Plane(width, sum(tall) + 2)
    top = 0
    rows = zip(names, frame["label"], frame["code"], frame["value"], texts, tall, strict=True)
    for name, label, code, value, text, height in rows:
        middle = top + height / 2
        top += height
        plane.text((left - _GAP, middle), name, align="right")
        end = left + (0.0 if isnan(value) else max(float(value), 0.0) / largest * free)
        color = ACCENT if not highlight or code in highlight else GREY
        if end > left:
            data = {"label": label, "value": float(value)}
            plane.bar((left, middle - _BAR / 2), (end, middle + _BAR / 2), color, data=data)
        plane.text((end + 5, middle), text, MUTED if isnan(value) else INK)
    plane.rule((left, 0), (left, top), MUTED)
    return plane.chart(chart_id, frame)


def selectivity_by_economy(
    chart_id: str, frame: pd.DataFrame, *, unit: str = "%", width: int = FULL_WIDTH
) -> Chart:
    """Two joined dots an economy: emigration rates of people with much and with little education.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns label, series (two; the first, the tertiary-educated, takes the accent) and value (zero or
        more; NaN where there is no figure, which is then said). Rows are sorted by the first series.
    unit : str
        Unit of the values.
    width : int
        `FULL_WIDTH` or `HALF_WIDTH`, pixels.

    Raises
    ------
    CorridorError
        If a column is missing or no value is there.
    """
    return _joined_dots(chart_id, frame, unit, width)


def students_by_economy(
    chart_id: str, frame: pd.DataFrame, *, unit: str = "persons", width: int = FULL_WIDTH
) -> Chart:
    """Two joined dots an economy: students who came from abroad and students who study abroad.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns label, series (two; the first takes the accent) and value (zero or more; NaN where there is no
        figure, which is then said). Rows are sorted by the first series.
    unit : str
        Unit of the values; the scale is logarithmic, and says so, where they differ much.
    width : int
        `FULL_WIDTH` or `HALF_WIDTH`, pixels.

    Raises
    ------
    CorridorError
        If a column is missing or no value is there.
    """
    return _joined_dots(chart_id, frame, unit, width)


def _joined_dots(chart_id: str, frame: pd.DataFrame, unit: str, width: int) -> Chart:
    frame = checked(chart_id, frame, ["label", "series"])
    series = list(dict.fromkeys(frame["series"]))
    at_most(chart_id, series, 2, "series", "Draw two charts.")
    labels = _sorted_labels(frame, series)
    keys = zip(frame["label"], frame["series"], strict=True)
    values = {key: float(v) for key, v in zip(keys, frame["value"], strict=True)}
    pairs = [_Pair(str(label), tuple(values.get((label, s), nan) for s in series)) for label in labels]
    names = _names(labels, width)
    left = ceil(max(text_width(name) for name in names) + _GAP)
    texts = [text for pair in pairs for text in pair.texts(unit)]
    scale = fitted(chart_id, values.values(), unit, texts, (left, width - 2.0))
    tall = _heights(names)
    entries = _key([str(name) for name in series], width)
    head = entries[-1].y + _HEAD - 9
    plane = Plane(width, ceil(head + sum(tall) + scale.foot))
    for entry in entries:
        entry.draw(plane)
    scale.draw(plane, head, head + sum(tall))
    top = head
    for pair, name, height in zip(pairs, names, tall, strict=True):
        plane.text((0, top + height / 2), name)
        pair.draw(plane, scale, top + height / 2, unit)
        top += height
    order = {label: k for k, label in enumerate(labels)}
    ordered = frame.assign(_place=frame["label"].map(order)).sort_values("_place", kind="stable")
    return plane.chart(chart_id, ordered.drop(columns="_place"))


def _sorted_labels(frame: pd.DataFrame, series: Sequence[str]) -> list[str]:
    def size(label: str) -> tuple[bool, float, str]:
        known = frame[(frame["label"] == label) & (frame["series"] == series[0])]["value"].dropna()
        return known.empty, 0.0 if known.empty else -float(known.iloc[0]), label

    return sorted(dict.fromkeys(frame["label"]), key=size)


@dataclass(frozen=True)
class _Pair:
    """An economy's two values, in the order of the series; NaN for none."""

    label: str
    values: tuple[float, ...]

    @property
    def known(self) -> list[tuple[float, int]]:
        """Values there are, ascending, each with its series' position."""
        return sorted((v, k) for k, v in enumerate(self.values) if not isnan(v))

    def texts(self, unit: str) -> list[Written]:
        known = self.known
        before = [Written(v, -1, text_width(short(v, unit)) + _GAP) for v, _ in known[:-1]]
        return before + [Written(v, 1, text_width(short(v, unit)) + _GAP) for v, _ in known[-1:]]

    def draw(self, plane: Plane, scale: Scale, y: float, unit: str) -> None:
        """Set the dots, the smaller one's value to its left, the larger one's to its right."""
        known = self.known
        if not known:
            plane.text((scale.left + 5, y), no_figure(), MUTED)
            return
        ends = scale.at(known[0][0]), scale.at(known[-1][0])
        if ends[1] > ends[0]:
            plane.rule((ends[0], y), (ends[1], y), GREY, width=2)
        for value, k in known:
            plane.dot((scale.at(value), y), _COLORS[k], area=_DOT, data={"label": self.label, "value": value})
        for value, k in known[:-1]:
            plane.text((scale.at(value) - _GAP, y), short(value, unit), _COLORS[k], align="right")
        value, k = known[-1]
        plane.text((ends[1] + _GAP, y), short(value, unit), _COLORS[k])


@dataclass(frozen=True)
class _Entry:
    """A series' name in its colour, and where it stands above the rows."""

    name: str
    color: str
    x: float
    y: float

    def draw(self, plane: Plane) -> None:
        """Set its dot and write its name."""
        plane.dot((self.x + 6, self.y), self.color, area=_DOT)
        plane.text((self.x + 16, self.y), self.name, self.color)


def _key(names: Sequence[str], width: int) -> list[_Entry]:
    """Entries side by side, or below each other where they have no room."""
    entries: list[_Entry] = []
    x, y = 0.0, 9.0
    for name, color in zip(names, _COLORS, strict=False):
        if entries and x + 16 + text_width(name) > width:
            x, y = 0.0, y + LINE_HEIGHT + 3
        entries.append(_Entry(name, color, x, y))
        x += text_width(name) + 40
    return entries


def _names(labels: Sequence[str], width: int) -> list[str]:
    return [wrap(str(label), 220 if width >= FULL_WIDTH else 120) for label in labels]


def _heights(names: Sequence[str]) -> list[int]:
    return [max(_ROW, LINE_HEIGHT * (name.count("\n") + 1) + 6) for name in names]


def _roomy(chart_id: str, free: float, width: int) -> None:
    if free < 40:
        todo = "Shorten its labels or give it more width."
        raise refused(chart_id, "has no room", f"labels for {width} pixels", "wider labels", todo)
