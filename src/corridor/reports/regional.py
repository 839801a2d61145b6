"""The regional outlook: everything that it says, gathered from its themes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from corridor.changes import EditionChanges
from corridor.charts import MAP_DISCLAIMER
from corridor.economies import Region
from corridor.reports import (
    regional_ageing,
    regional_charts,
    regional_corridors,
    regional_migration,
    regional_money,
    regional_needs,
    regional_tables,
    regional_talent,
    regional_theme_charts,
    regional_world,
    tables,
)
from corridor.reports.changes import ChangesPage, changes_page
from corridor.reports.content import ChartBlock, Charts, KeyFigure, Note, SourceEntry, Table, Tables
from corridor.reports.context import Context
from corridor.reports.notes import source_entries
from corridor.reports.regional_ageing import RegionAgeing
from corridor.reports.regional_corridors import Corridors
from corridor.reports.regional_head import Head, key_figures
from corridor.reports.regional_migration import RegionMigration
from corridor.reports.regional_money import RegionMoney
from corridor.reports.regional_needs import RegionNeeds
from corridor.reports.regional_notes import regional_notes
from corridor.reports.regional_talent import RegionTalent
from corridor.reports.regional_world import Stocks
from corridor.reports.registers import Registers, outlook_registers


@dataclass(frozen=True)
class Outlook:
    """Everything that the outlook says, as plain data.

    Attributes
    ----------
    migration : RegionMigration or None
        None where the edition has no net migration.
    registers : Registers
        Statements, contested estimates, schemes and the convention.
    changes : ChangesPage or None
        What changed since the edition before; None where there is none, or it was not compared.
    disclaimer : str
        What stands beside a map.
    """

    region: Region
    context: Context
    key_figures: tuple[KeyFigure, ...]
    stocks: Stocks
    corridors: Corridors
    ageing: RegionAgeing
    migration: RegionMigration | None
    needs: RegionNeeds
    talent: RegionTalent
    money: RegionMoney
    registers: Registers
    changes: ChangesPage | None
    disclaimer: str
    tables: Tables
    charts: Charts
    notes: tuple[Note, ...]
    sources: tuple[SourceEntry, ...]


def regional_outlook(context: Context, changes: EditionChanges | None = None) -> Outlook:
    """Write down what the outlook of the edition's region has to say.

    Parameters
    ----------
    context : Context
        The edition.
    changes : EditionChanges, optional
        What changed since the edition before.
    """
    stocks, ageing = regional_world.stocks(context), regional_ageing.ageing(context)
    corridors = regional_corridors.corridors(context)
    migration, needs = regional_migration.net_migration(context), regional_needs.needs(context)
    talent, money = regional_talent.talent(context), regional_money.money(context)
    registers = outlook_registers(context)
    drawn: dict[str, ChartBlock | None] = {
        **regional_charts.people(context, stocks, corridors, ageing),
        **regional_charts.balance(context, migration, needs),
        **regional_theme_charts.themes(context, talent, money),
        **registers.charts,
    }
    region = context.edition.region
    outlook = Outlook(
        region=region,
        context=context,
        key_figures=key_figures(context, Head(stocks, ageing, migration, money)),
        stocks=stocks,
        corridors=corridors,
        ageing=ageing,
        migration=migration,
        needs=needs,
        talent=talent,
        money=money,
        registers=registers,
        changes=None if changes is None else changes_page(context, changes),
        disclaimer=MAP_DISCLAIMER,
        tables={},
        charts={name: block for name, block in drawn.items() if block is not None},
        notes=regional_notes(context),
        sources=source_entries(context),
    )
    return replace(outlook, tables=_tables(context, outlook))


def _tables(context: Context, outlook: Outlook) -> dict[str, Table]:
    built = {
        "indicators": tables.all_indicators(context, outlook.region.id),
        "economies": regional_tables.economies(context, outlook.stocks.shown),
        "replacement": regional_tables.replacement(context, outlook.needs.shown),
    }
    if outlook.corridors.gains and outlook.corridors.losses:
        built["gains"] = regional_tables.changes(context, "gains", outlook.corridors.gains)
        built["losses"] = regional_tables.changes(context, "losses", outlook.corridors.losses)
    if outlook.migration is not None:
        built["net-migration"] = regional_tables.net_migration(context, outlook.migration)
    if outlook.talent.students is not None:
        built["students"] = regional_tables.students(context, outlook.talent.students)
    if outlook.money.amounts is not None:
        built["remittances"] = regional_tables.remittances(context, outlook.money.amounts)
    return built
