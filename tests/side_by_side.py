"""Runs the tests in two processes side by side: `make test`. Options of pytest go into PYTEST_ADDOPTS.

The functional tests build editions and wait for kernels and engines; the others compute. Together they use two cores.
Tests in a browser look at the site that the functional tests build. What failed in any of them is told at the very end.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from corridor.kernels.cold import ONE_THREAD

ROOT = Path(__file__).resolve().parents[1]
# Functional tests that need no whole site take their turn after the others, to make both processes last as long.
APART = (
    *("test_publish.py", "test_recipes.py", "test_keep_going.py", "test_verify.py", "test_data_add.py"),
    *("test_every_economy.py", "test_faults.py", "test_seeded_errors.py"),
)
# The first is shown as it runs, the others when it is done.
GROUPS = (
    ("tests/functional", "tests/browser", *(f"--ignore=tests/functional/{name}" for name in APART)),
    ("tests/unit", "tests/checks", *(f"tests/functional/{name}" for name in APART)),
)
# Of what a failure says, the end has the reason.
LAST_LINES = 12


def start(group: tuple[str, ...], results: Path, **streams: object) -> subprocess.Popen[bytes]:
    """One process for a group, with a cache of its own for `--last-failed`; `results` has what it found."""
    options = ["-o", f"cache_dir=.pytest_cache/{Path(group[0]).name}"]
    options += ["-o", "junit_family=xunit1", f"--junitxml={results}"]
    # One thread each, as the command line has it: what a process with threads builds, it cannot spread over forks.
    environment = os.environ | ONE_THREAD
    # Hundreds of processes import Corridor: that it need not be compiled each time saves each a sixth of a second.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "pytest", *options, *group]
    return subprocess.Popen(command, cwd=ROOT, env=environment, **streams)  # type: ignore[call-overload]


def failures(results: Path) -> Iterator[str]:
    """Each test that failed or could not be run, with the last lines of what it says."""
    if not results.exists():
        yield "NO RESULTS: pytest ended before it could write any"
        return
    for case in ElementTree.parse(results).iter("testcase"):  # noqa: S314 - pytest has just written it
        name = case.get("name", "")
        # What cannot be collected has the file for its name.
        where = f"{case.get('file')}::{name}" if case.get("file") else name
        for tag, word in (("failure", "FAILED"), ("error", "ERROR")):
            for found in case.findall(tag):
                last = (found.text or found.get("message", "")).rstrip().splitlines()[-LAST_LINES:]
                yield "\n".join([f"{word} {where}", *(f"    {line}" for line in last)])


def main() -> int:
    """Run all groups; the exit status is the worst of theirs."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        results = [Path(folder) / f"{at}.xml" for at in range(len(GROUPS))]
        logs = [Path(folder) / f"{at}.log" for at in range(1, len(GROUPS))]
        running = [start(GROUPS[0], results[0])]
        try:
            for group, result, log in zip(GROUPS[1:], results[1:], logs, strict=True):
                with log.open("wb") as out:
                    running.append(start(group, result, stdout=out, stderr=subprocess.STDOUT))
            statuses = [process.wait() for process in running]
        except BaseException:
            for process in running:
                process.terminate()
            raise
        for log in logs:
            sys.stdout.buffer.write(log.read_bytes())
        sys.stdout.flush()
        for group, status, result in zip(GROUPS, statuses, results, strict=True):
            if status:
                print(f"\n{group[0]} and so on:", *failures(result), sep="\n")
    told = ", ".join(
        f"{group[0]} and so on: {status}" for group, status in zip(GROUPS, statuses, strict=True)
    )
    print(f"exit status of {told}; after {time.monotonic() - began:.0f} seconds")
    # An exit by signal is negative.
    return max(abs(status) for status in statuses)


if __name__ == "__main__":
    sys.exit(main())
