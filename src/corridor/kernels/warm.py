"""The warm process: starts a kernel, imports what notebooks import, holds checked tables, forks a child for each run.

It is started by `fleet` and talks to it over one socket, a line of JSON each way. It has one thread, which waits for
whatever comes first: a request, the end of a child, or a child's time being up. When the socket closes, or its parent
dies, it ends its children and itself.
"""

from __future__ import annotations

import json
import os
import selectors
import shutil
import signal
import socket
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

from corridor.errors import CorridorError
from corridor.kernels.fleet import Ended, Limits, Task
from corridor.kernels.meter import Meter
from corridor.kernels.processes import end_group, end_with_parent, ending, threads
from corridor.project import Project

if TYPE_CHECKING:
    from corridor.kernels.drawing import Drawers

_LONGEST_REPORT = 32_000


@dataclass
class _Child:
    """A run in a process of its own; `end` and `reports` are descriptors to watch for its end and to read then."""

    number: int
    pid: int
    end: int
    reports: int
    deadline: float
    late: bool = False


class Warm:
    """What the process holds, and what it has under way."""

    def __init__(self, control: socket.socket, project: Project, drawers: Drawers, jobs: int) -> None:
        self._control, self.project, self._drawers, self._jobs = control, project, drawers, jobs
        self._waiting: deque[tuple[int, Task]] = deque()
        self._children: dict[int, _Child] = {}
        self.limits = Limits(0, 0)
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        self._received = b""
        self._unfit = ""

    def serve(self) -> None:
        """Answer until there is nobody left to answer."""
        while True:
            for key, _ in self._selector.select(self._patience()):
                if key.fileobj is not self._control:
                    self._gone(key.data)
                elif not self._asked():
                    # We leave anyhow: being told so once more must not disturb it.
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                    return
            self._end_late()
            while not self._unfit and self._waiting and len(self._children) < self._jobs:
                self._begin(*self._waiting.popleft())

    def end(self) -> None:
        """End the children and those that draw."""
        for child in self._children.values():
            end_group(child.pid)
        self._drawers.end()
        for child in self._children.values():
            with suppress(ChildProcessError):
                os.waitpid(child.pid, 0)

    def _patience(self) -> float | None:
        deadlines = [child.deadline for child in self._children.values() if not child.late]
        return max(0.0, min(deadlines) - time.monotonic()) if deadlines else None

    def _asked(self) -> bool:
        """Take in what was asked; false when nobody will ask again."""
        content = self._control.recv(65536)
        self._received += content
        *lines, self._received = self._received.split(b"\n")
        for line in lines:
            question = json.loads(line)
            if "expect" in question:
                self._expect(question["expect"])
            else:
                self._take(question)
        return bool(content)

    def _expect(self, edition: str) -> None:
        """Read tables ahead, so that they are at hand once their verdicts are."""
        from corridor.kernels import holding  # noqa: PLC0415 - imports pandas, which must find a kernel

        holding.read_ahead(self.project, edition)

    def _take(self, question: Mapping[str, Any]) -> None:
        from corridor.kernels import holding  # noqa: PLC0415

        tasks = [Task(**task) for task in question["run"]]
        self.limits = Limits(**question["limits"])
        holding.hold(self.project, [task.parameters for task in tasks])
        if (count := threads()) > 1:
            self._unfit = f"a library has started {count - 1} threads of its own"
        self._answer({"unfit": self._unfit})
        self._waiting.extend(enumerate(tasks))

    def _begin(self, number: int, task: Task) -> None:
        reading, writing = os.pipe()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            _run(self, task, writing, parent)
        os.close(writing)
        with suppress(OSError):  # The child does the same: whoever comes first.
            os.setpgid(pid, pid)
        deadline = time.monotonic() + self.limits.seconds
        child = self._children[pid] = _Child(number, pid, os.pidfd_open(pid), reading, deadline)
        self._selector.register(child.end, selectors.EVENT_READ, child)

    def _end_late(self) -> None:
        for child in self._children.values():
            if not child.late and time.monotonic() >= child.deadline:
                child.late = True
                end_group(child.pid)

    def _gone(self, child: _Child) -> None:
        """Tell how a run ended, from what its process reported and how that ended."""
        self._selector.unregister(child.end)
        os.close(child.end)
        end_group(
            child.pid
        )  # What its cells may have started; its number is its own until we take note of its end.
        _, status = os.waitpid(child.pid, 0)
        del self._children[child.pid]
        # A report that was cut off by the end has no line end.
        reports = [json.loads(line) for line in _read(child.reports).split(b"\n")[:-1]]
        cell = next((report["cell"] for report in reversed(reports) if "cell" in report), "")
        last = reports[-1] if reports else {}
        if "way" in last:
            ended = Ended(child.number, cell=cell, **last)
        elif child.late:
            ended = Ended(child.number, "time", cell)
        else:
            ended = Ended(child.number, "died", cell, ending(status))
        self._answer(asdict(ended))

    def _answer(self, answer: Mapping[str, Any]) -> None:
        with suppress(BrokenPipeError):  # Its end is seen when we next read.
            self._control.sendall(json.dumps(answer).encode() + b"\n")

    def become_child(self, parent: int) -> None:
        """Let go of what is the parent's, in a process that was just forked."""
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        end_with_parent(signal.SIGKILL, parent)
        os.setpgid(0, 0)
        self._selector.close()
        self._control.close()
        for child in self._children.values():
            os.close(child.reports)
        self._drawers.use()


def _read(descriptor: int) -> bytes:
    """Read what is in a pipe whose writer has gone; what a cell left running may still hold it open."""
    os.set_blocking(descriptor, False)
    found = b""
    with open(descriptor, "rb", buffering=0) as pipe:
        while part := pipe.read(_LONGEST_REPORT):
            found += part
    return found


def _run(warm: Warm, task: Task, reports: int, parent: int) -> NoReturn:
    """Run a notebook in this process, which was forked for it, and end."""

    def report(content: Mapping[str, Any]) -> None:
        os.write(reports, json.dumps(content).encode() + b"\n")

    try:
        warm.become_child(parent)
        _execute(warm, task, report)
    except CorridorError as error:
        report({"way": "refused", "error": {"kind": type(error).__name__, "fields": vars(error)}})
    except BaseException:
        report({"way": "fault", "found": traceback.format_exc()[-_LONGEST_REPORT // 2 :]})
    else:
        report({"way": "done"})
    finally:
        os._exit(0)


def _execute(warm: Warm, task: Task, report: Callable[[Mapping[str, Any]], None]) -> None:
    from corridor.kernels import holding, shell, watching  # noqa: PLC0415 - there since before the fork
    from corridor.notebook_execution import Job, execute  # noqa: PLC0415

    def flooded() -> NoReturn:
        report({"way": "flood"})
        os._exit(0)

    folder = Path(task.folder)
    folder.mkdir()
    os.environ["IPYTHONDIR"] = str(folder / "ipython")
    holding.make_fresh()
    shell.enter(Meter(warm.limits.output, flooded))
    job = Job(warm.project, Path(task.notebook), task.parameters)
    seen = watching.watch(warm.project, folder)
    execute(job, folder, shell.InnerKernel, warm.limits.seconds, lambda cell: report({"cell": cell}))
    seen.write(folder)


def main() -> NoReturn:
    """Get ready and serve; started by `fleet` with the number of a socket and what it needs to know.

    The number of another comes last where charts are drawn at its end.
    """
    number, parent, root, folder, jobs, *line = sys.argv[1:]
    end_with_parent(signal.SIGTERM, int(parent))
    signal.signal(signal.SIGTERM, _leave)
    control = socket.socket(fileno=int(number))
    # As ipykernel's launcher does: the kernel itself says where modules are looked for.
    del sys.path[0]
    shell = import_module("corridor.kernels.shell")
    shell.start(Path(folder) / "ipython")
    holding = import_module("corridor.kernels.holding")
    with shell.as_in_a_cell():
        holding.import_libraries()
        holding.rehearse()
    drawing = import_module("corridor.kernels.drawing")
    if line:
        drawers = drawing.Drawers.at(socket.socket(fileno=int(line[0])))
    else:
        drawers = drawing.Drawers(max(1, int(jobs) // 2), control)
    warm = Warm(control, Project(Path(root)), drawers, int(jobs))
    left_alone = False
    try:
        warm.serve()
        # A parent that was killed lets go of its socket before it is seen to be gone.
        left_alone = True
    finally:
        warm.end()
        if left_alone or os.getppid() != int(parent):
            shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _leave(_: int, __: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(128 + signal.SIGTERM)


if __name__ == "__main__":
    main()
