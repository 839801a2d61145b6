"""Folders put in each other's place in one step, so that a reader meets the one or the other and never half of each.

Linux and macOS can exchange two folders by one system call. Where the file system cannot, two renames do it: the
old folder is set aside under a name that `recover` knows. A process that is killed between the two leaves the place
empty; whoever comes next puts the old folder back before doing anything else.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

Swap = Callable[[bytes, bytes], int]

# The flag has the same value in renameat2 (RENAME_EXCHANGE) and in renamex_np (RENAME_SWAP).
_EXCHANGE = 2
_HERE = -100
# What a kernel or a file system answers that cannot exchange.
_CANNOT = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})


def put(ready: Path, target: Path) -> None:
    """Put a folder in the place of another, in one step.

    Parameters
    ----------
    ready : Path
        The new folder, on the same disk. What stood in its place before is there afterwards; nothing, if
        nothing did.
    target : Path
        The place.

    Raises
    ------
    OSError
        If it cannot be done; the old folder is then in its place.
    """
    sys.audit("corridor.put", str(ready), str(target))
    if not target.exists():
        ready.rename(target)
    elif not _exchanged(ready, target):
        _in_two_steps(ready, target)
    with suppress(OSError):  # It is done; that it outlasts a power failure as well is beyond our reach.
        settle(target.parent)


def recover(target: Path) -> None:
    """Mend what a killed process left behind between two renames: the old folder comes back, or goes.

    Parameters
    ----------
    target : Path
        The place that was being filled.
    """
    aside = _aside(target)
    if not aside.exists():
        return
    if target.exists():
        shutil.rmtree(aside)
    else:
        aside.rename(target)


def recover_within(folder: Path) -> None:
    """Mend what is left of every place in a folder; see `recover`."""
    for aside in sorted(folder.glob(".*-aside")):
        recover(folder / aside.name.removeprefix(".").removesuffix("-aside"))


def settle(path: Path) -> None:
    """Have a file or the entries of a folder written to the disk, so that they outlast a power failure."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    except OSError as error:
        # Some file systems do not settle folders; there is nothing better to be had from them.
        if error.errno not in _CANNOT:
            raise
    finally:
        os.close(number)


def _aside(target: Path) -> Path:
    return target.with_name(f".{target.name}-aside")


def _in_two_steps(ready: Path, target: Path) -> None:
    aside = _aside(target)
    target.rename(aside)
    try:
        ready.rename(target)
    except OSError:
        aside.rename(target)
        raise
    aside.rename(ready)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders by one system call; false where that cannot be had."""
    swap = _system_call()
    if swap is None:
        return False
    if swap(os.fsencode(one), os.fsencode(other)) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(other))


@cache
def _system_call() -> Swap | None:
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        return lambda one, other: int(library.renamex_np(one, other, ctypes.c_uint(_EXCHANGE)))
    if hasattr(library, "renameat2"):
        return lambda one, other: int(library.renameat2(_HERE, one, _HERE, other, ctypes.c_uint(_EXCHANGE)))
    return None
