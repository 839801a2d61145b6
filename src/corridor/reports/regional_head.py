"""The figures at the head of the outlook: what matters for the region, at most five."""

from __future__ import annotations

from dataclasses import dataclass

from corridor.claims import Trend
from corridor.language import worded
from corridor.reports.brief_choice import come_from, noted_with
from corridor.reports.content import KeyFigure, Phrase, phrase
from corridor.reports.context import HORIZON, Context
from corridor.reports.regional_ageing import RegionAgeing
from corridor.reports.regional_migration import RegionMigration
from corridor.reports.regional_money import RegionMoney
from corridor.reports.regional_world import Stocks
from corridor.reports.stocks import since

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


def _people(context: Context, stocks: Stocks) -> list[KeyFigure]:
    base, name = context.base, context.edition.region.in_text
    found = []
    if stocks.immigrants is not None:
        label = worded("Migrants living in {region}, {year}", region=name, year=base)
        found.append(KeyFigure(label, stocks.immigrants, _since(stocks.immigrants_trend)))
    if stocks.emigrants is not None:
        label = worded("Emigrants from its economies, {year}", year=base)
        inside = noted_with(stocks.intra_emigrants, "{figure} of them inside the region")
        found.append(KeyFigure(label, stocks.emigrants, inside))
    return found


def _since(trend: Trend | None) -> Phrase:
    if trend is None:
        return phrase()
    return since(trend, trend.old)


def _working(context: Context, ageing: RegionAgeing) -> list[KeyFigure]:
    working = ageing.working
    if working is None or working.stable:
        return []
    label = worded(
        "Fewer people of working age by {year}" if working.fell else "More people of working age by {year}",
        year=HORIZON,
    )
    return [KeyFigure(label, working.percent, come_from(working.old, context.base))]


def _net(migration: RegionMigration | None) -> list[KeyFigure]:
    if migration is None or migration.net is None or not migration.net.value:
        return []
    came = migration.net.value > 0
    most = []
    if migration.gaining:
        most.append(worded("{economy} gained most", economy=migration.gaining[0].economy.in_text))
    if migration.losing:
        most.append(worded("{economy} lost most", economy=migration.losing[0].economy.in_text))
    label = worded(
        "More people came than left, {year}" if came else "More people left than came, {year}",
        year=migration.year,
    )
    return [KeyFigure(label, migration.net.size, phrase(", ".join(most)))]


def _received(money: RegionMoney) -> list[KeyFigure]:
    if money.amounts is None or money.amounts.received is None:
        return []
    label = worded("Remittances received, {year}", year=money.amounts.year)
    return [KeyFigure(label, money.amounts.received, noted_with(money.amounts.paid, "and {figure} paid"))]


def _world(stocks: Stocks) -> list[KeyFigure]:
    if stocks.world_migrants is None:
        return []
    people = noted_with(stocks.world_population, "and {figure} of the world’s people")
    return [KeyFigure(worded("Share of the world’s migrants"), stocks.world_migrants, people)]


def _dependency(context: Context, ageing: RegionAgeing) -> list[KeyFigure]:
    if ageing.dependency_then is None:
        return []
    label = worded("Older people per 100 of working age, {year}", year=HORIZON)
    return [KeyFigure(label, ageing.dependency_then, come_from(ageing.dependency_now, context.base))]
