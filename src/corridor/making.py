"""From an edition to its rendered files: checked, computed, written and rendered in a folder of its own.

Nothing here touches the site; `pipeline` says what becomes of what is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from corridor import coverage, finishing, journal, notebooks, reasons, staging
from corridor.beside import beside, left_alone
from corridor.bill_of_materials import write_bill
from corridor.changes import EditionChanges, compare_with_previous
from corridor.check_plan import verdicts_beside
from corridor.checks import CheckReport, examine, write_checks_json
from corridor.editions import Edition, in_its_language
from corridor.explaining import exchanging
from corridor.explaining.other_vintages import Pinned
from corridor.impact import refuse
from corridor.indicators import IndicatorSet, load_tables, merged
from corridor.keeping import key_of
from corridor.kept_notebooks import KeptNotebooks
from corridor.kept_writing import KeptWriting
from corridor.kernels.drawing import drawn_beside
from corridor.ledger import Ledger
from corridor.manifest import EngineUsed, write_manifest
from corridor.memory import give_back
from corridor.project import Project
from corridor.rendering.engines import Engine
from corridor.report_kinds import ReportKind, list_kinds, read_kind
from corridor.reports.context import Context
from corridor.ro_crate import write_ro_crate
from corridor.selection import Wanted
from corridor.sources import Dataset, load, load_all
from corridor.spreading import Hands, Here
from corridor.withholding import Withholding, refuse_emptied, withheld
from corridor.writing import Pages

# How many reports can be written while the parts of a site that are no reports are laid out beside.
_FEW = 30
Progress = Callable[[str, int, int], None]


def nothing() -> None:
    """Nothing that is waited for."""


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Made:
    """A rendered edition before it is put in its place.

    `stage` and `site` are its folders; `manifest` writes the manifest into the folder it is given; `withholding` says
    what was left out because a data check failed.
    """

    stage: Path
    site: Path
    manifest: Callable[[Path], None]
    withholding: Withholding | None = None


@in_its_language
@load.remembering()
@load_tables.remembering()
def make(
    project: Project,
    edition: Edition,
    wanted: Wanted,
    renderer: Engine,
    work: Path,
    jobs: int,
    progress: Progress,
    *,
    kept: Path | None = None,
    out: Path | None = None,
    keep_going: bool = False,
    elsewhere: Hands | None = None,
    explained: bool = False,
) -> Made:
    """Make an edition, or what is wanted of it.

    Parameters
    ----------
    wanted : Wanted
        What to make.
    renderer : Engine
        Renders the pages.
    work : Path
        An empty folder to work in.
    jobs : int
        How many notebooks and pages at a time.
    progress : callable
        Told the stage, how much of it is done and how much there is.
    kept : Path, optional
        Folder with what earlier builds ran and rendered, to be taken where nothing changed. Without it all is made,
        as it must be to prove an edition.
    out : Path, optional
        A site that may hold the edition already, for what a failing check would hit there.
    keep_going : bool
        Whether figures that rest on rows which fail a critical check are withheld, instead of stopping.
    elsewhere : Hands, optional
        Who runs notebooks, writes and renders on other machines.
    explained : bool
        Whether what the figures would be with other vintages is computed too, so that `explain` answers at once.

    Raises
    ------
    CorridorError
        If something is wrong that the user can mend.
    """
    renderer.examine(project.root)
    runs = _runs(project, edition, wanted)
    known = KeptNotebooks(project, kept / "notebooks") if kept else None
    waiting = elsewhere is None and (known is None or not all(map(known.has, runs)))
    exchanged: Callable[[], None] = nothing
    with ExitStack() as meanwhile:
        with drawn_beside(jobs) if waiting else nullcontext() as drawers:
            line = drawers.line if drawers else None
            ready = notebooks.made_ready(project, edition.id, jobs, line) if waiting else nullcontext()
            with verdicts_beside(project, edition), ready as fleet:
                datasets, verdicts = _checked(project, edition, progress, out, keep_going=keep_going)
                failing = any(report.failed("critical") for report in verdicts)
                if failing:
                    # Named only where rows fail: what is published of a run names what it was run with.
                    runs = [replace(one, parameters={**one.parameters, "keep_going": True}) for one in runs]
                how = partial(notebooks.run_many, jobs=jobs, fleet=fleet, kept=known, hands=elsewhere)
                values, executed = _computed(project, runs, work / "notebooks", how, progress)
            held = withheld(project, edition, values, verdicts) if failing else None
            asked_for = wanted
            if held:
                journal.current().withheld(held.economies, held.why)
                wanted = refuse_emptied(edition, wanted, held)
                values = held.applied(values)
                # The region's notebook shows figures of every economy.
                executed = [path for path in executed if path.stem.rpartition("-")[2] in wanted.economies]
            context = _context(project, edition, values, datasets, verdicts, held)
            if explained and not held:
                aside = jobs > 1 and len(wanted.economies) <= _FEW
                exchanged = meanwhile.enter_context(_exchanged(context, aside=aside))
            stage = _staged(
                context,
                wanted,
                work / "stage",
                executed,
                values,
                elsewhere or Here(jobs),
                jobs,
                progress,
                None if held else kept,
            )
        # What they hold is not asked any more; of many economies it is much.
        del known, how, datasets
        give_back()
        site = _rendered(renderer, edition, wanted, stage, work / "site", jobs, progress, kept, elsewhere)
        if wanted.whole:
            give_back()
            finishing.finish(context, renderer, stage, site)
        progress("Other vintages", 0, 1)
        exchanged()
        progress("Other vintages", 1, 1)

    def manifest(folder: Path) -> None:
        used = EngineUsed(renderer.name, renderer.version)
        asked: dict[str, object] = {"economies": asked_for.economies, "reports": wanted.reports}
        asked |= {"formats": wanted.formats} | ({"withheld": held.economies} if held else {})
        write_bill(project, edition, folder)
        write_ro_crate(project, edition, folder, sources=context.sources, engine=used)
        write_manifest(project, edition, folder, sources=context.sources, engine=used, parameters=asked)

    return Made(stage, site, manifest, held)


@contextmanager
def _exchanged(context: Context, *, aside: bool) -> Iterator[Callable[[], None]]:
    """Begin to compute what the figures would be with other vintages; what is yielded waits for it."""
    edition = context.edition
    used = [(name, one, context.sources[name].vintages[one].sha256) for name, one in edition.vintages.items()]
    with exchanging.prepared_beside(context.project, Pinned(edition.id, tuple(used)), aside=aside) as done:
        yield done


def _checked(
    project: Project, edition: Edition, progress: Progress, out: Path | None, *, keep_going: bool
) -> tuple[dict[str, Dataset], tuple[CheckReport, ...]]:
    progress("Data checks", 0, 1)
    datasets = load_all(project, edition.vintages)
    coverage.require(edition, datasets)
    reports = tuple(examine(project, datasets, economies=edition.region.members))
    journal.current().checked(reports)
    if not keep_going:
        refuse(project, edition, reports, out)
    progress("Data checks", 1, 1)
    return datasets, reports


def _runs(project: Project, edition: Edition, wanted: Wanted) -> list[notebooks.Run]:
    """Notebooks of what is wanted; the region's too, for every brief compares with it."""
    region = edition.region.id
    how = {"edition": edition.id}
    return [
        *(
            notebooks.Run(notebook, {"economy": iso3, **how}, iso3)
            for notebook in _notebooks(wanted.kinds, "economy")
            for iso3 in wanted.economies
        ),
        *(
            notebooks.Run(notebook, {"region": region, **how}, region)
            for notebook in _notebooks(_regional(project, edition), "region")
        ),
    ]


def _computed(
    project: Project,
    runs: Sequence[notebooks.Run],
    folder: Path,
    run_many: Callable[..., Iterator[IndicatorSet]],
    progress: Progress,
) -> tuple[IndicatorSet, list[Path]]:
    progress("Notebooks", 0, len(runs))

    def counted() -> Iterator[IndicatorSet]:
        for done, one in enumerate(run_many(project, runs, folder), start=1):
            progress("Notebooks", done, len(runs))
            yield one

    # As they come: what the region's notebook computes too is held once.
    values = merged(counted())
    executed = sorted(folder.glob("*.ipynb"))
    return values, executed


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
    held: Withholding | None,
) -> Context:
    sources = {source_id: dataset.source for source_id, dataset in datasets.items()}
    return Context(project, edition, Ledger(values), sources, verdicts, held)


def _staged(
    context: Context,
    wanted: Wanted,
    folder: Path,
    executed: Sequence[Path],
    values: IndicatorSet,
    hands: Hands,
    jobs: int,
    progress: Progress,
    kept: Path | None,
) -> Path:
    progress("Reports", 0, 1)
    stems = [path.stem for path in executed]
    shelf = KeptWriting(
        context.project,
        kept / "written" if kept else None,
        {
            "what was asked for": key_of(
                [context.edition.id, context.edition.lang, wanted.economies, wanted.reports, stems]
            )
        },
    )
    folder.mkdir()
    # With many reports all processors are busy anyway, and a process more takes memory.
    aside = jobs > 1 and len(wanted.economies) <= _FEW
    parts = partial(
        staging.stage_parts,
        context,
        folder,
        notebooks=executed,
        values=values,
        jobs=1 if aside else jobs,
    )
    with left_alone(), beside(parts, aside=aside) as others:
        written = Pages(context, wanted, stems, partial(_compared, context, wanted, values))
        pages = written.write(hands, shelf)
        others()
        staging.stage(context, pages, folder)
    (folder / "quality").mkdir(exist_ok=True)
    write_checks_json(context.reports, folder / "quality" / "checks.json")
    progress("Reports", 1, 1)
    return folder


def _compared(context: Context, wanted: Wanted, values: IndicatorSet) -> EditionChanges | None:
    """Compare with the edition before, as far as what is wanted tells of it."""
    held = context.withholding
    regional = wanted.whole or any(kind.subject == "region" for kind in wanted.kinds)
    only = () if regional else wanted.economies
    changed = compare_with_previous(
        context.project, context.edition, values, only=only, keep_going=held is not None
    )
    return held.compared(changed) if held else changed


def _rendered(
    renderer: Engine,
    edition: Edition,
    wanted: Wanted,
    stage: Path,
    site: Path,
    jobs: int,
    progress: Progress,
    kept: Path | None,
    elsewhere: Hands | None,
) -> Path:
    progress("Pages", 0, 1)
    formats = frozenset(wanted.formats)
    pages = kept / "pages" if kept else None
    if pages is None:
        for path in sorted(stage.rglob("*.qmd")):
            reasons.note(f"page {path.relative_to(stage).as_posix()}", {}, taken=False)
    renderer.render(
        stage, site, formats=formats, published=edition.published, jobs=jobs, kept=pages, hands=elsewhere
    )
    staging.copy_downloads(stage, site)
    progress("Pages", 1, 1)
    return site
