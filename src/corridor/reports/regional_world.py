"""The region in the world: its migrants and emigrants, where they live, and its refugees."""

from __future__ import annotations

from dataclasses import dataclass

from corridor import claims
from corridor.claims import Comparison, Trend
from corridor.economies import Economy
from corridor.language import worded
from corridor.ledger import Figure
from corridor.reports.context import COMPARE_YEAR, Context
from corridor.reports.regional_across import (
    PANELS,
    Ranked,
    Shown,
    common_year,
    largest,
    ranked,
    total,
    without,
)


@dataclass(frozen=True)
class Stocks:
    """People from abroad in the region and people from the region abroad.

    Attributes
    ----------
    people_to_migrants : Comparison or None
        The region's share of the world's people beside its share of the world's migrants.
    by_share, by_stock, by_emigrants, by_ratio : tuple of Ranked
        Economies by migrants for their population, by migrants, by emigrants, and by emigrants for every hundred
        residents.
    shown, panels : Shown
        Economies of the table, and of the panels.
    without : tuple of Economy
        Those without a migrant stock.
    reason : str
        Why the region has no figure for its migrants; empty if it has.
    """

    immigrants: Figure | None
    immigrants_trend: Trend | None
    immigrant_share: Figure | None
    emigrants: Figure | None
    emigrants_trend: Trend | None
    intra_emigrants: Figure | None
    intra_emigrants_then: Figure | None
    intra_immigrants: Figure | None
    world_population: Figure | None
    world_population_first: Figure | None
    world_migrants: Figure | None
    world_migrants_first: Figure | None
    people_to_migrants: Comparison | None
    by_share: tuple[Ranked, ...]
    by_stock: tuple[Ranked, ...]
    by_emigrants: tuple[Ranked, ...]
    by_ratio: tuple[Ranked, ...]
    shown: Shown
    panels: Shown
    without: tuple[Economy, ...]
    refugees: Refugees | None
    reason: str


@dataclass(frozen=True)
class Refugees:
    """Refugees in the region's economies and from them, in one year.

    Attributes
    ----------
    hosted, left : Figure or None
        All that the economies with a figure host, and all that are from them.
    by_hosted, by_left : tuple of Ranked
        The economies, the largest first.
    """

    year: int
    hosted: Figure | None
    left: Figure | None
    by_hosted: tuple[Ranked, ...]
    by_left: tuple[Ranked, ...]


def stocks(context: Context) -> Stocks:
    """Write down what is known of the region's migrants and emigrants."""

    def at(indicator: str, year: int) -> Figure | None:
        return context.figure(context.edition.region.id, indicator, year)

    base, first = context.base, context.first
    people, migrants = at("share_of_world_population", base), at("share_of_world_migrants", base)
    return Stocks(
        immigrants=at("immigrant_stock", base),
        immigrants_trend=claims.trend(at("immigrant_stock", COMPARE_YEAR), at("immigrant_stock", base)),
        immigrant_share=at("immigrant_share", base),
        emigrants=at("emigrant_stock", base),
        emigrants_trend=claims.trend(at("emigrant_stock", COMPARE_YEAR), at("emigrant_stock", base)),
        intra_emigrants=at("intra_regional_emigrant_share", base),
        intra_emigrants_then=at("intra_regional_emigrant_share", COMPARE_YEAR),
        intra_immigrants=at("intra_regional_immigrant_share", base),
        world_population=people,
        world_population_first=at("share_of_world_population", first),
        world_migrants=migrants,
        world_migrants_first=at("share_of_world_migrants", first),
        people_to_migrants=claims.compare(people, migrants),
        by_share=ranked(context, "immigrant_share", base),
        by_stock=ranked(context, "immigrant_stock", base),
        by_emigrants=ranked(context, "emigrant_stock", base),
        by_ratio=ranked(context, "emigrant_ratio", base),
        shown=largest(
            context, ["immigrant_stock", "emigrant_stock"], base, worded("the most migrants and emigrants")
        ),
        panels=largest(context, ["immigrant_stock"], base, worded("the most migrants"), PANELS),
        without=without(context, context.across("immigrant_stock", base)),
        refugees=_refugees(context),
        reason=context.why_missing(context.edition.region.id, "immigrant_stock", base),
    )


def _refugees(context: Context) -> Refugees | None:
    year = common_year(context, ["refugees_hosted"])
    if year is None:
        return None
    hosted, left = ranked(context, "refugees_hosted", year), ranked(context, "refugees_from", year)
    return Refugees(
        year=year,
        hosted=total([r.figure for r in hosted]),
        left=total([r.figure for r in left]),
        by_hosted=hosted,
        by_left=left,
    )
