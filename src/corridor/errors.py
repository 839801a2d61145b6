"""What a user did wrong, said so that it can be put right.

Every mistake names where it is, what was expected, what was found and what to do next. The command line prints
it to standard error without a traceback and leaves with the exit code of its kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches


class CorridorError(Exception):
    """A mistake that the person who runs Corridor can put right.

    Parameters
    ----------
    message : str
        What is wrong, in one line.
    where : str
        File, line, option, row or cell it concerns; empty if the message says it.
    expected, found : str
        What would have been right and what was there instead; empty if they add nothing.
    todo : str
        The next step.
    """

    exit_code = 1

    def __init__(
        self, message: str, *, where: str = "", expected: str = "", found: str = "", todo: str = ""
    ) -> None:
        super().__init__(message)
        self.message, self.where, self.expected, self.found, self.todo = message, where, expected, found, todo

    def lines(self) -> list[tuple[str, str]]:
        """Labelled lines of the message that say something, in reading order."""
        labelled = [
            ("where", self.where),
            ("expected", self.expected),
            ("found", self.found),
            ("what to do", self.todo),
        ]
        return [(label, text) for label, text in labelled if text]

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  {label}: {text}" for label, text in self.lines())])

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments are lost by the default pickling, and workers send errors back by pickle.
        return _rebuild, (type(self), self.message, dict(vars(self)))


def _rebuild(kind: type[CorridorError], message: str, state: dict[str, str]) -> CorridorError:
    error = kind.__new__(kind)
    Exception.__init__(error, message)
    error.__dict__.update(state)
    return error


class UsageError(CorridorError):
    """A command was called with an option or name that does not exist."""

    exit_code = 2


class CheckError(CorridorError):
    """Data failed a critical check."""

    exit_code = 10


class WithheldError(CheckError):
    """Something was withheld from what was built, because a data check failed."""


class ConfigurationError(CorridorError):
    """A configuration, definition or data file is not as it must be."""

    exit_code = 11


class NotebookError(CorridorError):
    """A notebook raised an error, or its kernel died."""

    exit_code = 12


class RenderingError(CorridorError):
    """A template, page or document could not be rendered."""

    exit_code = 13


class VerificationError(CorridorError):
    """What was published is not what its manifest lists, or not what a rebuild makes."""

    exit_code = 14


def from_fields(kind: str, fields: Mapping[str, str]) -> CorridorError:
    """Make an error again from its kind's name and its fields, as another process tells them.

    Parameters
    ----------
    kind : str
        Name of a class of this module.
    fields : mapping of str to str
        What `vars` gave of it.
    """
    return _rebuild(globals()[kind], fields["message"], dict(fields))


def listed(names: Iterable[str], limit: int = 12) -> str:
    """Names for a message: sorted, separated by commas, cut with a count after `limit`."""
    ordered = sorted(names)
    shown = ", ".join(ordered[:limit])
    return f"{shown} and {len(ordered) - limit} more" if len(ordered) > limit else shown


def suggestion(name: str, known: Iterable[str]) -> str:
    """Name the nearest known name, or an empty string when none is near."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else ""
