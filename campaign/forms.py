"""Errors in how a table is written: marks for missing, commas, names for codes, encodings, separators."""

from __future__ import annotations

import codecs
from collections.abc import Callable

import numpy as np

from campaign.tables import Planted, Release, one_of, written

_NAMES = {
    "CHN": "China", "HKG": "China; Hong Kong SAR", "JPN": "Japan", "KOR": "Korea (Rep. of)", "MNG": "Mongolia",
    "RUS": "Russian Federation", "TUR": "Türkiye", "CIV": "Côte d’Ivoire", "PRK": "Korea (DPR)", "MAC": "Macao",
}  # fmt: skip


def marked(mark: str) -> Callable[[Release, np.random.Generator], Planted | None]:
    """Write a mark where a figure is missing."""

    def plant(release: Release, rng: np.random.Generator) -> Planted | None:
        if not release.measures:
            return None
        column = one_of(rng, [one.name for one in release.measures])
        count = min(len(release.rows), int(one_of(rng, ("1", "20", "500"))))
        at = rng.choice(len(release.rows), count, replace=False)
        changed = release.rows.copy()
        changed.iloc[at, changed.columns.get_loc(column)] = mark
        return Planted(written(changed), f"“{mark}” in {count} rows")

    return plant


def decimal_commas(release: Release, rng: np.random.Generator) -> Planted | None:
    """Write decimals with commas, or thousands with them, bare or in quotation marks."""
    if not release.measures:
        return None
    changed, quoted = release.rows.copy(), rng.random() < 0.5
    for column in release.measures:
        texts = changed[column.name].map(_with_commas)
        changed[column.name] = texts.map(lambda text: f'"{text}"') if quoted else texts
    content = written(changed)
    return (
        Planted(content, "decimal commas")
        if content.count(b",") != written(release.rows).count(b",")
        else None
    )


def _with_commas(text: str) -> str:
    if "." in text:
        return text.replace(".", ",")
    return f"{int(text):,}" if text.lstrip("-").isdigit() else text


def names_for_codes(release: Release, rng: np.random.Generator) -> Planted | None:
    """Write names of economies instead of their codes."""
    if not release.places:
        return None
    place = one_of(rng, release.places)
    changed = release.rows.copy()
    changed[place] = changed[place].map(lambda code: _NAMES.get(code, code))
    return Planted(written(changed), f"names in {place}")


def byte_order_mark(release: Release, rng: np.random.Generator) -> Planted | None:  # noqa: ARG001
    """Begin the file with a byte-order mark."""
    return Planted(codecs.BOM_UTF8 + written(release.rows), "a byte-order mark")


def encoded(release: Release, rng: np.random.Generator) -> Planted | None:
    """Write the file in another encoding; one of a byte a letter shows only where a letter is beyond ASCII."""
    encoding = one_of(rng, ("utf-16", "utf-16-le", "utf-32", "cp1252"))
    rows = release.rows
    if encoding == "cp1252":
        if not release.places:
            return None
        rows = rows.assign(**{release.places[0]: rows[release.places[0]].replace({"TUR": "Türkiye"})})
    return Planted(written(rows).decode().encode(encoding), f"encoding {encoding}")


def separated(release: Release, rng: np.random.Generator) -> Planted | None:
    """Part fields by something else than commas."""
    mark = one_of(rng, (";", "\t", "|", " "))
    return Planted(written(release.rows).replace(b",", mark.encode()), f"fields parted by {mark!r}")
