"""Corridors of the region: the matrix of its economies, the largest gains and losses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from corridor import claims
from corridor.claims import Trend
from corridor.economies import Economy
from corridor.language import worded
from corridor.ledger import Figure, derive
from corridor.reports.context import COMPARE_YEAR, Context
from corridor.reports.regional_across import Shown, shown

LISTED_CHANGES = 10
_FEW = 3
# Columns of a matrix that have room for names on a printed page.
NAMED = 9


@dataclass(frozen=True)
class Pair:
    """A corridor that touches the region: its origin, its destination and a figure."""

    origin: Economy
    destination: Economy
    figure: Figure
    now: Figure | None
    then: Figure | None


@dataclass(frozen=True)
class MatrixCell:
    """A corridor in thousand persons, with its step on the scale (`q0` to `q6`) of the heat map."""

    figure: Figure
    step: str


@dataclass(frozen=True)
class MatrixRow:
    """One origin: its name and a cell for each destination, None where the source has no figure."""

    name: str
    cells: tuple[MatrixCell | None, ...]


@dataclass(frozen=True)
class Matrix:
    """Corridors among the economies of the region: origins down, destinations across.

    Attributes
    ----------
    heads : tuple of str
        Names of the destinations, after an empty one for the column of origins.
    shown : Shown
        The economies it holds, those with most people first.
    coded : bool
        Whether columns bear ISO codes, which stand in the rows too, because names have no room.
    """

    heads: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    shown: Shown
    coded: bool


@dataclass(frozen=True)
class Corridors:
    """What the outlook tells of corridors.

    Attributes
    ----------
    inside : tuple of Pair
        Corridors between economies of the region, the largest first.
    few_share : Figure or None
        Share of the three largest in all people who moved within the region.
    intra : Trend or None
        Of the part of the region's emigrants who stay inside it, since the comparison year.
    gains, losses : tuple of Pair
        Corridors from or to the region that grew or shrank most, ten at most.
    """

    inside: tuple[Pair, ...]
    few_share: Figure | None
    intra: Trend | None
    matrix: Matrix | None
    gains: tuple[Pair, ...]
    losses: tuple[Pair, ...]

    @property
    def few_hold_most(self) -> bool:
        """Whether the three largest hold more than half of the people."""
        return claims.majority(self.few_share)


def corridors(context: Context) -> Corridors:
    """Write down what is known of the region's corridors."""
    inside = _inside(context)
    gains, losses = _changes(context)
    share = [
        context.figure(context.edition.region.id, "intra_regional_emigrant_share", year)
        for year in (COMPARE_YEAR, context.base)
    ]
    return Corridors(
        inside, _few_share(context, inside), claims.trend(*share), _matrix(context, inside), gains, losses
    )


def _inside(context: Context) -> tuple[Pair, ...]:
    pairs = [
        Pair(context.economies[o], context.economies[d], now, now, None)
        for d in context.members
        for o in context.members
        if (now := context.figure(d, "immigrants_by_origin", context.base, o)) is not None
    ]
    return tuple(sorted(pairs, key=lambda p: (-(p.figure.value or 0), p.origin.iso3, p.destination.iso3)))


def _few_share(context: Context, inside: Sequence[Pair]) -> Figure | None:
    """Share of the three largest corridors in the people from the region who live elsewhere in it."""
    region, base = context.edition.region.id, context.base
    emigrants = context.figure(region, "emigrant_stock", base)
    share = context.figure(region, "intra_regional_emigrant_share", base)
    if len(inside) <= _FEW or emigrants is None or share is None or not emigrants.value or not share.value:
        return None
    people = sum(pair.figure.value or 0 for pair in inside[:_FEW])
    formula = worded(
        "100 · Σ immigrants_by_origin of the three largest corridors / "
        "(emigrant_stock · intra_regional_emigrant_share / 100)"
    )
    values = [value for pair in inside[:_FEW] for value in pair.figure.values]
    inner = emigrants.value * share.value / 100
    return derive(100 * people / inner, "%", formula, *values, *emigrants.values, *share.values)


def _matrix(context: Context, inside: Sequence[Pair]) -> Matrix | None:
    """Economies in the order of the people they send and receive within the region, so that the heat gathers."""
    weight = dict.fromkeys(context.members, 0.0)
    for pair in inside:
        for economy in (pair.origin, pair.destination):
            weight[economy.iso3] += pair.figure.value or 0
    held = shown(context, weight, worded("the most people in corridors inside the region"))
    order = sorted((m for m in held.codes if weight[m]), key=lambda m: (-weight[m], m))
    if not order:
        return None
    named = [context.economies[code] for code in order]
    coded = len(order) > NAMED
    cells = {(p.origin.iso3, p.destination.iso3): _matrix_cell(p.figure) for p in inside}
    rows = tuple(
        MatrixRow(f"{o.short} ({o.iso3})" if coded else o.short, tuple(cells.get((o.iso3, d)) for d in order))
        for o in named
    )
    return Matrix(("", *(d.iso3 if coded else d.short for d in named)), rows, held, coded)


def _matrix_cell(figure: Figure) -> MatrixCell:
    people = figure.value or 0
    thousands = derive(
        people / 1000, "thousand persons", f"{figure.values[0].indicator} / 1000", *figure.values
    ).full
    step = max(0, min(6, floor(log10(people)))) if people >= 1 else 0
    return MatrixCell(thousands, f"q{step}")


def _changes(context: Context) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """The largest gains and losses among corridors from or to the region."""
    members = set(context.members)
    found: list[Pair] = []
    for value in context.ledger.values.of("corridor_change"):
        origin, destination = context.economies[value.counterpart], context.economies[value.economy]
        touches = value.economy in members or value.counterpart in members
        if touches and value.value and origin.kind == "economy":
            figure = context.ledger.figure(value.economy, "corridor_change", value.year, value.counterpart)
            found.append(Pair(origin, destination, figure, None, None))
    found.sort(key=lambda p: (p.figure.value or 0, p.origin.iso3, p.destination.iso3))
    losses = [p for p in found if (p.figure.value or 0) < 0][:LISTED_CHANGES]
    gains = [p for p in reversed(found) if (p.figure.value or 0) > 0][:LISTED_CHANGES]
    return tuple(_with_ends(context, p) for p in gains), tuple(_with_ends(context, p) for p in losses)


def _with_ends(context: Context, pair: Pair) -> Pair:
    """Add the stocks of both years, from whichever side the region counts them."""
    origin, destination = pair.origin.iso3, pair.destination.iso3
    inward = destination in context.members
    economy, other = (destination, origin) if inward else (origin, destination)
    indicator = "immigrants_by_origin" if inward else "emigrants_by_destination"
    now = context.figure(economy, indicator, context.base, other)
    then = context.figure(economy, indicator, COMPARE_YEAR, other)
    return Pair(pair.origin, pair.destination, pair.figure, now, then)
