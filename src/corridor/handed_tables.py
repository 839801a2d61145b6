"""Tables that one process of a run has read, handed to the others: columns of numbers are read faster than text.

A file is verified by whoever asks for it, and what is wrong with a table is told by whoever reads it first: only
tables that were accepted are handed on, within the run's own folder, and nothing of them is there for the next run.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from corridor.keeping import Shelf, key_of
from corridor.publishing.scratch import is_own
from corridor.source_declarations import Source
from corridor.source_tables import read_table

# A run reads some thirty, each once.
_MOST = 500
_NUMBERS, _WHOLE_NUMBERS, _TEXTS = "numbers", "whole numbers or blanks", "texts"


def table_of(content: bytes, sha256: str, name: str, source: Source) -> pd.DataFrame:
    """Read the bytes of a vintage, as `read_table` does, or take the table that another process of this run read.

    Parameters
    ----------
    content : bytes
        The file as it is.
    sha256 : str
        Its digest.
    name : str
        What the project calls it, for messages.
    source : Source
        What it must look like.

    Raises
    ------
    ConfigurationError
        If it does not look so.
    """
    folder = Path(tempfile.gettempdir())
    if not is_own(folder):
        return read_table(content, name, source)
    shelf = Shelf(folder / "tables", _MOST)
    key = key_of([sha256, repr(source.columns), source.key, dict(source.code_list)])
    held = shelf.take(key)
    if held is not None:
        return _unpacked(held)
    table = read_table(content, name, source)
    shelf.keep(key, _packed(table))
    return table


def _packed(table: pd.DataFrame) -> bytes:
    """Write a table: a line that says what its columns are, then their numbers."""
    columns = [(str(name), *_parts(table[name])) for name in table.columns]
    told = [[name, kind, texts, [part.dtype.str for part in parts]] for name, kind, texts, parts in columns]
    head = json.dumps({"rows": len(table), "columns": told}).encode()
    return b"\n".join([head, b"".join(part.tobytes() for *_, parts in columns for part in parts)])


def _parts(column: pd.Series[Any]) -> tuple[str, list[str], list[np.ndarray]]:
    """Kind of a column, the texts it has, and its numbers."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return _TEXTS, column.cat.categories.tolist(), [column.cat.codes.to_numpy()]
    if isinstance(column.dtype, pd.Int64Dtype):
        return _WHOLE_NUMBERS, [], [column.to_numpy("int64", na_value=0), column.isna().to_numpy()]
    return _NUMBERS, [], [column.to_numpy()]


def _unpacked(content: bytes) -> pd.DataFrame:
    head, _, numbers = content.partition(b"\n")
    told = json.loads(head)
    parts = _arrays(numbers, told["rows"], [kind for *_, kinds in told["columns"] for kind in kinds])
    return pd.DataFrame(
        {
            name: _column(kind, texts, [next(parts) for _ in kinds])
            for name, kind, texts, kinds in told["columns"]
        }
    )


def _arrays(numbers: bytes, rows: int, kinds: list[str]) -> Iterator[np.ndarray]:
    at = 0
    for kind in kinds:
        # Copied: what lies in the bytes could not be written to.
        part = np.frombuffer(numbers, kind, rows, at).copy()
        at += part.nbytes
        yield part


def _column(kind: str, texts: list[str], parts: list[np.ndarray]) -> Any:
    if kind == _TEXTS:
        return pd.Categorical.from_codes(parts[0], categories=pd.Index(texts))
    return pd.arrays.IntegerArray(parts[0], parts[1]) if kind == _WHOLE_NUMBERS else parts[0]
