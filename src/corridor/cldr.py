"""Numbers, dates, lists and names of places as the standard data (CLDR) have them in another language than English."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from math import floor, log10
from typing import Literal

from babel import dates, lists, numbers

from corridor.language import locale

NBSP = "\u00a0"
Width = Literal["long", "short"]


def number(digits: str) -> str:
    """Write digits as the language does: "1,234.50" becomes "1 234,50"."""
    plain = digits.replace(",", "")
    decimals = len(plain.partition(".")[2])
    pattern = locale().decimal_formats[None].pattern.partition(";")[0].partition(".")[0]
    written = numbers.format_decimal(
        Decimal(plain), format=pattern + ("." + "0" * decimals if decimals else ""), locale=locale()
    )
    # Not every font of the pages has the narrow one.
    return written.replace("\u202f", NBSP)


def compact(value: float, width: Width, at: float | None = None) -> str:
    """Write a large number in three figures with the word of its size: "3,41 millions", "3,41 M".

    Parameters
    ----------
    value : float
        At least zero.
    width : str
        `long` for sentences, `short` for charts.
    at : float, optional
        A larger number whose word it takes, as the numbers of one axis do.
    """
    size = at or value
    forms = locale().compact_decimal_formats[width]
    step = max((int(limit) for limit in forms["other"] if int(limit) <= size), default=0)
    pattern = forms["other"][str(step)].pattern if step else "0"
    if not step or not any(c.isalpha() for c in pattern):
        return number(f"{value:,.0f}")
    zeros = pattern.count("0")
    scaled = value / (step / 10 ** (zeros - 1))
    decimals = max(0, 2 - floor(log10(scaled))) if 0 < scaled < 100 else 0
    digits = f"{scaled:.{decimals}f}"
    if at is not None:
        digits = digits.rstrip("0").rstrip(".") if decimals else digits
    form = locale().plural_form(Decimal(digits))
    chosen = forms.get(form, forms["other"]).get(str(step), forms["other"][str(step)]).pattern
    name = str(chosen).replace("'", "").replace(" ", NBSP)
    return name.replace("0" * zeros, number(digits))


def date(day: dt.date) -> str:
    """Write a date."""
    return dates.format_date(day, format="long", locale=locale())


def joined(names: Sequence[str]) -> str:
    """Join names for a sentence."""
    return lists.format_list(list(names), style="standard", locale=locale())


def territory(iso2: str) -> str | None:
    """Name of a country or territory; None where the language has none for it."""
    return locale().territories.get(iso2.upper()) if iso2 else None
