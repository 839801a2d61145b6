"""What a warm process holds for the kernels it forks: libraries, checked tables, and what first use builds."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any

from corridor.errors import CorridorError
from corridor.project import Project

# What the notebooks import, and what executes them. Great Expectations is not among them.
_LIBRARIES = (
    "altair",
    "nbclient",
    "pandas",
    "papermill",
    "corridor.charts",
    "corridor.charts.drawing",
    "corridor.checks",
    "corridor.indicators",
    "corridor.kernels.watching",
    "corridor.notebooks",
)


def import_libraries() -> None:
    """Import what the notebooks import, once there is a kernel: some libraries look for one."""
    for name in _LIBRARIES:
        import_module(name)


def rehearse() -> None:
    """Use once what builds something at first use: schemas, charts, the font's widths, tables as text."""
    from corridor import charts  # noqa: PLC0415

    nbformat, pandas = import_module("nbformat"), import_module("pandas")
    nbformat.validate(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell()]))
    for name in charts.__all__:
        getattr(charts, name)
    one = {"year": 2020, "series": "a", "value": 1.0, "status": "estimated"}
    frame = pandas.DataFrame([one, one | {"year": 2024}])
    charts.stocks("rehearsal", frame)
    repr(frame)
    frame.to_html()


def read_ahead(project: Project, edition_id: str) -> None:
    """Read and hold the tables of an edition, without asking for verdicts on them.

    What is wrong with them is told where a notebook reads them.
    """
    from corridor.editions import read_edition  # noqa: PLC0415
    from corridor.indicators.base.compute import sources_used  # noqa: PLC0415
    from corridor.sources import load  # noqa: PLC0415

    with suppress(CorridorError):
        for source, vintage in sources_used(read_edition(project, edition_id)).items():
            load.hold(project, source, vintage)


def hold(project: Project, parameters: Iterable[Mapping[str, Any]]) -> None:
    """Hold the checked tables of every edition that runs name, and use them once.

    Parameters
    ----------
    project : Project
        The project.
    parameters : iterable of mapping
        Those of the runs.
    """
    named = {(str(one["edition"]), bool(one.get("keep_going"))) for one in parameters if "edition" in one}
    for edition_id, keep_going in sorted(named):
        with suppress(CorridorError):
            _hold_edition(project, edition_id, **({"keep_going": True} if keep_going else {}))
    # What is there now stays: collecting it would only copy its pages into every child.
    gc.collect()
    gc.freeze()


def _hold_edition(project: Project, edition_id: str, **options: bool) -> None:
    from corridor.editions import read_edition  # noqa: PLC0415
    from corridor.indicators import compute_economy, load_tables  # noqa: PLC0415

    edition = read_edition(project, edition_id)
    tables = load_tables.hold(project, edition, **options)
    # Builds the indexes of the tables, which all runs need alike.
    compute_economy(project, edition, edition.economies[0], tables=tables)


def make_fresh() -> None:
    """Let a child draw other random numbers than its siblings, as kernels started anew do.

    Python's own generator sees to that by itself.
    """
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()
