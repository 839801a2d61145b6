"""How a command that a machine may run tells of itself: its log, its summary, and one line on how it ended."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from itertools import pairwise
from typing import Annotated

import typer

from corridor import journal
from corridor.console import say_fault, say_line
from corridor.errors import CorridorError
from corridor.journal import Journal


class Log(StrEnum):
    """Forms of what a command says on standard error."""

    plain = "plain"
    json = "json"


LogOption = Annotated[
    Log,
    typer.Option(
        "--log", help="What standard error says: plain words, or a log with one JSON object a line."
    ),
]


@contextmanager
def reported(command: str, log: Log) -> Iterator[Journal]:
    """Have a command tell of itself; it leaves with the exit code of what went wrong.

    Parameters
    ----------
    command : str
        Its name.
    log : Log
        What standard error says.

    Raises
    ------
    typer.Exit
        In place of a mistake, which has been told.
    """
    kept = Journal(command, _line if log is Log.json else None)
    with journal.open_(kept):
        kept.tell("begun")
        code = 1
        try:
            yield kept
            code = 0
        except CorridorError as error:
            code = error.exit_code
            say_fault(error)
            raise typer.Exit(code) from None
        except KeyboardInterrupt:
            code = 130
            raise
        except Exception as error:
            if not kept.is_written:
                raise
            kept.fault(error, traceback.format_exc())
            raise typer.Exit(code) from None
        finally:
            for line in () if code == 1 else kept.summary():
                say_line(line)
            kept.end(code)
            say_line(kept.health(code))


def usage(message: str, code: int) -> None:
    """Write that the options themselves were wrong, to a log."""
    command = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    log = Journal(command, _line)
    log.tell("failed", "error", kind="UsageError", exit=code, message=message)
    log.end(code)
    say_line(log.health(code))


def is_for_machines(arguments: Sequence[str]) -> bool:
    """Whether a command line asks for a log, be it right or wrong otherwise."""
    return "--log=json" in arguments or any(pair == ("--log", "json") for pair in pairwise(arguments))


def _line(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
