"""The corridors of one economy: where its migrants come from and where its emigrants live."""

from __future__ import annotations

from dataclasses import dataclass

from corridor import claims
from corridor.economies import Economy
from corridor.ledger import Figure, derive
from corridor.reports.context import COMPARE_YEAR, Context


@dataclass(frozen=True)
class Corridor:
    """People of one origin in one destination, seen from the brief's economy.

    Attributes
    ----------
    counterpart : Economy
        The other economy.
    now, then : Figure or None
        People in the base year and in the comparison year.
    share : Figure
        Share of all people of its direction, %.
    change : Figure or None
        Change between the two years, persons.
    """

    counterpart: Economy
    now: Figure
    then: Figure | None
    share: Figure
    change: Figure | None

    @property
    def most(self) -> bool:
        """Whether it holds more than half of the people."""
        return claims.majority(self.share)


def corridors(context: Context, iso3: str, indicator: str, stock: Figure | None) -> tuple[Corridor, ...]:
    """Corridors of an economy in the base year, the largest first, without residual categories.

    Parameters
    ----------
    indicator : str
        `immigrants_by_origin` or `emigrants_by_destination`.
    stock : Figure or None
        All people of that direction; without any, there are no corridors.
    """
    if stock is None or not stock.value:
        return ()
    values = context.ledger.values.across_counterparts(iso3, indicator, context.base)
    places = [v for v in values if v.value and context.economies[v.counterpart].kind == "economy"]
    places.sort(key=lambda v: (-(v.value or 0), v.counterpart))
    return tuple(_corridor(context, iso3, indicator, v.counterpart, stock) for v in places)


def _corridor(context: Context, iso3: str, indicator: str, counterpart: str, stock: Figure) -> Corridor:
    now = context.ledger.figure(iso3, indicator, context.base, counterpart)
    inward = indicator == "immigrants_by_origin"
    destination, origin = (iso3, counterpart) if inward else (counterpart, iso3)
    formula = f"100 · {indicator} / {stock.values[0].indicator}"
    share = derive(100 * (now.value or 0) / (stock.value or 1), "%", formula, now.values[0], stock.values[0])
    return Corridor(
        counterpart=context.economies[counterpart],
        now=now,
        then=context.figure(iso3, indicator, COMPARE_YEAR, counterpart),
        share=share,
        change=context.figure(destination, "corridor_change", context.base, origin),
    )


def residual_share(context: Context, iso3: str, indicator: str, stock: Figure | None) -> Figure | None:
    """Share of people whose counterpart the source does not name, %; None where it is below one per cent."""
    if stock is None or not stock.value:
        return None
    values = context.ledger.values.across_counterparts(iso3, indicator, context.base)
    residual = [v for v in values if v.value and context.economies[v.counterpart].kind == "residual"]
    share = 100 * sum(v.value or 0 for v in residual) / stock.value
    if share < 1:
        return None
    formula = f"100 · {indicator}(OTH + UNK) / {stock.values[0].indicator}"
    return derive(share, "%", formula, *residual, stock.values[0])
