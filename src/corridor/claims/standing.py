"""Where a quantity stands beside others: rank, comparison, share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corridor.claims.figures import number
from corridor.claims.thresholds import CONCENTRATED, MOST, SIMILAR
from corridor.ledger import Figure


@dataclass(frozen=True)
class Rank:
    """Where a figure stands among comparable ones, the largest first.

    Attributes
    ----------
    figure : Figure
        The one that is ranked.
    others : tuple of Figure
        The others that have values.
    """

    figure: Figure
    others: tuple[Figure, ...]

    @property
    def position(self) -> int:
        """One for the largest; figures that read the same share a position."""
        return 1 + sum(number(o) > number(self.figure) and o.text != self.figure.text for o in self.others)

    @property
    def tied(self) -> bool:
        """Whether another figure reads the same."""
        return any(o.text == self.figure.text for o in self.others)

    @property
    def among(self) -> int:
        """How many are compared."""
        return 1 + len(self.others)

    @property
    def from_last(self) -> int:
        """One for the smallest; figures that read the same share a position."""
        return 1 + sum(number(o) < number(self.figure) and o.text != self.figure.text for o in self.others)

    @property
    def upper(self) -> bool:
        """Whether it is at least as near to the largest as to the smallest."""
        return self.position <= self.from_last

    @property
    def last(self) -> bool:
        """Whether every other figure is larger."""
        return self.position == self.among and not self.tied


@dataclass(frozen=True)
class Comparison:
    """Two quantities of the same unit side by side.

    Attributes
    ----------
    left, right : Figure
        Both with values.
    """

    left: Figure
    right: Figure

    @property
    def similar(self) -> bool:
        """Whether they differ by less than a tenth of the larger."""
        a, b = number(self.left), number(self.right)
        return abs(a - b) < SIMILAR.value * max(abs(a), abs(b))

    @property
    def more(self) -> bool:
        """Whether the left is clearly larger."""
        return not self.similar and number(self.left) > number(self.right)

    @property
    def twice(self) -> bool:
        """Whether the left is more than twice the right."""
        return number(self.left) > 2 * number(self.right)


def rank(figure: Figure | None, others: Sequence[Figure | None]) -> Rank | None:
    """Rank a figure among others, or None where it or all others have no value."""
    present = tuple(o for o in others if o is not None and not o.missing)
    if figure is None or figure.missing or not present:
        return None
    return Rank(figure, present)


def compare(left: Figure | None, right: Figure | None) -> Comparison | None:
    """Compare two figures, or None where one has no value."""
    if left is None or right is None or left.missing or right.missing:
        return None
    return Comparison(left, right)


def majority(share: Figure | None) -> bool:
    """Whether a percentage is more than half."""
    return share is not None and share.value is not None and share.value > MOST.value


def concentrated(index: Figure | None) -> bool:
    """Whether a Herfindahl–Hirschman index says that few counterparts hold most."""
    return index is not None and index.value is not None and index.value > CONCENTRATED.value
