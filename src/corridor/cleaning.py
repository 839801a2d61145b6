"""Bounds what is kept between builds: what was not asked for the longest goes first. All of it can be made again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from corridor.errors import ConfigurationError
from corridor.project import Project

MEGABYTE = 1_000_000
# Folders whose own folders hold results that are files.
_OF_FILES = frozenset({"pages"})


@dataclass(frozen=True)
class Cleaned:
    """What was let go, and what is left: numbers of files and of bytes."""

    files: int
    freed: int
    left: int


def clean(project: Project, *, most: int) -> Cleaned:
    """Let go of kept results until they take no more than a number of bytes.

    Parameters
    ----------
    project : Project
        The project.
    most : int
        Bytes that may be left; with none, everything goes.

    Raises
    ------
    ConfigurationError
        If something cannot be removed.
    """
    held = sorted(map(_Held.at, _results(project.cache)), key=lambda one: (one.asked_for, one.path))
    size = sum(one.size for one in held)
    files = freed = 0
    for one in held:
        if size - freed <= most:
            break
        _remove(project, one.path)
        files, freed = files + one.files, freed + one.size
    return Cleaned(files, freed, size - freed)


@dataclass(frozen=True)
class _Held:
    """A result: when it was last asked for, its files and its bytes."""

    path: Path
    asked_for: int
    files: int
    size: int

    @classmethod
    def at(cls, path: Path) -> _Held:
        paths = [path] if not path.is_dir() else [file for file in path.rglob("*") if not file.is_dir()]
        found = []
        for file in paths:
            with suppress(OSError):  # Gone meanwhile.
                found.append(file.lstat())
        times = [one.st_mtime_ns for one in found]
        return cls(path, max(times, default=0), len(found), sum(one.st_size for one in found))


def _results(folder: Path) -> Iterator[Path]:
    """What is kept or let go as a whole: a file, or a folder that is of no use without one of its files."""
    for path in sorted(folder.glob("*/*")):
        if path.is_dir() and path.parent.name in _OF_FILES:
            yield from sorted(path.iterdir())
        else:
            yield path


def _remove(project: Project, path: Path) -> None:
    try:
        if path.is_dir() and not path.is_symlink():
            # Under another name first: whoever looks for it finds all of it or nothing.
            gone = path.with_name(f".gone-{path.name}")
            path.rename(gone)
            shutil.rmtree(gone)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigurationError(
            "A kept result cannot be removed.",
            where=project.relative(path),
            expected="a folder that may be written to",
            found=str(error.strerror),
            todo="Give yourself the right to write there, or remove the folder by hand.",
        ) from None
