"""Runs the tests in two processes side by side: `make test`. Options of pytest go into PYTEST_ADDOPTS.

The functional tests build editions and wait for kernels and engines; the others compute. Together they use two cores.
Tests in a browser look at the site that the functional tests build.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from corridor.kernels.cold import ONE_THREAD

ROOT = Path(__file__).resolve().parents[1]
# Functional tests that need no whole site take their turn after the others, to make both processes last as long.
APART = (*("test_publish.py", "test_recipes.py", "test_keep_going.py", "test_verify.py", "test_data_add.py"),)
# The first is shown as it runs, the others when it is done.
GROUPS = (
    ("tests/functional", "tests/browser", *(f"--ignore=tests/functional/{name}" for name in APART)),
    ("tests/unit", "tests/checks", *(f"tests/functional/{name}" for name in APART)),
)


def start(group: tuple[str, ...], **streams: object) -> subprocess.Popen[bytes]:
    """One process for a group, with a cache of its own for `--last-failed`."""
    options = ["-o", f"cache_dir=.pytest_cache/{Path(group[0]).name}"]
    # One thread each, as the command line has it: what a process with threads builds, it cannot spread over forks.
    environment = os.environ | ONE_THREAD
    # Hundreds of processes import Corridor: that it need not be compiled each time saves each a sixth of a second.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "pytest", *options, *group]
    return subprocess.Popen(command, cwd=ROOT, env=environment, **streams)  # type: ignore[call-overload]


def main() -> int:
    """Run all groups; the exit status is the worst of theirs."""
    with tempfile.TemporaryDirectory() as folder:
        logs = [Path(folder) / str(at) for at in range(1, len(GROUPS))]
        running = [start(GROUPS[0])]
        try:
            for group, log in zip(GROUPS[1:], logs, strict=True):
                with log.open("wb") as out:
                    running.append(start(group, stdout=out, stderr=subprocess.STDOUT))
            statuses = [process.wait() for process in running]
        except BaseException:
            for process in running:
                process.terminate()
            raise
        for log in logs:
            sys.stdout.buffer.write(log.read_bytes())
    sys.stdout.flush()
    told = ", ".join(
        f"{group[0]} and so on: {status}" for group, status in zip(GROUPS, statuses, strict=True)
    )
    print(f"exit status of {told}")
    # An exit by signal is negative.
    return max(abs(status) for status in statuses)


if __name__ == "__main__":
    sys.exit(main())
