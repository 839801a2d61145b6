"""The commands that answer for figures: where one comes from, and what changed between editions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from corridor.console import say
from corridor.errors import UsageError

JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(explain)
    app.command()(diff)


def explain(
    figure: Annotated[
        list[str], typer.Argument(help="Identifier of the figure, or the address of its record on a page.")
    ],
    edition: Annotated[str | None, typer.Option(help="Edition; the newest when omitted.")] = None,
    rows: Annotated[str, typer.Option(help="Input rows of each table to show: a number, or all.")] = "5",
    as_json: JsonOption = False,
    out: Annotated[Path, typer.Option(help="Folder of the site.")] = Path("_site"),
) -> None:
    """Say where a figure of a built edition comes from and where it appears."""
    from corridor.explaining import telling  # noqa: PLC0415 - what a command needs is imported when it runs
    from corridor.explaining.looking_up import explain as look_up  # noqa: PLC0415
    from corridor.project import Project  # noqa: PLC0415

    limit = None if rows == "all" else _whole(rows, "--rows", "a number of rows, or all")
    found = look_up(Project.find(), figure, site=out.resolve(), edition=edition, limit=limit)
    if as_json:
        _write(found.as_json())
    else:
        say(telling.lines(found))


def diff(
    old: Annotated[str, typer.Argument(help="The older edition.")],
    new: Annotated[str, typer.Argument(help="The newer edition.")],
    economy: Annotated[
        list[str] | None, typer.Option(help="Only what is about this economy (ISO3); repeatable.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Tell what changed between two editions, and why."""
    from corridor.comparing import diff as compare  # noqa: PLC0415
    from corridor.project import Project  # noqa: PLC0415

    found = compare(Project.find(), old, new, [code.upper() for code in economy or ()])
    if as_json:
        _write(found.as_json())
    else:
        say(found.lines())


def _write(content: dict[str, Any]) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False))


def _whole(text: str, option: str, expected: str) -> int:
    if not text.isascii() or not text.isdecimal():
        raise UsageError(f"{option} is no number.", where=option, expected=expected, found=text)
    return int(text)
