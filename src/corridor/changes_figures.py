"""The figures of an edition, each remembered by one value, and those that only one of two editions has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from corridor.changes_mixes import Side
from corridor.formats import joined
from corridor.indicators import IndicatorValue, Tables
from corridor.language import worded

# Economy or region, indicator, counterpart.
Subject = tuple[str, str, str]


@dataclass(frozen=True)
class Unmatched:
    """A figure that only one of two editions has, with the reason why the other has none."""

    value: IndicatorValue
    reason: str

    def as_json(self) -> dict[str, Any]:
        """The figure in the form of `reasons.json`."""
        found = self.value
        return {
            **named((found.economy, found.indicator, found.counterpart)),
            "year": found.year,
            "value": found.value,
            "reason": self.reason,
        }


class Figures:
    """The figures of an edition.

    Parameters
    ----------
    values : iterable of IndicatorValue
        Its values, missing ones included.
    side : Side
        The edition.

    Attributes
    ----------
    by_key : dict
        All values.
    latest : dict
        By subject the newest value up to the base year, or later if it is no projection, that is not missing;
        else the newest; the last one where all values are later.
    newest : dict
        The same without figures that have no value.
    """

    def __init__(self, values: Iterable[IndicatorValue], side: Side) -> None:
        self.side = side
        self.series: dict[Subject, list[IndicatorValue]] = {}
        for value in values:
            self.series.setdefault((value.economy, value.indicator, value.counterpart), []).append(value)
        self.by_key = {value.key: value for held in self.series.values() for value in held}
        self.latest = {one: self._latest(held) for one, held in self.series.items()}
        self.newest = {one: value for one, value in self.latest.items() if value.value is not None}

    def _latest(self, held: list[IndicatorValue]) -> IndicatorValue:
        ordered = sorted(held, key=lambda value: value.year)
        past = [value for value in ordered if self._is_past(value)] or ordered[-1:]
        return next((value for value in reversed(past) if value.value is not None), past[-1])

    def _is_past(self, value: IndicatorValue) -> bool:
        # Other sources than the migrant stock can be newer than the base year.
        return value.year <= self.side.tables.base_year or value.status in ("observed", "estimated")


def unmatched(having: Figures, lacking: Figures) -> Iterator[Unmatched]:
    """Figures that only one edition has, sorted, each with the reason why the other has none."""
    for subject in sorted(having.newest.keys() - lacking.newest.keys()):
        yield Unmatched(having.newest[subject], _why_none(subject, having, lacking))


def _why_none(subject: Subject, having: Figures, lacking: Figures) -> str:
    """Say why an edition has no value of a figure."""
    area, indicator_id, counterpart = subject
    side = lacking.side
    if subject in lacking.latest:
        return lacking.latest[subject].reason
    if indicator_id not in side.declared:
        return worded("Edition {edition} does not have this indicator.", edition=side.edition.id)
    sources = having.side.declared[indicator_id].sources
    absent = [source for source in sources if source not in side.tables]
    if absent:
        titles = joined([title_of(having.side.tables, source) for source in absent])
        return worded(
            "Edition {edition} does not use {titles} or an earlier vintage of it.",
            edition=side.edition.id,
            titles=titles,
        )
    here, there = ({one.id for one in each.side.areas} for each in (having, lacking))
    if area in here - there:
        return worded("Edition {edition} is not about this economy or region.", edition=side.edition.id)
    titles = joined([title_of(side.tables, source) for source in sources])
    if counterpart:
        return worded("The corridor has no row in {titles}.", titles=titles)
    return worded("There is no year with all that it needs in {titles}.", titles=titles)


def title_of(tables: Tables, source: str) -> str:
    """Title of the vintage of a source, as a sentence names it."""
    return tables[source].title


def named(subject: Subject) -> dict[str, str]:
    """What a figure is about, as the files name it."""
    return dict(zip(("economy", "indicator", "counterpart"), subject, strict=True))
