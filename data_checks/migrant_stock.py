"""Facts that international migrant stocks must meet."""

import pandas as pd

from corridor.check_declarations import Check, Tables, between, close_to, complete, never
from corridor.check_tables import (
    Make,
    chosen,
    parts_difference,
    plain_index,
    population_of,
    rows_where,
    summed,
    totals,
    wide,
)

# Persons by which immigrants may exceed residents because of rounding: WPP 2022 is here the sum of 21 age groups in
# whole thousands, each wrong by up to half a thousand; WPP 2024 is given to the person.
SUM_OF_ROUNDED, ROUNDED = 10_500.0, 0.5


def immigrants(tables: Tables) -> pd.Series:
    """Immigrants of both sexes by destination and year."""
    both = plain_index(chosen(tables.own, sex="both"), ["destination", "year"]).reset_index()
    return summed(both, ["destination", "year"], "stock")


def excess_over_residents(allowance: float) -> Make:
    """Immigrants less residents, beyond what rounding allows, where both are known."""

    def make(tables: Tables) -> pd.DataFrame:
        residents = 1000 * population_of(tables).rename_axis(["destination", "year"])
        stock, residents = immigrants(tables).align(residents, join="inner")
        return (stock - residents - allowance).to_frame("excess")

    return make


def share_of_residents(tables: Tables) -> pd.DataFrame:
    """Immigrants as per cent of residents, where there are at least 100,000."""
    residents = 1000 * population_of(tables).rename_axis(["destination", "year"])
    stock, residents = immigrants(tables).align(residents[residents >= 100_000], join="inner")
    return (100 * stock / residents).to_frame("share")


def unnamed_origin(tables: Tables) -> pd.DataFrame:
    """Per cent of a destination's migrants whose origin is other or unknown."""
    other = plain_index(chosen(tables.own, sex="both", origin="OTH"), ["destination", "year"])["stock"]
    stock = immigrants(tables)
    return (100 * other.reindex(stock.index, fill_value=0) / stock).to_frame("share")


def sexes_within_both(tables: Tables) -> pd.DataFrame:
    """Men or women by pair and year that exceed both sexes together."""
    sexes = wide(tables.own, "sex", "stock").reindex(columns=["both", "female", "male"])
    return (sexes[["female", "male"]].max(axis=1) - sexes["both"]).to_frame("excess")


def change_between_dates(tables: Tables) -> pd.DataFrame:
    """A destination's immigrants as a multiple of those at the date before."""
    stock = immigrants(tables)
    return (stock / stock.groupby("destination").shift()).dropna().to_frame("multiple")


def as_japan_counts(tables: Tables) -> pd.DataFrame:
    """Migrants in Japan of both sexes by foreign residents of the same citizenship and year."""
    pair = ["destination", "origin", "year"]
    stock = plain_index(chosen(tables.own, sex="both", destination="JPN"), pair)["stock"]
    counted = plain_index(tables.others["japan_foreign_residents"], pair)["persons"]
    stock, counted = stock.align(counted, join="inner")
    return (stock / counted).to_frame("ratio")


CHECKS = (
    Check(
        "both-is-male-plus-female",
        "Migrants of both sexes are the sum of male and female migrants, for every pair and year.",
        "critical",
        (close_to("difference", 0), complete("difference")),
        table=parts_difference("sex", "stock", "both", ["male", "female"]),
    ),
    Check(
        "sex-within-both",
        "Neither sex has more migrants than both together.",
        "critical",
        (between("excess", None, 0), complete("excess")),
        table=sexes_within_both,
    ),
    Check(
        "origin-differs",
        "Nobody migrates to where they are from.",
        "critical",
        (never("origin_is_destination", "an origin other than the destination"),),
        table=rows_where("origin_is_destination", lambda rows: rows["origin"] == rows["destination"]),
    ),
    Check(
        "stock-positive",
        "A pair that is listed has at least one migrant.",
        "critical",
        (between("stock", 1),),
    ),
    Check(
        "immigrants-within-residents",
        "Immigrants do not exceed residents, beyond the rounding of WPP 2022 to thousands by age group.",
        "critical",
        (between("excess", None, 0), complete("excess")),
        table=excess_over_residents(SUM_OF_ROUNDED),
        vintages=("rev2020",),
        needs={"population": ("wpp2022",)},
    ),
    Check(
        "immigrants-within-residents-2024",
        "Immigrants do not exceed residents.",
        "critical",
        (between("excess", None, 0), complete("excess")),
        table=excess_over_residents(ROUNDED),
        vintages=("rev2024",),
        needs={"population": ("wpp2024",)},
    ),
    Check(
        "immigrants-within-residents-mixed",
        "Immigrants do not exceed residents of another revision either.",
        "warning",
        (between("excess", None, 0), complete("excess")),
        table=excess_over_residents(SUM_OF_ROUNDED),
        needs={"population": ()},
        regional=True,
    ),
    Check(
        "world-2020",
        "The world has 280,598,105 international migrants in 2020, as the publisher says.",
        "critical",
        (close_to("migrants", 280_598_105),),
        table=totals("stock", ["year"], "migrants", sex="both", year=2020),
        vintages=("rev2020",),
    ),
    Check(
        "world-2024",
        "The world has 304,021,813 international migrants in 2024, as the publisher says.",
        "critical",
        (close_to("migrants", 304_021_813),),
        table=totals("stock", ["year"], "migrants", sex="both", year=2024),
        vintages=("rev2024",),
    ),
    Check(
        "origin-named",
        "The origin of at least half of each destination's migrants is named.",
        "warning",
        (between("share", 0, 50),),
        table=unnamed_origin,
        regional=True,
    ),
    Check(
        "steady",
        "A destination's immigrants neither triple nor fall to a third from one date to the next.",
        "warning",
        (between("multiple", 0.33, 3),),
        table=change_between_dates,
        regional=True,
    ),
    Check(
        "as-japan-counts",
        "Japan has between half and twice the migrants from an economy that its Ministry of Justice counts.",
        "warning",
        (between("ratio", 0.5, 2),),
        table=as_japan_counts,
        needs={"japan_foreign_residents": ()},
        regional=True,
    ),
    Check(
        "minority",
        "Immigrants are at most half of the residents, in economies of 100,000 people or more.",
        "info",
        (between("share", 0, 50),),
        table=share_of_residents,
        needs={"population": ()},
    ),
)
