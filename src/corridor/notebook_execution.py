"""One notebook in one kernel: papermill executes it, and what it computed and showed is read and kept.

What is kept of an executed notebook is stripped of times, paths and versions, so that the same inputs give the same
bytes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corridor.errors import CorridorError, NotebookError, listed
from corridor.indicators import IndicatorSet
from corridor.notebook_files import INJECTED, normalise, read_notebook, text_of
from corridor.project import Project

_SET_FILE, _EXECUTED_FILE = "indicators.json", "executed.ipynb"
_FIRST_CELL = "before the first cell"


@dataclass(frozen=True)
class Job:
    """A notebook with all its parameters but `output`.

    Attributes
    ----------
    project : Project
        The project; the notebook runs in its root.
    notebook : Path
        The notebook.
    parameters : mapping
        Values by name.
    """

    project: Project
    notebook: Path
    parameters: Mapping[str, Any]

    @property
    def whom(self) -> str:
        """Notebook and parameters, for messages."""
        named = [f"{key} {value}" for key, value in self.parameters.items()]
        return ", ".join([self.project.relative(self.notebook), *named])

    def failed(self, what: str, cell: str, found: str) -> NotebookError:
        """Say what stopped it.

        Parameters
        ----------
        what : str
            Such as "A cell failed".
        cell : str
            Identifier of the cell that was running; empty before the first.
        found : str
            What was found.
        """
        return NotebookError(
            f"{what} in {self.project.relative(self.notebook)}.",
            where=f"{self.whom}, {_place(self.notebook, cell)}",
            found=found,
            todo="Open the notebook in Jupyter with these parameters, or correct what the message names.",
        )

    def late(self, cell: str, seconds: float) -> NotebookError:
        """Say that its time is up."""
        return self.failed("The time is up", cell, f"more than {seconds:g} seconds")

    def died(self, cell: str, found: str) -> NotebookError:
        """Say that its kernel went away."""
        return self.failed("The kernel died", cell, found)

    def flooded(self, cell: str, limit: int) -> NotebookError:
        """Say that it put out more than a number of bytes."""
        found = f"more than {limit / 1024:,.0f} KiB"
        return self.failed("There is too much output", cell, found)


# A job, and where its executed notebook goes.
Placed = tuple[Job, Path]
# Where the executed notebook went, what it gave or why it did not, and what it saw, where that was noted.
Found = tuple[Path, IndicatorSet | CorridorError, Mapping[str, Any] | None]


@dataclass
class _Progress:
    """The cell being executed, and when the time is up."""

    deadline: float
    tell: Callable[[str], None]
    cell: str = ""

    def start(self, cell: Mapping[str, Any], **_: object) -> None:
        if cell["cell_type"] == "code":
            self.cell = cell["id"]
            self.tell(self.cell)

    def remaining(self, _: object) -> int:
        return max(1, round(self.deadline - time.monotonic()))


def execute(job: Job, folder: Path, kernel: type, time_limit: float, on_cell: Callable[[str], None]) -> None:
    """Let papermill execute a notebook, and leave what it computed and what it showed in a folder.

    Parameters
    ----------
    job : Job
        What to execute.
    folder : Path
        Gets the indicators and the executed notebook, for `collect`.
    kernel : type
        Manages the kernel; papermill's `kernel_manager_class`.
    time_limit : float
        Seconds that all cells together may take.
    on_cell : callable
        Told the identifier of each cell of code as it begins.

    Raises
    ------
    NotebookError
        If a cell fails, the kernel dies, or the time is up.
    """
    # Papermill takes long to import and configures logging: it is loaded where it runs.
    import papermill  # noqa: PLC0415
    from nbclient.exceptions import CellTimeoutError, DeadKernelError  # noqa: PLC0415
    from nbformat import ValidationError  # noqa: PLC0415

    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    progress = _Progress(time.monotonic() + time_limit, on_cell)
    root = job.project.root
    try:
        executed = papermill.execute_notebook(
            # Papermill fills parameters into braces of a path.
            str(job.notebook).replace("{", "{{").replace("}", "}}"),
            None,
            parameters=dict(job.parameters) | {"output": str(folder / _SET_FILE)},
            kernel_name="python3",
            progress_bar=False,
            cwd=str(root),
            kernel_manager_class=kernel,
            shutdown_kernel="immediate",
            coalesce_streams=True,
            on_cell_start=progress.start,
            timeout_func=progress.remaining,
        )
    except papermill.PapermillExecutionError as error:
        found = f"{error.ename}: {' '.join(error.evalue.split())}"
        raise job.failed("A cell failed", progress.cell, found) from None
    except CellTimeoutError:
        raise job.late(progress.cell, time_limit) from None
    except ValidationError as error:
        raise job.failed("An output cannot be kept", progress.cell, str(error).splitlines()[0]) from None
    except (DeadKernelError, RuntimeError) as error:
        raise job.died(progress.cell, " ".join(str(error).split()) or type(error).__name__) from None
    hidden = {f"{folder}/": "", str(folder): ".", f"{root}/": "", str(root): "."}
    (folder / _EXECUTED_FILE).write_text(text_of(normalise(executed, hidden)), encoding="utf-8")


def collect(job: Job, folder: Path, out: Path) -> IndicatorSet:
    """Read and check what `execute` left, and put the executed notebook in its place.

    Raises
    ------
    NotebookError
        If no indicators were written, or they name a cell that the notebook does not have.
    """
    if not (folder / _SET_FILE).is_file():
        raise NotebookError(
            f"{job.project.relative(job.notebook)} wrote no indicators.",
            where=job.whom,
            expected="a file at its parameter output",
            found="none",
            todo="Let its last cell write the indicators to output.",
        )
    indicators = IndicatorSet.read(folder / _SET_FILE)
    _refuse_foreign_cells(job, indicators)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes((folder / _EXECUTED_FILE).read_bytes())
    return indicators


def _place(notebook: Path, cell: str) -> str:
    """Name a cell by its number in the notebook as it is in the repository, and by its identifier."""
    if not cell:
        return _FIRST_CELL
    ids = [known.get("id") for known in read_notebook(notebook, notebook.name)["cells"]]
    if cell not in ids:
        return f"cell {INJECTED}"
    return f"cell {ids.index(cell) + 1} ({cell})"


def _refuse_foreign_cells(job: Job, indicators: IndicatorSet) -> None:
    """Refuse values that name another notebook or cell than the one that computed them."""
    stem = job.notebook.stem
    ids = {cell.get("id") for cell in read_notebook(job.notebook, job.notebook.name)["cells"]}
    wrong = {f"{v.notebook}, {v.cell}" for v in indicators if v.notebook != stem or v.cell not in ids}
    if wrong:
        raise NotebookError(
            f"{job.project.relative(job.notebook)} says that a cell computed its values that it does not have.",
            where=job.whom,
            expected=f"{stem} and the identifier of one of its cells",
            found=listed(wrong),
            todo="Name the cell in computed_in(…) as the notebook does.",
        )
