"""One at a time: who changes a site, or the tables of a source, and what a killed process left behind.

A lock is held by the open file, not by the file's being there, so that a killed process never leaves one. The file
itself is taken away when the work is done.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from corridor.errors import ConfigurationError
from corridor.publishing.exchange import recover, recover_within

PATIENCE = 300.0
_PAUSE = 0.05
_ALIVE = "alive"


@contextmanager
def exclusive(place: Path, *, patience: float | None = None) -> Iterator[None]:
    """Wait until nobody else changes a place, and keep others out meanwhile.

    Parameters
    ----------
    place : Path
        A folder, which need not be there yet.
    patience : float, optional
        Seconds to wait; five minutes when omitted.

    Raises
    ------
    ConfigurationError
        If another process still works there when the time is up.
    OSError
        If the folder beside cannot be written to.
    """
    path = place.with_name(f".{place.name}-lock")
    deadline = time.monotonic() + (PATIENCE if patience is None else patience)
    while (number := _taken(path)) is None:
        if time.monotonic() > deadline:
            raise ConfigurationError(
                f"Another process is changing {place.name}.",
                where=str(place),
                expected="one at a time",
                found=f"the lock {path.name} is held",
                todo="Wait until it is done, and try again.",
            )
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        with suppress(OSError):  # What is left of it is no lock: the next one takes it.
            path.unlink(missing_ok=True)
        _let_go(number)


def _let_go(number: int) -> None:
    """Close a file that is held; nothing was written to it, and a disk that fails at this lets it go as well."""
    with suppress(OSError):
        os.close(number)


def _clear(folder: Path) -> None:
    """Take a folder away, as far as the disk lets it go; the next one takes the rest."""
    with suppress(OSError):  # Not every error is one that it ignores.
        shutil.rmtree(folder, ignore_errors=True)


def _taken(path: Path) -> int | None:
    """Take the lock; None while another has it. A file that was taken away meanwhile is not the lock any more."""
    number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if path.exists() and os.fstat(number).st_ino == path.stat().st_ino:
            return number
    except (BlockingIOError, FileNotFoundError):
        pass
    except BaseException:
        _let_go(number)
        raise
    _let_go(number)
    return None


@contextmanager
def workshop(place: Path) -> Iterator[Path]:
    """Folder to work in, beside a place and on the same disk; gone afterwards, whatever happens.

    What processes left behind that were killed goes as well, and what they had set aside comes back.

    Parameters
    ----------
    place : Path
        The site that is being worked on; its parent folder is there.

    Raises
    ------
    OSError
        If the folder beside cannot be written to.
    """
    with exclusive(place):
        recover(place)
        recover_within(place / "editions")
    with kept_alive(place.parent, f".{place.name}-building-", place) as folder:
        yield folder


@contextmanager
def kept_alive(parent: Path, prefix: str, place: Path) -> Iterator[Path]:
    """Make a folder that is known to be in use as long as this process lives; gone afterwards, whatever happens.

    Those that processes left behind that were killed go as well.

    Parameters
    ----------
    parent : Path
        Where it is made.
    prefix : str
        What its name begins with, and those of its like.
    place : Path
        Whose lock keeps others out while it is made; see `exclusive`.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    with exclusive(place):
        for left in sorted(parent.glob(f"{prefix}*")):
            if not _is_alive(left):
                _clear(left)
        folder = Path(mkdtemp(prefix=prefix, dir=parent))
        try:
            number = os.open(folder / _ALIVE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            fcntl.flock(number, fcntl.LOCK_EX)
        except BaseException:
            _clear(folder)
            raise
    try:
        yield folder
    finally:
        _clear(folder)
        _let_go(number)


def _is_alive(folder: Path) -> bool:
    try:
        number = os.open(folder / _ALIVE, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        _let_go(number)
    return False
