"""Sorted bars: rankings of corridors, gains and losses around a real zero."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from math import ceil, isnan
from typing import Any

import altair as alt
import pandas as pd

from corridor.charts.drawing import AT_X, AT_Y, AT_Y2, TEXT, Chart, building, finish, inline
from corridor.charts.layout import at_most, checked, refused, short, signed, text_width, wrap
from corridor.charts.plane import Plane
from corridor.charts.theme import ACCENT, FULL_WIDTH, GREY, LINE_HEIGHT, MUTED, STRONG

_RESIDUAL = ("OTH", "UNK", "XXA")
_ROW = 24
_BAR = 16
_HEAD = 28
_GAP = 8
_BETWEEN = 28.0
_EDGE = 2


@dataclass(frozen=True)
class Bar:
    """One bar with its two texts.

    Attributes
    ----------
    label, text : str
        Its name and its value as written.
    value : float
        Its length in the data's unit, with its sign; NaN for none.
    color : str
        A colour of the theme.
    """

    label: str
    value: float
    text: str
    color: str

    @property
    def height(self) -> int:
        """Pixels of its row, which holds all lines of its name."""
        return max(_ROW, LINE_HEIGHT * (self.label.count("\n") + 1) + 6)

    @property
    def reach(self) -> float:
        """Pixels that the value's text needs beyond the bar's end."""
        return text_width(self.text) + _GAP


def ranked(
    chart_id: str,
    frame: pd.DataFrame,
    *,
    highlight: Collection[str] = (),
    unit: str = "persons",
    width: int = FULL_WIDTH,
) -> Chart:
    """Bars sorted by length, each with its value; two panels side by side where the frame has two groups.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns label, value (zero or more), code (ISO3), and group where there are panels, whose names head
        them. A residual code (other, unknown) stands last whatever its value. Panels share one scale.
    highlight : collection of str
        Codes drawn in the accent: the region's own economies.
    unit : str
        Unit of the values.
    width : int
        `FULL_WIDTH` for two panels, either width for one, pixels.

    Raises
    ------
    CorridorError
        If a column is missing or no value is there.
    """
    keys = ["group", "label"] if "group" in frame else ["label"]
    ordered = _ranking(checked(chart_id, frame, keys, ["code"]).dropna(subset=["value"]))
    groups = list(dict.fromkeys(ordered["group"])) if "group" in ordered else [""]
    at_most(chart_id, groups, 2, "groups", "Draw two charts.")
    room = 138 if width < FULL_WIDTH or len(groups) > 1 else 220
    panels = [_bars(ordered[ordered["group"] == g] if g else ordered, highlight, unit, room) for g in groups]
    names = [ceil(max(text_width(bar.label) for bar in panel)) + _GAP for panel in panels]
    free = width - _EDGE - sum(names) - _BETWEEN * (len(panels) - 1)
    # A panel is at least as wide as its heading, however short its bars are beside the other panel's.
    heads = [text_width(str(group), weight=STRONG) for group in groups]

    def extents(scale: float) -> list[float]:
        return [max(_extent(panel, scale), head) for panel, head in zip(panels, heads, strict=True)]

    scale = _longest(chart_id, width, lambda k: sum(extents(k)) <= free)
    head = _HEAD if groups != [""] else 0
    plane = Plane(width, head + max(sum(bar.height for bar in panel) for panel in panels) + 2)
    left = 0.0
    for panel, group, name, extent in zip(panels, groups, names, extents(scale), strict=True):
        _panel(plane, panel, group, (left + name, head, scale))
        left += name + extent + _BETWEEN
    return plane.chart(chart_id, ordered)


def _ranking(frame: pd.DataFrame) -> pd.DataFrame:
    place = {g: k for k, g in enumerate(dict.fromkeys(frame["group"]))} if "group" in frame else {}
    keys = frame.assign(
        _group=frame["group"].map(place) if place else 0,
        _residual=frame["code"].isin(_RESIDUAL),
        _size=-frame["value"],
    )
    ordered = keys.sort_values(["_group", "_residual", "_size", "code"])
    return ordered.drop(columns=["_group", "_residual", "_size"])


def _bars(panel: pd.DataFrame, highlight: Collection[str], unit: str, room: float) -> list[Bar]:
    rows = zip(panel["label"], panel["value"], panel["code"], strict=True)
    return [
        Bar(wrap(str(name), room), float(v), short(float(v), unit), ACCENT if code in highlight else GREY)
        for name, v, code in rows
    ]


def _extent(bars: Sequence[Bar], scale: float) -> float:
    """Pixels that bars and their values need from zero on, at that many pixels a unit."""
    return max(abs(bar.value) * scale + bar.reach for bar in bars)


def _longest(chart_id: str, width: int, fits: Callable[[float], bool]) -> float:
    """Find the largest scale that fits, by halving; the same steps each time give the same bytes."""
    if not fits(1e-12):
        todo = "Shorten its labels or give it more width."
        raise refused(chart_id, "has no room for bars", f"labels for {width} pixels", "wider labels", todo)
    low, high = 0.0, 1e4
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return round(low, 12)


def _panel(plane: Plane, bars: Sequence[Bar], heading: str, place: tuple[float, float, float]) -> None:
    """Draw bars from zero on; `place` is the pixel of zero, the top and the pixels of a unit."""
    zero, top, scale = place
    if heading:
        plane.text((zero, top - 14), heading, strong=True)
    for bar in bars:
        middle = top + bar.height / 2
        end = zero + bar.value * scale
        plane.text((zero - _GAP, middle), bar.label, align="right")
        if bar.value:
            data = {"label": bar.label.replace("\n", " "), "value": bar.value}
            plane.bar((zero, middle - _BAR / 2), (end, middle + _BAR / 2), bar.color, data=data)
        plane.text((end + 5, middle), bar.text)
        top += bar.height
    plane.rule((zero, place[1]), (zero, top), MUTED)


def _bands() -> alt.Scale:
    return alt.Scale(paddingInner=0.34, paddingOuter=0.17)


def _zero(x: float, height: float) -> Any:
    mark = alt.Chart(inline([{"zero": 0}])).mark_rule(color=MUTED)
    return mark.encode(x=AT_X(round(x, 3)), y=AT_Y(0), y2=AT_Y2(height))


def gains_losses(
    chart_id: str, frame: pd.DataFrame, *, unit: str = "persons", width: int = FULL_WIDTH
) -> Chart:
    """Bars of the largest gains and losses, either side of zero, from the largest gain to the largest loss.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns label ("origin → destination") and value, the change with its sign.
    unit : str
        Unit of the values.
    width : int
        Pixels.

    Raises
    ------
    CorridorError
        If a column is missing or no value is there.
    """
    frame = checked(chart_id, frame, ["label"])
    return _diverging(chart_id, frame, ["" for _ in frame.index], (), (unit, width))


def change_by_economy(
    chart_id: str,
    frame: pd.DataFrame,
    *,
    highlight: Collection[str] = (),
    unit: str = "%",
    width: int = FULL_WIDTH,
) -> Chart:
    """Bars of each economy's change, either side of zero; one without a figure keeps its row and says so.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    frame : DataFrame
        Columns label, code (ISO3) and value, the change with its sign; it may be NaN.
    highlight : collection of str
        Codes drawn in the accent against grey; when empty, gains take the accent and losses dark grey.
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
    return _diverging(chart_id, frame, list(frame["code"]), highlight, (unit, width))


def _diverging(
    chart_id: str, frame: pd.DataFrame, codes: list[str], highlight: Collection[str], form: tuple[str, int]
) -> Chart:
    unit, width = form
    rows = frame.assign(_code=codes).sort_values(
        ["value", "label"], ascending=[False, True], na_position="last"
    )
    bars = [
        Bar(str(name), float(v), signed(float(v), unit), _shade(float(v), code, highlight))
        for name, v, code in zip(rows["label"], rows["value"], rows["_code"], strict=True)
    ]
    up, down = [b for b in bars if not b.value < 0], [b for b in bars if b.value < 0]

    def sides(scale: float) -> tuple[float, float]:
        left = [text_width(b.label) + _GAP for b in up] + [-b.value * scale + b.reach for b in down]
        right = [text_width(b.label) + _GAP for b in down]
        right += [(0.0 if isnan(b.value) else b.value * scale) + b.reach for b in up]
        return max(left), max([*right, _GAP])

    scale = _longest(chart_id, width, lambda k: sum(sides(k)) <= width)
    left, right = sides(scale)
    height = len(bars) * _ROW
    with building():
        x = alt.X("value:Q", scale=alt.Scale(domain=[-left / scale, right / scale], nice=False), axis=None)
        y = alt.Y("label:N", sort=[b.label for b in bars], scale=_bands(), axis=None)
        marks = alt.Chart(inline([vars(b) for b in bars if not isnan(b.value)])).mark_bar()
        layers = [marks.encode(x=x, y=y, color=alt.Color("color:N", scale=None)), _zero(left, height)]
        for side, sign in ((up, 1), (down, -1)):
            layers += _side_texts(side, sign, x, y) if side else []
        drawn = alt.layer(*layers, width=left + right, height=height)
        padding = {"left": 0.0, "right": max(0.0, width - left - right), "top": 0.0, "bottom": 2.0}
        return finish(chart_id, drawn, rows.drop(columns="_code"), (width, height + 2), padding)


def _shade(value: float, code: str, highlight: Collection[str]) -> str:
    if highlight:
        return ACCENT if code in highlight else GREY
    return MUTED if value < 0 else ACCENT


def _side_texts(bars: Sequence[Bar], sign: int, x: Any, y: Any) -> list[Any]:
    """Names on the empty side of zero, values beyond the ends of the bars."""
    inward: Any = "right" if sign > 0 else "left"
    outward: Any = "left" if sign > 0 else "right"
    records: list[dict[str, Any]] = [
        {"label": b.label, "value": 0.0 if isnan(b.value) else b.value, "text": b.text} for b in bars
    ]
    names = alt.Chart(inline([{"label": b.label, "value": 0} for b in bars]))
    ends: Any = alt.Chart(inline(records))
    return [
        names.mark_text(align=inward, dx=-_GAP * sign).encode(x=x, y=y, text="label:N"),
        ends.mark_text(align=outward, dx=5 * sign).encode(x=x, y=y, text=TEXT),
    ]
