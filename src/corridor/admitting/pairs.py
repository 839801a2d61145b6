"""Pairs of economies held against what another table leads one to expect of them, cell by cell.

Money follows migrants, and a matrix of a year is like that of the year before: each figure is about the other table's,
times what is usual for its row, times what is usual for its column. What both tables share in that way is taken out;
what is left shows two cells that were exchanged, an economy that has the figures of another, and cells that are gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.admitting.findings import NAMED, Finding
from corridor.admitting.panels import Panel, Values
from corridor.admitting.standing_out import alone, beyond, grains

Flags = npt.NDArray[np.bool_]

# Rounds in which middles of rows and columns are taken out in turn; more change nothing.
_ROUNDS = 8
# A cell is off if it is two thirds more than expected, or less; the middle one of a real matrix was off by 6 %.
OFF = 0.5
# Of two that were exchanged each is within a tenth of its distance from where the other should be.
NEARER = 0.1
# A cell that is there and should not be, or the other way round, is as far off as one that is 2.7 times as much.
LACKING = 1.0
# Twenty times what is expected, or a twentieth, is another unit; of real cells that were not so in the release before,
# none was off by more than twelve times.
FAR = 3.0
# Where the middle figure is within this of what is expected, small cells are judged too, and twelve times is far: of
# the region's in KNOMAD 2022, which fits so closely, none was off by more than seven times.
CLOSE, FAR_CLOSE = 0.08, 2.5
# Cells of at least this share of what their row or their column adds up to are worth a question.
LARGE = 0.001
# A cell that should be twice as large as the smallest ones of its table, one in twenty, should be there.
SMALLEST, WORTH = 0.05, 2.0
# Against others of its row and column a pair is not asked about if it moved by less.
MOVED = 0.1
# An economy's figures scatter around those of the right one three times less than around another's.
ALIEN = 1 / 3
# They scatter by more than this, and than four times the usual, where they are not its own; fewer scatter by chance.
SCATTERED, USUAL, COMPARED = 0.2, 4.0, 8


@dataclass(frozen=True)
class Pairs:
    """Figures of pairs and what is expected of them, on the scale of logarithms.

    Attributes
    ----------
    rows, columns : tuple of str
        Economies, such as senders and receivers.
    new, expected : array
        NaN where there is none.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    new: Values
    expected: Values

    @property
    def turned(self) -> Pairs:
        """The same with rows and columns exchanged."""
        return Pairs(self.columns, self.rows, self.new.T, self.expected.T)

    @property
    def apart(self) -> float:
        """Middle distance from what is expected; endless where nothing can be compared."""
        apart = np.abs(self.new - self.expected)
        given = apart[np.isfinite(apart)]
        return float(np.median(given)) if given.size else np.inf


def pairs(new: pd.Series[float], other: pd.Series[float]) -> Pairs:
    """Hold figures against others; both have the two economies of a pair as their index."""
    both = pd.concat([new.rename("new"), other.rename("other")], axis=1)
    both.index = both.index.set_names(["row", "column"])
    wide = both.where(both > 0).unstack("column")
    here, there = (np.log(wide[name].to_numpy(float)) for name in ("new", "other"))
    # Economies that only one of the tables has at all cannot be compared.
    known = [~np.isnan(values) for values in (here, there)]
    rows, columns = (known[0].any(axis=n) & known[1].any(axis=n) for n in (1, 0))
    comparable = rows[:, None] & columns[None, :]
    here, there = (np.where(comparable, values, np.nan) for values in (here, there))
    row, column = (tuple(map(str, held)) for held in (wide.index, wide["new"].columns))
    return Pairs(row, column, here, there + _usual(here - there))


def _usual(apart: Values) -> Values:
    """What is usual for rows and for columns, taken out in turn."""
    row, column = np.zeros((len(apart), 1)), np.zeros((1, apart.shape[1]))
    for _ in range(_ROUNDS):
        row = np.nan_to_num(_middle(apart - column)[:, None])
        column = np.nan_to_num(_middle((apart - row).T)[None, :])
    return row + column


def _middle(values: Values) -> Values:
    """Median of each line, NaN where it is empty; several times as fast as that of NumPy."""
    count = (~np.isnan(values)).sum(axis=1)
    ordered = np.sort(values, axis=1)
    at = np.arange(len(values))
    low, high = (ordered[at, np.maximum(place, 0)] for place in ((count - 1) // 2, count // 2))
    return np.where(count > 0, (low + high) / 2, np.nan)


def seen(held: Pairs, near: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Tell what looks like a slip in the pairs of some economies, by what it is.

    Parameters
    ----------
    held : Pairs
        Figures and what is expected of them.
    near : sequence of str
        The economies that are reported on.
    """
    return {
        "exchanged": exchanged(held, near),
        "of another": alien(held, near),
        "scattered": scattered(held, near),
        "far": far(held, near),
        "gone": gone(held, near),
    }


def moved(panel: Panel, near: Sequence[str]) -> Iterator[Finding]:
    """Tell which pairs of a year moved otherwise than those of their row and their column, from year to year.

    Parameters
    ----------
    panel : Panel
        Two releases of a year each, side by side.
    near : sequence of str
        The economies that are reported on.
    """
    index = pd.MultiIndex.from_tuples([line[:2] for line in panel.lines])
    new, old = (pd.Series(values[:, 0], index) for values in (panel.new, panel.old))
    held = pairs(new, old)
    # Small figures are apart because both releases are rounded, some more than others.
    unit = pd.Series(np.maximum(*map(grains, (panel.old[:, 0], panel.new[:, 0]))), index)
    away = np.abs(held.new - held.expected) - 2 * _cells(unit, held) / np.exp(
        np.fmin(held.new, held.expected)
    )
    # What moves alone is told however small it is.
    large, told = (np.where(which, away, np.nan) for which in (_large(held, near), _of(held, near)))
    limit, away = (one, told) if (one := alone(told)) < np.inf else (beyond(large, MOVED), large)
    cells = sorted(np.argwhere(np.nan_to_num(away) > limit), key=lambda cell: -away[tuple(cell)])
    if cells:
        names = tuple(f"{held.rows[one]} {held.columns[other]}" for one, other in cells)
        shown = [
            f"{name} ({old[tuple(name.split())]:,.6g} → {new[tuple(name.split())]:,.6g})"
            for name in names[:NAMED]
        ]
        what = f"{panel.measure.meaning} by {panel.place}"
        text = f"{what}: moved by more than {limit:.0%} against others of the same economies: {'; '.join(shown)}."
        yield Finding(text, False, f"moved alone {panel.place} {panel.measure.name}", names[:NAMED], names)


def exchanged(held: Pairs, near: Sequence[str]) -> tuple[str, ...]:
    """Name cells of which each is where the other should be: in a row, in a column, or of the two directions."""
    large = _judged(held, near)
    found = {
        *_in_a_column(held, large, turned=False),
        *_in_a_column(held.turned, large.T, turned=True),
        *_across(held, large),
    }
    return tuple(sorted(found))


def _cells(values: pd.Series[float], held: Pairs) -> Values:
    """Lay values of pairs out as the figures are."""
    wide = values.unstack().reindex(index=list(held.rows), columns=list(held.columns))
    return np.asarray(wide.to_numpy(float))


def _judged(held: Pairs, near: Sequence[str]) -> Flags:
    """Cells that are judged: large ones, and where all fit closely the small ones too."""
    return _of(held, near) if held.apart < CLOSE else _large(held, near)


def far_from(held: Pairs) -> float:
    """How many times off a cell is that is far from what is expected, as a logarithm."""
    return FAR_CLOSE if held.apart < CLOSE else FAR


def _of(held: Pairs, near: Sequence[str]) -> Flags:
    """Cells of economies that are reported on."""
    rows, columns = (np.isin(names, near) for names in (held.rows, held.columns))
    either: Flags = rows[:, None] | columns[None, :]
    return either


def _large(held: Pairs, near: Sequence[str]) -> Flags:
    """Cells that are or should be a large share of what an economy that is reported on has."""
    sizes = np.nan_to_num(np.exp(np.fmax(held.new, held.expected)))
    given = np.nan_to_num(np.exp(held.expected))
    rows, columns = (np.isin(names, near) for names in (held.rows, held.columns))
    of_row: Flags = (sizes > LARGE * given.sum(axis=1, keepdims=True)) & rows[:, None]
    of_column: Flags = (sizes > LARGE * given.sum(axis=0, keepdims=True)) & columns[None, :]
    return of_row | of_column


def _off(new: Values, expected: Values) -> Values:
    """How far cells are from where they should be; none from none is nothing."""
    return np.where(np.isnan(new) != np.isnan(expected), LACKING, np.nan_to_num(np.abs(new - expected)))


def _to(new: Values, expected: Values) -> Values:
    """How far cells are from where others should be: without end where only one of the two is there."""
    return np.where(np.isnan(new) != np.isnan(expected), np.inf, np.nan_to_num(np.abs(new - expected)))


def _in_a_column(held: Pairs, large: Flags, *, turned: bool) -> Iterator[str]:
    off = _off(held.new, held.expected)
    for column in np.flatnonzero(large.any(axis=0)):
        at = np.flatnonzero(off[:, column] > OFF)
        new, expected, own = held.new[at, column], held.expected[at, column], off[at, column]
        there = _to(new[:, None], expected[None, :])
        limit = NEARER * np.minimum(own[:, None], own[None, :])
        big = large[at, column]
        fits = (np.maximum(there, there.T) < limit) & (big[:, None] | big[None, :])
        for pair in np.argwhere(np.triu(fits, 1)):
            names = [(held.rows[at[n]], held.columns[column]) for n in pair]
            yield " and ".join(" ".join(name[::-1] if turned else name) for name in names)


def _across(held: Pairs, large: Flags) -> Iterator[str]:
    """Cells of the two directions of a pair."""
    names = sorted(set(held.rows) & set(held.columns))
    row, column = ([places.index(name) for name in names] for places in (held.rows, held.columns))
    cells = np.ix_(row, column)
    new, expected, big = held.new[cells], held.expected[cells], large[cells]
    off, there = _off(new, expected), _to(new, expected.T)
    own = np.minimum(off, off.T)
    fits = (np.maximum(there, there.T) < NEARER * own) & (own > OFF) & (big | big.T)
    for one, other in np.argwhere(np.triu(fits, 1)):
        yield f"{names[one]} {names[other]} and {names[other]} {names[one]}"


def alien(held: Pairs, near: Sequence[str]) -> tuple[str, ...]:
    """Name economies of which each has the figures of the other, in a row or in a column."""
    return tuple(sorted({*_alien(held, near), *_alien(held.turned, near)}))


def _alien(held: Pairs, near: Sequence[str]) -> Iterator[str]:
    scatter = {n: _scatter(held, n) for n, row in enumerate(held.rows) if row in near}
    for one, own in scatter.items():
        for other in np.flatnonzero(own < ALIEN * own[one]):
            theirs = _scatter(held, int(other))
            if own[one] > SCATTERED and theirs[one] < ALIEN * theirs[other]:
                yield " and ".join(sorted((held.rows[one], held.rows[int(other)])))


def _scatter(held: Pairs, row: int) -> Values:
    """By how much a row's figures scatter around what is expected of each row, whatever its level."""
    apart = held.new[row] - held.expected
    scatter = _middle(np.abs(apart - _middle(apart)[:, None]))
    return np.where((~np.isnan(apart)).sum(axis=1) >= COMPARED, scatter, np.inf)


def scattered(held: Pairs, near: Sequence[str]) -> tuple[str, ...]:
    """Name economies whose figures go up and down with what is expected less than those of all do."""
    limit = max(SCATTERED, USUAL * held.apart)
    sides = (held, held.turned)
    own = [(row, _scatter(one, n)[n]) for one in sides for n, row in enumerate(one.rows) if row in near]
    return tuple(sorted({row for row, scatter in own if limit < scatter < np.inf}))


def far(held: Pairs, near: Sequence[str]) -> tuple[str, ...]:
    """Name large cells that are in another unit than others of their row and their column."""
    off = _judged(held, near) & (np.nan_to_num(np.abs(held.new - held.expected)) > far_from(held))
    return tuple(f"{held.rows[one]} {held.columns[other]}" for one, other in np.argwhere(off))


def gone(held: Pairs, near: Sequence[str]) -> tuple[str, ...]:
    """Name large cells that should be there and are not, of economies that have others."""
    there = ~np.isnan(held.new)
    least = WORTH * np.quantile(np.exp(held.new[there]), SMALLEST) if there.any() else np.inf
    lacking = _judged(held, near) & ~there & (np.nan_to_num(np.exp(held.expected)) > least)
    return tuple(f"{held.rows[one]} {held.columns[other]}" for one, other in np.argwhere(lacking))
