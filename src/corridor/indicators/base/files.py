"""The file form of an indicator set: versioned JSON, refused unless it is exactly what `dump` writes."""

from __future__ import annotations

import json
from pathlib import Path
from sys import intern
from typing import Any, NoReturn

from corridor import plain_json
from corridor.errors import ConfigurationError
from corridor.indicators.base.sets import IndicatorSet
from corridor.indicators.base.values import STATUSES, IndicatorValue, Input

FORMAT = 1


def dump(indicators: IndicatorSet) -> bytes:
    """Return the bytes of the file: tables used, then one line a value; floats by their shortest form."""
    tables = sorted({(i.source, i.vintage, i.sha256) for value in indicators.values for i in value.inputs})
    cells = sorted({(value.notebook, value.cell) for value in indicators.values})
    place = {known: number for listing in (tables, cells) for number, known in enumerate(listing)}
    lines = ",\n  ".join(_text(_plain(value, place)) for value in indicators.values)
    head = {
        "format": FORMAT,
        "edition": indicators.edition,
        "subject": indicators.subject,
        "base_year": indicators.base_year,
        "tables": [{"source": s, "vintage": v, "sha256": digest} for s, v, digest in tables],
        "cells": [{"notebook": notebook, "cell": cell} for notebook, cell in cells],
    }
    return f'{{\n "head": {_text(head)},\n "values": [\n  {lines}\n ]\n}}\n'.encode()


def parse(path: Path) -> IndicatorSet:
    """Read the file.

    Raises
    ------
    ConfigurationError
        If it is missing, no JSON, of another format, or a value in it is not as it must be.
    """
    try:
        content = plain_json.parse(path.read_bytes(), parse_constant=_no_constant)
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
        tables = [(t["source"], t["vintage"], t["sha256"]) for t in head["tables"]]
        cells = [(c["notebook"], c["cell"]) for c in head["cells"]]
        values = tuple(_value(plain, tables, cells) for plain in content["values"])
        found = IndicatorSet(head["edition"], head["subject"], head["base_year"], values)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        _refuse(path, "values as this version writes them", f"{type(error).__name__}: {error}")
    keys = [value.key for value in values]
    if keys != sorted(set(keys)):
        _refuse(path, "values in order, each once", "another order, or a value twice")
    return found


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
    return read


def _input(table: tuple[str, str, str], rows: int, keys: list[str]) -> Input:
    source, vintage, sha256 = table
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
