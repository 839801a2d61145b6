"""Charts of a country brief: remittances, students, skilled emigration; with their alternative texts."""

from __future__ import annotations

import pandas as pd

from corridor import charts as drawing
from corridor.economies import Economy
from corridor.language import worded
from corridor.reports.brief_choice import told_of_money
from corridor.reports.content import told
from corridor.reports.context import Context
from corridor.reports.country_charts import Drawing, drawn, ends, listed, series_frame
from corridor.reports.money import Money
from corridor.reports.talent import Talent, low_rate
from corridor.reports.yearly import figures

SENDERS = 6
# Lines are drawn from as many points on.
POINTS = 3


def remittances(context: Context, economy: Economy, money: Money) -> Drawing | None:
    """Remittances over the years: as a share of GDP where they weigh much, in US dollars elsewhere."""
    if not money.weighs:
        return None
    by_share = told_of_money(money) or money.received is None
    names = {"remittances_received_share": worded("Received")}
    if not by_share:
        names = {"remittances_received": worded("Received"), "remittances_paid": worded("Paid")}
    frame = pd.concat([series_frame(context, economy.iso3, i, name) for i, name in names.items()])
    frame = _known(frame)
    if frame["value"].notna().sum() < POINTS:
        return None
    said = [told("Line chart of remittances")]
    for indicator, name in names.items():
        known = figures(context, economy.iso3, indicator)
        said += ends(name.lower(), known[0], known[-1]) if known else []
    unit = "% of GDP" if by_share else "current US$"
    return drawn(drawing.remittances, "remittances", frame, said, unit=unit)


def _known(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out lines that have no value at all."""
    held = frame.groupby("series")["value"].transform("count")
    return frame[held > 0]


def senders(context: Context, money: Money) -> Drawing | None:
    """Bars of the economies from which most remittances are modelled to come."""
    shown = money.senders[:SENDERS]
    if len(shown) < 2 or not money.weighs:
        return None
    rows = [(s.economy.short, s.amount.value, s.economy.iso3) for s in shown]
    frame = pd.DataFrame(rows, columns=["label", "value", "code"])
    said = told(
        "Bars of the largest senders of remittances in {year}: {list}",
        year=shown[0].amount.year,
        list=listed([(sender.economy.in_text, sender.amount) for sender in shown[:3]]),
    )
    return drawn(drawing.remittance_sources, "senders", frame, [said], highlight=context.members)


def students(context: Context, economy: Economy) -> Drawing | None:
    """Students from abroad and students abroad, over the years."""
    names = {
        "inbound_students": worded("From abroad, studying here"),
        "outbound_students": worded("From here, studying abroad"),
    }
    frame = pd.concat([series_frame(context, economy.iso3, i, name) for i, name in names.items()])
    frame = _known(frame)
    if frame["value"].notna().sum() < POINTS or frame["value"].max() == 0:
        return None
    said = [told("Line chart of internationally mobile students")]
    for indicator, name in zip(names, (worded("from abroad"), worded("abroad")), strict=True):
        known = figures(context, economy.iso3, indicator)
        said += ends(name, known[0], known[-1]) if known else []
    return drawn(drawing.students, "students", frame, said)


def selectivity(context: Context, economy: Economy, talent: Talent) -> Drawing | None:
    """Emigration rates of people with much and with little education, over the years."""
    rows = []
    for high in figures(context, economy.iso3, "skilled_emigration_rate"):
        low = low_rate(high, context.figure(economy.iso3, "emigration_selectivity", high.year))
        for name, figure in ((worded("Tertiary education"), high), (worded("Low education"), low)):
            rows.append((high.year, name, float("nan") if figure is None else figure.value, "observed"))
    frame = pd.DataFrame(rows, columns=["year", "series", "value", "status"])
    if frame["value"].notna().sum() < POINTS:
        return None
    first = figures(context, economy.iso3, "skilled_emigration_rate")[0]
    said = [told("Line chart of emigration rates by education")]
    said += ends(worded("people with tertiary education"), first, talent.skilled)
    if talent.low is not None:
        low = talent.low
        said.append(told("people with low education: {figure} in {year}", figure=low, year=low.year))
    return drawn(drawing.selectivity, "selectivity", frame, said)
