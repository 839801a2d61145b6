"""The downloads of an edition as a Frictionless Data Package: what each table is, what its columns hold, its hash."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from corridor.licences import LICENCE, address
from corridor.manifest import digest
from corridor.reports.context import Context
from corridor.reports.notes import source_entry
from corridor.statements import FIELDS, VERDICTS

NAME = "datapackage.json"
INDICATOR_FIELDS = (
    ("economy", "string", "ISO 3166-1 alpha-3 code of the economy, or a region's identifier"),
    ("indicator", "string", "Identifier of the indicator"),
    (
        "counterpart",
        "string",
        "ISO 3166-1 alpha-3 code of the other economy of a corridor; empty where there is none",
    ),
    ("year", "integer", "Year"),
    ("value", "number", "Unrounded value; empty where it is missing"),
    (
        "unit",
        "string",
        "Unit of the value; that of a category is a code: icrmw_status is 0 for no action, 1 for signatory, 2 for "
        "state party",
    ),
    ("status", "string", "observed, estimated, projected or missing"),
    ("source", "string", "Sources, joined by +"),
    ("vintage", "string", "Vintages of the sources, joined by +"),
)
Descriptor = dict[str, Any]


def describe(context: Context, folder: Path) -> Descriptor:
    """Describe the tables in the folder of the downloads.

    Parameters
    ----------
    context : Context
        The edition.
    folder : Path
        The folder `data/`, with its tables in place: `indicators.csv`, `statements.csv` if there is one, `charts/`.

    Returns
    -------
    dict
        The content of `datapackage.json`.
    """
    edition = context.edition
    entries = [source_entry(context, source) for source in sorted(edition.vintages)]
    return {
        "profile": "data-package",
        "name": f"corridor-{edition.id}",
        "title": f"{edition.title}, edition {edition.id}",
        "version": edition.id,
        "created": f"{edition.published.isoformat()}T00:00:00Z",
        "licenses": [{"name": "CC-BY-4.0", "title": LICENCE, "path": address(LICENCE)}],
        "sources": [{"title": entry.title, "path": entry.link} for entry in entries],
        "resources": list(_resources(folder)),
    }


def _resources(folder: Path) -> Iterable[Descriptor]:
    key = ["economy", "indicator", "counterpart", "year"]
    statuses = {"status": ["observed", "estimated", "projected", "missing"]}
    yield _resource(folder, "indicators.csv", _declared(INDICATOR_FIELDS, statuses), key)
    if (folder / "statements.csv").is_file():
        key = ["statement", "time", "vintages", "place", "year"]
        yield _resource(folder, "statements.csv", _declared(FIELDS, {"verdict": list(VERDICTS)}), key)
    for path in sorted((folder / "charts").glob("*.csv")):
        yield _resource(folder, f"charts/{path.name}", _seen(path))


def _resource(folder: Path, path: str, fields: list[Descriptor], key: Sequence[str] = ()) -> Descriptor:
    file = folder / path
    schema: Descriptor = {"fields": fields, "missingValues": [""]}
    return {
        "name": file.stem.lower().replace("_", "-"),
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "profile": "tabular-data-resource",
        "bytes": file.stat().st_size,
        "hash": f"sha256:{digest(file)}",
        "schema": schema | ({"primaryKey": list(key)} if key else {}),
    }


def _declared(fields: Iterable[tuple[str, str, str]], allowed: dict[str, list[str]]) -> list[Descriptor]:
    return [
        {"name": name, "type": kind, "description": meaning}
        | ({"constraints": {"enum": allowed[name]}} if name in allowed else {})
        for name, kind, meaning in fields
    ]


def _seen(path: Path) -> list[Descriptor]:
    """Fields of a table by what they hold; one that is empty throughout is text."""
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    columns = zip(*rows, strict=True) if rows else ((),) * len(head)
    return [
        {"name": name, "type": _type([text for text in column if text])}
        for name, column in zip(head, columns, strict=True)
    ]


def _type(texts: Sequence[str]) -> str:
    if not texts:
        return "string"
    return next((name for name, fits in _TYPES if all(map(fits, texts))), "string")


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text)) and "_" not in text
    except ValueError:
        return False


# Of a column without a declaration: the first of these types that all its fields are of.
_TYPES: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("integer", lambda text: re.fullmatch(r"-?\d+", text, re.ASCII) is not None),
    ("number", _is_number),
    ("boolean", lambda text: text in ("true", "false", "True", "False")),
)
