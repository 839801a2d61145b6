"""Where two files differ first: a place in a JSON document, a line of a text, or a byte."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from typing import Any

_JSON = frozenset({".json", ".ipynb"})
_TEXT = frozenset({".html", ".css", ".js", ".csv", ".svg", ".xml", ".txt", *_JSON})


def telling(name: str) -> tuple[int, str]:
    """Sort key of a file's path: data before records, then pages, then what only a program reads.

    A figure that changed changes pages and PDFs too. Its row tells more than a byte of a PDF.
    """
    suffix = PurePosixPath(name).suffix
    return (0 if suffix == ".csv" else 1 if suffix in _JSON else 2 if suffix in _TEXT else 3), name


def difference(old: Path, new: Path) -> tuple[str, str, str]:
    """Find the first place where two files differ.

    Parameters
    ----------
    old, new : Path
        Two files of one kind with different bytes.

    Returns
    -------
    tuple of str
        The place (path in a JSON document, line of a text, or byte), and what stands there in each, shortened.
    """
    first, second = old.read_bytes(), new.read_bytes()
    if old.suffix in _JSON:
        try:
            found = next(_json_differences(json.loads(first), json.loads(second), "$"), None)
        except ValueError:
            found = None
        if found:
            return found
    if old.suffix in _TEXT:
        try:
            return _line(first.decode("utf-8"), second.decode("utf-8"))
        except UnicodeDecodeError:
            pass
    at = _first(first, second)
    return f"byte {at}", _bytes_shown(first, at), _bytes_shown(second, at)


def _json_differences(old: Any, new: Any, path: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            step = f"{path}.{key}" if re.fullmatch(r"\w+", key) else f"{path}[{json.dumps(key)}]"
            if key in old and key in new:
                yield from _json_differences(old[key], new[key], step)
            else:
                yield step, _json_shown(old, key), _json_shown(new, key)
    elif isinstance(old, list) and isinstance(new, list):
        for at, (one, other) in enumerate(zip(old, new, strict=False)):
            yield from _json_differences(one, other, f"{path}[{at}]")
        if len(old) != len(new):
            yield path, f"{len(old)} items", f"{len(new)} items"
    elif old != new or type(old) is not type(new):
        if isinstance(old, str) and isinstance(new, str):
            at = _first(old, new)
            yield path, json.dumps(_cut(old, at)), json.dumps(_cut(new, at))
        else:
            yield path, json.dumps(old)[:80], json.dumps(new)[:80]


def _json_shown(holder: Mapping[str, Any], key: str) -> str:
    return json.dumps(holder[key])[:80] if key in holder else "no such key"


def _line(old: str, new: str) -> tuple[str, str, str]:
    pairs = zip_longest(old.split("\n"), new.split("\n"), fillvalue=None)
    for number, (one, other) in enumerate(pairs, start=1):
        if one != other:
            at = _first(one or "", other or "")
            shown = ["no such line" if line is None else repr(_cut(line, at)) for line in (one, other)]
            return f"line {number}", shown[0], shown[1]
    return "end of the file", f"{len(old)} characters", f"{len(new)} characters"


def _first(old: str | bytes, new: str | bytes) -> int:
    """Find the position of the first item that differs; the shorter length if one begins with all of the other."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))


def _cut(text: str, at: int) -> str:
    """Shorten a line to what stands around a position."""
    start = max(0, at - 30)
    return ("…" if start else "") + text[start : at + 50] + ("…" if at + 50 < len(text) else "")


def _bytes_shown(content: bytes, at: int) -> str:
    shown = content[at : at + 8].hex(" ")
    return f"{shown or 'the end'} ({len(content)} bytes)"
