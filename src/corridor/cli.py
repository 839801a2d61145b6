"""The command line: options and exit codes only; what the commands do is in `pipeline`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from corridor import __version__, cli_data, cli_figures, cli_log
from corridor.cli_log import Log, LogOption, reported
from corridor.console import complain, progress, say_fault, say_finding, say_line, say_table
from corridor.errors import CorridorError, UsageError, WithheldError, listed, suggestion

if TYPE_CHECKING:
    from corridor.project import Project

app = typer.Typer(
    name="corridor",
    help="Reproducible policy reports on international migration and labour mobility.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Rich takes as long to import as all the rest: help is plain, so that it shows at once.
    rich_markup_mode=None,
)
app.add_typer(cli_data.app, name="data")

EditionArgument = Annotated[
    str | None, typer.Argument(help="Edition; the newest when omitted.", show_default=False)
]


def main() -> NoReturn:
    """Run the command line; a user's mistake goes to standard error with the exit code of its kind."""
    try:
        # An exit code that a command left with, and that of an interrupt, are given back.
        code = app(standalone_mode=False)
    except CorridorError as error:
        say_fault(error)
        sys.exit(error.exit_code)
    except typer.Exit as leave:
        sys.exit(leave.exit_code)
    except typer.Abort:
        sys.exit(130)
    except Exception as error:
        sys.exit(_usage(error))
    sys.exit(code or 0)


def _usage(error: Exception) -> int:
    """Let the option parser show its own mistakes; anything else is a fault of ours and keeps its traceback."""
    show = getattr(error, "show", None)
    if show is None:
        raise error
    code = int(getattr(error, "exit_code", 2))
    if cli_log.is_for_machines(sys.argv):
        cli_log.usage(str(error), code)
    else:
        show(file=sys.stderr)
    return code


def _project() -> Project:
    from corridor.project import Project  # noqa: PLC0415 - imports YAML, which help does without

    return Project.find()


@app.command()
def build(
    edition: EditionArgument = None,
    every: Annotated[bool, typer.Option("--all", help="Build every edition.")] = False,
    economy: Annotated[
        list[str] | None, typer.Option(help="Only this economy's brief (ISO3); repeatable.")
    ] = None,
    report: Annotated[list[str] | None, typer.Option(help="Only this report; repeatable.")] = None,
    format_: Annotated[
        list[str] | None, typer.Option("--format", help="html or pdf; both when omitted.")
    ] = None,
    engine: Annotated[str, typer.Option(help="auto, quarto or pandoc.")] = "auto",
    jobs: Annotated[int, typer.Option(min=1, help="Notebooks and pages at a time.")] = 2,
    out: Annotated[Path, typer.Option(help="Folder of the site.")] = Path("_site"),
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Build the rest where a data check fails.")
    ] = False,
    scheduler: Annotated[
        str, typer.Option(help="Dask scheduler whose workers do the work: tcp://HOST:PORT.")
    ] = "",
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Say of each part why it was made again.")
    ] = False,
    log: LogOption = Log.plain,
) -> None:
    """Build an edition: check the data, compute, write, render."""
    from corridor import building  # noqa: PLC0415 - what a command needs is imported when it runs
    from corridor.publishing.register import read_register  # noqa: PLC0415

    asked = building.Asked(
        economies=tuple(code.upper() for code in economy or ()),
        reports=tuple(report or ()),
        formats=tuple(format_ or ()),
        engine=engine,
        keep_going=keep_going,
    )
    held: list[CorridorError] = []
    changed = False
    with reported("build", log) as journal:
        project = _project()
        for one in _editions(project, edition, every):
            journal.edition(one)
            if every and one in read_register(out.resolve()):
                say_line(f"Edition {one}: published, and left as it is")
                journal.unchanged()
                continue
            with progress() as tell, _told_at_the_end(held):
                built = building.build(
                    *(project, one, asked),
                    jobs=jobs,
                    out=out,
                    progress=tell,
                    why=complain if verbose and log is Log.plain else None,
                    scheduler=scheduler,
                )
                changed = changed or built.changed
                if not built.changed:
                    journal.unchanged()
                say_line(
                    f"Edition {one}: {built.folder}"
                    f"{'' if built.changed else ', as it stands: nothing changed'}"
                )
        if changed:
            _tell_shortfall(engine)
        if held:
            raise held[-1]


def _tell_shortfall(engine: str) -> None:
    """Say what the engine's output lacks, for want of a newer tool, and what its translation lacks."""
    from corridor import language  # noqa: PLC0415
    from corridor.rendering.engines import choose  # noqa: PLC0415

    if lacks := choose(engine).shortfall:
        complain(f"Note: {lacks}; use a newer one for what is published.")
    if lacks := language.shortfall():
        complain(f"Note: {lacks}.")


@contextmanager
def _told_at_the_end(held: list[CorridorError]) -> Iterator[None]:
    """Go on with the next edition where one was built without some briefs; all but the last are told at once."""
    try:
        yield
    except WithheldError as error:
        for earlier in held:
            say_fault(earlier)
        held[:] = [error]


def _editions(project: Project, edition: str | None, every: bool) -> list[str]:
    """Editions that a command is meant for: the one named, all, or else the newest."""
    from corridor.editions import list_editions, newest  # noqa: PLC0415

    if every and edition:
        raise UsageError(
            "An edition is named together with --all.", expected="one of them", found=f"{edition} and --all",
            todo="Leave one out.",
        )  # fmt: skip
    return list_editions(project) if every else [edition or newest(project)]


@app.command()
def check(edition: EditionArgument = None, log: LogOption = Log.plain) -> None:
    """Check the data of an edition and list what does not hold."""
    from corridor import pipeline  # noqa: PLC0415
    from corridor.editions import newest, read_edition  # noqa: PLC0415
    from corridor.impact import refuse  # noqa: PLC0415

    with reported("check", log) as journal:
        project = _project()
        chosen = edition or newest(project)
        journal.edition(chosen)
        reports = pipeline.check_edition(project, chosen)
        counted = []
        for one in reports:
            counts = (len(one.results), len(one.failed("critical")), len(one.failed("warning")))
            counted.append((one.source, one.vintage, *map(str, counts)))
        say_table(("Source", "Vintage", "Checks", "Critical", "Warnings"), counted)
        for one in reports:
            for result in one.failed("warning"):
                say_line(f"warning: {one.source} {one.vintage}, {result.check}: {result.found}")
        refuse(project, read_edition(project, chosen), reports, project.root / "_site")


@app.command()
def run(
    notebook: Annotated[str, typer.Argument(help="Notebook in notebooks/.")],
    economy: Annotated[str | None, typer.Option(help="Economy (ISO3).")] = None,
    region: Annotated[str | None, typer.Option(help="Region, for the regional notebook.")] = None,
    edition: Annotated[str | None, typer.Option(help="Edition; the newest when omitted.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the executed notebook.")] = None,
) -> None:
    """Run one notebook with parameters."""
    from corridor import pipeline  # noqa: PLC0415
    from corridor.economies import economy as known_economy  # noqa: PLC0415
    from corridor.economies import region as known_region  # noqa: PLC0415
    from corridor.editions import newest, read_edition  # noqa: PLC0415

    project = _project()
    chosen = read_edition(project, edition or newest(project)).id
    subject: dict[str, str] = {}
    if economy:
        subject["economy"] = known_economy(project, economy.upper()).iso3
    if region:
        subject["region"] = known_region(project, region).id
    folder = out or project.cache / "runs"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{Path(notebook).stem}-{economy.upper() if economy else region or 'default'}.ipynb"
    values = pipeline.run(project, notebook, {**subject, "edition": chosen}, target)
    say_line(f"{target}: {len(values)} values of {values.subject}, edition {values.edition}")


@app.command()
def verify(
    edition: EditionArgument = None,
    every: Annotated[bool, typer.Option("--all", help="Verify every edition.")] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Notebooks and pages at a time.")] = 2,
    out: Annotated[Path, typer.Option(help="Folder of the site.")] = Path("_site"),
    log: LogOption = Log.plain,
) -> None:
    """Prove that a published edition is what its inputs make."""
    from corridor import pipeline  # noqa: PLC0415

    with reported("verify", log) as journal:
        project = _project()
        for one in _editions(project, edition, every):
            journal.edition(one)
            with progress() as tell:
                files = pipeline.verify(project, one, out=out, jobs=jobs, progress=tell)
            say_line(f"Edition {one}: {files} files, the same to the byte as its inputs make")


@app.command()
def publish(
    edition: EditionArgument = None,
    engine: Annotated[str, typer.Option(help="auto, quarto or pandoc.")] = "auto",
    jobs: Annotated[int, typer.Option(min=1, help="Notebooks and pages at a time.")] = 2,
    out: Annotated[Path, typer.Option(help="Folder of the site.")] = Path("_site"),
    log: LogOption = Log.plain,
) -> None:
    """Build an edition whole, check it, and make it visible in one step; it stays as it is from then on."""
    from corridor import pipeline  # noqa: PLC0415

    with reported("publish", log) as journal:
        project = _project()
        one = _editions(project, edition, False)[0]
        journal.edition(one)
        with progress() as tell:
            folder, new = pipeline.publish(project, one, engine=engine, jobs=jobs, out=out, progress=tell)
        told = "published" if new else "published already, with the same bytes: nothing to do"
        say_line(f"Edition {one}: {folder}, {told}")
        _tell_shortfall(engine)


@app.command()
def preview(
    edition: EditionArgument = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port on this machine; 0 for any that is free.")
    ] = 8765,
    engine: Annotated[str, typer.Option(help="auto, quarto or pandoc.")] = "auto",
    jobs: Annotated[int, typer.Option(min=1, help="Notebooks and pages at a time.")] = 2,
    out: Annotated[Path, typer.Option(help="Folder of the site.")] = Path("_site"),
    show: Annotated[bool, typer.Option("--open", help="Open the site in the browser.")] = False,
) -> None:
    """Serve the site while you work on it: what a change touches is built again, and open pages reload."""
    from corridor.previewing import act  # noqa: PLC0415
    from corridor.previewing.rebuilding import Order  # noqa: PLC0415

    act.preview(_project(), Order(edition, engine, jobs, str(out)), port=port, show=show)


LISTS = ("economies", "regions", "indicators", "sources", "editions")


@app.command(name="list")
def list_(what: Annotated[str, typer.Argument(help=", ".join(LISTS))]) -> None:
    """List economies, regions, indicators, sources or editions."""
    from corridor import listing  # noqa: PLC0415

    if what not in LISTS:
        near = suggestion(what, LISTS)
        raise UsageError(
            f"There is no list of {what}.", expected=listed(LISTS), found=what,
            todo=f"Name one of these{'; ' + near if near else ''}.",
        )  # fmt: skip
    say_table(*listing.rows(_project(), what))


@app.command()
def doctor() -> None:
    """Say whether this machine has what Corridor needs."""
    from corridor import doctor as examination  # noqa: PLC0415

    findings = examination.examine()
    for finding in findings:
        bad = ("no", "red") if finding.needed else ("--", "yellow")
        say_finding(*(("ok", "green") if finding.good else bad), f"{finding.what}: {finding.found}")
    if any(f.needed and not f.good for f in findings):
        raise typer.Exit(1)


@app.command()
def clean(
    keep: Annotated[
        int, typer.Option(min=0, help="Megabytes that may be left, of what was asked for last.")
    ] = 1000,
    every: Annotated[bool, typer.Option("--all", help="Let go of everything.")] = False,
) -> None:
    """Bound what is kept between builds; all of it can be made again."""
    from corridor import cleaning  # noqa: PLC0415

    done = cleaning.clean(_project(), most=0 if every else keep * cleaning.MEGABYTE)
    freed, left = (size / cleaning.MEGABYTE for size in (done.freed, done.left))
    say_line(f"{done.files:,} files let go, {freed:,.1f} MB; {left:,.1f} MB are kept")


cli_figures.add_to(app)


def _version(asked: bool) -> None:
    if asked:
        print(f"corridor {__version__}")
        raise typer.Exit(0)


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Reproducible policy reports on international migration and labour mobility."""
