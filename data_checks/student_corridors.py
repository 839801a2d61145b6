"""Facts that students by host and origin must meet."""

import pandas as pd

from corridor.check_declarations import Check, Tables, between, never
from corridor.check_tables import chosen, plain_index, rows_where, summed


def ratio_to_total(tables: Tables) -> pd.DataFrame:
    """Sum over origins by the host's inbound students of the same year, where both are known and above zero."""
    total = plain_index(chosen(tables.others["students"], indicator="inbound_total"), ["iso3", "year"])[
        "students"
    ]
    corridors = summed(plain_index(tables.own, ["host", "year"]).reset_index(), ["host", "year"], "students")
    corridors, total = corridors.align(total.rename_axis(["host", "year"]), join="inner")
    return (corridors / total)[total > 0].to_frame("ratio")


def hosts_a_year(tables: Tables) -> pd.DataFrame:
    """Hosts that report each year, as a share of the best year."""
    hosts = tables.own.groupby("year")["host"].nunique()
    return (hosts / hosts.max()).to_frame("share")


CHECKS = (
    Check("not-negative", "Students are not negative.", "critical", (between("students", 0),)),
    Check(
        "plausible",
        "No corridor has more than half a million students.",
        "critical",
        (between("students", 0, 500_000),),
    ),
    Check(
        "within-total",
        "Students by origin do not exceed a host's inbound students by more than a tenth.",
        "critical",
        (between("ratio", 0, 1.1),),
        table=ratio_to_total,
        needs={"students": ()},
    ),
    Check(
        "within-total-closely",
        "Students by origin do not exceed a host's inbound students by more than one per cent.",
        "warning",
        (between("ratio", 0, 1.01),),
        table=ratio_to_total,
        needs={"students": ()},
        regional=True,
    ),
    Check(
        "origin-differs",
        "Nobody is a student from abroad at home.",
        "warning",
        (never("origin_is_host", "an origin other than the host"),),
        table=rows_where("origin_is_host", lambda rows: rows["origin"] == rows["host"]),
        regional=True,
    ),
    Check(
        "every-year-covered",
        "In every year at least nine in ten hosts report, of those in the best year.",
        "warning",
        (between("share", 0.9),),
        table=hosts_a_year,
    ),
)
