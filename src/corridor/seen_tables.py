"""Answers of a table to what a run of a notebook asked of it, as digests: the same where it would see the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.indicators.base.indexes import Index, Wanted, matching
from corridor.indicators.base.selectors import MEASURE
from corridor.keeping import key_of
from corridor.source_declarations import ECONOMIES
from corridor.sources import Dataset

LENGTH = 24


class Answers:
    """One vintage of a source, asked again.

    Parameters
    ----------
    dataset : Dataset
        The vintage.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._table = dataset.table
        self._places = [column.name for column in dataset.source.columns if column.codes == ECONOMIES]
        self._indices: dict[str, Index] = {}
        self._rows: dict[tuple[str, str], str] = {}
        self._others: dict[str, tuple[str, Any]] = {}

    def parts(self, asked: Mapping[str, Any]) -> dict[str, str]:
        """Return digests of what a run saw of the table, each with its name in words.

        Parameters
        ----------
        asked : mapping
            What `seen.Asked.plain` gives.
        """
        by_code: dict[str, list[str]] = {}
        for column, codes in sorted(asked["rows"].items()):
            for code in codes:
                by_code.setdefault(code, []).append(self._rows_of(column, code))
        parts = {f"rows of {code}": _short(digests) for code, digests in by_code.items()}
        others: dict[str, list[Any]] = {}
        for question in asked["others"]:
            # Runs for different economies ask mostly the same.
            told = json.dumps(question)
            if told not in self._others:
                self._others[told] = self._other(question[0], question[1:])
            name, answer = self._others[told]
            others.setdefault(name, []).append(answer)
        return parts | {name: _short(answers) for name, answers in others.items()}

    def _other(self, kind: str, question: Sequence[Any]) -> tuple[str, Any]:
        if kind == "years":
            return "its years", self._index("year").labels
        if kind == "length":
            return "how many rows it has", len(self._table)
        if kind == "known":
            code = question[0]
            return "which economies it has", any(code in self._index(place).code_of for place in self._places)
        rows = self._matching(question[0])
        if kind == "count":
            return "rows of all economies, how many", len(rows)
        if columns := question[1]:
            return f"rows of all economies, their {' and '.join(columns)}", self._combinations(columns, rows)
        return "rows of all economies", self._digest(rows)

    def _rows_of(self, column: str, code: str) -> str:
        """Digest of the rows that hold a code in a column, in their order."""
        if (column, code) not in self._rows:
            index = self._index(column)
            none = np.empty(0, dtype=np.intp)
            rows = index.positions(index.code_of[code]) if code in index.code_of else none
            self._rows[column, code] = self._digest(rows)
        return self._rows[column, code]

    def _matching(self, conditions: Iterable[Sequence[Any]]) -> npt.NDArray[np.intp]:
        told = [(column, wanted, tuple(values)) for column, wanted, values in conditions]
        named = [Wanted.of(self._index(one[0]), one) for one in told if one[0] != MEASURE]
        rows = matching(named, len(self._table))
        for column, _, values in told:
            if column == MEASURE:
                rows = rows[self._table[values[0]].notna().to_numpy()[rows]]
        return rows

    def _combinations(self, columns: Sequence[str], rows: npt.NDArray[np.intp]) -> list[tuple[str, ...]]:
        found = self._table[list(columns)].iloc[rows].drop_duplicates().astype(str)
        return sorted(found.itertuples(index=False, name=None))

    def _digest(self, rows: npt.NDArray[np.intp]) -> str:
        return hashlib.sha256(self._hashes[rows].tobytes()).hexdigest()

    @cached_property
    def _hashes(self) -> npt.NDArray[np.uint64]:
        """Hash of each row, the same in every process."""
        return np.asarray(pd.util.hash_pandas_object(self._table, index=False), dtype=np.uint64)

    def _index(self, column: str) -> Index:
        if column not in self._indices:
            self._indices[column] = Index.of(self._table[column])
        return self._indices[column]


def _short(plain: Any) -> str:
    return key_of(plain)[:LENGTH]
