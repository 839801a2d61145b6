"""Contested estimates: numbers on which publications disagree, beside the official stock of the corridor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from corridor import charts
from corridor.economies import Economy, all_economies
from corridor.formats import full
from corridor.indicators import Area
from corridor.language import defined
from corridor.ledger import Figure, Quoted, figure_of, quote
from corridor.project import Project
from corridor.references import Reference, read_references
from corridor.registers import Entry, each_once, read_register
from corridor.reports.content import ChartBlock, Part, Phrase, phrase, told

if TYPE_CHECKING:
    from corridor.reports.context import Context

FILE = "contested_estimates.yml"
_REQUIRED = {"id", "label", "destination", "origin", "period", "years", "low", "high", "note", "reference"}
_OPTIONAL = {"outlier", "counted"}
_STANDINGS = ("unrealistic", "since discredited")
_INDICATOR = "immigrants_by_origin"


@dataclass(frozen=True)
class Estimate:
    """A number that a publication gives.

    Attributes
    ----------
    figure : Quoted
        The number, in persons.
    words : str
        What stands before it: "upwards of"; or empty.
    standing : str
        What is now thought of it: "unrealistic", "since discredited"; or empty.
    """

    figure: Quoted
    words: str = ""
    standing: str = ""


@dataclass(frozen=True)
class Contested:
    """Estimates of the people of one corridor on which publications disagree, as the register has them.

    Attributes
    ----------
    id, label : str
        Identifier; what is estimated.
    destination, origin : Economy
        The corridor whose official stock stands beside them.
    period : str
        What time they speak of: "about 2003".
    years : tuple of int
        Years of the official stock nearest to that time.
    low, high : Estimate
        Ends of the range.
    outlier : Estimate or None
        A number that is quoted as well.
    note, counted : str
        What to know about the estimates, and about what the official stock counts; sentences.
    reference : Reference
        Where they are from.
    official : tuple of Official
        The official stock, by vintage and year; empty in the register itself.
    """

    id: str
    label: str
    destination: Economy
    origin: Economy
    period: str
    years: tuple[int, ...]
    low: Estimate
    high: Estimate
    outlier: Estimate | None
    note: str
    counted: str
    reference: Reference
    official: tuple[Official, ...] = ()

    @property
    def then(self) -> tuple[Official, ...]:
        """The official stock near the time that the estimates speak of, where a vintage has it."""
        return tuple(one for one in self.official if one.year in self.years and one.figure)

    @property
    def now(self) -> Official | None:
        """The newest official stock of the newest vintage, if it has one."""
        newest = self.official[-1] if self.official else None
        return newest if newest and newest.figure else None

    @property
    def far_above(self) -> bool:
        """Whether even the low end is more than twice every official stock of that time."""
        stocks = [one.figure.value or 0.0 for one in self.then if one.figure]
        return bool(stocks) and (self.low.figure.value or 0.0) > 2 * max(stocks)

    @property
    def told(self) -> Phrase:
        """The official stock near that time and now, by vintage, for a sentence: "3,120 in 2000 (Rev. 2024)"."""
        parts: list[Part] = []
        for label in dict.fromkeys(one.label for one in self.official if one.figure):
            held = [one for one in self.official if one.label == label and one.figure]
            near = [one for one in held if one.year in self.years]
            ends = list(dict.fromkeys([*near[:1], *near[-1:], held[-1]]))
            for at, one in enumerate(ends):
                parts += ["; " if parts and not at else ", " if at else ""]
                parts += told("{figure} in {year}", figure=one.figure or "", year=one.year).parts
            parts.append(f" ({label})")
        return phrase(*(part for part in parts if part))

    @property
    def silent(self) -> tuple[str, ...]:
        """Labels of the vintages that have no figure of the corridor at all."""
        labels = dict.fromkeys(one.label for one in self.official)
        spoken = {one.label for one in self.official if one.figure}
        return tuple(label for label in labels if label not in spoken)


@dataclass(frozen=True)
class Official:
    """The official stock of a corridor in a year, as one vintage has it; the figure is None where it has none."""

    label: str
    year: int
    figure: Figure | None


def read_contested(project: Project) -> tuple[Contested, ...]:
    """Read the register of contested estimates.

    Raises
    ------
    ConfigurationError
        If a key is missing or unknown, an economy or reference is unknown, or a range ends below its
        beginning; with the line.
    """
    entries = read_register(project, FILE)
    entries.only({"estimates"})
    listed = entries.entries("estimates")
    references, economies = read_references(project), all_economies(project)
    made = tuple(_contested(one, references, economies) for one in listed)
    each_once(listed)
    return made


def contested_for(context: Context, economies: Sequence[str]) -> tuple[Contested, ...]:
    """Contested estimates of corridors from or to some economies, with the official stocks.

    Parameters
    ----------
    context : Context
        The edition.
    economies : sequence of str
        ISO3 codes: one for a brief, the region's for an outlook.
    """
    found = read_contested(context.project)
    concerned = [one for one in found if {one.destination.iso3, one.origin.iso3} & set(economies)]
    return tuple(_with_official(context, one) for one in concerned)


def frame(items: Sequence[Contested]) -> pd.DataFrame:
    """Table of estimates and official stocks, as `charts.contested` draws it; persons.

    Returns
    -------
    DataFrame
        Columns label, kind (`estimate`, `discredited`, `official`), low, high, year, source, note; both numbers
        are NaN where a vintage has no figure.
    """
    rows = [row for item in items for row in (*_estimated(item), *_counted(item))]
    return pd.DataFrame(rows, columns=["label", "kind", "low", "high", "year", "source", "note"])


def chart_of(items: Sequence[Contested]) -> ChartBlock:
    """Draw estimates as ranges and official stocks as dots, with the text that replaces the picture."""
    said = told("Published estimates as ranges, official migrant stocks as dots, persons.")
    for item in items:
        one = told("{label}: {low} to {high}", label=item.label, low=item.low.figure, high=item.high.figure)
        if item.now and item.now.figure:
            year, figure = item.now.year, item.now.figure
            one = told("{before}; official stock in {year} {figure}", before=one, year=year, figure=figure)
        said = told("{before} {sentence}.", before=said, sentence=one)
    return ChartBlock(charts.contested("contested", frame(items)), said)


def _contested(entry: Entry, references: dict[str, Reference], economies: dict[str, Economy]) -> Contested:
    entry.only(_REQUIRED, _OPTIONAL)
    name = entry.id()
    reference = references[entry.known("reference", references, "reference")]
    known = {code for code, one in economies.items() if one.kind == "economy"}
    destination, origin = (economies[entry.known(key, known, "economy")] for key in ("destination", "origin"))
    if destination == origin:
        entry.refuse("origin", "has a corridor that leads nowhere", "two economies", origin.iso3)
    low, high = (_estimate(entry.child(key), f"{name}/{key}", reference) for key in ("low", "high"))
    if (low.figure.value or 0) > (high.figure.value or 0):
        entry.refuse("low", "has a range that ends below its beginning", "low up to high", low.figure.text)
    outlier = "outlier" in entry.content
    return Contested(
        id=name,
        label=entry.prose("label"),
        destination=destination,
        origin=origin,
        period=entry.prose("period"),
        years=entry.years("years"),
        low=low,
        high=high,
        outlier=_estimate(entry.child("outlier"), f"{name}/outlier", reference) if outlier else None,
        note=entry.prose("note"),
        counted=entry.prose("counted", default=""),
        reference=reference,
    )


def _estimate(entry: Entry, name: str, reference: Reference) -> Estimate:
    entry.only({"value"}, {"words", "standing"})
    value = entry.number("value")
    if value <= 0 or value != int(value):
        entry.refuse("value", "has an estimate that counts nobody", "a whole number above zero", value)
    standing = entry.known("standing", _STANDINGS, "standing") if "standing" in entry.content else ""
    text = full(value, "persons")
    figure = quote(name, value, "persons", text, reference=reference.key, citation=reference.citation)
    return Estimate(figure, entry.prose("words", default=""), standing)


def _with_official(context: Context, item: Contested) -> Contested:
    at_hand, region = context.at_hand, context.edition.region
    area = Area.economy(item.destination.iso3, region.members)
    found: list[Official] = []
    for mix in at_hand.mixes(["migrant_stock"]):
        values = at_hand.values(_INDICATOR, area, mix)
        for year in sorted({*item.years, at_hand.newest_year(mix)}):
            value = values.get((item.destination.iso3, _INDICATOR, item.origin.iso3, year))
            figure = figure_of(value) if value is not None and value.value is not None else None
            found.append(Official(at_hand.label(mix), year, figure))
    return replace(item, official=tuple(found))


def _estimated(item: Contested) -> list[tuple[object, ...]]:
    """Rows of the estimates: the range, and by themselves those that are no longer believed."""
    source, low, high = item.reference.publisher or item.reference.title, item.low, item.high
    ends = (low.figure.value, high.figure.value)
    note = high.standing or low.standing
    kind = "discredited" if note else "estimate"
    row = (item.label, kind, *ends, item.period, source, defined(note))
    rows: list[tuple[object, ...]] = [row]
    if item.outlier:
        value = item.outlier.figure.value
        standing = defined(item.outlier.standing)
        rows.append((item.label, "discredited", value, value, item.period, source, standing))
    return rows


def _counted(item: Contested) -> list[tuple[object, ...]]:
    """Rows of the official stock: one a year, and one without a number for a vintage that has none."""
    rows: list[tuple[object, ...]] = []
    silent = dict.fromkeys(item.silent, float("nan"))
    for one in item.official:
        value = one.figure.value if one.figure else silent.pop(one.label, None)
        if value is not None:
            rows.append((item.label, "official", value, value, one.year, one.label, ""))
    return rows
