"""Net migration of one economy: what is estimated, what is projected, and how surely."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, isnan
from typing import Any, Literal

import altair as alt
import pandas as pd

from corridor.charts.drawing import AT_X, AT_X2, AT_Y, AT_Y2, TEXT, Chart, building, finish, inline
from corridor.charts.layout import checked, short, spread, text_width, ticks, wrap
from corridor.charts.lines import Plot, line_layers
from corridor.charts.theme import ACCENT, BANDS, FONT_SIZE, FULL_WIDTH, LINE_HEIGHT, MUTED, STRONG
from corridor.formats import joined
from corridor.language import worded

_YEARS = 26.0
_GAP = 10
_ASIDE = 5

_Piece = list[dict[str, Any]]


def net_migration(
    chart_id: str,
    frame: pd.DataFrame,
    *,
    unit: str = "thousand persons a year",
    width: int = FULL_WIDTH,
) -> Chart:
    """Line of net migration around a drawn zero, projections dashed with the bands of their intervals.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns year, value (above zero where more people come than go), status (`projected` or other), and
        where there are intervals lower80, upper80, lower95, upper95, in the unit of the value, NaN for years
        without. A pair of columns that is absent or empty has no band.
    unit : str
        Unit of the values.
    width : int
        `FULL_WIDTH` or `HALF_WIDTH`, pixels.

    Raises
    ------
    CorridorError
        If a column is missing or no value is there.
    """
    frame = checked(chart_id, frame, ["year"], ["status"]).sort_values("year", ignore_index=True)
    bands = {name: pieces for name, _ in BANDS if (pieces := _band(frame, name))}
    bounds = [
        point[k] for pieces in bands.values() for p in pieces for point in p for k in ("lower", "upper")
    ]
    axis = ticks([*frame["value"], *bounds], unit)
    years = int(frame["year"].min()), int(frame["year"].max())
    ends = _ends(frame, bands, unit)
    left = float(ceil(max(18.0, *(text_width(text) + 8 for text in axis.labels))))
    right = float(ceil(max(end.width for end in ends)) + _GAP + 2)
    height = 250 if width >= FULL_WIDTH else 225
    heads = _heads(frame, bands, Plot(width - left - right, 0, years, axis), unit, right)
    top = 12.0 + LINE_HEIGHT * max((head.text.count("\n") + 1 for head in heads), default=0)
    plot = Plot(width - left - right, height - top - _YEARS, years, axis)
    with building():
        axes: dict[str, Any] = {"x": plot.year_axis(), "y": plot.value_axis()}
        line = line_layers(frame.assign(series=""), "series", {"": ACCENT}, plot, axes)
        layers = [*_band_layers(bands, plot), _zero(plot), *line]
        layers += [*_head_layers(heads, plot, top), *_end_layers(ends, plot)]
        drawn = alt.layer(*layers, width=plot.width, height=plot.height)
        padding = {"left": left, "right": right, "top": top, "bottom": _YEARS}
        return finish(chart_id, drawn, frame, (width, height), padding)


def _band(frame: pd.DataFrame, name: str) -> list[_Piece]:
    """Pieces of one interval, each opening from the last value before it."""
    columns = [f"lower{name}", f"upper{name}"]
    if not set(columns) <= set(frame.columns):
        return []
    bounds = [frame[c].to_numpy(dtype=float, na_value=float("nan")) for c in columns]
    pieces: list[_Piece] = []
    before: _Piece = []
    inside = False
    for year, low, high, value in zip(frame["year"], *bounds, frame["value"], strict=True):
        known = not (isnan(low) or isnan(high))
        if known and not inside:
            pieces.append(list(before))
        if known:
            pieces[-1].append({"year": int(year), "lower": float(low), "upper": float(high)})
        inside = known
        before = [] if isnan(value) else [{"year": int(year), "lower": float(value), "upper": float(value)}]
    return pieces


def _band_layers(bands: Mapping[str, list[_Piece]], plot: Plot) -> list[Any]:
    layers: list[Any] = []
    for name, color in BANDS:
        for piece in bands.get(name, []):
            mark = alt.Chart(inline(piece)).mark_area(color=color, opacity=1)
            layers.append(mark.encode(x=plot.x(), y=plot.y("lower"), y2=alt.Y2("upper:Q")))
    return layers


def _zero(plot: Plot) -> Any:
    mark = alt.Chart(inline([{"value": 0}])).mark_rule(color=MUTED)
    return mark.encode(y=plot.y(), x=AT_X(0), x2=AT_X2(plot.width))


@dataclass(frozen=True)
class _Head:
    """A text above the plot, beside the dated rule that parts estimates from projections."""

    text: str
    align: Literal["left", "right"]
    x: float


def _heads(frame: pd.DataFrame, names: Collection[str], plot: Plot, unit: str, beyond: float) -> list[_Head]:
    known = frame.dropna(subset=["value"])
    projected = known["status"] == "projected"
    if not projected.any():
        return []
    projections = _projections(sorted(names))
    if projected.all():
        return [_Head(wrap(projections, plot.width + beyond), "left", 0.0)]
    last = known[~projected].iloc[-1]
    first, end = plot.years
    x = (int(last["year"]) - first) / (end - first) * plot.width
    value = worded("{value} in {year}", value=short(float(last["value"]), unit), year=int(last["year"]))
    room = x - _ASIDE, plot.width + beyond - x - _ASIDE
    estimates = worded("estimates, {value}", value=value)
    if text_width(estimates) > room[0]:
        estimates = worded("estimates, {value}", value=f"\n{value}").replace(" \n", "\n")
    heads = [
        _Head(estimates, "right", x),
        _Head(wrap(projections, room[1]), "left", x),
    ]
    # Where the rule stands too near an edge, the text on that side is left to the chart's caption.
    return [head for head, free in zip(heads, room, strict=True) if text_width(head.text) <= free]


def _projections(names: Sequence[str]) -> str:
    """Name the projections, and their intervals by their width in per cent."""
    if not names:
        return worded("projections")
    if len(names) == 1:
        return worded("projections, {width} % interval", width=names[0])
    return worded("projections, {widths} % intervals", widths=joined(list(names)))


def _head_layers(heads: Sequence[_Head], plot: Plot, top: float) -> list[Any]:
    layers: list[Any] = []
    for head in heads:
        mark = alt.Chart(inline([{"text": head.text}])).mark_text(
            align=head.align, baseline="top", dx=_ASIDE if head.align == "left" else -_ASIDE, color=MUTED
        )
        layers.append(mark.encode(x=AT_X(round(head.x, 2)), y=AT_Y(2 - top), text=TEXT))
    if any(head.x for head in heads):
        rule = alt.Chart(inline([{"text": ""}])).mark_rule(color=MUTED, strokeDash=[2, 3])
        x = round(heads[-1].x, 2)
        layers.append(rule.encode(x=AT_X(x), y=AT_Y(2 - top), y2=AT_Y2(plot.height)))
    return layers


@dataclass(frozen=True)
class _End:
    """A text behind the last year, at the height of a value."""

    text: str
    value: float
    color: str
    weight: Any = 400

    @property
    def width(self) -> float:
        return text_width(self.text, FONT_SIZE, self.weight)

    @property
    def height(self) -> float:
        return LINE_HEIGHT * (self.text.count("\n") + 1)


def _ends(frame: pd.DataFrame, bands: Mapping[str, list[_Piece]], unit: str) -> list[_End]:
    last = frame.dropna(subset=["value"]).iloc[-1]
    value = float(last["value"])
    told = short(value, unit)
    if last["year"] != frame["year"].max():
        told = worded("{value}\nin {year}", value=told, year=int(last["year"]))
    ends = [_End(told, value, ACCENT, STRONG)]
    newest = int(frame["year"].max())
    for name, _ in reversed(BANDS):
        edge = [point for piece in bands.get(name, []) for point in piece if point["year"] == newest]
        ends += [_End(f"{name} %", edge[0]["upper"], MUTED)] if edge else []
    return ends


def _end_layers(ends: Sequence[_End], plot: Plot) -> list[Any]:
    wanted = [plot.ticks.pixel(end.value, plot.height) for end in ends]
    middles = spread(wanted, [end.height for end in ends], -12, plot.height + 8)
    layers: list[Any] = []
    for end, middle in zip(ends, middles, strict=True):
        mark = alt.Chart(inline([{"text": end.text}])).mark_text(
            align="left", baseline="top", dx=_GAP, fontWeight=end.weight, color=end.color
        )
        y = round(middle - end.height / 2 + 1, 2)
        layers.append(mark.encode(x=AT_X(plot.width), y=AT_Y(y), text=TEXT))
    return layers
