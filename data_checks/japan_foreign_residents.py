"""Facts that counts of Japan's foreign residents must meet."""

import pandas as pd

from corridor.check_declarations import Check, Tables, between, close_to
from corridor.check_tables import chosen, different_values, only_rows, wide

# Medium- and long-term residents and special permanent residents at the end of the year, as first published.
RESIDENTS = {2012: 2_033_656, 2019: 2_933_137, 2020: 2_887_116, 2022: 3_075_213}


def total_less_citizenships(tables: Tables) -> pd.DataFrame:
    """All foreign residents less those of the citizenships listed, by year and publication."""
    counts = wide(tables.own, "origin", "persons")
    return (counts["TOTAL"] - counts.drop(columns="TOTAL").sum(axis=1)).to_frame("rest")


def difference_from_residents(tables: Tables) -> pd.DataFrame:
    """All foreign citizens counted, less medium- and long-term residents as published."""
    total = chosen(tables.own, origin="TOTAL").set_index("year")["persons"]
    return (total.reindex(list(RESIDENTS)) - pd.Series(RESIDENTS)).rename_axis("year").to_frame("difference")


CHECKS = (
    Check("positive", "Foreign residents are at least one.", "critical", (between("persons", 1),)),
    Check(
        "within-total",
        "The citizenships listed do not exceed all foreign residents.",
        "critical",
        (between("rest", 0),),
        table=total_less_citizenships,
    ),
    Check(
        "one-publication-a-year",
        "The figures of a year come from one publication.",
        "critical",
        (close_to("values", 1),),
        table=different_values("source", ["year"]),
    ),
    Check(
        "total-2010",
        "Japan has 2,134,151 registered foreigners in 2010, as the publisher says.",
        "critical",
        (close_to("persons", 2_134_151),),
        table=only_rows(origin="TOTAL", year=2010),
    ),
    Check(
        "total-2023",
        "Japan has 3,410,992 foreign residents at the end of 2023, as the publisher says.",
        "critical",
        (close_to("persons", 3_410_992),),
        table=only_rows(origin="TOTAL", year=2023),
        vintages=("moj2023",),
    ),
    Check(
        "one-definition",
        "Totals count medium- and long-term residents, without short stays.",
        "warning",
        (close_to("difference", 0),),
        table=difference_from_residents,
    ),
)
