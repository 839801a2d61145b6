"""Kinds of figure that the release before does not have, held against the other kinds of the same economy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from corridor.admitting.findings import NAMED, Finding
from corridor.admitting.panels import kinds_of
from corridor.source_declarations import ECONOMIES, Source

Years = dict[tuple[str, str], set[int]]


def uneven(source: Source, new: pd.DataFrame, old: pd.DataFrame, near: Sequence[str]) -> Iterator[Finding]:
    """Tell where a kind of figure is there in other years than the other kinds of an economy are.

    A publisher counts what came in and what went out, in dollars and as a share, for the same years. The newest year
    may come later for one of them.

    Its parameters are those of `examination.slips`.
    """
    places = [column.name for column in source.columns if column.codes == ECONOMIES]
    kinds = kinds_of(source)
    if len(places) != 1 or len(kinds) != 1 or "year" not in source.key:
        return
    place, kind = places[0], kinds[0]
    fresh = set(map(str, new[kind].unique())) - set(map(str, old[kind].unique()))
    held = _years(new[new[place].isin(near)], place, kind)
    names = tuple(name for one in sorted(fresh) for name in _uneven(held, one))
    if names:
        text = f"In other years than the other figures of the same economy: {'; '.join(names[:NAMED])}."
        yield Finding(text, False, "uneven kinds", names[:NAMED], names)


def _years(table: pd.DataFrame, place: str, kind: str) -> Years:
    """Years in which each economy has each kind."""
    groups = table.groupby([place, kind], observed=True)["year"]
    return {(str(code), str(what)): set(map(int, years)) for (code, what), years in groups}


def _uneven(held: Years, kind: str) -> Iterator[str]:
    covered = set().union(*(years for (_, what), years in held.items() if what == kind))
    for code in sorted({code for code, _ in held}):
        others = set().union(
            *(years for (place, what), years in held.items() if place == code and what != kind)
        )
        own = held.get((code, kind), set())
        lacking = (others & covered) - own - {max(covered)}
        if others and (lacking or own - others):
            years = sorted(lacking or own - others)
            yield f"{code} {kind} {'without' if lacking else 'also'} {years[0]}" + (
                f" and {len(years) - 1} more" if len(years) > 1 else ""
            )
