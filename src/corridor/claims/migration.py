"""What may be said of net migration, and of who emigrates."""

from __future__ import annotations

from dataclasses import dataclass

from corridor.claims.figures import number
from corridor.claims.thresholds import BALANCED, SELECTIVE
from corridor.ledger import Figure


@dataclass(frozen=True)
class Balance:
    """Whether an economy gains or loses people by migration.

    Attributes
    ----------
    net : Figure
        Net migration, persons.
    rate : Figure
        The same for every thousand residents.
    """

    net: Figure
    rate: Figure

    @property
    def balanced(self) -> bool:
        """Whether it is close to nothing, for the size of the population."""
        return abs(number(self.rate)) < BALANCED.value

    @property
    def gains(self) -> bool:
        """Whether clearly more people arrive than leave."""
        return not self.balanced and number(self.net) > 0

    @property
    def slight_gain(self) -> bool:
        """Whether the two nearly offset each other, but more people arrive."""
        return self.balanced and number(self.net) > 0

    @property
    def slight_loss(self) -> bool:
        """Whether the two nearly offset each other, but more people leave."""
        return self.balanced and number(self.net) < 0

    @property
    def loses(self) -> bool:
        """Whether clearly more people leave than arrive."""
        return not self.balanced and number(self.net) < 0


@dataclass(frozen=True)
class Interval:
    """A prediction interval.

    Attributes
    ----------
    lower, upper : Figure
        Its bounds.
    """

    lower: Figure
    upper: Figure

    @property
    def either_sign(self) -> bool:
        """Whether it leaves open if there is a gain or a loss."""
        return number(self.lower) < 0 < number(self.upper)


def balance(net: Figure | None, rate: Figure | None) -> Balance | None:
    """Say whether migration adds or takes people, or None where a figure is missing or the years differ."""
    if net is None or rate is None or net.missing or rate.missing or net.year != rate.year:
        return None
    return Balance(net, rate)


def interval(lower: Figure | None, upper: Figure | None) -> Interval | None:
    """Make an interval of its bounds, or None where one is missing."""
    if lower is None or upper is None or lower.missing or upper.missing:
        return None
    return Interval(lower, upper)


def selective(ratio: Figure | None) -> bool:
    """Whether people with tertiary education emigrate clearly more often than those with low education."""
    return ratio is not None and ratio.value is not None and ratio.value >= SELECTIVE.value


def selective_of_low(ratio: Figure | None) -> bool:
    """Whether people with low education emigrate clearly more often than those with tertiary education."""
    return ratio is not None and ratio.value is not None and ratio.value * SELECTIVE.value <= 1
