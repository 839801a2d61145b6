"""Where a Corridor project keeps its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corridor.errors import ConfigurationError, UsageError, listed, suggestion
from corridor.yaml_files import read_mapping

_MARKS = ("_quarto.yml", "definitions")


@dataclass(frozen=True)
class Project:
    """The folders of a project, found from its root.

    Attributes
    ----------
    root : Path
        Absolute path of the folder that holds `_quarto.yml` and `definitions/`.
    """

    root: Path

    @property
    def definitions(self) -> Path:
        """Code lists and registers: economies, regions, statements."""
        return self.root / "definitions"

    @property
    def data(self) -> Path:
        """One folder for each source."""
        return self.root / "data"

    @property
    def data_checks(self) -> Path:
        """One module of expectations for each source."""
        return self.root / "data_checks"

    @property
    def notebooks(self) -> Path:
        """The analyses that compute the indicators."""
        return self.root / "notebooks"

    @property
    def templates(self) -> Path:
        """One folder for each report, the shared macros and the theme."""
        return self.root / "templates"

    @property
    def reports(self) -> Path:
        """Editions, hand-written pages and references."""
        return self.root / "reports"

    @property
    def cache(self) -> Path:
        """What can be made again: verdicts, fonts, staged editions."""
        return self.root / ".corridor"

    @classmethod
    def find(cls, start: Path | None = None) -> Project:
        """Find the project that holds a folder, looking upwards.

        Parameters
        ----------
        start : Path, optional
            Where to begin; the working directory when omitted.

        Raises
        ------
        UsageError
            If neither the folder nor any above it is a project.
        """
        begin = (start or Path.cwd()).resolve()
        for folder in (begin, *begin.parents):
            if all((folder / mark).exists() for mark in _MARKS):
                return cls(folder)
        raise UsageError(
            "This is not a Corridor project.",
            where=str(begin),
            expected=f"a folder that holds {' and '.join(_MARKS)}, here or above",
            todo="Change to the project's folder and try again.",
        )

    def relative(self, path: Path) -> str:
        """Path as the project names it, with forward slashes, for messages and records."""
        try:
            return path.resolve().relative_to(self.root).as_posix()
        except ValueError:
            return str(path)


def read_yaml(path: Path, name: str) -> dict[str, Any]:
    """Read a YAML file that holds one mapping; see `yaml_files`.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        What the project calls it, for messages.

    Raises
    ------
    ConfigurationError
        If it is missing, no YAML as the project's files are, or holds a text that cannot be shown.
    """
    return read_mapping(path, name)


def text_of(content: Mapping[str, Any], key: str, name: str, *, blank: bool = False) -> str:
    """Return a text that a file gives under a key.

    Parameters
    ----------
    blank : bool
        Whether it may be empty.

    Raises
    ------
    ConfigurationError
        If it is none.
    """
    value = content[key]
    if not isinstance(value, str) or not (blank or value.strip()):
        raise ConfigurationError(
            f"{name} has a wrong value.",
            where=f"{name}, key {key}",
            expected="a text" if blank else "a text that is not empty",
            found=repr(value)[:80],
            todo="Write a text there, in quotation marks if need be.",
        )
    return value


def refuse_unknown(
    content: dict[str, Any], known: set[str], name: str, *, required: set[str] | None = None
) -> None:
    """Refuse a mapping with a key nobody reads, or without one that is needed.

    Raises
    ------
    ConfigurationError
        Naming the key, its line's file, the known keys and the nearest one.
    """
    for key in content:
        if key not in known:
            near = suggestion(str(key), known)
            raise ConfigurationError(
                f"{name} has an unknown key: {key}.",
                where=name,
                expected=listed(known, limit=30),
                found=str(key),
                todo=f"Remove it{', or ' + near if near else ''}.",
            )
    missing = (required or set()) - content.keys()
    if missing:
        raise ConfigurationError(
            f"{name} lacks a key.",
            where=name,
            expected=listed(required or set(), limit=30),
            found=f"no {listed(missing)}",
            todo=f"Add {listed(missing)}.",
        )
