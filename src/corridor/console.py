"""What the commands print on. Rich is imported when something is printed, so that help shows at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from corridor import journal
from corridor.plain_texts import visible

if TYPE_CHECKING:
    from rich.console import Console

    from corridor.errors import CorridorError
    from corridor.making import Progress


@cache
def out() -> Console:
    """Console of standard output."""
    from rich.console import Console  # noqa: PLC0415

    return Console(highlight=False)


@cache
def err() -> Console:
    """Console of standard error."""
    from rich.console import Console  # noqa: PLC0415

    return Console(stderr=True, highlight=False)


def say(lines: Iterable[str]) -> None:
    """Print lines: headings, without indent and full stop, in bold; sentences no wider than the terminal."""
    from rich.text import Text  # noqa: PLC0415

    for line in lines:
        indented = line.startswith(" ")
        sentence = not indented and line.endswith((".", "?", "!"))
        style = "" if indented or sentence else "bold"
        out().print(Text(visible(line), style=style), soft_wrap=not (sentence and out().is_terminal))


def say_line(text: str) -> None:
    """Print a line as it is, however long."""
    out().print(visible(text), soft_wrap=True, markup=False)


def complain(text: str) -> None:
    """Print a line on standard error; where a log for machines is written there, it becomes a line of the log."""
    if (log := journal.current()).is_written:
        log.tell("note", "warning", message=text)
        return
    err().print(visible(text), soft_wrap=True, markup=False)


def say_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table without rules."""
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(*head, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    out().print(table)


def say_finding(mark: str, style: str, text: str) -> None:
    """Print a line behind a coloured mark."""
    from rich.text import Text  # noqa: PLC0415

    out().print(Text.assemble((mark, style), f"  {visible(text)}"), soft_wrap=True)


def say_fault(error: CorridorError) -> None:
    """Print a user's mistake on standard error: what, where, expected, found, what to do.

    Where a log for machines is written there, it becomes a line of the log.
    """
    if (log := journal.current()).is_written:
        log.failed(error)
        return
    from rich.text import Text  # noqa: PLC0415

    err().print(Text.assemble(("Error: ", "bold red"), visible(error.message)), soft_wrap=True)
    for label, text in error.lines():
        err().print(Text.assemble((f"  {label}: ", "bold"), visible(text)), soft_wrap=True)


@contextmanager
def progress() -> Iterator[Progress]:
    """Show stages as they pass: bars on a terminal, lines in a log for machines, elsewhere nothing."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    # Bars that refresh by themselves do it in a thread, and a process with threads cannot be forked.
    log = journal.current()
    hidden = log.is_written or not err().is_terminal
    with Progress(*columns, console=err(), disable=hidden, auto_refresh=False) as bars:
        tasks: dict[str, object] = {}

        def tell(stage: str, done: int, total: int) -> None:
            log.progress(stage, done, total)
            task = tasks.setdefault(stage, None) or bars.add_task(stage, total=total)
            tasks[stage] = task
            bars.update(task, completed=done, total=total, refresh=True)  # type: ignore[arg-type]

        yield tell
