"""Economies of a region side by side: which are shown, in what order, in which year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corridor.economies import Economy
from corridor.formats import count_in_words
from corridor.indicators import registry
from corridor.language import worded
from corridor.ledger import Figure, derive
from corridor.reports.context import Context

# As many economies as a table, a matrix or bars show at once, and as many as panels do; of a larger region, the
# largest.
LIMIT, PANELS = 12, 9
# Years within which a year counts as recent beside the newest.
RECENT = 5
# Economies that lack a year may hold one in this many of a sum, as members without figures may of a region.
ONE_IN = 20


@dataclass(frozen=True)
class Ranked:
    """An economy of the region and one of its figures."""

    economy: Economy
    figure: Figure


@dataclass(frozen=True)
class Shown:
    """The economies that a chart or table shows: all of the region, or the largest of them.

    Attributes
    ----------
    codes : tuple of str
        ISO3 codes; in the region's order where all are shown, the largest first where not.
    limited : bool
        Whether some are left out.
    by : str
        What makes the largest: "the most people of working age".
    """

    codes: tuple[str, ...]
    limited: bool
    by: str

    @property
    def words(self) -> str:
        """Which they are, for a sentence: "the twelve economies with the most people of working age"."""
        return worded(
            "the {count} economies with {most}", count=count_in_words(len(self.codes)), most=self.by
        )


def shown(context: Context, size: Mapping[str, float], by: str, limit: int = LIMIT) -> Shown:
    """Choose the economies that a chart or table of the region shows.

    Parameters
    ----------
    context : Context
        The edition.
    size : mapping of str to float
        Size of each economy; those without one are shown only where all of the region are.
    by : str
        What the size counts: "the most migrants".
    limit : int
        How many there is room for.
    """
    if len(context.members) <= limit:
        return Shown(context.members, limited=False, by=by)
    order = sorted((m for m in context.members if size.get(m, 0) > 0), key=lambda m: (-size[m], m))
    return Shown(tuple(order[:limit]), limited=True, by=by)


def largest(context: Context, indicators: Sequence[str], year: int, by: str, limit: int = LIMIT) -> Shown:
    """Choose the economies in which indicators add up to most in a year."""
    size: dict[str, float] = {}
    for indicator in indicators:
        for code, figure in context.across(indicator, year).items():
            size[code] = size.get(code, 0.0) + (figure.value or 0.0)
    return shown(context, size, by, limit)


def most_people(context: Context) -> Shown:
    """Choose the economies with most people of working age in the base year."""
    return largest(
        context, ["working_age_population"], context.base, worded("the most people of working age"), PANELS
    )


def ranked(
    context: Context, indicator: str, year: int, codes: Sequence[str] | None = None
) -> tuple[Ranked, ...]:
    """Economies of the region that have a figure, the largest first."""
    return in_order(context, context.across(indicator, year, codes))


def in_order(context: Context, figures: Mapping[str, Figure]) -> tuple[Ranked, ...]:
    """Figures by code as a ranking, the largest first."""
    order = sorted(figures, key=lambda m: (-(figures[m].value or 0), m))
    return tuple(Ranked(context.economies[m], figures[m]) for m in order)


def common_year(context: Context, indicators: Sequence[str]) -> int | None:
    """Find the newest year in which the economies without figures would add little.

    Of the economies that have every indicator in a recent year, those that lack the year may hold a twentieth of
    the first indicator's sum at most, by their newest figures; where no year is so complete, it is the one that
    lacks least. A comparison across economies names this one year.
    """
    held = {code: _years(context, code, indicators) for code in context.members}
    last = max((year for years in held.values() for year in years), default=None)
    if last is None:
        return None
    recent = {code: {y: v for y, v in years.items() if y > last - RECENT} for code, years in held.items()}
    weight = {code: abs(years[max(years)]) for code, years in recent.items() if years}
    lacking = {
        year: sum(size for code, size in weight.items() if year not in recent[code])
        for year in {year for years in recent.values() for year in years}
    }
    complete = [year for year, size in lacking.items() if size * ONE_IN <= sum(weight.values())]
    return max(complete, default=min(lacking, key=lambda year: (lacking[year], -year)))


def _years(context: Context, code: str, indicators: Sequence[str]) -> dict[int, float]:
    """Years in which an economy has every indicator, with the value of the first."""
    series = [
        {v.year: v.value for v in context.ledger.values.series(code, i) if v.value is not None}
        for i in indicators
    ]
    return {year: value for year, value in series[0].items() if all(year in one for one in series)}


def total(figures: Sequence[Figure]) -> Figure | None:
    """Add up one indicator's figures of several economies, or None where there is none."""
    if not figures:
        return None
    first = figures[0]
    formula = worded(
        "Σ {indicator}({year}) over the economies that have it",
        indicator=first.values[0].indicator,
        year=first.year,
    )
    values = [value for figure in figures for value in figure.values]
    return derive(sum(figure.value or 0 for figure in figures), first.unit, formula, *values)


def people(figure: Figure) -> Figure:
    """Write thousands of persons a year as persons, for a sentence that names the year."""
    if figure.value is None:
        return figure
    formula = f"1000 · {figure.values[0].indicator}"
    return derive(1000 * figure.value, "persons", formula, *figure.values)


def without(context: Context, codes: Sequence[str] | Mapping[str, Figure]) -> tuple[Economy, ...]:
    """Economies of the region that are not among some codes."""
    return tuple(context.economies[m] for m in context.members if m not in codes)


def no_source(context: Context, indicator: str, topic: str) -> str:
    """Say why a section has no figures: the edition has no such source, or the source has none here.

    Parameters
    ----------
    context : Context
        The edition.
    indicator : str
        The section's main indicator.
    topic : str
        What the section is on: "students".
    """
    declared = registry().get(indicator)
    if declared is None or any(source not in context.edition.vintages for source in declared.sources):
        return worded("This edition has no source on {topic}.", topic=topic)
    return worded("The sources have no figures on {topic} for the economies of the region.", topic=topic)
