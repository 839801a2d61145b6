"""The newest figures of all economies side by side, and what a page needs to compare some of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corridor import formats
from corridor.charts import DARK, color_of
from corridor.indicators import Indicator, in_order
from corridor.language import defined
from corridor.ledger import Figure
from corridor.reports.context import Context
from corridor.reports.tables import today

NAME = "compare.json"
# More columns than these cannot be read beside each other.
MOST_COLUMNS = 6


@dataclass(frozen=True)
class Shown:
    """A figure in the table, and the page that tells what it rests on; empty where that is this page.

    `year` is empty where it is that of the column.
    """

    figure: Figure
    page: str
    year: str


@dataclass(frozen=True)
class Heading:
    """Head of a column: indicator, unit, and the year that most of its figures are of."""

    label: str
    unit: str
    year: str


@dataclass(frozen=True)
class Comparison:
    """A part of the table: some indicators of a theme for all economies that have any of them."""

    id: str
    theme: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, tuple[Shown | None, ...]], ...]


@dataclass(frozen=True)
class Told:
    """A report that tells what figures rest on: where its records are published, identifiers of its values."""

    page: str
    values: frozenset[str]


def comparisons(context: Context, economies: Sequence[str], told: Mapping[str, Told]) -> list[Comparison]:
    """Put the newest figures of economies and their region side by side, theme by theme.

    Parameters
    ----------
    context : Context
        The edition.
    economies : sequence of str
        ISO3 codes, in the order of the rows; the region is the last row.
    told : mapping of str to Told
        By economy or region, its report.
    """
    themes: dict[str, list[Indicator]] = {}
    for indicator in _comparable(context, [*economies, context.edition.region.id]):
        themes.setdefault(indicator.theme, []).append(indicator)
    found = []
    for theme, indicators in themes.items():
        for at in range(0, len(indicators), MOST_COLUMNS):
            part = indicators[at : at + MOST_COLUMNS]
            found.append(
                _comparison(context, f"{theme.split()[0].lower()}-{at}", theme, part, economies, told)
            )
    return found


def _comparable(context: Context, subjects: Sequence[str]) -> list[Indicator]:
    """Indicators without counterpart of which some subject has a figure that is not only projected."""
    return [
        one
        for one in in_order(context.edition)
        if any((found := today(context, code, one.id)) and not found.missing for code in subjects)
    ]


def _comparison(
    context: Context,
    name: str,
    theme: str,
    indicators: Sequence[Indicator],
    economies: Sequence[str],
    told: Mapping[str, Told],
) -> Comparison:
    region = context.edition.region
    figures = {
        (code, one.id): found.full
        for code in (*economies, region.id)
        for one in indicators
        if (found := today(context, code, one.id)) and not found.missing
    }
    years = {one.id: _usual([f.year for (_, i), f in figures.items() if i == one.id]) for one in indicators}

    def shown(code: str, indicator: str) -> Shown | None:
        figure = figures.get((code, indicator))
        if figure is None:
            return None
        report = told.get(code)
        page = report.page if report and figure.id in report.values else ""
        year = "" if str(figure.year) == years[indicator] else str(figure.year)
        return Shown(figure, page, year)

    names = {**{code: context.economies[code].text for code in economies}, region.id: region.name}
    rows = tuple(
        (label, cells)
        for code, label in names.items()
        if any(cells := tuple(shown(code, one.id) for one in indicators))
    )
    headings = tuple(Heading(one.label, _unit(one.unit), years[one.id]) for one in indicators)
    return Comparison(name, theme, headings, rows)


def _years(context: Context, subjects: Sequence[str], indicator: str) -> dict[str, int]:
    """Year of the figure that stands for today, by economy or region."""
    found = {code: today(context, code, indicator) for code in subjects}
    return {code: figure.year for code, figure in found.items() if figure and not figure.missing}


def _unit(unit: str) -> str:
    """Unit as a head of a column names it; a code or a year has none."""
    return formats.short_unit(unit) if formats.is_quantity(unit) and unit != "year" else ""


def _usual(years: Sequence[int]) -> str:
    """The year that most figures are of; of equally many the newest."""
    counts = Counter(years)
    return str(max(counts, key=lambda year: (counts[year], year))) if counts else ""


def described(context: Context, economies: Sequence[str]) -> dict[str, Any]:
    """Describe economies and indicators for the page's script, which takes the values from `indicators.csv`.

    Parameters
    ----------
    economies : sequence of str
        ISO3 codes, in the order of the boxes.

    Returns
    -------
    dict
        The content of `compare.json`.
    """
    region = context.edition.region
    places = [(code, context.economies[code].text, context.economies[code].short) for code in economies]
    return {
        "economies": [
            {"code": code, "name": name, "short": short}
            | {"color": color_of(code), "dark": DARK.get(color_of(code), color_of(code))}
            for code, name, short in (*places, (region.id, region.name, region.name))
        ],
        "indicators": [
            {"id": one.id, "label": defined(one.label), "theme": defined(one.theme)}
            | {"description": defined(one.description)}
            | {"unit": _unit(one.unit), **formats.for_scripts(one.unit)}
            | {"newest": _years(context, [*economies, region.id], one.id)}
            for one in _comparable(context, [*economies, region.id])
        ],
    }
