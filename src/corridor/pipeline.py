"""One function for each command; `build` reads as an edition is made.

Edition → Dataset → CheckedDataset → IndicatorSet → Brief / Outlook → Page → Site
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from corridor import coverage, notebooks, publication, staging, verification, writing
from corridor.changes import compare_with_previous, write_changes
from corridor.checks import CheckReport, check, examine, write_checks_json
from corridor.editions import Edition, read_edition
from corridor.errors import UsageError, listed, suggestion
from corridor.indicators import IndicatorSet
from corridor.ledger import Ledger
from corridor.manifest import EngineUsed, write_manifest
from corridor.project import Project
from corridor.rendering.engines import Engine, choose
from corridor.report_kinds import ReportKind, list_kinds, read_kind
from corridor.reports.context import Context
from corridor.ro_crate import write_ro_crate
from corridor.selection import Wanted, want
from corridor.site import write_site
from corridor.sources import Dataset, load_all

Progress = Callable[[str, int, int], None]


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


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
    progress: Progress = silent,
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
    progress : callable
        Told the stage, how much of it is done and how much there is.

    Returns
    -------
    Path
        Folder of the edition in the site.

    Raises
    ------
    CorridorError
        If something is wrong that the user can mend; the site is then as it was.
    """
    edition = read_edition(project, edition_id)
    wanted = want(project, edition, economies, reports, formats)
    renderer = choose(engine)
    renderer.examine(project.root)
    out = out.resolve()
    with publication.workshop(out) as work:
        made = _made(project, edition, wanted, renderer, work, jobs, progress, kept=project.cache / "pages")
        folder = publication.place(edition, made.site, out, whole=wanted.whole, manifest=made.manifest)
        publication.keep_stage(project, edition, made.stage)
    write_site(project, out, renderer)
    return folder


@dataclass(frozen=True)
class _Made:
    """A rendered edition before it is put in its place.

    `stage` and `site` are its folders; `manifest` writes the manifest into the folder it is given.
    """

    stage: Path
    site: Path
    manifest: Callable[[Path], None]


def _made(
    project: Project,
    edition: Edition,
    wanted: Wanted,
    renderer: Engine,
    work: Path,
    jobs: int,
    progress: Progress,
    *,
    kept: Path | None = None,
) -> _Made:
    """Make an edition; pages may be taken from those of earlier builds in `kept`, but never to verify one."""
    datasets, verdicts = _checked(project, edition, progress)
    values, executed = _computed(project, edition, wanted, work / "notebooks", jobs, progress)
    context = _context(project, edition, values, datasets, verdicts)
    stage = _staged(context, wanted, work / "stage", executed, values, progress)
    site = _rendered(renderer, edition, wanted, stage, work / "site", jobs, progress, kept)

    def manifest(folder: Path) -> None:
        used = EngineUsed(renderer.name, renderer.version)
        asked = {"economies": wanted.economies, "reports": wanted.reports, "formats": wanted.formats}
        write_ro_crate(project, edition, folder, sources=context.sources, engine=used)
        write_manifest(project, edition, folder, sources=context.sources, engine=used, parameters=asked)

    return _Made(stage, site, manifest)


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
    verification.require_untouched(edition, site, manifest)
    renderer = verification.require_same_conditions(project, edition, manifest)
    asked = manifest["parameters"]
    wanted = want(project, edition, asked["economies"], asked["reports"], asked["formats"])
    with TemporaryDirectory(prefix="corridor-verify-") as scratch:
        made = _made(project, edition, wanted, renderer, Path(scratch), jobs, progress)
        made.manifest(made.site)
        return verification.require_same(edition, site / "editions" / edition.id, made.site)


def _checked(
    project: Project, edition: Edition, progress: Progress
) -> tuple[dict[str, Dataset], tuple[CheckReport, ...]]:
    progress("Data checks", 0, 1)
    datasets = load_all(project, edition.vintages)
    coverage.require(edition, datasets)
    checked = check(project, datasets, economies=edition.region.members)
    progress("Data checks", 1, 1)
    return datasets, tuple(checked[source].report for source in sorted(checked))


def _computed(
    project: Project, edition: Edition, wanted: Wanted, folder: Path, jobs: int, progress: Progress
) -> tuple[IndicatorSet, list[Path]]:
    """Run the notebooks of what is wanted; the region's too, for every brief compares with it."""
    region = edition.region.id
    runs = [
        *(
            notebooks.Run(notebook, {"economy": iso3, "edition": edition.id}, iso3)
            for notebook in _notebooks(wanted.kinds, "economy")
            for iso3 in wanted.economies
        ),
        *(
            notebooks.Run(notebook, {"region": region, "edition": edition.id}, region)
            for notebook in _notebooks(_regional(project, edition), "region")
        ),
    ]
    progress("Notebooks", 0, len(runs))
    sets = []
    for one in notebooks.run_many(project, runs, folder, jobs=jobs):
        sets.append(one)
        progress("Notebooks", len(sets), len(runs))
    # The economies' own notebooks come first: a value that the region's computes too keeps its first origin.
    sets.sort(key=lambda one: (one.subject == region, one.subject))
    executed = sorted(folder.glob("*.ipynb"))
    return sets[0].merge(*sets[1:]), executed


def _notebooks(kinds: Sequence[ReportKind], subject: str) -> list[str]:
    """Notebooks that reports on a subject need, each once."""
    return list(dict.fromkeys(Path(kind.notebook).stem for kind in kinds if kind.subject == subject))


def _regional(project: Project, edition: Edition) -> list[ReportKind]:
    """Reports on the region, wanted or not: every brief compares its economy with the region."""
    kinds = [read_kind(project, name) for name in list_kinds(project)]
    of_edition = [kind for kind in kinds if kind.id in edition.reports and kind.subject == "region"]
    return of_edition or [kind for kind in kinds if kind.subject == "region"][:1]


def _context(
    project: Project,
    edition: Edition,
    values: IndicatorSet,
    datasets: Mapping[str, Dataset],
    verdicts: tuple[CheckReport, ...],
) -> Context:
    sources = {source_id: dataset.source for source_id, dataset in datasets.items()}
    return Context(project, edition, Ledger(values), sources, verdicts)


def _staged(
    context: Context,
    wanted: Wanted,
    folder: Path,
    executed: Sequence[Path],
    values: IndicatorSet,
    progress: Progress,
) -> Path:
    progress("Reports", 0, 1)
    changed = compare_with_previous(context.project, context.edition, values) if wanted.whole else None
    pages = writing.pages(
        context, wanted.economies, wanted.kinds, whole=wanted.whole, notebooks=executed, changes=changed
    )
    folder.mkdir()
    staging.stage(context, pages, folder, notebooks=executed, values=values)
    (folder / "quality").mkdir(exist_ok=True)
    write_checks_json(context.reports, folder / "quality" / "checks.json")
    if wanted.whole:
        write_changes(changed, folder / "changes")
    progress("Reports", 1, 1)
    return folder


def _rendered(
    renderer: Engine,
    edition: Edition,
    wanted: Wanted,
    stage: Path,
    site: Path,
    jobs: int,
    progress: Progress,
    kept: Path | None,
) -> Path:
    progress("Pages", 0, 1)
    formats = frozenset(wanted.formats)
    renderer.render(stage, site, formats=formats, published=edition.published, jobs=jobs, kept=kept)
    staging.copy_downloads(stage, site)
    progress("Pages", 1, 1)
    return site


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
    return tuple(examine(project, datasets, economies=edition.region.members))


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
