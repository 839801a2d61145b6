"""The command line: options and exit codes only; what the commands do is in `pipeline`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.table import Table
from rich.text import Text

from corridor import __version__, cli_data, cli_figures
from corridor.console import ERR, OUT
from corridor.errors import CorridorError, UsageError, listed, suggestion
from corridor.project import Project

app = typer.Typer(
    name="corridor",
    help="Reproducible policy reports on international migration and labour mobility.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(cli_data.app, name="data")
_out, _err = OUT, ERR

EditionArgument = Annotated[
    str | None, typer.Argument(help="Edition; the newest when omitted.", show_default=False)
]


def main() -> NoReturn:
    """Run the command line; a user's mistake goes to standard error with the exit code of its kind."""
    try:
        app(standalone_mode=False)
    except CorridorError as error:
        _report(error)
        sys.exit(error.exit_code)
    except typer.Exit as leave:
        sys.exit(leave.exit_code)
    except typer.Abort:
        sys.exit(130)
    except Exception as error:
        sys.exit(_usage(error))
    sys.exit(0)


def _usage(error: Exception) -> int:
    """Let the option parser show its own mistakes; anything else is a fault of ours and keeps its traceback."""
    show = getattr(error, "show", None)
    if show is None:
        raise error
    show(file=sys.stderr)
    return int(getattr(error, "exit_code", 2))


def _report(error: CorridorError) -> None:
    _err.print(Text.assemble(("Error: ", "bold red"), error.message), soft_wrap=True)
    for label, text in error.lines():
        _err.print(Text.assemble((f"  {label}: ", "bold"), text), soft_wrap=True)


@contextmanager
def _progress() -> Iterator[object]:
    """Show stages as they pass: bars on a terminal, nothing in a log but what the command prints."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_err, disable=not _err.is_terminal) as bars:
        tasks: dict[str, object] = {}

        def tell(stage: str, done: int, total: int) -> None:
            task = tasks.setdefault(stage, None) or bars.add_task(stage, total=total)
            tasks[stage] = task
            bars.update(task, completed=done, total=total)  # type: ignore[arg-type]

        yield tell


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
) -> None:
    """Build an edition: check the data, compute, write, render."""
    from corridor import pipeline  # noqa: PLC0415 - what a command needs is imported when it runs

    project = Project.find()
    held: list[CorridorError] = []
    for one in _editions(project, edition, every):
        if every and pipeline.stays(out, one):
            _out.print(f"Edition {one}: published, and left as it is", soft_wrap=True)
            continue
        with _progress() as tell, _told_at_the_end(held):
            folder = pipeline.build(
                project,
                one,
                economies=tuple(code.upper() for code in economy or ()),
                reports=tuple(report or ()),
                formats=tuple(format_ or ()),
                engine=engine,
                jobs=jobs,
                out=out,
                keep_going=keep_going,
                progress=tell,  # type: ignore[arg-type]
            )
            _out.print(f"Edition {one}: {folder}", soft_wrap=True)
    _tell_shortfall(engine)
    if held:
        raise held[-1]


def _tell_shortfall(engine: str) -> None:
    """Say what the engine's output lacks, for want of a newer tool."""
    from corridor.rendering.engines import choose  # noqa: PLC0415

    if lacks := choose(engine).shortfall:
        _err.print(f"Note: {lacks}; use a newer one for what is published.", soft_wrap=True)


@contextmanager
def _told_at_the_end(held: list[CorridorError]) -> Iterator[None]:
    """Go on with the next edition where one was built without some briefs; all but the last are told at once."""
    from corridor.withholding import WithheldError  # noqa: PLC0415

    try:
        yield
    except WithheldError as error:
        for earlier in held:
            _report(earlier)
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
def check(edition: EditionArgument = None) -> None:
    """Check the data of an edition and list what does not hold."""
    from corridor import pipeline  # noqa: PLC0415
    from corridor.editions import newest, read_edition  # noqa: PLC0415
    from corridor.impact import refuse  # noqa: PLC0415

    project = Project.find()
    chosen = edition or newest(project)
    reports = pipeline.check_edition(project, chosen)
    table = Table("Source", "Vintage", "Checks", "Critical", "Warnings", box=None, pad_edge=False)
    for one in reports:
        failed = [str(len(one.failed(severity))) for severity in ("critical", "warning")]
        table.add_row(one.source, one.vintage, str(len(one.results)), *failed)
    _out.print(table)
    for one in reports:
        for result in one.failed("warning"):
            _out.print(f"warning: {one.source} {one.vintage}, {result.check}: {result.found}", soft_wrap=True)
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

    project = Project.find()
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
    _out.print(f"{target}: {len(values)} values of {values.subject}, edition {values.edition}")


@app.command()
def verify(
    edition: EditionArgument = None,
    every: Annotated[bool, typer.Option("--all", help="Verify every edition.")] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Notebooks and pages at a time.")] = 2,
    out: Annotated[Path, typer.Option(help="Folder of the site.")] = Path("_site"),
) -> None:
    """Prove that a published edition is what its inputs make."""
    from corridor import pipeline  # noqa: PLC0415

    project = Project.find()
    for one in _editions(project, edition, every):
        with _progress() as tell:
            files = pipeline.verify(project, one, out=out, jobs=jobs, progress=tell)  # type: ignore[arg-type]
        _out.print(f"Edition {one}: {files} files, the same to the byte as its inputs make", soft_wrap=True)


@app.command()
def publish(
    edition: EditionArgument = None,
    engine: Annotated[str, typer.Option(help="auto, quarto or pandoc.")] = "auto",
    jobs: Annotated[int, typer.Option(min=1, help="Notebooks and pages at a time.")] = 2,
    out: Annotated[Path, typer.Option(help="Folder of the site.")] = Path("_site"),
) -> None:
    """Build an edition whole, check it, and make it visible in one step; it stays as it is from then on."""
    from corridor import pipeline  # noqa: PLC0415

    project = Project.find()
    one = _editions(project, edition, False)[0]
    with _progress() as tell:
        folder, new = pipeline.publish(project, one, engine=engine, jobs=jobs, out=out, progress=tell)  # type: ignore[arg-type]
    told = "published" if new else "published already, with the same bytes: nothing to do"
    _out.print(f"Edition {one}: {folder}, {told}", soft_wrap=True)
    _tell_shortfall(engine)


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
    head, rows = listing.rows(Project.find(), what)
    table = Table(*head, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    _out.print(table)


@app.command()
def doctor() -> None:
    """Say whether this machine has what Corridor needs."""
    from corridor import doctor as examination  # noqa: PLC0415

    findings = examination.examine()
    for finding in findings:
        mark = "[green]ok[/]" if finding.good else "[red]no[/]" if finding.needed else "[yellow]--[/]"
        _out.print(f"{mark}  {finding.what}: {finding.found}", soft_wrap=True)
    if any(f.needed and not f.good for f in findings):
        raise typer.Exit(1)


cli_figures.add_to(app)


def _version(asked: bool) -> None:
    if asked:
        _out.print(f"corridor {__version__}")
        raise typer.Exit(0)


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Reproducible policy reports on international migration and labour mobility."""
