"""Notebooks run in forked kernels: here, or by a worker of a cluster that keeps a warm process of its own."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from corridor import errors, seen
from corridor.errors import CorridorError
from corridor.indicators import IndicatorSet
from corridor.kernels.fleet import Ended, Fleet, Limits, NotToBeHadError, Task
from corridor.notebook_execution import Found, Job, Placed, collect
from corridor.project import Project
from corridor.spreading import Hands

_SET_FILE = "indicators.json"
# A worker may be given several tasks at a time; its warm process takes one.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Errand:
    """A notebook to be run by a worker: its name, its parameters and its limits."""

    notebook: str
    parameters: Mapping[str, Any]
    limits: Limits


def run_apart(hands: Hands, project: Project, at_hand: Sequence[Placed], limits: Limits) -> Iterator[Found]:
    """Have notebooks run by workers, and put what they bring in its place.

    Parameters
    ----------
    hands : Hands
        Whoever does the work.
    project : Project
        The project.
    at_hand : sequence of (Job, Path)
        What to run, and where the executed notebooks go.
    limits : Limits
        For each of them.

    Yields
    ------
    tuple of Path, IndicatorSet and mapping
        As each is done, with what it saw.
    """
    errands = [Errand(project.relative(job.notebook), dict(job.parameters), limits) for job, _ in at_hand]
    for place, (notebook, indicators, saw) in hands.each(fulfilled, project, errands):
        out = at_hand[place][1]
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(notebook, encoding="utf-8")
        with tempfile.TemporaryDirectory(prefix="corridor-brought-") as folder:
            file = Path(folder) / _SET_FILE
            file.write_text(indicators, encoding="utf-8")
            yield out, IndicatorSet.read(file), saw


def fulfilled(project: Project, errand: Errand) -> tuple[str, str, Mapping[str, Any] | None]:
    """Run a notebook.

    Returns
    -------
    tuple of str, str and mapping
        The executed notebook, the indicators in the form of their file, and what the run saw.
    """
    job = Job(project, project.root / errand.notebook, errand.parameters)
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="corridor-errand-") as folder:
        out = Path(folder) / "executed.ipynb"
        found, saw = _run(job, out, errand.limits)
        if isinstance(found, CorridorError):
            raise found
        found.write(Path(folder) / _SET_FILE)
        indicators = (Path(folder) / _SET_FILE).read_text(encoding="utf-8")
        return out.read_text(encoding="utf-8"), indicators, saw


def _run(
    job: Job, out: Path, limits: Limits
) -> tuple[IndicatorSet | CorridorError, Mapping[str, Any] | None]:
    from corridor.notebooks import run  # noqa: PLC0415 - it has notebooks run apart, by this module

    try:
        ((_, found, saw),) = run_warm([(job, out)], _fleet(job.project.root), limits)
    except NotToBeHadError:
        found = run(
            *(job.project, job.notebook, job.parameters),
            out=out,
            time_limit=limits.seconds,
            output_limit=limits.output,
        )
        return found, None
    return found, saw


@lru_cache(maxsize=1)
def _fleet(root: Path) -> Fleet:
    """Warm process of a worker; it ends when the worker does."""
    return Fleet(Project(root), 1)


def run_warm(at_hand: Sequence[Placed], fleet: Fleet, limits: Limits) -> Iterator[Found]:
    """Run notebooks in kernels forked from a warm process."""
    folders = [fleet.folder / str(number) for number in range(len(at_hand))]
    tasks = [
        Task(str(job.notebook), job.parameters, str(folder))
        for (job, _), folder in zip(at_hand, folders, strict=True)
    ]
    for ended in fleet.run(tasks, limits):
        job, out = at_hand[ended.task]
        saw = seen.read(folders[ended.task])
        try:
            if ended.way != "done":
                raise _refused(job, ended, limits)
            found: IndicatorSet | CorridorError = collect(job, folders[ended.task], out)
        except CorridorError as error:
            found = error
        finally:
            shutil.rmtree(folders[ended.task], ignore_errors=True)
        yield out, found, saw


def _refused(job: Job, ended: Ended, limits: Limits) -> CorridorError:
    """Say what a forked kernel could not complete, as for one that was started anew."""
    if ended.way == "refused" and ended.error is not None:
        return errors.from_fields(ended.error["kind"], ended.error["fields"])
    if ended.way == "time":
        return job.late(ended.cell, limits.seconds)
    if ended.way == "flood":
        return job.flooded(ended.cell, limits.output)
    if ended.way == "died":
        return job.died(ended.cell, ended.found)
    raise RuntimeError(f"{job.whom}:\n{ended.found}")
