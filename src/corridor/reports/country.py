"""The brief of one economy: its parts, put together."""

from __future__ import annotations

from dataclasses import dataclass

from corridor import claims
from corridor.changes import EditionChanges
from corridor.claims import Comparison
from corridor.economies import Economy
from corridor.language import worded
from corridor.reports import tables
from corridor.reports.ageing import Ageing, ageing
from corridor.reports.brief_changes import BriefChanges, brief_changes
from corridor.reports.brief_charts import YIELDING, BriefCharts, drawings, place
from corridor.reports.brief_choice import key_figures, main_chart, told_of_money
from corridor.reports.brief_notes import brief_notes, licences
from corridor.reports.content import Charts, KeyFigure, Note, Table
from corridor.reports.context import Context
from corridor.reports.money import Money, money
from corridor.reports.refuge import Refuge, refuge
from corridor.reports.registers import Registers, brief_registers
from corridor.reports.stocks import Side, side
from corridor.reports.talent import Talent, talent

SHOWN_CORRIDORS = 5
# Millimetres of contested numbers in print: title and axis, and each corridor.
CONTESTED = (45.0, 45.0)


@dataclass(frozen=True)
class CountryBrief:
    """Everything that a brief says, as plain data.

    Attributes
    ----------
    balance : Comparison or None
        People from abroad here beside people from here abroad.
    shown : BriefCharts
        Its charts and where they stand.
    registers : Registers
        The convention, schemes and contested estimates.
    changes : BriefChanges or None
        What changed since the edition before; None where that is not known.
    notes : tuple of Note
        What to know about the figures shown, one line each.
    licences : tuple of (str, str)
        Licences with the publishers whose data stand under them.
    """

    economy: Economy
    context: Context
    key_figures: tuple[KeyFigure, ...]
    immigrants: Side
    emigrants: Side
    balance: Comparison | None
    ageing: Ageing
    money: Money
    talent: Talent
    refuge: Refuge
    registers: Registers
    changes: BriefChanges | None
    tables: dict[str, Table]
    shown: BriefCharts
    notes: tuple[Note, ...]
    licences: tuple[tuple[str, str], ...]

    @property
    def charts(self) -> Charts:
        """Every chart, by name."""
        return {**self.shown.blocks, **self.registers.charts}

    @property
    def told_of_money(self) -> bool:
        """Whether remittances weigh enough for the first page."""
        return told_of_money(self.money)


def country_brief(context: Context, iso3: str, changes: EditionChanges | None = None) -> CountryBrief:
    """Write down what the brief of an economy has to say.

    Parameters
    ----------
    context : Context
        The edition.
    iso3 : str
        The economy.
    changes : EditionChanges, optional
        What changed since the edition before; None where there is none, or it was not compared.
    """
    economy = context.economies[iso3]
    immigrants, emigrants = (side(context, iso3, stem) for stem in ("immigrant", "emigrant"))
    age = ageing(context, iso3)
    funds = money(context, iso3, emigrants.corridors)
    minds = talent(context, iso3)
    registers = brief_registers(context, iso3)
    found = drawings(context, economy, immigrants, emigrants, age, funds, minds)
    shown = place(found, main_chart(immigrants, emigrants, age, funds), _contested_height(registers))
    return CountryBrief(
        economy=economy,
        context=context,
        key_figures=key_figures(context, immigrants, emigrants, age, funds),
        immigrants=immigrants,
        emigrants=emigrants,
        balance=claims.compare(immigrants.stock, emigrants.stock),
        ageing=age,
        money=funds,
        talent=minds,
        refuge=refuge(context, iso3),
        registers=registers,
        changes=brief_changes(context, changes, iso3),
        tables=_tables(context, iso3, immigrants, emigrants),
        shown=shown,
        notes=brief_notes(
            context,
            iso3,
            told=_told(immigrants, age, funds, minds),
            slight=_slight(funds, shown),
        ),
        licences=licences(context, iso3),
    )


def _contested_height(registers: Registers) -> float:
    """Millimetres that the chart of contested numbers and its text take in print."""
    count = len(registers.contested)
    return CONTESTED[0] + CONTESTED[1] * count if count else 0.0


def _slight(funds: Money, shown: BriefCharts) -> tuple[str, ...]:
    """Sources of which only limits that name the economy are noted: those of little weight, or all that can wait."""
    crowded = len(shown.on_screen) == len(YIELDING)
    return (*(() if funds.weighs else ("remittances",)), *(("net_migration",) if crowded else ()))


def _told(immigrants: Side, age: Ageing, funds: Money, minds: Talent) -> set[str]:
    """Reasons for missing figures that the sections tell."""
    return {
        immigrants.reason,
        age.net_reason,
        age.never_reason,
        funds.reason,
        minds.students_reason,
        minds.skilled_reason,
    }


def _tables(context: Context, iso3: str, immigrants: Side, emigrants: Side) -> dict[str, Table]:
    built = {"indicators": tables.newest_indicators(context, iso3)}
    for name, head, moved in (
        ("origins", worded("Origin"), immigrants),
        ("destinations", worded("Destination"), emigrants),
    ):
        if moved.corridors:
            built[name] = tables.corridors_in_short(context, name, head, moved.corridors[:SHOWN_CORRIDORS])
    return built
