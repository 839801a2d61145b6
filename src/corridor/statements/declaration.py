"""What a published statement says and how it is tested, as `definitions/statements.yml` declares it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corridor.indicators import Area
from corridor.ledger import Quoted
from corridor.references import Reference

HOLDS, NO_LONGER, NOT_REPRODUCED, NOT_TESTABLE = (
    "holds",
    "no longer holds",
    "not reproduced",
    "not testable",
)
VERDICTS = (HOLDS, NO_LONGER, NOT_REPRODUCED, NOT_TESTABLE)
# How the values of several economies become one; empty where the scope has a value of its own.
STATISTICS = ("largest", "smallest", "median", "sum", "range")


@dataclass(frozen=True)
class Scope:
    """Whom a statement is about.

    Attributes
    ----------
    id : str
        Its name in the register, or that of the region.
    name : str
        What a text calls it.
    members : tuple of str
        ISO3 codes.
    single : bool
        Whether it is one economy.
    """

    id: str
    name: str
    members: tuple[str, ...]
    single: bool

    def area(self, region: tuple[str, ...]) -> Area:
        """Return the area that indicators are computed for; a single economy is seen from `region`."""
        return Area.economy(self.members[0], region) if self.single else Area.of_region(self.id, self.members)


@dataclass(frozen=True)
class Expectation:
    """What must be so for a statement to hold.

    Attributes
    ----------
    kind : str
        `near`: the number lies between the values of the years spoken of, widened by the tolerance; `at_least`,
        `at_most`: a value reaches it; `within`: a value lies between two numbers; `first`: the places named
        come first, in any order; `rises`: the later value is more than little above the earlier, or sharply;
        `turns`: there is a turning year; `spread`: one economy is at or below the first number, another at or
        above the second.
    numbers : tuple of float
        The numbers it compares with, in the unit of the indicator.
    codes : tuple of str
        ISO3 codes of the places of `first`.
    sharply : bool
        Whether a rise must be sharp.
    tolerance : float
        In the unit of the indicator.
    """

    kind: str
    numbers: tuple[float, ...] = ()
    codes: tuple[str, ...] = ()
    sharply: bool = False
    tolerance: float = 0.0


@dataclass(frozen=True)
class Trial:
    """How a statement is tested.

    Attributes
    ----------
    indicator : str
        Identifier of the indicator.
    scope : Scope
        Whom it is computed for.
    of : str
        One of `STATISTICS`, or empty.
    among : Scope or None
        The counterparts that count, for an indicator of corridors.
    base_year : int or None
        Year from which changes are counted, where it is not the newest.
    years : tuple of int
        The years the statement speaks of; empty where it speaks of the present.
    newest : bool
        Whether it is also asked of the newest year.
    expect : Expectation or None
        What must be so; None where the values are only shown.
    """

    indicator: str
    scope: Scope
    of: str
    among: Scope | None
    base_year: int | None
    years: tuple[int, ...]
    newest: bool
    expect: Expectation | None


@dataclass(frozen=True)
class Statement:
    """A published statement.

    Attributes
    ----------
    id, label : str
        Identifier; its subject in a few words.
    said : str
        What was said, paraphrased; its numbers stand as `{name}`.
    quoted : mapping of str to Quoted
        The numbers, by name.
    reference : Reference
        Where it was said.
    when : str
        What time it speaks of.
    test : Trial or None
        How it is tested; None where it cannot be.
    because : str
        Why it is tested so, and the tolerance; sentences.
    needed : str
        What a test would need, where there is none.
    beside : Trial or None
        Values that come nearest, where there is no test.
    words : mapping of str to str
        Sentences on a verdict, by verdict, where the usual ones do not fit.
    """

    id: str
    label: str
    said: str
    quoted: Mapping[str, Quoted]
    reference: Reference
    when: str
    test: Trial | None = None
    because: str = ""
    needed: str = ""
    beside: Trial | None = None
    words: Mapping[str, str] = field(default_factory=dict)
