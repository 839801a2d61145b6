"""Charts of a country brief: remittances, students, skilled emigration; with their alternative texts."""

from __future__ import annotations

import pandas as pd

from corridor import charts as drawing
from corridor.economies import Economy
from corridor.ledger import Figure
from corridor.reports.brief_choice import told_of_money
from corridor.reports.context import Context
from corridor.reports.country_charts import Drawing, drawn, ends, series_frame
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
    names = {"remittances_received_share": "Received"}
    if not by_share:
        names = {"remittances_received": "Received", "remittances_paid": "Paid"}
    frame = pd.concat([series_frame(context, economy.iso3, i, name) for i, name in names.items()])
    frame = _known(frame)
    if frame["value"].notna().sum() < POINTS:
        return None
    parts: list[str | Figure] = ["Line chart of remittances"]
    for indicator, name in names.items():
        known = figures(context, economy.iso3, indicator)
        parts += ends(name.lower(), known[0], known[-1]) if known else []
    unit = "% of GDP" if by_share else "current US$"
    return drawn(drawing.remittances, "remittances", frame, parts, unit=unit)


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
    parts: list[str | Figure] = [f"Bars of the largest senders of remittances in {shown[0].amount.year}"]
    for place, sender in enumerate(shown[:3]):
        parts += [", " if place else ": ", f"{sender.economy.in_text} ", sender.amount]
    return drawn(drawing.remittance_sources, "senders", frame, parts, highlight=context.members)


def students(context: Context, economy: Economy) -> Drawing | None:
    """Students from abroad and students abroad, over the years."""
    names = {
        "inbound_students": "From abroad, studying here",
        "outbound_students": "From here, studying abroad",
    }
    frame = pd.concat([series_frame(context, economy.iso3, i, name) for i, name in names.items()])
    frame = _known(frame)
    if frame["value"].notna().sum() < POINTS or frame["value"].max() == 0:
        return None
    parts: list[str | Figure] = ["Line chart of internationally mobile students"]
    for indicator, name in zip(names, ("from abroad", "abroad"), strict=True):
        known = figures(context, economy.iso3, indicator)
        parts += ends(name, known[0], known[-1]) if known else []
    return drawn(drawing.students, "students", frame, parts)


def selectivity(context: Context, economy: Economy, talent: Talent) -> Drawing | None:
    """Emigration rates of people with much and with little education, over the years."""
    rows = []
    for high in figures(context, economy.iso3, "skilled_emigration_rate"):
        low = low_rate(high, context.figure(economy.iso3, "emigration_selectivity", high.year))
        for name, figure in (("Tertiary education", high), ("Low education", low)):
            rows.append((high.year, name, float("nan") if figure is None else figure.value, "observed"))
    frame = pd.DataFrame(rows, columns=["year", "series", "value", "status"])
    if frame["value"].notna().sum() < POINTS:
        return None
    first = figures(context, economy.iso3, "skilled_emigration_rate")[0]
    parts: list[str | Figure] = ["Line chart of emigration rates by education"]
    parts += ends("people with tertiary education", first, talent.skilled)
    if talent.low is not None:
        parts += ["; people with low education: ", talent.low, f" in {talent.low.year}"]
    return drawn(drawing.selectivity, "selectivity", frame, parts)
