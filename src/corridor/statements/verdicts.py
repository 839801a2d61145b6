"""Whether values meet what a statement expects, and the verdict that follows. No verdict is typed by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from corridor.claims import trend
from corridor.ledger import Figure
from corridor.statements.declaration import HOLDS, NO_LONGER, NOT_REPRODUCED, NOT_TESTABLE, Expectation
from corridor.statements.measures import Point


def meets(expect: Expectation, points: Sequence[Point]) -> bool | None:
    """Whether the values of one time and vintage meet the expectation.

    Parameters
    ----------
    expect : Expectation
        What must be so.
    points : sequence of Point
        The values; one or more years, or one for each place.

    Returns
    -------
    bool or None
        None where there is no value to judge by.
    """
    present = [point.figure for point in points if point.figure is not None]
    if not present:
        # Rows that come to no value are an answer; no rows are none.
        return False if any(point.known for point in points) else None
    if expect.kind in ("rises", "spread") and len(present) < 2:
        return None
    if expect.kind == "first":
        return _come_first(expect, points)
    return _JUDGES[expect.kind](expect, present)


def verdict(then: Sequence[bool | None], now: bool | None) -> str:
    """Give the verdict on a statement.

    Parameters
    ----------
    then : sequence of bool or None
        Whether it holds for the time it speaks of, by each vintage, the oldest first; None where one has no
        figure.
    now : bool or None
        Whether it holds with the newest figures; None where they are missing, so that the newest of `then`
        speaks for them.

    Returns
    -------
    str
        `holds`: by some vintage then, and now; `no longer holds`: by some vintage then, and not now;
        `not reproduced`: by no vintage then; `not testable`: there is no figure.
    """
    known = [one for one in then if one is not None]
    if not known:
        return NOT_TESTABLE
    if not any(known):
        return NOT_REPRODUCED
    return HOLDS if (known[-1] if now is None else now) else NO_LONGER


def _near(expect: Expectation, figures: Sequence[Figure]) -> bool:
    """Whether the number lies between the smallest and the largest value, give or take the tolerance."""
    values = [_number(figure) for figure in figures]
    (wanted,) = expect.numbers
    return min(values) - expect.tolerance <= wanted <= max(values) + expect.tolerance


def _at_least(expect: Expectation, figures: Sequence[Figure]) -> bool:
    return max(_number(figure) for figure in figures) >= expect.numbers[0] - expect.tolerance


def _at_most(expect: Expectation, figures: Sequence[Figure]) -> bool:
    return min(_number(figure) for figure in figures) <= expect.numbers[0] + expect.tolerance


def _within(expect: Expectation, figures: Sequence[Figure]) -> bool:
    low, high = expect.numbers
    return any(low - expect.tolerance <= _number(figure) <= high + expect.tolerance for figure in figures)


def _rises(expect: Expectation, figures: Sequence[Figure]) -> bool:
    moved = trend(figures[0], figures[-1])
    return moved is not None and moved.rose and (moved.sharp or not expect.sharply)


def _turns(_: Expectation, figures: Sequence[Figure]) -> bool:
    return bool(figures)


def _spread(expect: Expectation, figures: Sequence[Figure]) -> bool:
    low, high = expect.numbers
    values = [_number(figure) for figure in figures]
    return min(values) <= low + expect.tolerance and max(values) >= high - expect.tolerance


_JUDGES: Mapping[str, Callable[[Expectation, Sequence[Figure]], bool]] = {
    "near": _near,
    "at_least": _at_least,
    "at_most": _at_most,
    "within": _within,
    "rises": _rises,
    "turns": _turns,
    "spread": _spread,
}


def _come_first(expect: Expectation, points: Sequence[Point]) -> bool:
    """Whether the places named come first in one of the years, in any order."""
    by_year: dict[int, set[str]] = {}
    for point in points:
        by_year.setdefault(point.year, set()).add(point.code)
    return set(expect.codes) in by_year.values()


def _number(figure: Figure) -> float:
    if figure.value is None:
        raise ValueError(f"a statement is judged by a missing figure: {figure.id}")
    return figure.value
