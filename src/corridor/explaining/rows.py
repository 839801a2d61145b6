"""The rows of a vintage that selectors name, found in its text without reading it as a table.

A vintage has no quotation marks (`source_tables` refuses them), so a line is a row, and a selector is a pattern of
lines. A quarter of a million of them are searched in a tenth of a second.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corridor.errors import ConfigurationError, listed

# Stands in a selector for the column that holds the figures: rows where it is blank are left out.
_MEASURE = "measure"


@dataclass(frozen=True)
class Found:
    """Rows that some selectors name.

    Attributes
    ----------
    columns : tuple of str
        Names of the columns.
    rows : tuple of tuple of str
        Fields of the rows in the order of the file, as they are written there.
    lines : tuple of int
        Line of each row in the file, the head being line 1.
    total : int
        How many rows there are; more than `rows` where only the first were wanted.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    total: int


def find(path: Path, sha256: str, keys: Sequence[str], limit: int | None) -> Found:
    """Find the rows of a vintage.

    Parameters
    ----------
    path : Path
        The vintage's file.
    sha256 : str
        Digest that it must have.
    keys : sequence of str
        Selectors such as "destination=JPN|KOR, year=2024, sex=both"; a row is found if one of them names it.
    limit : int or None
        How many rows to return; all when None.

    Raises
    ------
    ConfigurationError
        If the file is missing or is another than the figure was computed from, or a selector cannot be read.
    """
    content = _verified(path, sha256)
    lines = gzip.decompress(content).decode("utf-8").split("\n")
    columns = tuple(lines[0].split(","))
    named = re.compile("|".join(f"(?:{_pattern(key, columns)})" for key in keys)).fullmatch
    places = [n for n, line in enumerate(lines[1:], start=1) if named(line)]
    shown = places if limit is None else places[:limit]
    return Found(
        columns,
        tuple(tuple(lines[n].split(",")) for n in shown),
        tuple(n + 1 for n in shown),
        len(places),
    )


def _verified(path: Path, sha256: str) -> bytes:
    name = f"data/{path.parent.name}/{path.name}"
    try:
        content = path.read_bytes()
    except OSError as error:
        found = error.strerror or "no file"
    else:
        found = hashlib.sha256(content).hexdigest()
        if found == sha256:
            return content
    raise ConfigurationError(
        f"{name} is not the file that the figure was computed from.",
        where=name,
        expected=f"sha256 {sha256}",
        found=found,
        todo="Restore the file; a vintage is never replaced.",
    )


def _pattern(key: str, columns: Sequence[str]) -> str:
    """Write a selector as a pattern of a whole line."""
    wanted = dict.fromkeys(columns, "[^,]*")
    for part in key.split(", "):
        column, _, values = part.partition("=")
        name, left_out = column.removesuffix("!"), column.endswith("!")
        if name == _MEASURE and values in wanted:
            wanted[values] = "[^,]+"
        elif name in wanted and values:
            one_of = "|".join(_spelling(value) for value in values.split("|"))
            wanted[name] = f"(?!(?:{one_of})(?:,|$))[^,]*" if left_out else f"(?:{one_of})"
        else:
            raise ConfigurationError(
                f"The selector cannot be read: {key}",
                expected=f"column=value|value parts with {listed(columns)}",
                found=part,
                todo="Build the edition again.",
            )
    return ",".join(wanted.values())


def _spelling(value: str) -> str:
    """Write a value as a file may spell it: a whole number also with noughts behind a point."""
    return re.escape(value) + (r"(?:\.0+)?" if value.lstrip("-").isdecimal() else "")
