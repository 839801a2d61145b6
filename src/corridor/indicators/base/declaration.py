"""What declares an indicator: one `INDICATOR` in a file of its own, with a worked example."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from corridor.errors import ConfigurationError, listed
from corridor.indicators.base.areas import Area, Covered
from corridor.indicators.base.figures import Codes, Figure, Selection
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import STATUSES, IndicatorValue, Input
from corridor.language import noted, worded

THEMES = ("Migrants and emigrants", "Corridors", "Ageing", "Money", "Talent", "Rights")
SCOPES = ("economy", "counterpart", "region")
# How the reason of a value begins that is not told although it could be computed.
WITHHELD = noted("Withheld:")
_ONLY_MISSING = "where, and only where, the value is missing"
Compute = Callable[[Area, Tables], Iterable[IndicatorValue]]


@dataclass(frozen=True)
class Example:
    """A worked example that a person can check by hand.

    Attributes
    ----------
    rows : mapping of str to str
        By source, a small table as CSV text with its header.
    area : Area
        For whom the indicator is computed.
    year : int
        Year of the value to expect.
    value : float
        The value to expect, in the indicator's unit.
    arithmetic : str
        How it comes about, in words and numbers.
    counterpart : str
        Counterpart of the value to expect.
    economy : str
        Economy of the value, where it is not the area.
    base_year : int or None
        Base year; the newest year of the example's migrant stock when None.
    """

    rows: Mapping[str, str]
    area: Area
    year: int
    value: float
    arithmetic: str
    counterpart: str = ""
    economy: str = ""
    base_year: int | None = None


@dataclass(frozen=True)
class Indicator:
    """The declaration of an indicator.

    Attributes
    ----------
    id : str
        Identifier, the same as the name of its file.
    label : str
        Name in tables.
    unit : str
        Unit of its values.
    description : str
        What it measures, in one plain sentence.
    theme : str
        The theme it belongs to, one of `THEMES`.
    order : int
        Its place in tables, the smallest first.
    scopes : tuple of str
        `economy`: one value a year for an economy; `counterpart`: one for each counterpart of an economy;
        `region`: values of a region.
    period : str
        The years it has values for, in words.
    formula : str
        The formula, in the notation of the methodology.
    reference : str
        Publication that the concept is from.
    sources : tuple of str
        Sources it is computed from.
    compute : callable
        Plain function of an area and the tables; yields the values.
    example : Example
        A worked example.
    version : int
        Raised whenever the method changes.
    earlier : tuple of Indicator
        The definitions that it had before, each with its version, for editions that were made with them.
    """

    id: str
    label: str
    unit: str
    description: str
    theme: str
    order: int
    scopes: tuple[str, ...]
    period: str
    formula: str
    reference: str
    sources: tuple[str, ...]
    compute: Compute
    example: Example
    version: int = 1
    earlier: tuple[Indicator, ...] = ()

    def applies_to(self, area: Area) -> bool:
        """Whether it has values for an area."""
        return area.scope in self.scopes or (area.scope == "economy" and "counterpart" in self.scopes)

    @property
    def place(self) -> str:
        """File and line of its compute function, for messages."""
        file = f"src/corridor/indicators/{self.id}.py"
        code = getattr(inspect.unwrap(self.compute), "__code__", None)
        own = code is not None and PurePath(code.co_filename).stem == self.id
        return f"{file}, line {code.co_firstlineno}" if code is not None and own else file

    def value(
        self,
        covered: Covered,
        figure: Figure,
        *,
        counterpart: str = "",
        economy: str = "",
        chosen_by: tuple[Selection, ...] = (),
    ) -> IndicatorValue:
        """Make the value that a figure gives.

        Parameters
        ----------
        covered : Covered
            For whom and which year; if it has a reason, the value is missing for it.
        figure : Figure
            The computed number with what it rests on.
        counterpart : str, optional
            ISO3 code of the counterpart.
        economy : str, optional
            ISO3 code of the economy, where it is not the area itself.
        chosen_by : tuple of Selection, optional
            Rows that say which value is asked for, such as the largest destinations. They are among the inputs,
            but the number is not made of them and its status is not theirs.
        """
        reason = covered.reason or figure.reason or _withheld((*figure.selections, *chosen_by))
        return IndicatorValue(
            economy=economy or covered.area.id,
            indicator=self.id,
            counterpart=counterpart,
            year=covered.year,
            value=None if reason else figure.value,
            unit=self.unit,
            status="missing" if reason else _weakest(figure.selections),
            reason=reason,
            inputs=_inputs((*figure.selections, *chosen_by)),
            without=covered.without,
        )

    def evaluate(self, area: Area, tables: Tables) -> Iterator[IndicatorValue]:
        """Compute and check the values for an area.

        Raises
        ------
        ConfigurationError
            If a value is infinite or no number, has another unit or indicator than declared, an unknown
            status, no reason although it is missing, or no rows although it is not.
        """
        for value in self.compute(area, tables):
            fault = _fault(value, self)
            if fault:
                raise ConfigurationError(
                    f"The indicator {self.id} yields a value that cannot be.",
                    where=f"{self.place}, {value.id}",
                    expected=fault[0],
                    found=fault[1],
                    todo="Correct its compute function.",
                )
            yield value if value.version == self.version else replace(value, version=self.version)


def refuse_doubled(values: Iterable[IndicatorValue], declared: Mapping[str, Indicator]) -> None:
    """Refuse two values with the same economy, indicator, counterpart and year.

    Parameters
    ----------
    values : iterable of IndicatorValue
        The values.
    declared : mapping of str to Indicator
        The indicators that they are of, by identifier.

    Raises
    ------
    ConfigurationError
        Naming the first such value.
    """
    seen: set[tuple[str, str, str, int]] = set()
    for value in values:
        if value.key in seen:
            raise ConfigurationError(
                f"The indicator {value.indicator} yields one value twice.",
                where=f"{declared[value.indicator].place}, {value.id}",
                expected="one value for each economy, counterpart and year",
                found="two",
                todo="Correct its compute function.",
            )
        seen.add(value.key)


def _fault(value: IndicatorValue, indicator: Indicator) -> tuple[str, str] | None:
    """What was expected of a value and what was found, where it cannot be."""
    return next(_faults(value, indicator), None)


def _faults(value: IndicatorValue, indicator: Indicator) -> Iterator[tuple[str, str]]:
    missing = value.status == "missing"
    if value.indicator != indicator.id:
        yield f"indicator {indicator.id}", value.indicator
    if value.unit != indicator.unit:
        yield f"unit {indicator.unit}", value.unit
    if value.status not in STATUSES:
        yield listed(STATUSES), value.status
    if value.value is not None and not math.isfinite(value.value):
        yield "a finite number", str(value.value)
    if missing != (value.value is None):
        yield f"no number {_ONLY_MISSING}", str(value.value)
    if missing != bool(value.reason):
        yield f"a reason {_ONLY_MISSING}", value.reason or "none"
    if not value.inputs:
        yield "inputs", "none"
    if not missing and not all(used.rows for used in value.inputs):
        yield "inputs with rows", "an input without rows"
    if not all(used.source in indicator.sources for used in value.inputs):
        yield f"inputs from {listed(indicator.sources)}", value.sources


def _withheld(selections: tuple[Selection, ...]) -> str:
    """Reason that a value is withheld: it rests on rows that failed a data check; empty where it does not."""
    titles = [one.view.title for one in selections if one.fails]
    if not titles:
        return ""
    why = worded("a data check failed on rows of {table} that it rests on.", table=titles[0])
    return f"{worded(WITHHELD)} {why}"


def _weakest(selections: tuple[Selection, ...]) -> str:
    return max({status for one in selections for status in one.statuses}, key=STATUSES.index)


def _inputs(selections: tuple[Selection, ...]) -> tuple[Input, ...]:
    by_source: dict[str, list[Selection]] = {}
    for selection in selections:
        by_source.setdefault(selection.view.source_id, []).append(selection)
    return tuple(_input(chosen) for _, chosen in sorted(by_source.items()))


def _input(chosen: list[Selection]) -> Input:
    view = chosen[0].view
    different = (
        chosen[0].rows.size if len(chosen) == 1 else len(set().union(*(one.rows.tolist() for one in chosen)))
    )
    return Input(view.source_id, view.vintage_id, view.sha256, tuple(one.key for one in chosen), different)


def example_area(iso3: str, *others: str, region: Codes = ()) -> Area:
    """Make the area of a worked example: an economy, or with others a region named `example`."""
    return Area.of_region("example", (iso3, *others)) if others else Area.economy(iso3, region)
