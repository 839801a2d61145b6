"""The commands about data: options only; what they do is in `admitting`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corridor.console import say_line

app = typer.Typer(help="Tables of the sources.", no_args_is_help=True)


@app.command(name="add")
def add(
    source: Annotated[str, typer.Argument(help="Source in data/.")],
    vintage: Annotated[str, typer.Argument(help="Name of the new release, such as wdi2027.")],
    file: Annotated[Path, typer.Argument(help="Its table: .csv or .csv.gz.")],
    accept: Annotated[str, typer.Option(help="Why what differs beyond the usual is right; recorded.")] = "",
    against: Annotated[str, typer.Option(help="Vintage to compare with; the newest of its series.")] = "",
    title: Annotated[str, typer.Option(help="Full name; as the release before, with the new number.")] = "",
    label: Annotated[str, typer.Option(help="Short name; likewise.")] = "",
    released: Annotated[str, typer.Option(help="Date of the release; the year in its name.")] = "",
    coverage: Annotated[str, typer.Option(help="What it covers, in words; counted from the table.")] = "",
    citation: Annotated[str, typer.Option(help="How it is cited, if otherwise than its source.")] = "",
) -> None:
    """Admit a new release of a source: check it, compare it with the one before, and lock it."""
    from corridor.admitting import admission  # noqa: PLC0415
    from corridor.project import Project  # noqa: PLC0415

    described = admission.Described(title, label, released, coverage, citation)
    made = admission.admit(
        Project.find(), source, vintage, file, accept=accept, against=against, described=described
    )
    for finding in made.findings:
        say_line(f"accepted: {finding}")
    say_line(
        f"{source} {vintage}: {made.rows:,} rows, compared with {made.before}, sha256 {made.vintage.sha256}"
    )
