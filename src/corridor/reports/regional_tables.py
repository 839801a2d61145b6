"""Tables of the regional outlook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.reports import tables
from corridor.reports.content import Column, Table
from corridor.reports.context import COMPARE_YEAR, HORIZON, Context

if TYPE_CHECKING:
    from corridor.reports.regional import Pair


def economies_table(context: Context) -> Table:
    """Migrants and emigrants of every economy of the region, and of the region."""
    base = context.base
    shown = (
        ("immigrant_stock", f"Immigrants {base}"),
        ("immigrant_share", "% of population"),
        ("emigrant_stock", f"Emigrants {base}"),
        ("emigrant_ratio", "per 100 residents"),
        ("intra_regional_emigrant_share", "% of emigrants in region"),
    )
    columns = (Column("Economy", numeric=False), *(Column(head) for _, head in shown))
    rows = tuple(
        (context.economies[m].short, *(tables.cell(context, m, indicator, base) for indicator, _ in shown))
        for m in context.members
    )
    total = tuple(tables.cell(context, context.edition.region.id, i, base) for i, _ in shown)
    return Table("economies", columns, (*rows, (context.edition.region.name, *total)))


def replacement_table(context: Context) -> Table:
    """Ageing and replacement needs of every economy of the region, and of the region; thousand persons."""
    shown = (
        ("working_age_change", f"Change of working-age people to {HORIZON}, thousand"),
        ("older_change", "Change of people aged 65+, thousand"),
        ("replacement_for_workforce", "To keep the workforce, thousand a year"),
        ("replacement_for_support", "To keep the support ratio, thousand a year"),
    )
    columns = (Column("Economy", numeric=False), *(Column(head) for _, head in shown))
    subjects = ((context.economies[m].short, m) for m in context.members)
    rows = tuple(
        (name, *(tables.cell(context, code, indicator, HORIZON) for indicator, _ in shown))
        for name, code in (*subjects, (context.edition.region.name, context.edition.region.id))
    )
    return Table("replacement", columns, rows)


def changes_table(context: Context, name: str, pairs: tuple[Pair, ...]) -> Table:
    """Corridors with their stock then and now and the change between; persons."""
    columns = (
        Column("From", numeric=False),
        Column("To", numeric=False),
        Column(str(COMPARE_YEAR)),
        Column(str(context.base)),
        Column("Change"),
    )
    rows = tuple(
        (
            p.origin.short,
            p.destination.short,
            p.then.full if p.then else "–",
            p.now.full if p.now else "–",
            p.figure.full,
        )
        for p in pairs
    )
    return Table(name, columns, rows)
