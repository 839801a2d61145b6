"""Temporary files of a run, in one folder of its own: gone when it ends, and when it was killed, with the next run."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corridor.publishing import lock

_NAMED = "TMPDIR"


@contextmanager
def own_folder() -> Iterator[None]:
    """Have this process, and those it starts, make their temporary files in a folder of this run.

    It serves as a decorator as well. Within a run that has such a folder there is nothing to do.

    Raises
    ------
    OSError
        If the folder for temporary files cannot be written to.
    """
    before, named = tempfile.gettempdir(), os.environ.get(_NAMED)
    if is_own(Path(before)):
        yield
        return
    with lock.kept_alive(Path(before), _prefix(), Path(before) / f"corridor-{os.getuid()}") as folder:
        tempfile.tempdir = os.environ[_NAMED] = str(folder)
        try:
            yield
        finally:
            tempfile.tempdir = before
            if named is None:
                del os.environ[_NAMED]
            else:
                os.environ[_NAMED] = named


def is_own(folder: Path) -> bool:
    """Whether a folder is one that a run has for itself."""
    return folder.name.startswith(_prefix())


def _prefix() -> str:
    # Of one user: another's cannot be tidied up.
    return f"corridor-run-{os.getuid()}-"
