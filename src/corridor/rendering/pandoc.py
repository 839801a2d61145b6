"""Pandoc, called as a program: one call for each page and format, its warnings read and judged."""

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
from typing import Any

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
    options : sequence of str
        Further options.
    folder : Path
        Working folder, from which paths are taken.
    """

    text: str
    reader: str
    writer: str
    metadata: dict[str, Any]
    variables: dict[str, Any]
    options: Sequence[str]
    folder: Path


@functools.cache
def program() -> str:
    """Path of the Pandoc that came with the environment."""
    return str(pypandoc.get_pandoc_path())


@functools.cache
def version() -> str:
    """Version of Pandoc, such as 3.9."""
    return str(pypandoc.get_pandoc_version())


def convert(job: Job) -> tuple[str, list[Note]]:
    """Run Pandoc once.

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
    with tempfile.TemporaryDirectory(prefix="corridor-pandoc-") as name:
        scratch = Path(name)
        (scratch / "metadata.json").write_text(json.dumps(job.metadata, sort_keys=True), encoding="utf-8")
        log = scratch / "log.json"
        done = _call(_command(job, scratch, log), job)
        if done.returncode:
            return "", _failure(done)
        return done.stdout.decode("utf-8"), _notes(log)


def _command(job: Job, scratch: Path, log: Path) -> list[str]:
    variables = [f"--variable-json={key}:{json.dumps(value)}" for key, value in sorted(job.variables.items())]
    return [
        program(),
        f"--data-dir={scratch}",
        f"--from={job.reader}",
        f"--to={job.writer}",
        "--wrap=none",
        "--eol=lf",
        f"--metadata-file={scratch / 'metadata.json'}",
        f"--log={log}",
        "--quiet",
        *variables,
        *job.options,
    ]


def _call(command: list[str], job: Job) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC"}
    try:
        return subprocess.run(  # noqa: S603 - the program is the environment's own and no shell reads the list
            command, input=job.text.encode("utf-8"), cwd=job.folder, env=environment, capture_output=True,
            check=False, timeout=_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise RenderingError(f"Pandoc did not end within {_SECONDS} seconds") from None


def _failure(done: subprocess.CompletedProcess[bytes]) -> list[Note]:
    """Read why Pandoc stopped: a fault that a filter tells in the project's own form, or Pandoc's words."""
    said = done.stderr.decode("utf-8", "replace").strip()
    told = re.search(r"corridor\|([^|\n]*)\|([^|\n]*)\|([^|\n]*)", said)
    if told:
        return [Note(*told.groups())]
    lines = [line.strip() for line in said.split("stack traceback")[0].splitlines() if line.strip()]
    return [
        Note("", "Pandoc could not convert the page: " + (" ".join(lines) or f"status {done.returncode}"))
    ]


def _notes(log: Path) -> list[Note]:
    entries = plain_json.parse(log.read_text(encoding="utf-8")) if log.is_file() else []
    notes = [_note(entry) for entry in entries if entry.get("verbosity") not in _HARMLESS_LEVELS]
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
