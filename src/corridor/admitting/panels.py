"""Figures of two releases laid side by side: a line for each economy and kind of figure, a column for each period.

Figures that differ by orders of magnitude, and some that are negative, are compared on one scale: nearly that of
logarithms, on which a difference of 0.1 is about a tenth, but straight around nought.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.source_declarations import ECONOMIES, Column, Source

Values = npt.NDArray[np.float64]

# Figures below this share of what is usual in their line count as near nought.
SMALL = 0.02
# Persons of whom a few more or less are nothing to tell.
FEW = 50.0


@dataclass(frozen=True)
class Panel:
    """Lines of two releases, for one column of economies and one measure.

    Attributes
    ----------
    place : str
        The column of economies.
    measure : Column
        The column of figures.
    lines : tuple of tuple of str
        Economy, then the kinds of figure: sex, age group, indicator.
    years : tuple of int
        Periods of either release, ascending.
    old, new : array, lines by years
        Figures as they are, NaN where a release has none.
    economies : int
        How many economies a line names: two for a pair, such as origin and destination.
    """

    place: str
    measure: Column
    lines: tuple[tuple[str, ...], ...]
    years: tuple[int, ...]
    old: Values
    new: Values
    economies: int = 1

    def scaled(self) -> tuple[Values, Values]:
        """Give both releases on the common scale."""
        unit = SMALL * np.nan_to_num(_middle(np.abs(self.old)), nan=1.0)[:, None]
        # A few persons more or less are no large share of a few.
        unit = np.maximum(unit, FEW) if self.measure.type == "integer" else np.where(unit > 0, unit, 1.0)
        return np.arcsinh(self.old / unit / 2), np.arcsinh(self.new / unit / 2)

    def only(self, economies: Sequence[str]) -> Panel:
        """Keep the lines of some economies."""
        at = [n for n, line in enumerate(self.lines) if not set(economies).isdisjoint(line[: self.economies])]
        lines = tuple(self.lines[n] for n in at)
        return Panel(self.place, self.measure, lines, self.years, self.old[at], self.new[at], self.economies)

    def called(self, line: int) -> str:
        """Name of a line for messages."""
        return " ".join(self.lines[line])


def panels(source: Source, new: pd.DataFrame, old: pd.DataFrame) -> Iterator[Panel]:
    """Lay two releases side by side, for each column of economies and each measure.

    Where a row names two economies, such as origin and destination, figures are summed over the other one, and at the
    end come the pairs themselves.
    """
    places = [column.name for column in source.columns if column.codes == ECONOMIES]
    for measure in measures(source):
        for place in places:
            yield panel(source, [place], measure, new, old)
        if len(places) > 1:
            yield panel(source, places, measure, new, old)


def panel(source: Source, places: list[str], measure: Column, new: pd.DataFrame, old: pd.DataFrame) -> Panel:
    """Lay two releases side by side for some columns of economies and one measure."""
    wide_old, wide_new = (_wide(table, [*places, *kinds_of(source)], measure.name) for table in (old, new))
    if not set(wide_old.columns) & set(wide_new.columns):  # Releases of one year each.
        wide_old.columns, wide_new.columns = (wide.columns[-1:] for wide in (wide_new, wide_new))
    lines = wide_old.index.union(wide_new.index)
    years = sorted(set(wide_old.columns) | set(wide_new.columns))
    arrays = (wide.reindex(index=lines, columns=years).to_numpy(float) for wide in (wide_old, wide_new))
    names = tuple(tuple(map(str, one)) if isinstance(one, tuple) else (str(one),) for one in lines)
    arrays_old, arrays_new = arrays
    place = " and ".join(places)
    return Panel(place, measure, names, tuple(map(int, years)), arrays_old, arrays_new, len(places))


def measures(source: Source) -> list[Column]:
    """Columns that hold figures."""
    held = [column for column in source.columns if not column.key and column.type != "string"]
    return [column for column in held if column.name != "year"]


def kinds_of(source: Source) -> list[str]:
    """Columns whose values tell kinds of figure apart; whether a year is projected changes with time."""
    coded = [column for column in source.columns if column.key and isinstance(column.codes, tuple)]
    return [column.name for column in coded if column.name != "variant"]


def _wide(table: pd.DataFrame, lines: list[str], value: str) -> pd.DataFrame:
    by = [*lines, "year"] if "year" in table else lines
    sums = table.groupby(by, observed=True)[value].sum(min_count=1).astype(float)
    if "year" not in table:
        return sums.to_frame(0)
    wide: pd.DataFrame = sums.unstack("year")
    if isinstance(wide.index, pd.MultiIndex):
        wide.index = pd.MultiIndex.from_tuples([tuple(map(str, one)) for one in wide.index])
    else:
        wide.index = wide.index.astype(str)
    return wide.sort_index(axis=1)


def _middle(values: Values) -> Values:
    """Median of each line, NaN where it is empty."""
    found: Values = pd.DataFrame(values).median(axis=1).to_numpy(float)
    return found
