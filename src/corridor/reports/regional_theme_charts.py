"""Charts of the regional outlook on talent and money."""

from __future__ import annotations

import pandas as pd

from corridor import charts as drawing
from corridor.language import worded
from corridor.ledger import Figure
from corridor.reports.content import ChartBlock, alternative, told
from corridor.reports.context import Context
from corridor.reports.country_charts import listed
from corridor.reports.regional_across import LIMIT
from corridor.reports.regional_charts import ARROW, path, reaching
from corridor.reports.regional_money import RegionMoney, Shares
from corridor.reports.regional_talent import RegionSkilled, RegionStudents, RegionTalent


def themes(context: Context, talent: RegionTalent, money: RegionMoney) -> dict[str, ChartBlock | None]:
    """Charts by name; None where there are no figures."""
    return {
        "students": None if talent.students is None else _students(context, talent.students),
        "selectivity": None if talent.skilled is None else _selectivity(context, talent.skilled),
        "remittances": None if money.shares is None else _shares(money.shares),
        "money-corridors": _money_corridors(context, money),
    }


def _students(context: Context, held: RegionStudents) -> ChartBlock | None:
    sides = {worded("From abroad"): held.by_hosted, worded("Abroad"): held.by_abroad}
    values = {(name, r.economy.iso3): r.figure.value for name, side in sides.items() for r in side}
    rows = [
        (context.economies[code].short, name, values.get((name, code), float("nan")))
        for code in held.shown.codes
        for name in sides
    ]
    frame = pd.DataFrame(rows, columns=["label", "series", "value"])
    if frame["value"].notna().sum() < 2:
        return None
    hosted, abroad = held.by_hosted[0], held.by_abroad[0]
    alt = alternative(
        told("Students from abroad and students abroad by economy in {year}", year=held.year),
        told("most from abroad in {economy}, {figure}", economy=hosted.economy.in_text, figure=hosted.figure),
        told("most abroad from {economy}, {figure}", economy=abroad.economy.in_text, figure=abroad.figure),
    )
    return ChartBlock(drawing.students_by_economy("students", frame, width=drawing.HALF_WIDTH), alt)


def _selectivity(context: Context, held: RegionSkilled) -> ChartBlock | None:
    """Draw both rates; that of people with low education is the quotient of the two figures."""
    rates = {r.economy.iso3: r.figure for r in held.by_rate}
    ratios = {r.economy.iso3: r.figure for r in held.by_selectivity}
    rows: list[tuple[str, str, float]] = []
    for code in held.shown.codes:
        high, ratio = rates.get(code), ratios.get(code)
        label = context.economies[code].short
        rows.append((label, worded("Tertiary education"), _value(high)))
        low = _value(high) / ratio.value if ratio is not None and ratio.value else float("nan")
        rows.append((label, worded("Low education"), low))
    frame = pd.DataFrame(rows, columns=["label", "series", "value"])
    if frame["value"].notna().sum() < 2:
        return None
    first, last = held.by_rate[0], held.by_rate[-1]
    rates_said = told(
        "of people with tertiary education highest in {economy}, {figure}",
        economy=first.economy.in_text,
        figure=first.figure,
    )
    if len(held.by_rate) > 1:
        name, least = last.economy.in_text, last.figure
        rates_said = told(
            "{before}, lowest in {economy}, {figure}", before=rates_said, economy=name, figure=least
        )
    alt = alternative(told("Emigration rates by education and economy in {year}", year=held.year), rates_said)
    return ChartBlock(drawing.selectivity_by_economy("selectivity", frame, width=drawing.HALF_WIDTH), alt)


def _value(figure: Figure | None) -> float:
    return float("nan") if figure is None or figure.value is None else figure.value


def _shares(shares: Shares) -> ChartBlock | None:
    top = shares.ranked[:LIMIT]
    rows = [(r.economy.short, r.economy.iso3, r.figure.value) for r in top]
    frame = pd.DataFrame(rows, columns=["label", "code", "value"])
    if len(frame) < 2:
        return None
    bars = told("Bars of remittances received in {year} in per cent of GDP", year=shares.year)
    alt = alternative(reaching(bars, top[0], top[-1]))
    return ChartBlock(drawing.remittances_by_economy("remittances", frame, width=drawing.HALF_WIDTH), alt)


def _money_corridors(context: Context, money: RegionMoney) -> ChartBlock | None:
    if not money.corridors:
        return None
    rows = [
        (f"{c.origin.short} {ARROW} {c.destination.short}", c.figure.value, c.origin.iso3)
        for c in money.corridors
    ]
    frame = pd.DataFrame(rows, columns=["label", "value", "code"])
    first = money.corridors[0]
    alt = alternative(
        told("Bars of the largest modelled corridors of remittances"),
        told("the largest: {list}", list=listed([(path(first), first.figure)])),
    )
    chart = drawing.ranked(
        "money-corridors", frame, highlight=context.members, unit="US$ million", width=drawing.HALF_WIDTH
    )
    return ChartBlock(chart, alt)
