"""Remittances of an economy, and incomes where its emigrants live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corridor import claims
from corridor.claims import Comparison, Rank, Trend
from corridor.economies import Economy
from corridor.ledger import Figure
from corridor.reports.context import Context
from corridor.reports.corridors import Corridor
from corridor.reports.yearly import across_counterparts, before, figures, newest, pinned, reason

# From this share of GDP on, in per cent, a brief draws what is received.
WEIGHS = 1.0


@dataclass(frozen=True)
class Sender:
    """An economy from which remittances are modelled to come, and how much, US$ million a year."""

    economy: Economy
    amount: Figure


@dataclass(frozen=True)
class Income:
    """GDP per head of a destination over that of the origin."""

    destination: Economy
    ratio: Figure


@dataclass(frozen=True)
class Money:
    """Remittances received and paid, where they come from, and income ratios.

    Attributes
    ----------
    received, paid : Figure or None
        Newest figures, current US$.
    share, share_then : Figure or None
        Received in per cent of GDP: the newest figure, and one to compare it with.
    trend : Trend or None
        Of what is received, in current US$.
    share_rank : Rank or None
        Of the share among the region's economies in that year.
    balance : Comparison or None
        Received beside paid, where both are of one year.
    senders : tuple of Sender
        The largest first.
    incomes : tuple of Income
        The largest destinations of emigrants that have a ratio, the highest ratio first.
    reason : str
        Why nothing is known of remittances.
    pinned : bool
        Whether the edition has a source on them.
    """

    received: Figure | None
    paid: Figure | None
    share: Figure | None
    share_then: Figure | None
    trend: Trend | None
    share_rank: Rank | None
    balance: Comparison | None
    senders: tuple[Sender, ...]
    incomes: tuple[Income, ...]
    reason: str
    pinned: bool

    @property
    def receives(self) -> bool:
        """Whether the source shows that anything is received: some economies report a zero."""
        return any(f is not None and (f.value or 0) > 0 for f in (self.received, self.share))

    @property
    def incomes_year(self) -> int:
        """Year of most income ratios; a ratio of another year says so."""
        years = sorted(i.ratio.year for i in self.incomes)
        return max(years, key=lambda y: (years.count(y), y), default=0)

    @property
    def weighs(self) -> bool:
        """Whether what is received is enough, beside the economy's output, for charts."""
        return self.share is not None and (self.share.value or 0) >= WEIGHS


def money(context: Context, iso3: str, destinations: Sequence[Corridor]) -> Money:
    """Write down the remittances and income ratios of an economy.

    Parameters
    ----------
    destinations : sequence of Corridor
        Where its emigrants live.
    """
    series = figures(context, iso3, "remittances_received")
    shares = figures(context, iso3, "remittances_received_share")
    received = series[-1] if series else None
    share = shares[-1] if shares else None
    paid = newest(context, iso3, "remittances_paid")
    same_year = received is not None and paid is not None and received.year == paid.year
    return Money(
        received=received,
        paid=paid,
        share=share,
        share_then=before(shares) if shares else None,
        trend=claims.trend(before(series), received) if series else None,
        share_rank=_rank(context, iso3, share),
        balance=claims.compare(received, paid) if same_year else None,
        senders=_senders(context, iso3),
        incomes=_incomes(context, iso3, destinations),
        reason=reason(context, iso3, "remittances_received_share")
        or reason(context, iso3, "remittances_received"),
        pinned=pinned(context, "remittances"),
    )


def _rank(context: Context, iso3: str, share: Figure | None) -> Rank | None:
    if share is None:
        return None
    others = context.across("remittances_received_share", share.year)
    others.pop(iso3, None)
    return claims.rank(share, list(others.values()))


def _senders(context: Context, iso3: str) -> tuple[Sender, ...]:
    held = [f for f in across_counterparts(context, iso3, "remittances_by_sender") if f.value]
    held.sort(key=lambda f: (-(f.value or 0), f.values[0].counterpart))
    named = [(context.economies[f.values[0].counterpart], f) for f in held]
    return tuple(Sender(economy, amount) for economy, amount in named if economy.kind == "economy")


def _incomes(context: Context, iso3: str, destinations: Sequence[Corridor]) -> tuple[Income, ...]:
    found = []
    for corridor in destinations:
        ratios = figures(context, iso3, "income_ratio", counterpart=corridor.counterpart.iso3)
        if ratios:
            found.append(Income(corridor.counterpart, ratios[-1]))
    return tuple(sorted(found, key=lambda i: (-(i.ratio.value or 0), i.destination.iso3)))
