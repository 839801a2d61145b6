"""The record behind every number: no figure reaches a page except through here.

A `Figure` is a number with its text, the indicator values it rests on and their input rows. A `PageLedger` notes
the figures that a page really shows; it becomes the page's `ledger.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corridor import formats
from corridor.errors import ConfigurationError
from corridor.indicators import IndicatorSet, IndicatorValue, Input, registry

Checks = Mapping[tuple[str, str], Sequence[str]]


@dataclass(frozen=True)
class Figure:
    """A number as a reader meets it, and what it rests on.

    Attributes
    ----------
    values : tuple of IndicatorValue
        One value, or the several that a derived number was calculated from.
    value : float or None
        The number in `unit`; None when it is missing.
    text : str
        The number as written, empty when it is missing.
    formula : str
        The indicator's formula, or the arithmetic of a derived number.
    """

    values: tuple[IndicatorValue, ...]
    value: float | None
    unit: str
    text: str
    formula: str

    @property
    def id(self) -> str:
        """Identifier of the contract; several, separated by spaces, for a derived number."""
        return " ".join(dict.fromkeys(v.id for v in self.values))

    @property
    def anchor(self) -> str:
        """Where the page tells what the number rests on."""
        return anchor(self.values[0])

    @property
    def missing(self) -> bool:
        """Whether there is no number."""
        return self.value is None

    @property
    def derived(self) -> bool:
        """Whether the number was calculated in the text rather than by an indicator."""
        return self.formula != registry()[self.values[0].indicator].formula

    @property
    def reason(self) -> str:
        """Why the number is missing."""
        return next((v.reason for v in self.values if v.value is None), "")

    @property
    def year(self) -> int:
        """Year of the (last) value."""
        return self.values[-1].year

    @property
    def full(self) -> Figure:
        """The same number as a table writes it: in full, without its unit."""
        return self if self.value is None else replace(self, text=formats.full(self.value, self.unit))

    @property
    def size(self) -> Figure:
        """The number without its sign, for sentences whose verb says the direction."""
        if self.value is None or self.value >= 0:
            return self
        turned = f"({self.formula})" if self.derived else self.values[0].indicator
        return derive(-self.value, self.unit, f"−1 · {turned}", *self.values)


def anchor(value: IndicatorValue) -> str:
    """Anchor of the place on a page that tells what a value rests on."""
    return "value-" + re.sub(r"[^\w-]+", "-", value.id.lower()).strip("-")


def figure_of(value: IndicatorValue) -> Figure:
    """Make the figure of an indicator value, written for running text; a missing one has no text."""
    text = "" if value.value is None else formats.eye(value.value, value.unit)
    return Figure((value,), value.value, value.unit, text, registry()[value.indicator].formula)


def derive(value: float, unit: str, formula: str, *values: IndicatorValue) -> Figure:
    """Make a figure by arithmetic on indicator values.

    Parameters
    ----------
    value : float
        The result, in `unit`.
    formula : str
        The arithmetic, as the ledger states it.

    Raises
    ------
    ConfigurationError
        If it rests on no value, or on a missing one.
    """
    missing = [v.id for v in values if v.value is None]
    if missing or not values:
        raise ConfigurationError(
            "A number would be derived from a missing figure.",
            where=formula,
            expected="figures with values",
            found=", ".join(missing) or "no figure",
            todo="Ask whether the figures exist before the sentence is written.",
        )
    return Figure(values, value, unit, formats.eye(value, unit), formula)


@dataclass(frozen=True)
class Ledger:
    """All indicator values of an edition, to make figures from."""

    values: IndicatorSet

    def figure(self, economy: str, indicator: str, year: int, counterpart: str = "") -> Figure:
        """Return the figure of an indicator value, written for running text.

        Raises
        ------
        ConfigurationError
            If the edition has no such value, not even a missing one.
        """
        return figure_of(self.values.get(economy, indicator, year, counterpart))

    def maybe(self, economy: str, indicator: str, year: int, counterpart: str = "") -> Figure | None:
        """Return the figure, or None where the edition has no row or no value for it."""
        if not self.values.has(economy, indicator, year, counterpart):
            return None
        figure = self.figure(economy, indicator, year, counterpart)
        return None if figure.missing else figure


class PageLedger:
    """The figures that one page shows, in the order in which it first shows them."""

    def __init__(self, checks: Checks) -> None:
        self._checks = checks
        self._figures: dict[tuple[str, str], Figure] = {}

    def note(self, figure: Figure) -> None:
        """Record that the page shows a figure."""
        self._figures.setdefault((figure.id, figure.text), figure)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What the page shows."""
        return tuple(self._figures.values())

    def values(self) -> tuple[IndicatorValue, ...]:
        """Indicator values that the page's figures rest on, each once, sorted by identifier."""
        return tuple(sorted({v.id: v for f in self.figures for v in f.values}.values(), key=lambda v: v.id))

    def sources(self) -> tuple[tuple[str, str], ...]:
        """Sources and vintages that the page's figures rest on, sorted."""
        pairs = {(i.source, i.vintage) for f in self.figures for v in f.values for i in v.inputs}
        return tuple(sorted(pairs))

    def records(self) -> list[dict[str, Any]]:
        """The ledger as plain data, one record a figure, in the contract's form."""
        return [self._record(figure) for figure in self.figures]

    def _record(self, figure: Figure) -> dict[str, Any]:
        first = figure.values[0]
        inputs = _distinct(figure.values)
        guards = {c for i in inputs for c in self._checks.get((i.source, i.vintage), ())}
        return {
            "id": figure.id,
            "text": figure.text,
            "value": figure.value,
            "unit": figure.unit,
            "economy": first.economy,
            "indicator": "+".join(dict.fromkeys(v.indicator for v in figure.values)),
            "counterpart": first.counterpart,
            "year": figure.year,
            "formula": figure.formula,
            "inputs": [
                {
                    "source": i.source,
                    "vintage": i.vintage,
                    "sha256": i.sha256,
                    "keys": list(i.keys),
                    "rows": i.rows,
                }
                for i in inputs
            ],
            "checks": sorted(guards),
            "notebook": first.notebook,
            "cell": first.cell,
        }

    def write(self, path: Path) -> None:
        """Write `ledger.json`."""
        text = json.dumps(self.records(), ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
        path.write_text(text + "\n", encoding="utf-8")


def _distinct(values: Sequence[IndicatorValue]) -> list[Input]:
    return list(dict.fromkeys(i for v in values for i in v.inputs))
