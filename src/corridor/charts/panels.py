"""Small multiples: one small line chart an economy, all on one plane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import pandas as pd

from corridor.charts.drawing import Chart
from corridor.charts.gaps import segments
from corridor.charts.layout import Ticks, checked, no_figure, short, text_width, ticks, wrap
from corridor.charts.lines import DASHES
from corridor.charts.plane import Plane, Point
from corridor.charts.theme import FULL_WIDTH, GRID, INK, LINE_HEIGHT, MUTED, PALETTE, STRONG

_EDGE = 2
_YEARS = 22
_UNDER_TITLE = 8
_FEW = 12


@dataclass(frozen=True)
class _Grid:
    """How panels are laid out: few ones with a named value axis each, many of them closer and without.

    Attributes
    ----------
    columns : int
        Panels in a row.
    size : tuple of float
        Width and height of a panel's plot, pixels.
    left, gap, right : float
        Room before the first plot, before the others, and behind each, pixels.
    head, between : float
        Height of a panel's title and of the space between rows.
    """

    columns: int
    size: Point
    left: float
    gap: float
    right: float
    head: float
    between: float

    def corner(self, position: int) -> Point:
        """Upper left corner of the plot of the panel at that position."""
        row, column = divmod(position, self.columns)
        x = self.left + column * (self.size[0] + self.gap + self.right)
        return x, self.head + row * (self.size[1] + self.between + self.head)

    def height(self, panels: int) -> int:
        """Height of all rows."""
        rows = ceil(panels / self.columns)
        return ceil(rows * (self.head + self.size[1]) + (rows - 1) * self.between + _YEARS)


def small_multiples(
    chart_id: str,
    frame: pd.DataFrame,
    *,
    unit: str = "persons",
    shared: bool = False,
    width: int = FULL_WIDTH,
) -> Chart:
    """One small line chart an economy, three in a row, five where there are many, each in its own colour.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns year, economy (ISO3), label, value, status (`projected` is dashed); panels stand in the order
        of the frame. An economy whose values are all NaN keeps its panel, which says that there is no figure.
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
    parts = [rows for _, rows in frame.groupby("economy", sort=False)]
    axes = [ticks(frame["value"] if shared else rows["value"], unit, 3) for rows in parts]
    grid = _grid(parts, axes, unit, width, shared=shared)
    plane = Plane(width, grid.height(len(parts)))
    years = int(frame["year"].min()), int(frame["year"].max())
    for position, (rows, axis) in enumerate(zip(parts, axes, strict=True)):
        panel = _Panel(grid.corner(position), grid.size, years, axis)
        few = len(parts) <= _FEW
        panel.axes(plane, named=position % grid.columns == 0 if shared else few, lines=few or shared)
        panel.line(plane, rows, unit)
        title = wrap(str(rows["label"].iloc[0]), _title_room(grid), weight=STRONG)
        top = panel.corner[1] - _UNDER_TITLE - (title.count("\n") + 1) * LINE_HEIGHT + 3
        plane.text((panel.corner[0], top), title, baseline="top", strong=True)
    return plane.chart(chart_id, frame)


def _title_room(grid: _Grid) -> float:
    return grid.size[0] + grid.gap + grid.right - 10


def _grid(
    parts: Sequence[pd.DataFrame], axes: Sequence[Ticks], unit: str, width: int, *, shared: bool
) -> _Grid:
    few = len(parts) <= _FEW
    columns = 3 if few else 4 if len(parts) <= 2 * _FEW else 5
    names = ceil(max(text_width(text) for axis in axes for text in axis.labels)) + 8
    ends = [_end(rows, unit) for rows in parts]
    right = ceil(max(text_width(text, weight=STRONG) for text in ends)) + 12
    left = names if few or shared else _EDGE + text_width("2000") / 2
    gap = 14 if shared or not few else names
    plot = float((width - left - gap * (columns - 1) - columns * right) // columns)
    size = (plot, 84.0 if few else 56.0)
    bare = _Grid(columns, size, left, gap, right, 0, 0)
    titles = [wrap(str(rows["label"].iloc[0]), _title_room(bare), weight=STRONG) for rows in parts]
    head = _UNDER_TITLE + LINE_HEIGHT * max(title.count("\n") + 1 for title in titles)
    return _Grid(columns, size, left, gap, right, head, 31.0)


def _end(rows: pd.DataFrame, unit: str) -> str:
    known = rows.dropna(subset=["value"]).sort_values("year")
    return "" if known.empty else short(float(known["value"].iloc[-1]), unit)


@dataclass(frozen=True)
class _Panel:
    corner: Point
    size: Point
    years: tuple[int, int]
    ticks: Ticks

    def at(self, year: float, value: float) -> Point:
        first, last = self.years if self.years[0] < self.years[1] else (self.years[0] - 1, self.years[0] + 1)
        x = self.corner[0] + (year - first) / (last - first) * self.size[0]
        return x, self.corner[1] + self.ticks.pixel(value, self.size[1])

    def axes(self, plane: Plane, *, named: bool, lines: bool) -> None:
        """Draw few thin lines, zero the strongest, and name the first and last year."""
        left, right = self.corner[0], self.corner[0] + self.size[0]
        for value, text in zip(self.ticks.values, self.ticks.labels, strict=True):
            y = self.at(0, value)[1]
            if lines or not value:
                plane.rule((left, y), (right, y), GRID if value else MUTED)
            if named:
                plane.text((left - 6, y), text, MUTED, align="right")
        bottom = self.corner[1] + self.size[1]
        for year in sorted(set(self.years)):
            x = self.at(year, 0)[0]
            plane.rule((x, bottom), (x, bottom + 4), MUTED)
            plane.text((x, bottom + 7), str(year), MUTED, align="center", baseline="top")

    def line(self, plane: Plane, rows: pd.DataFrame, unit: str) -> None:
        """Draw the economy's line and write its last value behind it."""
        economy, label = str(rows["economy"].iloc[0]), str(rows["label"].iloc[0])
        # Thin lines in the grey of bars would be too faint.
        color = PALETTE.get(economy, MUTED)
        records = segments(rows, "economy")
        if not records:
            middle = self.corner[0] + self.size[0] / 2, self.corner[1] + self.size[1] / 2
            plane.text(middle, no_figure(), MUTED, align="center")
            return
        pieces: dict[tuple[int, bool], list[dict[str, Any]]] = {}
        for record in records:
            pieces.setdefault((record["piece"], record["projected"]), []).append(record)
        for (_, projected), piece in pieces.items():
            points = [self.at(r["year"], r["value"]) for r in piece]
            data = [{"label": label, "year": r["year"], "value": r["value"]} for r in piece]
            if len(points) == 1:
                plane.dot(points[0], color, area=36, data=data[0])
            else:
                plane.line(points, color, dash=DASHES if projected else (), data=data)
        last = max(records, key=lambda r: int(r["year"]))
        end = self.at(last["year"], last["value"])
        plane.dot(end, color, area=36, data={"label": label, "year": last["year"], "value": last["value"]})
        plane.text((end[0] + 7, end[1]), short(last["value"], unit), INK, strong=True)
