"""Work done in a process beside this one, which goes on meanwhile; what it makes are files."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

from corridor.errors import CorridorError
from corridor.kernels.processes import end_with_parent, threads, why_not_forking
from corridor.spreading import lost

Work = Callable[[], object]
_PATIENT = 10


@contextmanager
def left_alone() -> Iterator[None]:
    """Have the collector of garbage pass over what there is already, here and in processes forked meanwhile.

    It would go through all tables and figures again and again, and make copies of their pages in forked processes.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def beside(work: Work, *, aside: bool = True, patient: bool = False) -> Iterator[Work]:
    """Begin to do something in a forked process.

    Parameters
    ----------
    work : callable
        What to do.
    aside : bool
        Whether to; otherwise, and where forking is not to be had, it is done when it is waited for.
    patient : bool
        Whether it takes only the time of processors that nothing else asks for.

    Yields
    ------
    callable
        Waits until it is done, and raises what it was refused for. Left before, the process is ended.
    """
    if not aside or why_not_forking() or threads() > 1:
        yield work
        return
    reading, writing = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        if patient:
            os.nice(_PATIENT)
        _do(work, writing, parent)
    os.close(writing)
    waiting = [pid]

    def done() -> None:
        with open(reading, "rb") as pipe:  # noqa: PTH123 - a descriptor
            told = pipe.read()
        os.waitpid(waiting.pop(), 0)
        _raise(told)

    try:
        yield done
    finally:
        if waiting:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            with suppress(OSError):
                os.close(reading)


def _do(work: Work, writing: int, parent: int) -> NoReturn:
    """Work in the forked process, tell how it ended, and end it."""
    fault: object = None
    try:
        end_with_parent(signal.SIGKILL, parent)
        work()
    except CorridorError as error:
        fault = error
    except BaseException:
        fault = traceback.format_exc()
    finally:
        with suppress(OSError), open(writing, "wb") as pipe:
            pipe.write(pickle.dumps(fault))
        os._exit(0)


def _raise(told: bytes) -> None:
    """Raise what the forked process told, or that it was ended before it could."""
    if not told:
        raise lost()
    fault = pickle.loads(told)  # noqa: S301 - only a process of ours wrote it
    if isinstance(fault, CorridorError):
        raise fault
    if fault is not None:
        raise RuntimeError(f"What was done beside a build failed:\n{fault}")
