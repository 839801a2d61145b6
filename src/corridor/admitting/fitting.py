"""Which lines of a release are those of another line in the release before: exchanged or turned."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from corridor.admitting.panels import Panel, Values

Line = tuple[str, ...]
# Another line is the right one if it fits so much better, and its own so badly.
BETTER, BADLY = 1 / 3, 0.02
# Pairs of economies are many and small: among them a line must fit better.
PAIRS_BETTER = 0.1
# Fewer figures than these fit by chance.
COMPARED = 4
# Of one figure it is known that it came where none was, and its own went: the other direction's was less than 2.7 times
# as large, or as small. Where the real matrices of 2019 and 2021 do so, it was ten times and more.
ABOUT = 1.0


def better(panel: Panel) -> float:
    """Share of its own distance within which another line must be."""
    return BETTER if panel.economies == 1 else PAIRS_BETTER


def exchanged(panel: Panel, near: Sequence[str]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Find lines of which each is nearer to the other's in the release before than to its own.

    Parameters
    ----------
    panel : Panel
        Two releases side by side.
    near : sequence of str
        The economies that are reported on; one of two lines is of one of them.

    Yields
    ------
    str and list of pairs of int
        What the lines of each pair differ in, and their places in the panel.
    """
    fitting = _Fitting(panel, near)
    for what, same in _groups(panel.economies).items():
        pairs = fitting.pairs(same)
        if pairs:
            yield what, pairs


def _groups(width: int) -> dict[str, Callable[[Line], Line]]:
    """What lines have in common that may be taken for one another."""
    groups: dict[str, Callable[[Line], Line]] = {"kinds": lambda line: line[:width]}
    for place in range(width):
        groups[f"economies {place + 1}"] = lambda line, at=place: (*line[:at], "", *line[at + 1 :])  # type: ignore[misc]
    if width > 1:
        groups["directions"] = lambda line: (*sorted(line[:width]), *line[width:])
    return groups


def turned(panel: Panel, near: Sequence[str]) -> tuple[str, ...]:
    """Name what has the other direction's figures: economies in most of their pairs, and pairs whose own are gone."""
    if panel.economies != 2:
        return ()
    fitting, at = _Fitting(panel, near), {line: n for n, line in enumerate(panel.lines)}
    both = [(n, at.get((line[1], line[0], *line[2:]), -1)) for n, line in enumerate(panel.lines)]
    here, back = np.array([pair for pair in both if pair[1] >= 0], int).reshape(-1, 2).T
    own, there = fitting.apart(here, here), fitting.apart(here, back)
    given = np.isfinite(own) & np.isfinite(there)
    found = []
    for code in near:
        lines = given & np.array([code in panel.lines[n][:2] for n in here], bool)
        if lines.sum() >= COMPARED:
            off, right = np.median(own[lines]), np.median(there[lines])
            found += [code] if off > BADLY and right < BETTER * off else []
    told = set(near)
    alone = (fitting.apart(here, back, COMPARED) < BADLY) & ~(own < BADLY)
    if len(panel.years) == 1:
        alone |= fitting.fresh[here] & (there < ABOUT)
    alone &= fitting.gone[back]
    found += [panel.called(int(n)) for n in here[alone] if told & set(panel.lines[n][:2])]
    return tuple(found)


class _Fitting:
    """Lines on the scale of logarithms, and how well each fits itself."""

    def __init__(self, panel: Panel, near: Sequence[str]) -> None:
        with np.errstate(divide="ignore", invalid="ignore"):
            both = [np.log(np.abs(values)) for values in (panel.old, panel.new)]
        self._old, self._new = (np.where(np.isfinite(values), values, np.nan) for values in both)
        self._own = _mean(np.abs(self._new - self._old))
        told = set(near)
        self._lines, self._better = panel.lines, better(panel)
        self._near = [not told.isdisjoint(line[: panel.economies]) for line in panel.lines]
        self._badly = np.isfinite(self._own) & (self._own > BADLY)

    @property
    def gone(self) -> np.ndarray:
        """Lines that the release does not have."""
        return np.asarray(np.isnan(self._new).all(axis=1))

    @property
    def fresh(self) -> np.ndarray:
        """Lines that the release before does not have."""
        return np.asarray(np.isnan(self._old).all(axis=1))

    def apart(self, new: npt.NDArray[np.intp], old: npt.NDArray[np.intp], least: int = 1) -> Values:
        """How far lines of the release are from lines of the one before."""
        return _mean(np.abs(self._new[new] - self._old[old]), least)

    def pairs(self, same: Callable[[Line], Line]) -> list[tuple[int, int]]:
        """Find them among lines that have something in common."""
        groups: dict[Line, list[int]] = {}
        for n in np.flatnonzero(self._badly):
            groups.setdefault(same(self._lines[n]), []).append(int(n))
        return sorted(
            {pair for held in groups.values() if len(held) > 1 for pair in self._among(np.array(held))}
        )

    def _among(self, lines: npt.NDArray[np.intp]) -> Iterator[tuple[int, int]]:
        for one in lines:
            if self._near[one]:
                there = _mean(np.abs(self._new[lines] - self._old[one]), least=COMPARED)
                back = _mean(np.abs(self._new[one] - self._old[lines]), least=COMPARED)
                limit = self._better * np.minimum(self._own[one], self._own[lines])
                for other in lines[(np.maximum(there, back) < limit) & (lines != one)]:
                    yield min(int(one), int(other)), max(int(one), int(other))


def _mean(values: Values, least: int = 1) -> Values:
    """Mean of each line, infinite where it has fewer figures than the least."""
    given = ~np.isnan(values)
    count = given.sum(axis=1)
    sums: Values = np.where(given, values, 0).sum(axis=1)
    return np.where(count >= least, sums / np.maximum(count, 1), np.inf)
