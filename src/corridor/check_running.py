"""Great Expectations at work: one table, the expectations of one check, and what it finds of each."""

from __future__ import annotations

import logging
import os
import warnings
from functools import cache
from typing import Any

import pandas as pd

from corridor.check_declarations import Check, Expectation
from corridor.check_findings import raised
from corridor.errors import ConfigurationError
from corridor.sources import Dataset


def validated(one: Check, frame: pd.DataFrame, dataset: Dataset) -> list[tuple[Expectation, dict[str, Any]]]:
    """Let Great Expectations judge one table, and pair each expectation with its result."""
    # The context comes first: a suite outside of one is refused.
    batch = whole_table().get_batch(batch_parameters={"dataframe": frame})
    validation = batch.validate(_suite(one, dataset), result_format={"result_format": "COMPLETE"})
    results: dict[int, dict[str, Any]] = {}
    for result in validation.results:
        message = raised(result.exception_info)
        if message:
            raise broken(one, dataset, message)
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
        raise broken(one, dataset, str(error)) from error
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
def whole_table() -> Any:
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


def broken(one: Check, dataset: Dataset, message: str) -> ConfigurationError:
    """Say that a check cannot be evaluated on a dataset, and why."""
    return ConfigurationError(
        f"The check {one.id} of {dataset.source.id} cannot be evaluated on {dataset.vintage.id}.",
        where=f"data_checks/{dataset.source.id}.py, check {one.id}",
        expected="columns, expectations and a table that fit the source",
        found=message.strip().splitlines()[-1] if message.strip() else "an error without a message",
        todo="Correct the check.",
    )
