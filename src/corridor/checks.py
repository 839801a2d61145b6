"""Data checked with Great Expectations: nothing unchecked goes on to the indicators.

`check` returns `CheckedDataset`s, which nothing else can make, or stops with the failures named. Verdicts are
kept by content; when one is not at hand, Great Expectations runs in a process of its own, so that a kernel does
not carry its memory or wait for its import.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from corridor import check_cache
from corridor.check_declarations import Check, Expectation, Tables
from corridor.check_findings import found_in, positions, raised
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
from corridor.errors import ConfigurationError
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
    _whole_table()
    return [_evaluated(project, datasets, source, only) for source in sorted(wanted)]


def _evaluated(
    project: Project, datasets: Mapping[str, Dataset], source_id: str, only: Sequence[str]
) -> CheckReport:
    dataset = datasets[source_id]
    vintages = {source: other.vintage.id for source, other in datasets.items()}
    others = {source: other.table for source, other in datasets.items() if source != source_id}
    tables = Tables(dataset.table, others, dataset.source, vintages)
    results = [
        _untested(one, dataset, lacking)
        if (lacking := one.lacks(vintages))
        else _verdict(one, dataset, tables)
        for one in checks_of(project, dataset.source, dataset.vintage)
        if not only or one.id in only
    ]
    return CheckReport(source_id, dataset.vintage.id, dataset.vintage.sha256, tuple(results))


def _untested(one: Check, dataset: Dataset, lacking: tuple[str, ...]) -> CheckResult:
    """Put on record that a fact could not be tested for want of another source."""
    found = f"not tested: no suitable vintage of {', '.join(lacking)} is in use"
    return _result(one, dataset, success=True, found=found)


def _verdict(one: Check, dataset: Dataset, tables: Tables) -> CheckResult:
    frame, key = _frame(one, dataset, tables)
    if frame.empty:
        return _result(one, dataset, success=False, found="no rows to test")
    outcomes = _validated(one, frame, dataset)
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


def _frame(one: Check, dataset: Dataset, tables: Tables) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Give the table that a check looks at, rows numbered from 0, and the columns that name a row."""
    if one.table is None:
        return tables.own, dataset.source.key
    try:
        made = one.table(tables)
    except Exception as error:  # A newcomer's function may raise anything: say which check it was.
        raise _broken(one, dataset, f"{type(error).__name__}: {error}") from error
    key = tuple(str(name) for name in made.index.names)
    return made.reset_index(), key


def _validated(one: Check, frame: pd.DataFrame, dataset: Dataset) -> list[tuple[Expectation, dict[str, Any]]]:
    """Let Great Expectations judge one table, and pair each expectation with its result."""
    # The context comes first: a suite outside of one is refused.
    batch = _whole_table().get_batch(batch_parameters={"dataframe": frame})
    validation = batch.validate(_suite(one, dataset), result_format={"result_format": "COMPLETE"})
    results: dict[int, dict[str, Any]] = {}
    for result in validation.results:
        message = raised(result.exception_info)
        if message:
            raise _broken(one, dataset, message)
        details = dict(result.result) | {"success": bool(result.success)}
        results[result.expectation_config.meta["place"]] = details
    return [(expectation, results[place]) for place, expectation in enumerate(one.expectations)]


def _suite(one: Check, dataset: Dataset) -> Any:
    import great_expectations as gx  # noqa: PLC0415
    import great_expectations.expectations as gxe  # noqa: PLC0415

    try:
        # Great Expectations reorders the results: the place finds them back.
        expectations = [
            _unchanging(getattr(gxe, expectation.name))(
                **expectation.arguments, severity=one.severity, meta={"place": place}
            )
            for place, expectation in enumerate(one.expectations)
        ]
    except (AttributeError, TypeError, ValueError) as error:
        raise _broken(one, dataset, str(error)) from error
    return gx.ExpectationSuite(name=one.id, expectations=expectations)


@cache
def _unchanging(kind: type[Any]) -> type[Any]:
    """Make an expectation that writes its configuration once.

    Great Expectations asks for it some eighty times a verdict and writes it anew each time, a third of all its work;
    ours stay as they are made.
    """
    written = "_written"

    def configuration(self: Any) -> Any:
        if written not in self.__dict__:
            object.__setattr__(self, written, kind.configuration.fget(self))
        return self.__dict__[written]

    # Its renderers are registered under the same name again, which is told as a warning.
    registry = logging.getLogger("great_expectations.expectations.registry")
    registry.addFilter(said := lambda _: False)
    try:
        return type(kind.__name__, (kind,), {"configuration": property(configuration)})
    finally:
        registry.removeFilter(said)


@cache
def _whole_table() -> Any:
    """Make the context once: in memory, without telemetry and progress bars."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings():
        # Their import uses modules that Python means to drop: nothing that we could put right.
        warnings.simplefilter("ignore", DeprecationWarning)
        import great_expectations as gx  # noqa: PLC0415 - takes seconds: only where it is needed
    from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415

    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    asset = context.data_sources.add_pandas("tables").add_dataframe_asset("table")
    return asset.add_batch_definition_whole_dataframe("whole")


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


def _broken(one: Check, dataset: Dataset, message: str) -> ConfigurationError:
    return ConfigurationError(
        f"The check {one.id} of {dataset.source.id} cannot be evaluated on {dataset.vintage.id}.",
        where=f"data_checks/{dataset.source.id}.py, check {one.id}",
        expected="columns, expectations and a table that fit the source",
        found=message.strip().splitlines()[-1] if message.strip() else "an error without a message",
        todo="Correct the check.",
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
