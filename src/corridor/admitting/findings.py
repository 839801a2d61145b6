"""What is told of a release before it is admitted."""

from __future__ import annotations

from dataclasses import dataclass

# Rows, economies or periods that a finding names.
NAMED = 5


@dataclass(frozen=True)
class Finding:
    """Something about a release that a person must know before it is admitted.

    Attributes
    ----------
    text : str
        What was found, in a sentence.
    critical : bool
        Whether the release cannot be admitted; otherwise it is for the person to accept.
    about : str
        The rule that found it, and the kind of figure.
    named : tuple of str
        Rows, economies or periods that the text names.
    all : tuple of str
        Those that it is about, named or only counted.
    """

    text: str
    critical: bool = False
    about: str = ""
    named: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
