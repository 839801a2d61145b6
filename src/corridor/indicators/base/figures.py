"""Arithmetic that remembers what it rests on.

A `Selection` is the rows that a table gave for named conditions; a `Figure` is a number computed from
selections. Formulas are written with ordinary operators on figures, so a value cannot rest on rows that it
does not name, and a missing part makes the whole missing with the reason of that part.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.errors import ConfigurationError, listed
from corridor.language import noted, worded
from corridor.seen import Seen

if TYPE_CHECKING:
    from corridor.indicators.base.tables import TableView

Values = npt.NDArray[np.float64] | npt.NDArray[np.int64]
Codes = tuple[str, ...]
Condition = tuple[str, bool, Codes]

NO_DIVISOR = noted("The number it would be divided by is zero.")


@dataclass(frozen=True)
class Subject:
    """Whom a selection is about, for the reason given when a row is absent.

    Attributes
    ----------
    column : str
        The column that holds the codes.
    codes : tuple of str
        ISO3 codes.
    phrase : str
        How a sentence says it, with `{}` for the names: "migrants from {}".
    """

    column: str
    codes: Codes
    phrase: str = "{}"


@dataclass(frozen=True, eq=False)
class Selection:
    """The rows of one table that meet named conditions.

    Attributes
    ----------
    view : TableView
        The table they are from.
    conditions : tuple of (str, bool, tuple of str)
        Column, whether its listed values are the ones wanted (or else the ones left out), and the values.
    rows : array of int
        Positions of the rows in the table, ascending.
    subject : Subject or None
        Whom the selection is about.
    """

    view: TableView
    conditions: tuple[Condition, ...]
    rows: npt.NDArray[np.intp]
    subject: Subject | None = None
    _distinct: dict[str, Codes] = field(default_factory=dict, init=False, repr=False)
    # By whom it was noted last that it was asked for, and whether its rows are about no economies in particular.
    _noted: Seen | None = field(default=None, init=False, repr=False)
    _open: bool = field(default=False, init=False, repr=False)

    @cached_property
    def key(self) -> str:
        """Selector by which `rows_of` finds the same rows again: "destination=JPN, year=2024, sex=both"."""
        return ", ".join(
            f"{column}{'=' if wanted else '!='}{'|'.join(values)}"
            for column, wanted, values in self.conditions
        )

    @property
    def values(self) -> Values:
        """The measured values of the rows, in the unit of the source."""
        self._read()
        return self.view.measure[self.rows]

    @property
    def about(self) -> frozenset[str]:
        """Codes of those whom it is about that have a row; none where it is about nobody."""
        if self.subject is not None:
            self._read(self.subject.column)
        return self._about

    @cached_property
    def _about(self) -> frozenset[str]:
        if self.subject is None or not self.rows.size:
            return frozenset()
        one = len(self.subject.codes) == 1
        return frozenset(self.subject.codes if one else self.distinct(self.subject.column))

    @property
    def statuses(self) -> Codes:
        """How the source labels the rows: observed, estimated or projected, each once."""
        self._read()
        return self._statuses

    @cached_property
    def _statuses(self) -> Codes:
        return self.view.statuses(self.rows)

    @property
    def fails(self) -> bool:
        """Whether a row of it failed a critical data check."""
        withheld = self.view.withheld
        return withheld is not None and bool(withheld[self.rows].any())

    def distinct(self, column: str) -> Codes:
        """Values that a column takes in the rows, sorted."""
        self._read(column)
        if column not in self._distinct:
            self._distinct[column] = self.view.values_in(column, self.rows)
        return self._distinct[column]

    def combinations(self, *columns: str) -> tuple[Codes, ...]:
        """Return the combinations of values that some columns take in the rows, each once, sorted."""
        self._read(*columns)
        return self.view.combinations_in(columns, self.rows)

    def sum(self) -> Figure:
        """Sum of the rows, rounded once; missing, with the reason, where there is no row."""
        self._read()
        if not self.rows.size and self.view.asked is not None:
            self.view.absence(self)  # What the reason rests on is noted, although it is at hand.
        return self._sum

    @cached_property
    def _sum(self) -> Figure:
        return self.apply(lambda values: math.fsum(values.tolist()))

    def sums(self, column: str) -> dict[str, float]:
        """Sum the rows for each value of a column, each sum rounded once; by value, sorted."""
        labels, places = self.view.places_of(column, self.rows)
        measured = self.values
        return {label: math.fsum(measured[places == n].tolist()) for n, label in enumerate(labels)}

    def coded(self, column: str, numbers: Mapping[str, float]) -> Figure:
        """Number that stands for the word which a column holds; missing, with the reason, where there is no row.

        Parameters
        ----------
        column : str
            A column of codes that is no key.
        numbers : mapping of str to float
            The number of each code that the source lists.

        Raises
        ------
        ConfigurationError
            If the rows do not hold one word, or one without a number.
        """
        if self.rows.size == 0:
            return Figure(None, (self,), self.view.absence(self))
        found = self.distinct(column)
        if len(found) != 1 or found[0] not in numbers:
            raise ConfigurationError(
                f"{self.view.source_id} does not say one thing in the column {column}.",
                where=self.key,
                expected=f"one of {listed(numbers)}",
                found=listed(found) or "blanks",
                todo="Correct the table, or give the new code a number in the indicator.",
            )
        return Figure(float(numbers[found[0]]), (self,))

    def apply(self, function: Callable[[Values], float]) -> Figure:
        """Figure that a function makes of the values; missing, with the reason, where there is no row."""
        if self.rows.size == 0:
            return Figure(None, (self,), self.view.absence(self))
        try:
            return Figure(float(function(self.values)), (self,))
        except ZeroDivisionError:
            return Figure(None, (self,), worded(NO_DIVISOR))

    def note(self, seen: Seen) -> None:
        """Note that a run of a notebook asked for the rows."""
        if self._noted is not seen and (asked := self.view.asked) is not None:
            object.__setattr__(self, "_open", asked.rows(self.conditions))
            object.__setattr__(self, "_noted", seen)

    def _read(self, *columns: str) -> None:
        """Note for a run of a notebook what it reads of the rows: some columns, or all.

        Of rows about some economies all is noted as it is.
        """
        if Seen.current is not None and (self._open or self._noted is not Seen.current):
            self.note(Seen.current)
            if self._open and (asked := self.view.asked) is not None:
                asked.content(self.conditions, columns)


@dataclass(frozen=True, eq=False)
class Figure:
    """A number and the selections it was computed from.

    Attributes
    ----------
    value : float or None
        The number; None where it is missing.
    selections : tuple of Selection
        What it rests on, in the order of the formula, each selector once.
    reason : str
        Why it is missing, as a sentence; empty where it is not.
    """

    value: float | None
    selections: tuple[Selection, ...] = field(default=())
    reason: str = ""

    def __add__(self, other: Figure | float) -> Figure:
        return _combine(self, other, lambda a, b: a + b)

    __radd__ = __add__

    def __sub__(self, other: Figure | float) -> Figure:
        return _combine(self, other, lambda a, b: a - b)

    def __rsub__(self, other: float) -> Figure:
        return _combine(self, other, lambda a, b: b - a)

    def __mul__(self, other: Figure | float) -> Figure:
        return _combine(self, other, lambda a, b: a * b)

    __rmul__ = __mul__

    def __truediv__(self, other: Figure | float) -> Figure:
        return _combine(self, other, lambda a, b: a / b)

    def __pow__(self, exponent: float) -> Figure:
        return _combine(self, exponent, math.pow)

    def at_least(self, floor: float) -> Figure:
        """Return the figure, or the floor where the figure is below it."""
        return _combine(self, floor, max)

    def missing(self, reason: str) -> Figure:
        """Return the same selections without a number, for a reason."""
        return replace(self, value=None, reason=reason)


def _combine(left: Figure, right: Figure | float, operation: Callable[[float, float], float]) -> Figure:
    other = right if isinstance(right, Figure) else Figure(float(right))
    selections = _once((*left.selections, *other.selections))
    if left.value is None or other.value is None:
        return Figure(None, selections, left.reason or other.reason)
    try:
        return Figure(operation(left.value, other.value), selections)
    except ZeroDivisionError:
        return Figure(None, selections, worded(NO_DIVISOR))


def _once(selections: tuple[Selection, ...]) -> tuple[Selection, ...]:
    """Keep each table and selector once, in the order of first use."""
    return tuple(
        {(selection.view.source_id, selection.key): selection for selection in reversed(selections)}.values()
    )[::-1]
