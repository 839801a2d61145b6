"""What checks state and found, in the language of readers.

Verdicts are kept and published in English, whoever asks for them; where a page prints them they are read by their
forms, which are those of `check_findings`, `check_reports` and `check_declarations`.
"""

from __future__ import annotations

import re

from corridor import cldr
from corridor.language import defined, defined_or_same, is_english, noted, plural, worded

_NUMBER = r"-?\d[\d,]*(?:\.\d+)?"
_IN = rf" in (?P<count>{_NUMBER}) of (?P<all>{_NUMBER}) rows?"
_HELD = re.compile(rf"as expected in (?P<all>{_NUMBER}) rows?")
_OTHERWISE = re.compile(f"otherwise{_IN}")
_RANGE = re.compile(rf"(?P<column>\w+) from (?P<low>{_NUMBER}) to (?P<high>{_NUMBER}){_IN}")
_VALUES = re.compile(rf"(?P<column>\w+) (?P<values>.+?){_IN}")
_WHOLE = (noted("not so"), noted("no rows to test"))
_UNTESTED = re.compile(r"not tested: no suitable vintage of (?P<sources>.+) is in use")
_PLACES = re.compile(r"not so for (?P<economies>.+)")
_COLUMN = re.compile(r" \(column (\w+)\)")
# The column of a table that has one place for each row.
_PLACE = "iso3"
_PRESENT = re.compile(r"Every economy of the region has figures \(column (?P<column>\w+)\)\.")


def stated(statement: str) -> str:
    """Return the fact that a check states."""
    present = None if is_english() else _PRESENT.fullmatch(statement)
    if present is None:
        return defined_or_same(statement)
    return worded("Every economy of the region has figures (column {column}).", column=present["column"])


def without_point(statement: str) -> str:
    """Return the fact for a sentence; a column that names places is told as what they are."""
    if is_english():
        return _COLUMN.sub(
            lambda column: "" if column[1] == _PLACE else f" as {column[1]}", statement
        ).rstrip(".")
    present = _PRESENT.fullmatch(statement)
    if present is None:
        return defined(statement).rstrip(".")
    if present["column"] == _PLACE:
        return worded("Every economy of the region has figures")
    # Columns of places are named by words of the catalogue: origin, destination.
    return worded("Every economy of the region has figures as {column}", column=worded(present["column"]))


def found(text: str) -> str:
    """Return what a check found; what is of no known form is a value or a message, and stays."""
    if is_english():
        return text
    return "; ".join(_one(part) for part in text.split("; "))


def _one(text: str) -> str:
    if text in _WHOLE:
        return worded(text)
    if untested := _UNTESTED.fullmatch(text):
        return worded("not tested: no suitable vintage of {sources} is in use", sources=untested["sources"])
    if places := _PLACES.fullmatch(text):
        return worded("not so for {economies}", economies=places["economies"])
    if held := _HELD.fullmatch(text):
        return plural(
            "as expected in {count} row",
            "as expected in {count} rows",
            _count(held["all"]),
            count=_said(held["all"]),
        )
    return _in_rows(text)


def _in_rows(text: str) -> str:
    if other := _OTHERWISE.fullmatch(text):
        return worded("otherwise {where}", where=_where(other))
    if span := _RANGE.fullmatch(text):
        low, high = _said(span["low"]), _said(span["high"])
        return worded(
            "{column} from {low} to {high} {where}",
            column=span["column"],
            low=low,
            high=high,
            where=_where(span),
        )
    if some := _VALUES.fullmatch(text):
        shown = some["values"]
        values = _said(shown) if re.fullmatch(_NUMBER, shown) else shown
        return worded("{column} {values} {where}", column=some["column"], values=values, where=_where(some))
    return text


def _where(rows: re.Match[str]) -> str:
    return plural(
        "in {count} of {all} row",
        "in {count} of {all} rows",
        _count(rows["all"]),
        count=_said(rows["count"]),
        all=_said(rows["all"]),
    )


def _count(digits: str) -> int:
    return int(digits.replace(",", ""))


def _said(digits: str) -> str:
    return cldr.number(digits)
