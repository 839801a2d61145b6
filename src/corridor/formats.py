"""Numbers, units and names as readers see them: rounded for the eye in text, in full in tables.

One declaration for each unit says how its numbers are rounded and written. A unit without one is refused, so that
no figure reaches a page in a form nobody chose. In another language than English the words come from its catalogue,
and separators, dates, lists and names of large numbers from the standard data.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from math import floor, log10
from typing import Literal

from corridor.errors import ConfigurationError, listed
from corridor.language import is_english, noted, worded

NBSP = "\u00a0"
MINUS = "\u2212"
MISSING = "–"

_ORDINALS = [
    noted("zeroth"),
    noted("first"),
    noted("second"),
    noted("third"),
    noted("fourth"),
    noted("fifth"),
    noted("sixth"),
    noted("seventh"),
    noted("eighth"),
    noted("ninth"),
    noted("tenth"),
    noted("eleventh"),
    noted("twelfth"),
]
_COUNTS = [
    noted("no"),
    noted("one"),
    noted("two"),
    noted("three"),
    noted("four"),
    noted("five"),
    noted("six"),
    noted("seven"),
    noted("eight"),
    noted("nine"),
    noted("ten"),
    noted("eleven"),
    noted("twelve"),
]
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip


@dataclass(frozen=True)
class UnitFormat:
    """How numbers of one unit are written.

    Attributes
    ----------
    scale : float
        Factor from the stored unit to the one written in text (thousands to persons).
    decimals : int or None
        Decimals in text; None rounds persons to three figures and names millions and billions.
    full_decimals : int
        Decimals in tables.
    suffix : str
        What follows the number in text.
    table_unit : str
        Unit as a table's column or row names it.
    prefix : str
        What stands before the number in text.
    whole_from : float or None
        Size from which text needs no decimals.
    finer_below : float or None
        Size below which text has one decimal more.
    """

    scale: float
    decimals: int | None
    full_decimals: int
    suffix: str
    table_unit: str
    prefix: str = ""
    whole_from: float | None = None
    finer_below: float | None = None

    @property
    def pattern(self) -> str:
        """The number with what stands around it in text, as the catalogue names it."""
        return f"{self.prefix}{{number}}{self.suffix}"

    def decimals_for(self, size: float) -> int | None:
        """Decimals in text for a number of some size; None as in `decimals`."""
        if self.decimals is None:
            return None
        if self.whole_from is not None and size >= self.whole_from:
            return 0
        finer = self.finer_below is not None and 0 < size < self.finer_below
        return self.decimals + finer


_DOLLARS = f"US${NBSP}"
_PERCENT = f"{NBSP}%"

_UNITS = {
    "persons": UnitFormat(1, None, 0, "", "persons"),
    "thousand persons": UnitFormat(1000, None, 1, "", "thousand persons"),
    "thousand persons a year": UnitFormat(1000, None, 1, " a year", "thousand persons a year"),
    "%": UnitFormat(1, 1, 2, _PERCENT, "%", whole_from=100),
    "% of population": UnitFormat(1, 1, 2, _PERCENT, "% of population", whole_from=100),
    "% of GDP": UnitFormat(1, 1, 2, _PERCENT, "% of GDP", whole_from=100),
    "% a year": UnitFormat(1, 1, 2, f"{_PERCENT} a year", "% a year", whole_from=100),
    "per 100 residents": UnitFormat(1, 1, 2, "", "per 100 residents"),
    "per 1,000 residents": UnitFormat(1, 1, 2, "", "per 1,000 residents"),
    "65+ per 100 aged 15–64": UnitFormat(1, 0, 2, "", "65+ per 100 aged 15–64"),
    "index 0–1": UnitFormat(1, 2, 3, "", "index 0–1"),
    "years": UnitFormat(1, 1, 1, f"{NBSP}years", "years"),
    "current US$": UnitFormat(1, None, 0, "", "current US$", prefix=_DOLLARS),
    "US$ million": UnitFormat(1_000_000, None, 1, "", "US$ million", prefix=_DOLLARS),
    "ratio": UnitFormat(1, 1, 2, "", "ratio", whole_from=100, finer_below=1),
    "inbound per outbound student": UnitFormat(
        1, 1, 2, "", "inbound per outbound student", whole_from=100, finer_below=1
    ),
}

# What names large numbers in English, the largest first, in sentences and on charts.
_LARGE = {
    "long": ((1e9, "billion"), (1e6, "million")),
    "short": ((1e9, "bn"), (1e6, "m")),
}

# Units whose numbers are no quantities: a year is written as it is, a code by its word.
_YEAR, _CATEGORY = "year", "category"
_WORDS = (noted("no action"), noted("signatory"), noted("state party"))


def _format_of(unit: str) -> UnitFormat:
    if unit not in _UNITS:
        raise ConfigurationError(
            f"No format is declared for the unit {unit}.",
            where="src/corridor/formats.py",
            expected=listed([*_UNITS, _YEAR, _CATEGORY], 30),
            found=unit,
            todo="Use one of these units, or declare how numbers in this one are written.",
        )
    return _UNITS[unit]


def eye(value: float, unit: str) -> str:
    """Write a number for running text, rounded, with its unit: "3.41 million", "9.6 %".

    Parameters
    ----------
    value : float
        In `unit`.
    unit : str
        A unit of the indicators.

    Raises
    ------
    ConfigurationError
        If the unit has no format.
    """
    return _eye(value, unit, _rounded)


def label(value: float, unit: str) -> str:
    """Write a number as `eye` does, but with the short names of millions and billions: "3.41 m".

    Raises
    ------
    ConfigurationError
        If the unit has no format.
    """
    return _eye(value, unit, _shortly)


def _eye(value: float, unit: str, rounded: Callable[[float], str]) -> str:
    if unit in (_YEAR, _CATEGORY):
        return _name(value, unit)
    form = _format_of(unit)
    scaled = value * form.scale
    decimals = form.decimals_for(abs(scaled))
    number = rounded(scaled) if decimals is None else _decimal(scaled, decimals, 1)
    before, number = (MINUS, number[1:]) if number.startswith(MINUS) else ("", number)
    return before + (worded(form.pattern, number=number) if form.pattern != "{number}" else number)


def full(value: float, unit: str) -> str:
    """Write a number for a table, without its unit, at the table's precision.

    Raises
    ------
    ConfigurationError
        If the unit has no format.
    """
    if unit in (_YEAR, _CATEGORY):
        return _name(value, unit)
    return _decimal(value, _format_of(unit).full_decimals, 2)


def short_unit(unit: str) -> str:
    """Return the unit as a table names it.

    Raises
    ------
    ConfigurationError
        If the unit has no format.
    """
    return unit if unit in (_YEAR, _CATEGORY) else worded(_format_of(unit).table_unit)


def unit_texts() -> list[str]:
    """What the catalogue has to have of the units: numbers with what stands around them, and their names."""
    forms = _UNITS.values()
    return list(
        dict.fromkeys([f.pattern for f in forms if f.pattern != "{number}"] + [f.table_unit for f in forms])
    )


def is_quantity(unit: str) -> bool:
    """Whether numbers of a unit measure something, so that their differences do too; a category is a code."""
    return unit != _CATEGORY


def for_scripts(unit: str) -> dict[str, object]:
    """Say how a script writes numbers of a unit in a table: their decimals, or the words that codes stand for.

    Raises
    ------
    ConfigurationError
        If the unit has no format.
    """
    if unit == _CATEGORY:
        return {"words": list(map(worded, _WORDS))}
    return {"year": True} if unit == _YEAR else {"decimals": _format_of(unit).full_decimals}


def _name(value: float, unit: str) -> str:
    """Write a year in figures without a separator, a category by its word."""
    if unit == _YEAR and value == int(value):
        return str(int(value))
    if unit == _CATEGORY and value in range(len(_WORDS)):
        return worded(_WORDS[int(value)])
    raise ConfigurationError(
        f"A number is no {unit}.",
        where="src/corridor/formats.py",
        expected="a whole number" if unit == _YEAR else f"0 to {len(_WORDS) - 1}: {listed(_WORDS)}",
        found=str(value),
        todo="Correct the indicator, or give it another unit.",
    )


def written(digits: str) -> str:
    """Write digits with the language's separators: "1,234.50" becomes "1 234,50" in French."""
    if is_english():
        return digits
    from corridor import cldr  # noqa: PLC0415 - English needs none of it

    return cldr.number(digits)


def whole(count: int) -> str:
    """Write a count: "1,234"."""
    return written(f"{count:,}")


def large(size: float, width: Literal["long", "short"], at: float | None = None) -> str:
    """Write a number in the millions or more in another language than English; `cldr.compact`."""
    from corridor import cldr  # noqa: PLC0415 - English needs none of it

    return cldr.compact(size, width, at)


def _signed(value: float, digits: str) -> str:
    """Digits, or a number with its name, after the sign."""
    return MINUS + digits if value < 0 and digits.strip("0.,") else digits


def _shortly(value: float) -> str:
    return _rounded(value, "short")


def _rounded(value: float, width: Literal["long", "short"] = "long") -> str:
    """Persons or money, to three figures from ten thousand up; millions and billions are named."""
    size = abs(value)
    if size >= 10_000:
        size = float(round(size, 2 - floor(log10(size))))
    if not is_english() and size >= 1e6:
        return _signed(value, large(size, width))
    for limit, name in _LARGE[width]:
        if size >= limit:
            scaled = size / limit
            return _signed(
                value, f"{scaled:,.{2 - floor(log10(scaled)) if scaled < 100 else 0}f}{NBSP}{name}"
            )
    return _signed(value, written(f"{size:,.0f}"))


def _decimal(value: float, decimals: int, significant: int) -> str:
    """Fix the decimals, but let a small share keep a significant figure rather than read as nothing."""
    size = abs(value)
    places = decimals
    if decimals and 0 < size < 10**-decimals:
        places = min(significant - 1 - floor(log10(size)), decimals + 2)
    digits = f"{size:,.{places}f}"
    if size and not digits.strip("0.,"):
        # Too small to be told from nothing, however many noughts are written.
        digits = f"{size:,.{decimals}f}"
    return _signed(value, written("0" if value == 0 else digits))


def ordinal(rank: int) -> str:
    """Write a rank as a word: "second"; beyond twelve in figures: "21st", "112th"."""
    if rank < len(_ORDINALS):
        return worded(_ORDINALS[rank])
    if not is_english():
        return worded("{number}th", number=whole(rank))
    ending = "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank:,}{ending}"


def count_in_words(count: int) -> str:
    """Write a small count as a word: "nine"; beyond twelve in figures."""
    return worded(_COUNTS[count]) if count < len(_COUNTS) else str(count)


def date(day: dt.date) -> str:
    """Write a date: "1 July 2026"."""
    if not is_english():
        from corridor import cldr  # noqa: PLC0415 - English needs none of it

        return cldr.date(day)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def joined(names: list[str]) -> str:
    """Join names for a sentence: "China, Japan and Mongolia"."""
    if not is_english():
        from corridor import cldr  # noqa: PLC0415 - English needs none of it

        return cldr.joined(names)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
