"""Every class of error that the campaign plants, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from campaign import figures, forms, keys, shapes
from campaign.tables import Planted, Release

Plant = Callable[[Release, np.random.Generator], Planted | None]
_SIZES = ("series", "economy", "year", "category", "table")

# The names are those of the table in the documentation.
CLASSES: Mapping[str, Plant] = {
    "unit: times 1,000": figures.scaled(1000, _SIZES),
    "unit: times 100": figures.scaled(100, _SIZES),
    "unit: thousands for ones": figures.scaled(0.001, _SIZES),
    "sign": figures.signed,
    "digits exchanged": figures.digits_exchanged,
    "rows exchanged between economies": keys.economies_exchanged,
    "columns exchanged": keys.columns_exchanged,
    "origin and destination exchanged": keys.directions_exchanged,
    "sexes exchanged": keys.sexes_exchanged,
    "year shifted": keys.year_shifted,
    "rows duplicated": shapes.rows_doubled,
    "rows dropped": shapes.rows_dropped,
    "cut off at the end": shapes.cut_off,
    "an economy missing": shapes.economy_missing,
    "a year missing": shapes.year_missing,
    "zero for missing": figures.nought_for_missing,
    "marks: two points": forms.marked(".."),
    "marks: hyphen": forms.marked("-"),
    "marks: space": forms.marked(" "),
    "decimal commas": forms.decimal_commas,
    "percentages as fractions": figures.fractions,
    "region totals mixed in": shapes.totals_mixed_in,
    "an old release renamed": shapes.old_renamed,
    "half old, half new": shapes.half_old,
    "codes changed": keys.code_changed,
    "names for codes": forms.names_for_codes,
    "rounding": figures.rounded,
    "byte-order mark": forms.byte_order_mark,
    "wrong encoding": forms.encoded,
    "wrong separator": forms.separated,
}


def planted(name: str, release: Release, seed: tuple[int, ...]) -> Planted | None:
    """Plant an error; the same class, release and seed give the same bytes.

    Returns
    -------
    Planted or None
        None where the class does not apply to the source, or where chance found no place for it.
    """
    return CLASSES[name](release, np.random.default_rng(seed))
