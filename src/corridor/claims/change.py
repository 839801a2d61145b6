"""How a quantity moved between two years."""

from __future__ import annotations

from dataclasses import dataclass

from corridor import formats
from corridor.claims.figures import number
from corridor.claims.thresholds import SHARP, STABLE
from corridor.language import noted, worded
from corridor.ledger import Figure, derive

# How many times larger, as what happened and as a comparison.
_MULTIPLIED = {
    2: (noted("more than doubled"), noted("more than twice")),
    3: (noted("more than tripled"), noted("more than three times")),
    4: (noted("more than quadrupled"), noted("more than four times")),
}


@dataclass(frozen=True)
class Trend:
    """How a positive quantity moved between two years.

    Attributes
    ----------
    old, new : Figure
        The quantity in the earlier and in the later year, both with values above zero.
    """

    old: Figure
    new: Figure

    @property
    def percent_a_year(self) -> float:
        """Compound rate of change, % a year."""
        old, new = number(self.old), number(self.new)
        return float(100.0 * ((new / old) ** (1 / (self.new.year - self.old.year)) - 1))

    @property
    def stable(self) -> bool:
        """Whether it changed little."""
        return abs(100.0 * (number(self.new) / number(self.old) - 1)) < STABLE.value

    @property
    def rose(self) -> bool:
        """Whether it grew by more than little."""
        return not self.stable and number(self.new) > number(self.old)

    @property
    def fell(self) -> bool:
        """Whether it shrank by more than little."""
        return not self.stable and number(self.new) < number(self.old)

    @property
    def sharp(self) -> bool:
        """Whether it changed fast."""
        return abs(self.percent_a_year) >= SHARP.value

    @property
    def factor_in_words(self) -> str:
        """How many times larger it became, in words; empty below twice."""
        factor = number(self.new) / number(self.old)
        if factor >= 5:
            times = formats.count_in_words(min(int(factor), 10))
            return worded("grown more than {times}fold", times=times)
        return worded(_MULTIPLIED[int(factor)][0]) if factor >= 2 else ""

    @property
    def several(self) -> str:
        """The same as a comparison: "more than twice"; empty below twice."""
        factor = number(self.new) / number(self.old)
        if factor >= 5:
            return worded("more than five times")
        return worded(_MULTIPLIED[int(factor)][1]) if factor >= 2 else ""

    @property
    def halved(self) -> bool:
        """Whether it fell to half or less."""
        return number(self.new) <= number(self.old) / 2

    @property
    def percent(self) -> Figure:
        """Size of the change in per cent of the old quantity, without sign."""
        old, new = number(self.old), number(self.new)
        name = self.old.values[0].indicator
        formula = f"100 · |{name}({self.new.year}) / {name}({self.old.year}) − 1|"
        return derive(abs(100.0 * (new / old - 1)), "%", formula, *self.old.values, *self.new.values)

    @property
    def signed_percent(self) -> Figure:
        """Change in per cent of the old quantity, negative for a fall."""
        old, new = number(self.old), number(self.new)
        name = self.old.values[0].indicator
        formula = f"100 · ({name}({self.new.year}) / {name}({self.old.year}) − 1)"
        return derive(100.0 * (new / old - 1), "%", formula, *self.old.values, *self.new.values)

    @property
    def difference(self) -> Figure:
        """Size of the change in the quantity's own unit, without sign."""
        name = self.old.values[0].indicator
        formula = f"|{name}({self.new.year}) − {name}({self.old.year})|"
        size = abs(number(self.new) - number(self.old))
        return derive(size, self.new.unit, formula, *self.old.values, *self.new.values)


def trend(old: Figure | None, new: Figure | None) -> Trend | None:
    """Compare two years, or None where one of them has no value above zero."""
    if (
        old is None
        or new is None
        or not (old.value or 0) > 0
        or not (new.value or 0) > 0
        or old.year == new.year
    ):
        return None
    return Trend(old, new)
