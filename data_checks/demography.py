"""Facts that demographic indicators must meet."""

import pandas as pd

from corridor.check_declarations import Check, Tables, at_most, between, close_to, complete
from corridor.check_tables import chosen, different_values, only_rows, plain_index, population_of, wide

OLD_AGE = "old_age_dependency_65_per_100_15_64"
TOTAL = "total_dependency_per_100_15_64"


def dependency_ratios(tables: Tables) -> pd.DataFrame:
    """Old-age and total dependency ratios side by side."""
    rows = tables.own.loc[tables.own["indicator"].isin([OLD_AGE, TOTAL])]
    ratios = wide(rows, "indicator", "value").reindex(columns=[OLD_AGE, TOTAL])
    return ratios.set_axis(["old_age", "total"], axis="columns")


def difference_from_population(tables: Tables) -> pd.DataFrame:
    """Published old-age dependency less that of the population table, where it has the economy."""
    published = plain_index(chosen(tables.own, indicator=OLD_AGE), ["iso3", "year"])["value"]
    computed = 100 * population_of(tables, "65+") / population_of(tables, "15-64")
    published, computed = published.align(computed, join="inner")
    return (published - computed).to_frame("difference")


def median_age_years(tables: Tables) -> pd.DataFrame:
    """Count the years with a median age by economy, in a column `values`."""
    ages = chosen(tables.own, indicator="median_age_years")
    return ages.groupby("iso3", observed=True)["year"].nunique().to_frame("values")


CHECKS = (
    Check(
        "median-age-plausible",
        "Median ages lie between 10 and 80 years.",
        "critical",
        (between("value", 10, 80),),
        table=only_rows(indicator="median_age_years"),
    ),
    Check(
        "median-age-complete",
        "Every economy has a median age for every year from 1990 to 2035 and every fifth from then to 2100.",
        "critical",
        (close_to("values", 59),),
        table=median_age_years,
        vintages=("wpp2024",),
    ),
    Check(
        "fertility-plausible",
        "Fertility lies between 0.5 and 9 births for one woman.",
        "critical",
        (between("value", 0.5, 9),),
        table=only_rows(indicator="total_fertility_rate"),
    ),
    Check(
        "dependency-plausible",
        "Dependency ratios lie between 0 and 250 for 100 people aged 15 to 64.",
        "critical",
        (between("old_age", 0, 250), between("total", 0, 250)),
        table=dependency_ratios,
    ),
    Check(
        "old-age-within-total",
        "Old-age dependency does not exceed total dependency.",
        "critical",
        (at_most("old_age", "total"), complete("old_age"), complete("total")),
        table=dependency_ratios,
    ),
    Check(
        "agrees-with-population",
        "Old-age dependency is 100 times the population aged 65 and over by that aged 15 to 64.",
        "critical",
        (close_to("difference", 0, 0.001), complete("difference")),
        table=difference_from_population,
        needs={"population": ("wpp2024",)},
    ),
    Check(
        "one-variant-a-year",
        "A year is either estimated or projected.",
        "critical",
        (close_to("values", 1),),
        table=different_values("variant", ["iso3", "indicator", "year"]),
    ),
)
