"""The calls of Pandoc and Typst that an edition takes, recorded once and made again alone.

Made again side by side, they are the floor: what typesetting costs, whatever is around it. Made one after the other,
each in a process of its own, they are the second half of what a user would write as a loop.

    python benchmarks/typesetting.py record STAGE FOLDER
    python benchmarks/typesetting.py again FOLDER JOBS
    python benchmarks/typesetting.py typst FOLDER/call.json
"""

from __future__ import annotations

import datetime
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

PUBLISHED = datetime.date(2026, 7, 1)
REPORTS = ("briefs/", "outlook/")


def record(stage: Path, folder: Path) -> None:
    """Render a staged edition once and write down every call.

    Parameters
    ----------
    stage : Path
        A staged edition.
    folder : Path
        Gets `calls.json` and what the calls read.
    """
    from corridor.rendering import embedded, pandoc, typst  # noqa: PLC0415
    from corridor.rendering.embedded import EmbeddedEngine  # noqa: PLC0415

    kept = folder / "stage"
    shutil.copytree(stage, kept)
    calls: list[dict[str, Any]] = []
    convert, compile_pdf, frame = pandoc.convert, typst.compile_pdf, embedded._frame
    pages = {"html": embedded._html_page, "pdf": embedded._pdf_page}
    current = ""

    def told_page(kind: str, run: Any, page: Any) -> Any:
        nonlocal current
        current = page.path
        return pages[kind](run, page)

    def told_convert(job: pandoc.Job) -> Any:
        number = len(calls)
        scratch = folder / f"pandoc-{number}"
        scratch.mkdir()
        (scratch / "metadata.json").write_text(json.dumps(job.metadata, sort_keys=True))
        (scratch / "page.md").write_text(job.text)
        command = pandoc._command(job, scratch, scratch / "log.json")
        call = {"command": command, "input": f"pandoc-{number}/page.md", "folder": str(job.folder)}
        calls.append({"page": current, **call})
        return convert(job)

    def told_compile(source: str, **arguments: Any) -> bytes:
        number = len(calls)
        (folder / f"typst-{number}.typ").write_text(source)
        plain = {"root": str(arguments["root"]), "fonts": [str(path) for path in arguments["fonts"]]}
        call = {"typst": f"typst-{number}.typ", "standards": arguments["standards"], **plain}
        calls.append({"page": current, **call})
        return compile_pdf(source, **arguments)

    def lasting_frame(staged: Any, _: Path) -> Path:
        made = folder / "frame"
        made.mkdir()
        return frame(staged, made)

    pandoc.convert, typst.compile_pdf, embedded._frame = told_convert, told_compile, lasting_frame
    embedded._html_page, embedded._pdf_page = partial(told_page, "html"), partial(told_page, "pdf")
    with tempfile.TemporaryDirectory() as name:
        formats = frozenset({"html", "pdf"})
        EmbeddedEngine().render(kept, Path(name) / "site", formats=formats, published=PUBLISHED, jobs=1)
    (folder / "calls.json").write_text(json.dumps(calls))


def again(folder: Path, jobs: int) -> None:
    """Make all recorded calls again, side by side: Pandoc as programs, Typst in this process."""
    calls = json.loads((folder / "calls.json").read_text())
    with ThreadPoolExecutor(jobs) as pool:
        for _ in pool.map(lambda call: _made(folder, call), calls):
            pass


def _made(folder: Path, call: dict[str, Any]) -> None:
    if "command" in call:
        pandoc_call(folder, call)
    else:
        typst_call(folder, call)


def pandoc_call(folder: Path, call: dict[str, Any]) -> None:
    """Run Pandoc once, as it was recorded."""
    with (folder / call["input"]).open("rb") as source:
        subprocess.run(call["command"], stdin=source, cwd=call["folder"], check=True, capture_output=True)  # noqa: S603


def typst_call(folder: Path, call: dict[str, Any]) -> None:
    """Compile one document in this process, as it was recorded."""
    from corridor.rendering import typst  # noqa: PLC0415

    typst.compile_pdf(
        (folder / call["typst"]).read_text(),
        root=Path(call["root"]),
        fonts=[Path(path) for path in call["fonts"]],
        published=PUBLISHED,
        name=call["typst"],
        standards=tuple(call["standards"]),
    )


def main(arguments: Sequence[str]) -> None:
    """Do what the first argument says."""
    what, *rest = arguments
    if what == "record":
        record(Path(rest[0]), Path(rest[1]))
    elif what == "again":
        again(Path(rest[0]), int(rest[1]))
    else:
        path = Path(rest[0])
        typst_call(path.parent, json.loads(path.read_text()))


if __name__ == "__main__":
    main(sys.argv[1:])
