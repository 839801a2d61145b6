"""Facts that modelled bilateral remittances must meet."""

import pandas as pd

from corridor.check_declarations import Addition, Check, Likeness, Tables, between, close_to, never
from corridor.check_tables import chosen, different_values, plain_index, rows_where, summed, totals


def ratio_to_official(tables: Tables) -> pd.DataFrame:
    """Sum over senders by the remittances that the receiver's balance of payments records, same year."""
    official = plain_index(chosen(tables.others["remittances"], indicator="received_usd"), ["iso3", "year"])[
        "value"
    ]
    modelled = plain_index(tables.own, ["receiver", "year"]).reset_index()
    modelled = 1e6 * summed(modelled, ["receiver", "year"], "usd_million")
    modelled, official = modelled.align(official.rename_axis(["receiver", "year"]), join="inner")
    return (modelled / official)[official > 0].to_frame("ratio")


SENT_HOME = rows_where("sender_is_receiver", lambda rows: rows["sender"] == rows["receiver"])

CHECKS = (
    Check("not-negative", "Remittances are not negative.", "critical", (between("usd_million", 0),)),
    Check(
        "sender-differs",
        "No economy sends remittances to itself.",
        "critical",
        (never("sender_is_receiver", "a sender other than the receiver"),),
        table=SENT_HOME,
        vintages=("knomad2019", "knomad2022"),
    ),
    Check(
        "sender-differs-2017",
        "No economy sends remittances to itself.",
        "warning",
        (never("sender_is_receiver", "a sender other than the receiver"),),
        table=SENT_HOME,
        vintages=("knomad2018",),
    ),
    Check(
        "one-year",
        "A release describes one year.",
        "critical",
        (close_to("values", 1),),
        table=different_values("year", ["sender"]),
    ),
    Check(
        "world-plausible",
        "The world's remittances lie between 500 and 1,000 billion US dollars.",
        "critical",
        (between("total", 500_000, 1_000_000),),
        table=totals("usd_million", ["year"]),
    ),
    Check(
        "agrees-with-official",
        "Modelled receipts add up to the official figure of the year, give or take a quarter.",
        "warning",
        (between("ratio", 0.75, 1.25),),
        table=ratio_to_official,
        needs={"remittances": ("wdi2025", "knomad2023")},
        regional=True,
    ),
)

# The model shares receipts out by migrant stocks, and by incomes at either end.
LIKENESSES = (
    Likeness(
        source="migrant_stock",
        pair={"sender": "destination", "receiver": "origin"},
        measure="usd_million",
        other="stock",
        only={"sex": "both"},
        words="migrant stocks",
    ),
)

# They are shares of what receivers record.
ADDITIONS = (
    Addition(
        source="remittances",
        place="receiver",
        other_place="iso3",
        measure="usd_million",
        other="value",
        only={"indicator": "received_usd"},
        unit=1e6,
        words="recorded receipts",
    ),
)
