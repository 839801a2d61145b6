"""The record behind every number: no figure reaches a page except through here.

A `Figure` is a number with its text, the indicator values it rests on and their input rows. `page_ledger` notes the
figures that a page really shows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from corridor import formats
from corridor.anchors import derived_anchor, slug, value_anchor
from corridor.errors import ConfigurationError
from corridor.indicators import IndicatorSet, IndicatorValue, definition


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
        """Where the page tells what the number rests on, or how it was derived."""
        return derived_anchor(self.id, self.formula) if self.derived else anchor(self.values[0])

    @property
    def missing(self) -> bool:
        """Whether there is no number."""
        return self.value is None

    @property
    def derived(self) -> bool:
        """Whether the number was calculated in the text rather than by an indicator."""
        return self.formula != definition(self.values[0]).formula

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


@dataclass(frozen=True)
class Quoted(Figure):
    """A number that a publication gives: it rests on the publication, not on tables of ours.

    Nothing can be derived from it, and no check guards it.

    Attributes
    ----------
    entry : str
        What it is in the register that quotes it: "north-koreans-in-china/low".
    reference : str
        Key of the publication in the bibliography.
    citation : str
        Publisher, title and year in one line.
    """

    entry: str = ""
    reference: str = ""
    citation: str = ""

    @property
    def id(self) -> str:
        """Identifier on pages and in ledgers: "quoted/north-koreans-in-china/low"."""
        return f"quoted/{self.entry}"

    @property
    def anchor(self) -> str:
        """Where the page tells which publication gives it."""
        return slug(self.id)

    @property
    def derived(self) -> bool:
        """Never: it is printed as it was published."""
        return False

    @property
    def year(self) -> int:
        """None: the text beside it says what time it is about.

        Raises
        ------
        ValueError
            Always.
        """
        raise ValueError(f"a quoted number has no year: {self.id}")

    @property
    def full(self) -> Quoted:
        """Itself: it is written as the publication has it."""
        return self


def quote(entry: str, value: float, unit: str, text: str, *, reference: str, citation: str) -> Quoted:
    """Make the figure of a number that a publication gives.

    Parameters
    ----------
    entry : str
        What it is in the register that quotes it.
    value : float
        The number, in `unit`.
    text : str
        The number as the publication writes it.
    reference, citation : str
        Key in the bibliography; publisher, title and year.

    Raises
    ------
    ConfigurationError
        If it names no publication.
    """
    if not reference or not citation:
        raise ConfigurationError(
            "A number would be quoted without a publication.",
            where=entry,
            expected="the key of a publication in reports/references.bib",
            found="none",
            todo="Name the publication.",
        )
    return Quoted((), value, unit, text, "quoted", entry, reference, citation)


def anchor(value: IndicatorValue) -> str:
    """Anchor of the place on a page that tells what a value rests on."""
    return value_anchor(value.id)


def figure_of(value: IndicatorValue) -> Figure:
    """Make the figure of an indicator value, written for running text; a missing one has no text."""
    text = "" if value.value is None else formats.eye(value.value, value.unit)
    return Figure((value,), value.value, value.unit, text, definition(value).formula)


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

    def newest_figure(self, economy: str, indicator: str, counterpart: str = "") -> Figure | None:
        """Return the figure of the newest year that has a value, or None where no year has one.

        For series that go on into projections that is the last year of those.
        """
        value = self.values.newest(economy, indicator, counterpart)
        return None if value is None else figure_of(value)
