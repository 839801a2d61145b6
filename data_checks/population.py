"""Facts that population estimates and projections must meet."""

import pandas as pd

from corridor.check_declarations import Check, Tables, between, close_to, complete
from corridor.check_tables import chosen, counts, different_values, only_rows, parts_difference

VALUE = "population_thousands"


def difference_from_world(tables: Tables) -> pd.DataFrame:
    """Sum of the economies less the world, in per cent of the world, by year and age group."""
    key = ["year", "age_group"]
    economies = tables.own.loc[tables.own["iso3"] != "WLD"].groupby(key, observed=True)[VALUE].sum()
    world = chosen(tables.own, iso3="WLD").set_index(key)[VALUE]
    return (100 * (economies / world.reindex(economies.index) - 1)).to_frame("difference")


def total_from_world(tables: Tables) -> pd.DataFrame:
    """The same for all ages together."""
    differences = difference_from_world(tables).reset_index()
    return chosen(differences, age_group="total").set_index(["year"])[["difference"]]


def projections_before_estimates(tables: Tables) -> pd.DataFrame:
    """Years by which an economy's projections begin after its estimates end."""
    years = (
        tables.own.groupby(["iso3", "variant"], observed=True)["year"].agg(["min", "max"]).unstack("variant")
    )
    return (years["min", "medium"] - years["max", "estimate"]).to_frame("years")


def smallest_population(tables: Tables) -> pd.DataFrame:
    """Smallest total population of each economy among the estimates, in thousands."""
    estimates = chosen(tables.own, age_group="total", variant="estimate")
    return estimates.groupby("iso3", observed=True)[VALUE].min().to_frame("smallest")


CHECKS = (
    Check(
        "ages-make-total",
        "The age groups 0–14, 15–64 and 65+ add up to the total, for every economy and year.",
        "critical",
        (close_to("difference", 0, 0.002), complete("difference")),
        table=parts_difference("age_group", VALUE, "total", ["0-14", "15-64", "65+"]),
    ),
    Check(
        "all-age-groups",
        "Each economy and year has the total and the three age groups.",
        "critical",
        (close_to("rows", 4),),
        table=counts(["iso3", "year"]),
    ),
    Check(
        "economies-make-world",
        "Economies add up to the world within 0.01 per cent, in every year.",
        "critical",
        (close_to("difference", 0, 0.01), complete("difference")),
        table=total_from_world,
    ),
    Check(
        "ages-make-world",
        "In each age group too, economies add up to the world within 0.01 per cent.",
        "critical",
        (close_to("difference", 0, 0.01), complete("difference")),
        table=difference_from_world,
        vintages=("wpp2024",),
    ),
    Check(
        "ages-make-world-rounded",
        "In each age group, economies rounded to thousands add up to the world within 0.05 per cent.",
        "critical",
        (close_to("difference", 0, 0.05), complete("difference")),
        table=difference_from_world,
        vintages=("wpp2022",),
    ),
    Check(
        "world-2024",
        "The world has 8,161,973 thousand people in 2024, as the publisher says.",
        "critical",
        (close_to(VALUE, 8_161_973, 0.5),),
        table=only_rows(iso3="WLD", year=2024, age_group="total"),
        vintages=("wpp2024",),
    ),
    Check(
        "world-2020",
        "The world has 7,840,953 thousand people in 2020, as the publisher says, give or take the rounding.",
        "critical",
        (close_to(VALUE, 7_840_953, 10.5),),
        table=only_rows(iso3="WLD", year=2020, age_group="total"),
        vintages=("wpp2022",),
    ),
    Check("not-negative", "No population is below zero.", "critical", (between(VALUE, 0),)),
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
        "every-fifth-year",
        "Every economy has every fifth year from 1990 to 2100.",
        "critical",
        (close_to("values", 23),),
        table=different_values("year", ["iso3"]),
        vintages=("wpp2022",),
    ),
    Check(
        "projections-follow",
        "Projections begin after the last estimate.",
        "critical",
        (between("years", 1), complete("years")),
        table=projections_before_estimates,
    ),
    Check(
        "fine-enough",
        "Populations in whole thousands are large enough for shares: at least 100 thousand.",
        "warning",
        (between("smallest", 100),),
        table=smallest_population,
        vintages=("wpp2022",),
        regional=True,
    ),
)
