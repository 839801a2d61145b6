"""The file form of an indicator set: versioned JSON, refused unless it is exactly what `dump` writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from sys import intern
from typing import Any, NoReturn

from corridor import plain_json
from corridor.errors import ConfigurationError
from corridor.indicators.base.sets import IndicatorSet
from corridor.indicators.base.values import STATUSES, IndicatorValue, Input

FORMAT = 1


def dump(indicators: IndicatorSet) -> Iterator[bytes]:
    """Give the file line by line: tables used, then one line a value; floats by their shortest form."""
    tables = sorted({(i.source, i.vintage, i.sha256) for value in indicators.values for i in value.inputs})
    cells = sorted({(value.notebook, value.cell) for value in indicators.values})
    place = {known: number for listing in (tables, cells) for number, known in enumerate(listing)}
    head = {
        "format": FORMAT,
        "edition": indicators.edition,
        "subject": indicators.subject,
        "base_year": indicators.base_year,
        "tables": [{"source": s, "vintage": v, "sha256": digest} for s, v, digest in tables],
        "cells": [{"notebook": notebook, "cell": cell} for notebook, cell in cells],
    }
    yield f'{{\n "head": {_text(head)},\n "values": [\n  '.encode()
    between = ""
    for value in indicators.values:
        yield f"{between}{_text(_plain(value, place))}".encode()
        between = ",\n  "
    yield b"\n ]\n}\n"


def parse(path: Path) -> IndicatorSet:
    """Read the file.

    Raises
    ------
    ConfigurationError
        If it is missing, no JSON, of another format, or a value in it is not as it must be.
    """
    reading = _Reading()
    try:
        content = plain_json.parse(
            path.read_bytes(), parse_constant=_no_constant, object_hook=reading.taken_in
        )
    except OSError as error:
        _refuse(path, "a file", error.strerror or "none")
    except ValueError as error:
        _refuse(path, "JSON in UTF-8", str(error))
    if not isinstance(content, dict) or not isinstance(content.get("head"), dict):
        _refuse(path, "a mapping with head and values", type(content).__name__)
    head = content["head"]
    if head.get("format") != FORMAT:
        _refuse(path, f"format {FORMAT}", f"format {head.get('format')}")
    try:
        values = reading.values(content["values"])
        found = IndicatorSet(head["edition"], head["subject"], head["base_year"], values)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        _refuse(path, "values as this version writes them", f"{type(error).__name__}: {error}")
    if not all(one.key < other.key for one, other in pairwise(values)):
        _refuse(path, "values in order, each once", "another order, or a value twice")
    return found


class _Reading:
    """Makes values while a file is read, so that all of them never lie there as plain data too."""

    def __init__(self) -> None:
        self._fault: Exception | None = None
        self._tables: list[tuple[str, str, str]] = []
        self._cells: list[tuple[str, str]] = []
        self._years: dict[int, int] = {}

    def taken_in(self, plain: dict[str, Any]) -> Any:
        """Take in a mapping of the file, when it is read to its end; the head comes before the values."""
        if self._fault:
            return plain
        try:
            if "format" in plain:
                self._tables = [(t["source"], t["vintage"], t["sha256"]) for t in plain["tables"]]
                self._cells = [(c["notebook"], c["cell"]) for c in plain["cells"]]
            elif "inputs" in plain:
                plain["year"] = self._years.setdefault(plain["year"], plain["year"])
                return _value(plain, self._tables, self._cells)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            self._fault = error
        return plain

    def values(self, found: list[Any]) -> tuple[IndicatorValue, ...]:
        """Return the values that were made; raises what was wrong with the first that is not as it must be."""
        if self._fault:
            raise self._fault
        if not all(isinstance(value, IndicatorValue) for value in found):
            raise TypeError("something else stands between them")
        return tuple(found)


_SHARED = ("economy", "indicator", "counterpart", "unit", "status", "reason")


# Made once: there are fifteen thousand values.
_text = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(", ", ": ")).encode


def _plain(value: IndicatorValue, place: dict[tuple[str, ...], int]) -> dict[str, Any]:
    return {
        "economy": value.economy,
        "indicator": value.indicator,
        "counterpart": value.counterpart,
        "year": value.year,
        "value": value.value,
        "unit": value.unit,
        "status": value.status,
        "reason": value.reason,
        "inputs": [[place[i.source, i.vintage, i.sha256], i.rows, list(i.keys)] for i in value.inputs],
        "without": list(value.without),
        "cell": place[value.notebook, value.cell],
        # The first version of a definition goes without saying.
        **({"version": value.version} if value.version != 1 else {}),
    }


def _value(
    plain: dict[str, Any], tables: list[tuple[str, str, str]], cells: list[tuple[str, str]]
) -> IndicatorValue:
    inputs = tuple(_input(tables[table], rows, keys) for table, rows, keys in plain.pop("inputs"))
    without = tuple(plain.pop("without"))
    # Half a million values of all economies of the world share a few hundred texts.
    plain |= {name: intern(plain[name]) for name in _SHARED}
    notebook, cell = cells[plain.pop("cell")]
    read = IndicatorValue(**plain, inputs=inputs, without=without, notebook=notebook, cell=cell)
    if read.status not in STATUSES or (read.value is None) != (read.status == "missing"):
        raise ValueError(f"{read.id} has status {read.status} and value {read.value}")
    if not (read.value is None or type(read.value) is float) or type(read.year) is not int:
        raise TypeError(f"{read.id} has the value {read.value!r}")
    if type(read.version) is not int or not all(type(member) is str for member in without):
        raise TypeError(f"{read.id} has version {read.version!r}, without {without}")
    return read


def _input(table: tuple[str, str, str], rows: int, keys: list[str]) -> Input:
    source, vintage, sha256 = table
    if not all(type(key) is str for key in keys):
        raise TypeError(f"rows of {source} are named by {keys}")
    return Input(source, vintage, sha256, tuple(keys), int(rows))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _refuse(path: Path, expected: str, found: str) -> NoReturn:
    raise ConfigurationError(
        f"{path.name} is no set of indicators that this version can read.",
        where=path.name,
        expected=expected,
        found=found,
        todo="Compute the indicators again.",
    ) from None
