"""Verdicts on data: what each check expected, what it found, and in which rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from corridor.errors import CheckError

Severity = Literal["critical", "warning", "info"]
ROWS_KEPT = 20


@dataclass(frozen=True)
class CheckResult:
    """What one check found in one vintage.

    Attributes
    ----------
    source, vintage : str
        What was checked.
    check : str
        The check's identifier, unique within its source.
    statement : str
        The fact it tests, as a sentence.
    severity : {"critical", "warning", "info"}
        Critical stops a build, a warning is printed in the data notes, the rest is on record.
    success : bool
        Whether the fact holds.
    expected, found : str
        In words, with numbers.
    rows : tuple of str
        Keys of the rows that are not as expected: "destination=JPN, origin=CHN, year=2020"; at most 20.
    rows_total : int
        How many rows are not as expected.
    regional : bool
        Whether it is about economies one by one, and matters only for those of a region.
    """

    source: str
    vintage: str
    check: str
    statement: str
    severity: Severity
    success: bool
    expected: str
    found: str
    rows: tuple[str, ...] = ()
    rows_total: int = 0
    regional: bool = False

    def cut(self) -> CheckResult:
        """Keep the first rows only; `rows_total` still counts them all."""
        return replace(self, rows=self.rows[:ROWS_KEPT])

    def narrowed(self, economies: frozenset[str]) -> CheckResult:
        """Tell of a regional result what concerns some economies; what concerns none of them is only on record."""
        if not self.regional or self.success:
            return self
        rows = tuple(row for row in self.rows if economies & _values(row))
        if not rows:
            return replace(self, severity="info")
        found = f"not so for {', '.join(sorted(economies & set().union(*map(_values, rows))))}"
        return replace(self, found=found, rows=rows, rows_total=len(rows))


@dataclass(frozen=True)
class CheckReport:
    """All verdicts on one vintage.

    Attributes
    ----------
    source, vintage, sha256 : str
        What was checked: the digest is that of the vintage's file.
    results : tuple of CheckResult
        In the order of the declarations: what every table must meet first, then the facts of the domain.
    """

    source: str
    vintage: str
    sha256: str
    results: tuple[CheckResult, ...]

    def failed(self, severity: Severity) -> tuple[CheckResult, ...]:
        """Results of a severity whose fact does not hold."""
        return tuple(result for result in self.results if result.severity == severity and not result.success)


def counted(number: int, noun: str) -> str:
    """Count things in words: "1 row", "69,737 rows"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def number_text(value: float | None) -> str:
    """Write a number for a message: whole numbers in full, others to four digits or one decimal."""
    if value is None:
        return "none"
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) >= 1000 else f"{value:.4g}"


def report_from(content: Mapping[str, Any]) -> CheckReport:
    """Read a report back from plain data.

    Raises
    ------
    KeyError, TypeError
        If it is not what `asdict` made of a report.
    """
    results = tuple(CheckResult(**{**result, "rows": tuple(result["rows"])}) for result in content["results"])
    return CheckReport(content["source"], content["vintage"], content["sha256"], results)


def write_checks_json(reports: Iterable[CheckReport], path: Path) -> None:
    """Write all verdicts as one list of plain records, sorted by source, vintage and check.

    Parameters
    ----------
    reports : iterable of CheckReport
        The verdicts.
    path : Path
        The file, `quality/checks.json`.
    """
    records = [{**asdict(result), "sha256": report.sha256} for report in reports for result in report.results]
    records.sort(key=lambda record: (record["source"], record["vintage"], record["check"]))
    path.write_text(
        json.dumps(records, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )


def refuse_failed(reports: Iterable[CheckReport]) -> None:
    """Stop when a critical check failed.

    Raises
    ------
    CheckError
        Naming source, vintage, check, expected, found and rows of every critical check that failed.
    """
    failures = [result for report in reports for result in report.failed("critical")]
    if not failures:
        return
    files = sorted({f"data/{result.source}/{result.vintage}.csv.gz" for result in failures})
    modules = sorted({f"data_checks/{result.source}.py" for result in failures})
    todo = f"Correct the data; if they are right, correct the check in {', '.join(modules)}."
    first = failures[0]
    if len(failures) == 1:
        raise CheckError(
            f"A critical data check failed: {_name(first)}.",
            where=f"{files[0]}, check {first.check}: {first.statement}",
            expected=first.expected,
            found=first.found + _rows(first),
            todo=todo,
        )
    blocks = [
        f"  {_name(failure)}: {failure.statement}\n"
        f"    expected: {failure.expected}\n    found: {failure.found}{_rows(failure)}"
        for failure in failures
    ]
    raise CheckError(
        "\n".join([f"{len(failures)} critical data checks failed.", *blocks]),
        where=", ".join(files),
        todo=todo,
    )


def _name(result: CheckResult) -> str:
    return f"{result.source} {result.vintage}, {result.check}"


def _rows(result: CheckResult) -> str:
    if not result.rows:
        return ""
    shown = result.rows[:5]
    rest = result.rows_total - len(shown)
    more = f" and {counted(rest, 'more row')}" if rest else ""
    return f" [{'; '.join(shown)}{more}]"


def _values(row: str) -> set[str]:
    return {part.partition("=")[2] for part in row.split(", ")}
