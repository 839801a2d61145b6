"""The values of a subject in an edition, and the one file that carries them out of a notebook."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from corridor.errors import ConfigurationError, listed, suggestion
from corridor.indicators.base.values import IndicatorValue, Key

COLUMNS = ("economy", "indicator", "counterpart", "year", "value", "unit", "status", "source", "vintage")


class UnknownValueError(ConfigurationError, KeyError):
    """A set was asked for a value that it does not hold, not even as missing."""


@dataclass(frozen=True)
class IndicatorSet:
    """Indicator values, sorted by economy, indicator, counterpart and year.

    Attributes
    ----------
    edition : str
        Identifier of the edition.
    subject : str
        ISO3 code or region that the set was computed for; several joined by `+` after a merge.
    base_year : int
        Year from which changes are counted.
    values : tuple of IndicatorValue
        The values, missing ones included.
    """

    edition: str
    subject: str
    base_year: int
    values: tuple[IndicatorValue, ...]

    @classmethod
    def from_values(
        cls, values: Iterable[IndicatorValue], *, edition: str, subject: str, base_year: int
    ) -> IndicatorSet:
        """Make a set of values in any order.

        Raises
        ------
        ConfigurationError
            If two different values have the same economy, indicator, counterpart and year.
        """
        return cls(edition, subject, base_year, _in_order(values))

    def computed_in(self, notebook: str, cell: str) -> IndicatorSet:
        """Record which cell of which notebook computed the values."""
        return replace(
            self, values=tuple(replace(value, notebook=notebook, cell=cell) for value in self.values)
        )

    def has(self, economy: str, indicator: str, year: int, counterpart: str = "") -> bool:
        """Whether the set holds a value, be it as missing."""
        return (economy, indicator, counterpart, year) in self._by_key

    def get(self, economy: str, indicator: str, year: int, counterpart: str = "") -> IndicatorValue:
        """Return one value.

        Raises
        ------
        UnknownValueError
            If the set does not hold it. A missing value is held, with its reason.
        """
        key = (economy, indicator, counterpart, year)
        if key not in self._by_key:
            raise self._unknown(economy, indicator, counterpart, str(year))
        return self._by_key[key]

    def latest(
        self, economy: str, indicator: str, counterpart: str = "", *, until: int | None = None
    ) -> IndicatorValue:
        """Return the newest value that is not missing, or the newest at all if every one is.

        Parameters
        ----------
        economy, indicator, counterpart : str
            Which value.
        until : int, optional
            Last year to consider, such as the base year where values go on into projections.

        Raises
        ------
        UnknownValueError
            If the set holds no such value.
        """
        held = [v for v in self.series(economy, indicator, counterpart) if until is None or v.year <= until]
        if not held:
            raise self._unknown(
                economy, indicator, counterpart, "any year" if until is None else f"up to {until}"
            )
        return next((value for value in reversed(held) if value.value is not None), held[-1])

    def newest(self, economy: str, indicator: str, counterpart: str = "") -> IndicatorValue | None:
        """Return the newest value that is not missing, or None where every one is, or there is none."""
        held = self.series(economy, indicator, counterpart)
        return next((value for value in reversed(held) if value.value is not None), None)

    def series(self, economy: str, indicator: str, counterpart: str = "") -> tuple[IndicatorValue, ...]:
        """Values of all years, oldest first, missing ones included; empty if there is none."""
        return self._series.get((economy, indicator, counterpart), ())

    def across_counterparts(self, economy: str, indicator: str, year: int) -> tuple[IndicatorValue, ...]:
        """Values of a year for all counterparts, by code; empty if there is none."""
        return self._counterparts.get((economy, indicator, year), ())

    def of(self, indicator: str) -> tuple[IndicatorValue, ...]:
        """Values of an indicator for all economies, counterparts and years."""
        return tuple(value for value in self.values if value.indicator == indicator)

    def frame(self) -> pd.DataFrame:
        """Values as a table: the columns of `indicators.csv`, missing values as NaN, and `reason`."""
        rows = [(*_row(value), value.reason) for value in self.values]
        table = pd.DataFrame(rows, columns=[*COLUMNS, "reason"])
        return table.astype({"year": "int64", "value": "float64"})

    def merge(self, *others: IndicatorSet) -> IndicatorSet:
        """Join sets of one edition; a value that two hold must be the same in both.

        The order of the sets makes no difference: of two cells that computed a value, the first by name
        is named.

        Raises
        ------
        ConfigurationError
            If the sets are of different editions or base years, or disagree about a value.
        """
        return merged((self, *others))

    def write(self, path: Path) -> None:
        """Write the set as one versioned JSON file, the same bytes for the same set."""
        from corridor.indicators.base.files import dump  # noqa: PLC0415 - files.py knows this class

        with path.open("wb") as file:
            file.writelines(dump(self))

    @classmethod
    def read(cls, path: Path) -> IndicatorSet:
        """Read a set that `write` wrote.

        Raises
        ------
        ConfigurationError
            If the file is missing or broken, or has another format number than this version reads.
        """
        from corridor.indicators.base.files import parse  # noqa: PLC0415 - files.py knows this class

        return parse(path)

    def write_csv(self, path: Path) -> None:
        """Write `indicators.csv`: unrounded values, missing ones empty, the columns of the contract."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows((*row[:4], number(row[4]), *row[5:]) for row in map(_row, self.values))

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[IndicatorValue]:
        return iter(self.values)

    @cached_property
    def _by_key(self) -> dict[Key, IndicatorValue]:
        return {value.key: value for value in self.values}

    @cached_property
    def _series(self) -> dict[tuple[str, str, str], tuple[IndicatorValue, ...]]:
        grouped: dict[tuple[str, str, str], list[IndicatorValue]] = {}
        for value in self.values:
            grouped.setdefault((value.economy, value.indicator, value.counterpart), []).append(value)
        return {key: tuple(held) for key, held in grouped.items()}

    @cached_property
    def _counterparts(self) -> dict[tuple[str, str, int], tuple[IndicatorValue, ...]]:
        grouped: dict[tuple[str, str, int], list[IndicatorValue]] = {}
        for value in self.values:
            if value.counterpart:
                grouped.setdefault((value.economy, value.indicator, value.year), []).append(value)
        return {key: tuple(held) for key, held in grouped.items()}

    def _unknown(self, economy: str, indicator: str, counterpart: str, year: str) -> UnknownValueError:
        economies = {value.economy for value in self.values}
        indicators = {value.indicator for value in self.values if value.economy == economy}
        years = sorted({str(value.year) for value in self.series(economy, indicator, counterpart)})
        near = "" if indicator in indicators else suggestion(indicator, indicators)
        known = years if years else indicators or economies
        return UnknownValueError(
            f"The indicators of {self.subject} hold no such value.",
            where=f"edition {self.edition}",
            expected=f"one of {listed(known)}",
            found="/".join(part for part in (economy, indicator, counterpart, year) if part),
            todo=f"Ask for a value that is computed{'; ' + near if near else ''}.",
        )


def number(value: float | None) -> str:
    """Unrounded text of a value: the shortest that reads back the same, whole numbers without a point."""
    if value is None:
        return ""
    return repr(value).removesuffix(".0")


def _row(value: IndicatorValue) -> tuple[str, str, str, int, float | None, str, str, str, str]:
    head = (value.economy, value.indicator, value.counterpart, value.year, value.value)
    return (*head, value.unit, value.status, value.sources, value.vintages)


def merged(sets: Iterable[IndicatorSet]) -> IndicatorSet:
    """Join sets as they come, holding each value once; see `IndicatorSet.merge`.

    Parameters
    ----------
    sets : iterable of IndicatorSet
        One at least.
    """
    first: IndicatorSet | None = None
    subjects: set[str] = set()
    by_key: dict[Key, IndicatorValue] = {}
    for one in sets:
        # A set without values is false.
        first = replace(one, values=()) if first is None else first
        if (one.edition, one.base_year) != (first.edition, first.base_year):
            raise ConfigurationError(
                "Indicators of different editions cannot be joined.",
                expected=f"edition {first.edition}, base year {first.base_year}",
                found=f"{one.edition}, {one.base_year}",
                todo="Join the sets of one edition.",
            )
        subjects.add(one.subject)
        _put(by_key, one.values)
    if first is None:
        raise ValueError("there is no set to join")
    return replace(first, subject="+".join(sorted(subjects)), values=_sorted(by_key))


def _in_order(values: Iterable[IndicatorValue]) -> tuple[IndicatorValue, ...]:
    by_key: dict[Key, IndicatorValue] = {}
    _put(by_key, values)
    return _sorted(by_key)


def _put(by_key: dict[Key, IndicatorValue], values: Iterable[IndicatorValue]) -> None:
    """Add values to those that are there; of one that is there, the origin that is the first by name stays."""
    for value in values:
        held = by_key.setdefault(value.key, value)
        if held is value:
            continue
        if held != value:
            raise ConfigurationError(
                "Two different values stand for the same figure.",
                where=value.id,
                expected=f"{held.value} from {held.vintages}",
                found=f"{value.value} from {value.vintages}",
                todo="Compute both from the same tables.",
            )
        if value.cell and (not held.cell or (value.notebook, value.cell) < (held.notebook, held.cell)):
            by_key[value.key] = value


def _sorted(by_key: dict[Key, IndicatorValue]) -> tuple[IndicatorValue, ...]:
    return tuple(by_key[key] for key in sorted(by_key))
