"""Charts of a country brief, with their alternative texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor import charts as drawing
from corridor.economies import Economy
from corridor.ledger import Figure
from corridor.reports.content import ChartBlock, Phrase, phrase
from corridor.reports.context import HORIZON, Context

if TYPE_CHECKING:
    from corridor.reports.country import Corridor, Side

BARS = 8


def charts(context: Context, economy: Economy, immigrants: Side, emigrants: Side) -> dict[str, ChartBlock]:
    """Every chart for which the economy has figures, by name."""
    built = {
        "stocks": _stocks(context, economy),
        "corridors": _corridors(context, immigrants, emigrants),
        "ageing": _ageing(context, economy),
    }
    return {name: block for name, block in built.items() if block is not None}


def series_frame(
    context: Context, economy: str, indicator: str, series: str, scale: float = 1, until: int = HORIZON
) -> pd.DataFrame:
    """Values of an indicator over the years, missing ones left open.

    Returns
    -------
    pandas.DataFrame
        Columns `year`, `series`, `value` (times `scale`; NaN where missing), `status`.
    """
    values = context.ledger.values.series(economy, indicator)
    rows = [
        (v.year, series, float("nan") if v.value is None else v.value * scale, v.status)
        for v in values
        if v.year <= until
    ]
    return pd.DataFrame(rows, columns=["year", "series", "value", "status"])


def _stocks(context: Context, economy: Economy) -> ChartBlock | None:
    names = {"immigrant_stock": "From abroad, living here", "emigrant_stock": "From here, living abroad"}
    frame = pd.concat([series_frame(context, economy.iso3, i, name) for i, name in names.items()])
    if frame["value"].notna().sum() < 2:
        return None
    parts: list[str | Figure] = ["Line chart of two stocks of people"]
    for indicator, name in (
        ("immigrant_stock", "people from abroad"),
        ("emigrant_stock", "people living abroad"),
    ):
        first = context.figure(economy.iso3, indicator, context.first)
        last = context.figure(economy.iso3, indicator, context.base)
        if first is not None and last is not None:
            parts += [f"; {name}: ", first, f" in {context.first}, ", last, f" in {context.base}"]
    return ChartBlock(drawing.stocks("stocks", frame), Phrase((*parts, ".")))


def _corridors(context: Context, immigrants: Side, emigrants: Side) -> ChartBlock | None:
    panels = {"Where they come from": immigrants.corridors, "Where they went": emigrants.corridors}
    rows = [
        (c.counterpart.short, c.now.value, c.counterpart.iso3, name)
        for name, corridors in panels.items()
        for c in corridors[:BARS]
    ]
    if not rows:
        return None
    frame = pd.DataFrame(rows, columns=["label", "value", "code", "group"])
    parts: list[str | Figure] = [f"Bars of the largest corridors in {context.base}"]
    parts += _largest("; largest origins: ", immigrants.corridors)
    parts += _largest("; largest destinations: ", emigrants.corridors)
    chart = drawing.ranked("corridors", frame, highlight=context.members)
    return ChartBlock(chart, Phrase((*parts, ".")))


def _largest(lead: str, corridors: tuple[Corridor, ...]) -> list[str | Figure]:
    parts: list[str | Figure] = [lead] if corridors else []
    for position, corridor in enumerate(corridors[:3]):
        parts += [", " if position else "", f"{corridor.counterpart.in_text} ", corridor.now]
    return parts


def _ageing(context: Context, economy: Economy) -> ChartBlock | None:
    names = {"working_age_population": "Aged 15–64", "older_population": "Aged 65 and over"}
    frame = pd.concat([series_frame(context, economy.iso3, i, name, 1000) for i, name in names.items()])
    if frame["value"].notna().sum() < 2:
        return None
    parts: list[str | Figure] = [f"Line chart of two age groups, projected to {HORIZON}"]
    for indicator, name in (("working_age_population", "working age"), ("older_population", "older people")):
        now = context.figure(economy.iso3, indicator, context.base)
        then = context.figure(economy.iso3, indicator, HORIZON)
        if now is not None and then is not None:
            parts += [f"; {name}: ", now, f" in {context.base}, ", then, f" in {HORIZON}"]
    return ChartBlock(drawing.ageing("ageing", frame), phrase(*parts, "."))
