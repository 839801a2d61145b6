"""Who gains and who loses talent in a region: students, and the emigration of the skilled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corridor import claims
from corridor.claims import Comparison
from corridor.economies import Economy
from corridor.language import worded
from corridor.ledger import Figure, derive
from corridor.reports.context import Context
from corridor.reports.regional_across import (
    Ranked,
    Shown,
    common_year,
    in_order,
    largest,
    no_source,
    ranked,
    shown,
    total,
    without,
)


@dataclass(frozen=True)
class RegionStudents:
    """Students from abroad and students abroad, in the year that most economies have both.

    Attributes
    ----------
    hosted, abroad : Figure
        All of the economies that have both.
    by_hosted, by_abroad : tuple of Ranked
        The economies, the largest first.
    balances : mapping of str to Comparison
        Students from abroad beside students abroad, by code.
    by_balance : tuple of Ranked
        Students from abroad for every student abroad, the highest first.
    without : tuple of Economy
        Economies that lack one of the two in that year.
    """

    year: int
    hosted: Figure | None
    abroad: Figure | None
    by_hosted: tuple[Ranked, ...]
    by_abroad: tuple[Ranked, ...]
    balances: Mapping[str, Comparison]
    by_balance: tuple[Ranked, ...]
    without: tuple[Economy, ...]
    shown: Shown

    @property
    def region(self) -> Comparison | None:
        """Both sums side by side."""
        return claims.compare(self.hosted, self.abroad)

    @property
    def gaining(self) -> tuple[Economy, ...]:
        """Economies that clearly host more students than they have abroad, the largest net gain first."""
        return tuple(e for e, pair in self._by_gain if pair.more)

    @property
    def losing(self) -> tuple[Economy, ...]:
        """Economies that clearly have more students abroad than they host, the largest net loss first."""
        return tuple(e for e, pair in reversed(self._by_gain) if not pair.more and not pair.similar)

    @property
    def _by_gain(self) -> list[tuple[Economy, Comparison]]:
        pairs = [(r.economy, self.balances[r.economy.iso3]) for r in self.by_hosted]
        return sorted(pairs, key=lambda p: (p[1].right.value or 0) - (p[1].left.value or 0))


@dataclass(frozen=True)
class RegionSkilled:
    """Emigration of people with tertiary education to the source's OECD destinations, in its newest year.

    Attributes
    ----------
    by_rate : tuple of Ranked
        Emigration rates of people with tertiary education, %, the highest first.
    by_selectivity : tuple of Ranked
        The same rate over that of people with low education, the highest first.
    """

    year: int
    by_rate: tuple[Ranked, ...]
    by_selectivity: tuple[Ranked, ...]
    without: tuple[Economy, ...]
    shown: Shown

    @property
    def not_selective(self) -> tuple[Ranked, ...]:
        """Economies where people with tertiary education do not leave clearly more often."""
        return tuple(r for r in self.by_selectivity if not claims.selective(r.figure))

    @property
    def selective(self) -> bool:
        """Whether that is so in any economy."""
        return any(claims.selective(r.figure) for r in self.by_selectivity)

    @property
    def mostly(self) -> bool:
        """Whether that is so in more than half of the economies with figures."""
        return 2 * len(self.not_selective) < len(self.by_selectivity)


@dataclass(frozen=True)
class RegionTalent:
    """What the outlook tells of talent, or in a line why it cannot."""

    students: RegionStudents | None
    skilled: RegionSkilled | None
    no_students: str
    no_skilled: str


def talent(context: Context) -> RegionTalent:
    """Write down who gains and who loses talent."""
    return RegionTalent(
        students=_students(context),
        skilled=_skilled(context),
        no_students=no_source(context, "inbound_students", worded("students")),
        no_skilled=no_source(context, "skilled_emigration_rate", worded("the emigration of the skilled")),
    )


def _students(context: Context) -> RegionStudents | None:
    both = ("inbound_students", "outbound_students")
    year = common_year(context, both)
    if year is None:
        return None
    hosted, abroad = (context.across(indicator, year) for indicator in both)
    codes = [m for m in context.members if m in hosted and m in abroad]
    balances = {m: claims.compare(hosted[m], abroad[m]) for m in codes}
    by_hosted, by_abroad = (ranked(context, indicator, year, codes) for indicator in both)
    return RegionStudents(
        year=year,
        hosted=total([r.figure for r in by_hosted]),
        abroad=total([r.figure for r in by_abroad]),
        by_hosted=by_hosted,
        by_abroad=by_abroad,
        balances={m: pair for m, pair in balances.items() if pair is not None},
        by_balance=in_order(context, {m: _ratio(hosted[m], abroad[m]) for m in codes if abroad[m].value}),
        without=without(context, codes),
        shown=largest(context, both, year, worded("the most students from abroad and abroad")),
    )


def _ratio(hosted: Figure, abroad: Figure) -> Figure:
    """Students from abroad for every student abroad; the indicator of it has each economy's own newest year."""
    formula = f"inbound_students({hosted.year}) / outbound_students({hosted.year})"
    ratio = (hosted.value or 0) / (abroad.value or 1)
    return derive(ratio, "inbound per outbound student", formula, *hosted.values, *abroad.values)


def _skilled(context: Context) -> RegionSkilled | None:
    year = common_year(context, ["skilled_emigration_rate"])
    if year is None:
        return None
    rates = context.across("skilled_emigration_rate", year)
    held = shown(
        context,
        {m: f.value or 0 for m, f in rates.items()},
        worded("the highest emigration rates of the skilled"),
    )
    return RegionSkilled(
        year=year,
        by_rate=in_order(context, rates),
        by_selectivity=ranked(context, "emigration_selectivity", year),
        without=without(context, rates),
        shown=held,
    )
