"""Predicates behind the prose: what may be said of figures, evaluated on the figures themselves.

A template never decides by itself that something rose or ranks first. It asks a claim, which carries the figures
it rests on. The thresholds are named here, once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corridor import formats
from corridor.ledger import Figure, derive

# Adopted with edition 2026-1 and applied to every edition. A quantity that moved by less than this, over the whole
# time, "changed little".
STABLE_PERCENT = 3.0
# At this yearly rate and above a stock changed "sharply".
SHARP_PERCENT_A_YEAR = 4.0
# Above this index a distribution over counterparts is called concentrated (the usual upper threshold of the
# Herfindahl–Hirschman index in competition policy).
CONCENTRATED_INDEX = 0.25


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
        old, new = _value(self.old), _value(self.new)
        return float(100.0 * ((new / old) ** (1 / (self.new.year - self.old.year)) - 1))

    @property
    def stable(self) -> bool:
        """Whether it changed little."""
        return abs(100.0 * (_value(self.new) / _value(self.old) - 1)) < STABLE_PERCENT

    @property
    def rose(self) -> bool:
        """Whether it grew by more than little."""
        return not self.stable and _value(self.new) > _value(self.old)

    @property
    def fell(self) -> bool:
        """Whether it shrank by more than little."""
        return not self.stable and _value(self.new) < _value(self.old)

    @property
    def sharp(self) -> bool:
        """Whether it changed fast."""
        return abs(self.percent_a_year) >= SHARP_PERCENT_A_YEAR

    @property
    def factor_in_words(self) -> str:
        """How many times larger it became, in words; empty below twice."""
        factor = _value(self.new) / _value(self.old)
        words = {2: "doubled", 3: "tripled", 4: "quadrupled"}
        if factor >= 5:
            return f"grown more than {formats.count_in_words(min(int(factor), 10))}fold"
        return f"more than {words[int(factor)]}" if factor >= 2 else ""

    @property
    def halved(self) -> bool:
        """Whether it fell to half or less."""
        return _value(self.new) <= _value(self.old) / 2

    @property
    def percent(self) -> Figure:
        """Size of the change in per cent of the old quantity, without sign."""
        old, new = _value(self.old), _value(self.new)
        name = self.old.values[0].indicator
        formula = f"100 · |{name}({self.new.year}) / {name}({self.old.year}) − 1|"
        return derive(abs(100.0 * (new / old - 1)), "%", formula, *self.old.values, *self.new.values)

    @property
    def signed_percent(self) -> Figure:
        """Change in per cent of the old quantity, negative for a fall."""
        old, new = _value(self.old), _value(self.new)
        name = self.old.values[0].indicator
        formula = f"100 · ({name}({self.new.year}) / {name}({self.old.year}) − 1)"
        return derive(100.0 * (new / old - 1), "%", formula, *self.old.values, *self.new.values)

    @property
    def difference(self) -> Figure:
        """Size of the change in the quantity's own unit, without sign."""
        name = self.old.values[0].indicator
        formula = f"|{name}({self.new.year}) − {name}({self.old.year})|"
        size = abs(_value(self.new) - _value(self.old))
        return derive(size, self.new.unit, formula, *self.old.values, *self.new.values)


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
        return 1 + sum(_value(o) > _value(self.figure) and o.text != self.figure.text for o in self.others)

    @property
    def tied(self) -> bool:
        """Whether another figure reads the same."""
        return any(o.text == self.figure.text for o in self.others)

    @property
    def among(self) -> int:
        """How many are compared."""
        return 1 + len(self.others)

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
        a, b = _value(self.left), _value(self.right)
        return abs(a - b) < 0.1 * max(abs(a), abs(b))

    @property
    def more(self) -> bool:
        """Whether the left is clearly larger."""
        return not self.similar and _value(self.left) > _value(self.right)

    @property
    def twice(self) -> bool:
        """Whether the left is more than twice the right."""
        return _value(self.left) > 2 * _value(self.right)


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
    return share is not None and share.value is not None and share.value > 50.0


def concentrated(index: Figure | None) -> bool:
    """Whether a Herfindahl–Hirschman index says that few counterparts hold most."""
    return index is not None and index.value is not None and index.value > CONCENTRATED_INDEX


def _value(figure: Figure) -> float:
    if figure.value is None:
        raise ValueError(f"a claim was made on a missing figure: {figure.id}")
    return figure.value
