"""Where the rows of a table are that meet named conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
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


def matching(conditions: Sequence[tuple[Index, Condition]], size: int) -> npt.NDArray[np.intp]:
    """Find the rows that meet every condition.

    Starts from the condition that the fewest rows meet and filters those by the others.

    Parameters
    ----------
    conditions : sequence of (Index, Condition)
        Conditions with the index of their column.
    size : int
        Number of rows of the table.

    Returns
    -------
    array of int
        Positions, ascending; all rows where there is no condition.
    """
    parts = [(index, *_codes(index, condition)) for index, condition in conditions]
    sized = [(_size(index, codes) if wanted else size, n) for n, (index, codes, wanted) in enumerate(parts)]
    first = min(sized)[1] if sized else -1
    rows = _rows(*parts[first]) if sized else np.arange(size)
    for n, (index, codes, wanted) in enumerate(parts):
        if n != first:
            rows = rows[_meets(index.codes[rows], codes, len(index.labels), wanted)]
    return rows


def _codes(index: Index, condition: Condition) -> tuple[list[int], bool]:
    _, wanted, values = condition
    return [index.code_of[value] for value in values if value in index.code_of], wanted


def _size(index: Index, codes: list[int]) -> int:
    return sum(int(index.starts[code + 1] - index.starts[code]) for code in codes)


def _rows(index: Index, codes: list[int], wanted: bool) -> npt.NDArray[np.intp]:
    if not wanted:
        everything = np.arange(len(index.codes))
        return everything[_meets(index.codes, codes, len(index.labels), wanted)]
    if len(codes) == 1:
        return index.positions(codes[0])
    return np.sort(np.concatenate([np.empty(0, dtype=np.intp), *(index.positions(code) for code in codes)]))


def _meets(found: npt.NDArray[np.intp], codes: list[int], size: int, wanted: bool) -> npt.NDArray[np.bool_]:
    if len(codes) == 1:
        equal: npt.NDArray[np.bool_] = found == codes[0]
        return equal if wanted else ~equal
    # The last place is for blanks, which are none of the values that a condition names.
    table = np.full(size + 1, not wanted)
    table[codes] = wanted
    picked: npt.NDArray[np.bool_] = table[found]
    return picked
