"""The regional outlook: the region in the world, its corridors, its ageing."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10

from corridor import claims
from corridor.claims import Comparison, Trend
from corridor.economies import Economy, Region
from corridor.ledger import Figure, derive
from corridor.reports import regional_charts, regional_tables, tables
from corridor.reports.content import Charts, KeyFigure, Note, SourceEntry, Table, phrase
from corridor.reports.context import COMPARE_YEAR, HORIZON, Context
from corridor.reports.notes import data_notes, source_entries

LISTED_CHANGES = 10


@dataclass(frozen=True)
class Ranked:
    """An economy of the region and one of its figures."""

    economy: Economy
    figure: Figure


@dataclass(frozen=True)
class Pair:
    """A corridor that touches the region: its origin, its destination and a figure."""

    origin: Economy
    destination: Economy
    figure: Figure
    now: Figure | None
    then: Figure | None


@dataclass(frozen=True)
class Stocks:
    """People from abroad in the region and people from the region abroad."""

    immigrants: Figure | None
    immigrants_trend: Trend | None
    immigrant_share: Figure | None
    emigrants: Figure | None
    emigrants_trend: Trend | None
    intra_emigrants: Figure | None
    intra_emigrants_then: Figure | None
    intra_immigrants: Figure | None
    world_population: Figure | None
    world_population_first: Figure | None
    world_migrants: Figure | None
    world_migrants_first: Figure | None
    people_to_migrants: Comparison | None
    by_share: tuple[Ranked, ...]
    by_stock: tuple[Ranked, ...]
    without: tuple[Economy, ...]


@dataclass(frozen=True)
class RegionAgeing:
    """Working-age and older people of the region and of its economies."""

    working: Trend | None
    working_change: Figure | None
    older: Trend | None
    dependency_now: Figure | None
    dependency_then: Figure | None
    for_support: Figure | None
    for_workforce: Figure | None
    relative: tuple[Ranked, ...]
    needs: tuple[Ranked, ...]
    everywhere: bool

    @property
    def fastest(self) -> tuple[Ranked, ...]:
        """Economies whose working-age population falls, the sharpest fall first."""
        return tuple(r for r in self.relative if (r.figure.value or 0) < 0)

    @property
    def growing(self) -> tuple[Ranked, ...]:
        """Economies whose working-age population grows, the strongest growth first."""
        return tuple(r for r in reversed(self.relative) if (r.figure.value or 0) > 0)


@dataclass(frozen=True)
class MatrixCell:
    """A corridor in thousand persons, with its step on the scale (`q0` to `q6`) of the heat map."""

    figure: Figure
    step: str


@dataclass(frozen=True)
class MatrixRow:
    """One origin: its name and a cell for each destination, None where the source has no figure."""

    name: str
    cells: tuple[MatrixCell | None, ...]


@dataclass(frozen=True)
class Matrix:
    """Corridors among the economies of the region: origins down, destinations across."""

    heads: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True)
class Outlook:
    """Everything that the outlook says, as plain data."""

    region: Region
    context: Context
    key_figures: tuple[KeyFigure, ...]
    stocks: Stocks
    corridors: tuple[Pair, ...]
    matrix: Matrix | None
    gains: tuple[Pair, ...]
    losses: tuple[Pair, ...]
    ageing: RegionAgeing
    tables: dict[str, Table]
    charts: Charts
    notes: tuple[Note, ...]
    sources: tuple[SourceEntry, ...]


def regional_outlook(context: Context) -> Outlook:
    """Write down what the outlook of the edition's region has to say."""
    stocks = _stocks(context)
    ageing = _ageing(context)
    corridors = _intra_regional(context)
    gains, losses = _changes(context)
    built = {
        "indicators": tables.all_indicators(context, context.edition.region.id),
        "economies": regional_tables.economies_table(context),
        "replacement": regional_tables.replacement_table(context),
    }
    if gains or losses:
        built["gains"] = regional_tables.changes_table(context, "gains", gains)
        built["losses"] = regional_tables.changes_table(context, "losses", losses)
    return Outlook(
        region=context.edition.region,
        context=context,
        key_figures=_key_figures(context, stocks, ageing),
        stocks=stocks,
        corridors=corridors,
        matrix=_matrix(context, corridors),
        gains=gains,
        losses=losses,
        ageing=ageing,
        tables=built,
        charts=regional_charts.charts(context, gains, losses, ageing.relative),
        notes=data_notes(context, (context.edition.region.id, *context.members)),
        sources=source_entries(context),
    )


def _stocks(context: Context) -> Stocks:
    def at(indicator: str, year: int) -> Figure | None:
        return context.figure(context.edition.region.id, indicator, year)

    base, first = context.base, context.first
    people, migrants = at("share_of_world_population", base), at("share_of_world_migrants", base)
    missing = [m for m in context.members if context.figure(m, "immigrant_stock", base) is None]
    return Stocks(
        immigrants=at("immigrant_stock", base),
        immigrants_trend=claims.trend(at("immigrant_stock", COMPARE_YEAR), at("immigrant_stock", base)),
        immigrant_share=at("immigrant_share", base),
        emigrants=at("emigrant_stock", base),
        emigrants_trend=claims.trend(at("emigrant_stock", COMPARE_YEAR), at("emigrant_stock", base)),
        intra_emigrants=at("intra_regional_emigrant_share", base),
        intra_emigrants_then=at("intra_regional_emigrant_share", COMPARE_YEAR),
        intra_immigrants=at("intra_regional_immigrant_share", base),
        world_population=people,
        world_population_first=at("share_of_world_population", first),
        world_migrants=migrants,
        world_migrants_first=at("share_of_world_migrants", first),
        people_to_migrants=claims.compare(people, migrants),
        by_share=ranked(context, "immigrant_share", base),
        by_stock=ranked(context, "immigrant_stock", base),
        without=tuple(context.economies[m] for m in missing),
    )


def ranked(context: Context, indicator: str, year: int) -> tuple[Ranked, ...]:
    """Economies of the region that have a figure, the largest first."""
    found = context.across(indicator, year)
    order = sorted(found, key=lambda m: (-(found[m].value or 0), m))
    return tuple(Ranked(context.economies[m], found[m]) for m in order)


def _intra_regional(context: Context) -> tuple[Pair, ...]:
    """Corridors between economies of the region, the largest first."""
    pairs = [
        Pair(context.economies[o], context.economies[d], now, now, None)
        for d in context.members
        for o in context.members
        if (now := context.figure(d, "immigrants_by_origin", context.base, o)) is not None
    ]
    return tuple(sorted(pairs, key=lambda p: (-(p.figure.value or 0), p.origin.iso3, p.destination.iso3)))


def _matrix(context: Context, corridors: tuple[Pair, ...]) -> Matrix | None:
    """Economies in the order of the people they send and receive within the region, so that the heat gathers."""
    if not corridors:
        return None
    weight = dict.fromkeys(context.members, 0.0)
    for pair in corridors:
        for economy in (pair.origin, pair.destination):
            weight[economy.iso3] += pair.figure.value or 0
    order = sorted((m for m in weight if weight[m]), key=lambda m: (-weight[m], m))
    cells = {(p.origin.iso3, p.destination.iso3): _matrix_cell(p.figure) for p in corridors}
    rows = tuple(
        MatrixRow(context.economies[o].short, tuple(cells.get((o, d)) for d in order)) for o in order
    )
    return Matrix(("", *(context.economies[m].short for m in order)), rows)


def _matrix_cell(figure: Figure) -> MatrixCell:
    people = figure.value or 0
    thousands = derive(
        people / 1000, "thousand persons", f"{figure.values[0].indicator} / 1000", *figure.values
    ).full
    step = max(0, min(6, floor(log10(people)))) if people >= 1 else 0
    return MatrixCell(thousands, f"q{step}")


def _changes(context: Context) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """The largest gains and losses among corridors from or to the region."""
    members = set(context.members)
    found: list[Pair] = []
    for value in context.ledger.values.of("corridor_change"):
        origin, destination = context.economies[value.counterpart], context.economies[value.economy]
        touches = value.economy in members or value.counterpart in members
        if touches and value.value and origin.kind == "economy":
            figure = context.ledger.figure(value.economy, "corridor_change", value.year, value.counterpart)
            found.append(Pair(origin, destination, figure, *_ends(context, origin, destination)))
    found.sort(key=lambda p: (p.figure.value or 0, p.origin.iso3, p.destination.iso3))
    losses = tuple(p for p in found if (p.figure.value or 0) < 0)[:LISTED_CHANGES]
    gains = tuple(p for p in reversed(found) if (p.figure.value or 0) > 0)[:LISTED_CHANGES]
    return gains, losses


def _ends(context: Context, origin: Economy, destination: Economy) -> tuple[Figure | None, Figure | None]:
    """Stock of a corridor now and then, from whichever side the region counts it."""
    if destination.iso3 in context.members:
        side = (destination.iso3, "immigrants_by_origin", origin.iso3)
    else:
        side = (origin.iso3, "emigrants_by_destination", destination.iso3)
    economy, indicator, counterpart = side
    now = context.figure(economy, indicator, context.base, counterpart)
    return now, context.figure(economy, indicator, COMPARE_YEAR, counterpart)


def _ageing(context: Context) -> RegionAgeing:
    def at(indicator: str, year: int) -> Figure | None:
        return context.figure(context.edition.region.id, indicator, year)

    base = context.base
    return RegionAgeing(
        working=claims.trend(at("working_age_population", base), at("working_age_population", HORIZON)),
        working_change=at("working_age_change", HORIZON),
        older=claims.trend(at("older_population", base), at("older_population", HORIZON)),
        dependency_now=at("old_age_dependency", base),
        dependency_then=at("old_age_dependency", HORIZON),
        for_support=at("replacement_for_support", HORIZON),
        for_workforce=at("replacement_for_workforce", HORIZON),
        relative=_relative_changes(context),
        needs=ranked(context, "replacement_for_workforce", HORIZON),
        everywhere=_ages_everywhere(context),
    )


def _ages_everywhere(context: Context) -> bool:
    """Whether the old-age dependency of every economy is higher at the horizon than in the base year."""
    now, then = (context.across("old_age_dependency", y) for y in (context.base, HORIZON))
    return bool(now) and all(m in then and (then[m].value or 0) > (f.value or 0) for m, f in now.items())


def _relative_changes(context: Context) -> tuple[Ranked, ...]:
    """Change of the working-age population to the horizon in per cent, the sharpest fall first."""
    found = []
    for member in context.members:
        now = context.figure(member, "working_age_population", context.base)
        then = context.figure(member, "working_age_population", HORIZON)
        moved = claims.trend(now, then)
        if moved is not None:
            found.append(Ranked(context.economies[member], moved.signed_percent))
    return tuple(sorted(found, key=lambda r: (r.figure.value or 0, r.economy.iso3)))


def _key_figures(context: Context, stocks: Stocks, ageing: RegionAgeing) -> tuple[KeyFigure, ...]:
    base, name = context.base, context.edition.region.in_text
    found: list[KeyFigure] = []

    def add(label: str, figure: Figure | None, *note: str | Figure | None) -> None:
        if figure is not None:
            known = tuple(n for n in note if n is not None) if None not in note else ()
            found.append(KeyFigure(label, figure, phrase(*known)))

    add(f"migrants living in {name}, {base}", stocks.immigrants, *_since(stocks.immigrants_trend))
    add(f"people from its economies living abroad, {base}", stocks.emigrants, *_since(stocks.emigrants_trend))
    add(
        "of them living within the region",
        stocks.intra_emigrants,
        stocks.intra_emigrants_then,
        f" in {COMPARE_YEAR}",
    )
    add(
        "of the world's migrants",
        stocks.world_migrants,
        "and ",
        stocks.world_population,
        " of the world's people",
    )
    if ageing.working is not None and not ageing.working.stable:
        direction = "fewer" if ageing.working.fell else "more"
        now = ageing.working.old
        add(
            f"{direction} people of working age by {HORIZON}",
            ageing.working.percent,
            "from ",
            now,
            f" in {base}",
        )
    return tuple(found)


def _since(trend: Trend | None) -> tuple[str | Figure | None, ...]:
    if trend is None:
        return (None,)
    verb = "little changed from" if trend.stable else "up from" if trend.rose else "down from"
    return (f"{verb} ", trend.old, f" in {COMPARE_YEAR}")
