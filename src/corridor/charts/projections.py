"""From the globe to a flat picture: equal areas, centred on what is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, radians

import numpy as np

from corridor.charts.geography import Points, on_sphere

# Beyond this angle from the centre an azimuthal map squeezes its rim too much; wider regions take a world map.
WIDEST = radians(78)
_CLIPPED = radians(115)
# Equal Earth (Šavrič, Patterson and Jenny 2018): coefficients of its polynomial.
_A = (1.340264, -0.081106, 0.000893, 0.003796)

Clip = Callable[[Points], Points]


@dataclass(frozen=True)
class Projection:
    """An equal-area projection.

    Attributes
    ----------
    center : tuple of float
        Longitude and latitude of the centre, degrees.
    azimuthal : bool
        Lambert's azimuthal projection around the centre; otherwise Equal Earth, cut opposite its longitude.
    """

    center: tuple[float, float]
    azimuthal: bool

    def flat(self, points: Points) -> Points:
        """Project longitudes and latitudes in degrees; y points down, the unit is the globe's radius."""
        if self.azimuthal:
            return self._azimuthal(on_sphere(points))
        longitude = (points[:, 0] - self.center[0] + 180) % 360 - 180
        return _equal_earth(np.column_stack((longitude, points[:, 1])))

    def rings(self, outline: Points) -> list[Points]:
        """Project a closed outline, cut where the map ends; each part is a ring without its first point again."""
        if self.azimuthal:
            space = on_sphere(outline)
            middle, rim = self._axes()[2], cos(_CLIPPED)
            if (space @ middle > rim).all():
                return [self._azimuthal(space)]
            cut = clipped(space, space @ middle - rim)
            norm = np.linalg.norm(cut, axis=1, keepdims=True)
            return [self._azimuthal(cut / norm)] if len(cut) > 2 else []
        return [_equal_earth(part) for part in _unwrapped(outline, self.center[0])]

    def _azimuthal(self, space: Points) -> Points:
        east, north, up = self._axes()
        stretch = np.sqrt(2 / np.maximum(1 + space @ up, 1e-9))
        flat: Points = np.column_stack((stretch * (space @ east), -stretch * (space @ north)))
        return flat

    def _axes(self) -> tuple[Points, Points, Points]:
        longitude, latitude = np.radians(self.center)
        up = on_sphere(np.array([self.center]))[0]
        east = np.array((-np.sin(longitude), np.cos(longitude), 0.0))
        south = -np.sin(latitude)
        return east, np.array((south * np.cos(longitude), south * np.sin(longitude), np.cos(latitude))), up


def suited(points: Points) -> Projection:
    """Choose the projection for a region, given by points of its outlines in degrees.

    Centred on the middle of the smallest circle around them where an azimuthal map can show it, otherwise a map
    of the world that is cut where the region has its widest gap.
    """
    space = on_sphere(points)
    center = _middle(space)
    latitude = float(np.degrees(np.arcsin(np.clip(center[2], -1, 1))))
    longitude = float(np.degrees(np.arctan2(center[1], center[0])))
    if float((space @ center).min()) > cos(WIDEST):
        return Projection((round(longitude, 1), round(latitude, 1)), True)
    return Projection((_opposite_gap(points[:, 0]), 0.0), False)


def _middle(space: Points) -> Points:
    """Centre of a small circle around all: step by step towards the farthest point (Bădoiu and Clarkson)."""
    center = space.mean(axis=0)
    center /= np.linalg.norm(center) or 1.0
    for step in range(1, 200):
        farthest = space[int((space @ center).argmin())]
        center = center + (farthest - center) / (step + 1)
        center /= np.linalg.norm(center) or 1.0
    found: Points = center
    return found


def _opposite_gap(longitudes: Points) -> float:
    ordered = np.unique(np.round(longitudes % 360, 1))
    gaps = np.diff(np.append(ordered, ordered[0] + 360))
    widest = int(gaps.argmax())
    cut = ordered[widest] + gaps[widest] / 2
    return round(float((cut + 360) % 360 - 180), 1)


def _equal_earth(points: Points) -> Points:
    theta = np.arcsin(np.sqrt(3) / 2 * np.sin(np.radians(points[:, 1])))
    squared = theta * theta
    sixth = squared**3
    slope = _A[0] + 3 * _A[1] * squared + sixth * (7 * _A[2] + 9 * _A[3] * squared)
    x = 2 / np.sqrt(3) * np.radians(points[:, 0]) * np.cos(theta) / slope
    y = theta * (_A[0] + _A[1] * squared + sixth * (_A[2] + _A[3] * squared))
    return np.column_stack((x, -y))


def _unwrapped(outline: Points, middle: float) -> list[Points]:
    """Parts of an outline within 180° either side of a meridian, longitudes relative to it."""
    start = (outline[0, 0] - middle + 180) % 360 - 180
    steps = (np.diff(outline[:, 0]) + 180) % 360 - 180
    longitude = start + np.concatenate(([0.0], np.cumsum(steps)))
    parts = []
    for turn in (-360.0, 0.0, 360.0):
        moved = np.column_stack((longitude + turn, outline[:, 1]))
        if moved[:, 0].max() <= -180 or moved[:, 0].min() >= 180:
            continue
        moved = clipped(moved, moved[:, 0] + 180)
        moved = clipped(moved, 180 - moved[:, 0]) if len(moved) else moved
        if len(moved) > 2:
            parts.append(moved)
    return parts


def clipped(points: Points, inside: Points) -> Points:
    """Cut a closed ring along the line where `inside`, given for each point, is zero (Sutherland and Hodgman)."""
    if (inside >= 0).all():
        return points
    found: list[Points] = []
    for k in range(len(points)):
        before, after = inside[k - 1], inside[k]
        if (before >= 0) != (after >= 0):
            share = before / (before - after)
            found.append(points[k - 1] + share * (points[k] - points[k - 1]))
        if after >= 0:
            found.append(points[k])
    kept: Points = np.array(found).reshape(-1, points.shape[1])
    return kept


def framed(ring: Points, size: Sequence[float]) -> Points:
    """Cut a ring at the edges of a picture of that width and height."""
    for axis, limit in ((0, size[0]), (1, size[1])):
        for sign in (1, -1):
            if len(ring):
                edge = ring[:, axis] if sign > 0 else limit - ring[:, axis]
                ring = clipped(ring, edge)
    return ring
