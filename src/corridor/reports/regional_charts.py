"""Charts of the regional outlook on people: its place in the world, stocks, corridors, ageing, net migration."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from corridor import charts as drawing
from corridor.indicators import registry
from corridor.ledger import Figure
from corridor.reports.content import ChartBlock, Phrase
from corridor.reports.context import HORIZON, Context
from corridor.reports.country_charts import series_frame
from corridor.reports.regional_across import Ranked, Shown
from corridor.reports.regional_ageing import RegionAgeing
from corridor.reports.regional_corridors import Corridors, Pair
from corridor.reports.regional_migration import RegionMigration
from corridor.reports.regional_needs import SUPPORT, WORKFORCE, RegionNeeds
from corridor.reports.regional_world import Stocks

ARROW = "→"
# Corridors on the map, and the file of its lines.
MAPPED = 7
SHAPES = "countries-50m.json"
Parts = list[str | Figure]


def people(
    context: Context, stocks: Stocks, corridors: Corridors, ageing: RegionAgeing
) -> dict[str, ChartBlock | None]:
    """Charts on stocks, corridors and ageing, by name; None where there are no figures."""
    return {
        "map": _map(context, corridors.inside),
        "world": _world(context),
        "stocks": _panels(context, "stocks", "immigrant_stock", stocks.panels, "migrant stocks"),
        "gains": _changes("gains", "gains", corridors.gains),
        "losses": _changes("losses", "losses", corridors.losses),
        "working-age": _working_age(ageing.relative),
        "dependency": _panels(
            context, "dependency", "old_age_dependency", ageing.shown, "older people per 100 of working age",
            shared=True,
        ),
    }  # fmt: skip


def balance(
    context: Context, migration: RegionMigration | None, needs: RegionNeeds
) -> dict[str, ChartBlock | None]:
    """Charts on net migration and on the migration that would offset ageing, by name."""
    return {
        "net-migration": None if migration is None else _net_migration(context, migration),
        "replacement": _replacement(context, needs),
    }


def _world(context: Context) -> ChartBlock | None:
    region = context.edition.region.id
    names = {"share_of_world_population": "World’s people", "share_of_world_migrants": "World’s migrants"}
    frames = [series_frame(context, region, i, name) for i, name in names.items()]
    # People are known for every year; side by side with migrants, only the years of the stock are drawn.
    frames = [one[one["year"].isin(context.stock_years)] for one in frames]
    frame = pd.concat(frames).rename(columns={"year": "label"})[["label", "value", "series"]]
    if frame["value"].notna().sum() < 2:
        return None
    parts: Parts = ["Line chart of the region’s share of two world totals"]
    for indicator, name in (("share_of_world_population", "people"), ("share_of_world_migrants", "migrants")):
        first = context.figure(region, indicator, context.first)
        last = context.figure(region, indicator, context.base)
        if first is not None and last is not None:
            parts += [f"; {name}: ", first, f" in {context.first}, ", last, f" in {context.base}"]
    return ChartBlock(drawing.region_in_world("world", frame), Phrase((*parts, ".")))


def _map(context: Context, inside: Sequence[Pair]) -> ChartBlock | None:
    """Map of the region with its largest corridors inside."""
    known = [pair for pair in inside if pair.figure.value][:MAPPED]
    if not known:
        return None
    members = [context.economies[code] for code in context.members]
    places = pd.DataFrame([(e.iso3, e.m49, e.short) for e in members], columns=["code", "m49", "label"])
    rows = [(p.origin.iso3, p.destination.iso3, p.figure.value) for p in known]
    frame = pd.DataFrame(rows, columns=["origin", "destination", "value"])
    parts: Parts = ["Map of the region with arrows for its largest corridors"]
    for place, pair in enumerate(known[:3]):
        lead = ", " if place else "; the largest: "
        parts += [f"{lead}{pair.origin.in_text} to {pair.destination.in_text} ", pair.figure]
    shapes = drawing.read_shapes(context.project.data / "geo" / SHAPES)
    return ChartBlock(
        drawing.region_map("map", shapes, places, frame, width=drawing.HALF_WIDTH), Phrase((*parts, "."))
    )


def panels_frame(context: Context, indicator: str, shown: Shown) -> pd.DataFrame:
    """Series of the economies shown, one below the other.

    Returns
    -------
    pandas.DataFrame
        Columns `year`, `label` (short name), `value`, `status`, `economy` (ISO3).
    """
    frames = []
    for code in shown.codes:
        frame = series_frame(context, code, indicator, context.economies[code].short)
        frames.append(frame.rename(columns={"series": "label"}).assign(economy=code))
    return pd.concat(frames)


def _panels(
    context: Context, name: str, indicator: str, shown: Shown, what: str, *, shared: bool = False
) -> ChartBlock | None:
    """One panel an economy, with the extremes of the base year in the alternative text."""
    frame = panels_frame(context, indicator, shown)
    if frame["value"].notna().sum() < 2:
        return None
    parts: Parts = [f"Small line charts of {what}, one for each economy"]
    across = context.across(indicator, context.base, shown.codes)
    if len(across) > 1:
        order = sorted(across, key=lambda m: (across[m].value or 0, m))
        low, high = order[0], order[-1]
        parts += [f"; in {context.base} the highest is {context.economies[high].in_text} with ", across[high]]
        parts += [f", the lowest {context.economies[low].in_text} with ", across[low]]
    chart = drawing.small_multiples(name, frame, unit=registry()[indicator].unit, shared=shared)
    return ChartBlock(chart, Phrase((*parts, ".")))


def _changes(name: str, what: str, pairs: Sequence[Pair]) -> ChartBlock | None:
    if not pairs:
        return None
    rows = [(f"{p.origin.short} {ARROW} {p.destination.short}", p.figure.value) for p in pairs]
    first = pairs[0]
    parts: Parts = [f"Bars of the largest {what} of corridors; the largest: "]
    parts += [f"{first.origin.in_text} to {first.destination.in_text} ", first.figure]
    frame = pd.DataFrame(rows, columns=["label", "value"])
    chart = drawing.gains_losses(name, frame, width=drawing.HALF_WIDTH)
    return ChartBlock(chart, Phrase((*parts, ".")))


def _working_age(relative: Sequence[Ranked]) -> ChartBlock | None:
    if not relative:
        return None
    rows = [(r.economy.short, r.economy.iso3, r.figure.value) for r in relative]
    frame = pd.DataFrame(rows, columns=["label", "code", "value"])
    first, last = relative[0], relative[-1]
    parts: Parts = [f"Bars of the change of the working-age population to {HORIZON}"]
    if len(relative) > 1:
        parts += [
            f", from {first.economy.in_text} ",
            first.figure,
            f" to {last.economy.in_text} ",
            last.figure,
        ]
    return ChartBlock(drawing.change_by_economy("working-age", frame), Phrase((*parts, ".")))


def _net_migration(context: Context, migration: RegionMigration) -> ChartBlock | None:
    frame = panels_frame(context, "net_migration", migration.shown)
    if frame["value"].notna().sum() < 2:
        return None
    parts: Parts = [f"Small line charts of net migration, one for each economy, projected to {HORIZON}"]
    for lead, side in (
        ("the largest gain is that of ", migration.gaining),
        ("the largest loss that of ", migration.losing),
    ):
        if side:
            parts += [f"; in {migration.year} {lead}{side[0].economy.in_text} with ", side[0].figure]
    return ChartBlock(drawing.net_migration_region("net-migration", frame), Phrase((*parts, ".")))


def _replacement(context: Context, needs: RegionNeeds) -> ChartBlock | None:
    names = {WORKFORCE: "To keep the workforce", SUPPORT: "To keep the support ratio"}
    rows = []
    for code in needs.shown.codes:
        for indicator, series in names.items():
            figure = context.figure(code, indicator, HORIZON)
            value = float("nan") if figure is None else figure.value
            rows.append((context.economies[code].short, value, series))
    frame = pd.DataFrame(rows, columns=["label", "value", "series"])
    if frame["value"].notna().sum() < 2:
        return None
    parts: Parts = ["Replacement needs by economy"]
    for indicator, name in ((WORKFORCE, "workforce"), (SUPPORT, "support ratio")):
        across = context.across(indicator, HORIZON, needs.shown.codes)
        if across:
            high = max(across, key=lambda m: (across[m].value or 0, m))
            parts += [f"; to keep the {name} most in {context.economies[high].in_text}: ", across[high]]
    return ChartBlock(drawing.replacement("replacement", frame), Phrase((*parts, ".")))
