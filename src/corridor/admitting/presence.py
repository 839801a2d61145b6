"""Rows that a slip adds, takes away or leaves as they were: which of them are gone, nought or old."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from corridor.admitting.findings import NAMED, Finding
from corridor.admitting.panels import measures
from corridor.source_declarations import ECONOMIES, Source

# A release of which one part of the alphabet is as before to the digit, and the other revised, is two in one.
PARTED = 0.8
# A few persons are as many as before in any revision; of so many, half a per cent is one.
MANY = 200
# Pairs of economies have a few holes in real releases: six rows of the region in Rev. 2024.
HOLES = 9
# A pair that made up a twentieth of what its first economy counts, as a destination its migrants, does not go: of the
# region's that went in Rev. 2024 none was of more than 2.7 per cent.
LARGE = 0.05
# A newest period that nearly all have is lacking where it is not there.
NEARLY_ALL = 0.9


def missed(source: Source, new: pd.DataFrame, old: pd.DataFrame, near: Sequence[str]) -> Iterator[Finding]:
    """Tell which rows of some economies are gone, or are nought where there was none.

    Its parameters are those of `examination.slips`.
    """
    one, other = (_plain(table) for table in (new, old))
    if "year" not in source.key or one["year"].nunique() < 2:
        return
    series = [name for name in source.key if name not in {"year", "variant"}]
    key = [*series, "year"]
    places = [column.name for column in source.columns if column.codes == ECONOMIES]
    # Periods that the whole table lacks are told by themselves.
    other = other[other["year"].isin(set(one["year"]))]
    told = (table[table[places].isin(near).any(axis=1)] for table in (one, other)) if places else (one, other)
    one, other = told
    yield from _noughts(source, key, one, other)
    if len(places) > 1:
        # Pairs of economies come and go at either end; many holes within are none that a publisher makes.
        yield from _gone(key, series, one, other, within=True)
        yield from _large_gone(places, measures(source)[0].name, one, other, near)
        # All pairs of an economy go on, or end, when it does.
        for place in places:
            held = _of_place(one, place), _of_place(other, place)
            yield from _ended([place], *held, near)
            yield from _holes(place, *held, near)
    else:
        yield from _gone(key, series, one, other, within=False)
        yield from _ended(series, one, other, near)


def _gone(
    key: list[str], series: list[str], new: pd.DataFrame, old: pd.DataFrame, *, within: bool
) -> Iterator[Finding]:
    """Rows of a series that the release goes on with; if asked, only those between others."""
    lost = _lost(series, new, old, within=within)
    if len(lost) > (HOLES if within else 0):
        names = _names(lost, key)
        text = f"{len(lost):,} rows are gone of series that go on: {'; '.join(names[:NAMED])}."
        yield Finding(text, False, "rows gone", names[:NAMED], names)


def _lost(series: list[str], new: pd.DataFrame, old: pd.DataFrame, *, within: bool) -> pd.DataFrame:
    """Series that the release goes on with, and years of them that it lacks."""
    lost = _without(old, new, [*series, "year"])
    ends = new.groupby(series, observed=True)["year"].agg(["min", "max"]).reset_index()
    lost = lost.merge(ends, on=series)
    return lost[(lost["min"] < lost["year"]) & (lost["year"] < lost["max"])] if within else lost


def _holes(place: str, new: pd.DataFrame, old: pd.DataFrame, near: Sequence[str]) -> Iterator[Finding]:
    """Economies of which the release has no pair at all in a year between others."""
    lost = _lost([place], new, old, within=True)
    names = _names(lost[lost[place].isin(near)], [place, "year"])
    if names:
        text = f"No pair is left of {place} {'; '.join(names[:NAMED])}, of which the release before has some."
        yield Finding(text, False, f"holes {place}", names[:NAMED], names)


def _noughts(source: Source, key: list[str], new: pd.DataFrame, old: pd.DataFrame) -> Iterator[Finding]:
    """Rows of nought that the release before does not have."""
    values = [column.name for column in measures(source) if not column.optional]
    if not values:
        return
    fresh = _without(new[(new[values] == 0).all(axis=1)], old, key)
    fresh = fresh[fresh["year"].isin(set(old["year"]))] if len(fresh) else fresh
    if len(fresh):
        names = _names(fresh, key)
        text = (
            f"{len(fresh):,} rows are nought where the release before has none: {'; '.join(names[:NAMED])}."
        )
        yield Finding(text, False, "noughts", names[:NAMED], names)


def _large_gone(
    places: list[str], measure: str, new: pd.DataFrame, old: pd.DataFrame, near: Sequence[str]
) -> Iterator[Finding]:
    """Pairs that the release does not have at all, and that were much of what their first economy counted."""
    first = places[0]
    last = old[(old["year"] == old["year"].max()) & old[first].isin(near)]
    sizes = last.groupby(places)[measure].sum().astype(float)
    shares = sizes / sizes.groupby(first).transform("sum")
    told = shares[shares > LARGE].reset_index()
    # Where the release has the economy no more, that is told by itself.
    lost = _without(told[told[first].isin(new[first])], new, places)
    if names := _names(lost.sort_values(measure, ascending=False), places):
        text = f"Pairs are gone that were more than {LARGE:.0%} of what {first} counts: {'; '.join(names[:NAMED])}."
        yield Finding(text, False, "large pairs gone", names[:NAMED], names)


def _of_place(table: pd.DataFrame, place: str) -> pd.DataFrame:
    """Economies and years that a table has any rows for."""
    return table[[place, "year"]].drop_duplicates()


def _ended(series: list[str], new: pd.DataFrame, old: pd.DataFrame, near: Sequence[str]) -> Iterator[Finding]:
    """Series of some economies that lack a new period which nearly all others have."""
    fresh = sorted(set(new["year"]) - set(old["year"]))
    before = [year for year in set(new["year"]) & set(old["year"]) if not fresh or year < fresh[0]]
    if not fresh or not before:
        return
    running = new.loc[new["year"] == max(before), series]
    running = running.merge(old.loc[old["year"] == max(before), series], on=series)
    for year in fresh:
        there = new.loc[new["year"] == year, series]
        lacking = _without(running, there, series)
        told = lacking[lacking.isin(near).any(axis=1)] if len(series) == 1 else lacking
        if len(told) and len(lacking) <= (1 - NEARLY_ALL) * len(running):
            names = tuple(f"{name} {year}" for name in _names(told, series))
            text = f"Nearly all series go on to {year}, but not {'; '.join(names[:NAMED])}."
            yield Finding(text, False, "series ended", names[:NAMED], names)


def parted(source: Source, new: pd.DataFrame, old: pd.DataFrame) -> Iterator[Finding]:
    """Tell whether one part of the economies is as it was, to the digit, and the other is not."""
    places = [column.name for column in source.columns if column.codes == ECONOMIES]
    key = [name for name in source.key if name != "variant"]
    values = [column.name for column in measures(source)]
    if not places or not values:
        return
    both = _plain(new).merge(_plain(old), on=key, suffixes=("", "_old"))
    sizes = both[values].abs().max(axis=1)
    whole = all(column.type == "integer" for column in measures(source))
    both = both[sizes >= max(sizes.median(), MANY if whole else 0)]
    same = np.logical_and.reduce([_same(both[name], both[f"{name}_old"]) for name in values])
    for place in places:
        share = pd.Series(same.astype(float)).groupby(both[place].to_numpy()).mean().sort_index()
        least = max(2, len(share) // 20)
        cuts = range(least, len(share) - least)
        gaps = [abs(share.iloc[:cut].mean() - share.iloc[cut:].mean()) for cut in cuts]
        if gaps and max(gaps) > PARTED:
            at = str(share.index[cuts[int(np.argmax(gaps))]])
            text = f"Up to {at} in the column {place} and from there on, one part is the release before to the digit."
            yield Finding(text, False, f"parted {place}", (at,), (at,))


def repeated(source: Source, new: pd.DataFrame, old: pd.DataFrame) -> Iterator[Finding]:
    """Tell whether a new period has the figures of an old one, to the digit."""
    if "year" not in source.key:
        return
    one, other = (_plain(table) for table in (new, old))
    fresh = set(one["year"]) - set(other["year"])
    key = [name for name in source.key if name not in {"year", "variant"}]
    values = [column.name for column in measures(source)]
    last = other[other["year"] == other["year"].max()]
    for year in sorted(fresh):
        both = one[one["year"] == year].merge(last, on=key, suffixes=("", "_old"))
        same = np.logical_and.reduce([_same(both[name], both[f"{name}_old"]) for name in values])
        if len(both) > 10 and same.mean() > PARTED:
            text = f"The figures of {year} are those that the release before has for {other['year'].max()}."
            yield Finding(text, False, "period repeated", (str(year),), (str(year),))


def _same(one: pd.Series, other: pd.Series) -> np.ndarray:
    left, right = one.to_numpy(float, na_value=np.nan), other.to_numpy(float, na_value=np.nan)
    same: np.ndarray = (left == right) | (np.isnan(left) & np.isnan(right))
    return same


def _without(rows: pd.DataFrame, others: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Rows whose key the others do not have."""
    merged = rows.merge(others[key].drop_duplicates(), on=key, how="left", indicator="where")
    lacking: pd.DataFrame = merged[merged["where"] == "left_only"]
    return lacking


def _names(rows: pd.DataFrame, key: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(map(str, row)) for row in rows[list(key)].itertuples(index=False))


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Give a table whose codes are plain texts: two tables have different categories."""
    texts = {name: object for name in table.columns if isinstance(table[name].dtype, pd.CategoricalDtype)}
    return table.astype(texts)
