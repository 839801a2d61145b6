"""What a run of a notebook sees of the project, noted while it runs.

A run sees rows of tables, by the questions that it asks them, and files, by opening them. Noted is only what tells
whether another run would see the same: which economies' rows were asked for, not what they hold. `seen_tables` answers
the same questions anew. Nothing is noted unless `begin` was called, as it is in a process that was forked for a run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from corridor import plain_json

FILE = "seen.json"
# Column, whether its listed values are the ones wanted, and the values.
_Condition = tuple[str, bool, tuple[str, ...]]
_Stamp = tuple[int, int, int] | None


class Asked:
    """Questions that were put to one table.

    Parameters
    ----------
    sha256 : str
        Digest of the vintage's file.
    places : iterable of str
        Columns that hold economies.
    """

    def __init__(self, sha256: str, places: Iterable[str]) -> None:
        self.sha256 = sha256
        self._places = frozenset(places)
        self._codes: dict[str, set[str]] = {place: set() for place in self._places}
        self._either: set[tuple[tuple[str, tuple[str, ...]], ...]] = set()
        self._others: set[tuple[Any, ...]] = set()

    def rows(self, conditions: tuple[_Condition, ...]) -> bool:
        """Note that rows were asked for, and tell whether they are about no economies in particular.

        Of conditions on several columns of economies one is enough: the rows are among those that meet it.
        """
        named = [
            (column, values) for column, wanted, values in conditions if wanted and column in self._places
        ]
        if not named:
            self._others.add(("count", conditions))
        elif len(named) == 1:
            self._codes[named[0][0]].update(named[0][1])
        elif not any(self._codes[column].issuperset(values) for column, values in named):
            self._either.add(tuple(named))
        return not named

    def content(self, conditions: tuple[_Condition, ...], columns: tuple[str, ...]) -> None:
        """Note that such rows were read; only the different values of some columns, or all of them."""
        self._others.add(("values", conditions, columns))

    def years(self) -> None:
        """Note that it was asked which years there are."""
        self._others.add(("years",))

    def length(self) -> None:
        """Note that it was asked how many rows there are."""
        self._others.add(("length",))

    def known(self, code: str) -> None:
        """Note that it was asked whether there is a row about an economy."""
        self._others.add(("known", code))

    def plain(self) -> dict[str, Any]:
        """Return the questions as plain data, in an order of their own."""
        codes = {column: set(asked) for column, asked in self._codes.items()}
        for named in sorted(self._either):
            if not any(codes[column].issuperset(values) for column, values in named):
                column, values = min(named, key=lambda one: (len(one[1]), one))
                codes[column].update(values)
        return {
            "sha256": self.sha256,
            "rows": {column: sorted(asked) for column, asked in sorted(codes.items()) if asked},
            "others": sorted(self._others, key=repr),
        }


class Seen:
    """What one run sees; at most one is noted at a time in a process.

    Parameters
    ----------
    root : Path
        The project's root: names of files in it are told from there.
    """

    current: ClassVar[Seen | None] = None

    def __init__(self, root: Path) -> None:
        self._root = root
        self._tables: dict[tuple[str, str], Asked] = {}
        self._files: dict[str, _Stamp] = {}
        self._listed: dict[str, list[str]] = {}
        self._escaped = ""
        self._aside = 0

    @classmethod
    def begin(cls, root: Path) -> Seen:
        """Note from now on, from nothing, what this process sees."""
        cls.current = cls(root)
        return cls.current

    def table(self, source: str, vintage: str, sha256: str, places: Iterable[str]) -> Asked:
        """Return where to note the questions to a table."""
        key = (source, vintage)
        if key not in self._tables:
            self._tables[key] = Asked(sha256, places)
        return self._tables[key]

    def escaped(self, why: str) -> None:
        """Note that what it sees cannot be told: it may be anything."""
        self._escaped = self._escaped or why

    def file(self, path: Path) -> None:
        """Note that a file is read, or would be if it were there."""
        if not self._aside and (name := self._name(path)) not in self._files:
            self._files[name] = _stamp(path)

    def folder(self, path: Path) -> None:
        """Note that it was asked what is in a folder."""
        if not self._aside and (name := self._name(path)) not in self._listed:
            with self.aside():
                self._listed[name] = names_in(path)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Note no files within: whoever does this says what its result rests on."""
        self._aside += 1
        try:
            yield
        finally:
            self._aside -= 1

    def plain(self) -> dict[str, Any]:
        """Return all that was noted as plain data.

        A file that changed since it was read makes it uncertain what was seen: `unsure` then says which.
        """
        unsure = [name for name, stamp in self._files.items() if _stamp(self._root / name) != stamp]
        return {
            "escaped": self._escaped,
            "unsure": sorted(unsure),
            "tables": {f"{s} {v}": asked.plain() for (s, v), asked in sorted(self._tables.items())},
            "files": {name: digest_of(self._root / name) for name in sorted(self._files)},
            "folders": {name: digest_of_names(held) for name, held in sorted(self._listed.items())},
        }

    def write(self, folder: Path) -> None:
        """Leave what was noted in a folder, and note no more."""
        self._aside += 1
        (folder / FILE).write_text(json.dumps(self.plain(), ensure_ascii=False), encoding="utf-8")

    def _name(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else str(path)


def read(folder: Path) -> Mapping[str, Any] | None:
    """Read what a run left in its folder; None if it was not noted what it saw."""
    try:
        found: Mapping[str, Any] = plain_json.parse((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


@contextmanager
def only(*paths: Path) -> Iterator[None]:
    """Note that what is done within rests on some files, whatever others it opens to look whether all is well."""
    seen = Seen.current
    if seen is None:
        yield
        return
    with seen.aside():
        yield
    for path in paths:
        seen.file(path)


def digest_of(path: Path) -> str:
    """SHA-256 of a file; empty where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def names_in(folder: Path) -> list[str]:
    """Names in a folder, sorted, but for hidden ones; none where there is no folder."""
    try:
        return sorted(path.name for path in folder.iterdir() if path.name[0] not in "._")
    except OSError:
        return []


def digest_of_names(names: Iterable[str]) -> str:
    """SHA-256 of the names in a folder."""
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def _stamp(path: Path) -> _Stamp:
    """What changes when a file does; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
