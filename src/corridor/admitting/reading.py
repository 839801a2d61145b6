"""The table of a new release as a publisher or a spreadsheet leaves it: plain CSV, or refused with what to do."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pandas as pd

from corridor import source_tables
from corridor.errors import ConfigurationError, UsageError
from corridor.source_declarations import Source
from corridor.source_tables import parse_table

_GZIP = b"\x1f\x8b"
_FORMS = (
    (b"PK\x03\x04", "an Excel workbook or another archive", "Save the sheet as CSV in UTF-8."),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "Save the sheet as CSV in UTF-8."),
    (b"%PDF", "a PDF", "Take the table from where the publisher gives it as data."),
    (b"\xff\xfe", "text in UTF-16", "Save the table as UTF-8, without a byte-order mark."),
    (b"\xfe\xff", "text in UTF-16", "Save the table as UTF-8, without a byte-order mark."),
    (b"PAR1", "a Parquet file", "Write the table as CSV."),
)
_SEPARATORS = {b";": "semicolons", b"\t": "tabs", b"|": "bars"}


def read(path: Path, source: Source) -> tuple[bytes, pd.DataFrame]:
    """Read the table of a new release.

    Parameters
    ----------
    path : Path
        A file `.csv` or `.csv.gz`; what it is, its first bytes say.
    source : Source
        What the table must look like.

    Returns
    -------
    tuple of bytes and DataFrame
        The CSV as it is, and the table.

    Raises
    ------
    UsageError
        If there is no such file.
    ConfigurationError
        If it is no plain CSV, or not as the source declares; with line, expected, found and what to do.
    """
    if not path.is_file():  # A pipe or device may give bytes without end, or none.
        raise UsageError(
            f"There is no file {path}.",
            where="FILE",
            expected="the table of the release, .csv or .csv.gz",
            found="a folder" if path.is_dir() else "no file" if path.exists() else "nothing",
            todo="Correct the path.",
        )
    name = path.name
    with path.open("rb") as file:
        raw = file.read(source_tables.LARGEST + 1)
    if len(raw) > source_tables.LARGEST:
        raise source_tables.too_large(name)
    if raw.startswith(_GZIP):
        raw = source_tables.unzipped(raw, name)
    _refuse_form(raw, name)
    _refuse_separator(raw, name, source)
    return raw, parse_table(raw, name, source)


def packed(raw: bytes) -> bytes:
    """Pack a table as the project keeps it: gzip without name and time, the same bytes for the same table."""
    written = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=written, mtime=0) as file:
        file.write(raw)
    return written.getvalue()


def _refuse_form(raw: bytes, name: str) -> None:
    for begin, what, todo in _FORMS:
        if raw.startswith(begin):
            raise ConfigurationError(
                f"{name} is no plain CSV.",
                where=name,
                expected="comma-separated text in UTF-8",
                found=what,
                todo=todo,
            )
    if b"\x00" in raw[:4096]:
        raise ConfigurationError(
            f"{name} is no plain CSV.",
            where=name,
            expected="comma-separated text in UTF-8",
            found="zero bytes, as text in UTF-16 or a program's own file has them",
            todo="Save the table as CSV in UTF-8.",
        )


def _refuse_separator(raw: bytes, name: str, source: Source) -> None:
    head = raw.split(b"\n", 1)[0]
    for separator, called in _SEPARATORS.items():
        if b"," not in head and head.count(separator) == len(source.columns) - 1 > 0:
            raise ConfigurationError(
                f"{name} separates its fields by {called}.",
                where=f"{name}, line 1",
                expected=",".join(column.name for column in source.columns),
                found=head.decode("utf-8", "replace").strip()[:160],
                todo="Save the table with commas between fields and points in decimals.",
            )
    if head.endswith(b"\r"):
        raise ConfigurationError(
            f"{name} has the line ends of Windows.",
            where=f"{name}, line 1",
            expected="line ends LF",
            found="CR LF",
            todo="Save the table with Unix line ends.",
        )
