"""Registers: hand-written YAML lists of `definitions/`, read strictly; a fault is told with its line.

An `Entry` is one mapping of such a file. Whatever reads it asks for its keys by kind; a key that is missing, unknown
or of another kind is refused where it stands.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

from corridor.errors import ConfigurationError, listed, suggestion
from corridor.language import defined
from corridor.project import Project, read_yaml

Place = tuple[str | int, ...]
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
# What a sentence may say in digits: years and decades, and age groups by their name.
_NAMED = re.compile(r"\b(19|20)\d\ds?\b|\b15–64\b|\b65\b")


@dataclass(frozen=True)
class Entry:
    """A mapping of a register and where it stands.

    Attributes
    ----------
    path : Path
        The file.
    name : str
        What the project calls the file.
    place : tuple of str and int
        Keys and positions that lead to the mapping from the top of the file.
    content : dict
        The mapping.
    """

    path: Path
    name: str
    place: Place
    content: dict[str, Any]

    def refuse(self, key: str, problem: str, expected: str, found: object, todo: str = "") -> NoReturn:
        """Refuse a value, or the whole entry where the key is empty or not there.

        Raises
        ------
        ConfigurationError
            Always: with the file, the line of the key, what was expected and what was found.
        """
        place = (*self.place, key) if key else self.place
        raise ConfigurationError(
            f"{self.name} {problem}.",
            where=f"{self.name}, line {line_of(self.path, place)}",
            expected=expected,
            found=str(found),
            todo=todo or "Correct it.",
        )

    def only(self, required: Iterable[str], optional: Iterable[str] = ()) -> None:
        """Refuse an entry that lacks a required key or has one that nobody reads."""
        needed, known = set(required), {*required, *optional}
        for key in self.content:
            if key not in known:
                near = suggestion(str(key), known)
                todo = f"Remove it{', or ' + near if near else ''}."
                self.refuse(str(key), f"has an unknown key: {key}", listed(known, limit=30), key, todo)
        missing = needed - self.content.keys()
        if missing:
            names = listed(missing)
            self.refuse("", "lacks a key", listed(needed, limit=30), f"no {names}", f"Add {names}.")

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text that is not blank."""
        if default is not None and key not in self.content:
            return default
        value = self.content.get(key)
        if not isinstance(value, str) or not value.strip():
            self._wrong(key, "text", value)
        return " ".join(value.split())

    def id(self, key: str = "id") -> str:
        """Return an identifier: words of small letters and digits, joined by hyphens."""
        value = self.text(key)
        if not _ID.fullmatch(value):
            self._wrong(key, "small letters and digits, joined by hyphens", value)
        return value

    def prose(self, key: str, placeholders: Iterable[str] = (), default: str | None = None) -> str:
        """Return a text without numbers of its own: a number must be declared, and stand as `{name}`.

        Years and age groups may be written out. It is given in the language that is spoken.
        """
        value = self.text(key, default)
        known = sorted(placeholders)
        for name in _PLACEHOLDER.findall(value):
            if name not in known:
                self.refuse(
                    key,
                    "names a number that is not declared",
                    listed(known) or "no name in braces",
                    f"{{{name}}}",
                )
        left = _NAMED.sub("", _PLACEHOLDER.sub("", value))
        if re.search(r"\d", left):
            self.refuse(
                key, "has a number in a text", "words, years, and declared numbers as {name}", value[:80]
            )
        return defined(value)

    def number(self, key: str, default: float | None = None) -> float:
        """Return a number: a finite one."""
        if default is not None and key not in self.content:
            return default
        value = self.content.get(key)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not abs(value) <= sys.float_info.max
        ):
            self._wrong(key, "a number", value)
        return float(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self.content.get(key, default)
        if not isinstance(value, bool):
            self._wrong(key, "true or false", value)
        return value

    def years(self, key: str) -> tuple[int, ...]:
        """Return years, ascending."""
        value = self.content.get(key)
        if not isinstance(value, list) or not value or not all(_is_year(one) for one in value):
            self._wrong(key, "a list of years such as [2010, 2015]", value)
        if sorted(set(value)) != value:
            self._wrong(key, "years in ascending order, each once", value)
        return tuple(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of words, each once; none where the key is not there."""
        value = self.content.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            self._wrong(key, "a list of words (quote those that YAML reads as something else)", value)
        if len(set(value)) != len(value):
            self._wrong(key, "each word once", listed(value))
        return tuple(value)

    def known(self, key: str, allowed: Iterable[str], kind: str) -> str:
        """Return a text that is one of those known; `kind` says what it should be."""
        value = self.text(key)
        names = list(allowed)
        if value not in names:
            self.unknown(key, value, names, kind)
        return value

    def unknown(self, key: str, value: str, names: Sequence[str], kind: str) -> NoReturn:
        """Refuse a name that is not among those known, and suggest the nearest."""
        near = suggestion(value, names)
        todo = f"Correct it{'; ' + near if near else ''}."
        self.refuse(key, f"names an unknown {kind}: {value}", listed(names, limit=30), value, todo)

    def child(self, key: str) -> Entry:
        """Return a mapping below a key."""
        value = self.content.get(key)
        if not isinstance(value, dict):
            self._wrong(key, "keys and values", value)
        return Entry(self.path, self.name, (*self.place, key), value)

    def named(self, key: str) -> dict[str, Entry]:
        """Mappings below a key, by name; none where the key is not there."""
        if key not in self.content:
            return {}
        below = self.child(key)
        return {str(name): below.child(name) for name in below.content}

    def entries(self, key: str) -> tuple[Entry, ...]:
        """Return the mappings that a key lists."""
        value = self.content.get(key)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self._wrong(key, "a list of entries", value)
        place = (*self.place, key)
        return tuple(Entry(self.path, self.name, (*place, at), one) for at, one in enumerate(value))

    def _wrong(self, key: str, expected: str, found: object) -> NoReturn:
        told = "nothing" if found is None else found
        self.refuse(key, f"has a wrong value for {key}", expected, told)


def read_register(project: Project, file: str) -> Entry:
    """Read a register of `definitions/`.

    Raises
    ------
    ConfigurationError
        If it is missing, is not YAML, repeats a key, or holds no mapping.
    """
    path = project.definitions / file
    name = project.relative(path)
    return Entry(path, name, (), read_yaml(path, name))


def each_once(entries: Sequence[Entry], key: str = "id") -> None:
    """Refuse an identifier that two entries have."""
    seen: set[str] = set()
    for entry in entries:
        name = entry.id(key)
        if name in seen:
            entry.refuse(key, f"has two entries with one {key}", f"each {key} once", name)
        seen.add(name)


def line_of(path: Path, place: Place) -> int:
    """Line of a key or list item of a YAML file; of the nearest mapping around it where it is not there."""
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    line = 1
    for step in place:
        found = _below(node, step)
        if found is None:
            return line
        line, node = found
    return line


def _below(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item = node.value[step]
        return item.start_mark.line + 1, item
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line + 1, value
    return None


def _is_year(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1900 <= value <= 2100
