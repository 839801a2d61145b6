"""What changed between two editions, and why.

A figure is an indicator of an economy or region, of a corridor where it has a counterpart. The value by which an
edition is remembered is the newest up to its base year, a later one if it is no projection, or the last one where
all are later, as for changes to 2050. From the older edition's value to the newer's it is three steps, and what
each adds is a part of the change:

1. method: the older edition's tables, by the newer definition of the indicator;
2. revision: the newer edition's tables, for the year and base year of the older. Where several sources differ, each
   gets its effect averaged over all orders of exchanging them, so that nothing depends on the order;
3. new period: the newer edition's year and base year.

The parts add up to the change. Where a step has no value, because a vintage lacks a row, the change cannot be
parted there, and what can be said is said of fewer parts: sources that cannot be exchanged one by one are named
together, joined by `+`; where the newer tables do not have the older year, all that is left is put down to their
revision. Such a change has a reason.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from corridor.changes_figures import Figures, Subject, Unmatched, named, title_of, unmatched
from corridor.changes_mixes import Mixes, Side, averaged
from corridor.checks import CheckReport
from corridor.editions import Edition, read_edition
from corridor.errors import ConfigurationError
from corridor.formats import joined
from corridor.indicators import IndicatorSet, IndicatorValue, load_tables
from corridor.language import plural, worded
from corridor.manifest import json_text
from corridor.project import Project


@dataclass(frozen=True)
class Parts:
    """What a change is made of, in the unit of its figure.

    Attributes
    ----------
    new_period : float
        Effect of the newer year and base year.
    revision : mapping of str to float
        Effect of the newer vintage of each source that has one, by source; several that could not be told
        apart are joined by `+`.
    method : float
        Effect of a new definition.
    """

    new_period: float
    revision: Mapping[str, float]
    method: float

    @property
    def revised(self) -> float:
        """Effect of all revisions together."""
        return math.fsum(self.revision.values())

    @property
    def total(self) -> float:
        """All parts together."""
        return math.fsum((self.new_period, *self.revision.values(), self.method))


@dataclass(frozen=True)
class Change:
    """A figure that both editions have.

    Attributes
    ----------
    old, new : IndicatorValue
        Its value in each; that of the older edition names it.
    parts : Parts
        What the change is made of.
    start, middle : IndicatorValue
        The older edition's value by the newer definition, and on the newer tables for the older year; the step
        before where a step has no value.
    mixes : tuple of IndicatorValue
        Values with only some of the sources exchanged, which the shares of the sources rest on.
    reason : str
        Why the change could not be parted further, as a sentence; empty where it could.
    """

    old: IndicatorValue
    new: IndicatorValue
    parts: Parts
    start: IndicatorValue
    middle: IndicatorValue
    mixes: tuple[IndicatorValue, ...] = ()
    reason: str = ""

    @property
    def subject(self) -> Subject:
        """What the figure is about."""
        return (self.new.economy, self.new.indicator, self.new.counterpart)

    @property
    def size(self) -> float:
        """The change, in the unit of the figure; above zero where the newer value is larger."""
        return number(self.new) - number(self.old)

    def as_json(self) -> dict[str, Any]:
        """The change in the form of `changes.json`."""
        return {
            **named(self.subject),
            "year_old": self.old.year,
            "year_new": self.new.year,
            "old": self.old.value,
            "new": self.new.value,
            "parts": {
                "new_period": self.parts.new_period,
                "revision": dict(self.parts.revision),
                "method": self.parts.method,
            },
        }


@dataclass(frozen=True)
class EditionChanges:
    """All that changed between two editions.

    Attributes
    ----------
    old, new : Edition
        The editions.
    items : tuple of Change
        Figures that both have, sorted by economy, indicator and counterpart.
    appeared, disappeared : tuple of Unmatched
        Figures that only the newer, or only the older, has; sorted likewise.
    reports : tuple of CheckReport
        Verdicts on the older edition's tables.
    base_years : tuple of int
        Base year of the older and of the newer edition.
    """

    old: Edition
    new: Edition
    items: tuple[Change, ...]
    appeared: tuple[Unmatched, ...]
    disappeared: tuple[Unmatched, ...]
    reports: tuple[CheckReport, ...]
    base_years: tuple[int, int]

    @cached_property
    def _by_subject(self) -> dict[Subject, Change]:
        return {item.subject: item for item in self.items}

    def get(self, economy: str, indicator: str, counterpart: str = "") -> Change | None:
        """Return the change of a figure, or None where one of the editions does not have it."""
        return self._by_subject.get((economy, indicator, counterpart))


def compare_with_previous(
    project: Project,
    edition: Edition,
    values: IndicatorSet | None = None,
    *,
    only: Sequence[str] = (),
    keep_going: bool = False,
) -> EditionChanges | None:
    """Compare an edition with the one that it follows; None where it is the first.

    Parameters
    ----------
    project : Project
        The project.
    edition : Edition
        The newer edition.
    values : IndicatorSet, optional
        Its values, where they are computed already.
    only : sequence of str
        ISO3 codes of the economies to be compared; empty for all of them and the region.
    keep_going : bool
        Whether figures that rest on rows which fail a critical check are left out, instead of stopping.

    Raises
    ------
    ConfigurationError
        If the edition before cannot be read, or a file of its vintages is not as it must be.
    CheckError
        If a table of the edition before fails a critical check.
    """
    if edition.previous is None:
        return None
    older = read_edition(project, edition.previous)
    old, new = (
        Side(one, load_tables(project, one, keep_going=keep_going), only=tuple(only))
        for one in (older, edition)
    )
    return compare(old, new, values)


def compare(old: Side, new: Side, values: IndicatorSet | None = None) -> EditionChanges:
    """Compare two editions.

    Parameters
    ----------
    old, new : Side
        The editions with their tables.
    values : IndicatorSet, optional
        Values of the newer edition, where they are computed already.

    Raises
    ------
    ConfigurationError
        If a figure has another unit in one edition than in the other.
    """
    mixes = Mixes(old, new)
    before = Figures(mixes.older(), old)
    now = Figures(mixes.newer() if values is None else _compared(values, new), new)
    shared = sorted(before.newest.keys() & now.newest.keys())
    return EditionChanges(
        old.edition,
        new.edition,
        tuple(_change(mixes, before.newest[one], now.newest[one], now) for one in shared),
        tuple(unmatched(now, before)),
        tuple(replace(one, value=_from(one.value, old)) for one in unmatched(before, now)),
        tuple(old.tables[source].checked.report for source in old.sources),
        (old.tables.base_year, new.tables.base_year),
    )


def _compared(values: IndicatorSet, side: Side) -> Iterable[IndicatorValue]:
    """Values of the economies that are compared, and of their corridors."""
    codes = set(side.only)
    return (v for v in values if not codes or {v.economy, v.counterpart} & codes)


def number(value: IndicatorValue) -> float:
    """Value of a figure that is known to have one."""
    if value.value is None:
        raise ValueError(f"{value.id} is missing")
    return value.value


def changes_files(changes: EditionChanges | None) -> dict[str, bytes]:
    """Contents of `changes.json` and `reasons.json`, by name; those of the first edition are empty lists."""
    items = changes.items if changes else ()
    reasons = {
        "appeared": [one.as_json() for one in (changes.appeared if changes else ())],
        "disappeared": [one.as_json() for one in (changes.disappeared if changes else ())],
        "not_parted": [{**named(item.subject), "reason": item.reason} for item in items if item.reason],
    }
    listed = [item.as_json() for item in items]
    return {"changes.json": json_text(listed).encode(), "reasons.json": json_text(reasons).encode()}


def _from(value: IndicatorValue, side: Side) -> IndicatorValue:
    return replace(value, edition=side.edition.id)


def _change(mixes: Mixes, old: IndicatorValue, new: IndicatorValue, now: Figures) -> Change:
    _refuse_units(old, new)
    # The notebook that computes a value is the same in both editions, run with another parameter.
    old = replace(_from(old, mixes.old), notebook=new.notebook, cell=new.cell)
    start = mixes.value(old.key, frozenset()) if mixes.redefined(new.indicator) else old
    if start is None:
        reason = worded(
            "By the newer definition, the tables of edition {edition} give no value.",
            edition=mixes.old.edition.id,
        )
        return Change(old, new, Parts(0.0, {}, number(new) - number(old)), old, new, reason=reason)
    method = number(start) - number(old)
    players = mixes.changed(new.indicator)
    middle = _own(mixes.value(old.key, frozenset(players)), now) if players else start
    if middle is None:
        parts = Parts(0.0, {"+".join(players): number(new) - number(start)}, method)
        return Change(old, new, parts, start, new, reason=_no_old_year(mixes, old, players))
    known = {frozenset(): start, frozenset(players): middle}
    revision, reason = _revision(mixes, old, players, known)
    between = tuple(value for group, value in known.items() if value not in (start, middle))
    parts = Parts(number(new) - number(middle), revision, method)
    return Change(old, new, parts, start, middle, between, reason)


def _revision(
    mixes: Mixes,
    old: IndicatorValue,
    players: tuple[str, ...],
    known: dict[frozenset[str], IndicatorValue],
) -> tuple[dict[str, float], str]:
    """Share the revision among the sources; `known` gets the values that this takes."""
    whole = number(known[frozenset(players)]) - number(known[frozenset()])
    if len(players) < 2:
        return dict.fromkeys(players, whole), ""
    for group in _some_of(players):
        value = mixes.value(old.key, group)
        if value is None:
            names = joined([title_of(mixes.new.tables, source) for source in players])
            return {"+".join(players): whole}, worded(
                "{names} cannot be exchanged one without the other.", names=names
            )
        known[group] = value
    return averaged(players, lambda group: number(known[group])), ""


def _some_of(players: tuple[str, ...]) -> list[frozenset[str]]:
    """Groups of sources that are neither none nor all."""
    groups = [
        frozenset(s for n, s in enumerate(players) if bits >> n & 1) for bits in range(2 ** len(players))
    ]
    return groups[1:-1]


def _own(middle: IndicatorValue | None, now: Figures) -> IndicatorValue | None:
    """Return the newer edition's own figure in place of a mix that comes to the same from the same rows."""
    own = now.by_key.get(middle.key) if middle else None
    if middle is None or own is None or (own.value, own.inputs) != (middle.value, middle.inputs):
        return middle
    return own


def _no_old_year(mixes: Mixes, old: IndicatorValue, players: tuple[str, ...]) -> str:
    titles = joined([title_of(mixes.new.tables, source) for source in players])
    return plural(
        "{titles} has no figure for {year}, the older edition's year.",
        "{titles} have no figure for {year}, the older edition's year.",
        len(players),
        titles=titles,
        year=old.year,
    )


def _refuse_units(old: IndicatorValue, new: IndicatorValue) -> None:
    if old.unit != new.unit:
        raise ConfigurationError(
            f"The indicator {new.indicator} is measured in another unit than before.",
            where=f"src/corridor/indicators/{new.indicator}.py",
            expected=old.unit,
            found=new.unit,
            todo="Give what is measured in another unit another identifier.",
        )
