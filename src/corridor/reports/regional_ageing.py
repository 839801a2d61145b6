"""Ageing across the economies of a region."""

from __future__ import annotations

from dataclasses import dataclass

from corridor import claims
from corridor.claims import Comparison, Trend
from corridor.ledger import Figure
from corridor.reports.context import HORIZON, Context
from corridor.reports.regional_across import Ranked, Shown, in_order, most_people, ranked
from corridor.reports.yearly import newest


@dataclass(frozen=True)
class RegionAgeing:
    """Working-age and older people of the region and of its economies.

    Attributes
    ----------
    working, older : Trend or None
        From the base year to the horizon.
    older_to_working : Comparison or None
        Loss of people of working age beside the gain of older people.
    relative : tuple of Ranked
        Change of the working-age population of the economies shown, %, the sharpest fall first.
    dependency : tuple of Ranked
        Older people for every 100 of working age at the horizon, the economies shown, the highest first.
    median_age : tuple of Ranked
        Newest estimates of the median age of the economies shown, the oldest first.
    everywhere : bool
        Whether every economy has more older people for its working-age people at the horizon than today.
    shown : Shown
        Economies of charts and rankings.
    """

    working: Trend | None
    older: Trend | None
    dependency_now: Figure | None
    dependency_then: Figure | None
    relative: tuple[Ranked, ...]
    dependency: tuple[Ranked, ...]
    median_age: tuple[Ranked, ...]
    everywhere: bool
    shown: Shown

    @property
    def fastest(self) -> tuple[Ranked, ...]:
        """Economies whose working-age population falls, the sharpest fall first."""
        return tuple(r for r in self.relative if (r.figure.value or 0) < 0)

    @property
    def growing(self) -> tuple[Ranked, ...]:
        """Economies whose working-age population grows, the strongest growth first."""
        return tuple(r for r in reversed(self.relative) if (r.figure.value or 0) > 0)

    @property
    def older_to_working(self) -> Comparison | None:
        """The change of older people beside that of people of working age, both without sign."""
        if self.working is None or self.older is None:
            return None
        return claims.compare(self.older.difference, self.working.difference)


def ageing(context: Context) -> RegionAgeing:
    """Write down how the region and its economies age."""

    def at(indicator: str, year: int) -> Figure | None:
        return context.figure(context.edition.region.id, indicator, year)

    base, held = context.base, most_people(context)
    ages = ((code, newest(context, code, "median_age")) for code in held.codes)
    return RegionAgeing(
        working=claims.trend(at("working_age_population", base), at("working_age_population", HORIZON)),
        older=claims.trend(at("older_population", base), at("older_population", HORIZON)),
        dependency_now=at("old_age_dependency", base),
        dependency_then=at("old_age_dependency", HORIZON),
        relative=_relative_changes(context, held),
        dependency=ranked(context, "old_age_dependency", HORIZON, held.codes),
        median_age=in_order(context, {code: figure for code, figure in ages if figure is not None}),
        everywhere=_ages_everywhere(context),
        shown=held,
    )


def _ages_everywhere(context: Context) -> bool:
    """Whether the old-age dependency of every economy is higher at the horizon than in the base year."""
    now, then = (context.across("old_age_dependency", y) for y in (context.base, HORIZON))
    return bool(now) and all(m in then and (then[m].value or 0) > (f.value or 0) for m, f in now.items())


def _relative_changes(context: Context, held: Shown) -> tuple[Ranked, ...]:
    """Change of the working-age population to the horizon in per cent, the sharpest fall first."""
    found = {}
    for code in held.codes:
        now = context.figure(code, "working_age_population", context.base)
        then = context.figure(code, "working_age_population", HORIZON)
        moved = claims.trend(now, then)
        if moved is not None:
            found[code] = moved.signed_percent
    return tuple(reversed(in_order(context, found)))
