"""What a build can depend on: the project's files, the code, the libraries, the engine, each with a hash."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

from corridor.keeping import digest, digest_of_files
from corridor.project import Project

# Folders of the project that no build reads.
_UNREAD = frozenset({"benchmarks", "build", "campaign", "dist", "faults", "node_modules", "tests"})
_PACKAGE = Path(__file__).parent
CODE, FILTERS = "the code of Corridor", "the filters of Corridor"
LIBRARIES, ENGINE = "the installed libraries", "the engine"


def of_project(project: Project, leave_out: Collection[Path] = ()) -> dict[str, str]:
    """Hash every file that a build can read.

    Parameters
    ----------
    project : Project
        The project.
    leave_out : collection of Path
        Folders of the project that are output; those whose name begins with a point or underscore are never read.

    Returns
    -------
    dict of str to str
        Hashes by path from the project's root; those of the code and the libraries by what they are.
    """
    files = {path.relative_to(project.root).as_posix(): path for path in files_of(project, leave_out)}
    found = {name: _hashed(path) for name, path in sorted(files.items())}
    return found | {CODE: code(), FILTERS: filters(), LIBRARIES: libraries()}


def _hashed(path: Path) -> str:
    """Hash of a file; of one that cannot be read it is known that it cannot."""
    try:
        return digest(path.read_bytes())
    except OSError as error:
        return f"not to be read: {error.strerror}"


def named(hashes: dict[str, str], *beginnings: str) -> dict[str, str]:
    """Those whose name begins in one of some ways."""
    return {name: found for name, found in hashes.items() if name.startswith(beginnings)}


@cache
def code() -> str:
    """Hash of our own code."""
    return digest_of_files(_PACKAGE, sorted(_PACKAGE.rglob("*.py")))


@cache
def filters() -> str:
    """Hash of what Pandoc runs on pages."""
    return digest_of_files(_PACKAGE, sorted(_PACKAGE.rglob("filters/*.*")))


@cache
def libraries() -> str:
    """Hash of the names and versions of what is installed, and of Python's."""
    found = {name for folder in sys.path for name in _installed(folder)}
    return digest(repr([sys.version_info[:3], sorted(found)]).encode())


def engine(asked: str) -> str:
    """Tell the engines that could be taken apart, without starting one.

    Parameters
    ----------
    asked : str
        `auto`, `quarto` or `pandoc`.
    """
    program = None if asked == "pandoc" else shutil.which(os.environ.get("QUARTO_PATH") or "quarto")
    if program is None:
        return digest(repr([asked, os.environ.get("QUARTO_PATH"), os.environ.get("QUARTO_PROFILE")]).encode())
    about = Path(program).resolve().stat()
    told = [asked, program, about.st_size, about.st_mtime_ns, os.environ.get("QUARTO_PROFILE")]
    return digest(repr(told).encode())


def files_of(project: Project, leave_out: Collection[Path] = ()) -> Iterator[Path]:
    """Files of the project that a build can read; see `of_project`."""
    for here, names in _walked(project, leave_out):
        kept = (here / name for name in names if not name.startswith(".") and not name.endswith(".pyc"))
        # What is no file cannot be read without waiting for whoever writes to it; a link may lead nowhere.
        yield from (path for path in kept if path.is_file())


def folders_of(project: Project, leave_out: Collection[Path] = ()) -> Iterator[Path]:
    """Folders in which there are such files or could be, the project's own first; see `files_of`."""
    return (here for here, _ in _walked(project, leave_out))


def _walked(project: Project, leave_out: Collection[Path]) -> Iterator[tuple[Path, list[str]]]:
    folder = project.root
    left_out = set(leave_out)
    seen: set[str] = set()
    # A folder may be a link to one elsewhere; one that leads round in a circle is entered once.
    for place, folders, names in os.walk(folder, followlinks=True):
        here = Path(place)
        top = here == folder
        folders[:] = [
            name
            for name in folders
            if not _passed_over(name, top=top) and here / name not in left_out and _is_new(here / name, seen)
        ]
        yield here, names


def _is_new(folder: Path, seen: set[str]) -> bool:
    real = os.path.realpath(folder)
    known = real in seen
    seen.add(real)
    return not known


def _passed_over(name: str, *, top: bool) -> bool:
    return (
        name.startswith(".") or name == "__pycache__" or (top and (name.startswith("_") or name in _UNREAD))
    )


def _installed(folder: str) -> Iterable[str]:
    try:
        return [name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info"))]  # noqa: PTH208
    except OSError:
        return []
