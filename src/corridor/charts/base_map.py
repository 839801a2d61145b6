"""The ground of a map: land in two shades, thin lines between economies, and where each economy is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np

from corridor.charts.geography import POINTS, Points, Ring, Shapes, thinned
from corridor.charts.plane import Plane, Point
from corridor.charts.projections import Projection, framed, suited
from corridor.charts.theme import BACKGROUND, LAND, SEQUENTIAL

REGION = SEQUENTIAL[1]
_TALLEST = 470.0
_LOWEST = 230.0
_PAD = 14.0
# Square pixels by which a thinned-out line may cut a corner, at least and at most, and points that suffice.
_LEAST = 1.0
_MOST = 10.0
_POINTS = 2_500
# Square pixels around an island from which on it is drawn, in the region and elsewhere.
_SPECK = 3.0
_ISLAND = 12.0
# Islands smaller than this part of the whole do not decide how large the region is drawn.
_OUTLYING = 0.012
# Where United Nations usage leaves a line open, it is drawn as dots: west, south, east, north.
_OPEN = ((72.5, 32.0, 80.6, 37.2), (91.4, 26.4, 97.6, 29.6))
_ANTARCTICA = "010"


@dataclass(frozen=True)
class Place:
    """An economy on the map.

    Attributes
    ----------
    at : tuple of float
        A point within its largest piece of land, pixels.
    width, height : float
        Extent of that piece, pixels; zero where a file has no shape for it.
    """

    at: Point
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True)
class Ground:
    """A region fitted into a picture.

    Attributes
    ----------
    projection : Projection
        From the globe to the plane.
    scale : float
        Pixels for the globe's radius.
    shift : tuple of float
        Pixels added after scaling.
    size : tuple of float
        Width and height of the picture.
    """

    shapes: Shapes
    projection: Projection
    scale: float
    shift: tuple[float, float]
    size: tuple[float, float]

    def pixels(self, points: Points) -> Points:
        """Pixels of longitudes and latitudes in degrees."""
        return self._scaled(self.projection.flat(points))

    def _scaled(self, flat: Points) -> Points:
        scaled: Points = flat * self.scale + np.array(self.shift)
        return scaled

    def draw(self, plane: Plane, codes: Sequence[str]) -> None:
        """Draw the land around, the region's land, and the lines between its economies."""
        members = set(codes)
        others = [c for c in self.shapes.rings if c not in members and c != _ANTARCTICA]
        seen = self._seen()
        lands = {LAND: self._visible(others, seen, _ISLAND), REGION: self._visible(codes, seen, _SPECK)}
        borders = self.shapes.shared(codes)
        wanted = {~k if k < 0 else k for rings in lands.values() for ring in rings for k in ring} | {*borders}
        numbers = sorted(wanted)
        arcs = dict(zip(numbers, self._thinned([self.shapes.arcs[k] for k in numbers]), strict=True))
        for color, rings in lands.items():
            plane.shape([part for ring in rings for part in self._parts(ring, arcs)], color)
        for k in borders:
            self._border(plane, arcs[k])

    def _thinned(self, arcs: Sequence[Points]) -> Sequence[Points]:
        """Thin out as far as the eye allows, and further where the picture's file would grow too large."""
        least = _LEAST / self.scale**2
        arcs = thinned(arcs, least)
        while least * self.scale**2 < _MOST and sum(map(len, arcs)) > _POINTS:
            least *= 1.5
            arcs = thinned(arcs, least)
        return arcs

    def _seen(self) -> Points:
        """Bounds in pixels of every arc of the file: left, top, right, bottom; shape (arcs, 4)."""
        starts = np.cumsum([0, *(len(arc) for arc in self.shapes.arcs[:-1])])
        pixels = self.pixels(np.concatenate(self.shapes.arcs))
        low, high = np.minimum.reduceat(pixels, starts), np.maximum.reduceat(pixels, starts)
        bounds: Points = np.hstack((low, high))
        return bounds

    def _visible(self, codes: Iterable[str], seen: Points, least: float) -> list[Ring]:
        """Rings that reach into the picture and are larger than a number of square pixels."""
        found = []
        for code in codes:
            for ring in self.shapes.rings.get(code, ()):
                bounds = seen[[~k if k < 0 else k for k in ring]]
                left, top = bounds[:, :2].min(axis=0)
                right, bottom = bounds[:, 2:].max(axis=0)
                within = right > 0 and bottom > 0 and left < self.size[0] and top < self.size[1]
                if within and (right - left) * (bottom - top) >= least:
                    found.append(ring)
        return found

    def _parts(self, ring: Ring, arcs: Mapping[int, Points]) -> list[list[Point]]:
        """What of a ring lies in the picture, in pixels."""
        outline = self.shapes.outline(ring, arcs)
        kept = [framed(self._scaled(part), self.size) for part in self.projection.rings(outline)]
        return [[(float(x), float(y)) for x, y in part] for part in kept if len(part) > 2]

    def _border(self, plane: Plane, arc: Points) -> None:
        points = [(float(x), float(y)) for x, y in self.pixels(arc)]
        middles = (arc[:-1] + arc[1:]) / 2
        pairs = zip(points, points[1:], (_is_open(*m) for m in middles), strict=False)
        for open_, run in groupby(pairs, key=lambda pair: pair[2]):
            steps = list(run)
            line = [steps[0][0], *(step[1] for step in steps)]
            if all(abs(b[0] - a[0]) < self.size[0] / 2 for a, b in pairwise(line)):
                plane.line(line, BACKGROUND, width=0.9, dash=(1, 2) if open_ else ())

    def place(self, code: str) -> Place | None:
        """Where an economy is; None where neither the file nor the list of points has it."""
        parts = [
            self._scaled(part)
            for ring in self.shapes.rings.get(code, ())
            for part in self.projection.rings(self.shapes.outline(ring))
            if len(part) > 2
        ]
        if parts:
            largest = max(parts, key=lambda part: abs(_area(part)))
            low, high = largest.min(axis=0), largest.max(axis=0)
            return Place(_within(largest), float(high[0] - low[0]), float(high[1] - low[1]))
        if code not in POINTS:
            return None
        x, y = self.pixels(np.array([POINTS[code]]))[0]
        return Place((float(x), float(y)))


def ground_for(shapes: Shapes, codes: Sequence[str], width: int) -> Ground:
    """Fit the economies of those M49 codes into a picture of that width, as high as they need.

    A region that is high and narrow is drawn smaller, with more of the land beside it.
    """
    outlines = [[shapes.outline(ring) for ring in shapes.rings.get(code, ())] for code in codes]
    outlines += [[np.array([POINTS[code]])] for code in codes if code in POINTS and code not in shapes.rings]
    projection = suited(np.concatenate([points for parts in outlines for points in parts]))
    flat = [[projection.flat(points) for points in parts] for parts in outlines]
    low, high = _extent([points for parts in flat for points in _weighty(parts)])
    extent = np.maximum(high - low, 1e-3)
    scale = float(min((width - 2 * _PAD) / extent[0], (_TALLEST - 2 * _PAD) / extent[1]))
    height = float(max(_LOWEST, round(extent[1] * scale + 2 * _PAD)))
    middle = (low + high) / 2 * scale
    shift = (round(width / 2 - float(middle[0]), 3), round(height / 2 - float(middle[1]), 3))
    return Ground(shapes, projection, round(scale, 6), shift, (float(width), height))


def _extent(parts: Sequence[Points]) -> tuple[Points, Points]:
    points = np.concatenate(parts)
    return points.min(axis=0), points.max(axis=0)


def _weighty(parts: Sequence[Points]) -> list[Points]:
    """An economy's largest piece of land, and all others but far specks."""
    sizes = [float(np.ptp(points, axis=0).max()) for points in parts]
    return [p for p, size in zip(parts, sizes, strict=True) if size == max(sizes) or size >= _OUTLYING]


def _is_open(longitude: float, latitude: float) -> bool:
    return any(w < longitude < e and s < latitude < n for w, s, e, n in _OPEN)


def _area(ring: Points) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def _within(ring: Points) -> Point:
    """A point inside a ring: the middle of its widest stretch at the height of its centre of gravity."""
    x, y = ring[:, 0], ring[:, 1]
    nx, ny = np.roll(x, -1), np.roll(y, -1)
    cross = x * ny - nx * y
    area = float(cross.sum()) or 1.0
    level = float(((y + ny) * cross).sum()) / (3 * area)
    over = (y > level) != (ny > level)
    ends = np.sort(x[over] + (level - y[over]) * (nx - x)[over] / (ny - y)[over])
    if len(ends) < 2:
        return float(x.mean()), float(y.mean())
    spans = ends[1::2] - ends[::2][: len(ends) // 2]
    k = int(spans.argmax())
    return float(ends[2 * k] + spans[k] / 2), level
