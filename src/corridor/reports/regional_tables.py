"""Tables of the regional outlook; of a large region they hold the largest economies."""

from __future__ import annotations

from collections.abc import Sequence

from corridor.language import worded
from corridor.ledger import Figure, derive
from corridor.reports import tables
from corridor.reports.content import Cell, Column, Table
from corridor.reports.context import COMPARE_YEAR, HORIZON, Context
from corridor.reports.regional_across import Shown
from corridor.reports.regional_corridors import Pair
from corridor.reports.regional_migration import RegionMigration
from corridor.reports.regional_money import Amounts
from corridor.reports.regional_talent import RegionStudents

Heads = Sequence[tuple[str, str]]


def economies(context: Context, shown: Shown) -> Table:
    """Migrants and emigrants of the economies shown, and of the region."""
    base = context.base
    heads = (
        ("immigrant_stock", worded("Immigrants {year}", year=base)),
        ("immigrant_share", worded("% of population")),
        ("emigrant_stock", worded("Emigrants {year}", year=base)),
        ("emigrant_ratio", worded("per 100 residents")),
        ("intra_regional_emigrant_share", worded("% of emigrants in region")),
    )
    return _across(context, "economies", shown, heads, base)


def replacement(context: Context, shown: Shown) -> Table:
    """Ageing and replacement needs of the economies shown, and of the region; thousand persons."""
    heads = (
        ("working_age_change", worded("Change of working-age people to {year}, thousand", year=HORIZON)),
        ("older_change", worded("Change of people aged 65+, thousand")),
        ("replacement_for_workforce", worded("To keep the workforce, thousand a year")),
        ("replacement_for_support", worded("To keep the support ratio, thousand a year")),
    )
    return _across(context, "replacement", shown, heads, HORIZON)


def _across(context: Context, name: str, shown: Shown, heads: Heads, year: int) -> Table:
    """A row for each economy shown, and one for the region."""
    subjects = [(context.economies[code].short, code) for code in shown.codes]
    subjects.append((context.edition.region.name, context.edition.region.id))
    rows = tuple(
        (label, *(tables.cell(context, code, indicator, year) for indicator, _ in heads))
        for label, code in subjects
    )
    return Table(name, (Column(worded("Economy"), numeric=False), *(Column(head) for _, head in heads)), rows)


def net_migration(context: Context, migration: RegionMigration) -> Table:
    """Net migration of the economies shown, now and at the horizon with its interval; thousand persons a year."""
    now, then = migration.year, HORIZON
    heads = (
        ("net_migration", now, f"{now}"),
        ("net_migration_rate", now, worded("{year}, per 1,000 residents", year=now)),
        ("net_migration", then, f"{then}"),
        ("net_migration_lower_80", then, worded("{year}, lower bound", year=then)),
        ("net_migration_upper_80", then, worded("{year}, upper bound", year=then)),
        ("net_migration_turning_year", then, worded("Lasting gain from")),
    )
    columns = (Column(worded("Economy"), numeric=False), *(Column(head) for _, _, head in heads))
    rows = tuple(
        (context.economies[c].short, *(tables.cell(context, c, name, year) for name, year, _ in heads))
        for c in migration.shown.codes
    )
    return Table("net-migration", columns, rows)


def changes(context: Context, name: str, pairs: Sequence[Pair]) -> Table:
    """Corridors with their stock then and now and the change between; persons."""
    columns = (
        Column(worded("From"), numeric=False),
        Column(worded("To"), numeric=False),
        Column(str(COMPARE_YEAR)),
        Column(str(context.base)),
        Column(worded("Change")),
    )
    rows = tuple(
        (p.origin.short, p.destination.short, _full(p.then), _full(p.now), p.figure.full) for p in pairs
    )
    return Table(name, columns, rows)


def students(context: Context, held: RegionStudents) -> Table:
    """Students from abroad and abroad of the economies shown; persons."""
    columns = (
        Column(worded("Economy"), numeric=False),
        Column(worded("From abroad")),
        Column(worded("Abroad")),
        Column(worded("From abroad for each abroad")),
    )
    hosted, abroad, ratio = (
        {r.economy.iso3: r.figure for r in ranking}
        for ranking in (held.by_hosted, held.by_abroad, held.by_balance)
    )
    rows = tuple(
        (context.economies[c].short, *(_full(side.get(c)) for side in (hosted, abroad, ratio)))
        for c in held.shown.codes
    )
    return Table("students", columns, rows)


def remittances(context: Context, amounts: Amounts) -> Table:
    """Remittances received and paid by the economies shown, US$ million, and received in per cent of GDP."""
    columns = (
        Column(worded("Economy"), numeric=False),
        Column(worded("Received, US$ million")),
        Column(worded("Paid, US$ million")),
        Column(worded("Received, % of GDP")),
    )
    names = ("remittances_received", "remittances_paid", "remittances_received_share")
    rows = []
    for code in amounts.shown.codes:
        figures = [context.figure(code, name, amounts.year) for name in names]
        cells = [_full(f if n == names[2] else _millions(f)) for n, f in zip(names, figures, strict=True)]
        rows.append((context.economies[code].short, *cells))
    return Table("remittances", columns, tuple(rows))


def _millions(figure: Figure | None) -> Figure | None:
    if figure is None or figure.value is None:
        return None
    formula = f"{figure.values[0].indicator} / 1,000,000"
    return derive(figure.value / 1_000_000, "US$ million", formula, *figure.values)


def _full(figure: Figure | None) -> Cell:
    return "–" if figure is None else figure.full
