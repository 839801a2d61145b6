"""One build in this process, each of its stages timed; prints them as JSON.

python benchmarks/stages.py PROJECT EDITION JOBS
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path


class Stages:
    """Told the stages of a build, adds up their time and work."""

    def __init__(self) -> None:
        self.taken: dict[str, dict[str, float]] = {}
        self._name, self._seconds, self._work = "start", time.perf_counter(), _work()

    def tell(self, name: str, _done: int, _total: int) -> None:
        """Take note of a stage; what follows belongs to it."""
        if name == self._name:
            return
        seconds, work = time.perf_counter(), _work()
        known = self.taken.setdefault(self._name, {"seconds": 0.0, "work": 0.0})
        known["seconds"] += seconds - self._seconds
        known["work"] += work - self._work
        self._name, self._seconds, self._work = name, seconds, work


def _work() -> float:
    """Seconds of processors so far, of this process and those it waited for."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def main(arguments: Sequence[str]) -> None:
    """Build an edition with the embedded engine and print what each stage took."""
    stages = Stages()
    from corridor.kernels.cold import ONE_THREAD  # noqa: PLC0415 - importing is the first stage

    os.environ.update(ONE_THREAD)
    from corridor import pipeline  # noqa: PLC0415 - importing it is the first stage
    from corridor.project import Project  # noqa: PLC0415

    root = Path(arguments[0])
    site = root / "_site"
    pipeline.build(
        Project(root), arguments[1], engine="pandoc", jobs=int(arguments[2]), out=site, progress=stages.tell
    )
    stages.tell("end", 0, 0)
    print(json.dumps(stages.taken))


if __name__ == "__main__":
    main(sys.argv[1:])
