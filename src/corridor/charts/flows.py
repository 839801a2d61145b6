"""Corridors as arrows: curved, as wide as many people live at their end, from origin to destination."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import hypot, sqrt

from corridor.charts.plane import Point
from corridor.charts.theme import FULL_WIDTH

_WIDEST = 11.0
_THINNEST = 1.1
_BOW = 0.2
_STEPS = 16
_TAPER = 0.45


@dataclass(frozen=True)
class Flow:
    """A corridor between two points of a picture.

    Attributes
    ----------
    start, end : tuple of float
        Pixels.
    width : float
        Of its line at the head, pixels.
    apart : tuple of float
        Pixels that it leaves free at its start and at its end.
    """

    start: Point
    end: Point
    width: float
    apart: tuple[float, float]

    @property
    def middle(self) -> Point:
        """The point that bends it: always to the left, so that the way back runs on the other side."""
        dx, dy = self.end[0] - self.start[0], self.end[1] - self.start[1]
        return (
            (self.start[0] + self.end[0]) / 2 + dy * _BOW,
            (self.start[1] + self.end[1]) / 2 - dx * _BOW,
        )

    def at(self, share: float) -> Point:
        """Point on its curve, from 0 at the start to 1 at the end."""
        a, b, c = (1 - share) ** 2, 2 * share * (1 - share), share**2
        m = self.middle
        return (
            a * self.start[0] + b * m[0] + c * self.end[0],
            a * self.start[1] + b * m[1] + c * self.end[1],
        )

    @property
    def length(self) -> float:
        """Pixels along its curve, nearly."""
        points = [self.at(k / _STEPS) for k in range(_STEPS + 1)]
        return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points))

    def points(self) -> list[Point]:
        """Points along the part of it that is drawn."""
        first, last = self._drawn()
        return [self.at(first + (last - first) * k / _STEPS) for k in range(_STEPS + 1)]

    def dense(self) -> list[Point]:
        """Points all over it, a few pixels from each other, also across a wide one."""
        path = self.points()
        fine = max(2, int(self.length / _STEPS / 4))
        found = []
        for a, b in pairwise(path):
            nx, ny = _across(a, b)
            for k in range(fine):
                x, y = a[0] + (b[0] - a[0]) * k / fine, a[1] + (b[1] - a[1]) * k / fine
                edges = (0.0,) if self.width < 4 else (-self.width / 2, 0.0, self.width / 2)
                found += [(x + nx * edge, y + ny * edge) for edge in edges]
        return found

    def outline(self) -> list[Point]:
        """Ring around its line and head, for filling."""
        return _around(self.points(), self.width)

    def straight(self) -> list[Point]:
        """The same without its curve and from end to end, for a key."""
        share = [k / _STEPS for k in range(_STEPS + 1)]
        (x, y), (to_x, to_y) = self.start, self.end
        return _around([(x + (to_x - x) * k, y + (to_y - y) * k) for k in share], self.width)

    def _drawn(self) -> tuple[float, float]:
        length = self.length or 1.0
        first, last = self.apart[0] / length, 1 - self.apart[1] / length
        # Between neighbours there is no room to keep apart.
        return (first, last) if last - first > 0.4 else (0.15, 0.85)


def _around(path: list[Point], width: float) -> list[Point]:
    """Outline of a line that grows wider towards its end and carries a head there."""
    tip = path[-1]
    head = min(max(6.0, 1.5 * width), 0.6 * hypot(tip[0] - path[0][0], tip[1] - path[0][1]))
    body = [p for p in path[:-1] if hypot(p[0] - tip[0], p[1] - tip[1]) > head * 1.05] or path[:1]
    neck = _towards(tip, body[-1], head)
    body.append(neck)
    left: list[Point] = []
    right: list[Point] = []
    for k, point in enumerate(body):
        ahead = body[k + 1] if k + 1 < len(body) else tip
        nx, ny = _across(body[k - 1] if k else point, ahead)
        half = width / 2 * (_TAPER + (1 - _TAPER) * k / (len(body) - 1))
        left.append((point[0] + nx * half, point[1] + ny * half))
        right.append((point[0] - nx * half, point[1] - ny * half))
    nx, ny = _across(neck, tip)
    wing = max(3.2, width / 2 + 2.2)
    barbs = [(neck[0] + side * nx * wing, neck[1] + side * ny * wing) for side in (1, -1)]
    return [*left, barbs[0], tip, barbs[1], *reversed(right)]


def widest_on(width: int) -> float:
    """Width of the largest corridor's line on a map of that width: smaller maps have thinner ones."""
    return round(_WIDEST * sqrt(width / FULL_WIDTH), 2)


def width_for(value: float, largest: float, widest: float) -> float:
    """Width of a corridor's line, in proportion to its people down to the thinnest that can be seen."""
    return max(_THINNEST, widest * value / largest) if largest > 0 else _THINNEST


def _across(start: Point, end: Point) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    size = hypot(dx, dy) or 1.0
    return -dy / size, dx / size


def _towards(start: Point, end: Point, distance: float) -> Point:
    size = hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    return (
        start[0] + (end[0] - start[0]) * distance / size,
        start[1] + (end[1] - start[1]) * distance / size,
    )
