"""Notebooks run for an economy or a region: validated parameters in, a set of indicators out.

Each runs in a fresh kernel: forked from a warm process where several are run, started anew where it is one. Both give
the same to the byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from socket import socket

from corridor import reasons
from corridor.errors import CorridorError, NotebookError
from corridor.indicators import IndicatorSet
from corridor.kept_notebooks import KeptNotebooks
from corridor.kernels import cold
from corridor.kernels.fleet import Fleet, Limits, NotToBeHadError
from corridor.kernels.meter import OUTPUT_LIMIT
from corridor.notebook_execution import Found, Job, Placed, collect, execute
from corridor.notebook_files import chosen_parameters
from corridor.notebooks_apart import run_apart, run_warm
from corridor.project import Project
from corridor.spreading import Hands

TIME_LIMIT = 300


@dataclass(frozen=True)
class Run:
    """A notebook to run for a subject.

    Attributes
    ----------
    notebook : str
        Name of a notebook in `notebooks/`, without its ending.
    parameters : mapping
        Values by name; those left out keep the notebook's defaults.
    name : str
        Whom it is for: ISO3 code or region.
    """

    notebook: str
    parameters: Mapping[str, object]
    name: str


def run(
    project: Project,
    notebook: Path,
    parameters: Mapping[str, object],
    *,
    out: Path,
    time_limit: float = TIME_LIMIT,
    output_limit: int = OUTPUT_LIMIT,
) -> IndicatorSet:
    """Run a notebook in a kernel started anew and read the indicators it computes.

    Parameters
    ----------
    project : Project
        The project; the notebook runs in its root.
    notebook : Path
        The notebook.
    parameters : mapping
        Values by name; `output` is set here.
    out : Path
        Where the executed notebook is written, normalised.
    time_limit : float
        Seconds that all cells together may take.
    output_limit : int
        Bytes that all cells together may put out.

    Raises
    ------
    UsageError
        If the notebook has no such parameter, or a value has another type than its default.
    NotebookError
        If a cell fails, the kernel dies, a limit is passed, or no indicators are written.
    """
    job = Job(project, notebook, chosen_parameters(project, notebook, parameters))
    with cold.private_folder() as folder:
        kernel, meter = cold.kernel_in(folder, output_limit)
        cells = [""]
        try:
            execute(job, folder, kernel, time_limit, cells.append)
        except NotebookError:
            if meter.passed:
                raise job.flooded(cells[-1], output_limit) from None
            raise
        return collect(job, folder, out)


@contextmanager
def made_ready(
    project: Project, edition_id: str, jobs: int, line: socket | None = None
) -> Iterator[Fleet | None]:
    """Have kernels made ready while other work is done, and sent away afterwards.

    Parameters
    ----------
    project : Project
        The project.
    edition_id : str
        The edition whose tables notebooks will read.
    jobs : int
        How many notebooks will run at a time.
    line : socket, optional
        A line to those that draw charts.

    Yields
    ------
    Fleet or None
        For `run_many`; None where kernels are started anew.
    """
    try:
        fleet = Fleet(project, jobs, line)
    except NotToBeHadError:
        yield None
        return
    with fleet:
        fleet.expect(edition_id)
        yield fleet


def run_many(
    project: Project,
    runs: Sequence[Run],
    folder: Path,
    *,
    jobs: int = 1,
    time_limit: float = TIME_LIMIT,
    output_limit: int = OUTPUT_LIMIT,
    fleet: Fleet | None = None,
    kept: KeptNotebooks | None = None,
    hands: Hands | None = None,
) -> Iterator[IndicatorSet]:
    """Run notebooks side by side, each in a kernel of its own.

    Parameters
    ----------
    project : Project
        The project.
    runs : sequence of Run
        What to run.
    folder : Path
        Where the executed notebooks are written, as `<notebook>-<name>.ipynb`.
    jobs : int
        How many at a time.
    time_limit : float
        Seconds that all cells of a notebook together may take.
    output_limit : int
        Bytes that all cells of a notebook together may put out.
    fleet : Fleet, optional
        A warm process that is there already; it stays open. Without it one is started if there are several runs.
    kept : KeptNotebooks, optional
        Runs of earlier builds, to be taken where nothing changed that they saw.
    hands : Hands, optional
        Who runs them elsewhere; see `notebooks_apart`.

    Yields
    ------
    IndicatorSet
        What each computed, as it is done.

    Raises
    ------
    UsageError, ConfigurationError
        Before anything is run, if a notebook or parameter is not as it must be.
    NotebookError
        When all others are done, for those that could not be completed.
    """
    placed = {folder / f"{one.notebook}-{one.name}.ipynb": one for one in runs}
    jobs_of = {out: _job(project, one) for out, one in placed.items()}
    at_hand = []
    for out, job in jobs_of.items():
        if kept and (values := kept.take(placed[out], out)) is not None:
            reasons.note(_part(placed[out]), kept.depends(placed[out]), taken=True)
            yield values
        else:
            at_hand.append((job, out))
    # A notebook that is run for few covers much: begun first, it does not keep the others waiting at the end.
    often = Counter(job.notebook for job, _ in at_hand)
    at_hand.sort(key=lambda one: often[one[0].notebook])
    limits = Limits(time_limit, output_limit)
    faults: list[CorridorError] = []
    found_by = (
        run_apart(hands, project, at_hand, limits)
        if hands
        else _side_by_side(project, at_hand, jobs, limits, fleet)
    )
    for out, found, saw in found_by:
        if isinstance(found, CorridorError):
            faults.append(found)
        else:
            if kept:
                kept.keep(placed[out], out, found, saw)
            reasons.note(_part(placed[out]), kept.depends(placed[out]) if kept else {}, taken=False)
            yield found
    _refuse(faults)


def _part(one: Run) -> str:
    return f"notebook {one.notebook} for {one.name}"


def _job(project: Project, one: Run) -> Job:
    notebook = project.notebooks / f"{one.notebook}.ipynb"
    return Job(project, notebook, chosen_parameters(project, notebook, one.parameters))


def _side_by_side(
    project: Project, at_hand: Sequence[Placed], jobs: int, limits: Limits, fleet: Fleet | None
) -> Iterator[Found]:
    """Run in forked kernels; where those are not to be had, or for a single run, in kernels started anew."""
    if not at_hand:
        return
    if fleet is None and len(at_hand) < 2:
        yield from _cold(at_hand, 1, limits)
        return
    try:
        with nullcontext(fleet) if fleet else Fleet(project, jobs) as warm:
            yield from run_warm(at_hand, warm, limits)
    except NotToBeHadError:
        yield from _cold(at_hand, jobs, limits)


def _cold(at_hand: Sequence[Placed], jobs: int, limits: Limits) -> Iterator[Found]:
    if jobs < 2 or len(at_hand) < 2:
        for one in at_hand:
            yield _alone(*one, limits)
        return
    from joblib import Parallel, delayed  # noqa: PLC0415 - not needed for a single notebook
    from joblib.externals.loky import get_reusable_executor  # noqa: PLC0415

    pool = Parallel(n_jobs=min(jobs, len(at_hand)), return_as="generator_unordered", batch_size=1)
    try:
        yield from pool(delayed(_alone)(*one, limits) for one in at_hand)
    finally:
        # Idle workers would wait for minutes for work that does not come.
        get_reusable_executor().shutdown(wait=True)


def _alone(job: Job, out: Path, limits: Limits) -> Found:
    named = {"time_limit": limits.seconds, "output_limit": limits.output}
    try:
        values = run(job.project, job.notebook, job.parameters, out=out, **named)  # type: ignore[arg-type]
    except CorridorError as error:
        return out, error, None
    return out, values, None


def _refuse(faults: Sequence[CorridorError]) -> None:
    """Stop with all that could not be completed; what several have in common is told once."""
    apart = list({str(fault): fault for fault in faults}.values())
    if len(apart) == 1:
        raise apart[0]
    if apart:
        told = "\n".join(sorted(map(str, apart)))
        raise NotebookError(f"{len(apart)} notebooks could not be completed; the others were.\n{told}")
