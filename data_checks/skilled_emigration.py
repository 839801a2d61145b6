"""Facts that emigration rates by education must meet."""

import pandas as pd

from corridor.check_declarations import Check, Tables, at_most, between, close_to
from corridor.check_tables import counts, different_values, wide

RATE = "emigration_rate_pct"


def rates_by_education(tables: Tables) -> pd.DataFrame:
    """Rate of all, lowest and highest rate of a level of education; shares are given to four digits."""
    rates = wide(tables.own, "education", RATE).reindex(columns=["total", "low", "medium", "high"])
    levels = rates[["low", "medium", "high"]]
    lowest, highest = levels.min(axis=1, skipna=False) - 0.001, levels.max(axis=1, skipna=False) + 0.001
    return pd.DataFrame({"total": rates["total"], "lowest": lowest, "highest": highest})


def low_less_high(tables: Tables) -> pd.DataFrame:
    """Rate of the low-educated less that of the tertiary-educated."""
    rates = wide(tables.own, "education", RATE).reindex(columns=["low", "high"])
    return (rates["low"] - rates["high"]).to_frame("difference")


CHECKS = (
    Check("share", "Emigration rates lie between 0 and 100 per cent.", "critical", (between(RATE, 0, 100),)),
    Check(
        "all-levels",
        "Each economy and year has the total and three levels of education.",
        "critical",
        (close_to("rows", 4),),
        table=counts(["iso3", "year"]),
    ),
    Check(
        "total-between-levels",
        "The rate of all lies between the lowest and the highest rate of a level of education.",
        "critical",
        (at_most("lowest", "total"), at_most("total", "highest")),
        table=rates_by_education,
    ),
    Check(
        "every-date",
        "Each economy has all seven dates from 1980 to 2010.",
        "critical",
        (close_to("values", 7),),
        table=different_values("year", ["iso3"]),
        vintages=("iab2013",),
    ),
    Check(
        "not-nearly-all",
        "No rate exceeds 90 per cent: of some small economies nearly all graduates live abroad.",
        "warning",
        (between(RATE, 0, 90),),
        regional=True,
    ),
    Check(
        "skilled-move-more",
        "The tertiary-educated emigrate at least as often as the low-educated.",
        "info",
        (between("difference", None, 0),),
        table=low_less_high,
    ),
)
