"""Facts that remittances must meet."""

import pandas as pd

from corridor.check_declarations import Check, Tables, between, close_to, complete
from corridor.check_tables import chosen, coverage, only_rows, plain_index, years_behind

KEY = ["iso3", "year"]


def ratio_to_gdp(tables: Tables) -> pd.DataFrame:
    """Published share of GDP by that computed from receipts and GDP, where all are known and above zero."""
    published = plain_index(chosen(tables.own, indicator="received_pct_gdp"), KEY)["value"]
    received = plain_index(chosen(tables.own, indicator="received_usd"), KEY)["value"]
    gdp = plain_index(chosen(tables.others["gdp"], indicator="gdp_current_usd"), KEY)["value"]
    computed = (100 * received / gdp).dropna()
    published, computed = published[published > 0].align(computed[computed > 0], join="inner")
    return (published / computed).to_frame("ratio")


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
