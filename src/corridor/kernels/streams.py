"""What a cell writes to standard output and standard error, as messages of its kernel.

Two ways lead there. Python's `print` comes to a `Stream`. What goes to the file descriptors themselves, from a library
in C or a command that a cell starts, is spilled into memory of a fixed size and picked up when the stream is flushed:
after each cell, and before each thing displayed.
"""

from __future__ import annotations

import codecs
import fcntl
import io
import os
from collections.abc import Callable, Mapping
from typing import Any

_PAGE = 4096


class Stream(io.TextIOBase):
    """Standard output or standard error of a kernel.

    Parameters
    ----------
    name : str
        `stdout` or `stderr`.
    send : callable
        Given text and the header of the message that asked for it.
    """

    name: str
    encoding = "UTF-8"

    def __init__(self, name: str, send: Callable[[str, Mapping[str, Any]], None]) -> None:
        self.name = name
        self._send = send
        self._parent: Mapping[str, Any] = {}
        self._spill: Spill | None = None

    def set_parent(self, parent: Mapping[str, Any]) -> None:
        """Say which request the text belongs to; ipykernel calls this before each cell."""
        self._parent = parent

    def writable(self) -> bool:
        """Whether text can be written: always."""
        return True

    def write(self, text: str) -> int:
        """Send text at once, so that it keeps its place between the things displayed."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if text:
            self._send(text, self._parent)
        return len(text)

    def flush(self) -> None:
        """Send what went to the file descriptor meanwhile."""
        text = self._spill.taken() if self._spill else ""
        if text:
            self._send(text, self._parent)

    def fileno(self) -> int:
        """File descriptor for commands that are told to write here: that from before the cells.

        Raises
        ------
        OSError
            If there is none.
        """
        if self._spill is None:
            raise io.UnsupportedOperation("fileno")
        return self._spill.before

    def spill(self, number: int, limit: int) -> None:
        """Take over a file descriptor; see `Spill`."""
        self._spill = Spill(number, limit)


class Spill:
    """Memory that stands in for a file descriptor (Linux).

    It cannot grow: a command that floods it meets an error, and needs no thread that keeps up with it.

    Parameters
    ----------
    number : int
        1 or 2.
    limit : int
        Bytes it holds.
    """

    def __init__(self, number: int, limit: int) -> None:
        self.before = os.dup(number)
        self._size = limit + 2 * _PAGE
        self._memory = os.memfd_create(f"corridor-{number}", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.ftruncate(self._memory, self._size)
        fcntl.fcntl(self._memory, fcntl.F_ADD_SEALS, fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK)
        os.dup2(self._memory, number)
        self._taken = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def taken(self) -> str:
        """Return the text that came since the last time."""
        # Both descriptors share one position: where the last writer stopped.
        written = os.lseek(self._memory, 0, os.SEEK_CUR)
        found = os.pread(self._memory, written - self._taken, self._taken)
        self._taken = written
        return self._decoder.decode(found)
