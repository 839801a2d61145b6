"""Figures of a yearly series: the newest, those before it, and why there is none."""

from __future__ import annotations

from collections.abc import Sequence

from corridor.ledger import Figure, figure_of
from corridor.reports.context import COMPARE_YEAR, Context

# A comparison over fewer years than this is no comparison over time.
LEAST_YEARS = 5
# How far from the base year the newest figures of other sources may lie.
YEARS_AFTER, YEARS_BEFORE = 5, 20


def figures(
    context: Context, economy: str, indicator: str, *, counterpart: str = "", projected: bool = True
) -> tuple[Figure, ...]:
    """Figures with values, oldest first.

    Parameters
    ----------
    counterpart : str
        Of a corridor, the other economy.
    projected : bool
        Whether projections count.
    """
    values = context.ledger.values.series(economy, indicator, counterpart)
    return tuple(
        figure_of(v) for v in values if v.value is not None and (projected or v.status != "projected")
    )


def newest(context: Context, economy: str, indicator: str) -> Figure | None:
    """The newest figure that is no projection, or None."""
    found = figures(context, economy, indicator, projected=False)
    return found[-1] if found else None


def before(series: Sequence[Figure]) -> Figure | None:
    """The figure with which the newest of a series is compared.

    That is the one of the comparison year; where there is none, the first after it that is old enough.
    """
    old = [f for f in series if COMPARE_YEAR <= f.year <= series[-1].year - LEAST_YEARS]
    return old[0] if old else None


def across_counterparts(context: Context, economy: str, indicator: str) -> tuple[Figure, ...]:
    """Figures of all counterparts that have one, of the newest year that any has."""
    for year in range(context.base + YEARS_AFTER, context.base - YEARS_BEFORE, -1):
        found = context.ledger.values.across_counterparts(economy, indicator, year)
        if any(v.value is not None for v in found):
            return tuple(figure_of(v) for v in found if v.value is not None)
    return ()


def reason(context: Context, economy: str, indicator: str) -> str:
    """Why the newest figure of an indicator is missing; empty where it is there, or nothing is known of it."""
    values = context.ledger.values.series(economy, indicator)
    return values[-1].reason if values and all(v.value is None for v in values) else ""


def why_newest(context: Context, economy: str, indicator: str) -> str:
    """Why the figure of the source's newest year is missing; empty where it is there."""
    values = context.ledger.values.series(economy, indicator)
    return values[-1].reason if values and values[-1].value is None else ""


def pinned(context: Context, source: str) -> bool:
    """Whether the edition has a vintage of a source."""
    return source in context.edition.vintages
