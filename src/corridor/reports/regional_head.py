"""The figures at the head of the outlook: what matters for the region, at most five."""

from __future__ import annotations

from dataclasses import dataclass

from corridor.claims import Trend
from corridor.ledger import Figure
from corridor.reports.content import KeyFigure, Phrase, phrase
from corridor.reports.context import COMPARE_YEAR, HORIZON, Context
from corridor.reports.regional_ageing import RegionAgeing
from corridor.reports.regional_migration import RegionMigration
from corridor.reports.regional_money import RegionMoney
from corridor.reports.regional_world import Stocks

SHOWN = 5


@dataclass(frozen=True)
class Head:
    """What the key figures are chosen from."""

    stocks: Stocks
    ageing: RegionAgeing
    migration: RegionMigration | None
    money: RegionMoney


def key_figures(context: Context, head: Head) -> tuple[KeyFigure, ...]:
    """Choose the figures: people who came and who left, ageing, net migration, money; then what else there is."""
    found = [
        *_people(context, head.stocks),
        *_working(context, head.ageing),
        *_net(head.migration),
        *_received(head.money),
        *_world(head.stocks),
        *_dependency(context, head.ageing),
    ]
    return tuple(found[:SHOWN])


def note(*parts: str | Figure | None) -> Phrase:
    """Join text and figures, or nothing where one of them is missing."""
    known = tuple(part for part in parts if part is not None)
    return phrase(*known) if len(known) == len(parts) else phrase()


def _people(context: Context, stocks: Stocks) -> list[KeyFigure]:
    base, name = context.base, context.edition.region.in_text
    found = []
    if stocks.immigrants is not None:
        label = f"Migrants living in {name}, {base}"
        found.append(KeyFigure(label, stocks.immigrants, _since(stocks.immigrants_trend)))
    if stocks.emigrants is not None:
        label = f"Emigrants from its economies, {base}"
        inside = note(stocks.intra_emigrants, " of them inside the region")
        found.append(KeyFigure(label, stocks.emigrants, inside))
    return found


def _since(trend: Trend | None) -> Phrase:
    if trend is None:
        return phrase()
    verb = "little changed from" if trend.stable else "up from" if trend.rose else "down from"
    return phrase(f"{verb} ", trend.old, f" in {COMPARE_YEAR}")


def _working(context: Context, ageing: RegionAgeing) -> list[KeyFigure]:
    working = ageing.working
    if working is None or working.stable:
        return []
    direction = "Fewer" if working.fell else "More"
    label = f"{direction} people of working age by {HORIZON}"
    return [KeyFigure(label, working.percent, phrase("from ", working.old, f" in {context.base}"))]


def _net(migration: RegionMigration | None) -> list[KeyFigure]:
    if migration is None or migration.net is None or not migration.net.value:
        return []
    more, fewer = ("came", "left") if migration.net.value > 0 else ("left", "came")
    told = []
    if migration.gaining:
        told.append(f"{migration.gaining[0].economy.in_text} gained most")
    if migration.losing:
        told.append(f"{migration.losing[0].economy.in_text} lost most")
    label = f"More people {more} than {fewer}, {migration.year}"
    return [KeyFigure(label, migration.net.size, phrase(", ".join(told)))]


def _received(money: RegionMoney) -> list[KeyFigure]:
    if money.amounts is None or money.amounts.received is None:
        return []
    label = f"Remittances received, {money.amounts.year}"
    return [KeyFigure(label, money.amounts.received, note("and ", money.amounts.paid, " paid"))]


def _world(stocks: Stocks) -> list[KeyFigure]:
    if stocks.world_migrants is None:
        return []
    people = note("and ", stocks.world_population, " of the world’s people")
    return [KeyFigure("Share of the world’s migrants", stocks.world_migrants, people)]


def _dependency(context: Context, ageing: RegionAgeing) -> list[KeyFigure]:
    if ageing.dependency_then is None:
        return []
    label = f"Older people per 100 of working age, {HORIZON}"
    return [
        KeyFigure(label, ageing.dependency_then, note("from ", ageing.dependency_now, f" in {context.base}"))
    ]
