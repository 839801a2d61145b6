"""Students who come and go, and whether the better educated leave more often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corridor import claims
from corridor.claims import Comparison, Trend
from corridor.ledger import Figure, derive
from corridor.reports.context import Context
from corridor.reports.yearly import before, figures, pinned, reason

# Years before the base year in which a figure is recent.
RECENT = 6


@dataclass(frozen=True)
class Talent:
    """Students in and out, and skilled emigration.

    Attributes
    ----------
    inbound, outbound : Figure or None
        Newest numbers of students from abroad here, and of those from here abroad.
    inbound_trend, outbound_trend : Trend or None
        Each against an earlier year.
    both : Comparison or None
        Those who came beside those who left, in the newest year that has both.
    balance : Figure or None
        The former for each of the latter.
    leavers : Figure or None
        The latter for each of the former, where that is the clearly larger number.
    skilled : Figure or None
        Emigration rate of people with tertiary education, %, in the last year of the source.
    selectivity : Figure or None
        That rate over the one of people with low education.
    low : Figure or None
        The rate of people with low education, %.
    base : int
        The base year.
    students_reason, skilled_reason : str
        Why figures are missing.
    pinned, skilled_pinned : bool
        Whether the edition has a source on each.
    """

    inbound: Figure | None
    outbound: Figure | None
    inbound_trend: Trend | None
    outbound_trend: Trend | None
    both: Comparison | None
    balance: Figure | None
    leavers: Figure | None
    skilled: Figure | None
    selectivity: Figure | None
    low: Figure | None
    base: int
    students_reason: str
    skilled_reason: str
    pinned: bool
    skilled_pinned: bool

    @property
    def selective(self) -> bool:
        """Whether people with tertiary education leave clearly more often."""
        return claims.selective(self.selectivity)

    @property
    def selective_of_low(self) -> bool:
        """Whether people with low education leave clearly more often."""
        return claims.selective_of_low(self.selectivity)

    @property
    def draws(self) -> bool:
        """Whether clearly more students come than leave."""
        return self.both is not None and self.both.more

    def dated(self, figure: Figure) -> bool:
        """Whether a figure is so old that the text has to say that there is none newer."""
        return figure.year < self.base - RECENT

    @property
    def recent(self) -> bool:
        """Whether the balance is recent enough for the first page."""
        return self.balance is not None and self.balance.year >= self.base - RECENT

    @property
    def same_year(self) -> bool:
        """Whether the newest numbers of both directions are of one year."""
        return (
            self.inbound is not None and self.outbound is not None and self.inbound.year == self.outbound.year
        )


def talent(context: Context, iso3: str) -> Talent:
    """Write down the student mobility and the skilled emigration of an economy."""
    inbound, outbound = (figures(context, iso3, f"{way}_students") for way in ("inbound", "outbound"))
    balances = figures(context, iso3, "student_balance")
    balance = balances[-1] if balances else None
    both = _both(context, iso3, balance)
    rates = figures(context, iso3, "skilled_emigration_rate")
    skilled = rates[-1] if rates else None
    selectivity = context.figure(iso3, "emigration_selectivity", skilled.year) if skilled else None
    return Talent(
        inbound=inbound[-1] if inbound else None,
        outbound=outbound[-1] if outbound else None,
        inbound_trend=_trend(inbound),
        outbound_trend=_trend(outbound),
        both=both,
        balance=balance,
        leavers=_leavers(both),
        skilled=skilled,
        selectivity=selectivity,
        low=low_rate(skilled, selectivity),
        base=context.base,
        students_reason=reason(context, iso3, "inbound_students")
        or reason(context, iso3, "outbound_students"),
        skilled_reason=reason(context, iso3, "skilled_emigration_rate"),
        pinned=pinned(context, "students"),
        skilled_pinned=pinned(context, "skilled_emigration"),
    )


def low_rate(high: Figure | None, selectivity: Figure | None) -> Figure | None:
    """Emigration rate of people with low education, from that of people with tertiary education."""
    if high is None or selectivity is None or not selectivity.value:
        return None
    formula = f"skilled_emigration_rate({high.year}) / emigration_selectivity({high.year})"
    return derive((high.value or 0) / selectivity.value, "%", formula, *high.values, *selectivity.values)


def _trend(series: Sequence[Figure]) -> Trend | None:
    return claims.trend(before(series), series[-1]) if series else None


def _both(context: Context, iso3: str, balance: Figure | None) -> Comparison | None:
    if balance is None:
        return None
    ways = (context.figure(iso3, f"{way}_students", balance.year) for way in ("inbound", "outbound"))
    return claims.compare(*ways)


def _leavers(both: Comparison | None) -> Figure | None:
    if both is None or both.similar or both.more or not both.left.value:
        return None
    came, left = both.left, both.right
    formula = f"outbound_students({left.year}) / inbound_students({came.year})"
    ratio = (left.value or 0) / came.value if came.value else 0.0
    return derive(ratio, "ratio", formula, *left.values, *came.values)
