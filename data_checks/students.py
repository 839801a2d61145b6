"""Facts that counts of internationally mobile students must meet."""

from corridor.check_declarations import Check, between
from corridor.check_tables import coverage, only_rows, years_behind

CHECKS = (
    Check(
        "inbound-not-negative",
        "Inbound students are not negative.",
        "critical",
        (between("students", 0),),
        table=only_rows(indicator="inbound_total"),
    ),
    Check(
        "outbound-not-negative",
        "Outbound students, derived as inbound less net flow, are not negative.",
        "warning",
        (between("students", 0),),
        table=only_rows(indicator="outbound_total"),
        regional=True,
    ),
    Check(
        "plausible",
        "No economy hosts or sends more than two million students.",
        "critical",
        (between("students", -100_000, 2_000_000),),
    ),
    Check(
        "newest-years-covered",
        "In the two newest years at least half the economies have figures, of those in the best year.",
        "warning",
        (between("share", 0.5),),
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
