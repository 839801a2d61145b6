"""Where a Corridor project keeps its files."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from corridor.errors import ConfigurationError, UsageError, listed, suggestion

# All but tabs and line ends.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
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


class _UniqueKeys(yaml.constructor.SafeConstructor):
    """Safe YAML in which a key given twice in one mapping is an error, not silently the later one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                raise yaml.constructor.ConstructorError(
                    None, None, "a list or mapping stands where a key should", key_node.start_mark
                )
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} is given twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


class _Loader(_UniqueKeys, yaml.SafeLoader):
    """Reads slowly, and words its messages the same wherever it runs."""


class _FastLoader(_UniqueKeys, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads the same eight times as fast, where libyaml is there."""


def read_yaml(path: Path, name: str) -> dict[str, Any]:
    """Read a YAML file that holds one mapping.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        What the project calls it, for messages.

    Raises
    ------
    ConfigurationError
        If the file is missing, is not UTF-8 or YAML, repeats a key, or does not hold a mapping.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigurationError(
            f"{name} does not exist.",
            where=name,
            expected="a YAML file",
            todo="Create it, or correct its name.",
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"{name} is not UTF-8 text.",
            where=f"{name}, byte {error.start}",
            expected="UTF-8",
            found=f"byte 0x{error.object[error.start]:02x}",
            todo="Save the file as UTF-8.",
        ) from None
    try:
        content = _loaded(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigurationError(
            f"{name} is not valid YAML.",
            where=f"{name}, line {line}",
            found=str(error.problem),
            todo="Correct that line.",
        ) from None
    # Besides its own errors: dates and numbers that do not exist, a list for a key, brackets without end.
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ConfigurationError(
            f"{name} is not valid YAML.",
            where=name,
            found=str(error).splitlines()[0] if str(error) else type(error).__name__,
            todo="Correct the file.",
        ) from None
    if not isinstance(content, dict):
        raise ConfigurationError(
            f"{name} holds no mapping.",
            where=name,
            expected="keys and values",
            found=type(content).__name__,
            todo="Write `key: value` lines.",
        )
    return content


def _loaded(text: str) -> Any:
    try:
        return yaml.load(text, Loader=_FastLoader)  # noqa: S506 - a SafeLoader with one more rule
    except yaml.YAMLError:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - the same


def text_of(content: Mapping[str, Any], key: str, name: str, *, blank: bool = False) -> str:
    """Return a text that a file gives under a key.

    Parameters
    ----------
    blank : bool
        Whether it may be empty.

    Raises
    ------
    ConfigurationError
        If it is none, or has characters that control a terminal.
    """
    value = content[key]
    if not isinstance(value, str) or not (blank or value.strip()) or _CONTROL.search(value):
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
