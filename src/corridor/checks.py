"""Data checked with Great Expectations: nothing unchecked goes on to the indicators.

`check` returns `CheckedDataset`s, which nothing else can make, or stops with the failures named. Verdicts are
kept by content; when one is not at hand, Great Expectations runs in a process of its own, so that a kernel does
not carry its memory or wait for its import.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field, replace
from pathlib import Path

import pandas as pd

from corridor import check_cache
from corridor.check_declarations import Check, Tables
from corridor.check_findings import found_in, positions
from corridor.check_modules import checks_of
from corridor.check_reports import (
    ROWS_KEPT,
    CheckReport,
    CheckResult,
    counted,
    refuse_failed,
    write_checks_json,
)
from corridor.check_rows import Rows, failed_rows
from corridor.check_running import Outcome, broken, ready, validated
from corridor.check_tables import Make
from corridor.project import Project
from corridor.source_declarations import ECONOMIES, Source, Vintage
from corridor.source_tables import key_of, parse_table
from corridor.sources import Dataset

__all__ = [
    "Check",
    "CheckReport",
    "CheckResult",
    "CheckedDataset",
    "check",
    "evaluate",
    "examine",
    "worked_example",
    "write_checks_json",
]

_SEAL = object()


@dataclass(frozen=True)
class CheckedDataset:
    """A dataset with the verdicts on it. Only this module makes one.

    Attributes
    ----------
    dataset : Dataset
        The vintage, read.
    report : CheckReport
        What the checks found; no critical one failed, but for the rows that are withheld.
    withheld : array of bool or None
        For each row, whether it failed a critical check: no value may rest on it. None where none did.
    """

    dataset: Dataset
    report: CheckReport
    seal: InitVar[object] = None
    withheld: Rows | None = field(default=None, compare=False)

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("a CheckedDataset is made by corridor.checks.check only")

    @property
    def source(self) -> Source:
        """The source's declaration."""
        return self.dataset.source

    @property
    def vintage(self) -> Vintage:
        """The release."""
        return self.dataset.vintage

    @property
    def table(self) -> pd.DataFrame:
        """The table."""
        return self.dataset.table


def check(
    project: Project,
    datasets: Mapping[str, Dataset],
    *,
    economies: Sequence[str] = (),
    keep_going: bool = False,
) -> dict[str, CheckedDataset]:
    """Check datasets that are used together.

    Parameters
    ----------
    project : Project
        The project.
    datasets : mapping of str to Dataset
        By source.
    economies : sequence of str, optional
        Economies of the region that is reported on: what regional checks find of others is only on record.
    keep_going : bool
        Whether rows that fail a critical check are withheld, instead of stopping.

    Raises
    ------
    CheckError
        If a critical check fails; every failure is named with its rows.
    ConfigurationError
        If a source lacks its checks, or one of them cannot be evaluated.
    """
    narrowed = [_for_region(one, frozenset(economies)) for one in check_cache.reports(project, datasets)]
    if not keep_going:
        refuse_failed(map(_cut, narrowed))
    return {
        one.source: CheckedDataset(
            datasets[one.source], _cut(one), _SEAL, _failing(datasets[one.source], one)
        )
        for one in narrowed
    }


def examine(
    project: Project, datasets: Mapping[str, Dataset], *, economies: Sequence[str] = ()
) -> list[CheckReport]:
    """Give the verdicts on datasets that are used together, without stopping at a failure.

    Returns
    -------
    list of CheckReport
        Sorted by source.
    """
    reports = check_cache.reports(project, datasets)
    return [_cut(_for_region(report, frozenset(economies))) for report in reports]


def worked_example(source: Source, vintage: str, table: pd.DataFrame) -> CheckedDataset:
    """Make checked data of an indicator's worked example.

    The columns, codes, types and keys are those that the loader demands; facts of the domain are not tested,
    since an example is a few made-up rows.

    Parameters
    ----------
    source : Source
        The source whose tables the example imitates.
    vintage : str
        Its vintage's name, usually "example".
    table : pandas.DataFrame
        The rows, with the source's columns.

    Raises
    ------
    ConfigurationError
        If a table of the source could not look so.
    """
    name = f"worked example of {source.id}"
    read = parse_table(table.to_csv(index=False, lineterminator="\n").encode(), name, source)
    years = read["year"].dropna() if "year" in read else ()
    covered = (int(min(years)), int(max(years))) if len(years) else (0, 0)
    release = Vintage(vintage, "", "", "", name, name, "a few rows made up by hand", covered)
    report = CheckReport(source.id, vintage, "", ())
    return CheckedDataset(Dataset(source, release, read, Path(name)), report, _SEAL)


def evaluate(
    project: Project, datasets: Mapping[str, Dataset], wanted: Iterable[str], *, only: Sequence[str] = ()
) -> list[CheckReport]:
    """Run Great Expectations in this process.

    Parameters
    ----------
    project : Project
        The project; its `data_checks/` hold the facts.
    datasets : mapping of str to Dataset
        The datasets that are used together, by source.
    wanted : iterable of str
        Sources to report on.
    only : sequence of str, optional
        Checks to evaluate; all when empty.

    Raises
    ------
    ConfigurationError
        If a source lacks its checks, or one of them cannot be evaluated.
    """
    ready()
    return [_evaluated(project, datasets, source, only) for source in sorted(wanted)]


def _evaluated(
    project: Project, datasets: Mapping[str, Dataset], source_id: str, only: Sequence[str]
) -> CheckReport:
    dataset = datasets[source_id]
    vintages = {source: other.vintage.id for source, other in datasets.items()}
    others = {source: other.table for source, other in datasets.items() if source != source_id}
    tables = Tables(dataset.table, others, dataset.source, vintages)
    asked = [one for one in checks_of(project, dataset.source, dataset.vintage) if not only or one.id in only]
    untested = {one.id: lacking for one in asked if (lacking := one.lacks(vintages))}
    tested = [one for one in asked if one.id not in untested]
    verdicts = _verdicts(
        [one for one in tested if one.table is None], dataset, tables.own, dataset.source.key
    )
    for one in tested:
        if one.table is not None:
            verdicts |= _verdicts([one], dataset, *_made(one, one.table, dataset, tables))
    results = [
        _untested(one, dataset, untested[one.id]) if one.id in untested else verdicts[one.id] for one in asked
    ]
    return CheckReport(source_id, dataset.vintage.id, dataset.vintage.sha256, tuple(results))


def _untested(one: Check, dataset: Dataset, lacking: tuple[str, ...]) -> CheckResult:
    """Put on record that a fact could not be tested for want of another source."""
    found = f"not tested: no suitable vintage of {', '.join(lacking)} is in use"
    return _result(one, dataset, success=True, found=found)


def _verdicts(
    checks: Sequence[Check], dataset: Dataset, frame: pd.DataFrame, key: tuple[str, ...]
) -> dict[str, CheckResult]:
    """Give the verdicts on one table, rows numbered from 0, by check; the key names a row's columns."""
    if frame.empty:
        return {one.id: _result(one, dataset, success=False, found="no rows to test") for one in checks}
    judged = zip(checks, validated(checks, frame, dataset), strict=True)
    return {one.id: _verdict(one, outcomes, dataset, frame, key) for one, outcomes in judged}


def _verdict(
    one: Check, outcomes: Sequence[Outcome], dataset: Dataset, frame: pd.DataFrame, key: tuple[str, ...]
) -> CheckResult:
    wrong = [(expectation, result) for expectation, result in outcomes if not result["success"]]
    if not wrong:
        found = f"as expected in {counted(len(frame), 'row')}"
        return _result(one, dataset, success=True, found=found)
    rows = list(dict.fromkeys(row for _, result in wrong for row in positions(result)))
    return replace(
        _result(
            one,
            dataset,
            success=False,
            found="; ".join(found_in(expectation, result, frame) for expectation, result in wrong),
        ),
        expected="; ".join(expectation.expected for expectation, _ in wrong),
        # All are kept of a regional check, since which of them matter is known only later, and of a critical one,
        # since no figure may rest on any of them.
        rows=tuple(key_of(frame, row, key) for row in (rows if _keeps_all(one) else rows[:ROWS_KEPT])),
        rows_total=len(rows),
    )


def _keeps_all(one: Check) -> bool:
    return one.regional or one.severity == "critical"


def _made(one: Check, make: Make, dataset: Dataset, tables: Tables) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Make the table that a check looks at, rows numbered from 0, and name the columns that name a row."""
    try:
        made = make(tables)
    except Exception as error:  # A newcomer's function may raise anything: say which check it was.
        raise broken(one, dataset, f"{type(error).__name__}: {error}") from error
    key = tuple(str(name) for name in made.index.names)
    return made.reset_index(), key


def _result(one: Check, dataset: Dataset, *, success: bool, found: str) -> CheckResult:
    return CheckResult(
        source=dataset.source.id,
        vintage=dataset.vintage.id,
        check=one.id,
        statement=one.statement,
        severity=one.severity,
        success=success,
        expected="; ".join(expectation.expected for expectation in one.expectations),
        found=found,
        regional=one.regional,
    )


def _for_region(report: CheckReport, economies: frozenset[str]) -> CheckReport:
    """Narrow regional results to some economies; without any, such results are only on record."""
    return replace(report, results=tuple(result.narrowed(economies) for result in report.results))


def _failing(dataset: Dataset, report: CheckReport) -> Rows | None:
    places = [column.name for column in dataset.source.columns if column.codes == ECONOMIES]
    return failed_rows(dataset.table, report, places)


def _cut(report: CheckReport) -> CheckReport:
    return replace(report, results=tuple(result.cut() for result in report.results))


if __name__ == "__main__":
    check_cache.serve(evaluate)
