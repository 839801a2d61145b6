"""Money in a region: remittances received and paid, the largest modelled corridors, gaps of income."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corridor import claims
from corridor.claims import Comparison
from corridor.economies import Economy
from corridor.indicators import IndicatorValue
from corridor.language import worded
from corridor.ledger import Figure, figure_of
from corridor.reports.context import Context
from corridor.reports.regional_across import (
    Ranked,
    Shown,
    common_year,
    largest,
    no_source,
    ranked,
    total,
    without,
)

LISTED = 10
# From this share of GDP on, remittances carry an economy's households through a year: the outlook names it.
NOTABLE = 10.0


@dataclass(frozen=True)
class MoneyCorridor:
    """Remittances modelled from a sender to a receiver, or incomes of a destination beside those of an origin."""

    origin: Economy
    destination: Economy
    figure: Figure


@dataclass(frozen=True)
class Amounts:
    """Remittances received and paid in one year, current US$.

    Attributes
    ----------
    received, paid : Figure or None
        All of the economies that have a figure.
    by_received, by_paid : tuple of Ranked
        The economies, the largest first.
    payers : tuple of Economy
        Those that clearly pay more than they receive.
    both : int
        Number of economies that have both figures.
    """

    year: int
    received: Figure | None
    paid: Figure | None
    by_received: tuple[Ranked, ...]
    by_paid: tuple[Ranked, ...]
    payers: tuple[Economy, ...]
    both: int
    without: tuple[Economy, ...]
    shown: Shown

    @property
    def region(self) -> Comparison | None:
        """Both sums side by side."""
        return claims.compare(self.received, self.paid)


@dataclass(frozen=True)
class Shares:
    """Remittances received in per cent of GDP, in one year, the highest first."""

    year: int
    ranked: tuple[Ranked, ...]
    without: tuple[Economy, ...]

    @property
    def notable(self) -> tuple[Ranked, ...]:
        """Economies in which they are a tenth of GDP or more."""
        return tuple(r for r in self.ranked if (r.figure.value or 0) >= NOTABLE)


@dataclass(frozen=True)
class RegionMoney:
    """What the outlook tells of money, or in a line why it cannot.

    Attributes
    ----------
    corridors : tuple of MoneyCorridor
        Largest modelled remittances to economies of the region, from wherever; ten at most.
    inside : tuple of MoneyCorridor
        Largest of those from the region itself.
    gaps : tuple of MoneyCorridor
        GDP per head of main destinations over that of origins, the widest gap first, one for each origin.
    """

    amounts: Amounts | None
    shares: Shares | None
    corridors: tuple[MoneyCorridor, ...]
    corridors_year: int | None
    inside: tuple[MoneyCorridor, ...]
    gaps: tuple[MoneyCorridor, ...]
    reason: str
    no_amounts: str


def money(context: Context) -> RegionMoney:
    """Write down what is known of remittances and incomes."""
    flows = _flows(context)
    members = set(context.members)
    return RegionMoney(
        amounts=_amounts(context),
        shares=_shares(context),
        corridors=tuple(flows[:LISTED]),
        corridors_year=flows[0].figure.year if flows else None,
        inside=tuple(f for f in flows if f.origin.iso3 in members)[:LISTED],
        gaps=_gaps(context),
        reason=no_source(context, "remittances_received_share", worded("remittances")),
        no_amounts=worded("The source gives remittances of these economies in per cent of GDP only."),
    )


def _amounts(context: Context) -> Amounts | None:
    year = common_year(context, ["remittances_received"])
    if year is None:
        return None
    received, paid = (context.across(f"remittances_{way}", year) for way in ("received", "paid"))
    both = [m for m in context.members if m in received and m in paid]
    pairs = {m: claims.compare(paid[m], received[m]) for m in both}
    by_received = ranked(context, "remittances_received", year)
    by_paid = ranked(context, "remittances_paid", year)
    return Amounts(
        year=year,
        received=total([r.figure for r in by_received]),
        paid=total([r.figure for r in by_paid]),
        by_received=by_received,
        by_paid=by_paid,
        payers=tuple(r.economy for r in by_paid if (p := pairs.get(r.economy.iso3)) is not None and p.more),
        both=len(both),
        without=without(context, received),
        shown=largest(
            context,
            ["remittances_received", "remittances_paid"],
            year,
            worded("the most remittances received and paid"),
        ),
    )


def _shares(context: Context) -> Shares | None:
    year = common_year(context, ["remittances_received_share"])
    if year is None:
        return None
    held = ranked(context, "remittances_received_share", year)
    return Shares(year, held, without(context, [r.economy.iso3 for r in held]))


def _flows(context: Context) -> list[MoneyCorridor]:
    """Modelled remittances to economies of the region, the largest first."""
    found = _pairs(context, "remittances_by_sender")
    return [
        MoneyCorridor(context.economies[v.counterpart], context.economies[v.economy], figure_of(v))
        for v in found
    ]


def _gaps(context: Context) -> tuple[MoneyCorridor, ...]:
    """Widest gap of income of each origin, those where the destination is clearly richer."""
    widest: dict[str, IndicatorValue] = {}
    for value in _pairs(context, "income_ratio"):
        widest.setdefault(value.economy, value)
    found = sorted(widest.values(), key=lambda v: (-(v.value or 0), v.economy))
    return tuple(
        MoneyCorridor(context.economies[v.economy], context.economies[v.counterpart], figure_of(v))
        for v in found
        if (v.value or 0) > 1
    )


def _pairs(context: Context, indicator: str) -> Sequence[IndicatorValue]:
    members = set(context.members)
    held = [
        v
        for v in context.ledger.values.of(indicator)
        if v.economy in members and v.value and context.economies[v.counterpart].kind == "economy"
    ]
    newest = max((v.year for v in held), default=0)
    return sorted(
        (v for v in held if v.year == newest), key=lambda v: (-(v.value or 0), v.economy, v.counterpart)
    )
