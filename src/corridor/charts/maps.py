"""A map of a region with the largest corridors among its economies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor, hypot, inf, log10

import pandas as pd

from corridor.charts.base_map import Ground, Place, ground_for
from corridor.charts.drawing import Chart
from corridor.charts.flows import Flow, widest_on, width_for
from corridor.charts.geography import Shapes
from corridor.charts.labels import Board, Box, Wanted, around, beside, settle
from corridor.charts.layout import checked, ones_in, refused, short, text_width, wrap
from corridor.charts.plane import Plane, Point
from corridor.charts.scales import power
from corridor.charts.theme import ACCENT, FULL_WIDTH, INK, LINE_HEIGHT, MUTED, SEQUENTIAL, STRONG
from corridor.errors import listed
from corridor.language import worded

_DOT = 26.0
_RADIUS = 3.0
_CLEAR = 6.0
_APART = 17.0
# An economy smaller than this on the map is marked by a dot.
_SMALL = 8.0
_KEY = 30
_ARROW = 44.0
_MOST_VALUES = 4
# A region of so few economies names them all; a larger one those that corridors touch, others where they have room.
_FEW = 15
# Pixels between a dot and its name: close by, or at the end of a line that leads there.
_BESIDE = (7, 11)
_FAR = (18, 26, 36, 48, 62, 80)
# Names of other economies than the corridors' ends stand only where nobody can take them for another's.
_CLEARLY = 4.0


def region_map(
    chart_id: str,
    shapes: Shapes,
    places: pd.DataFrame,
    corridors: pd.DataFrame,
    *,
    unit: str = "persons",
    width: int = FULL_WIDTH,
) -> Chart:
    """Map of a region in an equal-area projection, its corridors as arrows as wide as they have people.

    The lines are those of the file of shapes: `MAP_DISCLAIMER` belongs beside the chart. Economies that a map of
    this size cannot show are dots, moved apart where they would touch; names stand where they have room, those
    of the largest corridors first.

    Parameters
    ----------
    chart_id : str
        The chart's name.
    shapes : Shapes
        Outlines, from `read_shapes`.
    places : DataFrame
        Columns code (ISO3), m49 (three digits, as text) and label: the region's economies.
    corridors : DataFrame
        Columns origin, destination (codes of `places`) and value (zero or more); some ten to fifteen rows, as
        many as the chart draws. Rows without a value are left out.
    unit : str
        Unit of the values.
    width : int
        Pixels.

    Raises
    ------
    CorridorError
        If a column or every value is missing, a corridor ends outside the places, or a place is on no map.
    """
    rows = checked(chart_id, corridors, ["origin", "destination"]).dropna(subset=["value"])
    rows = rows.sort_values(
        ["value", "origin", "destination"], ascending=[False, True, True], ignore_index=True
    )
    names = {str(code): str(label) for code, label in zip(places["code"], places["label"], strict=True)}
    _known(chart_id, rows, names)
    m49 = {str(code): str(number) for code, number in zip(places["code"], places["m49"], strict=True)}
    ground = ground_for(shapes, list(m49.values()), width)
    spots = _spots(chart_id, ground, m49)
    ends = list(
        dict.fromkeys(code for pair in zip(rows["origin"], rows["destination"], strict=True) for code in pair)
    )
    named = list(names) if len(names) <= _FEW else ends
    dots = _dots(spots, {c: _written(names[c], width) for c in names}, ends, named)
    flows = _flows(rows, dots, width)
    rows["label"] = [
        f"{names[a]} → {names[b]}" for a, b in zip(rows["origin"], rows["destination"], strict=True)
    ]
    plane = Plane(width, ceil(ground.size[1]) + _KEY)
    ground.draw(plane, list(m49.values()))
    for flow, row in zip(flows, rows.to_dict("records"), strict=True):
        plane.flow(
            flow.outline(), ACCENT, data={k: row[k] for k in ("origin", "destination", "label", "value")}
        )
    for code, at in dots.items():
        plane.dot(at, INK if code in ends else SEQUENTIAL[4], area=_DOT, data={"label": names[code]})
    board = _board(ground, dots, flows)
    _write_names(plane, board, names, spots, dots, [*ends, *(c for c in named if c not in ends)])
    _write_values(plane, board, flows, [short(float(v), unit) for v in rows["value"]])
    _key(plane, float(rows["value"].max()), unit, ground.size[1])
    return plane.chart(chart_id, rows)


def _known(chart_id: str, rows: pd.DataFrame, names: Mapping[str, str]) -> None:
    strangers = sorted({*rows["origin"], *rows["destination"]} - set(names))
    if strangers:
        todo = "Leave such corridors out, or name the economies among the places."
        raise refused(chart_id, "has corridors that end outside it", listed(names), listed(strangers), todo)


def _spots(chart_id: str, ground: Ground, m49: Mapping[str, str]) -> dict[str, Place]:
    spots = {code: ground.place(number) for code, number in m49.items()}
    nowhere = [code for code, spot in spots.items() if spot is None]
    if nowhere:
        todo = "Use the finer file of shapes, or add their points to corridor.charts.geography."
        raise refused(
            chart_id, "has economies that are on no map", "a shape or a point", listed(nowhere), todo
        )
    return {code: spot for code, spot in spots.items() if spot is not None}


def _written(name: str, width: int) -> str:
    return wrap(name, 112 if width >= FULL_WIDTH else 84)


def _dots(
    spots: Mapping[str, Place], texts: Mapping[str, str], ends: Sequence[str], named: Sequence[str]
) -> dict[str, Point]:
    """Points of economies that corridors touch, that are too small to see or to hold the name they need."""
    tiny = [c for c, p in spots.items() if max(p.width, p.height) < _SMALL]
    narrow = [c for c in named if not _inside(spots[c], texts[c])]
    dots = {c: spots[c].at for c in (*tiny, *narrow) if c not in ends}
    return dots | _moved_apart({c: spots[c].at for c in ends})


def _moved_apart(dots: Mapping[str, Point]) -> dict[str, Point]:
    """Push dots that touch away from each other, a little at a time, each pair by equal parts."""
    moved = dict(dots)
    codes = list(moved)
    for _ in range(60):
        close = [
            (a, b)
            for k, a in enumerate(codes)
            for b in codes[k + 1 :]
            if hypot(moved[a][0] - moved[b][0], moved[a][1] - moved[b][1]) < _APART - 0.05
        ]
        if not close:
            break
        for a, b in close:
            dx, dy = moved[b][0] - moved[a][0], moved[b][1] - moved[a][1]
            size = hypot(dx, dy)
            ux, uy = (dx / size, dy / size) if size > 1e-6 else (1.0, 0.0)
            step = (_APART - size) / 2
            moved[a] = (moved[a][0] - ux * step, moved[a][1] - uy * step)
            moved[b] = (moved[b][0] + ux * step, moved[b][1] + uy * step)
    return moved


def _flows(rows: pd.DataFrame, dots: Mapping[str, Point], width: int) -> list[Flow]:
    largest, widest = float(rows["value"].max()), widest_on(width)
    return [
        Flow(dots[origin], dots[destination], width_for(float(value), largest, widest), (_CLEAR, _CLEAR))
        for origin, destination, value in zip(rows["origin"], rows["destination"], rows["value"], strict=True)
    ]


def _board(ground: Ground, dots: Mapping[str, Point], flows: Sequence[Flow]) -> Board:
    board = Board(Box(0, 0, *ground.size))
    reach = _RADIUS + 1
    board.taken = [Box(x - reach, y - reach, x + reach, y + reach) for x, y in dots.values()]
    board.dots = list(dots.values())
    board.touched = [point for flow in flows for point in flow.dense()]
    return board


def _write_names(
    plane: Plane,
    board: Board,
    names: Mapping[str, str],
    spots: Mapping[str, Place],
    dots: Mapping[str, Point],
    first: Sequence[str],
) -> None:
    """Write names, the first ones in any case; one that stands away from its dot is led back to it."""
    rest = sorted((c for c in names if c not in first), key=lambda c: (-spots[c].width * spots[c].height, c))
    wanted = []
    for code in [*first, *rest]:
        needed = code in first
        text = _written(names[code], plane.width)
        far = _FAR if needed else ()
        places = beside(dots[code], text, (*_BESIDE, *far)) if code in dots else _inside(spots[code], text)
        wanted.append(Wanted(code, text, tuple(places), inf if needed else _CLEARLY, needed))
    placed = settle(board, wanted)
    for label in wanted:
        if label.key in placed:
            at = placed[label.key]
            if label.key in dots:
                _lead(plane, dots[label.key], around(at, label.text))
            plane.text(at, label.text, align="center", halo=True)


def _inside(spot: Place, text: str) -> list[Point]:
    """Places for a name on its own land; none where the land is too narrow for it."""
    spare = (spot.width * 1.15 - text_width(text)) / 2, spot.height / 2 - LINE_HEIGHT
    if min(spare) < 0:
        return []
    steps = ((0, 0), (0, -1), (0, 1), (-1, 0), (1, 0), (-1, -1), (1, -1), (-1, 1), (1, 1))
    return [
        (spot.at[0] + dx * min(spare[0], 40) * size, spot.at[1] + dy * min(spare[1], 30) * size)
        for size in (0.5, 1.0)
        for dx, dy in steps
    ]


def _lead(plane: Plane, dot: Point, box: Box) -> None:
    end = min(max(dot[0], box.left), box.right), min(max(dot[1], box.top), box.bottom)
    if hypot(end[0] - dot[0], end[1] - dot[1]) > max(_BESIDE) + 2:
        plane.rule(dot, end, MUTED, width=0.8)


def _write_values(plane: Plane, board: Board, flows: Sequence[Flow], texts: Sequence[str]) -> None:
    """Write the people of corridors beside them, the largest first, as far as there is room."""
    for rank, (flow, text) in enumerate(list(zip(flows, texts, strict=True))[:_MOST_VALUES]):
        candidates = []
        for share in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.82):
            before, at, after = flow.at(share - 0.05), flow.at(share), flow.at(share + 0.05)
            dx, dy = after[0] - before[0], after[1] - before[1]
            size = hypot(dx, dy) or 1.0
            for side in (1, -1):
                nx, ny = side * dy / size, -side * dx / size
                gap = flow.width / 2 + 3 + abs(nx) * text_width(text, weight=STRONG) / 2 + abs(ny) * 7
                candidates.append((at[0] + nx * gap, at[1] + ny * gap))
        # Beside its own line alone: a number that touches another's would be read as that one's. The largest may
        # touch thin ones, for its line is like no other.
        place = board.place(candidates, text, STRONG, most=0.0 if rank else _CLEARLY)
        if place is not None:
            plane.text(place, text, ACCENT, align="center", strong=True, halo=True)


def _key(plane: Plane, largest: float, unit: str, top: float) -> None:
    """Show below the map how wide an arrow is for a large and a small round number."""
    y = top + _KEY / 2 + 2
    plane.text((0, y), worded("From → living in"), MUTED)
    x = text_width(worded("From → living in")) + 16
    for value in _round_numbers(largest * ones_in(unit)):
        flow = Flow(
            (x, y), (x + _ARROW, y), width_for(value / ones_in(unit), largest, widest_on(plane.width)), (0, 0)
        )
        plane.flow(flow.straight(), ACCENT)
        plane.text((x + _ARROW + 6, y), power(value), MUTED)
        x += _ARROW + text_width(power(value)) + 26


def _round_numbers(largest: float) -> list[float]:
    if largest <= 0:
        return []
    decade = 10.0 ** floor(log10(largest))
    first = max(m * decade for m in (1, 2, 5) if m * decade <= largest)
    return [first, first / 10] if first >= 10 else [first]
