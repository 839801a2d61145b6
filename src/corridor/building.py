"""What `corridor build` does: nothing where nothing changed, else what `pipeline` does, and why."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corridor import reasons
from corridor.kernels.cold import ONE_THREAD
from corridor.project import Project
from corridor.publishing.register import read_register
from corridor.unchanged import Standing

if TYPE_CHECKING:
    from corridor.making import Progress


@dataclass(frozen=True)
class Asked:
    """What to build of an edition, and how; see `pipeline.build`."""

    economies: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    engine: str = "auto"
    keep_going: bool = False


@dataclass(frozen=True)
class Built:
    """An edition in a site: its folder, and whether it was built now or stood there already."""

    folder: Path
    changed: bool


def build(
    project: Project,
    edition_id: str,
    asked: Asked,
    *,
    jobs: int,
    out: Path,
    progress: Progress,
    why: Callable[[str], None] | None = None,
    scheduler: str = "",
) -> Built:
    """Build an edition if anything has changed since it was built so.

    Parameters
    ----------
    edition_id : str
        Which edition.
    asked : Asked
        What to build of it.
    jobs : int
        How many notebooks and pages at a time.
    out : Path
        The site's folder.
    progress : callable
        Told the stage, how much of it is done and how much there is.
    why : callable, optional
        Given a line for each part, with the reason why it is made again.
    scheduler : str
        Address of the scheduler of a Dask cluster; see `pipeline.build`.

    Raises
    ------
    CorridorError
        As `pipeline.build`.
    """
    told = {name: getattr(asked, name) for name in ("economies", "reports", "formats")}
    standing = Standing(project, edition_id, out, {**told, "engine": (asked.engine,)})
    published = edition_id in read_register(out.resolve())
    if not published and not asked.keep_going and not standing.why:
        return Built(standing.folder, changed=False)
    # Work is spread over processes: threads of linear algebra would only get in their way, and forbid to fork them.
    os.environ.update({name: os.environ.get(name, value) for name, value in ONE_THREAD.items()})
    from corridor import pipeline  # noqa: PLC0415 - imports what computes

    if why:
        why(f"Edition {edition_id}: {standing.why or 'not taken as it stands'}")
    with reasons.listening(project.cache / "parts", edition_id, why or _silent):
        folder = pipeline.build(
            *(project, edition_id),
            **told,
            engine=asked.engine,
            jobs=jobs,
            out=out,
            keep_going=asked.keep_going,
            progress=progress,
            scheduler=scheduler,
        )
    standing.note()
    return Built(folder, changed=True)


def _silent(line: str) -> None:
    """A reason that nobody asked for."""
