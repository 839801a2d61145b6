"""Net migration across the economies of a region: who gains, who turns and when, who does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corridor import claims
from corridor.claims import Interval
from corridor.economies import Economy
from corridor.indicators.base.pieces import FIRST_YEAR
from corridor.indicators.net_migration_turning_year import REACH
from corridor.ledger import Figure
from corridor.reports.context import HORIZON, Context
from corridor.reports.regional_across import Ranked, Shown, in_order, most_people, people

# What stands for "already": the first year whose mean over five years can be known.
ALREADY = FIRST_YEAR + REACH
_NET, _TURNING = "net_migration", "net_migration_turning_year"


@dataclass(frozen=True)
class RegionMigration:
    """Net migration of the region and of its economies.

    Attributes
    ----------
    year : int
        Last year of estimates; later years are projected.
    net : Figure or None
        The region's in that year, persons.
    by_net : tuple of Ranked
        Economies by net migration in that year, persons, the largest gain first.
    by_rate : tuple of Ranked
        The same for every thousand residents.
    balanced : tuple of Economy
        Those shown that are close to balance, for their population.
    already, never : tuple of Economy
        Those shown that have gained people since 1992, and those that are not projected to turn by the horizon.
    turned, turning : tuple of Ranked
        Those shown that turned by the last year of estimates, and those projected to turn, with the year, the
        first to turn first.
    intervals : mapping of str to Interval
        80 % intervals at the horizon, by code, of all economies.
    shown : Shown
        Economies of the panels and of the lists.
    """

    year: int
    net: Figure | None
    by_net: tuple[Ranked, ...]
    by_rate: tuple[Ranked, ...]
    balanced: tuple[Economy, ...]
    already: tuple[Economy, ...]
    turned: tuple[Ranked, ...]
    turning: tuple[Ranked, ...]
    never: tuple[Economy, ...]
    intervals: Mapping[str, Interval]
    shown: Shown

    @property
    def first(self) -> int:
        """First year that a turning year can name; it then stands for all earlier ones."""
        return ALREADY

    @property
    def gaining(self) -> tuple[Ranked, ...]:
        """Economies to which more people came than left, the largest gain first."""
        return tuple(r for r in self.by_net if (r.figure.value or 0) > 0)

    @property
    def losing(self) -> tuple[Ranked, ...]:
        """Economies that more people left than came to, the largest loss first."""
        return tuple(r for r in reversed(self.by_net) if (r.figure.value or 0) < 0)

    @property
    def certain(self) -> tuple[str, ...]:
        """Codes of economies whose interval does not leave open if they gain or lose people at the horizon."""
        return tuple(code for code, held in self.intervals.items() if not held.either_sign)

    @property
    def mostly_open(self) -> bool:
        """Whether the intervals of more than half of the economies leave it open."""
        return 2 * len(self.certain) < len(self.intervals)


def net_migration(context: Context) -> RegionMigration | None:
    """Write down the net migration of the region's economies, or None where the edition has none."""
    year = _last_estimate(context)
    if year is None:
        return None
    held = most_people(context)
    turning = {
        c: f for c in context.members if (f := context.figure(c, _TURNING, HORIZON)) is not None and f.value
    }
    net = context.figure(context.edition.region.id, _NET, year)
    rates = context.across("net_migration_rate", year)
    every = {code: people(figure) for code, figure in context.across(_NET, year).items()}
    in_time = in_order(context, {c: turning[c] for c in held.codes if c in turning})
    in_time = tuple(sorted(in_time, key=lambda r: (r.figure.value or 0, r.economy.iso3)))
    return RegionMigration(
        year=year,
        net=None if net is None else people(net),
        by_net=in_order(context, every),
        by_rate=in_order(context, rates),
        balanced=_balanced(context, held.codes, rates, year),
        already=tuple(r.economy for r in in_time if (r.figure.value or 0) <= ALREADY),
        turned=tuple(r for r in in_time if ALREADY < (r.figure.value or 0) <= year),
        turning=tuple(r for r in in_time if (r.figure.value or 0) > year),
        never=_never(context, held.codes),
        intervals=_intervals(context),
        shown=held,
    )


def _last_estimate(context: Context) -> int | None:
    years = [
        v.year
        for code in context.members
        for v in context.ledger.values.series(code, _NET)
        if v.status == "estimated" and v.value is not None
    ]
    return max(years, default=None)


def _balanced(
    context: Context, codes: Sequence[str], rates: Mapping[str, Figure], year: int
) -> tuple[Economy, ...]:
    found = []
    for code in codes:
        balance = claims.balance(context.figure(code, _NET, year), rates.get(code))
        if balance is not None and balance.balanced:
            found.append(context.economies[code])
    return tuple(found)


def _never(context: Context, codes: Sequence[str]) -> tuple[Economy, ...]:
    """Economies that are known not to turn: they have projections and no turning year."""
    return tuple(
        context.economies[code]
        for code in codes
        if context.figure(code, _NET, HORIZON) is not None
        and context.figure(code, _TURNING, HORIZON) is None
        and context.ledger.values.has(code, _TURNING, HORIZON)
    )


def _intervals(context: Context) -> dict[str, Interval]:
    found = {}
    for code in context.members:
        bounds = (context.figure(code, f"{_NET}_{side}_80", HORIZON) for side in ("lower", "upper"))
        held = claims.interval(*bounds)
        if held is not None:
            found[code] = held
    return found
