"""Pandoc: conversions of pages, whose warnings are read and judged.

A process of Pandoc converts one page after another. Most of what a short call takes is spent before and after the page:
Lua is started anew for each filter, the styles and the references are read. See `filters/convert.lua`.
"""

from __future__ import annotations

import functools
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, LifoQueue
from threading import Timer
from typing import IO, Any, Self, cast

import pypandoc

from corridor import plain_json
from corridor.errors import RenderingError

FILTERS = Path(__file__).parent / "filters"
READER = "markdown-raw_tex-latex_macros"
# Pandoc's own word for what is no fault of a page: it reports at this level only with --verbose.
_HARMLESS_LEVELS = {"INFO", "DEBUG"}
_SECONDS = 120


@dataclass(frozen=True)
class Note:
    """One warning: what to look for in the source, what is wrong, what to do."""

    needle: str
    message: str
    todo: str = ""


@dataclass(frozen=True)
class Job:
    """One conversion.

    Attributes
    ----------
    text : str
        Source.
    reader, writer : str
        Formats as Pandoc names them.
    metadata : dict
        Values that Pandoc reads as Markdown.
    variables : dict
        Values that go to the template as they are.
    options : dict
        Options of the writer, as Pandoc's Lua names them.
    template : Path
        Template of the document.
    filters : sequence of Path
        Filters in Lua, in their order.
    citeproc : bool
        Whether citations are processed.
    folder : Path
        Working folder, from which paths are taken.
    """

    text: str
    reader: str
    writer: str
    metadata: dict[str, Any]
    variables: dict[str, Any]
    options: dict[str, Any]
    template: Path
    filters: Sequence[Path]
    citeproc: bool
    folder: Path

    def line(self) -> bytes:
        """Write it as `convert.lua` reads it."""
        told = {
            # As the program itself reads a file: without tabs, with the line ends of Unix.
            "text": self.text.replace("\r\n", "\n").expandtabs(4),
            "reader": self.reader,
            "writer": self.writer,
            "metadata": json.dumps(self.metadata, sort_keys=True),
            "variables": json.dumps(self.variables, sort_keys=True),
            "options": self.options,
            "template": str(self.template),
            "filters": [str(path) for path in self.filters],
            "citeproc": self.citeproc,
            "folder": str(self.folder),
        }
        return json.dumps(told, ensure_ascii=False).encode() + b"\n"


@functools.cache
def program() -> str:
    """Path of the Pandoc that came with the environment."""
    return str(pypandoc.get_pandoc_path())


@functools.cache
def version() -> str:
    """Version of Pandoc, such as 3.9."""
    return str(pypandoc.get_pandoc_version())


class Converters:
    """Processes of Pandoc, each of which converts one page after another; as many as convert at the same time.

    They end with the block that they are used in, or with this process.
    """

    def __init__(self) -> None:
        # The last one first: it may have read the page already, for another format.
        self._idle: LifoQueue[_Converter] = LifoQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for converter in iter(self._waiting, None):
            converter.end()

    def _waiting(self) -> _Converter | None:
        try:
            return self._idle.get_nowait()
        except Empty:
            return None

    def convert(self, job: Job) -> tuple[str, list[Note]]:
        """Convert a page.

        Returns
        -------
        tuple
            The output, and the warnings as notes, without repetition. Where Pandoc fails the output is empty and a
            note says why.

        Raises
        ------
        RenderingError
            If Pandoc does not end.
        """
        converter = self._waiting() or _Converter()
        try:
            answer = converter.answer(job)
        except BaseException:
            converter.end()
            raise
        if answer is None:
            return "", [_failure(converter.end())]
        self._idle.put(converter)
        if "fault" in answer:
            return "", [_failure(str(answer["fault"]))]
        return str(answer["text"]), _notes(answer["log"])


class _Converter:
    """One process of Pandoc."""

    def __init__(self) -> None:
        # What it says as it fails; a pipe that nobody reads could be full.
        self._said = cast(IO[bytes], tempfile.TemporaryFile(prefix="corridor-pandoc-"))  # noqa: SIM115 - ended below
        # No folder of the user's is asked for scripts, filters or templates.
        nowhere = {"HOME": os.devnull, "XDG_DATA_HOME": os.devnull}
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC", **nowhere}
        self._late = False
        self._process = subprocess.Popen(  # noqa: S603 - the program is the environment's own and no shell reads the list
            [program(), "lua", "-E", str(FILTERS / "convert.lua")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env=environment,
        )

    def answer(self, job: Job) -> dict[str, Any] | None:
        """Have a page converted; None if the process ended instead."""
        timer = Timer(_SECONDS, self._stop)
        timer.start()
        try:
            line = self._asked(job.line())
        finally:
            timer.cancel()
        if not line and self._late:
            raise RenderingError(f"Pandoc did not end within {_SECONDS} seconds")
        return cast(dict[str, Any], plain_json.parse(line)) if line else None

    def _stop(self) -> None:
        self._late = True
        self._process.kill()

    def _asked(self, line: bytes) -> str:
        asking, answering = cast(IO[bytes], self._process.stdin), cast(IO[bytes], self._process.stdout)
        try:
            asking.write(line)
            asking.flush()
        except BrokenPipeError:
            return ""
        return answering.readline().decode()

    def end(self) -> str:
        """End the process, if it has not ended, and return what it said."""
        with self._process as process, self._said as said:
            process.kill()
            process.wait()
            said.seek(0)
            return said.read().decode("utf-8", "replace") or f"status {process.returncode}"


def _failure(said: str) -> Note:
    """Read why Pandoc stopped: a fault that a filter tells in the project's own form, or Pandoc's words."""
    told = re.search(r"corridor\|([^|\n]*)\|([^|\n]*)\|([^|\n]*)", said)
    if told:
        return Note(*told.groups())
    lines = [
        line.strip() for line in said.split("stack traceback", maxsplit=1)[0].splitlines() if line.strip()
    ]
    return Note("", "Pandoc could not convert the page: " + " ".join(lines))


def _notes(log: Sequence[dict[str, Any]]) -> list[Note]:
    notes = [_note(entry) for entry in log if entry.get("verbosity") not in _HARMLESS_LEVELS]
    return list(dict.fromkeys(notes))


def _note(entry: dict[str, Any]) -> Note:
    message = str(entry.get("message", entry.get("pretty", "")))
    if message.startswith("corridor|"):
        _, needle, what, todo = message.split("|", 3)
        return Note(needle, what, todo)
    kind = str(entry.get("type", "a warning"))
    missing = re.search(r"citation (\S+) not found", message)
    if kind == "CiteprocWarning" and missing:
        key = missing.group(1)
        return Note(
            f"@{key}",
            f"the citation @{key} is not in the references",
            "add it to references.bib, or correct its key",
        )
    if kind == "DuplicateIdentifier":
        name = str(entry.get("contents", ""))
        return Note(f"#{name}", f"the id {name} is given twice", "give each heading its own")
    return Note("", f"Pandoc warns: {entry.get('pretty') or message or kind}", "put right what it names")
