"""Errors in which rows there are: doubled, dropped, cut off, missing, mixed with others or of an old release."""

from __future__ import annotations

import numpy as np
import pandas as pd

from campaign.tables import Planted, Release, an_economy, one_of, scope, written


def rows_doubled(release: Release, rng: np.random.Generator) -> Planted | None:
    """Write some rows twice."""
    count = min(len(release.rows), int(one_of(rng, ("1", "20", "1000"))))
    again = release.rows.iloc[np.sort(rng.choice(len(release.rows), count, replace=False))]
    return Planted(written(pd.concat([release.rows, again])), f"{count} rows twice")


def rows_dropped(release: Release, rng: np.random.Generator) -> Planted | None:
    """Leave out some rows at random, of the table or of one economy."""
    rows, where = scope(release, rng, ("table", "economy", "year", "series"))
    share = float(one_of(rng, ("0.02", "0.1", "0.3")))
    lost = rows & (rng.random(len(rows)) < share)
    if not lost.any():
        return None
    return Planted(written(release.rows[~lost]), f"{int(lost.sum())} rows left out: {where}")


def cut_off(release: Release, rng: np.random.Generator) -> Planted | None:
    """End the file early: within a line, or after one."""
    content = written(release.rows)
    at = int(len(content) * rng.uniform(0.3, 0.999))
    if rng.random() < 0.3:
        return Planted(content[:at], f"cut off after {at} bytes")
    end = content.rfind(b"\n", 0, at) + 1
    whole = content.count(b"\n", 0, end) - 1
    return Planted(content[:end], f"cut off after {whole} rows")


def economy_missing(release: Release, rng: np.random.Generator) -> Planted | None:
    """Leave an economy out: altogether, or for one kind of figure."""
    if not release.places:
        return None
    place = one_of(rng, release.places)
    code = an_economy(release, place, rng)
    lost = (release.rows[place] == code).to_numpy()
    where = ""
    if release.categories and rng.random() < 0.5:
        rows, where = scope(release, rng, ("category",))
        lost, where = lost & rows, f", {where}"
    return Planted(written(release.rows[~lost]), f"{place} {code} left out{where}") if lost.any() else None


def year_missing(release: Release, rng: np.random.Generator) -> Planted | None:
    """Leave a year out: altogether, or for one economy."""
    if len(release.years) < 2:
        return None
    year = one_of(rng, release.years)
    rows, where = scope(release, rng, ("table", "economy", "category"))
    lost = rows & (release.rows["year"] == year).to_numpy()
    return Planted(written(release.rows[~lost]), f"{year} left out: {where}") if lost.any() else None


def totals_mixed_in(release: Release, rng: np.random.Generator) -> Planted | None:
    """Mix in totals: as rows of a region's code or of a residual, or China with its special regions."""
    if not release.places or not release.measures:
        return None
    place = one_of(rng, release.places)
    rows, key = release.rows, [name for name in release.source.key if name != place]
    column = next(one for one in release.source.columns if one.name == place)
    how = one_of(rng, ("region", "residual", "china") if column.also else ("region", "china"))
    part = ("CHN", "HKG", "MAC", "TWN") if how == "china" else release.region
    held = rows[rows[place].isin(part)]
    numbers = held.assign(**{one.name: pd.to_numeric(held[one.name]) for one in release.measures})
    names = [one.name for one in release.measures]
    sums = numbers.groupby(key, sort=False)[names].sum(min_count=1).reset_index()
    code = {"region": "EAS", "china": "CHN"}.get(how) or one_of(rng, column.also)
    for one in release.measures:
        whole = one.type == "integer"
        sums[one.name] = [
            "" if pd.isna(v) else f"{v:.0f}" if whole else repr(round(float(v), 6)) for v in sums[one.name]
        ]
    fresh = sums.assign(**{place: code})[list(rows.columns)]
    doubled = rows.merge(fresh[[place, *key]], how="left", indicator=True)["_merge"].to_numpy() == "both"
    return Planted(written(pd.concat([rows[~doubled], fresh])), f"{how} as {place} {code}")


def old_renamed(release: Release, rng: np.random.Generator) -> Planted | None:
    """Give the release before as the new one, as it was or with its newest period called the new one."""
    if release.years and rng.random() < 0.5 and max(release.before["year"]) < max(release.years):
        old, last = release.before["year"], max(release.years)
        moved = release.before.assign(year=old.where(old != max(old), last))
        return Planted(written(moved), f"the release before, {max(old)} called {last}")
    return Planted(written(release.before), "the release before")


def half_old(release: Release, rng: np.random.Generator) -> Planted | None:
    """Take half of the economies from the release before."""
    if not release.places:
        return None
    place = one_of(rng, release.places)
    held = release.economies(place)
    cut = one_of(rng, held[len(held) // 4 : -len(held) // 4] or held)
    old, new = (table[place] for table in (release.before, release.rows))
    if rng.random() < 0.5:
        parts = [release.rows[new < cut], release.before[old >= cut]]
    else:
        parts = [release.before[old < cut], release.rows[new >= cut]]
    return Planted(written(pd.concat(parts)), f"two releases, parted at {place} {cut}")
