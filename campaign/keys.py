"""Errors in what rows are about: economies, directions, sexes, columns or years exchanged, codes changed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from campaign.tables import Planted, Release, an_economy, one_of, scope, written


def economies_exchanged(release: Release, rng: np.random.Generator) -> Planted | None:
    """Exchange the rows of two economies: all, those of a year or those of a kind."""
    if not release.places:
        return None
    place = one_of(rng, release.places)
    one = an_economy(release, place, rng)
    others = [code for code in release.economies(place) if code != one]
    near = [code for code in others if code in release.region]
    other = one_of(rng, near if near and rng.random() < 0.5 else others)
    rows, where = scope(release, rng, ("table", "year", "category"))
    if len(release.places) > 1 and rng.random() < 0.5:
        second = next(name for name in release.places if name != place)
        within = an_economy(release, second, rng)
        rows, where = rows & (release.rows[second] == within).to_numpy(), f"{where}, {second} {within}"
    return _renamed(release, rows, place, {one: other, other: one}, f"{place} {one} and {other}: {where}")


def columns_exchanged(release: Release, rng: np.random.Generator) -> Planted | None:
    """Exchange two columns of figures, or two kinds of figures that a printed table has in columns."""
    rows, where = scope(release, rng, ("table", "economy", "year"))
    kinds = [one for one in release.categories if one.name != "sex"]
    measures = [column.name for column in release.measures]
    if len(measures) > 1:
        one, other = (measures[n] for n in rng.choice(len(measures), 2, replace=False))
        changed = release.rows.copy()
        changed.loc[rows, [one, other]] = release.rows.loc[rows, [other, one]].to_numpy()
        return Planted(written(changed), f"columns {one} and {other}: {where}")
    if not kinds:
        return None
    column = kinds[0].name
    held = sorted(set(release.rows[column]))
    if len(held) < 2:
        return None
    one, other = (held[n] for n in rng.choice(len(held), 2, replace=False))
    return _renamed(release, rows, column, {one: other, other: one}, f"{one} and {other}: {where}")


def directions_exchanged(release: Release, rng: np.random.Generator) -> Planted | None:
    """Exchange origin and destination: throughout, for one economy or for one pair."""
    if len(release.places) < 2:
        return None
    one, other = release.places
    rows, where = scope(release, rng, ("table", "economy", "series"))
    if where.startswith("series"):
        at = release.rows[rows].iloc[0]
        rows = ((release.rows[one] == at[one]) & (release.rows[other] == at[other])).to_numpy()
        rows = rows | ((release.rows[one] == at[other]) & (release.rows[other] == at[one])).to_numpy()
    elif where != "the whole table":
        code = where.split()[-1]
        rows = (release.rows[[one, other]] == code).any(axis=1).to_numpy()
    # A residual origin cannot be a destination: a table with its columns exchanged would be refused for that alone.
    known = release.rows[[one, other]].map(lambda code: release.source.code_list.get(code) == "economy")
    rows = rows & known.all(axis=1).to_numpy()
    changed = release.rows.copy()
    changed.loc[rows, [one, other]] = release.rows.loc[rows, [other, one]].to_numpy()
    return Planted(written(changed), f"{one} and {other} exchanged: {where}")


def sexes_exchanged(release: Release, rng: np.random.Generator) -> Planted | None:
    """Exchange female and male."""
    if "female" not in set(release.rows.get("sex", [])):
        return None
    rows, where = scope(release, rng, ("table", "economy", "year"))
    return _renamed(release, rows, "sex", {"female": "male", "male": "female"}, f"sexes: {where}")


def year_shifted(release: Release, rng: np.random.Generator) -> Planted | None:
    """Move figures to the period before or after, throughout or for one economy."""
    years = release.years
    if not years:
        return None
    if len(years) == 1:
        return _renamed(
            release, np.ones(len(release.rows), bool), "year", {years[0]: str(int(years[0]) - 1)}, "year"
        )
    rows, where = scope(release, rng, ("table", "economy", "series", "category"))
    step = int(one_of(rng, ("-1", "1")))
    moved = dict(zip(years[max(0, -step) : len(years) - max(0, step)], years[max(0, step) :], strict=False))
    if step < 0:
        moved = dict(zip(years[1:], years[:-1], strict=True))
    changed = release.rows.copy()
    changed.loc[rows, "year"] = changed.loc[rows, "year"].map(lambda year: moved.get(year, ""))
    changed = changed[changed["year"] != ""]
    if "variant" in changed:
        changed["variant"] = np.where(
            rows[changed.index], changed["year"].map(_variants(release)), changed["variant"]
        )
    return Planted(written(changed), f"periods moved by {step}: {where}")


def code_changed(release: Release, rng: np.random.Generator) -> Planted | None:
    """Give an economy the code of another that the table does not have, or an old one."""
    if not release.places:
        return None
    place = one_of(rng, release.places)
    code = an_economy(release, place, rng)
    known = [one for one, kind in sorted(release.source.code_list.items()) if kind == "economy"]
    free = [one for one in known if one not in set(release.rows[place])]
    old = {"ROU": "ROM", "COD": "ZAR", "TLS": "TMP", "PSE": "WBG", "SRB": "YUG", "MMR": "BUR"}
    fresh = old.get(code, code[:2]) if not free or rng.random() < 0.5 else one_of(rng, free)
    rows = np.ones(len(release.rows), bool)
    return _renamed(release, rows, place, {code: fresh}, f"{place} {code} as {fresh}")


def _variants(release: Release) -> dict[str, str]:
    """Whether a year is estimated or projected."""
    held = release.rows.drop_duplicates("year")
    return dict(zip(held["year"], held["variant"], strict=True))


def _renamed(
    release: Release, rows: np.ndarray, column: str, names: dict[str, str], told: str
) -> Planted | None:
    changed = release.rows.copy()
    changed[column] = np.where(rows, changed[column].map(lambda code: names.get(code, code)), changed[column])
    return Planted(written(pd.DataFrame(changed)), told) if rows.any() else None
