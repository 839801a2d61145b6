"""A process that draws charts for forked kernels, and for the processes that write reports.

A script engine takes longer to start than a chart to draw, and a process in which one runs cannot be forked. So it is
started once, in a process beside, and whoever shows charts asks for its pictures there. They are the same to the byte:
it is the same function that draws.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

from corridor.charts import drawing
from corridor.kernels.processes import end_with_parent, threads, why_not_forking

_LENGTH = struct.Struct("<cQ")
_DRAWN, _REFUSED = b"y", b"n"
# Something must be drawn before the engine is warm; what it is does not matter.
_WARM_UP = {
    "data": {"values": [{"a": 1}]},
    "mark": "text",
    "encoding": {"x": {"field": "a", "type": "quantitative"}, "text": {"field": "a", "type": "nominal"}},
}


class Drawers:
    """Processes that draw, and the line to them that processes forked or started later are given.

    Parameters
    ----------
    count : int
        How many. Make them while this process has one thread, and before it draws anything itself.
    *others : socket.socket
        Of this process only: those that draw let go of them.
    """

    def __init__(self, count: int, *others: socket.socket) -> None:
        self.line, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        parent = os.getpid()
        self.pids = [
            pid for _ in range(count) if (pid := os.fork() or _serve((self.line, *others), far, parent))
        ]
        far.close()

    @classmethod
    def at(cls, line: socket.socket) -> Drawers:
        """Those of another process, at the end of a line that it gave."""
        drawers = cls.__new__(cls)
        drawers.line, drawers.pids = line, []
        return drawers

    def use(self) -> None:
        """Have the charts of this process, and of those that it forks, drawn there."""
        drawing.draw_elsewhere(self._drawn)

    def end(self) -> None:
        """End those that draw; none is left."""
        for pid in self.pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in self.pids:
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)

    def _drawn(self, spec: Mapping[str, Any]) -> str | None:
        """Return the picture of a specification; None if it could not be drawn there."""
        near, far = socket.socketpair()
        with near, near.makefile("rwb") as wire:
            try:
                with far:
                    socket.send_fds(self.line, [b"?"], [far.fileno()])
                _send(wire, _DRAWN, json.dumps(spec, allow_nan=False).encode())
                kind, picture = _receive(wire)
            except (OSError, EOFError, TypeError, ValueError):
                return None
        return picture.decode() if kind == _DRAWN else None


@contextmanager
def drawn_beside(jobs: int) -> Iterator[Drawers | None]:
    """Have a build's charts drawn by processes beside it, which are sent away at its end.

    Parameters
    ----------
    jobs : int
        How many processes will ask for charts at a time.

    Yields
    ------
    Drawers or None
        For kernels; None where whoever needs a chart draws it, because forked processes are not to be had.
    """
    if why_not_forking() or threads() > 1:
        yield None
        return
    drawers = Drawers(max(1, jobs // 2))
    drawers.use()
    try:
        yield drawers
    finally:
        drawing.draw_here()
        drawers.line.close()
        drawers.end()


def _serve(others: Iterable[socket.socket], line: socket.socket, parent: int) -> NoReturn:
    """Draw what is asked for, until the kernels and their parent are gone."""
    status = 1
    try:
        end_with_parent(signal.SIGKILL, parent)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        for other in others:
            other.close()
        drawing.picture_of(_WARM_UP)
        while True:
            _, handed, _, _ = socket.recv_fds(line, 1, 1)
            if not handed:
                break
            with socket.socket(fileno=handed[0]) as asked, asked.makefile("rwb") as wire:
                _answer(wire)
        status = 0
    finally:
        os._exit(status)


def _answer(wire: Any) -> None:
    try:
        _, spec = _receive(wire)
        picture = drawing.picture_of(json.loads(spec))
    except (EOFError, OSError):
        return
    except ValueError:
        # Who asked will draw it too, and meet the same error where it belongs.
        _send(wire, _REFUSED, b"")
        return
    _send(wire, _DRAWN, picture.encode())


def _send(wire: Any, kind: bytes, content: bytes) -> None:
    wire.write(_LENGTH.pack(kind, len(content)) + content)
    wire.flush()


def _receive(wire: Any) -> tuple[bytes, bytes]:
    head = wire.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    kind, size = _LENGTH.unpack(head)
    content = wire.read(size)
    if len(content) < size:
        raise EOFError
    return kind, content
