"""The calls of Pandoc and Typst that an edition takes, recorded once and made again alone.

Made again side by side, by as many processes of Pandoc as the edition itself has them made by, they are the floor: what
typesetting costs, whatever is around it. Made one after the other, each in a process of its own, they are the second
half of what a user would write as a loop.

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
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corridor.rendering import pandoc

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
    convert, compile_pdf, frame = pandoc.Converters.convert, typst.compile_pdf, embedded._frame
    pages = {"html": embedded._html_page, "pdf": embedded._pdf_page}
    current = ""

    def told_page(kind: str, run: Any, page: Any) -> Any:
        nonlocal current
        current = page.path
        return pages[kind](run, page)

    def told_convert(converters: pandoc.Converters, job: pandoc.Job) -> Any:
        number = len(calls)
        (folder / f"pandoc-{number}.json").write_text(json.dumps(asdict(job), default=str, sort_keys=True))
        calls.append({"page": current, "pandoc": f"pandoc-{number}.json"})
        return convert(converters, job)

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

    pandoc.Converters.convert, typst.compile_pdf = told_convert, told_compile
    embedded._frame = lasting_frame
    embedded._html_page, embedded._pdf_page = partial(told_page, "html"), partial(told_page, "pdf")
    with tempfile.TemporaryDirectory() as name:
        formats = frozenset({"html", "pdf"})
        EmbeddedEngine().render(kept, Path(name) / "site", formats=formats, published=PUBLISHED, jobs=1)
    (folder / "calls.json").write_text(json.dumps(calls))


def again(folder: Path, jobs: int) -> None:
    """Make all recorded calls again, side by side."""
    from corridor.rendering import pandoc  # noqa: PLC0415

    by_page: dict[str, list[dict[str, Any]]] = {}
    for call in json.loads((folder / "calls.json").read_text()):
        by_page.setdefault(call["page"], []).append(call)
    with pandoc.Converters() as converters, ThreadPoolExecutor(jobs) as pool:
        for _ in pool.map(
            lambda calls: [_made(folder, call, converters) for call in calls], by_page.values()
        ):
            pass


def _made(folder: Path, call: dict[str, Any], converters: pandoc.Converters) -> None:
    if "pandoc" not in call:
        typst_call(folder, call)
        return
    _, notes = converters.convert(_job(folder, call))
    if notes:
        raise RuntimeError(f"{call['page']}: {notes[0].message}")


def _job(folder: Path, call: dict[str, Any]) -> pandoc.Job:
    from corridor.rendering import pandoc  # noqa: PLC0415

    told = json.loads((folder / call["pandoc"]).read_text())
    paths = {key: Path(told[key]) for key in ("template", "folder")}
    return pandoc.Job(**told | paths | {"filters": [Path(path) for path in told["filters"]]})


def pandoc_call(folder: Path, call: dict[str, Any]) -> None:
    """Run Pandoc's command once, as a user would for the same page."""
    from corridor.rendering import pandoc  # noqa: PLC0415

    job = _job(folder, call)
    metadata = folder / f"{call['pandoc']}.metadata.json"
    metadata.write_text(json.dumps(job.metadata, sort_keys=True))
    command = [
        *(pandoc.program(), f"--from={job.reader}", f"--to={job.writer}", "--wrap=none", "--standalone"),
        *(f"--metadata-file={metadata}", f"--template={job.template}"),
        *(f"--variable-json={key}:{json.dumps(value)}" for key, value in sorted(job.variables.items())),
        *(f"--lua-filter={path}" for path in job.filters),
        *(["--citeproc"] if job.citeproc else []),
        *(option for key, value in job.options.items() for option in _option(key, value)),
    ]
    subprocess.run(command, input=job.text.encode(), cwd=job.folder, check=True, capture_output=True)  # noqa: S603


def _option(name: str, value: Any) -> list[str]:
    """Option of the command for what Pandoc's Lua calls by another name."""
    named = {
        "section_divs": ["--section-divs"],
        "email_obfuscation": [f"--email-obfuscation={value}"],
        "html_math_method": [f"--{value}"],
        "table_of_contents": ["--toc"],
        "toc_depth": [f"--toc-depth={value}"],
        "highlight_method": [f"--syntax-highlighting={value}"],
    }
    return named[name]


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
