"""Hands runs of notebooks to a warm process and tells how each ended."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from corridor.errors import NotebookError
from corridor.kernels.cold import ENVIRONMENT
from corridor.kernels.processes import why_not_forking
from corridor.project import Project

Way = Literal["done", "refused", "fault", "time", "flood", "died"]
_PATIENCE = 5.0


@dataclass(frozen=True)
class Task:
    """A notebook to run in a forked kernel.

    Attributes
    ----------
    notebook : str
        Path of the notebook.
    parameters : mapping
        All its parameters, but for `output`.
    folder : str
        Empty folder for what the run leaves: its indicators and the executed notebook.
    """

    notebook: str
    parameters: Mapping[str, Any]
    folder: str


@dataclass(frozen=True)
class Limits:
    """How much one run may take.

    Attributes
    ----------
    seconds : float
        All cells together.
    output : int
        Bytes that they may put out.
    """

    seconds: float
    output: int


@dataclass(frozen=True)
class Ended:
    """How a run ended.

    Attributes
    ----------
    task : int
        Its place in the sequence that was asked for.
    way : str
        `done`; `refused` with a mistake that the user can mend; `fault`, one of ours; `time` or `flood` if a limit
        was passed; `died` if the kernel went away.
    cell : str
        Identifier of the cell that was running; empty before the first.
    found : str
        What was found, for a message.
    error : mapping
        Of what was refused, the kind of error and its fields.
    """

    task: int
    way: Way
    cell: str = ""
    found: str = ""
    error: Mapping[str, Any] | None = None


class NotToBeHadError(Exception):
    """Forked kernels are not to be had here; the message says why."""


class Fleet:
    """A warm process and the runs it is given. Close it, or use it as a context.

    Parameters
    ----------
    project : Project
        The project; kernels run in its root.
    jobs : int
        How many runs at a time.
    line : socket.socket, optional
        A line to those that draw charts; without it the warm process has some of its own.

    Raises
    ------
    NotToBeHadError
        If this machine cannot fork kernels.
    """

    def __init__(self, project: Project, jobs: int, line: socket.socket | None = None) -> None:
        if reason := why_not_forking():
            raise NotToBeHadError(reason)
        self.jobs = jobs
        self.folder = Path(tempfile.mkdtemp(prefix="corridor-")).resolve()
        self._near, far = socket.socketpair()
        with far:
            self._process = self._started(project, [far, *([line] if line else [])])
        self._answers = self._near.makefile("rb")

    def _started(self, project: Project, handed: Sequence[socket.socket]) -> subprocess.Popen[bytes]:
        control, *line = [one.fileno() for one in handed]
        arguments = [control, os.getpid(), project.root, self.folder, self.jobs, *line]
        with (self.folder / "log").open("wb") as log:
            return subprocess.Popen(  # noqa: S603 - this interpreter and this package
                [sys.executable, "-m", "corridor.kernels.warm", *map(str, arguments)],
                pass_fds=[control, *line],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=project.root,
                env=os.environ | ENVIRONMENT,
                # Of its own session: an interrupt at the terminal comes to us, and we end it.
                start_new_session=True,
            )

    def __enter__(self) -> Fleet:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def expect(self, edition: str) -> None:
        """Have the tables of an edition read meanwhile; its checks wait until there is something to run."""
        self._ask({"expect": edition})

    def run(self, tasks: Sequence[Task], limits: Limits) -> Iterator[Ended]:
        """Run notebooks, each in a kernel of its own.

        Parameters
        ----------
        tasks : sequence of Task
            What to run, in the order in which it is begun.
        limits : Limits
            For each of them.

        Yields
        ------
        Ended
            As each ends. What went wrong with one does not keep the others. Left before the last, it closes the fleet.

        Raises
        ------
        NotToBeHadError
            Before anything is run, if the process that was started cannot fork.
        NotebookError
            If it was killed by somebody else.
        RuntimeError
            If it ended unasked otherwise.
        """
        self._ask({"run": [asdict(task) for task in tasks], "limits": asdict(limits)})
        if reason := self._answer()["unfit"]:
            raise NotToBeHadError(reason)
        try:
            for _ in tasks:
                yield Ended(**self._answer())
        except GeneratorExit:
            # Whoever asked has given up: what still runs is of no use to anybody.
            self.close()
            raise

    def close(self) -> None:
        """End the warm process, and with it all that still run; whatever happens, none is left."""
        try:
            # Either makes it end its children and go; the signal also where it is still getting ready.
            self._answers.close()
            self._near.close()
            self._process.terminate()
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        finally:
            self._process.kill()
            self._process.wait()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _ask(self, question: Mapping[str, Any]) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # The answer that does not come says it.
            self._near.sendall(json.dumps(question).encode() + b"\n")

    def _answer(self) -> dict[str, Any]:
        line = b""
        with suppress(ConnectionResetError):
            line = self._answers.readline()
        if not line.endswith(b"\n"):
            log = (self.folder / "log").read_text(encoding="utf-8", errors="replace")
            code = self._process.wait()
            if code == -signal.SIGKILL:
                raise NotebookError(
                    "The process that runs notebooks was ended from outside.",
                    where="notebooks/",
                    expected="a process that lasts until all have run",
                    found="one that was killed; systems that run out of memory do so",
                    todo="Build again; with --jobs 1 it takes less memory.",
                )
            raise RuntimeError(f"The process that forks kernels ended with {code}:\n{log[-4000:]}")
        return dict(json.loads(line))
