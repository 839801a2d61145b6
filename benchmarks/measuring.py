"""How long something takes, how much work it is, and how much memory its processes take together."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_PAUSE = 0.5


@dataclass(frozen=True)
class Measured:
    """What one run took.

    Attributes
    ----------
    seconds : float
        By the clock.
    work : float
        Seconds of processors, of all its processes.
    memory : float
        MiB that all its processes held at the same time, shared pages counted once (Linux; 0 elsewhere).
    """

    seconds: float
    work: float
    memory: float


def measure(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None
) -> Measured:
    """Run a command and measure it.

    Raises
    ------
    RuntimeError
        If it fails, with what it said.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    with (folder / "benchmark.log").open("wb") as log:
        running = subprocess.Popen(  # noqa: S603 - the project's own programs
            [str(word) for word in command],
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        with _Watched(running.pid) as watched:
            code = running.wait()
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if code != 0:
        said = (folder / "benchmark.log").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {code}:\n{said[-3000:]}")
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(seconds, work, watched.most / 1024)


class _Watched:
    """Looks at a tree of processes while it works; `most` is the most memory it held, in KiB."""

    def __init__(self, pid: int) -> None:
        self.most = 0
        self._pid = pid
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _Watched:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(_PAUSE):
            self.most = max(self.most, sum(map(_held, _tree(self._pid))))


def _tree(pid: int) -> list[int]:
    """Return a process and all below it."""
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name, in brackets, may hold anything; what follows it is numbers.
            fields = entry.read_text().rpartition(")")[2].split()
            below.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting.extend(below.get(found[-1], ()))
    return found


def _held(pid: int) -> int:
    """KiB of a process; of pages that several share, its part."""
    with suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def summary(runs: Sequence[Measured]) -> dict[str, Any]:
    """Median of each measure, and the least and the most of the seconds."""
    return {
        "runs": [asdict(run) for run in runs],
        "seconds": statistics.median(run.seconds for run in runs),
        "least": min(run.seconds for run in runs),
        "most": max(run.seconds for run in runs),
        "work": statistics.median(run.work for run in runs),
        "memory": max(run.memory for run in runs),
    }
