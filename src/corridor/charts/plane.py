"""A plane measured in pixels, on which a chart sets its marks one by one.

For charts whose places no axis of Vega's can work out: many small panels, rows with labels of their own, maps.
Marks of one look share a layer, so that a plane is drawn in the time of one small chart however many panels it
holds. Rows carry the figures they stand for beside their pixels.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from corridor.charts.drawing import TEXT, Chart, building, finish, inline
from corridor.charts.theme import BACKGROUND, INK, LINE_HEIGHT, STRONG

Point = tuple[float, float]

# What lies over what: shapes below, words on top.
_KINDS = ("shape", "area", "bar", "rule", "line", "flow", "dot", "halo", "text")
_X = alt.X("x:Q", scale=None, axis=None)
_Y = alt.Y("y:Q", scale=None, axis=None)
_X2, _Y2 = alt.X2("x2:Q"), alt.Y2("y2:Q")
_PIECE = alt.Detail("piece:N")
# Vega joins points from left to right unless they are ordered by something; by this, they stay as they are.
_AS_GIVEN = alt.Order("piece:Q")
_COLOR = alt.Color("color:N", scale=None)
_AS_IT_IS: dict[str, Any] = {"type": "identity", "scale": 1, "translate": [0, 0]}


class Plane:
    """Marks in pixels from the upper left corner; later ones of a kind lie over earlier ones.

    Parameters
    ----------
    width, height : int
        Size of the chart.

    Notes
    -----
    Each method takes `data`, a mapping of what a mark stands for (label, year, value), which is kept in the
    specification's rows.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._layers: dict[tuple[int, str], list[dict[str, Any]]] = {}
        self._pieces = 0

    def text(
        self,
        at: Point,
        text: str,
        color: str = INK,
        *,
        align: str = "left",
        baseline: str = "middle",
        strong: bool = False,
        halo: bool = False,
    ) -> None:
        """Write a text, of one or more lines; a halo keeps it readable over shapes."""
        if baseline == "middle":
            at = (at[0], at[1] - text.count("\n") * LINE_HEIGHT / 2)
        look: dict[str, Any] = {"align": align, "baseline": baseline, "fontWeight": STRONG if strong else 400}
        if halo:
            around: dict[str, Any] = {"stroke": BACKGROUND, "strokeWidth": 3, "strokeJoin": "round"}
            self._add("halo", {**look, **around}, BACKGROUND, at, {"text": text})
        self._add("text", look, color, at, {"text": text})

    def dot(
        self, at: Point, color: str, *, area: float = 60, hollow: bool = False, data: Mapping[str, Any] = {}
    ) -> None:
        """Set a round dot of an area in square pixels, full or as a ring."""
        look: dict[str, Any] = {"filled": not hollow, "size": area, "opacity": 1}
        look |= {"strokeWidth": 1.75, "fill": BACKGROUND} if hollow else {}
        self._add("dot", look, color, at, dict(data))

    def bar(self, at: Point, to: Point, color: str, *, data: Mapping[str, Any] = {}) -> None:
        """Fill the rectangle between two corners."""
        self._add("bar", {}, color, at, {**data, **_end(to)})

    def rule(self, at: Point, to: Point, color: str, *, width: float = 1, dash: Sequence[int] = ()) -> None:
        """Draw a straight line."""
        self._add("rule", {"strokeWidth": width, **_dashed(dash)}, color, at, _end(to))

    def line(
        self,
        points: Sequence[Point],
        color: str,
        *,
        width: float = 2.25,
        dash: Sequence[int] = (),
        data: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Join points by a line; `data`, if given, has an entry for each."""
        self._pieces += 1
        look = {"strokeWidth": width, **_dashed(dash)}
        for k, point in enumerate(points):
            more = {**(data[k] if data else {}), "piece": self._pieces}
            self._add("line", look, color, point, more)

    def area(self, edges: Sequence[tuple[float, float, float]], color: str) -> None:
        """Fill between two lines, given as x, upper y and lower y."""
        self._pieces += 1
        for x, upper, lower in edges:
            self._add("area", {"opacity": 1}, color, (x, upper), {"y2": _px(lower), "piece": self._pieces})

    def shape(self, rings: Sequence[Sequence[Point]], color: str) -> None:
        """Fill closed rings as one shape, over which all other marks lie."""
        self._fill("shape", {}, color, rings, {})

    def flow(self, ring: Sequence[Point], color: str, *, data: Mapping[str, Any] = {}) -> None:
        """Fill a ring over shapes and lines."""
        self._fill("flow", {}, color, [ring], data)

    def _fill(
        self,
        kind: str,
        look: Mapping[str, Any],
        color: str,
        rings: Sequence[Sequence[Point]],
        data: Mapping[str, Any],
    ) -> None:
        closed = [[[_px(x), _px(y)] for x, y in (*ring, ring[0])] for ring in rings]
        geometry = {"type": "MultiPolygon", "coordinates": [[ring] for ring in closed]}
        row = {"type": "Feature", "geometry": geometry, "color": color, **data}
        self._layers.setdefault((_KINDS.index(kind), json.dumps(look, sort_keys=True)), []).append(row)

    def chart(self, chart_id: str, data: pd.DataFrame) -> Chart:
        """Draw what has been set, as the chart of these rows."""
        with building():
            layers = [_layer(_KINDS[kind], json.loads(look), rows) for (kind, look), rows in self._ordered()]
            drawn = alt.layer(*layers, width=self.width, height=self.height)
            padding = dict.fromkeys(("left", "right", "top", "bottom"), 0.0)
            return finish(chart_id, drawn, data, (self.width, self.height), padding)

    def _ordered(self) -> list[tuple[tuple[int, str], list[dict[str, Any]]]]:
        # By kind; looks of one kind in the order in which they came.
        return sorted(self._layers.items(), key=lambda item: item[0][0])

    def _add(
        self, kind: str, look: Mapping[str, Any], color: str, at: Point, more: Mapping[str, Any]
    ) -> None:
        row = {"x": _px(at[0]), "y": _px(at[1]), "color": color, **more}
        key = (_KINDS.index(kind), json.dumps(look, sort_keys=True))
        self._layers.setdefault(key, []).append(row)


def _px(value: float) -> float:
    """A tenth of a pixel is as fine as anyone sees; adding zero turns a negative zero round."""
    return round(float(value), 1) + 0.0


def _end(to: Point) -> dict[str, float]:
    return {"x2": _px(to[0]), "y2": _px(to[1])}


def _dashed(dash: Sequence[int]) -> dict[str, Any]:
    return {"strokeDash": list(dash)} if dash else {}


def _layer(kind: str, look: Mapping[str, Any], rows: list[dict[str, Any]]) -> Any:
    data: Any = alt.Chart(inline(rows))
    if kind in {"shape", "flow"}:
        return data.mark_geoshape(clip=False, **look).encode(color=_COLOR).project(**_AS_IT_IS)
    place = {"x": _X, "y": _Y, "color": _COLOR}
    marks: dict[str, tuple[Any, dict[str, Any]]] = {
        "area": (data.mark_area, {"y2": _Y2, "detail": _PIECE}),
        "bar": (data.mark_rect, {"x2": _X2, "y2": _Y2}),
        "rule": (data.mark_rule, {"x2": _X2, "y2": _Y2}),
        "line": (data.mark_line, {"detail": _PIECE, "order": _AS_GIVEN}),
        "dot": (data.mark_point, {}),
        "halo": (data.mark_text, {"text": TEXT}),
        "text": (data.mark_text, {"text": TEXT}),
    }
    mark, more = marks[kind]
    return mark(**look).encode(**place, **more)
