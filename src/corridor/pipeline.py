"""One function for each command; `build` reads as an edition is made.

Edition → Dataset → CheckedDataset → IndicatorSet → Brief / Outlook → Page → Site
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from corridor import coverage, journal, notebooks, publication, verification
from corridor.checks import CheckReport, examine
from corridor.cluster import Cluster
from corridor.editions import read_edition
from corridor.errors import UsageError, listed, suggestion
from corridor.indicators import IndicatorSet, load_tables
from corridor.keeping import nothing_kept, tidy
from corridor.making import Progress, make, silent
from corridor.manifest import read_manifest
from corridor.project import Project
from corridor.publishing import act as publishing
from corridor.publishing.lock import exclusive
from corridor.publishing.register import read_register
from corridor.publishing.scratch import own_folder
from corridor.rendering.engines import choose
from corridor.selection import want
from corridor.site import write_site
from corridor.sources import load, load_all


@own_folder()
@load.remembering()
@load_tables.remembering()
def build(
    project: Project,
    edition_id: str,
    *,
    economies: Sequence[str] = (),
    reports: Sequence[str] = (),
    formats: Sequence[str] = (),
    engine: str = "auto",
    jobs: int = 2,
    out: Path = Path("_site"),
    keep_going: bool = False,
    progress: Progress = silent,
    scheduler: str = "",
) -> Path:
    """Build an edition, or a part of it, and put it in its place when it is whole.

    Parameters
    ----------
    edition_id : str
        Which edition.
    economies, reports, formats : sequence of str
        What to build; everything when empty.
    engine : str
        `auto`, `quarto` or `pandoc`.
    jobs : int
        How many notebooks and pages at a time.
    out : Path
        The site's folder.
    keep_going : bool
        Whether to build the rest where a data check fails: briefs whose figures rest on failing rows are withheld.
    progress : callable
        Told the stage, how much of it is done and how much there is.
    scheduler : str
        Address of the scheduler of a Dask cluster that does the work; this machine does it when empty.

    Returns
    -------
    Path
        Folder of the edition in the site.

    Raises
    ------
    WithheldError
        After the rest was built, if something was withheld.
    CorridorError
        If something is wrong that the user can mend; the site is then as it was.
    """
    edition = read_edition(project, edition_id)
    wanted = want(project, edition, economies, reports, formats)
    renderer = choose(engine)
    out = out.resolve()
    publishing.require_not_published(edition, out)
    tidy(project.cache)
    with publication.workshop(out) as work, _elsewhere(project, scheduler) as hands:
        made = make(
            *(project, edition, wanted, renderer, work, jobs, progress),
            kept=project.cache,
            out=out,
            keep_going=keep_going,
            elsewhere=hands,
            explained=True,
        )
        with exclusive(out):
            # Another process may have published it meanwhile.
            publishing.require_not_published(edition, out)
            folder = publication.place(
                *(edition, made.site, out),
                whole=wanted.whole,
                manifest=made.manifest,
                around=lambda site: write_site(project, site, renderer),
            )
        publication.keep_stage(project, edition, made.stage)
    if made.withholding:
        raise made.withholding.error(edition, str(folder))
    return folder


@contextmanager
def _elsewhere(project: Project, scheduler: str) -> Iterator[Cluster | None]:
    """Cluster that does the work; None for this machine."""
    if not scheduler:
        yield None
        return
    with Cluster(scheduler, project) as cluster:
        yield cluster


@own_folder()
def publish(
    project: Project,
    edition_id: str,
    *,
    engine: str = "auto",
    jobs: int = 2,
    out: Path = Path("_site"),
    progress: Progress = silent,
) -> tuple[Path, bool]:
    """Build an edition whole, hold it against its manifest, and make it visible in one step with all around it.

    Parameters
    ----------
    edition_id : str
        Which edition.
    engine : str
        `auto`, `quarto` or `pandoc`.
    jobs : int
        How many notebooks and pages at a time.
    out : Path
        The site's folder.
    progress : callable
        Told the stage, how much of it is done and how much there is.

    Returns
    -------
    tuple of Path and bool
        Folder of the edition in the site; whether it was published now, and not before with the same bytes.

    Raises
    ------
    VerificationError
        If it is published with other bytes already, or what was built is not what its manifest lists.
    CorridorError
        If something else is wrong that the user can mend. In every case the site is then as it was.
    """
    edition = read_edition(project, edition_id)
    wanted = want(project, edition, (), (), ())
    renderer = choose(engine)
    out = out.resolve()
    publishing.require_correctable(edition, out)
    tidy(project.cache)
    with publication.workshop(out) as work:
        made = make(project, edition, wanted, renderer, work, jobs, progress, out=out, explained=True)
        made.manifest(made.site)
        verification.require_untouched(edition, made.site, read_manifest(made.site))
        with exclusive(out):
            publishing.require_correctable(edition, out)
            new = not publishing.is_published(edition, made.site, out)
            if new:
                publishing.publish(
                    project,
                    edition,
                    made.site,
                    out,
                    work,
                    around=lambda site: write_site(project, site, renderer),
                )
        publication.keep_stage(project, edition, made.stage)
    return out / "editions" / edition.id, new


def stays(out: Path, edition_id: str) -> bool:
    """Whether an edition is published in a site, so that nothing is built over it."""
    return edition_id in read_register(out.resolve())


@own_folder()
def verify(
    project: Project,
    edition_id: str,
    *,
    out: Path = Path("_site"),
    jobs: int = 2,
    progress: Progress = silent,
) -> int:
    """Prove that a published edition is what its inputs make.

    Its files are compared with its manifest, and then with an edition built again, in a folder of its own, from the
    same inputs with the same parameters. Neither the site nor the project is changed.

    Parameters
    ----------
    edition_id : str
        Which edition.
    out : Path
        The site's folder.
    jobs : int
        How many notebooks and pages at a time.
    progress : callable
        Told the stage, how much of it is done and how much there is.

    Returns
    -------
    int
        Number of files that are the same to the byte.

    Raises
    ------
    ConfigurationError
        If the edition is not there, or its manifest is missing or not as a build writes it.
    VerificationError
        If a file was changed, conditions differ, or the rebuild does; with the first difference.
    """
    edition = read_edition(project, edition_id)
    site = out.resolve()
    manifest = verification.read(edition, site)
    folder = site / "editions" / edition.id
    registered = verification.require_registered(edition, site)
    verification.require_untouched(edition, folder, manifest, registered)
    renderer = verification.require_same_conditions(project, edition, manifest)
    asked = manifest["parameters"]
    wanted = want(project, edition, asked["economies"], asked["reports"], asked["formats"])
    with TemporaryDirectory(prefix="corridor-verify-") as scratch, nothing_kept(Path(scratch) / "kept"):
        keep_going = bool(asked.get("withheld"))
        work = Path(scratch) / "work"
        work.mkdir()
        made = make(project, edition, wanted, renderer, work, jobs, progress, keep_going=keep_going)
        made.manifest(made.site)
        return verification.require_same(edition, folder, made.site)


@own_folder()
def check_edition(project: Project, edition_id: str) -> tuple[CheckReport, ...]:
    """Check every vintage of an edition, without stopping at a failure.

    Returns
    -------
    tuple of CheckReport
        One a source, sorted.
    """
    edition = read_edition(project, edition_id)
    datasets = load_all(project, edition.vintages)
    coverage.require(edition, datasets)
    reports = tuple(examine(project, datasets, economies=edition.region.members))
    journal.current().checked(reports)
    return reports


@own_folder()
def run(project: Project, notebook: str, parameters: Mapping[str, str], out: Path) -> IndicatorSet:
    """Run one notebook with its parameters and keep what it wrote.

    Parameters
    ----------
    notebook : str
        Name of a notebook in `notebooks/`, with or without its ending.
    out : Path
        Where the executed notebook goes.

    Raises
    ------
    UsageError
        If there is no such notebook or parameter.
    NotebookError
        If it raises.
    """
    known = sorted(path.stem for path in project.notebooks.glob("*.ipynb"))
    stem = Path(notebook).stem
    if stem not in known:
        near = suggestion(stem, known)
        raise UsageError(
            f"Unknown notebook: {notebook}.",
            where="notebooks/",
            expected=listed(known),
            found=notebook,
            todo=f"Name one of these{'; ' + near if near else ''}.",
        )
    return notebooks.run(project, project.notebooks / f"{stem}.ipynb", dict(parameters), out=out)
