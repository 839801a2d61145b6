"""Ends of processes: a child never outlives its parent, and takes with it what it started.

Linux only where it says so; elsewhere nothing here is called, since warm kernels are not to be had.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def why_not_forking() -> str:
    """Say why forked kernels are not to be had on this machine; empty where they are."""
    if sys.platform != "linux":
        return f"{sys.platform} does not tell a child that its parent died"
    if not (hasattr(os, "pidfd_open") and hasattr(os, "memfd_create")):
        return "this Python was built for an older Linux"
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError as error:
        return f"this Linux has no file descriptors of processes: {error.strerror}"
    return ""


def threads() -> int:
    """Count the threads of this process, those of libraries too (Linux)."""
    return len(list(Path("/proc/self/task").iterdir()))


def end_with_parent(number: signal.Signals, parent: int) -> None:
    """Have this process sent a signal when its parent ends, however that comes about (Linux).

    Parameters
    ----------
    number : signal.Signals
        The signal.
    parent : int
        The parent's id, known from before this process began: it may have ended already.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:
        os.kill(os.getpid(), number)


def end_group(pid: int) -> None:
    """Kill a process that leads a group, and all of the group that still run."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    # Between fork and setpgid it leads none yet.
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def ending(status: int) -> str:
    """Say in words how a process ended.

    Parameters
    ----------
    status : int
        As `os.waitpid` gives it.
    """
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"exit status {code}"
    try:
        return f"signal {-code} ({signal.Signals(-code).name})"
    except ValueError:
        return f"signal {-code}"
