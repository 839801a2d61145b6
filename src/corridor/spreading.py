"""Work spread over the processes of this machine.

A task and what all tasks share go in, results come out as they are done. Forked processes inherit what is shared;
where forking is not to be had, or this process has threads that a fork would cut off, it is handed to new ones in a
file. `cluster` does the same on other machines.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from corridor.errors import CorridorError, RenderingError
from corridor.faults import raise_all
from corridor.kernels.processes import end_with_parent, threads, why_not_forking

T = TypeVar("T")
R = TypeVar("R")
# Given what all tasks share and one task.
Work = Callable[[Any, T], R]


# To start processes anew takes as long as a few tasks: only for more.
WORTH_STARTING = 4


class Hands(Protocol):
    """Whoever does the work."""

    def each(self, work: Work[T, R], shared: Any, tasks: Sequence[T]) -> Iterator[tuple[int, R]]:
        """Do the tasks, and give the place of each with its result as it is done.

        Parameters
        ----------
        work : callable
            A function of a module.
        shared : object
            What every task needs; it can be pickled.
        tasks : sequence
            Those that take longest first.

        Raises
        ------
        CorridorError
            When all others are done, for those that were refused: the error itself, or all in the order of the tasks.
        """


class Here:
    """Processes of this machine; this very process where one is enough.

    Parameters
    ----------
    jobs : int
        How many tasks at a time.
    """

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def each(self, work: Work[T, R], shared: Any, tasks: Sequence[T]) -> Iterator[tuple[int, R]]:
        """Do the tasks; see `Hands.each`."""
        jobs = min(self._jobs, len(tasks))
        forking = not why_not_forking() and threads() == 1
        if jobs < 2 or (len(tasks) < WORTH_STARTING and not forking):
            yield from refusing_at_the_end(
                tried(work, shared, place, task) for place, task in enumerate(tasks)
            )
        elif forking:
            yield from refusing_at_the_end(_forked(work, shared, tasks, jobs))
        else:
            yield from refusing_at_the_end(_anew(work, shared, tasks, jobs))


# The place of a task, and what it gave or why it was refused.
Tried = tuple[int, Any, CorridorError | None]


def refusing_at_the_end(done: Iterator[Tried]) -> Iterator[tuple[int, Any]]:
    """Pass on what was done, and raise what was refused when nothing is left to do."""
    faults: dict[int, CorridorError] = {}
    for place, result, fault in done:
        if fault is None:
            yield place, result
        else:
            faults[place] = fault
    raise_all([faults[place] for place in sorted(faults)])


def tried(work: Work[Any, Any], shared: Any, place: int, task: Any) -> Tried:
    """Do a task: its place, and what it gave or why it was refused."""
    try:
        return place, work(shared, task), None
    except CorridorError as error:
        return place, None, error


_inherited: list[Any] = []


def _forked(work: Work[Any, Any], shared: Any, tasks: Sequence[Any], jobs: int) -> Iterator[Tried]:
    # A pool of multiprocessing, which joblib would take, waits for ever for a process that was killed.
    from concurrent.futures import ProcessPoolExecutor, as_completed  # noqa: PLC0415 - not for a single task
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415
    from multiprocessing import get_context  # noqa: PLC0415

    _inherited.append(shared)
    # Looked through for garbage in every process, what all inherit would be copied into each.
    gc.freeze()
    ending = (signal.SIGKILL, os.getpid())
    pool = ProcessPoolExecutor(jobs, get_context("fork"), initializer=end_with_parent, initargs=ending)
    try:
        waiting = [pool.submit(_by_inheritance, work, place, task) for place, task in enumerate(tasks)]
        for one in as_completed(waiting):
            yield one.result()
    except BrokenProcessPool:
        raise lost() from None
    finally:
        pool.shutdown(cancel_futures=True)
        gc.unfreeze()
        _inherited.pop()


def lost() -> RenderingError:
    """Say that a process was killed by somebody else, most often by the system for want of memory."""
    return RenderingError(
        "A process of the build was ended from outside.",
        where="one of those that --jobs has work side by side",
        expected="processes that last until their work is done",
        found="one that was killed; systems that run out of memory do so",
        todo="Build again; with --jobs 1 it takes less memory.",
    )


def _by_inheritance(work: Work[Any, Any], place: int, task: Any) -> Tried:
    return tried(work, _inherited[-1], place, task)


def _anew(work: Work[Any, Any], shared: Any, tasks: Sequence[Any], jobs: int) -> Iterator[Tried]:
    from joblib import Parallel, delayed  # noqa: PLC0415
    from joblib.externals.loky import get_reusable_executor  # noqa: PLC0415
    from joblib.externals.loky.process_executor import TerminatedWorkerError  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="corridor-shared-") as folder:
        file = Path(folder) / "shared"
        file.write_bytes(pickle.dumps(shared))
        one = delayed(partial(_by_file, str(file), work))
        pool = Parallel(n_jobs=jobs, return_as="generator_unordered", batch_size=1)
        try:
            yield from pool(one(place, task) for place, task in enumerate(tasks))
        except TerminatedWorkerError:
            raise lost() from None
        finally:
            # Idle workers would wait for minutes for work that does not come.
            get_reusable_executor().shutdown(wait=True)


def _by_file(file: str, work: Work[Any, Any], place: int, task: Any) -> Tried:
    return tried(work, _read(file), place, task)


@lru_cache(maxsize=1)
def _read(file: str) -> Any:
    """What is shared, read once in each process; only a process of ours wrote it."""
    return pickle.loads(Path(file).read_bytes())  # noqa: S301
