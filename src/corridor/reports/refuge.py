"""Refugees whom an economy hosts, and refugees from it."""

from __future__ import annotations

from dataclasses import dataclass

from corridor import claims
from corridor.claims import Trend
from corridor.ledger import Figure
from corridor.reports.context import Context
from corridor.reports.yearly import before, figures, pinned, why_newest

# From as many refugees on a brief tells of those from its economy; of fewer, its table does.
TOLD_FROM = 1000


@dataclass(frozen=True)
class Refuge:
    """Refugees at the end of the newest year.

    Attributes
    ----------
    hosted, origin : Figure or None
        Refugees living in the economy, and refugees from it elsewhere, persons.
    hosted_trend : Trend or None
        Of the former, against an earlier year.
    reason : str
        Why none are known to be hosted.
    pinned : bool
        Whether the edition has a source on refugees.
    """

    hosted: Figure | None
    origin: Figure | None
    hosted_trend: Trend | None
    reason: str
    pinned: bool

    @property
    def told_of_origin(self) -> bool:
        """Whether refugees from the economy are worth a sentence: many, or all that is known."""
        least = TOLD_FROM if self.hosted is not None else 1
        return self.origin is not None and (self.origin.value or 0) >= least


def refuge(context: Context, iso3: str) -> Refuge:
    """Write down the refugees that an economy hosts and those that come from it."""
    hosted, origin = (_current(context, iso3, name) for name in ("refugees_hosted", "refugees_from"))
    return Refuge(
        hosted=hosted[-1] if hosted else None,
        origin=origin[-1] if origin else None,
        hosted_trend=claims.trend(before(hosted), hosted[-1]) if hosted else None,
        reason=why_newest(context, iso3, "refugees_hosted"),
        pinned=pinned(context, "refugees"),
    )


def _current(context: Context, iso3: str, indicator: str) -> tuple[Figure, ...]:
    """Figures up to the source's newest year; none where that year has none, for the source is yearly."""
    return () if why_newest(context, iso3, indicator) else figures(context, iso3, indicator)
