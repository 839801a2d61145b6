"""A build in a process of its own: it sees every file as it is now, modules of checks and our own code too."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryFile

from corridor import errors
from corridor.errors import CorridorError
from corridor.kernels.processes import end_group
from corridor.project import Project
from corridor.publishing.lock import workshop

# Seconds that an interrupted build has to put away what it was working on.
GRACE = 2.0


@dataclass(frozen=True)
class Order:
    """What to build, as `corridor build` is told.

    Attributes
    ----------
    edition : str, optional
        The edition; the newest when None.
    engine : str
        `auto`, `quarto` or `pandoc`.
    jobs : int
        How many notebooks and pages at a time.
    out : str
        The site's folder.
    """

    edition: str | None = None
    engine: str = "auto"
    jobs: int = 2
    out: str = "_site"


@dataclass(frozen=True)
class Rebuilt:
    """What a build gave: the edition, its folder in the site, and whether anything changed."""

    edition: str
    folder: str
    changed: bool


def rebuild(project: Project, order: Order) -> Rebuilt:
    """Build as `corridor build` does, and wait for it; if that is interrupted, so is the build.

    Parameters
    ----------
    project : Project
        The project.
    order : Order
        What to build.

    Raises
    ------
    CorridorError
        As the build; or that it ended without a word.
    """
    with TemporaryFile() as answer:
        request = {"root": str(project.root), "parent": os.getpid(), "answer": answer.fileno()}
        process = subprocess.Popen(  # noqa: S603 - this interpreter and this package
            [sys.executable, "-P", "-m", "corridor.previewing.child", json.dumps(request | asdict(order))],
            pass_fds=[answer.fileno()],
            stdin=subprocess.DEVNULL,
            # An interrupt at the terminal comes to us, and we pass it on once.
            process_group=0,
        )
        try:
            status = process.wait()
        except BaseException:
            _interrupt(process, Path(order.out).resolve())
            raise
        answer.seek(0)
        return _told(answer.read(), status)


def _told(answer: bytes, status: int) -> Rebuilt:
    if not answer:
        how = f"ended by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
        raise CorridorError(
            "The build ended without a word.", expected="a site or a reason", found=how,
            todo="See what stands above in the terminal; change a file to build again.",
        )  # fmt: skip
    content = json.loads(answer)
    if "kind" in content:
        raise errors.from_fields(content["kind"], content["fields"])
    return Rebuilt(**content)


def _interrupt(process: subprocess.Popen[bytes], out: Path) -> None:
    """Have a build put away what it was working on; one that does not is killed, and its work put away here."""
    try:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        process.wait(GRACE)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        pass
    finally:
        end_group(process.pid)
        process.wait()
        # It takes away what killed builds left, and puts back what they had set aside.
        if out.parent.is_dir():
            with suppress(CorridorError, OSError), workshop(out):
                pass
