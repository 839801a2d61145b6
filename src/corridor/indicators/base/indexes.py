"""Where the rows of a table are that meet named conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.indicators.base.figures import Condition


@dataclass(frozen=True)
class Index:
    """Where each value of a column is: codes by row, and row positions grouped by code.

    Attributes
    ----------
    codes : array of int
        Place of each row's value among the labels; -1 where the field is blank.
    labels : tuple of str
        Values of the column, sorted.
    order, starts : array of int
        Rows sorted by code, and where each code begins among them.
    code_of : dict
        Place of each label.
    """

    codes: npt.NDArray[np.intp]
    labels: tuple[str, ...]
    order: npt.NDArray[np.intp]
    starts: npt.NDArray[np.intp]
    code_of: dict[str, int] = field(repr=False)

    @classmethod
    def of(cls, column: pd.Series[Any]) -> Index:
        """Index a column."""
        found, uniques = pd.factorize(column)
        texts = [str(value) for value in uniques]
        by_label = sorted(range(len(texts)), key=texts.__getitem__)
        labels = tuple(texts[place] for place in by_label)
        # A blank is found as -1, which must not be taken for the last label.
        codes = np.append(np.argsort(by_label), -1)[found]
        order = np.argsort(codes, kind="stable")
        starts = np.searchsorted(codes[order], np.arange(len(labels) + 1))
        return cls(codes, labels, order, starts, {label: code for code, label in enumerate(labels)})

    def positions(self, code: int) -> npt.NDArray[np.intp]:
        """Rows that hold a label, ascending."""
        return self.order[self.starts[code] : self.starts[code + 1]]


@dataclass(frozen=True, eq=False)
class Wanted:
    """A condition on one column, looked up in the column's index once.

    Attributes
    ----------
    condition : (str, bool, tuple of str)
        The condition.
    index : Index
        Index of its column.
    codes : list of int
        Places of the values that it names among the labels; those that no row holds are left out.
    """

    condition: Condition
    index: Index
    codes: list[int]

    @classmethod
    def of(cls, index: Index, condition: Condition) -> Wanted:
        """Look a condition up in the index of its column."""
        code_of = index.code_of
        return cls(condition, index, [code_of[value] for value in condition[2] if value in code_of])

    @cached_property
    def size(self) -> int:
        """How many rows meet it at most."""
        if not self.condition[1]:
            return len(self.index.codes)
        starts = self.index.starts
        return sum(int(starts[code + 1] - starts[code]) for code in self.codes)

    @cached_property
    def rows(self) -> npt.NDArray[np.intp]:
        """Rows that meet it, ascending."""
        if not self.condition[1]:
            return np.flatnonzero(self.met(self.index.codes))
        if len(self.codes) == 1:
            return self.index.positions(self.codes[0])
        return np.sort(np.concatenate([np.empty(0, np.intp), *map(self.index.positions, self.codes)]))

    def met(self, found: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
        """Tell of the codes of some rows whether they meet it."""
        if len(self.codes) == 1:
            equal: npt.NDArray[np.bool_] = found == self.codes[0]
            return equal if self.condition[1] else ~equal
        picked: npt.NDArray[np.bool_] = self._table[found]
        return picked

    @cached_property
    def _table(self) -> npt.NDArray[np.bool_]:
        # The last place is for blanks, which are none of the values that a condition names.
        table = np.full(len(self.index.labels) + 1, not self.condition[1])
        table[self.codes] = self.condition[1]
        return table


def matching(conditions: Sequence[Wanted], size: int) -> npt.NDArray[np.intp]:
    """Find the rows that meet every condition.

    Starts from the condition that the fewest rows meet and filters those by the others.

    Parameters
    ----------
    conditions : sequence of Wanted
        The conditions.
    size : int
        Number of rows of the table.

    Returns
    -------
    array of int
        Positions, ascending; all rows where there is no condition.
    """
    first = min(conditions, key=_size, default=None)
    if first is None:
        return np.arange(size)
    rows = first.rows
    for one in conditions:
        if one is not first:
            rows = rows[one.met(one.index.codes[rows])]
    return rows


def _size(one: Wanted) -> int:
    return one.size
