"""Facts that migrant stocks by age must meet."""

import pandas as pd

from corridor.check_declarations import Check, Tables, between, close_to, complete
from corridor.check_tables import counts, parts_difference, plain_index, summed

KEY = ["destination", "year", "sex"]


def difference_from_stock(tables: Tables) -> pd.DataFrame:
    """Sum of the age groups less the migrant stock of all ages; economies yet to come have none of either."""
    ages = summed(plain_index(tables.own, KEY).reset_index(), KEY, "stock")
    stock = summed(plain_index(tables.others["migrant_stock"], KEY).reset_index(), KEY, "stock")
    return (ages - stock.reindex(ages.index, fill_value=0)).to_frame("difference")


CHECKS = (
    Check(
        "both-is-male-plus-female",
        "Migrants of both sexes are the sum of male and female migrants, in every age group.",
        "critical",
        (close_to("difference", 0), complete("difference")),
        table=parts_difference("sex", "stock", "both", ["male", "female"]),
    ),
    Check(
        "all-age-groups",
        "Each destination, year and sex has all sixteen age groups.",
        "critical",
        (close_to("rows", 16),),
        table=counts(KEY),
    ),
    Check(
        "ages-make-total",
        "Age groups add up to the migrant stock of the same revision.",
        "critical",
        (close_to("difference", 0), complete("difference")),
        table=difference_from_stock,
        needs={"migrant_stock": ("rev2020",)},
    ),
    Check(
        "stock-not-negative", "No age group has fewer than no migrants.", "critical", (between("stock", 0),)
    ),
)
