"""Facts that net migration must meet."""

import pandas as pd

from corridor.check_declarations import Check, Tables, at_most, between, blank, close_to, complete
from corridor.check_tables import different_values, only_rows, plain_index, population_of, totals

VALUE, RATE = "net_migration_thousands", "net_migration_per_1000"
BOUNDS = ("lower95_thousands", "lower80_thousands", "upper80_thousands", "upper95_thousands")


def difference_from_rate(tables: Tables) -> pd.DataFrame:
    """Net migration by population less the published rate, in economies of 100,000 people or more."""
    own = plain_index(tables.own, ["iso3", "year"])
    people = population_of(tables)
    own, people = own.align(people[people >= 100], join="inner", axis=0)
    return (1000 * own[VALUE] / people - own[RATE]).to_frame("difference")


CHECKS = (
    Check(
        "intervals-nested",
        "The 80 per cent interval encloses the projection, and the 95 per cent interval encloses it.",
        "critical",
        (
            at_most("lower95_thousands", "lower80_thousands"),
            at_most("lower80_thousands", VALUE),
            at_most(VALUE, "upper80_thousands"),
            at_most("upper80_thousands", "upper95_thousands"),
        ),
    ),
    Check(
        "projections-have-intervals",
        "Every projection has both intervals.",
        "critical",
        tuple(complete(bound) for bound in BOUNDS),
        table=only_rows(variant="medium"),
    ),
    Check(
        "estimates-have-none",
        "No estimate has an interval.",
        "critical",
        tuple(blank(bound) for bound in BOUNDS),
        table=only_rows(variant="estimate"),
    ),
    Check(
        "world-near-zero",
        "Whoever leaves one economy arrives in another: each year's sum is below 10 thousand.",
        "critical",
        (between("sum", -10, 10),),
        table=totals(VALUE, ["year"], "sum"),
    ),
    Check(
        "rate-agrees",
        "The rate is net migration for 1,000 residents of the population table.",
        "critical",
        (close_to("difference", 0, 0.01), complete("difference")),
        table=difference_from_rate,
        needs={"population": ("wpp2024",)},
    ),
    Check(
        "one-variant-a-year",
        "A year is either estimated or projected.",
        "critical",
        (close_to("values", 1),),
        table=different_values("variant", ["iso3", "year"]),
    ),
    Check(
        "every-year",
        "Every economy has every year from 1990 to 2100.",
        "critical",
        (close_to("values", 111),),
        table=different_values("year", ["iso3"]),
        vintages=("wpp2024",),
    ),
    Check(
        "rate-plausible",
        "No economy gains or loses more than a tenth of its residents within a year.",
        "warning",
        (between(RATE, -100, 100),),
        regional=True,
    ),
)
