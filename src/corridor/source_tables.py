"""Tables of a source, read strictly: what the declaration does not allow is refused with its line.

Each distinct spelling of a column is judged once, so that a table of a quarter of a million rows reads in a
fraction of a second.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Mapping
from csv import QUOTE_NONE
from typing import NoReturn

import numpy as np
import pandas as pd

from corridor.errors import ConfigurationError, listed, suggestion
from corridor.plain_texts import decoded
from corridor.source_declarations import ECONOMIES, Column, Source

_INTEGER = re.compile(r"-?[0-9]{1,15}(\.0+)?", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?", re.ASCII)
# A table of a million rows has some thirty megabytes; what unpacks to more is no table of ours.
LARGEST = 512 * 1024 * 1024
_NEWLINE, _COMMA, _QUOTE = b'\n,"'


def read_table(content: bytes, name: str, source: Source) -> pd.DataFrame:
    """Read the gzipped CSV bytes of a vintage.

    Parameters
    ----------
    content : bytes
        The file as it is.
    name : str
        What the project calls it, for messages.
    source : Source
        What it must look like.

    Returns
    -------
    pandas.DataFrame
        One row an observation, columns in the declared order. Columns of economies have the whole code list
        as their categories, other coded columns the values allowed, in the declared order.

    Raises
    ------
    ConfigurationError
        If the file is not gzip or not UTF-8, or its columns, fields, codes, numbers or keys are not as
        declared. Faults of one kind are counted; the first is shown with its line.
    """
    return parse_table(unzipped(content, name), name, source)


def parse_table(raw: bytes, name: str, source: Source) -> pd.DataFrame:
    """Read the CSV bytes of a table; the rest is as in `read_table`."""
    _refuse_encoding(raw, name)
    _refuse_header(raw, name, source)
    _refuse_layout(raw, name, len(source.columns))
    text = pd.read_csv(
        io.BytesIO(raw),
        # Texts as Python's own, which are looked at one by one below: twice as fast as pandas' type for them.
        dtype=object,
        na_filter=False,
        quoting=QUOTE_NONE,
        skip_blank_lines=False,
        encoding="utf-8",
    )
    table = pd.DataFrame({column.name: _column(text, column, name, source) for column in source.columns})
    refuse_doubled(table, source, name)
    return table


def refuse_doubled(table: pd.DataFrame, source: Source, name: str) -> None:
    """Refuse a table in which two rows have the same key.

    Raises
    ------
    ConfigurationError
        Naming the first doubled key and its lines, and how many more there are.
    """
    again = table.duplicated(list(source.key)).to_numpy()
    if not again.any():
        return
    row = int(again.argmax())
    key = table.loc[:, list(source.key)]
    first = int((key == key.iloc[row]).all(axis=1).to_numpy().argmax())
    raise ConfigurationError(
        f"{name} has two rows with the same key.",
        where=f"{name}, lines {first + 2} and {row + 2}",
        expected=f"one row for each {', '.join(source.key)}",
        found=key_of(table, row, source.key) + _more(int(again.sum())),
        todo="Remove the row that is wrong.",
    )


def key_of(table: pd.DataFrame, row: int, key: tuple[str, ...]) -> str:
    """Key of a row as messages name it: `destination=JPN, origin=CHN, year=2020`."""
    return ", ".join(f"{name}={table[name].iloc[row]}" for name in key)


def unzipped(content: bytes, name: str) -> bytes:
    """Unpack a table, but no more than a table can have.

    Raises
    ------
    ConfigurationError
        If it is no whole gzip file, or unpacks to more than `LARGEST`.
    """
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            raw = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ConfigurationError(
            f"{name} is a broken or incomplete gzip file.",
            where=name,
            expected="a whole gzip file",
            found=str(error),
            todo="Fetch or make the file again.",
        ) from None
    if len(raw) > LARGEST:
        raise too_large(name)
    return raw


def too_large(name: str) -> ConfigurationError:
    """Say that a file holds more than a table can have."""
    return ConfigurationError(
        f"{name} holds more than a table can have.",
        where=name,
        expected=f"at most {LARGEST // 1024**2} MiB, unpacked",
        found="more",
        todo="Take the file from its publisher again.",
    )


def _refuse_encoding(raw: bytes, name: str) -> None:
    if raw.startswith(b"\xef\xbb\xbf"):
        raise ConfigurationError(
            f"{name} begins with a byte-order mark.",
            where=f"{name}, line 1",
            expected="UTF-8 without a byte-order mark",
            found="bytes ef bb bf",
            todo="Save the table as plain UTF-8.",
        )
    decoded(raw, name)


def _refuse_header(raw: bytes, name: str, source: Source) -> None:
    expected = [column.name for column in source.columns]
    found = raw.split(b"\n", 1)[0].decode().rstrip("\r").split(",")
    if found == expected:
        return
    missing = [column for column in expected if column not in found]
    extra = [column for column in found if column not in expected]
    doubled = {column for column, times in Counter(found).items() if times > 1}
    faults = [
        f"{fault} {listed(columns)}"
        for fault, columns in (("no", missing), ("also", extra), ("twice", doubled))
        if columns
    ]
    near = suggestion(extra[0][:80], missing) if extra else ""
    raise ConfigurationError(
        f"{name} has other columns than its source declares.",
        where=f"{name}, line 1",
        expected=", ".join(expected),
        found=f"{', '.join(found)} ({'; '.join(faults) or 'another order'})",
        todo=f"Give the table the declared columns in their order{'; ' + near if near else ''}.",
    )


def _refuse_layout(raw: bytes, name: str, columns: int) -> None:
    """Refuse control characters, quotation marks, and lines with another number of fields."""
    values = np.frombuffer(raw, dtype=np.uint8)
    odd = (values < 32) & (values != _NEWLINE)
    if odd.any():
        _refuse_byte(raw, name, int(odd.argmax()), int(odd.sum()), "line ends LF and no control characters")
    quotes = values == _QUOTE
    if quotes.any():
        _refuse_byte(raw, name, int(quotes.argmax()), int(quotes.sum()), "fields without quotation marks")
    if not raw.endswith(b"\n"):
        raise ConfigurationError(
            f"{name} ends in the middle of a line.",
            where=f"{name}, line {raw.count(bytes([_NEWLINE])) + 1}",
            expected="a line end after the last row",
            found=raw[-20:].decode(errors="replace"),
            todo="Make the file again: it may be cut off.",
        )
    ends = np.flatnonzero(values == _NEWLINE)
    starts = np.concatenate(([0], ends[:-1] + 1))
    fields = np.add.reduceat(values == _COMMA, starts, dtype=np.int64) + 1
    wrong = np.flatnonzero(fields != columns)
    if len(wrong):
        line = int(wrong[0])
        raise ConfigurationError(
            f"{name} has a line with the wrong number of fields.",
            where=f"{name}, line {line + 1}",
            expected=f"{columns} fields",
            found=f"{fields[line]}: {raw[starts[line] : ends[line]].decode()}{_more(len(wrong))}",
            todo="Correct the line; a decimal comma or a thousands separator adds a field.",
        )
    if len(ends) == 1:
        raise ConfigurationError(
            f"{name} has no rows.",
            where=name,
            expected="a header line and rows",
            found="a header line only",
            todo="Make the file again.",
        )


def _refuse_byte(raw: bytes, name: str, position: int, count: int, expected: str) -> NoReturn:
    raise ConfigurationError(
        f"{name} is not written as tables here are.",
        where=f"{name}, line {raw.count(bytes([_NEWLINE]), 0, position) + 1}, byte {position}",
        expected=expected,
        found=f"byte 0x{raw[position]:02x}{_more(count)}",
        todo="Write the table as plain CSV: comma, LF, no quotation marks.",
    )


def _column(text: pd.DataFrame, column: Column, name: str, source: Source) -> pd.Series:
    codes, found = pd.factorize(text[column.name])
    spelled = found.tolist()
    if column.type == "string":
        wrong = np.array([not _is_right(value, column, source.code_list) for value in spelled])
    else:
        numbers, wrong = _numbers(spelled, column)
    if wrong.any():
        _refuse_values(text, column, np.flatnonzero(wrong[codes]), name, source)
    if column.type == "string":
        return pd.Series(_categorical(codes, spelled, column, source), name=column.name)
    series = pd.Series(numbers[codes], name=column.name)
    if column.type == "number":
        return series
    return series.astype("Int64") if column.optional else series.astype("int64")


def _numbers(spelled: list[str], column: Column) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers spelled, NaN for a blank, and which spellings are wrong."""
    matches = (_INTEGER if column.type == "integer" else _NUMBER).fullmatch
    numbers = np.array([float(value) if matches(value) else np.nan for value in spelled])
    wrong = ~np.isfinite(numbers)
    if column.optional:
        wrong &= np.array(spelled, dtype=object) != ""
    return numbers, wrong


def _categorical(
    codes: np.ndarray, spelled: list[str], column: Column, source: Source
) -> pd.Categorical[str]:
    if column.codes == ECONOMIES:
        categories = sorted(source.code_list)
    else:
        categories = sorted(set(spelled) - {""}) if column.codes is None else list(column.codes)
    position = {value: number for number, value in enumerate(categories)}
    # A blank has no category: -1 is how pandas marks a missing one.
    lookup = np.array([position.get(value, -1) for value in spelled], dtype=np.int64)
    return pd.Categorical.from_codes(lookup[codes], categories=pd.Index(categories))


def _is_right(value: str, column: Column, code_list: Mapping[str, str]) -> bool:
    if value == "":
        return column.optional
    if column.codes == ECONOMIES:
        return value in column.also or code_list.get(value) == "economy"
    return value.strip() == value and (column.codes is None or value in column.codes)


def _refuse_values(
    text: pd.DataFrame, column: Column, rows: np.ndarray, name: str, source: Source
) -> NoReturn:
    row = int(rows[0])
    found = str(text[column.name].iloc[row])
    what, expected, todo = _explained(column, found)
    raise ConfigurationError(
        f"{name} has {what} in the column {column.name}.",
        where=f"{name}, line {row + 2} ({key_of(text, row, source.key)})",
        expected=expected,
        found=f"{found or 'nothing'}{_more(len(rows))}",
        todo=todo,
    )


def _explained(column: Column, found: str) -> tuple[str, str, str]:
    """Say what is wrong with a value, what it should be, and what to do about it."""
    blank = " or a blank" if column.optional else ""
    if column.type != "string":
        kind = "a whole number" if column.type == "integer" else "a number"
        todo = "Write the figure with a decimal point, or leave the row out: an absent row means no figure."
        return (
            f"{'a blank' if not found else 'text'} where a number belongs",
            f"{kind}{blank} ({column.unit})",
            todo,
        )
    if column.codes is None:
        return "an empty or padded text", f"text{blank}", "Write the text without spaces around it."
    if column.codes == ECONOMIES:
        also = f", or {listed(column.also)}" if column.also else ""
        return (
            "an unknown code",
            f"a code of an economy in definitions/economies.csv{also}{blank}",
            "Correct the code, drop the row of an aggregate, or add the economy to the code list.",
        )
    near = suggestion(found, column.codes)
    todo = f"Correct the code{'; ' + near if near else ''}."
    return "an unknown code", f"{listed(column.codes, limit=20)}{blank}", todo


def _more(count: int) -> str:
    return f" and {count - 1} more" if count > 1 else ""
