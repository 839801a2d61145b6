"""Facts that remittances must meet."""

import pandas as pd

from corridor.check_declarations import Check, Tables, between, close_to, complete
from corridor.check_tables import chosen, coverage, only_rows, plain_index, population_of, years_behind

KEY = ["iso3", "year"]


def ratio_to_gdp(tables: Tables) -> pd.DataFrame:
    """Published share of GDP by that computed from receipts and GDP, where all are known and above zero."""
    published = plain_index(chosen(tables.own, indicator="received_pct_gdp"), KEY)["value"]
    received = plain_index(chosen(tables.own, indicator="received_usd"), KEY)["value"]
    gdp = plain_index(chosen(tables.others["gdp"], indicator="gdp_current_usd"), KEY)["value"]
    computed = (100 * received / gdp).dropna()
    published, computed = published[published > 0].align(computed[computed > 0], join="inner")
    return (published / computed).to_frame("ratio")


def price_level(tables: Tables) -> pd.DataFrame:
    """GDP that receipts and their share imply, by that at purchasing power parity; blank without receipts."""
    published = plain_index(chosen(tables.own, indicator="received_pct_gdp"), KEY)["value"]
    received = plain_index(chosen(tables.own, indicator="received_usd"), KEY)["value"]
    head = plain_index(chosen(tables.others["gdp"], indicator="gdp_pc_ppp_constant_2021"), KEY)["value"]
    implied = 100 * received.reindex(published.index) / published.where(published > 0)
    return (implied / (1000 * population_of(tables) * head).reindex(implied.index)).to_frame("level")


def paid_by_received(tables: Tables) -> pd.DataFrame:
    """World's remittances paid by those received, by year; blank where one of them is not given."""
    kinds = tables.own.pivot_table("value", "year", "indicator", "sum", observed=True)
    kinds = kinds.reindex(columns=["paid_usd", "received_usd"])
    return (kinds["paid_usd"] / kinds["received_usd"]).to_frame("ratio")


CHECKS = (
    Check("not-negative", "Remittances are not negative.", "critical", (between("value", 0),)),
    Check(
        "share-agrees",
        "The share of GDP is that of the receipts in GDP at current US$.",
        "critical",
        (close_to("ratio", 1, 0.0001), complete("ratio")),
        table=ratio_to_gdp,
        vintages=("wdi2025",),
        needs={"gdp": ("wdi2025",)},
    ),
    Check(
        "implied-gdp-plausible",
        "Receipts and their share of GDP imply a GDP of 2 to 300 per cent of that at purchasing power parity.",
        "critical",
        (between("level", 0.02, 3),),
        table=price_level,
        needs={"gdp": (), "population": ()},
    ),
    Check(
        "paid-like-received",
        "The world pays between 40 and 130 per cent of what it receives.",
        "critical",
        (between("ratio", 0.4, 1.3),),
        table=paid_by_received,
    ),
    Check(
        "tonga-2021",
        "Tonga received 46.2 per cent of its GDP in 2021, as this release says.",
        "critical",
        (close_to("value", 46.2, 0.05),),
        table=only_rows(iso3="TON", year=2021, indicator="received_pct_gdp"),
        vintages=("wdi2023",),
    ),
    Check(
        "tonga-2021-revised",
        "Tonga received 42.0 per cent of its GDP in 2021, as this release says.",
        "critical",
        (close_to("value", 42.0, 0.05),),
        table=only_rows(iso3="TON", year=2021, indicator="received_pct_gdp"),
        vintages=("wdi2025",),
    ),
    Check(
        "share-plausible",
        "Remittances do not exceed the GDP of the economy that receives them.",
        "warning",
        (between("value", 0, 100),),
        table=only_rows(indicator="received_pct_gdp"),
        regional=True,
    ),
    Check(
        "newest-years-covered",
        "In the two newest years at least nine in ten economies have figures, of those in the best year.",
        "warning",
        (between("share", 0.9),),
        table=coverage("iso3", ["indicator"]),
    ),
    Check(
        "series-current",
        "An economy's series ends no more than two years before those of most others.",
        "warning",
        (between("years_behind", 0, 2, words="a series that ends at most two years before most others"),),
        table=years_behind("iso3", ["indicator"]),
        regional=True,
    ),
)
