"""Published statements, computed again: the values that test each, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.economies import Economy
from corridor.editions import Edition
from corridor.formats import date, joined
from corridor.indicators import registry
from corridor.language import defined, noted, plural, worded
from corridor.project import Project
from corridor.references import Reference
from corridor.reports.content import Part, Phrase, phrase, told
from corridor.statements.declaration import HOLDS, NO_LONGER, NOT_REPRODUCED, NOT_TESTABLE, Statement, Trial
from corridor.statements.measures import NEWEST, STATED, Measured, Point, measure
from corridor.statements.reading import read_statements
from corridor.statements.verdicts import meets, verdict

if TYPE_CHECKING:
    from corridor.reports.context import Context

# What is said of a verdict where the register has no words of its own.
WORDS = {
    HOLDS: noted("The newest figures agree."),
    NO_LONGER: noted("It fits its time, and no longer the newest figures."),
    NOT_REPRODUCED: noted("No revision comes to it."),
    NOT_TESTABLE: "",
}


@dataclass(frozen=True)
class Reading:
    """What one vintage says of a statement, at one time.

    Attributes
    ----------
    measured : Measured
        The values.
    holds : bool or None
        Whether they meet the statement; None where there is no value, or nothing to meet.
    told : Phrase
        The values as a table's cell has them: "9.3 % in 2010, 9.7 % in 2015".
    """

    measured: Measured
    holds: bool | None
    told: Phrase

    @property
    def label(self) -> str:
        """Short names of the vintages: "Rev. 2020"."""
        return self.measured.label

    @property
    def known(self) -> bool:
        """Whether there is anything to tell."""
        return any(point.figure or point.known for point in self.measured.points)


@dataclass(frozen=True)
class StatementResult:
    """A published statement with its values and the verdict.

    Attributes
    ----------
    statement : Statement
        The declaration.
    said : Phrase
        What was said, with its numbers as quoted figures.
    verdict : str
        `holds`, `no longer holds`, `not reproduced` or `not testable`.
    words : str
        A sentence on the verdict; what a test would need, where there is none.
    stated, newest : tuple of Reading
        What each vintage says for the time spoken of, and for the newest year; the oldest vintage first.
    beside : tuple of Reading
        Values that come nearest, where the statement cannot be tested.
    """

    statement: Statement
    said: Phrase
    verdict: str
    words: str
    stated: tuple[Reading, ...] = ()
    newest: tuple[Reading, ...] = ()
    beside: tuple[Reading, ...] = ()

    @property
    def reference(self) -> Reference:
        """Where it was said."""
        return self.statement.reference

    @property
    def measured_by(self) -> str:
        """Label of the indicator that tests it, as running text has it; empty where it is not tested."""
        label = defined(registry()[self.statement.test.indicator].label) if self.statement.test else ""
        return label[:1].lower() + label[1:]

    @property
    def readings(self) -> tuple[Reading, ...]:
        """All readings."""
        return (*self.stated, *self.newest, *self.beside)

    @property
    def split(self) -> str:
        """Which vintages agree with the statement for its time, where not all do; a sentence, or empty."""
        judged = self.stated or self.newest
        agreeing = [one.label for one in judged if one.holds]
        others = [one.label for one in judged if one.holds is False]
        if not agreeing or not others:
            return ""
        agree = plural("{revisions} agrees", "{revisions} agree", len(agreeing), revisions=joined(agreeing))
        do_not = plural("{revisions} does not", "{revisions} do not", len(others), revisions=joined(others))
        return worded("For its time, {agree} and {do_not}.", agree=agree, do_not=do_not)


def statements(context: Context) -> tuple[StatementResult, ...]:
    """Every published statement that an edition can know, computed again; in the order of the register.

    Parameters
    ----------
    context : Context
        The edition. What it computes is kept there, so that asking twice costs nothing.
    """
    return context.statements


def compute_statements(context: Context) -> tuple[StatementResult, ...]:
    """Compute every statement of the register with the vintages that an edition can look at.

    What was said after the edition's year is left out: an edition stays as it was published.

    Raises
    ------
    ConfigurationError
        If the register, or a vintage, is not as it must be.
    CheckError
        If a vintage fails a critical check.
    """
    context.at_hand.prepare(sources_tested(context.project, context.edition))
    return tuple(_result(context, one) for one in _register(context.project, context.edition))


def sources_tested(project: Project, edition: Edition) -> frozenset[str]:
    """Sources that the statements which an edition can know are tested with, whether it pins them or not."""
    tests = [test for one in _register(project, edition) for test in (one.test, one.beside) if test]
    return frozenset(source for test in tests for source in registry()[test.indicator].sources)


def _register(project: Project, edition: Edition) -> list[Statement]:
    year = edition.published.year
    return [one for one in read_statements(project) if int(one.reference.year or 0) <= year]


def _result(context: Context, statement: Statement) -> StatementResult:
    said = _said(statement)
    if statement.test is None:
        return StatementResult(
            statement, said, NOT_TESTABLE, statement.needed, beside=_beside(context, statement.beside)
        )
    expect = statement.test.expect
    readings = tuple(
        Reading(
            one, meets(expect, one.points) if expect else None, _told(one, statement.test, context.economies)
        )
        for one in measure(context.at_hand, statement.test)
    )
    stated = tuple(one for one in readings if one.measured.time == STATED)
    newest = tuple(one for one in readings if one.measured.time == NEWEST)
    judged = stated or newest
    now = newest[-1].holds if newest else judged[-1].holds if judged else None
    found = verdict([one.holds for one in judged], now)
    words = (
        statement.words.get(found) or (WORDS[found] and worded(WORDS[found])) or _needed(context, statement)
    )
    # Of the newest year only the newest vintage speaks; where no time is spoken of, all do.
    return StatementResult(statement, said, found, words, stated, newest[-1:] if stated else newest)


def _beside(context: Context, test: Trial | None) -> tuple[Reading, ...]:
    if test is None:
        return ()
    measured = measure(context.at_hand, test)
    return tuple(Reading(one, None, _told(one, test, context.economies)) for one in measured)


def _needed(context: Context, statement: Statement) -> str:
    """What is lacking where a test is declared and no vintage gives a figure for it."""
    sources = registry()[statement.test.indicator].sources if statement.test else ()
    lacking = context.at_hand.lacking(sources)
    if not lacking:
        return worded("The vintages at hand have no figure for it.")
    titles = joined([context.at_hand.sources[source].title for source in lacking])
    day = date(context.edition.published)
    return worded(
        "It needs {titles}; no vintage at hand had been published by {date}.", titles=titles, date=day
    )


def _said(statement: Statement) -> Phrase:
    """What was said, its placeholders replaced by quoted figures."""
    parts: list[Part] = []
    rest = statement.said
    while "{" in rest:
        before, _, after = rest.partition("{")
        name, _, rest = after.partition("}")
        parts += [before, statement.quoted[name]] if before else [statement.quoted[name]]
    return phrase(*parts, *([rest] if rest else []))


def _told(measured: Measured, test: Trial, economies: Mapping[str, Economy]) -> Phrase:
    """Write the values of a reading: "9.3 % (2010), 9.7 % (2015)", or places: "Japan, China (2010 and 2015)"."""
    if test.expect is not None and test.expect.kind == "first":
        return phrase(_ranking(measured.points, economies))
    if not any(point.figure or point.known for point in measured.points):
        return told("no figure")
    parts: list[Part] = []
    for point in measured.points:
        parts += [", "] if parts else []
        parts += _one(point, economies)
    return phrase(*parts)


def _ranking(points: Sequence[Point], economies: Mapping[str, Economy]) -> str:
    """Write places in their order, years with the same ones together; their numbers are in the data file."""
    years: dict[str, list[str]] = {}
    for year in dict.fromkeys(point.year for point in points):
        names = [economies[point.code].short for point in points if point.year == year and point.code]
        years.setdefault(", ".join(names) or worded("no figure"), []).append(str(year))
    return "; ".join(f"{names} ({joined(held)})" for names, held in years.items())


def _one(point: Point, economies: Mapping[str, Economy]) -> list[Part]:
    if point.figure is None:
        return [worded("never" if point.known else "no figure")]
    told = [str(point.year)] if point.figure.unit != "year" else []
    told += [economies[point.code].short] if point.code else []
    return [point.figure, f" ({', '.join(told)})"] if told else [point.figure]
