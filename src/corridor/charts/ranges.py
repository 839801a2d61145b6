"""Contested numbers: published ranges beside what official statistics count, on one scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

import pandas as pd

from corridor.charts.drawing import Chart
from corridor.charts.layout import (
    checked,
    counts_persons,
    no_figure,
    ones_in,
    refused,
    short,
    text_width,
    wrap,
)
from corridor.charts.plane import Plane
from corridor.charts.scales import Scale, Written, fitted
from corridor.charts.theme import ACCENT, FULL_WIDTH, GREY, INK, LINE_HEIGHT, MUTED
from corridor.errors import listed
from corridor.formats import written
from corridor.language import worded

KINDS = ("estimate", "discredited", "official")
_BAR = 12
_DOT = 72.0
_GAP = 9
_ROW = 28
_HEAD = 24
_BETWEEN = 10


def contested(chart_id: str, frame: pd.DataFrame, *, unit: str = "persons", width: int = FULL_WIDTH) -> Chart:
    """Published estimates as bars from low to high, official stocks as dots below them, on one scale.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns label (what is counted; its rows stand together under it), kind (`estimate`, `official`, or
        `discredited` for one whose high end, or single value, is drawn hollow), low, high (equal, or high NaN,
        for a single value; low NaN where there is no figure), year (a number, or words such as "about 2003"),
        source (who says so; for a stock its revision). A column note may give words that follow a value
        ("since discredited"). Estimates have a row each; official values of one source share a row, with a dot
        a year.
    unit : str
        Unit of low and high; the scale is logarithmic, and says so, where they differ much.
    width : int
        Pixels.

    Raises
    ------
    CorridorError
        If a column or every value is missing, a kind is not known, or a low is above its high.
    """
    frame = _checked(chart_id, frame)
    # In a narrow column the names stand above their rows.
    column = 180.0 if width >= FULL_WIDTH else 0.0
    form = _Form(unit, column or width, not column, max(float(frame[c].max()) for c in ("low", "high")))
    blocks = [(str(label), _rows(rows, form)) for label, rows in frame.groupby("label", sort=False)]
    texts = [text for _, rows in blocks for row in rows for text in row.texts]
    values = [mark.value for _, rows in blocks for row in rows for mark in row.marks]
    scale = fitted(chart_id, values, unit, texts, (column and column + _GAP, width - 2.0))
    bottom = sum(_HEAD + sum(row.height for row in rows) for _, rows in blocks) + _BETWEEN * (len(blocks) - 1)
    plane = Plane(width, bottom + scale.foot)
    scale.draw(plane, _HEAD, bottom)
    top = 0.0
    for label, rows in blocks:
        plane.text((0, top + _HEAD / 2), label, strong=True)
        top += _HEAD
        for row in rows:
            _draw(plane, row, scale, top)
            top += row.height
        top += _BETWEEN
    return plane.chart(chart_id, frame)


def _checked(chart_id: str, frame: pd.DataFrame) -> pd.DataFrame:
    valued = frame.assign(value=frame["low"]) if "low" in frame else frame
    keys = ["label", "kind", "source", "year"]
    frame = checked(chart_id, valued, keys, ["low", "high"]).drop(columns="value")
    strange = sorted(set(frame["kind"]) - set(KINDS))
    if strange:
        raise refused(
            chart_id, "has a kind it does not know", listed(KINDS), listed(strange), "Use one of them."
        )
    numbers = {c: frame[c].to_numpy(dtype=float, na_value=float("nan")) for c in ("low", "high")}
    frame = frame.assign(**numbers)
    swapped = frame[frame["low"] > frame["high"]]
    if not swapped.empty:
        found = f"{swapped['low'].iloc[0]:g} to {swapped['high'].iloc[0]:g}"
        raise refused(chart_id, "has a range upside down", "low up to high", found, "Exchange the two.")
    return frame


@dataclass(frozen=True)
class _Form:
    """How rows are written: the unit, the room of names, whether those stand above, the largest value."""

    unit: str
    room: float
    above: bool
    largest: float


@dataclass(frozen=True)
class _Mark:
    """A value in a row; `before` and `behind` are the texts on its two sides."""

    value: float
    year: str
    before: str = ""
    behind: str = ""


@dataclass(frozen=True)
class _Row:
    """One line of the chart: its name, which may stand above it, and its marks in order of value."""

    kind: str
    name: str
    marks: tuple[_Mark, ...]
    above: bool

    @property
    def height(self) -> int:
        lines = LINE_HEIGHT * (self.name.count("\n") + 1) if self.name else 0
        return lines + _ROW - 4 if self.above else max(_ROW, lines + 8)

    @property
    def middle(self) -> float:
        """Height of its marks, from its top."""
        return self.height - _ROW / 2 + 2 if self.above else self.height / 2

    @property
    def texts(self) -> list[Written]:
        sides = [(m.value, -1, m.before) for m in self.marks] + [(m.value, 1, m.behind) for m in self.marks]
        return [Written(v, side, text_width(text) + _GAP) for v, side, text in sides if text]


def _rows(frame: pd.DataFrame, form: _Form) -> list[_Row]:
    """Published estimates in their order, each in a row, then a row for each source of official values."""
    rows: list[_Row] = []
    named = ""
    for record in frame[frame["kind"] != "official"].to_dict("records"):
        name = f"{record['source']}, {record['year']}"
        # Said once where the same source gives a range and a number outside it.
        shown = "" if name == named else wrap(name, form.room)
        rows.append(_Row(record["kind"], shown, _estimate(record, form), form.above))
        named = name
    official = frame[frame["kind"] == "official"]
    for source, values in official.groupby("source", sort=False):
        rows.append(_Row("official", wrap(str(source), form.room), _stocks(values, form.unit), form.above))
    return rows


def _estimate(record: Mapping[Any, Any], form: _Form) -> tuple[_Mark, ...]:
    low, high = float(record["low"]), float(record["high"])
    note = record.get("note")
    words = f" ({note})" if isinstance(note, str) and note else ""
    year = str(record["year"])
    if isnan(low):
        return ()
    if isnan(high) or low == high:
        text = _quoted(low, form.unit) + words
        # Beside the largest value of all there is more room before it than behind it.
        return (_Mark(low, year, before=text) if low == form.largest else _Mark(low, year, behind=text),)
    ends = _quoted(low, form.unit), _quoted(high, form.unit) + words
    return _Mark(low, year, before=ends[0]), _Mark(high, year, behind=ends[1])


def _quoted(value: float, unit: str) -> str:
    """Write an estimate as it was published: rounding it would change what was said."""
    return written(f"{value * ones_in(unit):,.0f}") if counts_persons(unit) else short(value, unit)


def _stocks(frame: pd.DataFrame, unit: str) -> tuple[_Mark, ...]:
    known = frame.dropna(subset=["low"])
    pairs = sorted((float(v), str(y)) for v, y in zip(known["low"], known["year"], strict=True))
    texts = [worded("{value} in {year}", value=short(value, unit), year=year) for value, year in pairs]
    last = len(pairs) - 1
    return tuple(
        _Mark(value, year, texts[0] if last and not k else "", texts[k] if k == last else "")
        for k, (value, year) in enumerate(pairs)
    )


def _draw(plane: Plane, row: _Row, scale: Scale, top: float) -> None:
    middle = top + row.middle
    if row.name:
        at = (0, top) if row.above else (0, middle)
        plane.text(at, row.name, MUTED, baseline="top" if row.above else "middle")
    if not row.marks:
        plane.text((scale.left + _GAP, middle), no_figure(), MUTED)
        return
    color = INK if row.kind == "official" else ACCENT
    places = [scale.at(mark.value) for mark in row.marks]
    ranged = row.kind == "estimate" and len(places) > 1
    if ranged:
        data = {"low": row.marks[0].value, "high": row.marks[-1].value, "year": row.marks[0].year}
        plane.bar((places[0], middle - _BAR / 2), (places[-1], middle + _BAR / 2), color, data=data)
    elif len(places) > 1:
        plane.rule((places[0], middle), (places[-1], middle), GREY, width=2)
    for x, mark in zip(places, row.marks, strict=True):
        if not ranged:
            data = {"value": mark.value, "year": mark.year}
            hollow = row.kind == "discredited" and mark is row.marks[-1]
            plane.dot((x, middle), color, area=_DOT, hollow=hollow, data=data)
        if mark.before:
            plane.text((x - _GAP, middle), mark.before, color, align="right")
        if mark.behind:
            plane.text((x + _GAP, middle), mark.behind, color)
