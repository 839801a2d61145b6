"""`statements.csv`: every value that a statement was tested with, and the verdict."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from corridor.plain_texts import in_table
from corridor.statements.measures import Point
from corridor.statements.results import Reading, StatementResult

# Name, type and meaning of each column, as the data package describes them.
FIELDS = (
    ("statement", "string", "Identifier of the statement"),
    ("reference", "string", "Key of the publication in the bibliography"),
    ("verdict", "string", "holds, no longer holds, not reproduced or not testable"),
    (
        "time",
        "string",
        "stated: the time the statement speaks of; newest: the newest year; beside: not a test",
    ),
    ("vintages", "string", "Vintages the value was computed with, source=vintage, joined by commas"),
    ("holds", "boolean", "Whether the values of this time and these vintages meet the statement"),
    ("figure", "string", "Identifier of the figure; several, separated by spaces, where it was derived"),
    ("indicator", "string", "Identifier of the indicator"),
    ("scope", "string", "Whom the value is about: ISO3 code, or name of a region or scope"),
    ("place", "string", "ISO3 code of the economy, where the value is that of one of several"),
    ("year", "integer", "Year"),
    ("value", "number", "Unrounded value; empty where it is missing"),
    ("unit", "string", "Unit of the value"),
    ("formula", "string", "How the value was computed"),
)


def statements_table(results: Sequence[StatementResult]) -> str:
    """Text of `statements.csv`: one row a value, one row without a value for a statement that has none."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([name for name, _, _ in FIELDS])
    for result in results:
        writer.writerows(map(in_table, row) for row in _rows(result))
    return text.getvalue()


def _rows(result: StatementResult) -> Iterator[tuple[str, ...]]:
    head = (result.statement.id, result.reference.key, result.verdict)
    rows = [row for one in result.readings for row in _reading(result, one)]
    for row in rows or [("",) * (len(FIELDS) - len(head))]:
        yield (*head, *row)


def _reading(result: StatementResult, reading: Reading) -> Iterator[tuple[str, ...]]:
    test = result.statement.test or result.statement.beside
    if test is None:
        return
    time = reading.measured.time if result.statement.test else "beside"
    holds = "" if reading.holds is None else str(reading.holds).lower()
    for point in reading.measured.points:
        yield (
            time,
            reading.measured.mix.name,
            holds,
            point.figure.id if point.figure else "",
            test.indicator,
            test.scope.id,
            point.code,
            str(point.year),
            *_value(point),
        )


def _value(point: Point) -> tuple[str, str, str]:
    figure = point.figure
    if figure is None or figure.value is None:
        return ("", "", "")
    return (repr(float(figure.value)).removesuffix(".0"), figure.unit, figure.formula)
