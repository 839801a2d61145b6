"""Charts of the regional outlook on people: its place in the world, stocks, corridors, ageing, net migration."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from corridor import charts as drawing
from corridor.indicators import registry
from corridor.language import noted, worded
from corridor.reports.content import ChartBlock, Phrase, alternative, told
from corridor.reports.context import HORIZON, Context
from corridor.reports.country_charts import ends, listed, series_frame
from corridor.reports.regional_across import Ranked, Shown
from corridor.reports.regional_ageing import RegionAgeing
from corridor.reports.regional_corridors import Corridors, Pair
from corridor.reports.regional_migration import RegionMigration
from corridor.reports.regional_money import MoneyCorridor
from corridor.reports.regional_needs import SUPPORT, WORKFORCE, RegionNeeds
from corridor.reports.regional_world import Stocks

ARROW = "→"
# Corridors on the map, and the file of its lines.
MAPPED = 7
SHAPES = "countries-50m.json"


def people(
    context: Context, stocks: Stocks, corridors: Corridors, ageing: RegionAgeing
) -> dict[str, ChartBlock | None]:
    """Charts on stocks, corridors and ageing, by name; None where there are no figures."""
    return {
        "map": _map(context, corridors.inside),
        "world": _world(context),
        "stocks": _panels(context, "stocks", "immigrant_stock", stocks.panels, worded("migrant stocks")),
        "gains": _changes("gains", told("Bars of the largest gains of corridors"), corridors.gains),
        "losses": _changes("losses", told("Bars of the largest losses of corridors"), corridors.losses),
        "working-age": _working_age(ageing.relative),
        "dependency": _panels(
            context, "dependency", "old_age_dependency", ageing.shown,
            worded("older people per 100 of working age"), shared=True,
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
    names = {
        "share_of_world_population": worded("World’s people"),
        "share_of_world_migrants": worded("World’s migrants"),
    }
    frames = [series_frame(context, region, i, name) for i, name in names.items()]
    # People are known for every year; side by side with migrants, only the years of the stock are drawn.
    frames = [one[one["year"].isin(context.stock_years)] for one in frames]
    frame = pd.concat(frames).rename(columns={"year": "label"})[["label", "value", "series"]]
    if frame["value"].notna().sum() < 2:
        return None
    said = [told("Line chart of the region’s share of two world totals")]
    for indicator, name in zip(names, (worded("people"), worded("migrants")), strict=True):
        known = (context.figure(region, indicator, year) for year in (context.first, context.base))
        said += ends(name, *known)
    return ChartBlock(drawing.region_in_world("world", frame), alternative(*said))


def _map(context: Context, inside: Sequence[Pair]) -> ChartBlock | None:
    """Map of the region with its largest corridors inside."""
    known = [pair for pair in inside if pair.figure.value][:MAPPED]
    if not known:
        return None
    members = [context.economies[code] for code in context.members]
    places = pd.DataFrame([(e.iso3, e.m49, e.short) for e in members], columns=["code", "m49", "label"])
    rows = [(p.origin.iso3, p.destination.iso3, p.figure.value) for p in known]
    frame = pd.DataFrame(rows, columns=["origin", "destination", "value"])
    said = [
        told("Map of the region with arrows for its largest corridors"),
        told("the largest: {list}", list=listed([(path(pair), pair.figure) for pair in known[:3]])),
    ]
    shapes = drawing.read_shapes(context.project.data / "geo" / SHAPES)
    return ChartBlock(
        drawing.region_map("map", shapes, places, frame, width=drawing.HALF_WIDTH), alternative(*said)
    )


def path(pair: Pair | MoneyCorridor) -> str:
    """Name a corridor in running text: "China to Japan"."""
    origin, destination = pair.origin.in_text, pair.destination.in_text
    return worded("{origin} to {destination}", origin=origin, destination=destination)


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
    said = [told("Small line charts of {what}, one for each economy", what=what)]
    across = context.across(indicator, context.base, shown.codes)
    if len(across) > 1:
        order = sorted(across, key=lambda m: (across[m].value or 0, m))
        low, high = order[0], order[-1]
        said.append(
            told(
                "in {year} the highest is {high} with {most}, the lowest {low} with {least}",
                year=context.base,
                high=context.economies[high].in_text,
                most=across[high],
                low=context.economies[low].in_text,
                least=across[low],
            )
        )
    chart = drawing.small_multiples(name, frame, unit=registry()[indicator].unit, shared=shared)
    return ChartBlock(chart, alternative(*said))


def _changes(name: str, what: Phrase, pairs: Sequence[Pair]) -> ChartBlock | None:
    if not pairs:
        return None
    rows = [(f"{p.origin.short} {ARROW} {p.destination.short}", p.figure.value) for p in pairs]
    first = pairs[0]
    said = what, told("the largest: {list}", list=listed([(path(first), first.figure)]))
    frame = pd.DataFrame(rows, columns=["label", "value"])
    chart = drawing.gains_losses(name, frame, width=drawing.HALF_WIDTH)
    return ChartBlock(chart, alternative(*said))


def _working_age(relative: Sequence[Ranked]) -> ChartBlock | None:
    if not relative:
        return None
    rows = [(r.economy.short, r.economy.iso3, r.figure.value) for r in relative]
    frame = pd.DataFrame(rows, columns=["label", "code", "value"])
    first, last = relative[0], relative[-1]
    said = told("Bars of the change of the working-age population to {year}", year=HORIZON)
    if len(relative) > 1:
        said = reaching(said, first, last)
    return ChartBlock(drawing.change_by_economy("working-age", frame), alternative(said))


def reaching(bars: Phrase, first: Ranked, last: Ranked) -> Phrase:
    """Say of bars from which figure to which they reach."""
    return told(
        "{bars}, from {origin} {first} to {end} {last}",
        bars=bars,
        origin=first.economy.in_text,
        first=first.figure,
        end=last.economy.in_text,
        last=last.figure,
    )


def _net_migration(context: Context, migration: RegionMigration) -> ChartBlock | None:
    frame = panels_frame(context, "net_migration", migration.shown)
    if frame["value"].notna().sum() < 2:
        return None
    said = [
        told("Small line charts of net migration, one for each economy, projected to {year}", year=HORIZON)
    ]
    gain = noted("in {year} the largest gain is that of {economy} with {figure}")
    loss = noted("in {year} the largest loss that of {economy} with {figure}")
    for message, side in ((gain, migration.gaining), (loss, migration.losing)):
        if side:
            first = side[0]
            said.append(
                told(message, year=migration.year, economy=first.economy.in_text, figure=first.figure)
            )
    return ChartBlock(drawing.net_migration_region("net-migration", frame), alternative(*said))


def _replacement(context: Context, needs: RegionNeeds) -> ChartBlock | None:
    names = {WORKFORCE: worded("To keep the workforce"), SUPPORT: worded("To keep the support ratio")}
    rows = []
    for code in needs.shown.codes:
        for indicator, series in names.items():
            figure = context.figure(code, indicator, HORIZON)
            value = float("nan") if figure is None else figure.value
            rows.append((context.economies[code].short, value, series))
    frame = pd.DataFrame(rows, columns=["label", "value", "series"])
    if frame["value"].notna().sum() < 2:
        return None
    said = [told("Replacement needs by economy")]
    for indicator, message in (
        (WORKFORCE, noted("to keep the workforce most in {economy}: {figure}")),
        (SUPPORT, noted("to keep the support ratio most in {economy}: {figure}")),
    ):
        across = context.across(indicator, HORIZON, needs.shown.codes)
        if across:
            high = max(across, key=lambda m: (across[m].value or 0, m))
            said.append(told(message, economy=context.economies[high].in_text, figure=across[high]))
    return ChartBlock(drawing.replacement("replacement", frame), alternative(*said))
