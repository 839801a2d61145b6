"""The limits behind words such as "stable" or "about a third", each named, dated and worded once.

A word that a text uses has one meaning in all editions since the date given. Raising or lowering a limit changes
what is said of the same figures, so it is dated anew and told in the changelog.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Threshold:
    """A limit from which on a word may be used.

    Attributes
    ----------
    word : str
        The word or phrase.
    value : float
        The limit, in the unit that `rule` names.
    rule : str
        When the word applies, as the methodology states it.
    since : datetime.date
        Publication date of the first edition that uses it.
    """

    word: str
    value: float
    rule: str
    since: dt.date


_FIRST = dt.date(2023, 6, 30)

STABLE = Threshold(
    "changed little", 3.0, "A quantity moved by less than three per cent over the whole time.", _FIRST
)
SHARP = Threshold(
    "sharply", 4.0, "A quantity changed by four per cent a year or more, on average over the time.", _FIRST
)
CONCENTRATED = Threshold(
    "concentrated",
    0.25,
    "The Herfindahl–Hirschman index of the shares is above one quarter, the usual upper limit in competition "
    "policy.",
    _FIRST,
)
MOST = Threshold("most", 50.0, "A share is more than half.", _FIRST)
SIMILAR = Threshold("about as many", 0.1, "Two quantities differ by less than a tenth of the larger.", _FIRST)
ABOUT = Threshold(
    "about a third",
    1.0,
    "A share is within one percentage point of a simple fraction and within a twentieth of that fraction.",
    _FIRST,
)
STREAK = Threshold(
    "running", 3, "A yearly series rose, or fell, in each of at least three years up to its newest.", _FIRST
)
TURNED = Threshold(
    "peaked",
    10.0,
    "A series has fallen by at least ten per cent from its highest value, or risen as much from its lowest, "
    "and that value is neither its first nor its last.",
    _FIRST,
)
SELECTIVE = Threshold(
    "leave more often",
    1.25,
    "The emigration rate of people with tertiary education is at least a quarter higher than that of people "
    "with low education.",
    _FIRST,
)
BALANCED = Threshold(
    "balanced",
    0.5,
    "Net migration is less than one half person in a thousand residents, in either direction.",
    _FIRST,
)

THRESHOLDS: Final[tuple[Threshold, ...]] = (
    STABLE, SHARP, MOST, SIMILAR, ABOUT, STREAK, TURNED, CONCENTRATED, SELECTIVE, BALANCED,
)  # fmt: skip
