"""Facts that counts of refugees and asylum-seekers must meet."""

from corridor.check_declarations import Check, between, never
from corridor.check_tables import rows_where, totals, years_behind

CHECKS = (
    Check(
        "at-least-five",
        "No figure is below five: smaller ones are not shown, to protect persons.",
        "critical",
        (between("persons", 5),),
    ),
    Check(
        "world-plausible",
        "The world's refugees under UNHCR's mandate number between 8 and 40 million.",
        "critical",
        (between("total", 8e6, 4e7),),
        table=totals("persons", ["year"], group="refugees"),
    ),
    Check(
        "pair-plausible",
        "No economy hosts more than five million refugees of one origin.",
        "critical",
        (between("persons", 0, 5e6),),
    ),
    Check(
        "origin-differs",
        "Nobody seeks asylum where they are from.",
        "warning",
        (never("origin_is_asylum", "an origin other than the economy of asylum"),),
        table=rows_where(
            "origin_is_asylum", lambda rows: (rows["origin"] == rows["asylum"]) & (rows["origin"] != "UNK")
        ),
        regional=True,
    ),
    Check(
        "series-current",
        "An economy's series ends no more than two years before those of most others.",
        "warning",
        (between("years_behind", 0, 2, words="a series that ends at most two years before most others"),),
        table=years_behind("asylum", ["group"]),
        regional=True,
    ),
)
