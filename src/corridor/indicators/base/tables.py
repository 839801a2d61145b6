"""Checked tables as indicators see them: rows are found by named conditions, and each finding is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.checks import CheckedDataset
from corridor.errors import ConfigurationError, listed, suggestion
from corridor.indicators.base.figures import Codes, Condition, Selection, Subject, Values
from corridor.source_declarations import ECONOMIES, Column


@dataclass(frozen=True)
class Except:
    """A condition that leaves values out: `origin=Except("OTH", "UNK")`."""

    values: Codes

    def __init__(self, *values: str) -> None:
        object.__setattr__(self, "values", values)


@dataclass(frozen=True)
class _Index:
    """Where each value of a column is: codes by row, and row positions grouped by code."""

    codes: npt.NDArray[np.intp]
    labels: tuple[str, ...]
    order: npt.NDArray[np.intp]
    starts: npt.NDArray[np.intp]
    code_of: dict[str, int] = field(repr=False)

    @classmethod
    def of(cls, column: pd.Series[Any]) -> _Index:
        found, uniques = pd.factorize(column)
        texts = [str(value) for value in uniques]
        by_label = sorted(range(len(texts)), key=texts.__getitem__)
        labels = tuple(texts[place] for place in by_label)
        codes = np.argsort(by_label)[found] if texts else found
        order = np.argsort(codes, kind="stable")
        starts = np.searchsorted(codes[order], np.arange(len(labels) + 1))
        return cls(codes, labels, order, starts, {label: code for code, label in enumerate(labels)})

    def positions(self, code: int) -> npt.NDArray[np.intp]:
        return self.order[self.starts[code] : self.starts[code + 1]]


class TableView:
    """One checked table, indexed once, with a record of what is taken from it.

    Parameters
    ----------
    checked : CheckedDataset
        The table; one row an observation, its measure in the one number column that is no key.
    names : mapping of str to str
        Names of economies as running text has them, by code, for reasons.
    """

    def __init__(self, checked: CheckedDataset, names: Mapping[str, str]) -> None:
        self.checked = checked
        self.source_id: str = checked.source.id
        self.vintage_id: str = checked.vintage.id
        self.sha256: str = checked.vintage.sha256
        self.names = names
        self._columns = {column.name: column for column in checked.source.columns}
        self.measure_column = _measure(self._columns, self.source_id)
        self.measure: Values = checked.table[self.measure_column].to_numpy()
        self._index: dict[str, _Index] = {}

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Years of the table, ascending."""
        return tuple(sorted(int(year) for year in self._indexed("year").labels))

    @cached_property
    def title(self) -> str:
        """Title of the vintage in a sentence, without the publisher's document symbol in brackets."""
        title: str = self.checked.vintage.title
        return title.partition(" (")[0]

    def where(self, **conditions: object) -> Selection:
        """Rows that meet every condition.

        Parameters
        ----------
        **conditions
            For a column one value, a tuple of values, or `Except(…)`.

        Raises
        ------
        ConfigurationError
            If the table has no such column, or its source does not list such a value.
        """
        stated = [self._condition(column, wanted) for column, wanted in conditions.items()]
        stated.sort(key=lambda condition: list(self._columns).index(condition[0]))
        return Selection(self, tuple(stated), self._find(stated))

    def of(self, column: str, codes: Codes, *, phrase: str = "{}", **conditions: object) -> Selection:
        """Find rows about some economies, as `where`; if there is none, it is known who has no figure."""
        found = self.where(**{column: codes}, **conditions)
        return Selection(self, found.conditions, found.rows, Subject(column, codes, phrase))

    def values_in(self, column: str, rows: npt.NDArray[np.intp]) -> Codes:
        """Values of a column at some rows, each once, sorted."""
        index = self._indexed(column)
        return tuple(index.labels[code] for code in np.unique(index.codes[rows]))

    def combinations_in(self, columns: Codes, rows: npt.NDArray[np.intp]) -> tuple[Codes, ...]:
        """Return the combinations of values of some columns at some rows, each once, sorted."""
        indices = [self._indexed(column) for column in columns]
        found = {
            tuple(codes) for codes in zip(*(index.codes[rows].tolist() for index in indices), strict=True)
        }
        return tuple(
            tuple(index.labels[code] for index, code in zip(indices, codes, strict=True))
            for codes in sorted(found)
        )

    def statuses(self, rows: npt.NDArray[np.intp]) -> Codes:
        """How the source labels some rows: observed, estimated or projected, each once."""
        if self.checked.source.status != "by_variant":
            return (self.checked.source.status,)
        return tuple(
            {"estimate": "estimated"}.get(variant, "projected") for variant in self.values_in("variant", rows)
        )

    def absence(self, selection: Selection) -> str:
        """Sentence that says why a selection is empty."""
        asked = {column: values for column, wanted, values in selection.conditions if wanted}
        years = [year for year in asked.get("year", ()) if int(year) not in self.years]
        subject = selection.subject
        if subject is None or years:
            when = f" for {joined(years or asked.get('year', ()))}" if asked.get("year") else ""
            return f"There are no figures{when} in {self.title}."
        names = joined([self.names.get(code, code) for code in subject.codes])
        if not any(self._knows(code) for code in subject.codes):
            return f"There are no figures for {names} in {self.title}."
        whom = subject.phrase.format(names)
        return f"There are no figures for {whom} in {joined(asked['year'])} in {self.title}."

    def _knows(self, code: str) -> bool:
        places = [name for name, column in self._columns.items() if column.codes == ECONOMIES]
        return any(code in self._indexed(name).code_of for name in places)

    def _indexed(self, column: str) -> _Index:
        if column not in self._index:
            self._index[column] = _Index.of(self.checked.table[column])
        return self._index[column]

    def _condition(self, column: str, wanted: object) -> Condition:
        if column not in self._columns or column == self.measure_column:
            near = suggestion(column, self._columns)
            raise ConfigurationError(
                f"An indicator asks {self.source_id} for a column it does not have: {column}.",
                expected=listed(set(self._columns) - {self.measure_column}),
                found=column,
                todo=f"Correct the indicator{'; ' + near if near else ''}.",
            )
        values = (
            wanted.values
            if isinstance(wanted, Except)
            else wanted
            if isinstance(wanted, tuple)
            else (wanted,)
        )
        texts = tuple(sorted({str(value) for value in values}))
        allowed = self._columns[column].codes
        if isinstance(allowed, tuple) and not set(texts) <= set(allowed):
            raise ConfigurationError(
                f"An indicator asks {self.source_id} for a value that column {column} never takes.",
                expected=listed(allowed),
                found=listed(set(texts) - set(allowed)),
                todo="Correct the indicator.",
            )
        return column, not isinstance(wanted, Except), texts

    def _find(self, conditions: list[Condition]) -> npt.NDArray[np.intp]:
        """Start from the condition that the fewest rows meet and filter them by the others."""
        parts = [(index, *_codes(index, c)) for c in conditions for index in (self._indexed(c[0]),)]
        sized = [
            (_size(index, codes) if wanted else len(self.measure), n)
            for n, (index, codes, wanted) in enumerate(parts)
        ]
        first = min(sized)[1] if sized else -1
        rows = _rows(*parts[first]) if sized else np.arange(len(self.measure))
        for n, (index, codes, wanted) in enumerate(parts):
            if n != first:
                rows = rows[_meets(index.codes[rows], codes, len(index.labels), wanted)]
        return rows


def _codes(index: _Index, condition: Condition) -> tuple[list[int], bool]:
    _, wanted, values = condition
    return [index.code_of[value] for value in values if value in index.code_of], wanted


def _size(index: _Index, codes: list[int]) -> int:
    return sum(int(index.starts[code + 1] - index.starts[code]) for code in codes)


def _rows(index: _Index, codes: list[int], wanted: bool) -> npt.NDArray[np.intp]:
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
    table = np.full(size, not wanted)
    table[codes] = wanted
    picked: npt.NDArray[np.bool_] = table[found]
    return picked


def _measure(columns: Mapping[str, Column], source_id: str) -> str:
    measures = [
        name for name, column in columns.items() if not column.key and column.type in ("integer", "number")
    ]
    if len(measures) != 1:
        raise ConfigurationError(
            f"{source_id} has no single measure.",
            expected="one number column that is no key",
            found=listed(measures) or "none",
            todo="Select one measure before indicators use the table.",
        )
    return measures[0]


def joined(names: Iterable[str]) -> str:
    """Names as a sentence lists them: "a", "a and b", "a, b and c"."""
    parts = list(names)
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1] if parts else "") if part)


class Tables:
    """The checked tables of an edition, by source.

    Parameters
    ----------
    checked : mapping of str to CheckedDataset
        Tables by source.
    names : mapping of str to str
        Names of economies as running text has them, by code.
    base_year : int, optional
        Year from which changes are counted; the newest year of the migrant stock when omitted.

    Raises
    ------
    ConfigurationError
        If something else than a checked table is given.
    """

    def __init__(
        self, checked: Mapping[str, CheckedDataset], names: Mapping[str, str], *, base_year: int | None = None
    ) -> None:
        for source_id, table in checked.items():
            if not isinstance(table, CheckedDataset):
                raise ConfigurationError(
                    f"Indicators accept checked tables only, and {source_id} is none.",
                    expected="what corridor.checks.check returns",
                    found=type(table).__name__,
                    todo="Check the table first.",
                )
        self.names = names
        self._views = {source_id: TableView(table, names) for source_id, table in sorted(checked.items())}
        self.base_year = base_year if base_year is not None else self["migrant_stock"].years[-1]

    def __contains__(self, source_id: str) -> bool:
        return source_id in self._views

    def __getitem__(self, source_id: str) -> TableView:
        if source_id not in self._views:
            raise ConfigurationError(
                f"An indicator needs a source that is not at hand: {source_id}.",
                expected=listed(self._views),
                found=source_id,
                todo="Name the source in the indicator's sources and pin its vintage in the edition.",
            )
        return self._views[source_id]

    def years(self, *source_ids: str) -> tuple[int, ...]:
        """Years that all the named tables have, ascending."""
        shared = set.intersection(*(set(self[source_id].years) for source_id in source_ids))
        return tuple(sorted(shared))


def rows_of(table: pd.DataFrame, key: str) -> pd.DataFrame:
    """Rows of a table that a selector names.

    Parameters
    ----------
    table : DataFrame
        The table of the vintage that an input names.
    key : str
        Selector such as "destination=JPN|KOR, year=2024, sex=both" or "origin!=OTH|UNK, …".

    Returns
    -------
    DataFrame
        The rows, in the order of the table; none where the source has no figure.

    Raises
    ------
    ConfigurationError
        If the selector is malformed or names a column that the table does not have.
    """
    chosen = pd.Series(True, index=table.index)
    for part in key.split(", "):
        column, equals, values = part.partition("=")
        name = column.removesuffix("!")
        if not equals or not values or name not in table.columns:
            raise ConfigurationError(
                f"The selector cannot be read: {key}",
                expected=f"column=value|value parts with {listed(table.columns)}",
                found=part,
                todo="Take the selector from an input as it is.",
            )
        wanted = values.split("|")
        numeric = pd.api.types.is_integer_dtype(table[name])
        within = table[name].isin([int(value) for value in wanted] if numeric else wanted)
        chosen &= ~within if column.endswith("!") else within
    return table[chosen]
