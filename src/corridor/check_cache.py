"""Keeps verdicts by content, and has missing ones made in a process of their own."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from corridor import errors
from corridor.check_modules import checks_of, module_path
from corridor.check_reports import CheckReport, report_from
from corridor.project import Project
from corridor.sources import Dataset, load_all

# What decides a verdict beside the data: our own code, and the libraries that compute it.
_CODE = (
    *("check_cache", "check_declarations", "check_findings", "check_modules", "check_reports", "check_rows"),
    *("check_tables", "checks"),
    *("source_declarations", "source_tables"),
)
_LIBRARIES = ("great_expectations", "numpy", "pandas")

Evaluate = Callable[[Project, Mapping[str, Dataset], Iterable[str]], list[CheckReport]]


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
    if missing:
        for report in _made_apart(project, datasets, missing):
            found[report.source] = report
            _write(project, keys[report.source], report)
    return [report for report in found.values() if report is not None]


def serve(evaluate: Evaluate) -> None:
    """Answer one request of `reports`, in the process it starts: read standard input, write a file."""
    request = json.load(sys.stdin)
    project = Project(Path(request["root"]))
    try:
        made = evaluate(project, load_all(project, request["vintages"]), request["wanted"])
        answer: dict[str, Any] = {"reports": [asdict(report) for report in made]}
    except errors.CorridorError as error:
        answer = {"error": type(error).__name__, "fields": vars(error)}
    Path(request["answer"]).write_text(json.dumps(answer), encoding="utf-8")


def _made_apart(project: Project, datasets: Mapping[str, Dataset], wanted: list[str]) -> list[CheckReport]:
    """Start a fresh interpreter for all that is missing: it alone imports Great Expectations."""
    with tempfile.TemporaryDirectory(prefix="corridor-checks-") as folder:
        answer = Path(folder) / "answer.json"
        needed = _needed(project, datasets, wanted)
        request = {
            "root": str(project.root),
            "vintages": {source: datasets[source].vintage.id for source in needed},
            "wanted": wanted,
            "answer": str(answer),
        }
        done = subprocess.run(
            [sys.executable, "-m", "corridor.checks"],
            input=json.dumps(request),
            env=os.environ | {"GX_ANALYTICS_ENABLED": "false"},
            cwd=project.root,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0 or not answer.is_file():
            raise RuntimeError(f"The checks ended with exit status {done.returncode}:\n{done.stderr[-4000:]}")
        content = json.loads(answer.read_text(encoding="utf-8"))
    if "error" in content:
        raise _error_from(content)
    return [report_from(report) for report in content["reports"]]


def _error_from(content: Mapping[str, Any]) -> errors.CorridorError:
    kind: type[errors.CorridorError] = getattr(errors, content["error"])
    fields = dict(content["fields"])
    return kind(fields.pop("message"), **fields)


def _needed(project: Project, datasets: Mapping[str, Dataset], wanted: Iterable[str]) -> list[str]:
    """Name the sources to load for some verdicts: those wanted, and those they are compared with."""
    return sorted({*wanted, *(other for source in wanted for other in _others(project, datasets, source))})


def _others(project: Project, datasets: Mapping[str, Dataset], source: str) -> list[str]:
    dataset = datasets[source]
    needs = {other for one in checks_of(project, dataset.source, dataset.vintage) for other in one.needs}
    return sorted(needs & datasets.keys())


def _key(project: Project, datasets: Mapping[str, Dataset], source: str) -> str:
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


def _read(project: Project, key: str, dataset: Dataset) -> CheckReport | None:
    """Read a kept verdict; a damaged or foreign one counts as none and is made again."""
    try:
        kept = json.loads(_path(project, key).read_text(encoding="utf-8"))
        if kept["digest"] != _digest_of(kept["report"]):
            return None
        report = report_from(kept["report"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return report if (report.source, report.sha256) == (dataset.source.id, dataset.vintage.sha256) else None


def _write(project: Project, key: str, report: CheckReport) -> None:
    """Keep a verdict: written beside and renamed, so that no reader sees half of it."""
    content = asdict(report)
    path = _path(project, key)
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    with os.fdopen(number, "w", encoding="utf-8") as file:
        json.dump({"digest": _digest_of(content), "report": content}, file)
    Path(name).replace(path)


def _digest_of(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
