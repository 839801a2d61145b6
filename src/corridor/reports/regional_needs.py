"""The labour that each economy of a region would need to offset its ageing by migration."""

from __future__ import annotations

from dataclasses import dataclass

from corridor.language import worded
from corridor.ledger import Figure, derive
from corridor.reports.context import HORIZON, Context
from corridor.reports.regional_across import PANELS, Ranked, Shown, in_order, largest, ranked
from corridor.reports.yearly import newest

WORKFORCE, SUPPORT = "replacement_for_workforce", "replacement_for_support"


@dataclass(frozen=True)
class RegionNeeds:
    """Replacement needs of the region and of its economies, static arithmetic.

    Attributes
    ----------
    for_workforce, for_support : Figure or None
        What the region would need, thousand persons a year: to keep the number of people of working age, and to
        keep its ratio to older people.
    by_workforce : tuple of Ranked
        Needs of economies that would need any to keep the number, the largest first.
    relative : tuple of Ranked
        The same in per cent a year of today's people of working age.
    multiples : tuple of Ranked
        The same as a multiple of the people whom migration brought in the last year of estimates, where it brought
        any; the largest need first. The need comes on top of the migration that projections hold already.
    shown : Shown
        Economies of chart and table.
    """

    for_workforce: Figure | None
    for_support: Figure | None
    by_workforce: tuple[Ranked, ...]
    relative: tuple[Ranked, ...]
    multiples: tuple[Ranked, ...]
    multiples_year: int | None
    shown: Shown


def needs(context: Context) -> RegionNeeds:
    """Write down what the region's economies would need."""
    region = context.edition.region.id
    some = tuple(r for r in ranked(context, WORKFORCE, HORIZON) if (r.figure.value or 0) > 0)
    relative = {r.economy.iso3: f for r in some if (f := _relative(context, r)) is not None}
    multiples = [Ranked(r.economy, f) for r in some if (f := _multiple(context, r)) is not None]
    return RegionNeeds(
        for_workforce=context.figure(region, WORKFORCE, HORIZON),
        for_support=context.figure(region, SUPPORT, HORIZON),
        by_workforce=some,
        relative=in_order(context, relative),
        multiples=tuple(multiples),
        multiples_year=max((r.figure.values[0].year for r in multiples), default=None),
        shown=largest(context, [WORKFORCE, SUPPORT], HORIZON, worded("the largest needs"), PANELS),
    )


def _relative(context: Context, need: Ranked) -> Figure | None:
    people = context.figure(need.economy.iso3, "working_age_population", context.base)
    if people is None or not people.value:
        return None
    formula = f"100 · {WORKFORCE} / working_age_population({context.base})"
    share = 100 * (need.figure.value or 0) / people.value
    return derive(share, "% a year", formula, *need.figure.values, *people.values)


def _multiple(context: Context, need: Ranked) -> Figure | None:
    net = newest(context, need.economy.iso3, "net_migration")
    if net is None or not (net.value or 0) > 0 or not need.figure.value:
        return None
    formula = f"{WORKFORCE} / net_migration({net.year})"
    return derive(need.figure.value / (net.value or 1), "ratio", formula, *net.values, *need.figure.values)
