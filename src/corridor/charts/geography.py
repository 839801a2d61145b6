"""Shapes of economies: read from TopoJSON, thinned out to what a picture can show.

Outlines are arcs that neighbours share, so that a border thinned out for one is the same for the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corridor import plain_json
from corridor.errors import ConfigurationError

Points = npt.NDArray[np.float64]
Ring = tuple[int, ...]

# Shapes that the file gives no code of their own, or another than United Nations usage, by their names there.
_BY_NAME = {"N. Cyprus": "196", "Somaliland": "706", "Kosovo": "412"}
# Outer rings within these bounds (west, south, east, north) belong to another code than the file says: Crimea,
# after General Assembly resolution 68/262.
_MOVED = {"643": (((32.0, 44.0, 37.0, 46.5), "804"),)}
# Longitude and latitude of economies that a file may lack.
POINTS: Mapping[str, tuple[float, float]] = {
    "175": (45.15, -12.8),
    "254": (-53.1, 3.9),
    "292": (-5.35, 36.14),
    "312": (-61.5, 16.2),
    "344": (114.17, 22.32),
    "446": (113.55, 22.2),
    "474": (-61.0, 14.6),
    "535": (-68.3, 12.2),
    "638": (55.5, -21.1),
    "772": (-171.8, -9.2),
    "798": (179.2, -8.5),
    "830": (-2.35, 49.45),
}


@dataclass(frozen=True)
class Shapes:
    """Outlines of all economies of a file.

    Attributes
    ----------
    arcs : tuple of array
        Pieces of outline, longitudes and latitudes in degrees, shape (points, 2).
    rings : mapping of str to tuple
        Rings of each economy by its M49 code, outer ones and holes; a ring lists its arcs, `~k` for arc `k`
        backwards. What belongs to no economy of the code list is under an empty code.
    """

    arcs: tuple[Points, ...]
    rings: Mapping[str, tuple[Ring, ...]]

    def outline(self, ring: Ring, arcs: Mapping[int, Points] | None = None) -> Points:
        """Points of a ring, the first not repeated, from the file's arcs or from thinned-out ones."""
        parts = []
        for index in ring:
            k = ~index if index < 0 else index
            arc = self.arcs[k] if arcs is None else arcs[k]
            parts.append(arc[::-1][:-1] if index < 0 else arc[:-1])
        return np.concatenate(parts)

    def shared(self, codes: Iterable[str]) -> list[int]:
        """Arcs that part two of these economies from each other."""
        owners: dict[int, set[str]] = {}
        for code in codes:
            for ring in self.rings.get(code, ()):
                for index in ring:
                    owners.setdefault(~index if index < 0 else index, set()).add(code)
        return sorted(k for k, owning in owners.items() if len(owning) > 1)


@cache
def read_shapes(path: Path) -> Shapes:
    """Read the shapes of all economies.

    Parameters
    ----------
    path : Path
        A TopoJSON file with an object `countries`, whose geometries carry their M49 codes as `id`.

    Raises
    ------
    ConfigurationError
        If the file is not such a one.
    """
    try:
        data = plain_json.parse(path.read_text(encoding="utf-8"))
        scale, shift = (np.array(data["transform"][k], dtype=float) for k in ("scale", "translate"))
        arcs = tuple(np.cumsum(np.array(arc, dtype=float), axis=0) * scale + shift for arc in data["arcs"])
        return Shapes(arcs, _rings(data["objects"]["countries"]["geometries"], arcs))
    except (OSError, KeyError, ValueError, TypeError, IndexError) as fault:
        raise ConfigurationError(
            "The file of country shapes cannot be read.",
            where=path.name,
            expected="TopoJSON with an object `countries`, a transform and arcs",
            found=f"{type(fault).__name__}: {fault}".splitlines()[0],
            todo="Restore the file from the repository.",
        ) from fault


def _rings(geometries: list[dict[str, Any]], arcs: tuple[Points, ...]) -> dict[str, tuple[Ring, ...]]:
    found: dict[str, list[Ring]] = {}
    for geometry in geometries:
        code = _BY_NAME.get(geometry["properties"]["name"], str(geometry.get("id", "")))
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for polygon in polygons:
            owner = _owner(code, polygon, arcs)
            found.setdefault(owner, []).extend(tuple(ring) for ring in polygon)
    return {code: tuple(rings) for code, rings in found.items()}


def _owner(code: str, polygon: list[list[int]], arcs: tuple[Points, ...]) -> str:
    for (west, south, east, north), owner in _MOVED.get(code, ()):
        outline = np.concatenate([arcs[~k if k < 0 else k] for k in polygon[0]])
        low, high = outline.min(axis=0), outline.max(axis=0)
        if west < low[0] and south < low[1] and high[0] < east and high[1] < north:
            return owner
    return code


def on_sphere(points: Points) -> Points:
    """Unit vectors of longitudes and latitudes in degrees; shape (points, 3)."""
    longitude, latitude = np.radians(points[:, 0]), np.radians(points[:, 1])
    flat = np.cos(latitude)
    return np.column_stack((flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)))


def thinned(arcs: Sequence[Points], least: float) -> list[Points]:
    """Leave out points that hardly bend their line, all arcs at once (after Visvalingam and Whyatt).

    Parameters
    ----------
    arcs : sequence of array
        Longitudes and latitudes in degrees; their ends stay. Points on the antimeridian stay too, so that the
        two halves of a shape cut there still meet.
    least : float
        Points go whose triangle with their neighbours is smaller than this, on the unit sphere, the smallest
        among neighbours first.
    """
    if not arcs:
        return []
    points = np.concatenate(arcs)
    lengths = np.array([len(arc) for arc in arcs])
    owner = np.repeat(np.arange(len(arcs)), lengths)
    last = np.cumsum(lengths) - 1
    stays = np.abs(np.abs(points[:, 0]) - 180) < 1e-6
    stays[last] = stays[last - lengths + 1] = True
    space = on_sphere(points)
    while True:
        sizes = np.full(len(space), np.inf)
        corners = np.cross(space[1:-1] - space[:-2], space[2:] - space[1:-1])
        sizes[1:-1] = np.linalg.norm(corners, axis=1) / 2
        sizes[stays] = np.inf
        # Of neighbours only the smaller one goes in a round: each is judged beside those that remain.
        lower = (sizes[1:-1] < sizes[:-2]) & (sizes[1:-1] <= sizes[2:]) & (sizes[1:-1] < least)
        if not lower.any():
            break
        keep = np.ones(len(space), dtype=bool)
        keep[1:-1] = ~lower
        points, owner, stays, space = points[keep], owner[keep], stays[keep], space[keep]
    return np.split(points, np.flatnonzero(np.diff(owner)) + 1)
