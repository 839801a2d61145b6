"""Great Expectations at work: one table, the expectations of its checks, and what it finds of each."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Mapping, Sequence
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
    # The context comes first: a suite outside of one is refused.
    batch = whole_table().get_batch(batch_parameters={"dataframe": frame})
    validation = batch.validate(_suite(asked, dataset), result_format={"result_format": form})
    results: dict[int, dict[str, Any]] = {}
    for result in validation.results:
        place = result.expectation_config.meta["place"]
        message = raised(result.exception_info)
        if message:
            raise broken(asked[place][0], dataset, message)
        results[place] = dict(result.result) | {"success": bool(result.success)}
    return results


def _suite(asked: Mapping[int, tuple[Check, Expectation]], dataset: Dataset) -> Any:
    import great_expectations as gx  # noqa: PLC0415

    # Great Expectations reorders the results: the place finds them back.
    expectations = [_made(one, expectation, place, dataset) for place, (one, expectation) in asked.items()]
    return gx.ExpectationSuite(name=dataset.source.id, expectations=expectations)


def _made(one: Check, expectation: Expectation, place: int, dataset: Dataset) -> Any:
    import great_expectations.expectations as gxe  # noqa: PLC0415

    try:
        kind = _unchanging(getattr(gxe, expectation.name))
        return kind(**expectation.arguments, severity=one.severity, meta={"place": place})
    except (AttributeError, TypeError, ValueError) as error:
        raise broken(one, dataset, str(error)) from error


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
    # Distributions and drawings of some expectations, half of the import: loaded where a check asks for one of them.
    with warnings.catch_warnings(), loaded_lazily("scipy.stats", "altair"):
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
