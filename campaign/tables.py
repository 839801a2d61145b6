"""A release as text: what an error is planted in, and where in it an error may fall."""

from __future__ import annotations

import io
from collections.abc import Sequence
from csv import QUOTE_NONE
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.source_declarations import ECONOMIES, Column, Source

Rows = npt.NDArray[np.bool_]
# Of errors that fall on one economy, as many fall on one of the region: what others do, few published figures show.
NEAR = 0.75


@dataclass(frozen=True)
class Release:
    """A real release, and the one before it.

    Attributes
    ----------
    source : Source
        What it declares.
    rows : pandas.DataFrame
        The table, every field as it is written.
    before : pandas.DataFrame
        The same of the release before.
    region : tuple of str
        Economies that are reported on.
    """

    source: Source
    rows: pd.DataFrame
    before: pd.DataFrame
    region: tuple[str, ...]

    @property
    def places(self) -> list[str]:
        """Columns that hold economies."""
        return [column.name for column in self.source.columns if column.codes == ECONOMIES]

    @property
    def measures(self) -> list[Column]:
        """Columns that hold figures."""
        held = [one for one in self.source.columns if not one.key and one.type != "string"]
        return [one for one in held if one.name != "year"]

    @property
    def categories(self) -> list[Column]:
        """Columns of the key that hold one of a few kinds, but for estimate and projection."""
        kinds = [one for one in self.source.columns if one.key and isinstance(one.codes, tuple)]
        return [one for one in kinds if one.name != "variant" and len(one.codes or ()) > 1]

    @property
    def years(self) -> list[str]:
        """Years of the table, ascending; none where a year is no part of the key."""
        return sorted(set(self.rows["year"])) if "year" in self.source.key else []

    def economies(self, column: str, rows: pd.DataFrame | None = None) -> list[str]:
        """Codes of a column that are economies, sorted."""
        found = set((self.rows if rows is None else rows)[column])
        return sorted(code for code in found if self.source.code_list.get(code) == "economy")


@dataclass(frozen=True)
class Planted:
    """A release with one error.

    Attributes
    ----------
    content : bytes
        The file.
    told : str
        What was done, in words.
    """

    content: bytes
    told: str


def texts(content: bytes) -> pd.DataFrame:
    """Read a CSV with every field as it is written."""
    return pd.read_csv(
        io.BytesIO(content), dtype=object, na_filter=False, quoting=QUOTE_NONE, skip_blank_lines=False
    )


def written(rows: pd.DataFrame) -> bytes:
    """Write a table as `texts` reads it."""
    lines = [",".join(rows.columns), *map(",".join, rows.itertuples(index=False, name=None))]
    return ("\n".join(lines) + "\n").encode()


def one_of(rng: np.random.Generator, held: Sequence[str]) -> str:
    """Choose one at random."""
    return held[int(rng.integers(len(held)))]


def an_economy(release: Release, column: str, rng: np.random.Generator) -> str:
    """Choose an economy of a column, most often one of the region."""
    held = release.economies(column)
    near = [code for code in held if code in release.region]
    return one_of(rng, near if near and rng.random() < NEAR else held)


def scope(release: Release, rng: np.random.Generator, allowed: Sequence[str]) -> tuple[Rows, str]:
    """Choose rows at random.

    Parameters
    ----------
    release : Release
        The release.
    rng : numpy.random.Generator
        Source of chance.
    allowed : sequence of str
        Sizes to choose from: row, series, economy, year, category, table.

    Returns
    -------
    array of bool, str
        The rows, and what they are in words.
    """
    rows = release.rows
    sizes = [one for one in allowed if one not in _lacking(release)]
    size = one_of(rng, sizes or ["table"])
    if size == "table":
        return np.ones(len(rows), bool), "the whole table"
    if size == "year":
        year = one_of(rng, release.years)
        return (rows["year"] == year).to_numpy(), f"year {year}"
    if size == "category":
        column = release.categories[int(rng.integers(len(release.categories)))].name
        kind = one_of(rng, sorted(set(rows[column])))
        return (rows[column] == kind).to_numpy(), f"{column} {kind}"
    return _of_an_economy(release, rng, size)


def _of_an_economy(release: Release, rng: np.random.Generator, size: str) -> tuple[Rows, str]:
    rows = release.rows
    # Where no column holds economies of the code list, citizenships stand for them.
    place = one_of(rng, release.places or ["origin"])
    code = an_economy(release, place, rng) if release.places else one_of(rng, sorted(set(rows[place])))
    mask = (rows[place] == code).to_numpy()
    if size == "economy":
        return mask, f"{place} {code}"
    at = int(rng.choice(np.flatnonzero(mask)))
    if size == "series":
        names = [name for name in release.source.key if name not in {"year", "variant", "source"}]
        for name in names:
            mask = mask & (rows[name] == rows[name].iloc[at]).to_numpy()
        return mask, "series " + " ".join(rows[name].iloc[at] for name in names)
    chosen = np.zeros(len(rows), bool)
    chosen[at] = True
    return chosen, "row " + " ".join(rows[name].iloc[at] for name in release.source.key)


def _lacking(release: Release) -> set[str]:
    lacking = set() if release.categories else {"category"}
    return lacking | (set() if len(release.years) > 1 else {"year"})
