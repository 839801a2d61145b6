"""Facts that gross domestic product and national income must meet."""

from corridor.check_declarations import Check, between
from corridor.check_tables import coverage, only_rows, years_behind

CHECKS = (
    Check("positive", "GDP and GNI are above zero.", "critical", (between("value", 1),)),
    Check(
        "gdp-per-head-plausible",
        "GDP per head lies between 300 and 250,000 international dollars of 2021.",
        "critical",
        (between("value", 300, 250_000),),
        table=only_rows(indicator="gdp_pc_ppp_constant_2021"),
    ),
    Check(
        "gni-per-head-plausible",
        "GNI per head lies between 100 and 250,000 current international dollars.",
        "critical",
        (between("value", 100, 250_000),),
        table=only_rows(indicator="gni_pc_ppp_current"),
        vintages=("wdi2026",),
    ),
    Check(
        "gdp-plausible",
        "GDP lies between one million and 100 trillion current US dollars.",
        "critical",
        (between("value", 1e6, 1e14),),
        table=only_rows(indicator="gdp_current_usd"),
        vintages=("wdi2025",),
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
