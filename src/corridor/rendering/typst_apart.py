"""Typst in a process of its own: what a long document takes of memory is free again when it is set.

A page takes some four megabytes, which Typst keeps in case that the document is set once more.
"""

from __future__ import annotations

import datetime
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corridor.errors import CorridorError, RenderingError, from_fields
from corridor.kernels.processes import end_with_parent, why_not_forking

_REFUSED = 10


def compile_pdf(
    source: str,
    *,
    root: Path,
    fonts: list[Path],
    published: datetime.date,
    name: str,
    standards: tuple[str, ...],
) -> bytes:
    """Compile a document to PDF; see `typst.compile_pdf`, which does it there.

    Raises
    ------
    RenderingError
        If Typst refuses the document, or the process was ended by somebody else.
    """
    asked = {
        "source": source,
        "root": str(root),
        "fonts": [str(path) for path in fonts],
        "published": published.isoformat(),
        "name": name,
        "standards": standards,
    }
    done = subprocess.run(  # noqa: S603 - this interpreter and this package
        [sys.executable, "-m", "corridor.rendering.typst_apart", str(os.getpid())],
        input=json.dumps(asked).encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode == _REFUSED:
        raise from_fields(**json.loads(done.stdout))
    if done.returncode < 0:
        raise RenderingError(
            "The process that sets a PDF was ended from outside.",
            where=name,
            expected="a process that lasts until the PDF is set",
            found=f"one that was ended by {signal.Signals(-done.returncode).name}; "
            "systems that run out of memory do so",
            todo="Build again where more memory is free.",
        )
    if done.returncode:
        raise RuntimeError(f"Typst's process ended with {done.returncode}:\n{done.stderr.decode()[-4000:]}")
    return done.stdout


def _answered(asked: Mapping[str, Any]) -> tuple[bytes, int]:
    """Give the PDF, or why there is none, and how to end."""
    from corridor.rendering import typst  # noqa: PLC0415 - it is to be imported here only

    try:
        made = typst.compile_pdf(
            asked["source"],
            root=Path(asked["root"]),
            fonts=[Path(path) for path in asked["fonts"]],
            published=datetime.date.fromisoformat(asked["published"]),
            name=asked["name"],
            standards=tuple(asked["standards"]),
        )
    except CorridorError as error:
        return json.dumps({"kind": type(error).__name__, "fields": vars(error)}).encode(), _REFUSED
    return made, 0


def main() -> None:
    """Answer one request: read standard input, write standard output."""
    if not why_not_forking():
        end_with_parent(signal.SIGKILL, int(sys.argv[1]))
    answer, code = _answered(json.load(sys.stdin))
    sys.stdout.buffer.write(answer)
    sys.stdout.flush()
    sys.exit(code)


if __name__ == "__main__":
    main()
