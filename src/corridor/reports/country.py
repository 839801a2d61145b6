"""The brief of one economy: who lives there and who left, its corridors, its ageing."""

from __future__ import annotations

from dataclasses import dataclass

from corridor import claims
from corridor.claims import Comparison, Rank, Trend
from corridor.economies import Economy
from corridor.ledger import Figure, derive
from corridor.reports import country_charts, tables
from corridor.reports.content import Charts, KeyFigure, Note, SourceEntry, Table, phrase
from corridor.reports.context import COMPARE_YEAR, HORIZON, Context
from corridor.reports.notes import data_notes, source_entries

SHOWN_CORRIDORS = 8


@dataclass(frozen=True)
class Side:
    """One direction of movement: people from abroad here, or people from here abroad.

    Attributes
    ----------
    stock, then, scaled, growth, female, intra, concentration : Figure or None
        Base year; comparison year; stock over population; growth since; share of women; share within the region;
        concentration over counterparts. None where there is no figure.
    trend, since_first : Trend or None
        Against the comparison year, and against the first year of the source.
    rank : Rank or None
        Of the stock over population among the region's economies.
    corridors : tuple of Corridor
        Largest first, residual categories left out.
    reason : str
        Why the stock is missing.
    """

    stock: Figure | None
    then: Figure | None
    scaled: Figure | None
    growth: Figure | None
    female: Figure | None
    intra: Figure | None
    intra_then: Figure | None
    concentration: Figure | None
    trend: Trend | None
    since_first: Trend | None
    rank: Rank | None
    corridors: tuple[Corridor, ...]
    residual_share: Figure | None
    reason: str

    @property
    def concentrated(self) -> bool:
        """Whether few counterparts hold most of the people."""
        return claims.concentrated(self.concentration)


@dataclass(frozen=True)
class Corridor:
    """People of one origin in one destination, seen from the brief's economy."""

    counterpart: Economy
    now: Figure
    then: Figure | None
    share: Figure
    change: Figure | None

    @property
    def most(self) -> bool:
        """Whether it holds more than half of the people."""
        return claims.majority(self.share)


@dataclass(frozen=True)
class Ageing:
    """Working-age and older people, now and at the horizon."""

    working_now: Figure | None
    working_then: Figure | None
    working_change: Figure | None
    working: Trend | None
    older_now: Figure | None
    older_then: Figure | None
    older_change: Figure | None
    older: Trend | None
    dependency_now: Figure | None
    dependency_then: Figure | None
    dependency_rank: Rank | None
    for_support: Figure | None
    for_workforce: Figure | None

    @property
    def working_relative(self) -> Figure | None:
        """Change of the working-age population in per cent of today's, with its sign."""
        return None if self.working is None else self.working.signed_percent


@dataclass(frozen=True)
class CountryBrief:
    """Everything that a brief says, as plain data."""

    economy: Economy
    context: Context
    key_figures: tuple[KeyFigure, ...]
    immigrants: Side
    emigrants: Side
    balance: Comparison | None
    ageing: Ageing
    tables: dict[str, Table]
    charts: Charts
    notes: tuple[Note, ...]
    sources: tuple[SourceEntry, ...]


def country_brief(context: Context, iso3: str) -> CountryBrief:
    """Write down what the brief of an economy has to say.

    Parameters
    ----------
    context : Context
        The edition.
    iso3 : str
        The economy.
    """
    economy = context.economies[iso3]
    immigrants = _side(context, iso3, "immigrant", "immigrant_share", "immigrants_by_origin")
    emigrants = _side(context, iso3, "emigrant", "emigrant_ratio", "emigrants_by_destination")
    ageing = _ageing(context, iso3)
    return CountryBrief(
        economy=economy,
        context=context,
        key_figures=_key_figures(context, immigrants, emigrants, ageing),
        immigrants=immigrants,
        emigrants=emigrants,
        balance=claims.compare(immigrants.stock, emigrants.stock),
        ageing=ageing,
        tables=_tables(context, iso3, immigrants, emigrants),
        charts=country_charts.charts(context, economy, immigrants, emigrants),
        notes=data_notes(context, (iso3,)),
        sources=source_entries(context),
    )


def _side(context: Context, iso3: str, stem: str, scaled: str, by_counterpart: str) -> Side:
    base = context.base
    stock = context.figure(iso3, f"{stem}_stock", base)
    then = context.figure(iso3, f"{stem}_stock", COMPARE_YEAR)
    first = context.figure(iso3, f"{stem}_stock", context.first)
    intra = f"intra_regional_{stem}_share"
    concentration = "origin_concentration" if stem == "immigrant" else "destination_concentration"
    ranked = context.across(scaled, base)
    mine = ranked.pop(iso3, None)
    return Side(
        stock=stock,
        then=then,
        scaled=context.figure(iso3, scaled, base),
        growth=context.figure(iso3, f"{stem}_growth", base),
        female=context.figure(iso3, f"{stem}_female_share", base),
        intra=context.figure(iso3, intra, base),
        intra_then=context.figure(iso3, intra, COMPARE_YEAR),
        concentration=context.figure(iso3, concentration, base),
        trend=claims.trend(then, stock),
        since_first=claims.trend(first, stock),
        rank=claims.rank(mine, list(ranked.values())),
        corridors=_corridors(context, iso3, by_counterpart, stock),
        residual_share=_residual_share(context, iso3, by_counterpart, stock),
        reason=context.why_missing(iso3, f"{stem}_stock", base),
    )


def _corridors(context: Context, iso3: str, indicator: str, stock: Figure | None) -> tuple[Corridor, ...]:
    if stock is None or not stock.value:
        return ()
    values = context.ledger.values.across_counterparts(iso3, indicator, context.base)
    places = [v for v in values if v.value and context.economies[v.counterpart].kind == "economy"]
    places.sort(key=lambda v: (-(v.value or 0), v.counterpart))
    return tuple(_corridor(context, iso3, indicator, v.counterpart, stock) for v in places)


def _corridor(context: Context, iso3: str, indicator: str, counterpart: str, stock: Figure) -> Corridor:
    now = context.ledger.figure(iso3, indicator, context.base, counterpart)
    inward = indicator == "immigrants_by_origin"
    destination, origin = (iso3, counterpart) if inward else (counterpart, iso3)
    formula = f"100 · {indicator} / {stock.values[0].indicator}"
    share = derive(100 * (now.value or 0) / (stock.value or 1), "%", formula, now.values[0], stock.values[0])
    return Corridor(
        counterpart=context.economies[counterpart],
        now=now,
        then=context.figure(iso3, indicator, COMPARE_YEAR, counterpart),
        share=share,
        change=context.figure(destination, "corridor_change", context.base, origin),
    )


def _residual_share(context: Context, iso3: str, indicator: str, stock: Figure | None) -> Figure | None:
    """Share of people whose counterpart the source does not name, where it is one per cent or more."""
    if stock is None or not stock.value:
        return None
    values = context.ledger.values.across_counterparts(iso3, indicator, context.base)
    residual = [v for v in values if v.value and context.economies[v.counterpart].kind == "residual"]
    share = 100 * sum(v.value or 0 for v in residual) / stock.value
    if share < 1:
        return None
    return derive(
        share, "%", f"100 · {indicator}(OTH + UNK) / {stock.values[0].indicator}", *residual, stock.values[0]
    )


def _ageing(context: Context, iso3: str) -> Ageing:
    def at(indicator: str, year: int) -> Figure | None:
        return context.figure(iso3, indicator, year)

    base = context.base
    working = at("working_age_population", base), at("working_age_population", HORIZON)
    older = at("older_population", base), at("older_population", HORIZON)
    ranked = context.across("old_age_dependency", HORIZON)
    mine = ranked.pop(iso3, None)
    return Ageing(
        working_now=working[0],
        working_then=working[1],
        working_change=at("working_age_change", HORIZON),
        working=claims.trend(*working),
        older_now=older[0],
        older_then=older[1],
        older_change=at("older_change", HORIZON),
        older=claims.trend(*older),
        dependency_now=at("old_age_dependency", base),
        dependency_then=at("old_age_dependency", HORIZON),
        dependency_rank=claims.rank(mine, list(ranked.values())),
        for_support=at("replacement_for_support", HORIZON),
        for_workforce=at("replacement_for_workforce", HORIZON),
    )


def _key_figures(
    context: Context, immigrants: Side, emigrants: Side, ageing: Ageing
) -> tuple[KeyFigure, ...]:
    """The five (or fewer) figures at the head of the brief, those that exist."""
    base = context.base
    found: list[KeyFigure] = []

    def add(label: str, figure: Figure | None, *note: str | Figure | None) -> None:
        if figure is not None:
            known = tuple(n for n in note if n is not None) if None not in note else ()
            found.append(KeyFigure(label, figure, phrase(*known)))

    add(f"people from abroad living here, {base}", immigrants.stock, *_since(immigrants))
    add(f"people from here living abroad, {base}", emigrants.stock, *_since(emigrants))
    add(f"of the population from abroad, {base}", immigrants.scaled, *_women(immigrants))
    add(f"of emigrants living in {context.edition.region.in_text}", emigrants.intra, *_before(emigrants))
    working, now = ageing.working, ageing.working_now
    if working is not None and not working.stable:
        direction = "fewer" if working.fell else "more"
        add(f"{direction} people of working age by {HORIZON}", working.percent, "from ", now, f" in {base}")
    if len(found) < 5:
        add(
            f"older people per 100 of working age, {HORIZON}",
            ageing.dependency_then,
            *_dependency(context, ageing),
        )
    if len(found) < 4:
        add(
            f"people aged 65 and over, {HORIZON}", ageing.older_then, "from ", ageing.older_now, f" in {base}"
        )
    if len(found) < 4:
        add(f"people of working age, {base}", now)
    return tuple(found[:5])


def _since(side: Side) -> tuple[str | Figure | None, ...]:
    if side.trend is None or side.then is None:
        return (None,)
    verb = "little changed from" if side.trend.stable else "up from" if side.trend.rose else "down from"
    return (f"{verb} ", side.then, f" in {COMPARE_YEAR}")


def _women(side: Side) -> tuple[str | Figure | None, ...]:
    return ("women and girls are ", side.female, " of them")


def _before(side: Side) -> tuple[str | Figure | None, ...]:
    return (side.intra_then, f" in {COMPARE_YEAR}") if side.intra_then else (None,)


def _dependency(context: Context, ageing: Ageing) -> tuple[str | Figure | None, ...]:
    return ("from ", ageing.dependency_now, f" in {context.base}")


def _tables(context: Context, iso3: str, immigrants: Side, emigrants: Side) -> dict[str, Table]:
    built = {"indicators": tables.all_indicators(context, iso3)}
    for name, head, side in (
        ("destinations", "Destination", emigrants),
        ("origins", "Origin", immigrants),
    ):
        if side.corridors:
            built[name] = tables.corridors(context, name, head, side.corridors[:SHOWN_CORRIDORS])
    return built
