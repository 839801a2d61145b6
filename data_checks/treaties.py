"""Facts that the status of the convention on migrant workers must meet."""

import pandas as pd

from corridor.check_declarations import Check, Tables, between, close_to, never
from corridor.check_tables import chosen, different_values, rows_where


def parties_in_2003(tables: Tables) -> pd.DataFrame:
    """States party by the end of 2003, the year of entry into force."""
    parties = chosen(tables.own, status="state_party")
    early = parties.loc[parties["year"] <= 2003]
    return early.groupby("treaty", observed=True).size().to_frame("parties")


def states(tables: Tables) -> pd.DataFrame:
    """Number of States with a status."""
    return tables.own.groupby("treaty", observed=True).size().to_frame("states")


CHECKS = (
    Check(
        "party-since",
        "A year is given for state parties, and for no one else.",
        "critical",
        (never("year_and_status_disagree", "a year where the status is state_party, and none elsewhere"),),
        table=rows_where(
            "year_and_status_disagree", lambda rows: (rows["status"] == "state_party") != rows["year"].notna()
        ),
    ),
    Check(
        "after-adoption",
        "Nobody joined before the convention was adopted, at the end of 1990.",
        "critical",
        (between("year", 1990),),
    ),
    Check(
        "one-date",
        "The status of all States was taken at one date.",
        "critical",
        (close_to("values", 1),),
        table=different_values("as_of", ["treaty"]),
    ),
    Check(
        "date-is-a-month",
        "The date of the status is a year and a month, written as in 2022-08.",
        "critical",
        (never("no_month", "a year, a hyphen and a month"),),
        table=rows_where(
            "no_month", lambda rows: ~rows["as_of"].astype(str).str.fullmatch(r"\d{4}-(0[1-9]|1[0-2])")
        ),
    ),
    Check(
        "in-force-2003",
        "By the year of entry into force, 2003, at least twenty States were party, as its article 87 asks.",
        "critical",
        (between("parties", 20),),
        table=parties_in_2003,
    ),
    Check(
        "all-members",
        "All 193 Member States of the United Nations have a status.",
        "critical",
        (close_to("states", 193),),
        table=states,
    ),
)
