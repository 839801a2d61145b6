"""What matters for one economy: the figures at the head of its brief, and the chart of its main point."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.language import worded
from corridor.ledger import Figure
from corridor.reports.ageing import Ageing
from corridor.reports.content import KeyFigure, Phrase, phrase, told
from corridor.reports.context import COMPARE_YEAR, HORIZON, Context
from corridor.reports.money import Money
from corridor.reports.stocks import Side

SHOWN = 5
# From these shares on, in per cent, remittances are a main figure, or the brief's main point.
SHARE_TOLD, SHARE_LEADS = 3.0, 10.0
# From this share of the population on, in per cent, migrants or emigrants are the main point.
STOCK_LEADS = 25.0
# A fall of the working-age population by as much, in per cent, is the main point.
FALL_LEADS = -10.0


def told_of_money(money: Money) -> bool:
    """Whether remittances are large enough, beside the economy's output, for its first page."""
    return _at_least(money.share, SHARE_TOLD)


def main_chart(immigrants: Side, emigrants: Side, ageing: Ageing, money: Money) -> tuple[str, ...]:
    """Names of charts that may stand on the first page, the one of the main point first."""
    if _at_least(money.share, SHARE_LEADS):
        first = "remittances"
    elif _at_least(immigrants.scaled, STOCK_LEADS) or _at_least(emigrants.scaled, STOCK_LEADS):
        first = "stocks"
    elif ageing.working_relative is not None and (ageing.working_relative.value or 0) <= FALL_LEADS:
        first = "ageing"
    else:
        first = "stocks"
    return tuple(dict.fromkeys((first, "stocks", "ageing", "net-migration")))


def key_figures(
    context: Context, immigrants: Side, emigrants: Side, ageing: Ageing, money: Money
) -> tuple[KeyFigure, ...]:
    """The five (or fewer) figures at the head of the brief: those that exist, the weightiest first."""
    found = [
        *_stocks(context, immigrants, emigrants),
        *_net(ageing),
        *_working(context, ageing),
        *_money(money),
        *_others(context, emigrants, ageing),
    ]
    return tuple(found[:SHOWN])


def _at_least(figure: Figure | None, limit: float) -> bool:
    return figure is not None and (figure.value or 0) >= limit


def noted_with(figure: Figure | None, message: str, **parts: int) -> Phrase:
    """A note with a figure at its place `figure`, empty where that is missing."""
    return phrase() if figure is None else told(message, figure=figure, **parts)


def come_from(figure: Figure | None, year: int) -> Phrase:
    """A note on an earlier figure: "from 9,120,000 in 2024"."""
    return noted_with(figure, "from {figure} in {year}", year=year)


def _in(figure: Figure | None, year: int) -> Phrase:
    return noted_with(figure, "{figure} in {year}", year=year)


def _stocks(context: Context, immigrants: Side, emigrants: Side) -> Iterator[KeyFigure]:
    sides = (
        (immigrants, worded("Migrants living here, {year}", year=context.base)),
        (emigrants, worded("Emigrants living abroad, {year}", year=context.base)),
    )
    for side, label in sides:
        if side.stock is not None:
            yield KeyFigure(label, side.stock, side.since or phrase())


def _net(ageing: Ageing) -> Iterator[KeyFigure]:
    if ageing.net is not None and ageing.net.now.value:
        net = ageing.net
        label = worded("Net migration a year, {year}", year=net.now.year)
        yield KeyFigure(label, net.people, noted_with(net.rate, "{figure} per thousand residents"))


def _working(context: Context, ageing: Ageing) -> Iterator[KeyFigure]:
    if ageing.working is not None and not ageing.working.stable:
        label = worded(
            "Fewer people aged 15–64 by {year}"
            if ageing.working.fell
            else "More people aged 15–64 by {year}",
            year=HORIZON,
        )
        yield KeyFigure(label, ageing.working.percent, come_from(ageing.working_now, context.base))


def _money(money: Money) -> Iterator[KeyFigure]:
    if money.share is not None and told_of_money(money):
        note = phrase()
        if money.share_then is not None:
            note = _in(money.share_then, money.share_then.year)
        label = worded("Remittances, share of GDP, {year}", year=money.share.year)
        yield KeyFigure(label, money.share, note)


def _others(context: Context, emigrants: Side, ageing: Ageing) -> Iterator[KeyFigure]:
    if ageing.dependency_then is not None:
        label = worded("Aged 65+ per 100 aged 15–64, {year}", year=HORIZON)
        yield KeyFigure(label, ageing.dependency_then, _in(ageing.dependency_now, context.base))
    region = context.edition.region.in_text
    if emigrants.intra is not None:
        label = worded("Emigrants who live in {region}, {year}", region=region, year=context.base)
        yield KeyFigure(label, emigrants.intra, _in(emigrants.intra_then, COMPARE_YEAR))
    if ageing.older_then is not None:
        label = worded("People aged 65 and over, {year}", year=HORIZON)
        yield KeyFigure(label, ageing.older_then, _in(ageing.older_now, context.base))
    if ageing.working_now is not None:
        yield KeyFigure(worded("People aged 15–64, {year}", year=context.base), ageing.working_now, phrase())
