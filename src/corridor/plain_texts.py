"""Texts of others as they may come in: characters that are seen, in the order in which they are read, and no commands.

Names, titles, notes and citations are shown as they are, in pages, print, charts and downloads. Markup in them is made
text where it is written. What cannot be shown as it is, nowhere, is refused here, once, where it comes in.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from corridor.errors import ConfigurationError

# Control characters but tab and line ends; separators of lines; what turns the order of reading around; marks of byte
# order; halves of pairs and places of Unicode that no character has; and copies of letters that are not seen.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
# Quarto carries out what begins with the one wherever it stands, in code and attributes too, where nothing makes text
# of it; the other opens a box, and a page in which it is left over is refused.
_COMMANDS = {"{{<": "a shortcode of Quarto", ":::": "the fence of a box"}
# What a program for tables would calculate if it stands at the beginning of a cell, in either width.
CALCULATED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[-+]?(\d[\d,]*(\.\d*)?|\.\d+)([eE][-+]?\d+)?\s?%?")


def fault_in(text: str, *, commands: bool = False) -> tuple[str, str, str] | None:
    """Say what makes a text unfit to be shown.

    Parameters
    ----------
    text : str
        The text.
    commands : bool
        Whether it may hold shortcodes: the user's own configuration may.

    Returns
    -------
    tuple of str, or None
        What it has, what was found, what to do; None where nothing is wrong.
    """
    if found := _UNSEEN.search(text):
        return (
            "a character that is not seen",
            f"U+{ord(found[0]):04X} after “{_shown(text[: found.start()])}”",
            "Type the text anew, without control characters and marks of direction.",
        )
    for mark, what in () if commands else _COMMANDS.items():
        if (at := text.find(mark)) >= 0:
            todo = f"Write the text without {mark}; such commands belong into pages of your own."
            return what, _shown(text[at : at + 60]), todo
    return None


def _shown(text: str) -> str:
    return visible(text)[-60:]


def visible(text: str, longest: int = 4000) -> str:
    """Text for a terminal: what would steer it is written out, and what is longer than a screen is cut."""
    cut = f"{text[:longest]}…" if len(text) > longest else text
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", cut)


def decoded(raw: bytes, name: str) -> str:
    """Text of a file, its lines ended alike.

    Raises
    ------
    ConfigurationError
        If it is not UTF-8; with line and byte.
    """
    try:
        return raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(
            f"{name} is not UTF-8 text.",
            where=f"{name}, line {line}, byte {error.start}",
            expected="UTF-8",
            found=f"byte 0x{raw[error.start]:02x}",
            todo="Save the file as UTF-8.",
        ) from None


def is_plain(raw: str) -> bool:
    """Whether nothing written in a whole file can be at fault, so that its texts need not be looked at one by one."""
    return _UNSEEN.search(raw) is None and not any(mark in raw for mark in _COMMANDS)


def refuse(fault: tuple[str, str, str], name: str, where: str) -> NoReturn:
    """Refuse a file for the fault of one of its texts.

    Raises
    ------
    ConfigurationError
        Always.
    """
    what, found, todo = fault
    raise ConfigurationError(
        f"{name} has {what} in a text.",
        where=where,
        expected="text as it is read",
        found=found,
        todo=todo,
    )


def first_fault(content: Any, *, commands: bool = False) -> tuple[str, tuple[str, str, str]] | None:
    """Find the first text at fault in plain data, keys included; with the keys that lead to it, joined by points."""
    if isinstance(content, str):
        fault = fault_in(content, commands=commands)
        return ("", fault) if fault else None
    if isinstance(content, Mapping):
        pairs = [*((key, key) for key in content), *content.items()]
    elif isinstance(content, list):
        pairs = list(enumerate(content))
    else:
        return None
    for key, value in pairs:
        if found := first_fault(value, commands=commands):
            place = _shown(str(key))
            return (f"{place}.{found[0]}" if found[0] else place), found[1]
    return None


def read_rows(path: Path, name: str) -> tuple[list[str], list[dict[str, str]], list[int]]:
    """Read a table of texts as people write them: names by code.

    Parameters
    ----------
    path : Path
        A CSV file.
    name : str
        What the project calls it, for messages.

    Returns
    -------
    tuple
        The heads, the rows by head, and the line on which each row ends. A row with another number of fields than the
        heads has None among its keys or its values, as `csv.DictReader` leaves it.

    Raises
    ------
    ConfigurationError
        If it is missing or cannot be read, or a text cannot be shown; with the line.
    """
    rows: list[dict[str, str]] = []
    lines: list[int] = []
    reader = None
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            heads = list(reader.fieldnames or [])
            for row in reader:
                rows.append(row)
                lines.append(reader.line_num)
                for text in row.values():
                    if isinstance(text, str) and (fault := fault_in(text)):
                        refuse(fault, name, f"{name}, line {reader.line_num}")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(
            f"{name} cannot be read.",
            where=f"{name}, line {reader.line_num + 1}" if reader and reader.line_num else name,
            expected="a table in UTF-8, fields separated by commas",
            found=getattr(error, "strerror", "") or str(error),
            todo="Restore the file, or correct that line.",
        ) from None
    return heads, rows, lines


def in_table(cell: str) -> str:
    """Text for a cell of a downloaded table: what a program would calculate gets an apostrophe before it.

    Numbers stay as they are, negative ones too.
    """
    return f"'{cell}" if cell.startswith(CALCULATED) and not _NUMBER.fullmatch(cell) else cell
