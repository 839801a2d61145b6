"""Charts of a country brief: people who moved, age groups, net migration; with their alternative texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from corridor import charts as drawing
from corridor.economies import Economy
from corridor.language import worded
from corridor.ledger import Figure
from corridor.reports.ageing import Ageing
from corridor.reports.content import ChartBlock, Phrase, alternative, phrase, told
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
    said: Sequence[Phrase],
    **options: Any,
) -> Drawing:
    """Make the drawing of a frame, with what its alternative text says."""
    alt = alternative(*said)
    return lambda width: ChartBlock(draw(name, frame, width=width, **options), alt)


def ends(name: str, first: Figure | None, last: Figure | None) -> list[Phrase]:
    """Say where a line begins and where it ends, for an alternative text; nothing where that is not known."""
    if first is None or last is None:
        return []
    return [
        told(
            "{line}: {first} in {begin}, {last} in {end}",
            line=name,
            first=first,
            begin=first.year,
            last=last,
            end=last.year,
        )
    ]


def stocks(context: Context, economy: Economy) -> Drawing | None:
    """Two stocks over the years: people from abroad here, people from here abroad."""
    names = {
        "immigrant_stock": worded("From abroad, living here"),
        "emigrant_stock": worded("From here, living abroad"),
    }
    frame = pd.concat([series_frame(context, economy.iso3, i, name) for i, name in names.items()])
    if frame["value"].notna().sum() < 2:
        return None
    said = [told("Line chart of two stocks of people")]
    lines = worded("people from abroad"), worded("people living abroad")
    for indicator, name in zip(names, lines, strict=True):
        known = (context.figure(economy.iso3, indicator, year) for year in (context.first, context.base))
        said += ends(name, *known)
    return drawn(drawing.stocks, "stocks", frame, said)


def corridors(context: Context, immigrants: Side, emigrants: Side) -> Drawing | None:
    """Bars of the largest corridors, in and out."""
    panels = {
        worded("Where they come from"): immigrants.corridors,
        worded("Where they went"): emigrants.corridors,
    }
    rows = [
        (c.counterpart.short, c.now.value, c.counterpart.iso3, name)
        for name, found in panels.items()
        for c in found[:BARS]
    ]
    if not rows:
        return None
    frame = pd.DataFrame(rows, columns=["label", "value", "code", "group"])
    said = [told("Bars of the largest corridors in {year}", year=context.base)]
    if immigrants.corridors:
        said.append(told("largest origins: {list}", list=_largest(immigrants.corridors)))
    if emigrants.corridors:
        said.append(told("largest destinations: {list}", list=_largest(emigrants.corridors)))
    return drawn(drawing.ranked, "corridors", frame, said, highlight=context.members)


def _largest(found: tuple[Corridor, ...]) -> Phrase:
    return listed([(corridor.counterpart.in_text, corridor.now) for corridor in found[:3]])


def listed(items: Sequence[tuple[str, Figure]]) -> Phrase:
    """Names with their figures, for an alternative text: "Japan 175,000, China 12,000"."""
    said = phrase()
    for name, figure in items:
        one = told("{name} {figure}", name=name, figure=figure)
        said = told("{before}, {after}", before=said, after=one) if said.parts else one
    return said


def ageing(context: Context, economy: Economy) -> Drawing | None:
    """People of working age and older people, projected to the horizon."""
    names = {"working_age_population": worded("Aged 15–64"), "older_population": worded("Aged 65 and over")}
    frame = pd.concat([series_frame(context, economy.iso3, i, name, 1000) for i, name in names.items()])
    if frame["value"].notna().sum() < 2:
        return None
    said = [told("Line chart of two age groups, projected to {year}", year=HORIZON)]
    for indicator, name in zip(names, (worded("working age"), worded("older people")), strict=True):
        known = (context.figure(economy.iso3, indicator, year) for year in (context.base, HORIZON))
        said += ends(name, *known)
    return drawn(drawing.ageing, "ageing", frame, said)


def net_migration(context: Context, economy: Economy, age: Ageing) -> Drawing | None:
    """Net migration over the years, projections with their intervals."""
    frame = series_frame(context, economy.iso3, "net_migration", "").drop(columns="series")
    if age.net is None or frame["value"].notna().sum() < 2:
        return None
    for bound in _BOUNDS:
        known = series_frame(context, economy.iso3, f"net_migration_{bound}", "").set_index("year")["value"]
        frame[bound.replace("_", "")] = frame["year"].map(known)
    said = [told("Line chart of net migration, projected to {year}", year=HORIZON)]
    said += ends(worded("a year"), age.net.now, age.net.then)
    if age.net.interval is not None:
        low, high = age.net.interval.lower, age.net.interval.upper
        said[-1] = told("{before}, between {low} and {high}", before=said[-1], low=low, high=high)
    return drawn(drawing.net_migration, "net-migration", frame, said)


def needs(age: Ageing) -> Drawing | None:
    """Replacement needs beside today's net migration."""
    needed = [
        (worded("To keep the number of people aged 15–64"), "need", age.for_workforce),
        (worded("To keep their ratio to older people"), "need", age.for_support),
    ]
    if not any(f is not None and f.value for _, _, f in needed):
        return None
    today = age.net.now if age.net else None
    found = list(needed)
    if today:
        found.append((worded("Net migration in {year}", year=today.year), "today", today))
    rows = [(label, kind, float("nan") if f is None else f.value) for label, kind, f in found]
    said = [told("Bars of yearly migration")]
    for label, _, figure in found:
        if figure is not None:
            said.append(told("{bar}: {figure}", bar=f"{label[:1].lower()}{label[1:]}", figure=figure))
    frame = pd.DataFrame(rows, columns=["label", "kind", "value"])
    return drawn(drawing.needs, "needs", frame, said)
