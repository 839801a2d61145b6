"""Charts of the regional outlook, with their alternative texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from corridor import charts as drawing
from corridor.indicators import registry
from corridor.ledger import Figure
from corridor.reports.content import ChartBlock, Phrase
from corridor.reports.context import HORIZON, Context
from corridor.reports.country_charts import series_frame

if TYPE_CHECKING:
    from corridor.reports.regional import Pair, Ranked

ARROW = "→"


def charts(
    context: Context, gains: Sequence[Pair], losses: Sequence[Pair], relative: Sequence[Ranked]
) -> dict[str, ChartBlock]:
    """Every chart for which the region has figures, by name."""
    built = {
        "world": _world(context),
        "stocks": _panels(context, "stocks", "immigrant_stock", "migrant stocks"),
        "changes": _changes(gains, losses),
        "working-age": _working_age(relative),
        "dependency": _panels(
            context, "dependency", "old_age_dependency", "older people per 100 of working age", shared=True
        ),
        "replacement": _replacement(context),
    }
    return {name: block for name, block in built.items() if block is not None}


def _world(context: Context) -> ChartBlock | None:
    region = context.edition.region.id
    names = {"share_of_world_population": "World’s people", "share_of_world_migrants": "World’s migrants"}
    frames = [series_frame(context, region, i, name, until=context.base) for i, name in names.items()]
    frame = pd.concat(frames).rename(columns={"year": "label"})[["label", "value", "series"]]
    if frame["value"].notna().sum() < 2:
        return None
    parts: list[str | Figure] = ["Line chart of the region’s share of two world totals"]
    for indicator, name in (("share_of_world_population", "people"), ("share_of_world_migrants", "migrants")):
        first = context.figure(region, indicator, context.first)
        last = context.figure(region, indicator, context.base)
        if first is not None and last is not None:
            parts += [f"; {name}: ", first, f" in {context.first}, ", last, f" in {context.base}"]
    return ChartBlock(drawing.region_in_world("world", frame), Phrase((*parts, ".")))


def _panels(
    context: Context, name: str, indicator: str, what: str, *, shared: bool = False
) -> ChartBlock | None:
    """One panel an economy, with the extremes of the base year in the alternative text."""
    frames = []
    for member in context.members:
        frame = series_frame(context, member, indicator, context.economies[member].short)
        frames.append(frame.rename(columns={"series": "label"}).assign(economy=member))
    frame = pd.concat(frames)
    if frame["value"].notna().sum() < 2:
        return None
    across = context.across(indicator, context.base)
    parts: list[str | Figure] = [f"Small line charts of {what}, one for each economy"]
    parts += _extremes(context, across)
    chart = drawing.small_multiples(name, frame, unit=registry()[indicator].unit, shared=shared)
    return ChartBlock(chart, Phrase((*parts, ".")))


def _extremes(context: Context, across: Mapping[str, Figure]) -> list[str | Figure]:
    if len(across) < 2:
        return []
    order = sorted(across, key=lambda m: (across[m].value or 0, m))
    low, high = order[0], order[-1]
    names = context.economies
    return [
        f"; in {context.base} the highest is {names[high].in_text} with ",
        across[high],
        f", the lowest {names[low].in_text} with ",
        across[low],
    ]


def _changes(gains: Sequence[Pair], losses: Sequence[Pair]) -> ChartBlock | None:
    pairs = [*gains, *losses]
    if not pairs:
        return None
    rows = [(f"{p.origin.short} {ARROW} {p.destination.short}", p.figure.value) for p in pairs]
    parts: list[str | Figure] = ["Bars of the largest gains and losses of corridors"]
    for lead, side in (("; largest gain: ", gains), ("; largest loss: ", losses)):
        if side:
            parts += [f"{lead}{side[0].origin.in_text} to {side[0].destination.in_text} ", side[0].figure]
    frame = pd.DataFrame(rows, columns=["label", "value"])
    return ChartBlock(drawing.gains_losses("changes", frame), Phrase((*parts, ".")))


def _working_age(relative: Sequence[Ranked]) -> ChartBlock | None:
    if not relative:
        return None
    rows = [(r.economy.short, r.economy.iso3, r.figure.value) for r in relative]
    frame = pd.DataFrame(rows, columns=["label", "code", "value"])
    first, last = relative[0], relative[-1]
    alt = Phrase(
        (
            f"Bars of the change of the working-age population to {HORIZON}, from {first.economy.in_text} ",
            first.figure,
            f" to {last.economy.in_text} ",
            last.figure,
            ".",
        )
    )
    return ChartBlock(drawing.change_by_economy("working-age", frame), alt)


def _replacement(context: Context) -> ChartBlock | None:
    names = {
        "replacement_for_workforce": "To keep the workforce",
        "replacement_for_support": "To keep the support ratio",
    }
    rows = []
    for member in context.members:
        for indicator, series in names.items():
            figure = context.figure(member, indicator, HORIZON)
            value = float("nan") if figure is None else figure.value
            rows.append((context.economies[member].short, value, series))
    frame = pd.DataFrame(rows, columns=["label", "value", "series"])
    if frame["value"].notna().sum() < 2:
        return None
    parts: list[str | Figure] = ["Replacement needs by economy"]
    for indicator, name in (
        ("replacement_for_workforce", "workforce"),
        ("replacement_for_support", "support ratio"),
    ):
        across = context.across(indicator, HORIZON)
        high = max(across, key=lambda m: (across[m].value or 0, m))
        parts += [f"; to keep the {name} most in {context.economies[high].in_text}: ", across[high]]
    return ChartBlock(drawing.replacement("replacement", frame), Phrase((*parts, ".")))
