"""What matters for one economy: the figures at the head of its brief, and the chart of its main point."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.ledger import Figure
from corridor.reports.ageing import Ageing
from corridor.reports.content import KeyFigure, Phrase, phrase
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


def _note(*parts: str | Figure | None) -> Phrase:
    """A note of text and figures, empty where a figure is missing."""
    return phrase() if None in parts else phrase(*(p for p in parts if p is not None))


def _stocks(context: Context, immigrants: Side, emigrants: Side) -> Iterator[KeyFigure]:
    for side, label in ((immigrants, "Migrants living here"), (emigrants, "Emigrants living abroad")):
        if side.stock is not None:
            yield KeyFigure(f"{label}, {context.base}", side.stock, side.since or phrase())


def _net(ageing: Ageing) -> Iterator[KeyFigure]:
    if ageing.net is not None and ageing.net.now.value:
        net = ageing.net
        yield KeyFigure(
            f"Net migration a year, {net.now.year}", net.people, _note(net.rate, " per thousand residents")
        )


def _working(context: Context, ageing: Ageing) -> Iterator[KeyFigure]:
    if ageing.working is not None and not ageing.working.stable:
        now = f" in {context.base}"
        label = f"{'Fewer' if ageing.working.fell else 'More'} people aged 15–64 by {HORIZON}"
        yield KeyFigure(label, ageing.working.percent, _note("from ", ageing.working_now, now))


def _money(money: Money) -> Iterator[KeyFigure]:
    if money.share is not None and told_of_money(money):
        note = phrase()
        if money.share_then is not None:
            note = _note(money.share_then, f" in {money.share_then.year}")
        yield KeyFigure(f"Remittances, share of GDP, {money.share.year}", money.share, note)


def _others(context: Context, emigrants: Side, ageing: Ageing) -> Iterator[KeyFigure]:
    if ageing.dependency_then is not None:
        label = f"Aged 65+ per 100 aged 15–64, {HORIZON}"
        yield KeyFigure(label, ageing.dependency_then, _note(ageing.dependency_now, f" in {context.base}"))
    region = context.edition.region.in_text
    if emigrants.intra is not None:
        label = f"Emigrants who live in {region}, {context.base}"
        yield KeyFigure(label, emigrants.intra, _note(emigrants.intra_then, f" in {COMPARE_YEAR}"))
    if ageing.older_then is not None:
        label = f"People aged 65 and over, {HORIZON}"
        yield KeyFigure(label, ageing.older_then, _note(ageing.older_now, f" in {context.base}"))
    if ageing.working_now is not None:
        yield KeyFigure(f"People aged 15–64, {context.base}", ageing.working_now, phrase())
