"""What a series shows over its years: streaks, turning points, crossings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corridor import formats
from corridor.claims.figures import number
from corridor.claims.thresholds import STREAK, TURNED
from corridor.language import worded
from corridor.ledger import Figure


@dataclass(frozen=True)
class Streak:
    """A yearly series that moved the same way in each of its last years.

    Attributes
    ----------
    figures : tuple of Figure
        From the year before the first step to the newest.
    """

    figures: tuple[Figure, ...]

    @property
    def up(self) -> bool:
        """Whether it rose."""
        return number(self.figures[-1]) > number(self.figures[0])

    @property
    def years(self) -> int:
        """How many years it moved the same way."""
        return len(self.figures) - 1

    @property
    def words(self) -> str:
        """The streak in words: "for the third year running"."""
        return worded("for the {ordinal} year running", ordinal=formats.ordinal(self.years))


@dataclass(frozen=True)
class Turning:
    """The highest or lowest value of a series, from which it has clearly moved away since.

    Attributes
    ----------
    at : Figure
        The extreme.
    newest : Figure
        The last value.
    """

    at: Figure
    newest: Figure

    @property
    def peak(self) -> bool:
        """Whether it is the highest value, and the series has fallen since."""
        return number(self.at) > number(self.newest)


@dataclass(frozen=True)
class Crossing:
    """The first year from which one series lies above another, through to the end.

    Attributes
    ----------
    above, below : Figure
        Both in that year.
    """

    above: Figure
    below: Figure

    @property
    def year(self) -> int:
        """The year."""
        return self.above.year


def streak(series: Sequence[Figure]) -> Streak | None:
    """Find the streak that a series is on, or None where it is shorter than `STREAK`.

    Parameters
    ----------
    series : sequence of Figure
        Figures with values, oldest first; a year left out ends a streak, and so does a year that reads the
        same as the year before.
    """
    run = [series[-1]] if series else []
    for before, after in reversed(list(pairwise(series))):
        step = number(after) - number(before)
        direction = number(series[-1]) - number(series[-2])
        if after.year - before.year != 1 or step * direction <= 0 or before.text == after.text:
            break
        run.append(before)
    return Streak(tuple(reversed(run))) if len(run) > STREAK.value else None


def turning_point(series: Sequence[Figure]) -> Turning | None:
    """Find the peak that a series of positive values has fallen from, or the trough it has risen from.

    The later of the two is told where there are both. None where neither is clear.
    """
    if len(series) < 3 or any(number(f) <= 0 for f in series):
        return None
    newest = series[-1]
    high, low = max(series, key=number), min(series, key=number)
    found = [
        Turning(extreme, newest)
        for extreme, moved in (
            (high, 1 - number(newest) / number(high)),
            (low, number(newest) / number(low) - 1),
        )
        if extreme not in (series[0], newest) and 100 * moved >= TURNED.value
    ]
    return max(found, key=lambda turning: turning.at.year, default=None)


def crossing(upper: Sequence[Figure], lower: Sequence[Figure]) -> Crossing | None:
    """Find the first year from which the upper series stays above the lower, having been at or below it.

    Years that only one series has are passed over. None where it never crosses, or was above from the start.
    """
    others = {figure.year: figure for figure in lower}
    pairs = [(figure, others[figure.year]) for figure in upper if figure.year in others]
    last_not_above = max(
        (place for place, (a, b) in enumerate(pairs) if number(a) <= number(b)), default=None
    )
    if last_not_above is None or last_not_above == len(pairs) - 1:
        return None
    return Crossing(*pairs[last_not_above + 1])
