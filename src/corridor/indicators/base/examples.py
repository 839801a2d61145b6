"""Worked examples run as the real tables do."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping

import pandas as pd

from corridor.checks import worked_example
from corridor.errors import ConfigurationError
from corridor.indicators.base.compute import evaluate
from corridor.indicators.base.declaration import Indicator
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue
from corridor.project import Project
from corridor.sources import read_source


def example_tables(project: Project, declared: Indicator) -> Tables:
    """Tables of an indicator's worked example, with codes in place of names.

    Raises
    ------
    ConfigurationError
        If a row is not as the source's columns allow.
    """
    return tables_from(project, declared.example.rows, base_year=declared.example.base_year, names={})


def tables_from(
    project: Project, rows: Mapping[str, str], *, base_year: int | None, names: Mapping[str, str]
) -> Tables:
    """Make checked tables of made-up rows.

    Parameters
    ----------
    project : Project
        The project, whose sources say what a table looks like.
    rows : mapping of str to str
        By source, CSV text with its header; columns that may be blank can be left out.
    base_year : int or None
        As `Tables` takes it.
    names : mapping of str to str
        Names of economies in running text, by code.

    Raises
    ------
    ConfigurationError
        If a row is not as the source's columns allow.
    """
    checked = {}
    for source_id, text in rows.items():
        table = pd.read_csv(io.StringIO(textwrap.dedent(text).strip()), keep_default_na=False)
        source = read_source(project, source_id)
        blank = {c.name: "" for c in source.columns if c.optional and c.name not in table}
        named = [column.name for column in source.columns if column.name in table or column.optional]
        checked[source_id] = worked_example(source, "example", table.assign(**blank)[named])
    return Tables(checked, names, base_year=base_year)


def run_example(project: Project, declared: Indicator) -> IndicatorValue:
    """Compute the value that an indicator's worked example is about.

    Raises
    ------
    ConfigurationError
        If the indicator yields no such value.
    """
    example = declared.example
    wanted = (example.economy or example.area.id, declared.id, example.counterpart, example.year)
    values = evaluate([declared], example.area, example_tables(project, declared))
    for value in values:
        if value.key == wanted:
            return value
    raise ConfigurationError(
        f"The worked example of {declared.id} yields no such value.",
        where=f"src/corridor/indicators/{declared.id}.py",
        expected="/".join(str(part) for part in wanted if part),
        found="; ".join(value.id for value in values) or "no value",
        todo="Correct the example or its rows.",
    )
