"""Quarto, called as a program: its version, and one render that is watched and stopped when it hangs."""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from corridor.errors import RenderingError
from corridor.rendering.quarto_parts import Part

OLDEST, NEWEST = (1, 8), (1, 11)
_VERSION_SECONDS = 60
# Seconds without a word after which Quarto is taken to hang.
PATIENCE = 300.0
_LOG, _SAID = "quarto.json", "quarto.txt"
# Settings of the caller would change what Quarto does to every page; its profile is the caller's to choose.
_KEPT_SETTINGS = ("QUARTO_PROFILE",)


def ask_version(program: Path) -> str:
    """Ask Quarto for its version and refuse what is outside the supported range.

    Parameters
    ----------
    program : Path
        The quarto command.

    Returns
    -------
    str
        The version, such as 1.10.18.

    Raises
    ------
    RenderingError
        If it does not run, does not answer, or is too old or too new.
    """
    where, todo = str(program), "install Quarto again, or use --engine pandoc"
    try:
        done = subprocess.run(  # noqa: S603 - the program is the one the caller named, and no shell reads the list
            [program, "--version"], capture_output=True, check=False, timeout=_VERSION_SECONDS,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise RenderingError(f"the quarto command did not tell its version within {_VERSION_SECONDS} seconds",
                             where=where, todo=todo) from None  # fmt: skip
    except OSError as error:
        raise RenderingError("the quarto command cannot be run", where=where, found=error.strerror or str(error),
                             todo=todo) from None  # fmt: skip
    said = done.stdout.decode("utf-8", "replace").strip()
    number = re.fullmatch(r"(\d+)\.(\d+)(?:\.\d+)*\S*", said)
    if done.returncode or number is None:
        words = said or done.stderr.decode("utf-8", "replace").strip()
        raise RenderingError("the quarto command does not tell its version", where=where,
                             expected="a number such as 1.10.18",
                             found=f"status {done.returncode}: {words[:200]}", todo=todo)  # fmt: skip
    if not OLDEST <= (int(number[1]), int(number[2])) <= NEWEST:
        oldest, newest = (".".join(map(str, pair)) for pair in (OLDEST, NEWEST))
        raise RenderingError("this version of Quarto is not supported", where=where,
                             expected=f"{oldest} to {newest}", found=said,
                             todo="install one of these, or use --engine pandoc")  # fmt: skip
    return said


@dataclass(frozen=True)
class Call:
    """One `quarto render`, in a folder with the project's copy and a home of its own.

    Attributes
    ----------
    program : Path
        The quarto command.
    folder : Path
        Holds `project`, and gets the log, the home and temporary files.
    part : Part
        Pages that are rendered.
    formats : frozenset of str
        "html", "pdf" or both.
    published : datetime.date
        Date of the edition.
    patience : float
        Seconds without a word after which it is taken to hang.
    given_up : threading.Event
        Set when the result is no longer wanted; the call then stops.
    """

    program: Path
    folder: Path
    part: Part
    formats: frozenset[str]
    published: datetime.date
    patience: float
    given_up: threading.Event = field(default_factory=threading.Event)

    @property
    def project(self) -> Path:
        """Copy of the project."""
        return self.folder / "project"

    @property
    def packages(self) -> Path:
        """Packages of Typst for versions of Quarto that have none of their own."""
        return self.folder / "packages"

    def run(self) -> int | None:
        """Run to the end.

        Returns
        -------
        int or None
            Exit status; None if it hung and was stopped.

        Raises
        ------
        RenderingError
            If the program does not start.
        """
        with (self.folder / _SAID).open("wb") as said:
            try:
                process = subprocess.Popen(  # noqa: S603 - as above; a group of its own, so that all of it can be stopped
                    self._command(), cwd=self.project, env=self._environment(), stdin=subprocess.DEVNULL,
                    stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
                )  # fmt: skip
            except OSError as error:
                raise RenderingError("the quarto command cannot be run", where=str(self.program),
                                     found=error.strerror or str(error)) from None  # fmt: skip
            try:
                return self._watch(process)
            finally:
                _stop(process)

    def said(self) -> str:
        """What Quarto wrote to its standard output and error."""
        path = self.folder / _SAID
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""

    def log(self) -> str:
        """What Quarto wrote to its log."""
        path = self.folder / _LOG
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""

    def _watch(self, process: subprocess.Popen[bytes]) -> int | None:
        size, heard = -1, time.monotonic()
        while process.poll() is None:
            now = (self.folder / _SAID).stat().st_size
            if now != size:
                size, heard = now, time.monotonic()
            hangs = time.monotonic() - heard > self.patience
            if hangs or self.given_up.is_set():
                return None
            time.sleep(0.05)
        return process.returncode

    def _command(self) -> list[str]:
        command = [str(self.program), "render", "--no-execute"]
        if len(self.formats) == 1:
            command += ["--to", "html" if "html" in self.formats else "typst"]
        return [*command, "--log", str(self.folder / _LOG), "--log-format", "json-stream"]

    def _environment(self) -> dict[str, str]:
        home = self.folder / "home"
        scratch = self.folder / "tmp"
        for path in (home, scratch):
            path.mkdir(exist_ok=True)
        moment = datetime.datetime.combine(self.published, datetime.time(), tzinfo=datetime.UTC)
        kept = {
            key: value
            for key, value in os.environ.items()
            if key in _KEPT_SETTINGS or not key.startswith(("QUARTO_", "TYPST_", "XDG_"))
        }
        return {
            **kept,
            "HOME": str(home),
            "TMPDIR": str(scratch),
            "LC_ALL": "C.UTF-8",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "SOURCE_DATE_EPOCH": str(int(moment.timestamp())),
            # Print takes the project's fonts and no other.
            "TYPST_IGNORE_SYSTEM_FONTS": "true",
            "TYPST_PACKAGE_PATH": str(self.packages),
        }


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop what is left of a call: Quarto itself and every program it has started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
