"""Who lives in an economy from abroad, and who left it: the two migrant stocks."""

from __future__ import annotations

from dataclasses import dataclass

from corridor import claims
from corridor.claims import Rank, Trend
from corridor.ledger import Figure
from corridor.reports.content import Phrase, told
from corridor.reports.context import COMPARE_YEAR, Context
from corridor.reports.corridors import Corridor, corridors, residual_share

# For each direction: the stock over population, the stock by counterpart, its concentration.
_INDICATORS = {
    "immigrant": ("immigrant_share", "immigrants_by_origin", "origin_concentration"),
    "emigrant": ("emigrant_ratio", "emigrants_by_destination", "destination_concentration"),
}
# A corridor's change is told of from this part of the stock on, in per cent.
WORTH_TELLING = 1.0


@dataclass(frozen=True)
class Side:
    """One direction of movement: people from abroad here, or people from here abroad.

    Attributes
    ----------
    stock, then, scaled, growth, female, intra, concentration : Figure or None
        Base year; comparison year; stock over population; growth since; share of women; share within the region;
        concentration over counterparts. None where there is no figure.
    trend, since_first : Trend or None
        Against the comparison year, and against the first year of the source.
    rank : Rank or None
        Of the stock over population among the region's economies.
    corridors : tuple of Corridor
        Largest first, residual categories left out.
    residual_share : Figure or None
        Share of people whose counterpart the source does not name, from one per cent up.
    reason : str
        Why the stock is missing.
    """

    stock: Figure | None
    then: Figure | None
    scaled: Figure | None
    growth: Figure | None
    female: Figure | None
    intra: Figure | None
    intra_then: Figure | None
    concentration: Figure | None
    trend: Trend | None
    since_first: Trend | None
    rank: Rank | None
    corridors: tuple[Corridor, ...]
    residual_share: Figure | None
    reason: str

    @property
    def concentrated(self) -> bool:
        """Whether few counterparts hold most of the people."""
        return claims.concentrated(self.concentration)

    @property
    def grown_most(self) -> Corridor | None:
        """The corridor that gained most people since the comparison year."""
        return _extreme(self, 1)

    @property
    def fallen_most(self) -> Corridor | None:
        """The corridor that lost most people since the comparison year."""
        return _extreme(self, -1)

    @property
    def since(self) -> Phrase | None:
        """Where the stock comes from: "up from 2.16 million in 2010"; None where that is not known."""
        if self.trend is None or self.then is None:
            return None
        return since(self.trend, self.then)


def since(trend: Trend, then: Figure) -> Phrase:
    """How a stock moved since a year: "up from 2.16 million in 2010"."""
    if trend.stable:
        return told("little changed from {figure} in {year}", figure=then, year=COMPARE_YEAR)
    if trend.rose:
        return told("up from {figure} in {year}", figure=then, year=COMPARE_YEAR)
    return told("down from {figure} in {year}", figure=then, year=COMPARE_YEAR)


def _extreme(side: Side, sign: int) -> Corridor | None:
    """The corridor with the largest change of a sign, unless that is next to nothing beside the stock."""
    least = WORTH_TELLING / 100 * ((side.stock.value if side.stock else None) or 0)
    moved = [(sign * (c.change.value or 0), c) for c in side.corridors if c.change is not None]
    largest = max(moved, key=lambda pair: pair[0], default=None)
    return largest[1] if largest is not None and largest[0] > least else None


def side(context: Context, iso3: str, stem: str) -> Side:
    """Write down one direction of movement of an economy.

    Parameters
    ----------
    stem : str
        `immigrant` or `emigrant`.
    """
    base = context.base
    scaled, by_counterpart, concentration = _INDICATORS[stem]
    stock = context.figure(iso3, f"{stem}_stock", base)
    then = context.figure(iso3, f"{stem}_stock", COMPARE_YEAR)
    intra = f"intra_regional_{stem}_share"
    ranked = context.across(scaled, base)
    mine = ranked.pop(iso3, None)
    return Side(
        stock=stock,
        then=then,
        scaled=context.figure(iso3, scaled, base),
        growth=context.figure(iso3, f"{stem}_growth", base),
        female=context.figure(iso3, f"{stem}_female_share", base),
        intra=context.figure(iso3, intra, base),
        intra_then=context.figure(iso3, intra, COMPARE_YEAR),
        concentration=context.figure(iso3, concentration, base),
        trend=claims.trend(then, stock),
        since_first=claims.trend(context.figure(iso3, f"{stem}_stock", context.first), stock),
        rank=claims.rank(mine, list(ranked.values())),
        corridors=corridors(context, iso3, by_counterpart, stock),
        residual_share=residual_share(context, iso3, by_counterpart, stock),
        reason=context.why_missing(iso3, f"{stem}_stock", base),
    )
