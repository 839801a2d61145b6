"""Simple fractions for shares: "about a third", "more than half"."""

from __future__ import annotations

from dataclasses import replace

from corridor.claims.figures import number, term
from corridor.claims.thresholds import ABOUT
from corridor.language import noted, worded
from corridor.ledger import Figure, derive

# Fractions that a reader sees at once, by their share of a hundred.
_WORDS = {
    10.0: (noted("about a tenth"), "1/10"),
    20.0: (noted("about a fifth"), "1/5"),
    25.0: (noted("about a quarter"), "1/4"),
    100 / 3: (noted("about a third"), "1/3"),
    40.0: (noted("about two fifths"), "2/5"),
    50.0: (noted("about half"), "1/2"),
    60.0: (noted("about three fifths"), "3/5"),
    200 / 3: (noted("about two thirds"), "2/3"),
    75.0: (noted("about three quarters"), "3/4"),
    80.0: (noted("about four fifths"), "4/5"),
    90.0: (noted("about nine tenths"), "9/10"),
}
# A share is "about" a fraction within a twentieth of it, at most; that keeps "about a tenth" from covering 9 to 11.
_RELATIVE = 0.05


def fraction(share: Figure | None) -> Figure | None:
    """Return a percentage as a simple fraction in words, or None where none is near.

    Parameters
    ----------
    share : Figure or None
        A percentage.

    Returns
    -------
    Figure or None
        The same value with the text "about a third", its formula saying which fraction it is near.
    """
    if share is None or share.value is None:
        return None
    found = min(_WORDS, key=lambda per_cent: abs(number(share) - per_cent))
    if abs(number(share) - found) > min(ABOUT.value, _RELATIVE * found):
        return None
    words, written = _WORDS[found]
    formula = f"{term(share)} ≈ 100 · {written}"
    return replace(derive(number(share), share.unit, formula, *share.values), text=worded(words))
