"""Keeps verdicts by content, and has missing ones made in a process of their own."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from subprocess import Popen
from typing import Any, NamedTuple

from corridor import errors, plain_json
from corridor.check_modules import compared_by, module_path
from corridor.check_reports import CheckReport, report_from
from corridor.keeping import place
from corridor.kernels.processes import end_with_parent, why_not_forking
from corridor.project import Project
from corridor.source_declarations import Source, Vintage
from corridor.sources import Dataset, load, load_all, read_source
from corridor.spreading import Here, lost

# What decides a verdict beside the data: our own code, and the libraries that compute it.
_CODE = (
    *("check_cache", "check_declarations", "check_findings", "check_modules", "check_reports", "check_rows"),
    *("check_running", "check_tables", "checks"),
    *("handed_tables", "source_declarations", "source_tables"),
)
_LIBRARIES = ("great_expectations", "numpy", "pandas")

Evaluate = Callable[[Project, Mapping[str, Dataset], Iterable[str]], list[CheckReport]]


class Release(NamedTuple):
    """A vintage as its source declares it, which need not be read to know whether there is a verdict on it."""

    source: Source
    vintage: Vintage


_Releases = Mapping[str, Release] | Mapping[str, Dataset]
# Those whose verdicts a process is making now: whoever needs one of them waits for it.
_under_way: dict[Path, Popen[str]] = {}


def reports(project: Project, datasets: Mapping[str, Dataset]) -> list[CheckReport]:
    """Give the verdicts on datasets used together, from the cache where they are at hand.

    Returns
    -------
    list of CheckReport
        Sorted by source; all rows of regional results are kept.
    """
    keys = {source: _key(project, datasets, source) for source in sorted(datasets)}
    found = {source: _read(project, key, datasets[source]) for source, key in keys.items()}
    missing = [source for source, report in found.items() if report is None]
    if missing and project.root in _under_way:
        _await(_under_way[project.root], {keys[source] for source in missing})
        found |= {source: _read(project, keys[source], datasets[source]) for source in missing}
        missing = [source for source in missing if found[source] is None]
    if missing:
        for report in _made_apart(project, datasets, missing):
            found[report.source] = report
            _write(project, keys[report.source], report)
    return [report for report in found.values() if report is not None]


@contextmanager
def made_ahead(project: Project, groups: Iterable[tuple[Mapping[str, str], Iterable[str]]]) -> Iterator[None]:
    """Have missing verdicts made in one process while other work is done, and kept.

    A fault is left to those who ask for the verdict. At the end the process has ended; if the work fails, at once.

    Parameters
    ----------
    project : Project
        The project.
    groups : iterable of (mapping of str to str, iterable of str)
        Vintages that are used together, by source, and the sources to judge; those that are needed first come first.
    """
    asked = _lacking(project, groups)
    if not asked or project.root in _under_way:
        yield
        return
    question = {"root": str(project.root), "parent": os.getpid(), "ahead": asked}
    with _started(project, subprocess.DEVNULL) as process:
        _under_way[project.root] = process
        try:
            with suppress(BrokenPipeError), process.stdin as stdin:  # type: ignore[union-attr]
                json.dump(question, stdin)
            yield
            _await(process, asked)
        finally:
            del _under_way[project.root]
            process.kill()


def _lacking(
    project: Project, groups: Iterable[tuple[Mapping[str, str], Iterable[str]]]
) -> dict[str, tuple[dict[str, str], str]]:
    """Find the verdicts that are not kept: by key, the vintages to load and the source to judge."""
    asked: dict[str, tuple[dict[str, str], str]] = {}
    for vintages, wanted in groups:
        releases = _declared(project, vintages)
        for source in sorted(set(wanted) & releases.keys()):
            # A source whose checks cannot be read is named where its verdict is asked for.
            with suppress(errors.CorridorError):
                key = _key(project, releases, source)
                if _read(project, key, releases[source]) is None:
                    needed = _needed(project, releases, [source])
                    asked.setdefault(key, ({name: vintages[name] for name in needed}, source))
    return asked


def _declared(project: Project, vintages: Mapping[str, str]) -> dict[str, Release]:
    """Return the vintages that their sources declare; what is wrong with the others is told where they are read."""
    found = {}
    for source_id, vintage_id in vintages.items():
        with suppress(errors.CorridorError):
            source = read_source(project, source_id)
            if vintage_id in source.vintages:
                found[source_id] = Release(source, source.vintages[vintage_id])
    return found


def _started(project: Project, stderr: int) -> Popen[str]:
    """Start a fresh interpreter: it alone imports Great Expectations."""
    return Popen(
        [sys.executable, "-m", "corridor.checks"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env=os.environ | {"GX_ANALYTICS_ENABLED": "false"},
        cwd=project.root,
        text=True,
    )


def _await(process: Popen[str], keys: Iterable[str]) -> None:
    """Wait until a process has named some verdicts as made, or will make none any more."""
    waiting = set(keys)
    while waiting and (line := process.stdout.readline()):  # type: ignore[union-attr]
        waiting.discard(line.strip())


def serve(evaluate: Evaluate) -> None:
    """Answer one request of `reports` or `made_ahead`, in the process that they start: read standard input."""
    request = json.load(sys.stdin)
    project = Project(Path(request["root"]))
    if "ahead" in request:
        if not why_not_forking():
            end_with_parent(signal.SIGTERM, request["parent"])
        with load.remembering():
            _serve_ahead(project, request["ahead"], evaluate)
        return
    try:
        made = evaluate(project, load_all(project, request["vintages"]), request["wanted"])
        answer: dict[str, Any] = {"reports": [asdict(report) for report in made]}
    except errors.CorridorError as error:
        answer = {"error": type(error).__name__, "fields": vars(error)}
    Path(request["answer"]).write_text(json.dumps(answer), encoding="utf-8")


def _serve_ahead(project: Project, asked: Mapping[str, Any], evaluate: Evaluate) -> None:
    """Make verdicts side by side, in the order in which they are needed; each is named as soon as it is kept."""
    # Great Expectations and the tables that are needed first are loaded once, before the forks, and Great Expectations
    # before the tables, which the process that asks reads meanwhile. What cannot be loaded is told where it is needed.
    first: dict[str, str] = {}
    for known, _ in asked.values():
        first = {**known, **first}
    with suppress(errors.CorridorError):
        evaluate(project, {}, [])
        load_all(project, first)
    for _ in Here(len(os.sched_getaffinity(0))).each(_judged, (project, evaluate), list(asked.items())):
        pass


def _judged(shared: tuple[Project, Evaluate], task: tuple[str, tuple[dict[str, str], str]]) -> None:
    (project, evaluate), (key, (vintages, source)) = shared, task
    # Whoever needs the verdict asks again, and is told what is wrong.
    with suppress(errors.CorridorError):
        for report in evaluate(project, load_all(project, vintages), [source]):
            _write(project, key, report)
    print(key, flush=True)


def _made_apart(project: Project, datasets: Mapping[str, Dataset], wanted: list[str]) -> list[CheckReport]:
    """Have all that is missing made in one process."""
    with tempfile.TemporaryDirectory(prefix="corridor-checks-") as folder:
        answer = Path(folder) / "answer.json"
        needed = _needed(project, datasets, wanted)
        request = {
            "root": str(project.root),
            "vintages": {source: datasets[source].vintage.id for source in needed},
            "wanted": wanted,
            "answer": str(answer),
        }
        with _started(project, subprocess.PIPE) as process:
            _, told = process.communicate(json.dumps(request))
        if process.returncode == -signal.SIGKILL:
            raise lost()
        if process.returncode != 0 or not answer.is_file():
            raise RuntimeError(f"The checks ended with exit status {process.returncode}:\n{told[-4000:]}")
        content = plain_json.parse(answer.read_text(encoding="utf-8"))
    if "error" in content:
        raise errors.from_fields(content["error"], content["fields"])
    return [report_from(report) for report in content["reports"]]


def _needed(project: Project, datasets: _Releases, wanted: Iterable[str]) -> list[str]:
    """Name the sources to load for some verdicts: those wanted, and those they are compared with."""
    return sorted({*wanted, *(other for source in wanted for other in _others(project, datasets, source))})


def _others(project: Project, datasets: _Releases, source: str) -> list[str]:
    dataset = datasets[source]
    needs = compared_by(project, dataset.source, dataset.vintage)
    return sorted(needs & datasets.keys())


def _key(project: Project, datasets: _Releases, source: str) -> str:
    """Digest of everything that decides the verdicts on a dataset."""
    compared = {other: datasets[other] for other in (source, *_others(project, datasets, source))}
    parts = {
        "data": {name: [other.vintage.id, other.vintage.sha256] for name, other in compared.items()},
        "declared": {name: _digest(project.data / name / "source.yml") for name in compared},
        "codes": _digest(project.definitions / "economies.csv"),
        "checks": _digest(module_path(project, source)),
        "code": _code(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@cache
def _code() -> dict[str, str]:
    folder = Path(__file__).parent
    files = {name: _digest(folder / f"{name}.py") for name in _CODE}
    return files | {library: version(library) for library in _LIBRARIES}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _path(project: Project, key: str) -> Path:
    return project.cache / "checks" / f"{key}.json"


def _read(project: Project, key: str, dataset: Release | Dataset) -> CheckReport | None:
    """Read a kept verdict; a damaged or foreign one counts as none and is made again."""
    try:
        kept = plain_json.parse(_path(project, key).read_text(encoding="utf-8"))
        if kept["digest"] != _digest_of(kept["report"]):
            return None
        report = report_from(kept["report"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return report if (report.source, report.sha256) == (dataset.source.id, dataset.vintage.sha256) else None


def _write(project: Project, key: str, report: CheckReport) -> None:
    """Keep a verdict."""
    content = asdict(report)
    path = _path(project, key)
    kept = json.dumps({"digest": _digest_of(content), "report": content})
    with suppress(OSError):  # Where it cannot be kept, it is made again.
        place(path, kept.encode())


def _digest_of(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
