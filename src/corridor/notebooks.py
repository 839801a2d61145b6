"""Notebooks run for an economy or a region: validated parameters in, a set of indicators out.

Papermill executes them, each in a fresh kernel of this interpreter. The kernel talks over sockets in a private
folder, since TCP ports that kernels pick side by side can collide. What is kept of an executed notebook is
stripped of times, paths and versions, so that the same inputs give the same bytes.
"""

from __future__ import annotations

import json
import logging
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corridor.errors import NotebookError, UsageError, listed, suggestion
from corridor.indicators import IndicatorSet
from corridor.notebook_files import INJECTED, broken, defaults_of, normalise, read_notebook, text_of
from corridor.project import Project

TIME_LIMIT = 300
_SET_FILE = "indicators.json"
_KERNEL_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "PYTHONWARNINGS": "ignore",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
# A socket's path is cut at about a hundred characters, so a long temporary folder is no place for it.
_LONGEST_FOLDER = 60


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


@dataclass
class _Progress:
    """The cell being executed, and when the time is up."""

    deadline: float
    cell: Mapping[str, Any] = field(default_factory=dict)

    def start(self, cell: Mapping[str, Any], **_: object) -> None:
        self.cell = cell

    def remaining(self, _: object) -> int:
        return max(1, round(self.deadline - time.monotonic()))


def run(
    project: Project,
    notebook: Path,
    parameters: Mapping[str, object],
    *,
    out: Path,
    time_limit: float = TIME_LIMIT,
) -> IndicatorSet:
    """Run a notebook and read the indicators it computes.

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

    Raises
    ------
    UsageError
        If the notebook has no such parameter, or a value has another type than its default.
    NotebookError
        If a cell fails, the kernel dies, the time is up, or no indicators are written.
    """
    chosen = _validated(project, notebook, parameters)
    with tempfile.TemporaryDirectory(prefix="corridor-", dir=_socket_folder()) as name:
        folder = Path(name).resolve()
        written = folder / _SET_FILE
        executed = _execute(project, notebook, chosen | {"output": str(written)}, folder, time_limit)
        if not written.is_file():
            raise NotebookError(
                f"{project.relative(notebook)} wrote no indicators.",
                where=_whom(project, notebook, chosen),
                expected="a file at its parameter output",
                found="none",
                todo="Let its last cell write the indicators to output.",
            )
        indicators = IndicatorSet.read(written)
    _refuse_foreign_cells(project, notebook, indicators, chosen)
    hidden = {f"{folder}/": "", str(folder): ".", f"{project.root}/": "", str(project.root): "."}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text_of(normalise(executed, hidden)), encoding="utf-8")
    return indicators


def run_many(
    project: Project, runs: Sequence[Run], folder: Path, *, jobs: int = 1, time_limit: float = TIME_LIMIT
) -> Iterator[IndicatorSet]:
    """Run notebooks side by side, each in a worker process with a kernel of its own.

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

    Yields
    ------
    IndicatorSet
        What each computed, as it is done.

    Raises
    ------
    UsageError, ConfigurationError, NotebookError
        As `run`, for the first that cannot be completed; the others are given up.
    """
    if jobs < 2 or len(runs) < 2:
        for one in runs:
            yield _run_one(project, one, folder, time_limit)
        return
    from joblib import Parallel, delayed  # noqa: PLC0415 - not needed for a single notebook
    from joblib.externals.loky import get_reusable_executor  # noqa: PLC0415

    pool = Parallel(n_jobs=min(jobs, len(runs)), return_as="generator_unordered", batch_size=1)
    try:
        yield from pool(delayed(_run_one)(project, one, folder, time_limit) for one in runs)
    finally:
        # Idle workers would wait for minutes for work that does not come.
        get_reusable_executor().shutdown(wait=True)


def _run_one(project: Project, one: Run, folder: Path, time_limit: float) -> IndicatorSet:
    notebook = project.notebooks / f"{one.notebook}.ipynb"
    out = folder / f"{one.notebook}-{one.name}.ipynb"
    return run(project, notebook, one.parameters, out=out, time_limit=time_limit)


def _validated(project: Project, notebook: Path, parameters: Mapping[str, object]) -> dict[str, Any]:
    name = project.relative(notebook)
    defaults = defaults_of(project, notebook)
    if "output" not in defaults:
        raise broken(name, "a parameter output, where the indicators go", listed(defaults) or "none")
    for key, value in parameters.items():
        if key not in defaults or key == "output":
            known = defaults.keys() - {"output"}
            near = suggestion(key, known)
            raise UsageError(
                f"{name} has no parameter {key}."
                if key != "output"
                else "The parameter output is set by Corridor.",
                where=name,
                expected=listed(known),
                found=key,
                todo=f"Correct the name{'; ' + near if near else ''}.",
            )
        if type(value) is not type(defaults[key]):
            raise UsageError(
                f"The parameter {key} of {name} has a value of another type than its default.",
                where=name,
                expected=f"{type(defaults[key]).__name__}, such as {defaults[key]!r}",
                found=f"{type(value).__name__} {value!r}",
                todo="Give a value of that type.",
            )
    return defaults | dict(parameters)


def _execute(
    project: Project, notebook: Path, parameters: Mapping[str, Any], folder: Path, time_limit: float
) -> dict[str, Any]:
    """Let papermill execute the notebook, and put whatever stops it into one message."""
    # Papermill takes seconds to import and configures logging: it is loaded where it runs.
    import papermill  # noqa: PLC0415
    from nbclient.exceptions import CellTimeoutError, DeadKernelError  # noqa: PLC0415

    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    progress = _Progress(time.monotonic() + time_limit)
    try:
        return dict(
            papermill.execute_notebook(
                # Papermill fills parameters into braces of a path.
                str(notebook).replace("{", "{{").replace("}", "}}"),
                None,
                parameters=dict(parameters),
                kernel_name="python3",
                progress_bar=False,
                cwd=str(project.root),
                kernel_manager_class=_kernel_in(folder),
                shutdown_kernel="immediate",
                coalesce_streams=True,
                on_cell_start=progress.start,
                timeout_func=progress.remaining,
            )
        )
    except papermill.PapermillExecutionError as error:
        found = f"{error.ename}: {' '.join(error.evalue.split())}"
        raise _failed(project, notebook, parameters, progress, "A cell failed", found) from None
    except CellTimeoutError:
        found = f"more than {time_limit:g} seconds"
        raise _failed(project, notebook, parameters, progress, "The time is up", found) from None
    except (DeadKernelError, RuntimeError) as error:
        found = " ".join(str(error).split()) or type(error).__name__
        raise _failed(project, notebook, parameters, progress, "The kernel died", found) from None


def _kernel_in(folder: Path) -> type:
    """Make a manager of kernels of this interpreter, whose sockets and settings are in a folder of their own."""
    from jupyter_client.kernelspec import KernelSpecManager  # noqa: PLC0415
    from jupyter_client.manager import AsyncKernelManager  # noqa: PLC0415

    class PrivateKernel(AsyncKernelManager):
        def __init__(self, **arguments: Any) -> None:
            # Without folders to look in, the only kernel is that of this interpreter, whatever is installed.
            specs = KernelSpecManager(kernel_dirs=[])
            file = str(folder / "k.json")
            super().__init__(transport="ipc", connection_file=file, kernel_spec_manager=specs, **arguments)
            settings = {"IPYTHONDIR": str(folder / "ipython")}
            if self.kernel_spec is not None:
                self.kernel_spec.env = _KERNEL_ENVIRONMENT | settings

    return PrivateKernel


def _socket_folder() -> str | None:
    """Return a folder whose path is short enough for sockets, or None where the usual one is."""
    return None if len(tempfile.gettempdir()) <= _LONGEST_FOLDER else "/tmp"  # noqa: S108


def _failed(
    project: Project,
    notebook: Path,
    parameters: Mapping[str, Any],
    progress: _Progress,
    what: str,
    found: str,
) -> NotebookError:
    return NotebookError(
        f"{what} in {project.relative(notebook)}.",
        where=f"{_whom(project, notebook, parameters)}, {_place(notebook, progress.cell)}",
        found=found,
        todo="Open the notebook in Jupyter with these parameters, or correct what the message names.",
    )


def _whom(project: Project, notebook: Path, parameters: Mapping[str, Any]) -> str:
    named = [f"{key} {value}" for key, value in parameters.items() if key != "output"]
    return ", ".join([project.relative(notebook), *named])


def _place(notebook: Path, cell: Mapping[str, Any]) -> str:
    """Name a cell by its number in the notebook as it is in the repository, and by its identifier."""
    if not cell:
        return "before the first cell"
    ids = [known.get("id") for known in json.loads(notebook.read_text(encoding="utf-8"))["cells"]]
    if cell.get("id") not in ids:
        return f"cell {INJECTED}"
    return f"cell {ids.index(cell['id']) + 1} ({cell['id']})"


def _refuse_foreign_cells(
    project: Project, notebook: Path, indicators: IndicatorSet, parameters: Mapping[str, Any]
) -> None:
    """Refuse values that name another notebook or cell than the one that computed them."""
    ids = {cell.get("id") for cell in read_notebook(notebook, notebook.name)["cells"]}
    wrong = {
        f"{v.notebook}, {v.cell}" for v in indicators if v.notebook != notebook.stem or v.cell not in ids
    }
    if wrong:
        raise NotebookError(
            f"{project.relative(notebook)} says that a cell computed its values that it does not have.",
            where=_whom(project, notebook, parameters),
            expected=f"{notebook.stem} and the identifier of one of its cells",
            found=listed(wrong),
            todo="Name the cell in computed_in(…) as the notebook does.",
        )
