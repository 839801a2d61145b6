"""Value axes along a row: even steps from zero, or powers of ten where figures differ too much for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, floor, isnan, log10

from corridor.charts.layout import ones_in, percent, refused, text_width, ticks
from corridor.charts.plane import Plane
from corridor.charts.theme import GRID, LINE_HEIGHT, MUTED
from corridor.formats import large, written
from corridor.language import is_english, worded

# Above this ratio the smaller of two bars would be too short to be read beside the larger.
RATIO = 40.0
_ZERO_APART = 26.0
_LEAST = 60.0


@dataclass(frozen=True)
class Scale:
    """Where values stand along a row.

    Attributes
    ----------
    low, high : float
        Values at the two ends, in the data's unit; the least above zero on a logarithmic scale.
    logarithmic : bool
        Whether steps are powers of ten; a zero then stands in a place of its own, before all others.
    named : tuple of (float, str)
        Values that the axis may name, and how.
    left, length : float
        Pixel of the first place, and pixels to the last.
    apart : float
        Pixels between the place of zero and `low`; 0 where no value is zero.
    """

    low: float
    high: float
    logarithmic: bool
    named: tuple[tuple[float, str], ...]
    left: float = 0.0
    length: float = 1.0
    apart: float = 0.0

    def at(self, value: float) -> float:
        """Pixel of a value, from the left."""
        if not self.logarithmic:
            return self.left + (value - self.low) / (self.high - self.low) * self.length
        if value <= 0:
            return self.left
        share = (log10(value) - log10(self.low)) / (log10(self.high) - log10(self.low))
        return self.left + self.apart + share * (self.length - self.apart)

    def draw(self, plane: Plane, top: float, bottom: float) -> None:
        """Draw thin lines at the named values, zero the strongest, and write them below.

        The texts take one line, and one more on a logarithmic scale, which says so.
        """
        step = self._step()
        for k, (value, name) in enumerate(self.named):
            x = self.at(value)
            plane.rule((x, top), (x, bottom), GRID if value else MUTED)
            if k % step == 0 or not value:
                plane.text((x, bottom + 5), name, MUTED, align="center", baseline="top")
        if self.logarithmic:
            end = self.left + self.length, bottom + 5 + LINE_HEIGHT
            plane.text(end, worded("logarithmic scale"), MUTED, align="right", baseline="top")

    @property
    def foot(self) -> int:
        """Pixels that `draw` needs below the rows."""
        return LINE_HEIGHT * (2 if self.logarithmic else 1) + 7

    def _step(self) -> int:
        """Name every value, or every second, third … one where they would run into each other."""
        places = [self.at(value) for value, _ in self.named if value or not self.logarithmic]
        apart = min((b - a for a, b in pairwise(places)), default=self.length)
        return max(1, ceil((max(text_width(name) for _, name in self.named) + 10) / max(apart, 1.0)))


@dataclass(frozen=True)
class Written:
    """A text that stands beside a value: before it with `side` −1, behind it with 1; `width` in pixels."""

    value: float
    side: int
    width: float


def fitted(
    chart_id: str, values: Iterable[float], unit: str, texts: Sequence[Written], ends: tuple[float, float]
) -> Scale:
    """Choose a scale that includes zero, or one of powers of ten where values differ by `RATIO` and more.

    Parameters
    ----------
    chart_id : str
        For the message.
    values : iterable of float
        What is drawn; NaN is passed over. With a negative value the scale is never logarithmic.
    unit : str
        Their unit.
    texts : sequence of Written
        What has to stay between the ends; the scale is as long as it allows.
    ends : tuple of float
        First and last pixel.

    Raises
    ------
    CorridorError
        If the texts leave no room.
    """
    known = [v for v in values if not isnan(v)]
    sizes = [v for v in known if v > 0]
    uneven = bool(sizes) and min(known) >= 0 and max(sizes) / min(sizes) >= RATIO
    bare = _powers(sizes, min(known) == 0, unit) if uneven else _even(known, unit, ends)
    placed = _placed(bare, texts, ends, _LEAST)
    if placed is None:
        todo = "Shorten its labels or give it more width."
        room = f"labels for {ends[1] - ends[0]:.0f} pixels"
        raise refused(chart_id, "has no room for its values", room, "wider labels", todo)
    low, high = _LEAST, ends[1] - ends[0]
    for _ in range(40):
        middle = (low + high) / 2
        better = _placed(bare, texts, ends, middle)
        low, high, placed = (middle, high, better) if better else (low, middle, placed)
    return placed


def _placed(bare: Scale, texts: Sequence[Written], ends: tuple[float, float], length: float) -> Scale | None:
    """Put a scale of that length where all texts before the values have room; None if those behind have not."""
    names = [Written(v, side, text_width(t) / 2) for v, t in bare.named for side in (-1, 1)]
    loose = replace(bare, left=0.0, length=length)
    before = [t.width - loose.at(t.value) for t in (*texts, *names) if t.side < 0]
    scale = replace(loose, left=ends[0] + max(0.0, *before))
    behind = [scale.at(t.value) + t.width for t in (*texts, *names) if t.side > 0]
    return scale if max(scale.left + length, *behind) <= ends[1] else None


def _even(known: Sequence[float], unit: str, ends: tuple[float, float]) -> Scale:
    axis = ticks(known, unit, max(2, min(5, int((ends[1] - ends[0]) // 100))))
    return Scale(axis.low, axis.high, False, tuple(zip(axis.values, axis.labels, strict=True)))


def _powers(sizes: Sequence[float], zero: bool, unit: str) -> Scale:
    """Powers of ten from the least to the largest value, with a little room on both sides."""
    scale, sign = ones_in(unit), percent(unit)
    low, high = min(sizes) / 1.1, max(sizes) * 1.1
    within = range(ceil(log10(low * scale)), floor(log10(high * scale)) + 1)
    named = [(10.0**k / scale, power(10.0**k) + sign) for k in within]
    return Scale(
        low, high, True, ((0.0, "0"), *named) if zero else tuple(named), apart=_ZERO_APART if zero else 0.0
    )


def power(value: float) -> str:
    """Write a power of ten for an axis: "1,000", "10 m"."""
    if value >= 1e6 and not is_english():
        return large(value, "short", value).replace("\u00a0", " ")
    for limit, name in ((1e12, " tn"), (1e9, " bn"), (1e6, " m")):
        if value >= limit:
            return f"{value / limit:g}{name}"
    return written(f"{value:,.0f}" if value >= 1 else f"{value:g}")
