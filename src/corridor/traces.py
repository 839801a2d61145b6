"""What every row of `indicators.csv` rests on, as one small file beside it: `trace.json`.

Most values differ from their neighbours only in economy, counterpart and year. What they rest on is therefore kept as
patterns, in which `{economy}`, `{counterpart}` and `{year}` stand for those of the row, and each row of the table has
the number of its pattern. The file says what a ledger says, for all figures of an edition instead of those of a page.

Nothing here needs a table: `Trace` answers within a blink, as a command that looks up one figure wants it.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor import plain_json
from corridor.anchors import identifier
from corridor.errors import ConfigurationError

if TYPE_CHECKING:
    from corridor.indicators import Indicator, IndicatorSet, IndicatorValue
    from corridor.sources import Source

NAME, TABLE = "trace.json", "indicators.csv"
FORMAT = 1
_PLACES = ("economy", "counterpart", "year")
_DESCRIBED = ("label", "unit", "description", "formula", "period", "reference", "version", "sources")


def trace_of(
    values: IndicatorSet, indicators: Iterable[Indicator], sources: Mapping[str, Source]
) -> dict[str, Any]:
    """Trace the values of an edition, as plain data.

    Parameters
    ----------
    values : IndicatorSet
        All values, in the order of `indicators.csv`.
    indicators : iterable of Indicator
        The indicators they are of.
    sources : mapping of str to Source
        The sources they rest on.

    Returns
    -------
    dict
        `format`, `edition`, `base_year`, `indicators`, `tables`, `cells`, `patterns`, and `rows`: for each
        value the number of its pattern, and how many rows of each of its tables it rests on.
    """
    used = {value.indicator for value in values}
    tables = sorted({(i.source, i.vintage) for value in values for i in value.inputs})
    cells = sorted({(value.notebook, value.cell) for value in values})
    patterns: dict[str, int] = {}
    rows = []
    for value in values:
        pattern = json.dumps(_pattern(value, tables, cells), ensure_ascii=False, sort_keys=True)
        rows.append([patterns.setdefault(pattern, len(patterns)), *(i.rows for i in value.inputs)])
    return {
        "format": FORMAT,
        "edition": values.edition,
        "base_year": values.base_year,
        "indicators": {one.id: _described(one) for one in indicators if one.id in used},
        "tables": [_table(sources[source], vintage) for source, vintage in tables],
        "cells": [{"notebook": notebook, "cell": cell} for notebook, cell in cells],
        "patterns": [plain_json.parse(pattern) for pattern in patterns],
        "rows": rows,
    }


def write_trace(content: Mapping[str, Any], path: Path) -> None:
    """Write the file: one line for each pattern and for a hundred rows, the same bytes for the same data."""
    rows, patterns = content["rows"], content["patterns"]
    head = {name: held for name, held in content.items() if name not in ("rows", "patterns")}
    chunks = [_text(rows[at : at + 100])[1:-1] for at in range(0, len(rows), 100)]
    parts = [
        *(f"{_text(name)}: {_text(held)}" for name, held in sorted(head.items())),
        _lines("patterns", [_text(one) for one in patterns]),
        _lines("rows", chunks),
    ]
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def _lines(name: str, items: list[str]) -> str:
    return f"{_text(name)}: [\n" + ",\n".join(items) + "\n]"


def _text(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":"))


def _pattern(
    value: IndicatorValue, tables: list[tuple[str, str]], cells: list[tuple[str, str]]
) -> dict[str, Any]:
    inputs = [
        [tables.index((used.source, used.vintage)), [_abstract(key, value) for key in used.keys]]
        for used in value.inputs
    ]
    return {
        "inputs": inputs,
        "without": list(value.without),
        "reason": value.reason.replace(str(value.year), "{year}"),
        "cell": cells.index((value.notebook, value.cell)),
    }


def _abstract(key: str, value: IndicatorValue) -> str:
    """Put the places of a row for its own codes and year; the first that fits is taken."""
    own = {str(getattr(value, place)): f"{{{place}}}" for place in reversed(_PLACES)}
    parts = (part.partition("=") for part in key.split(", "))
    return ", ".join(f"{column}={own.get(held, held) if held else held}" for column, _, held in parts)


def _described(indicator: Indicator) -> dict[str, Any]:
    return {name: getattr(indicator, name) for name in _DESCRIBED}


def _table(source: Source, vintage_id: str) -> dict[str, str]:
    vintage = source.vintages[vintage_id]
    return {
        "source": source.id,
        "vintage": vintage.id,
        "file": f"data/{source.id}/{vintage.file}",
        "sha256": vintage.sha256,
        "title": vintage.title,
        "label": vintage.label,
        "publisher": source.publisher,
        "licence": source.licence,
        "link": source.link,
    }


@dataclass(frozen=True)
class Used:
    """Rows of one vintage that a value rests on.

    Attributes
    ----------
    table : mapping of str to str
        Source, vintage, file, sha256, title, label, publisher, licence, link.
    keys : tuple of str
        Selectors of the rows.
    rows : int
        Number of different rows that they select together.
    """

    table: Mapping[str, str]
    keys: tuple[str, ...]
    rows: int


@dataclass(frozen=True)
class Traced:
    """One value of an edition and what it rests on.

    Attributes
    ----------
    id, economy, indicator, counterpart : str
        The figure's identifier and its parts.
    year : int
        Year that the value stands for.
    value : float or None
        Unrounded; None where it is missing.
    unit, status, reason : str
        As in the set of indicators.
    inputs : tuple of Used
        What it rests on, by source.
    without : tuple of str
        Members of a region that have no figure and are not in the value.
    notebook, cell : str
        What computed it.
    """

    id: str
    economy: str
    indicator: str
    counterpart: str
    year: int
    value: float | None
    unit: str
    status: str
    reason: str
    inputs: tuple[Used, ...]
    without: tuple[str, ...]
    notebook: str
    cell: str


class Trace:
    """The values of an edition and what each rests on, read from its two files.

    Parameters
    ----------
    table, trace : bytes
        Content of `indicators.csv` and of `trace.json`.
    where : str
        What messages call the folder of the files.

    Raises
    ------
    ConfigurationError
        If the files do not belong together, or are of another format.
    """

    def __init__(self, table: bytes, trace: bytes, where: str) -> None:
        self._lines = table.decode("utf-8").splitlines()[1:]
        self._where = where
        try:
            self._content = plain_json.parse(trace)
            whole = self._content["format"] == FORMAT and len(self._content["rows"]) == len(self._lines)
            self.edition: str = self._content["edition"]
        except (ValueError, KeyError, TypeError):
            whole = False
        if not whole:
            raise self._broken()

    @property
    def indicators(self) -> Mapping[str, Mapping[str, Any]]:
        """What each indicator declares: label, unit, description, formula, period, reference, version, sources."""
        found: dict[str, dict[str, Any]] = self._content["indicators"]
        return found

    def subjects(self) -> Iterator[tuple[str, str, str, str]]:
        """Economy, indicator, counterpart and year of every value, as text."""
        for line in self._lines:
            economy, indicator, counterpart, year, _ = line.split(",", 4)
            yield economy, indicator, counterpart, year

    def find(self, economy: str, indicator: str, counterpart: str, year: str) -> Traced | None:
        """Return a value, or None where the edition has none, not even a missing one."""
        start = ",".join((economy, indicator, counterpart, year, ""))
        place = next((n for n, line in enumerate(self._lines) if line.startswith(start)), None)
        return None if place is None else self._at(place)

    def _at(self, place: int) -> Traced:
        economy, indicator, counterpart, year, number, unit, status, *_ = next(
            csv.reader([self._lines[place]])
        )
        own = {"{economy}": economy, "{counterpart}": counterpart, "{year}": year}
        try:
            at, *counts = self._content["rows"][place]
            pattern = self._content["patterns"][at]
            cell = self._content["cells"][pattern["cell"]]
            inputs = tuple(
                Used(self._content["tables"][table], tuple(_filled(key, own) for key in keys), rows)
                for (table, keys), rows in zip(pattern["inputs"], counts, strict=True)
            )
        except (KeyError, IndexError, TypeError, ValueError):
            raise self._broken() from None
        return Traced(
            id=identifier(economy, indicator, counterpart, year),
            economy=economy,
            indicator=indicator,
            counterpart=counterpart,
            year=int(year),
            value=float(number) if number else None,
            unit=unit,
            status=status,
            reason=_filled(pattern["reason"], own),
            inputs=inputs,
            without=tuple(pattern["without"]),
            notebook=cell["notebook"],
            cell=cell["cell"],
        )

    def _broken(self) -> ConfigurationError:
        return ConfigurationError(
            "What the figures of an edition rest on cannot be read.",
            where=f"{self._where}/{NAME}",
            expected=f"format {FORMAT}, with one entry for each row of {TABLE}",
            found="something else",
            todo="Build the edition again.",
        )


def _filled(text: str, own: Mapping[str, str]) -> str:
    for place, held in own.items():
        text = text.replace(place, held)
    return text
