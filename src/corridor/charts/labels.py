"""Where names and numbers go on a map: beside what they name, over nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import inf

from corridor.charts.layout import text_width
from corridor.charts.plane import Point
from corridor.charts.theme import FONT_SIZE, LINE_HEIGHT

# What a label may touch at a cost: the corridors' lines.
_TOUCH = 0.7
# And what it may stand near: a dot that is not its own, for which a reader might take it.
_STRANGE = 5.0
_NEAR = 6.0
_MARGIN = 2.0
_ROUNDS = 10


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels, from its upper left to its lower right corner."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


def around(middle: Point, text: str, weight: int = 400) -> Box:
    """Rectangle of a text that is centred on a point."""
    wide = text_width(text, FONT_SIZE, weight) / 2 + _MARGIN
    high = LINE_HEIGHT * (text.count("\n") + 1) / 2
    return Box(middle[0] - wide, middle[1] - high, middle[0] + wide, middle[1] + high)


@dataclass
class Board:
    """A picture that fills with labels.

    Attributes
    ----------
    frame : Box
        Where labels may stand.
    taken : list of Box
        What nothing may overlap.
    touched : list of tuple
        Points that labels had better leave free.
    dots : list of tuple
        Points that have names of their own.
    cost : float
        How far its labels are from the places they would have liked best.
    """

    frame: Box
    taken: list[Box] = field(default_factory=list)
    touched: list[Point] = field(default_factory=list)
    dots: list[Point] = field(default_factory=list)
    cost: float = 0.0

    def place(
        self, candidates: Iterable[Point], text: str, weight: int = 400, *, most: float = inf
    ) -> Point | None:
        """Take the best of the places at which the text's middle may stand; None if all are taken.

        Candidates come in order of preference; lines that a text would touch and dots that it could be taken to
        name count against a place, and rule it out beyond a cost of `most`.
        """
        best: tuple[float, Point, Box] | None = None
        for rank, middle in enumerate(candidates):
            box = around(middle, text, weight)
            if not self._free(box):
                continue
            touched = sum(box.holds(*point) for point in self.touched)
            cost = _TOUCH * touched + _STRANGE * self._strangers(box)
            if cost <= most and (best is None or rank + cost < best[0]):
                best = rank + cost, middle, box
        if best is None:
            return None
        self.taken.append(best[2])
        self.cost += best[0]
        return best[1]

    def copy(self) -> Board:
        """Make another one on which labels can be tried out."""
        return replace(self, taken=list(self.taken))

    def _strangers(self, box: Box) -> int:
        """How many dots stand as near as its own does, which is one of them."""
        wide = Box(box.left - _NEAR, box.top - _NEAR, box.right + _NEAR, box.bottom + _NEAR)
        return max(0, sum(wide.holds(*dot) for dot in self.dots) - 1)

    def _free(self, box: Box) -> bool:
        inside = self.frame.holds(box.left, box.top) and self.frame.holds(box.right, box.bottom)
        return inside and not any(box.meets(other) for other in self.taken)


@dataclass(frozen=True)
class Wanted:
    """A label that is to be placed.

    Attributes
    ----------
    key, text : str
        What it names, and what it says.
    places : tuple of tuple
        Where its middle may stand, in order of preference.
    most : float
        Cost beyond which it had better be left out.
    needed : bool
        Whether others make room for it.
    """

    key: str
    text: str
    places: tuple[Point, ...]
    most: float = inf
    needed: bool = False


def settle(board: Board, wanted: Sequence[Wanted]) -> dict[str, Point]:
    """Place labels one after the other; those that are needed and found no room go first the next time.

    Returns
    -------
    dict of str to tuple
        Middles of those that found a place, by key; the board is taken where they stand.
    """
    order = list(wanted)
    best: tuple[tuple[int, float], Board, dict[str, Point]] | None = None
    for _ in range(_ROUNDS):
        trial, placed = board.copy(), dict[str, Point]()
        for label in order:
            at = trial.place(label.places, label.text, most=label.most)
            if at is not None:
                placed[label.key] = at
        without = [label for label in order if label.needed and label.key not in placed]
        score = len(without), trial.cost
        if best is None or score < best[0]:
            best = score, trial, placed
        if not without:
            break
        order = without + [label for label in order if label not in without]
    if best is None:
        return {}
    board.taken, board.cost = best[1].taken, best[1].cost
    return best[2]


def beside(at: Point, text: str, distances: Sequence[float]) -> list[Point]:
    """Places for the middle of a text next to a point: to its right, left, above, below, then the corners."""
    wide, high = text_width(text) / 2, LINE_HEIGHT * (text.count("\n") + 1) / 2
    places = []
    for gap in distances:
        x, y, slant = wide + gap, high + gap, gap * 0.7
        sides = [(x, 0.0), (-x, 0.0), (0.0, y), (0.0, -y)]
        sides += [(wide + slant, high + slant - 4), (-wide - slant, high + slant - 4)]
        sides += [(wide + slant, 4 - high - slant), (-wide - slant, 4 - high - slant)]
        places += [(at[0] + dx, at[1] + dy) for dx, dy in sides]
    return places
