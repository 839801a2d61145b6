"""Great Expectations at work: one table, the expectations of its checks, and what it finds of each."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import cache
from itertools import islice
from typing import Any

import pandas as pd

from corridor.check_declarations import Check, Expectation
from corridor.check_findings import raised
from corridor.errors import ConfigurationError
from corridor.lazily import loaded_lazily
from corridor.sources import Dataset

Outcome = tuple[Expectation, dict[str, Any]]


def validated(checks: Sequence[Check], frame: pd.DataFrame, dataset: Dataset) -> list[list[Outcome]]:
    """Let Great Expectations judge one table by some checks.

    Whether an expectation is met is asked of all at once; of those that are not, the rows.

    Returns
    -------
    list of list of (Expectation, dict)
        For each check its expectations, each with its result: `success`, and where it is false what was found.
    """
    asked = [(one, expectation) for one in checks for expectation in one.expectations]
    results = _results(dict(enumerate(asked)), frame, dataset, "BOOLEAN_ONLY")
    unmet = {place: asked[place] for place, result in results.items() if not result["success"]}
    if unmet:
        results |= _results(unmet, frame, dataset, "COMPLETE")
    outcomes = iter([(expectation, results[place]) for place, (_, expectation) in enumerate(asked)])
    return [list(islice(outcomes, len(one.expectations))) for one in checks]


def _results(
    asked: Mapping[int, tuple[Check, Expectation]], frame: pd.DataFrame, dataset: Dataset, form: str
) -> dict[int, dict[str, Any]]:
    """Give what Great Expectations finds of each expectation, in one of its forms."""
    ready()
    made = [_made(one, expectation, place, dataset) for place, (one, expectation) in asked.items()]
    try:
        found = _judged(made, frame, form)
    except Exception:  # Whatever it is: asked one by one, it is told of which expectation it is.
        found = _validated(made, frame, dataset, form)
    results: dict[int, dict[str, Any]] = {}
    for result in found:
        place = result.expectation_config.meta["place"]
        message = raised(result.exception_info)
        if message:
            raise broken(asked[place][0], dataset, message)
        results[place] = dict(result.result) | {"success": bool(result.success)}
    return results


def _judged(expectations: Sequence[Any], frame: pd.DataFrame, form: str) -> list[Any]:
    """Have the metrics of all expectations computed in one graph, and each judge by its own.

    That is what validating a suite comes to, without hashing the table, and writing and copying what was asked, twice
    over, which takes several times as long.

    Raises
    ------
    Exception
        Whatever a metric or an expectation raises.
    """
    from great_expectations.execution_engine.pandas_execution_engine import (  # noqa: PLC0415
        PandasExecutionEngine,
    )

    engine = PandasExecutionEngine(batch_data_dict={"table": frame})
    asked = {"result_format": {"result_format": form}}
    graph = _graph_kind()(engine)
    for one in expectations:
        for metric in one.get_validation_dependencies(engine, asked).get_metric_configurations():
            graph.build_metric_dependency_graph(metric, asked)
    metrics, aborted = graph.resolve(asked, show_progress_bars=False)
    if aborted:
        raise ValueError("a metric could not be computed")
    return [one.metrics_validate(metrics, dict(asked), engine) for one in expectations]


def _validated(expectations: Sequence[Any], frame: pd.DataFrame, dataset: Dataset, form: str) -> list[Any]:
    """Have a suite validated: what an expectation or one of its metrics raises is in its result."""
    import great_expectations as gx  # noqa: PLC0415

    # The context comes first: a suite outside of one is refused.
    batch = whole_table().get_batch(batch_parameters={"dataframe": frame})
    suite = gx.ExpectationSuite(name=dataset.source.id, expectations=list(expectations))
    results: list[Any] = batch.validate(suite, result_format={"result_format": form}).results
    return results


def _made(one: Check, expectation: Expectation, place: int, dataset: Dataset) -> Any:
    import great_expectations.expectations as gxe  # noqa: PLC0415

    try:
        kind = _unchanging(getattr(gxe, expectation.name))
        return kind(**expectation.arguments, severity=one.severity, meta={"place": place})
    except (AttributeError, TypeError, ValueError) as error:
        raise broken(one, dataset, str(error)) from error


@cache
def _unchanging(kind: type[Any]) -> type[Any]:
    """Make an expectation that writes its configuration, and the metrics that it depends on, once.

    Great Expectations asks for them some eighty times a verdict and writes them anew each time, most of all its work;
    ours stay as they are made.
    """
    written, depended = "_written", "_depended"

    def configuration(self: Any) -> Any:
        if written not in self.__dict__:
            object.__setattr__(self, written, _configuration_kind()(self, kind.configuration.fget(self)))
        return self.__dict__[written]

    def get_validation_dependencies(
        self: Any, execution_engine: Any = None, runtime_configuration: Any = None, **options: Any
    ) -> Any:
        asked, known = (execution_engine, dict(runtime_configuration or {})), self.__dict__.get(depended)
        if known is None or known[0] != asked:
            found = kind.get_validation_dependencies(self, execution_engine, runtime_configuration, **options)
            object.__setattr__(self, depended, known := (asked, found))
        return known[1]

    # Its renderers are registered under the same name again, which is told as a warning.
    registry = logging.getLogger("great_expectations.expectations.registry")
    registry.addFilter(said := lambda _: False)
    try:
        ours = {
            "configuration": property(configuration),
            "get_validation_dependencies": get_validation_dependencies,
        }
        return type(kind.__name__, (kind,), ours)
    finally:
        registry.removeFilter(said)


@cache
def _configuration_kind() -> type[Any]:
    """Make the kind of configuration that knows whose it is: each metric asks it for its expectation."""
    from great_expectations.expectations.expectation_configuration import (  # noqa: PLC0415
        ExpectationConfiguration,
    )

    class Written(ExpectationConfiguration):
        def __init__(self, made: Any, plain: ExpectationConfiguration) -> None:
            self.__dict__ = plain.__dict__ | {"_of": made}

        def to_domain_obj(self) -> Any:
            return self.__dict__["_of"]

        def __deepcopy__(self, memo: dict[int, Any]) -> ExpectationConfiguration:
            """Give one that may be changed."""
            plain = ExpectationConfiguration.__new__(ExpectationConfiguration)
            own = {name: part for name, part in self.__dict__.items() if name != "_of"}
            plain.__dict__ = deepcopy(own, memo)
            return plain

    return Written


@cache
def _graph_kind() -> type[Any]:
    """Make the kind of graph that asks each metric once what it depends on, however many depend on it."""
    from great_expectations.validator.validation_graph import ValidationGraph  # noqa: PLC0415

    class Graph(ValidationGraph):
        def __init__(self, engine: Any) -> None:
            super().__init__(execution_engine=engine)
            self._known: set[Any] = set()

        def build_metric_dependency_graph(
            self, metric_configuration: Any, runtime_configuration: Any = None
        ) -> None:
            if metric_configuration.id not in self._known:
                self._known.add(metric_configuration.id)
                super().build_metric_dependency_graph(metric_configuration, runtime_configuration)

    return Graph


@cache
def ready() -> None:
    """Import Great Expectations, without telemetry."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    # Distributions and drawings of some expectations, half of the import: loaded where a check asks for one of them.
    with warnings.catch_warnings(), loaded_lazily("scipy.stats", "altair"):
        # Their import uses modules that Python means to drop: nothing that we could put right.
        warnings.simplefilter("ignore", DeprecationWarning)
        import great_expectations  # noqa: F401, PLC0415 - takes seconds: only where it is needed


@cache
def whole_table() -> Any:
    """Make the context once: in memory, without telemetry and progress bars."""
    ready()
    import great_expectations as gx  # noqa: PLC0415
    from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415

    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    asset = context.data_sources.add_pandas("tables").add_dataframe_asset("table")
    return asset.add_batch_definition_whole_dataframe("whole")


def broken(one: Check, dataset: Dataset, message: str) -> ConfigurationError:
    """Say that a check cannot be evaluated on a dataset, and why."""
    return ConfigurationError(
        f"The check {one.id} of {dataset.source.id} cannot be evaluated on {dataset.vintage.id}.",
        where=f"data_checks/{dataset.source.id}.py, check {one.id}",
        expected="columns, expectations and a table that fit the source",
        found=message.strip().splitlines()[-1] if message.strip() else "an error without a message",
        todo="Correct the check.",
    )
