"""Errors in figures: another unit, another sign, digits exchanged, rounded, nought for missing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pandas as pd

from campaign.tables import Planted, Release, Rows, one_of, scope, written

SHARES = ("per cent", "per 100", "pct", "per_100")


def scaled(
    factor: float, allowed: tuple[str, ...]
) -> Callable[[Release, np.random.Generator], Planted | None]:
    """Plant a unit slip: figures of some rows times a factor."""

    def plant(release: Release, rng: np.random.Generator) -> Planted | None:
        rows, where = scope(release, rng, allowed)
        return _changed(release, rows, lambda value: value * factor, f"times {factor:g}: {where}")

    return plant


def signed(release: Release, rng: np.random.Generator) -> Planted | None:
    """Plant the other sign in some rows."""
    rows, where = scope(release, rng, ("row", "series", "economy", "table"))
    return _changed(release, rows, lambda value: -value, f"other sign: {where}")


def digits_exchanged(release: Release, rng: np.random.Generator) -> Planted | None:
    """Exchange two neighbouring digits of one figure."""
    rows, where = scope(release, rng, ("row",))
    at = int(np.flatnonzero(rows)[0])
    column = _measure(release, rng)
    if column is None:
        return None
    text = str(release.rows[column].iloc[at])
    pairs = [n for n in range(len(text) - 1) if text[n : n + 2].isdigit() and text[n] != text[n + 1]]
    if not pairs:
        return None
    n = pairs[int(rng.integers(len(pairs)))]
    changed = release.rows.copy()
    fresh = text[:n] + text[n + 1] + text[n] + text[n + 2 :]
    changed.iloc[at, changed.columns.get_loc(column)] = fresh
    return Planted(written(changed), f"{text} for {fresh}: {where}")


def rounded(release: Release, rng: np.random.Generator) -> Planted | None:
    """Round the figures of some rows, as a table made for print does."""
    rows, where = scope(release, rng, ("economy", "year", "category", "table"))
    whole = all(column.type == "integer" for column in release.measures)
    unit = float(one_of(rng, ("10", "100", "1000")) if whole else one_of(rng, ("1", "10")))
    return _changed(
        release, rows, lambda value: np.round(value / unit) * unit, f"rounded to {unit:g}: {where}"
    )


def fractions(release: Release, rng: np.random.Generator) -> Planted | None:
    """Write per cent as fractions."""
    kinds = [
        column
        for column in release.categories
        if any("pct" in code or "per_100" in code for code in column.codes or ())
    ]
    if kinds:
        column = kinds[0].name
        rows = release.rows[column].map(lambda code: any(share in code for share in SHARES)).to_numpy()
        where = f"{column} in per cent"
    elif any(share in release.measures[0].unit for share in SHARES if release.measures):
        rows, where = scope(release, rng, ("economy", "year", "category", "table"))
    else:
        return None
    if kinds and rng.random() < 0.5:
        some, told = scope(release, rng, ("economy", "year"))
        rows, where = rows & some, f"{where}, {told}"
    return _changed(release, rows, lambda value: value / 100, f"fractions: {where}")


def nought_for_missing(release: Release, rng: np.random.Generator) -> Planted | None:
    """Write nought where the publisher has no figure."""
    absent = _absent(release)
    if absent.empty or not release.measures:
        return None
    near = absent[[name for name in release.places if name in absent]].isin(release.region).any(axis=1)
    held = absent[near] if near.any() and rng.random() < 0.75 else absent
    count = min(len(held), int(one_of(rng, ("1", "5", "50", "100000"))))
    chosen = held.iloc[np.sort(rng.choice(len(held), count, replace=False))]
    fresh = chosen.assign(**{column.name: "" if column.optional else "0" for column in release.measures})
    return Planted(
        written(pd.concat([release.rows, fresh[list(release.rows.columns)]])), f"nought in {count} rows"
    )


def _absent(release: Release) -> pd.DataFrame:
    """Rows that a full table would have: every series in every year."""
    rows, key = release.rows, list(release.source.key)
    names = [name for name in key if name != "year"]
    if len(release.years) < 2 or "variant" in key:
        return rows.iloc[:0]
    series = rows[names].drop_duplicates()
    if len(release.places) == 1 and release.categories:
        kind = release.categories[0].name
        codes = pd.DataFrame(
            list(product(sorted(set(rows[release.places[0]])), sorted(set(rows[kind])))),
            columns=[release.places[0], kind],
        )
        series = series.merge(codes, how="outer") if len(names) == 2 else series
    full = series.merge(pd.DataFrame({"year": release.years}), how="cross")
    merged = full.merge(rows[key], on=key, how="left", indicator=True)
    absent: pd.DataFrame = merged.loc[merged["_merge"] == "left_only", key]
    return absent


def _measure(release: Release, rng: np.random.Generator) -> str | None:
    names = [column.name for column in release.measures]
    return one_of(rng, names) if names else None


def _changed(
    release: Release, rows: Rows, change: Callable[[np.ndarray], np.ndarray], told: str
) -> Planted | None:
    """Change the figures of some rows, written as the column is: whole, or with as many decimals as there were."""
    changed = release.rows.copy()
    for column in release.measures:
        at = rows & (changed[column.name] != "").to_numpy()
        values = change(changed.loc[at, column.name].astype(float).to_numpy())
        changed.loc[at, column.name] = [_spelled(value, whole=column.type == "integer") for value in values]
    return Planted(written(changed), told) if release.measures and rows.any() else None


def _spelled(value: float, *, whole: bool) -> str:
    if whole:
        return f"{value:.0f}"
    return repr(round(float(value), 7))
