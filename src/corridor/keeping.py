"""Results kept by content: a file for each, sealed with the hash of what it holds; a damaged one counts as none.

Nothing here fails where a folder cannot be read or written: the result is then made again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from corridor.errors import UsageError
from corridor.project import Project

_SEAL = 64
_LONG = 3600.0


def cache_folder() -> Path:
    """Folder for what is kept between runs: the project's cache, or one beside other temporary files."""
    if named := os.environ.get("CORRIDOR_CACHE"):
        return Path(named).absolute()
    try:
        return Project.find().cache
    except UsageError:
        return Path(tempfile.gettempdir()) / f"corridor-{os.getuid()}"


@contextmanager
def nothing_kept(folder: Path) -> Iterator[None]:
    """Have everything made anew, in this process and those it starts, and kept in an empty folder meanwhile."""
    before = os.environ.get("CORRIDOR_CACHE")
    os.environ["CORRIDOR_CACHE"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["CORRIDOR_CACHE"]
        else:
            os.environ["CORRIDOR_CACHE"] = before


def digest(content: bytes) -> str:
    """SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def key_of(parts: Any) -> str:
    """Name for a result: the hash of all that it depends on, given as plain data."""
    return digest(json.dumps(parts, sort_keys=True).encode())


def digest_of_files(root: Path, paths: Iterable[Path]) -> str:
    """Hash of the names and contents of files, their names told from a folder."""
    told = sorted((path.relative_to(root).as_posix(), digest(path.read_bytes())) for path in paths)
    return key_of(told)


def place(path: Path, content: bytes) -> None:
    """Write a file in one step; another run may do the same meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False)  # noqa: SIM115 - it is renamed
    try:
        with file:
            file.write(content)
        Path(file.name).replace(path)
    except BaseException:
        # On a full disk above all, half a file must not stay.
        Path(file.name).unlink(missing_ok=True)
        raise


def tidy(cache: Path) -> None:
    """Let go of what processes that were killed had begun to write into the cache.

    All that is being written bears a name that begins with a point. An hour is longer than any takes.
    """
    for pattern in ("*/.*", "*/*/.*"):
        for path in cache.glob(pattern):
            with suppress(OSError):
                if time.time() - path.lstat().st_mtime < _LONG:
                    continue
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink()


class Shelf:
    """Results in a folder, each under its key; those not asked for the longest give way.

    Parameters
    ----------
    folder : Path
        The folder; made when the first result is kept.
    most : int
        How many results it may hold.
    """

    def __init__(self, folder: Path, most: int) -> None:
        self._folder, self._most = folder, most

    def take(self, key: str) -> bytes | None:
        """Return what is kept under a key; None if nothing is, or if it is not as it was kept."""
        path = self._folder / key
        with suppress(OSError):
            content = path.read_bytes()
            if content[:_SEAL] == digest(content[_SEAL:]).encode():
                with suppress(OSError):
                    os.utime(path)
                return content[_SEAL:]
        return None

    def keep(self, key: str, content: bytes) -> None:
        """Keep a result under its key."""
        with suppress(OSError):
            place(self._folder / key, digest(content).encode() + content)
            self._bound()

    def _bound(self) -> None:
        held = [path for path in self._folder.iterdir() if not path.name.startswith(".")]
        if len(held) <= self._most:
            return
        held.sort(key=lambda path: path.stat().st_mtime_ns)
        for path in held[: len(held) - self._most // 2]:
            path.unlink(missing_ok=True)
