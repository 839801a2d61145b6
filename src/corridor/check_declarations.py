"""How a source's checks are declared: facts with a severity, put as expectations of Great Expectations.

A module `data_checks/<source>.py` holds `CHECKS`, a tuple of `Check`. What follows from the columns a source
declares (keys, codes, types, years) is checked for every source without being repeated there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from corridor.check_reports import Severity, number_text
from corridor.source_declarations import ECONOMIES, Column, Source, Vintage


@dataclass(frozen=True)
class Tables:
    """What a check can look at.

    Attributes
    ----------
    own : pandas.DataFrame
        The table of the source that is checked.
    others : mapping of str to pandas.DataFrame
        Tables of the other sources that the check needs, by source.
    source : Source
        The source that is checked.
    vintages : mapping of str to str
        Vintage of every table, the source's own included, by source.
    """

    own: pd.DataFrame
    others: Mapping[str, pd.DataFrame]
    source: Source
    vintages: Mapping[str, str]


@dataclass(frozen=True)
class Expectation:
    """One expectation of Great Expectations, by name.

    Attributes
    ----------
    name : str
        Its class, such as `ExpectColumnValuesToBeBetween`.
    arguments : mapping
        What the class takes.
    expected : str
        The same in words.
    shows : str
        The column whose values a message shows for rows that are not as expected; empty for none.
    """

    name: str
    arguments: Mapping[str, Any]
    expected: str
    shows: str = ""


@dataclass(frozen=True)
class Check:
    """A fact that a source's tables must meet.

    Attributes
    ----------
    id : str
        Short name in kebab case, unique within the source.
    statement : str
        The fact, as a sentence.
    severity : {"critical", "warning", "info"}
        What a failure does: stop the build, be printed in the data notes, or be on record.
    expectations : tuple of Expectation
        All must hold.
    table : callable, optional
        Makes the table that the expectations look at: its index is the key that names a row. The source's own
        table when omitted. A table without rows fails the check.
    vintages : tuple of str
        Vintages that the fact is about; empty means all.
    needs : mapping of str to tuple of str
        Other sources, and the vintages of them it can be tested with; empty means any.
    regional : bool
        Whether it is about economies one by one, so that a report tells only those of its region.
    """

    id: str
    statement: str
    severity: Severity
    expectations: tuple[Expectation, ...]
    table: Callable[[Tables], pd.DataFrame] | None = None
    vintages: tuple[str, ...] = ()
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    regional: bool = False

    def applies_to(self, vintage: str) -> bool:
        """Whether the fact is about a vintage."""
        return not self.vintages or vintage in self.vintages

    def lacks(self, vintages: Mapping[str, str]) -> tuple[str, ...]:
        """Name the sources it needs that are not at hand in a suitable vintage, sorted."""
        return tuple(
            source
            for source, suited in sorted(self.needs.items())
            if source not in vintages or (suited and vintages[source] not in suited)
        )


@dataclass(frozen=True)
class Likeness:
    """Another source whose figures of pairs those of a source go up and down with, as money follows migrants.

    Each figure is about the other's, times what is usual for its row, times what is usual for its column. A new
    release is held against the vintage and the year that fit it best.

    Attributes
    ----------
    source : str
        The other source.
    pair : mapping of str to str
        The two columns of economies, each with that of the other source.
    measure, other : str
        The column of figures, and that of the other source.
    only : mapping of str to str
        Rows of the other source, by column and value.
    words : str
        The other figures in words, such as "migrant stocks".
    """

    source: str
    pair: Mapping[str, str]
    measure: str
    other: str
    only: Mapping[str, str]
    words: str


@dataclass(frozen=True)
class Addition:
    """Another source's figures that those of a source add up to, as what senders sent adds up to what was received.

    Attributes
    ----------
    source : str
        The other source.
    place, other_place : str
        The column of the economies that sums are made for, and that of the other source.
    measure, other : str
        The column of figures, and that of the other source.
    only : mapping of str to str
        Rows of the other source, by column and value.
    unit : float
        How many of the other source's units one of the source's is.
    words : str
        The other figures in words, such as "recorded receipts".
    """

    source: str
    place: str
    other_place: str
    measure: str
    other: str
    only: Mapping[str, str]
    unit: float
    words: str


def between(
    column: str, low: float | None = None, high: float | None = None, *, words: str = ""
) -> Expectation:
    """Expect every value within bounds, which belong to it; `None` is no bound. The words say it better."""
    words = (
        words
        or {
            (True, True): f"{column} from {number_text(low)} to {number_text(high)}",
            (True, False): f"{column} at least {number_text(low)}",
            (False, True): f"{column} at most {number_text(high)}",
        }[low is not None, high is not None]
    )
    arguments = {"column": column, "min_value": low, "max_value": high}
    return Expectation("ExpectColumnValuesToBeBetween", arguments, words, column)


def close_to(column: str, value: float, tolerance: float = 0.0) -> Expectation:
    """Expect every value to be a number, give or take a tolerance."""
    words = f"{column} {number_text(value)}" + (
        f", give or take {number_text(tolerance)}" if tolerance else ""
    )
    arguments = {"column": column, "min_value": value - tolerance, "max_value": value + tolerance}
    return Expectation("ExpectColumnValuesToBeBetween", arguments, words, column)


def at_most(column: str, other: str) -> Expectation:
    """Expect every value to be at most that of another column; rows where one is blank are passed over."""
    arguments = {
        "column_A": other,
        "column_B": column,
        "or_equal": True,
        "ignore_row_if": "either_value_is_missing",
    }
    name = "ExpectColumnPairValuesAToBeGreaterThanB"
    return Expectation(name, arguments, f"{column} at most {other}", column)


def complete(column: str) -> Expectation:
    """Expect a value in every row."""
    return Expectation(
        "ExpectColumnValuesToNotBeNull", {"column": column}, f"a value of {column} in every row"
    )


def blank(column: str) -> Expectation:
    """Expect no value in any row."""
    return Expectation("ExpectColumnValuesToBeNull", {"column": column}, f"no {column}", column)


def among(column: str, values: tuple[str, ...], words: str) -> Expectation:
    """Expect every value to be one of some; the words say which."""
    return Expectation(
        "ExpectColumnValuesToBeInSet",
        {"column": column, "value_set": list(values)},
        f"{column} {words}",
        column,
    )


def never(column: str, words: str) -> Expectation:
    """Expect a column of truth values to be false throughout; the words say what is expected."""
    return Expectation("ExpectColumnValuesToBeInSet", {"column": column, "value_set": [False]}, words)


def column_checks(source: Source, vintage: Vintage) -> tuple[Check, ...]:
    """Return what the columns that a source declares imply for each of its tables."""
    checks = [
        Check("columns", "The columns are those declared, in their order.", "critical", (_columns(source),)),
        Check(
            "types",
            "Every column has its declared type.",
            "critical",
            tuple(_type(c) for c in source.columns),
        ),
        Check("keys-unique", "No two rows have the same key.", "critical", (_unique(source),)),
        Check(
            "values-given",
            "Nothing is blank where a value belongs.",
            "critical",
            tuple(complete(column.name) for column in source.columns if not column.optional),
        ),
        Check(
            "codes-known",
            "Every code is one that the source declares.",
            "critical",
            tuple(_codes(column, source) for column in source.columns if column.codes is not None),
        ),
    ]
    if any(column.name == "year" for column in source.columns):
        years = between("year", *vintage.years)
        checks.append(Check("years", "Every year is one that the vintage covers.", "critical", (years,)))
    checks.extend(_present(column) for column in source.columns if column.codes == ECONOMIES)
    return tuple(checks)


def _columns(source: Source) -> Expectation:
    names = [column.name for column in source.columns]
    return Expectation("ExpectTableColumnsToMatchOrderedList", {"column_list": names}, ", ".join(names))


def _unique(source: Source) -> Expectation:
    words = f"one row for each {', '.join(source.key)}"
    return Expectation("ExpectCompoundColumnsToBeUnique", {"column_list": list(source.key)}, words)


def _type(column: Column) -> Expectation:
    # As Great Expectations names them: whole numbers that may be blank are `int64` to it as well.
    kind = {"string": "CategoricalDtypeType", "number": "float64", "integer": "int64"}
    arguments = {"column": column.name, "type_": kind[column.type]}
    return Expectation("ExpectColumnValuesToBeOfType", arguments, f"{column.name} {column.type}")


def _codes(column: Column, source: Source) -> Expectation:
    if column.codes is None or isinstance(column.codes, tuple):
        allowed = column.codes or ()
        return among(column.name, allowed, f"one of {', '.join(allowed)}")
    places = tuple(code for code, kind in sorted(source.code_list.items()) if kind == "economy")
    words = " or ".join(["an economy of the code list", *column.also])
    return among(column.name, (*places, *column.also), words)


def _present(column: Column) -> Check:
    def rows_of_each(tables: Tables) -> pd.DataFrame:
        counts = tables.own[column.name].value_counts()
        economies = [code for code, kind in sorted(tables.source.code_list.items()) if kind == "economy"]
        index = pd.Index(economies, name=column.name)
        return pd.DataFrame({"rows": counts.reindex(economies, fill_value=0).to_numpy()}, index=index)

    return Check(
        f"{column.name}-present",
        f"Every economy of the region has figures (column {column.name}).",
        "warning",
        (between("rows", 1, words="at least one row for each economy"),),
        table=rows_of_each,
        regional=True,
    )
