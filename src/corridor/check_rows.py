"""Which rows of a table a failing check is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.check_reports import CheckReport, CheckResult

# More totals than these are not looked at one by one.
_MANY = 200
Rows = npt.NDArray[np.bool_]


def failed_rows(table: pd.DataFrame, report: CheckReport, places: Collection[str]) -> Rows | None:
    """Find the rows of a table that its critical checks found not as expected.

    A check on totals or shares names what it is about by some columns; every row of the table that agrees with it in
    these is meant. Where a total names no economy and holds a row of one that failed by its own name, that row is taken
    to be what is wrong with it. A check that names no row, or no column that the table has, is about all of them.

    Parameters
    ----------
    table : DataFrame
        The table.
    report : CheckReport
        Its verdicts, with the keys of all failing rows of critical checks.
    places : collection of str
        Columns that hold economies.

    Returns
    -------
    array of bool or None
        For each row, whether it failed; None where every critical check holds.
    """
    failures = report.failed("critical")
    if not failures:
        return None
    named = [failure for failure in failures if _names_economies(failure, places)]
    found = _any([_about(table, failure) for failure in named], len(table))
    totals = [_about(table, one) for failure in failures if failure not in named for one in _apart(failure)]
    return found | _any([rows for rows in totals if not (rows & found).any()], len(table))


def _apart(failure: CheckResult) -> Iterator[CheckResult]:
    """Give each failing row by itself, so that each is explained or not; all together where they are many."""
    if not 0 < len(failure.rows) == failure.rows_total <= _MANY:
        yield failure
        return
    for row in failure.rows:
        yield replace(failure, rows=(row,), rows_total=1)


def _names_economies(failure: CheckResult, places: Collection[str]) -> bool:
    return any(part.partition("=")[0] in places for row in failure.rows for part in row.split(", "))


def _any(rows: Iterable[Rows], length: int) -> Rows:
    found = np.zeros(length, dtype=bool)
    for one in rows:
        found |= one
    return found


def _about(table: pd.DataFrame, failure: CheckResult) -> Rows:
    everything = np.ones(len(table), dtype=bool)
    if len(failure.rows) < max(1, failure.rows_total):
        return everything
    by_columns: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for row in failure.rows:
        parts = [part.partition("=") for part in row.split(", ")]
        known = [(name, value) for name, _, value in parts if name in table.columns]
        if not known:
            return everything
        names, values = zip(*known, strict=True)
        by_columns.setdefault(names, set()).add(values)
    return _any([_with_keys(table, columns, keys) for columns, keys in by_columns.items()], len(table))


def _with_keys(table: pd.DataFrame, columns: Iterable[str], keys: set[tuple[str, ...]]) -> Rows:
    held = [table[name].astype(str) for name in columns]
    # One column after the other: few rows are left before the keys themselves are compared.
    near = np.ones(len(table), dtype=bool)
    for place, texts in enumerate(held):
        near &= texts.isin({key[place] for key in keys}).to_numpy()
    candidates = np.flatnonzero(near)
    rows = zip(*(column.iloc[candidates].tolist() for column in held), strict=True)
    matching = [place for place, row in zip(candidates, rows, strict=True) if row in keys]
    found = np.zeros(len(table), dtype=bool)
    found[matching] = True
    return found
