"""Where two files differ first: a place in a JSON document, a line of a text, or a byte."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from typing import Any

from corridor import plain_json
from corridor.publishing.notices import without

# Where the search's index of all pages is: it differs whenever one of them does.
INDEX = "pagefind"
_JSON = frozenset({".json", ".ipynb"})
_TEXT = frozenset({".html", ".css", ".js", ".csv", ".svg", ".xml", ".txt", *_JSON})


def telling(name: str) -> tuple[int, str]:
    """Sort key of a file's path: data before records, then pages, then what only a program reads, last of all an index.

    A figure that changed changes pages and PDFs too. Its row tells more than a byte of a PDF.
    """
    if name.startswith(f"{INDEX}/"):
        return 4, name
    suffix = PurePosixPath(name).suffix
    return (0 if suffix == ".csv" else 1 if suffix in _JSON else 2 if suffix in _TEXT else 3), name


def content(path: Path) -> bytes:
    """Read a file as it was published: a page without the notice of correction that it may bear since."""
    read = path.read_bytes()
    return without(read) if path.suffix == ".html" else read


def kind(old: Path, new: Path) -> str:
    """Say what kind of difference two files have: in a value, in a text that people read, or in bytes alone."""
    suffix = old.suffix
    if suffix == ".csv" or suffix in _JSON:
        return "in a value"
    if suffix == ".html":
        shown = [_shown_text(content(path)) for path in (old, new)]
        return "in the markup, not in the text" if shown[0] == shown[1] else "in the text"
    return "in the text" if suffix in _TEXT else "in bytes"


class _Words(HTMLParser):
    """Words of a page that people read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as inherited
        self._inside = tag if tag in {"script", "style"} else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = "" if tag == self._inside else self._inside

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.found += data.split()


def _shown_text(page: bytes) -> list[str]:
    reader = _Words()
    reader.feed(page.decode("utf-8", "replace"))
    reader.close()
    return reader.found


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
    first, second = content(old), content(new)
    if old.suffix in _JSON:
        try:
            found = next(_json_differences(plain_json.parse(first), plain_json.parse(second), "$"), None)
        except ValueError:
            found = None
        if found:
            return found
    if old.suffix in _TEXT:
        try:
            texts = first.decode("utf-8"), second.decode("utf-8")
            return (_cell(*texts) if old.suffix == ".csv" else None) or _line(*texts)
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


def _cell(old: str, new: str) -> tuple[str, str, str] | None:
    """Find the first field of a table that differs, if heads and keys are the same; the first fields name the row."""
    first, second = (list(csv.reader(text.splitlines())) for text in (old, new))
    head = first[0] if first else []
    if second[:1] != [head] or len(head) < 2:
        return None
    for number, (one, other) in enumerate(zip(first, second, strict=False), start=1):
        if one != other:
            found = [name for name, a, b in zip(head, one, other, strict=False) if a != b]
            at = head.index(found[0]) if len(found) == 1 and len(one) == len(other) == len(head) else 0
            if not at:
                return None
            row = ", ".join(part for part in one[: min(at, 4)] if part)
            return f"line {number}, {found[0]} of {row}", one[at], other[at]
    return None


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
