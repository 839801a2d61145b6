"""The values that test a statement: an indicator of a scope, with each vintage at hand, as figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from corridor.indicators import Area, IndicatorValue, indicator
from corridor.language import noted, worded
from corridor.ledger import Figure, derive, figure_of
from corridor.statements.declaration import Trial
from corridor.vintages import AtHand, Mix

STATED, NEWEST = "stated", "newest"
NO_FIGURE = "There is no figure."
# Of several economies, the newest value of each counts if it is at most this much older than the newest of all.
_RECENT = 5
# An economy and, for a corridor, its counterpart; the values by year.
Series = Mapping[tuple[str, str], Mapping[int, IndicatorValue]]


@dataclass(frozen=True)
class Point:
    """One value of a reading.

    Attributes
    ----------
    year : int
        Year it stands for.
    figure : Figure or None
        The value; None where it is missing.
    reason : str
        Why it is missing.
    code : str
        ISO3 code of the place it is about, where it is one of several.
    known : bool
        Whether there were rows to compute from. A value that is missing although there were is an answer: what
        was asked for does not occur.
    """

    year: int
    figure: Figure | None
    reason: str = ""
    code: str = ""
    known: bool = True


@dataclass(frozen=True)
class Measured:
    """The values of a test with one mix of vintages, at one time.

    Attributes
    ----------
    time : str
        `stated`, the time that the statement speaks of, or `newest`.
    mix : Mix
        The vintages.
    label : str
        Their short names.
    points : tuple of Point
        The values: one a year, or one for each place.
    """

    time: str
    mix: Mix
    label: str
    points: tuple[Point, ...]


def measure(at_hand: AtHand, test: Trial) -> tuple[Measured, ...]:
    """Compute a test with every vintage at hand, the oldest first: for the time spoken of, then for the newest.

    Returns
    -------
    tuple of Measured
        None where a source of the indicator has no vintage at hand.
    """
    found = []
    for mix in at_hand.mixes(indicator(test.indicator).sources):
        label, series = at_hand.label(mix), _gathered(at_hand, test, mix)
        if test.years:
            points = tuple(point for year in test.years for point in _points(test, series, year))
            found.append(Measured(STATED, mix, label, points))
        newest = _newest(test, series) if test.newest else ()
        if newest:
            found.append(Measured(NEWEST, mix, label, newest))
    return tuple(found)


def _gathered(at_hand: AtHand, test: Trial, mix: Mix) -> Series:
    """Values of the scope, or of each of its economies, by year."""
    region = at_hand.edition.region.members
    areas: Iterable[Area] = [test.scope.area(region)]
    if test.of or _ranks(test):
        areas = [Area.economy(code, region) for code in test.scope.members]
    series: dict[tuple[str, str], dict[int, IndicatorValue]] = {}
    for area in areas:
        values = at_hand.values(test.indicator, area, mix, base_year=test.base_year)
        for (economy, _, counterpart, year), value in values.items():
            wanted = test.among is None or counterpart in test.among.members
            if wanted and counterpart != economy:
                series.setdefault((economy, counterpart), {})[year] = value
    return series


def _points(test: Trial, series: Series, year: int) -> tuple[Point, ...]:
    """Points of a year: of a value of its own, of several joined, or of the places that come first."""
    held = [values[year] for values in series.values() if year in values]
    return _joined(test, held, year)


def _newest(test: Trial, series: Series) -> tuple[Point, ...]:
    """Points of the newest year; for a rise, of the last year spoken of and of the newest, if that is later."""
    known = [v for values in series.values() for v in values.values() if _counts(v)]
    if not known:
        return (Point(0, None, NO_FIGURE, known=False),)
    newest = max(value.year for value in known)
    if test.expect is not None and test.expect.kind == "rises":
        last = test.years[-1]
        return (*_points(test, series, last), *_points(test, series, newest)) if newest > last else ()
    if test.of not in ("largest", "smallest", "median", "range"):
        return _points(test, series, newest)
    latest = {(v.economy, v.counterpart): v for v in sorted(known, key=lambda v: v.year)}
    recent = [value for value in latest.values() if value.year >= newest - _RECENT]
    return _joined(test, recent, newest)


def _joined(test: Trial, held: Sequence[IndicatorValue], year: int) -> tuple[Point, ...]:
    values = sorted((v for v in held if v.value is not None), key=lambda v: (v.value or 0.0, v.id))
    if not values:
        lacking = held[0] if len(held) == 1 else None
        rows = any(used.rows for used in lacking.inputs) if lacking else False
        return (Point(year, None, lacking.reason if lacking else NO_FIGURE, known=rows),)
    if test.expect is not None and test.expect.kind == "first":
        return _first(values, len(test.expect.codes), year)
    return _STATISTICS[test.of](values, test.scope.name)


def _own(values: Sequence[IndicatorValue], _: str) -> tuple[Point, ...]:
    return tuple(Point(value.year, figure_of(value)) for value in values)


def _largest(values: Sequence[IndicatorValue], name: str) -> tuple[Point, ...]:
    return (_chosen(values[-1], noted("largest of {values}"), values, name),)


def _smallest(values: Sequence[IndicatorValue], name: str) -> tuple[Point, ...]:
    return (_chosen(values[0], noted("smallest of {values}"), values, name),)


def _range(values: Sequence[IndicatorValue], name: str) -> tuple[Point, ...]:
    return (*_smallest(values, name), *_largest(values, name))


def _median(values: Sequence[IndicatorValue], name: str) -> tuple[Point, ...]:
    """Take the middle value, or the mean of the two in the middle: the figure rests on these."""
    middle = values[(len(values) - 1) // 2 : len(values) // 2 + 1]
    number = math.fsum(value.value or 0.0 for value in middle) / len(middle)
    formula = worded("median of {values}", values=_counted(values, name))
    figure = derive(number, middle[0].unit, formula, *middle)
    return (Point(max(value.year for value in middle), figure),)


def _sum(values: Sequence[IndicatorValue], name: str) -> tuple[Point, ...]:
    figure = figure_of(values[0])
    if len(values) > 1:
        ordered = sorted(values, key=lambda value: value.id)
        total = math.fsum(value.value or 0.0 for value in ordered)
        figure = derive(
            total, values[0].unit, worded("sum of {values}", values=_counted(values, name)), *ordered
        )
    return (Point(values[0].year, figure),)


def _chosen(value: IndicatorValue, which: str, values: Sequence[IndicatorValue], name: str) -> Point:
    formula = worded(which, values=_counted(values, name))
    figure = derive(value.value or 0.0, value.unit, formula, value)
    return Point(value.year, figure, code=value.economy)


def _counted(values: Sequence[IndicatorValue], name: str) -> str:
    told = {"indicator": values[0].indicator, "count": len(values), "region": name}
    if values[0].counterpart:
        return worded("{indicator} over {count} corridors ({region})", **told)
    return worded("{indicator} over {count} economies ({region})", **told)


_STATISTICS: Mapping[str, Callable[[Sequence[IndicatorValue], str], tuple[Point, ...]]] = {
    "": _own,
    "largest": _largest,
    "smallest": _smallest,
    "median": _median,
    "range": _range,
    "sum": _sum,
}


def _first(values: Sequence[IndicatorValue], count: int, year: int) -> tuple[Point, ...]:
    """Add up corridors by counterpart and take those with the most, the most first; of equals the first by code."""
    groups: dict[str, list[IndicatorValue]] = {}
    for value in sorted(values, key=lambda value: value.id):
        groups.setdefault(value.counterpart, []).append(value)
    totals = {code: math.fsum(v.value or 0.0 for v in group) for code, group in groups.items()}
    order = sorted(totals, key=lambda code: (-totals[code], code))[:count]
    formula = worded("sum of {indicator} of one counterpart", indicator=values[0].indicator)
    return tuple(
        Point(year, derive(totals[code], groups[code][0].unit, formula, *groups[code]), code=code)
        for code in order
    )


def _counts(value: IndicatorValue) -> bool:
    return value.value is not None and value.status != "projected"


def _ranks(test: Trial) -> bool:
    return test.expect is not None and test.expect.kind == "first"
