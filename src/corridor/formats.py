"""Numbers, units and names as readers see them: rounded for the eye in text, in full in tables.

One declaration for each unit says how its numbers are rounded and written. A unit without one is refused, so that
no figure reaches a page in a form nobody chose.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from math import floor, log10

from corridor.errors import ConfigurationError, listed

NBSP = "\u00a0"
MINUS = "\u2212"
MISSING = "–"

_ORDINALS = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]
_COUNTS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


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
    """

    scale: float
    decimals: int | None
    full_decimals: int
    suffix: str
    table_unit: str


_UNITS = {
    "persons": UnitFormat(1, None, 0, "", "persons"),
    "thousand persons": UnitFormat(1000, None, 1, "", "thousand persons"),
    "thousand persons a year": UnitFormat(1000, None, 1, " a year", "thousand persons a year"),
    "%": UnitFormat(1, 1, 2, f"{NBSP}%", "%"),
    "% of population": UnitFormat(1, 1, 2, f"{NBSP}%", "% of population"),
    "% a year": UnitFormat(1, 1, 2, f"{NBSP}% a year", "% a year"),
    "per 100 residents": UnitFormat(1, 1, 2, "", "per 100 residents"),
    "65+ per 100 aged 15–64": UnitFormat(1, 0, 2, "", "65+ per 100 aged 15–64"),
    "index 0–1": UnitFormat(1, 2, 3, "", "index 0–1"),
}


def _format_of(unit: str) -> UnitFormat:
    if unit not in _UNITS:
        raise ConfigurationError(
            f"No format is declared for the unit {unit}.",
            where="src/corridor/formats.py",
            expected=listed(_UNITS, 20),
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
    form = _format_of(unit)
    scaled = value * form.scale
    # A percentage of a hundred and more needs no decimals.
    decimals = 0 if form.suffix.startswith(f"{NBSP}%") and abs(scaled) >= 100 else form.decimals
    number = _people(scaled) if decimals is None else _decimal(scaled, decimals, 1)
    return number + form.suffix


def full(value: float, unit: str) -> str:
    """Write a number for a table, without its unit, at the table's precision.

    Raises
    ------
    ConfigurationError
        If the unit has no format.
    """
    return _decimal(value, _format_of(unit).full_decimals, 2)


def short_unit(unit: str) -> str:
    """Return the unit as a table names it.

    Raises
    ------
    ConfigurationError
        If the unit has no format.
    """
    return _format_of(unit).table_unit


def _signed(value: float, digits: str) -> str:
    return MINUS + digits if value < 0 and digits.strip("0.,") else digits


def _people(value: float) -> str:
    """Persons, to three figures from ten thousand up; millions and billions are named."""
    size = abs(value)
    if size >= 10_000:
        size = float(round(size, 2 - floor(log10(size))))
    for limit, name in ((1e9, "billion"), (1e6, "million")):
        if size >= limit:
            scaled = size / limit
            return _signed(
                value, f"{scaled:,.{2 - floor(log10(scaled)) if scaled < 100 else 0}f}{NBSP}{name}"
            )
    return _signed(value, f"{size:,.0f}")


def _decimal(value: float, decimals: int, significant: int) -> str:
    """Fix the decimals, but let a small share keep a significant figure rather than read as nothing."""
    size = abs(value)
    if decimals and 0 < size < 10**-decimals:
        decimals = min(significant - 1 - floor(log10(size)), decimals + 2)
    return _signed(value, "0" if value == 0 else f"{size:,.{decimals}f}")


def ordinal(rank: int) -> str:
    """Write a rank as a word: "second"; beyond twelve in figures."""
    return _ORDINALS[rank] if rank < len(_ORDINALS) else f"{rank}th"


def count_in_words(count: int) -> str:
    """Write a small count as a word: "nine"; beyond twelve in figures."""
    return _COUNTS[count] if count < len(_COUNTS) else str(count)


def date(day: dt.date) -> str:
    """Write a date: "1 July 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def joined(names: list[str]) -> str:
    """Join names for a sentence: "China, Japan and Mongolia"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
