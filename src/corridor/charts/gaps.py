"""Lines that stay open where a year has no figure."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pandas as pd


def segments(frame: pd.DataFrame, by: str) -> list[dict[str, Any]]:
    """Cut lines where a year is missing and where projections begin.

    A year is missing when its value is, when the step to the next is half as long again as the line's usual one,
    or when another line of the frame has it; the last does not count for a line of a regular rhythm of its own.
    A projected piece starts at the last estimate, so that it joins on.

    Parameters
    ----------
    frame : DataFrame
        Columns year, value, status and `by`, which names the line; value may be NaN.
    by : str
        Column that names the line.

    Returns
    -------
    list of dict
        A record for each point of each piece: year, value, `by`, piece (its number), projected (bool), alone
        (whether the piece is this one point).
    """
    years = sorted(set(frame["year"]))
    records: list[dict[str, Any]] = []
    piece = 0
    for name, rows in frame.groupby(by, sort=False):
        known = rows.dropna(subset=["value"]).sort_values("year")
        points = list(zip(known["year"], known["value"], known["status"] == "projected", strict=True))
        holes = set(rows["year"]) - set(known["year"])
        for run in _runs(points, years, holes):
            piece += 1
            for year, value, projected in run:
                records.append(
                    {
                        "year": int(year),
                        "value": float(value),
                        by: name,
                        "piece": piece,
                        "projected": bool(projected),
                        "alone": len(run) == 1,
                    }
                )
    return records


_Point = tuple[int, float, bool]


def _runs(points: list[_Point], years: list[int], holes: set[int]) -> list[list[_Point]]:
    if not points:
        return []
    place = {year: k for k, year in enumerate(years)}
    own = sorted({*holes, *(point[0] for point in points)})
    steps = Counter(b - a for a, b in pairwise(own))
    usual = min(steps, key=lambda s: (-steps[s], s)) if steps else 1
    # A line of its own regular rhythm, every fifth year beside an annual one, lacks nothing between its years.
    regular = steps[usual] >= 3
    runs: list[list[_Point]] = [[points[0]]]
    for a, b in pairwise(points):
        unsaid = place[b[0]] - place[a[0]] > 1 and not regular
        if unsaid or b[0] - a[0] > 1.5 * usual or any(a[0] < hole < b[0] for hole in holes):
            runs.append([b])
        elif b[2] != a[2]:
            runs.append([(a[0], a[1], b[2]), b])
        else:
            runs[-1].append(b)
    return runs
