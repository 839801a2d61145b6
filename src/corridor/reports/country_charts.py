"""Charts of a country brief: people who moved, age groups, net migration; with their alternative texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from corridor import charts as drawing
from corridor.economies import Economy
from corridor.ledger import Figure
from corridor.reports.ageing import Ageing
from corridor.reports.content import ChartBlock, Phrase
from corridor.reports.context import HORIZON, Context
from corridor.reports.corridors import Corridor
from corridor.reports.stocks import Side

BARS = 5
# Draws a chart in a width of pixels. What has too little to draw has no drawing.
Drawing = Callable[[int], ChartBlock]
_BOUNDS = ("lower_80", "upper_80", "lower_95", "upper_95")


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


def drawn(
    draw: Callable[..., drawing.Chart],
    name: str,
    frame: pd.DataFrame,
    parts: Sequence[str | Figure],
    **options: Any,
) -> Drawing:
    """Make the drawing of a frame, with the parts of its alternative text."""
    alt = Phrase((*parts, "."))
    return lambda width: ChartBlock(draw(name, frame, width=width, **options), alt)


def ends(name: str, first: Figure | None, last: Figure | None) -> list[str | Figure]:
    """Say where a line begins and where it ends, for an alternative text; nothing where that is not known."""
    if first is None or last is None:
        return []
    return [f"; {name}: ", first, f" in {first.year}, ", last, f" in {last.year}"]


def stocks(context: Context, economy: Economy) -> Drawing | None:
    """Two stocks over the years: people from abroad here, people from here abroad."""
    names = {"immigrant_stock": "From abroad, living here", "emigrant_stock": "From here, living abroad"}
    frame = pd.concat([series_frame(context, economy.iso3, i, name) for i, name in names.items()])
    if frame["value"].notna().sum() < 2:
        return None
    parts: list[str | Figure] = ["Line chart of two stocks of people"]
    for indicator, name in zip(names, ("people from abroad", "people living abroad"), strict=True):
        known = (context.figure(economy.iso3, indicator, year) for year in (context.first, context.base))
        parts += ends(name, *known)
    return drawn(drawing.stocks, "stocks", frame, parts)


def corridors(context: Context, immigrants: Side, emigrants: Side) -> Drawing | None:
    """Bars of the largest corridors, in and out."""
    panels = {"Where they come from": immigrants.corridors, "Where they went": emigrants.corridors}
    rows = [
        (c.counterpart.short, c.now.value, c.counterpart.iso3, name)
        for name, found in panels.items()
        for c in found[:BARS]
    ]
    if not rows:
        return None
    frame = pd.DataFrame(rows, columns=["label", "value", "code", "group"])
    parts: list[str | Figure] = [f"Bars of the largest corridors in {context.base}"]
    parts += _largest("; largest origins: ", immigrants.corridors)
    parts += _largest("; largest destinations: ", emigrants.corridors)
    return drawn(drawing.ranked, "corridors", frame, parts, highlight=context.members)


def _largest(lead: str, found: tuple[Corridor, ...]) -> list[str | Figure]:
    parts: list[str | Figure] = [lead] if found else []
    for position, corridor in enumerate(found[:3]):
        parts += [", " if position else "", f"{corridor.counterpart.in_text} ", corridor.now]
    return parts


def ageing(context: Context, economy: Economy) -> Drawing | None:
    """People of working age and older people, projected to the horizon."""
    names = {"working_age_population": "Aged 15–64", "older_population": "Aged 65 and over"}
    frame = pd.concat([series_frame(context, economy.iso3, i, name, 1000) for i, name in names.items()])
    if frame["value"].notna().sum() < 2:
        return None
    parts: list[str | Figure] = [f"Line chart of two age groups, projected to {HORIZON}"]
    for indicator, name in zip(names, ("working age", "older people"), strict=True):
        known = (context.figure(economy.iso3, indicator, year) for year in (context.base, HORIZON))
        parts += ends(name, *known)
    return drawn(drawing.ageing, "ageing", frame, parts)


def net_migration(context: Context, economy: Economy, age: Ageing) -> Drawing | None:
    """Net migration over the years, projections with their intervals."""
    frame = series_frame(context, economy.iso3, "net_migration", "").drop(columns="series")
    if age.net is None or frame["value"].notna().sum() < 2:
        return None
    for bound in _BOUNDS:
        known = series_frame(context, economy.iso3, f"net_migration_{bound}", "").set_index("year")["value"]
        frame[bound.replace("_", "")] = frame["year"].map(known)
    parts: list[str | Figure] = [f"Line chart of net migration, projected to {HORIZON}"]
    parts += ends("a year", age.net.now, age.net.then)
    if age.net.interval is not None:
        parts += [", between ", age.net.interval.lower, " and ", age.net.interval.upper]
    return drawn(drawing.net_migration, "net-migration", frame, parts)


def needs(age: Ageing) -> Drawing | None:
    """Replacement needs beside today's net migration."""
    needed = [
        ("To keep the number of people aged 15–64", "need", age.for_workforce),
        ("To keep their ratio to older people", "need", age.for_support),
    ]
    if not any(f is not None and f.value for _, _, f in needed):
        return None
    today = age.net.now if age.net else None
    found = [*needed, *([(f"Net migration in {today.year}", "today", today)] if today else [])]
    rows = [(label, kind, float("nan") if f is None else f.value) for label, kind, f in found]
    parts: list[str | Figure] = ["Bars of yearly migration"]
    for label, _, figure in found:
        parts += [] if figure is None else [f"; {label[:1].lower()}{label[1:]}: ", figure]
    frame = pd.DataFrame(rows, columns=["label", "kind", "value"])
    return drawn(drawing.needs, "needs", frame, parts)
