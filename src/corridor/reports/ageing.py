"""Ageing of an economy, its net migration, and the migration that would offset ageing."""

from __future__ import annotations

from dataclasses import dataclass

from corridor import claims
from corridor.claims import Balance, Interval, Rank, Trend
from corridor.ledger import Figure, derive
from corridor.reports.context import HORIZON, Context
from corridor.reports.yearly import newest, reason

# The value of `net_migration_turning_year` where net migration is positive from the first year that can be known.
ALREADY = 1992


@dataclass(frozen=True)
class NetMigration:
    """Net migration: the newest estimate, and the projection for the horizon.

    Attributes
    ----------
    now : Figure
        Newest estimate, thousand persons a year.
    rate : Figure or None
        The same for every thousand residents.
    balance, balance_then : Balance or None
        What may be said of it now, and at the horizon.
    then : Figure or None
        At the horizon.
    interval : Interval or None
        The 80 % prediction interval at the horizon.
    turning : Figure or None
        First year from which its five-year mean stays above zero.
    never : bool
        Whether it is known that there is no such year.
    """

    now: Figure
    rate: Figure | None
    balance: Balance | None
    then: Figure | None
    balance_then: Balance | None
    interval: Interval | None
    turning: Figure | None
    never: bool

    @property
    def people(self) -> Figure:
        """The newest estimate as a number of persons, where a label says that it is one a year."""
        return persons(self.now)

    @property
    def lower(self) -> Figure | None:
        """Lower bound of the interval, as a number of persons."""
        return persons(self.interval.lower) if self.interval else None

    @property
    def upper(self) -> Figure | None:
        """Upper bound of the interval, as a number of persons."""
        return persons(self.interval.upper) if self.interval else None

    @property
    def already(self) -> bool:
        """Whether the mean is above zero from the first year that can be known."""
        return self.turning is not None and self.turning.value == ALREADY

    @property
    def turned(self) -> bool:
        """Whether the mean came to be above zero in a year of the estimates."""
        return self.turning is not None and not self.already and (self.turning.value or 0) <= self.now.year

    @property
    def will_turn(self) -> bool:
        """Whether the mean comes to be above zero in a projected year."""
        return self.turning is not None and (self.turning.value or 0) > self.now.year


@dataclass(frozen=True)
class Ageing:
    """Working-age and older people, now and at the horizon.

    Attributes
    ----------
    working_now, working_then, older_now, older_then : Figure or None
        Thousand persons aged 15–64, and 65 and over.
    working, older : Trend or None
        From the base year to the horizon.
    dependency_now, dependency_then : Figure or None
        Older people for every hundred of working age.
    dependency_rank : Rank or None
        At the horizon, among the region's economies.
    median_now, median_then : Figure or None
        Median age, years.
    for_support, for_workforce : Figure or None
        Replacement needs, thousand persons a year.
    net : NetMigration or None
        Net migration.
    net_reason, never_reason : str
        Why there is none, and why it has no turning year.
    times : Figure or None
        The need for the workforce over today's net migration, where that is a gain.
    """

    working_now: Figure | None
    working_then: Figure | None
    working: Trend | None
    older_now: Figure | None
    older_then: Figure | None
    older: Trend | None
    dependency_now: Figure | None
    dependency_then: Figure | None
    dependency_rank: Rank | None
    median_now: Figure | None
    median_then: Figure | None
    for_support: Figure | None
    for_workforce: Figure | None
    net: NetMigration | None
    net_reason: str
    never_reason: str
    times: Figure | None

    @property
    def working_relative(self) -> Figure | None:
        """Change of the working-age population in per cent of today's, with its sign."""
        return None if self.working is None else self.working.signed_percent


def persons(figure: Figure) -> Figure:
    """Write a number of persons a year as one of persons, for where the text says that it is yearly."""
    value = figure.values[0]
    return derive(figure.value or 0.0, "thousand persons", f"{value.indicator}({value.year})", *figure.values)


def ageing(context: Context, iso3: str) -> Ageing:
    """Write down how an economy ages."""

    def at(indicator: str, year: int) -> Figure | None:
        return context.figure(iso3, indicator, year)

    base = context.base
    working = at("working_age_population", base), at("working_age_population", HORIZON)
    older = at("older_population", base), at("older_population", HORIZON)
    ranked = context.across("old_age_dependency", HORIZON)
    mine = ranked.pop(iso3, None)
    net = net_migration(context, iso3)
    workforce = at("replacement_for_workforce", HORIZON)
    return Ageing(
        working_now=working[0],
        working_then=working[1],
        working=claims.trend(*working),
        older_now=older[0],
        older_then=older[1],
        older=claims.trend(*older),
        dependency_now=at("old_age_dependency", base),
        dependency_then=at("old_age_dependency", HORIZON),
        dependency_rank=claims.rank(mine, list(ranked.values())),
        median_now=at("median_age", base),
        median_then=at("median_age", HORIZON),
        for_support=at("replacement_for_support", HORIZON),
        for_workforce=workforce,
        net=net,
        net_reason=reason(context, iso3, "net_migration"),
        never_reason=reason(context, iso3, "net_migration_turning_year"),
        times=_times(workforce, net),
    )


def net_migration(context: Context, iso3: str) -> NetMigration | None:
    """Write down the net migration of an economy; None where no estimate of it is known."""
    now = newest(context, iso3, "net_migration")
    if now is None:
        return None

    def then(indicator: str) -> Figure | None:
        return context.figure(iso3, indicator, HORIZON)

    rate = context.figure(iso3, "net_migration_rate", now.year)
    turning = context.ledger.values.series(iso3, "net_migration_turning_year")
    return NetMigration(
        now=now,
        rate=rate,
        balance=claims.balance(now, rate),
        then=then("net_migration"),
        balance_then=claims.balance(then("net_migration"), then("net_migration_rate")),
        interval=claims.interval(then("net_migration_lower_80"), then("net_migration_upper_80")),
        turning=next((context.ledger.figure(iso3, v.indicator, v.year) for v in turning if v.value), None),
        never=bool(turning) and all(v.value is None for v in turning),
    )


def _times(need: Figure | None, net: NetMigration | None) -> Figure | None:
    """How many times today's net migration a need is; None unless it is at least twice a clear gain."""
    if need is None or net is None or net.balance is None or not net.balance.gains:
        return None
    ratio = (need.value or 0) / (net.now.value or 1)
    formula = f"replacement_for_workforce({need.year}) / net_migration({net.now.year})"
    return derive(ratio, "ratio", formula, *need.values, *net.now.values) if ratio >= 2 else None
