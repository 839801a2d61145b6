"""What is new in a release of a source, held against the release before it and against how the source was revised.

The measures below were taken from the revisions that the project holds: International Migrant Stock 2020 to 2024, World
Population Prospects 2022 to 2024, World Development Indicators 2023 to 2025 and 2025 to 2026, the bilateral remittance
matrices of 2018, 2019 and 2022, Japan's statistics of 2022 and 2023.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.admitting.findings import NAMED, Finding
from corridor.check_reports import number_text
from corridor.errors import listed
from corridor.source_declarations import ECONOMIES, Column, Source

Values = npt.NDArray[np.float64]

# Of past revisions of a kind of figure, the size that all but one in a hundred stay below.
TAIL = 0.99
# Nobody is asked about less, even where a source was never revised before.
LEAST_ALLOWANCE = 0.05
# For a source of which only one release is at hand: the middle of the tails of all kinds measured, 0.49.
UNKNOWN_ALLOWANCE = 0.5
# The middle of all ratios new to old lay between 0.97 and 1.17; three times as much or a third is another unit.
SLIP = 3.0
# A release with fewer than half of the economies is a part of one, or another table.
LEAST_KEPT = 0.5


@dataclass(frozen=True)
class Release:
    """A table with the name of its vintage."""

    vintage: str
    table: pd.DataFrame


def findings(
    source: Source, new: Release, before: Release, past: Sequence[tuple[Release, Release]]
) -> list[Finding]:
    """Compare a release with the one before it.

    Parameters
    ----------
    source : Source
        What the columns mean.
    new, before : Release
        The two releases.
    past : sequence of pairs of Release
        Earlier releases of the same series, each with the one that followed it; the measure of what is usual.

    Returns
    -------
    list of Finding
        Critical ones first; empty if nothing moved beyond the usual and nothing came or went.
    """
    found = [*_same(new, before), *_economies(source, new, before), *_codes(source, new, before)]
    found += [*_years(new, before), *_texts(source, new, before), *_figures(source, new, before, past)]
    return sorted(found, key=lambda one: not one.critical)


def _same(new: Release, before: Release) -> Iterator[Finding]:
    if len(new.table) != len(before.table):
        return
    one, other = (release.table.astype(str) for release in (new, before))
    ordered = [table.sort_values(list(table.columns), ignore_index=True) for table in (one, other)]
    if ordered[0].equals(ordered[1]):
        yield Finding(f"It holds the same figures as {before.vintage}.", critical=True)


def _economies(source: Source, new: Release, before: Release) -> Iterator[Finding]:
    for column in source.columns:
        if column.codes == ECONOMIES:
            held, was = (_values(release, column.name) for release in (new, before))
            kept = len(held & was) / len(was)
            if was - held:
                part = f"{len(was - held)} of the {len(was)} codes in the column {column.name} vanished"
                lost = tuple(sorted(was - held))
                text = f"{part}: {listed(lost, 30)}."
                yield Finding(text, kept < LEAST_KEPT, f"vanished {column.name}", lost[:30], lost)
            if held - was:
                come = tuple(sorted(held - was))
                text = f"New in the column {column.name}: {listed(come, 30)}."
                yield Finding(text, False, f"new {column.name}", come[:30], come)


def _codes(source: Source, new: Release, before: Release) -> Iterator[Finding]:
    for column in source.columns:
        if isinstance(column.codes, tuple):
            held, was = (_values(release, column.name) for release in (new, before))
            for what, codes in (("without", was - held), ("also", held - was)):
                if codes:
                    told = tuple(sorted(codes))
                    text = f"The column {column.name} is {what} {listed(codes)}."
                    yield Finding(text, False, f"{what} {column.name}", told, told)


def _years(new: Release, before: Release) -> Iterator[Finding]:
    if "year" in new.table and "year" in before.table:
        held, was = (set(map(int, release.table["year"].dropna())) for release in (new, before))
        if held - was:
            yield _periods("added", held - was)
        if was - held:
            yield _periods("dropped", was - held)


def _periods(what: str, years: set[int]) -> Finding:
    told = tuple(map(str, sorted(years)))
    return Finding(f"Periods {what}: {spans(years)}.", False, f"periods {what}", told, told)


def _texts(source: Source, new: Release, before: Release) -> Iterator[Finding]:
    """Texts that are no key, such as the status of a treaty."""
    texts = [column for column in source.columns if not column.key and column.type == "string"]
    if not texts:
        return
    matched = _matched(source, new.table, before.table)
    for column in texts:
        other = matched[f"{column.name}_new"].astype(str) != matched[f"{column.name}_old"].astype(str)
        if other.any():
            count = f"{int(other.sum()):,} of {len(matched):,} rows"
            rows = tuple(_key(matched.iloc[int(at)], source) for at in np.flatnonzero(other))
            shown = f"; among them {'; '.join(rows[:NAMED])}"
            text = f"The column {column.name} has another text in {count}{shown}."
            yield Finding(text, False, f"text {column.name}", rows[:NAMED], rows)


def _figures(
    source: Source, new: Release, before: Release, past: Sequence[tuple[Release, Release]]
) -> Iterator[Finding]:
    matched = _matched(source, new.table, before.table)
    earlier = [_matched(source, later.table, sooner.table) for sooner, later in past]
    if matched.empty:
        yield Finding(f"No figure can be compared with {before.vintage}: they have no key in common.")
        return
    for column in _measures(source):
        usual = [_moves(source, column, rows) for rows in earlier]
        for kind, moves in _moves(source, column, matched).items():
            known = [held[kind] for held in usual if kind in held]
            yield from _judged(_called(column, kind), moves, known, source)


@dataclass(frozen=True)
class _Moves:
    """Figures of one kind in two releases, and by how much each moved: from 0, not at all, to 1 or, past zero, 2."""

    rows: pd.DataFrame
    old: Values
    new: Values

    @property
    def sizes(self) -> Values:
        """By how much each moved, in proportion to the larger of the two."""
        larger = np.maximum(np.abs(self.old), np.abs(self.new))
        sizes: Values = np.abs(self.new - self.old) / np.where(larger == 0, 1, larger)
        return sizes

    @property
    def ratio(self) -> float:
        """Middle of the ratios new to old."""
        given = (self.old != 0) & (self.new != 0)
        return float(np.median(np.abs(self.new[given] / self.old[given]))) if given.any() else 1.0


def _judged(kind: str, moves: _Moves, past: Sequence[_Moves], source: Source) -> Iterator[Finding]:
    ratio = moves.ratio
    if not 1 / SLIP < ratio < SLIP:
        text = f"{kind}: the figures are about {ratio:.3g} times those of the release before. Is it the unit?"
        yield Finding(text, True, f"unit {kind}", (kind,), (kind,))
        return
    allowed, why = allowance(past)
    beyond = moves.sizes > allowed
    if not beyond.any():
        return
    order = np.argsort(-np.abs(moves.new - moves.old) * beyond, kind="stable")[: int(beyond.sum())]
    named = "; ".join(_named(moves, int(at), source) for at in order[:NAMED])
    rows = tuple(_key(moves.rows.iloc[int(at)], source) for at in order)
    count = f"{int(beyond.sum()):,} of the {len(beyond):,} larger figures moved by more than {allowed:.0%}"
    text = f"{kind}: {count}, {why}; among them {named}."
    yield Finding(text, False, f"moved {kind}", rows[:NAMED], rows)


def allowance(past: Sequence[_Moves]) -> tuple[float, str]:
    """Return how far a figure may move, from 0 to 1 or more, and where that is from."""
    sizes = np.concatenate([moves.sizes for moves in past]) if past else np.array([])
    if not sizes.size:
        return UNKNOWN_ALLOWANCE, "the usual of all sources, for want of past revisions of this one"
    tail = float(np.quantile(sizes, TAIL))
    if tail < LEAST_ALLOWANCE:
        return LEAST_ALLOWANCE, "the least that is asked about; past revisions were smaller"
    return tail, f"which {1 - TAIL:.0%} of past revisions did"


def _named(moves: _Moves, at: int, source: Source) -> str:
    row = moves.rows.iloc[at]
    return f"{_key(row, source)} ({number_text(moves.old[at])} → {number_text(moves.new[at])})"


def _key(row: pd.Series[Any], source: Source) -> str:
    return " ".join(str(row[name]) for name in source.key if name in row.index)


def _moves(source: Source, column: Column, matched: pd.DataFrame) -> dict[tuple[str, ...], _Moves]:
    """Part matched rows by kind of figure, and keep the larger half of each, where a figure is worth a question."""
    found = {}
    for kind, rows in _parted(matched, _kinds(source)):
        old, new = (rows[f"{column.name}_{side}"].to_numpy(float) for side in ("old", "new"))
        larger = np.maximum(np.abs(old), np.abs(new))
        given = ~np.isnan(larger) & (larger > 0)
        if given.any():
            chosen = given & (larger >= np.median(larger[given]))
            found[kind] = _Moves(rows[chosen], old[chosen], new[chosen])
    return found


def _parted(rows: pd.DataFrame, columns: Sequence[str]) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    if not columns:
        yield (), rows
        return
    for kind, part in rows.groupby(list(columns), observed=True, sort=True):
        yield tuple(map(str, kind)) if isinstance(kind, tuple) else (str(kind),), part


def _matched(source: Source, new: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    """Join the rows of two releases by their key.

    Whether a year is an estimate or a projection is no part of it: what was projected is estimated later. Releases
    without a common year, such as matrices of one year each, are joined by the rest of the key.
    """
    key = [name for name in source.key if name != "variant"]
    if "year" in key and not set(new["year"]) & set(old["year"]):
        key.remove("year")
        new, old = (table[table["year"] == table["year"].max()] for table in (new, old))
    joined = _plain(new, key).merge(_plain(old, key), on=key, suffixes=("_new", "_old"))
    return joined.rename(columns={f"{name}_new": name for name in source.key if name not in key})


def _plain(table: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    """Give a table whose codes are plain texts: two tables have different categories."""
    texts = {name: object for name in table.columns if isinstance(table[name].dtype, pd.CategoricalDtype)}
    return table.astype(texts).drop_duplicates(list(key))


def _kinds(source: Source) -> list[str]:
    """Columns whose values part figures of different kinds: sex, age group, estimate or projection."""
    return [column.name for column in source.columns if column.key and isinstance(column.codes, tuple)]


def _measures(source: Source) -> list[Column]:
    return [column for column in source.columns if not column.key and column.type != "string"]


def _called(column: Column, kind: Sequence[str]) -> str:
    return column.meaning + (f" ({', '.join(kind)})" if kind else "")


def _values(release: Release, column: str) -> set[str]:
    return set(map(str, release.table[column].dropna().unique()))


def spans(years: set[int]) -> str:
    """Write years with runs drawn together: "1991–1994, 1996 and 2024"."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    texts = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return listed(texts, limit=30)
