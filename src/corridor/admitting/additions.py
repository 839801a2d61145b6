"""A new release whose figures add up to those of another source: which economies' sums are not those figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from corridor.admitting.findings import NAMED, Finding
from corridor.check_declarations import Addition
from corridor.check_modules import additions_of
from corridor.project import Project
from corridor.sources import load, read_source

# Sums are those of the other source where the middle one is within a fiftieth of it.
AGREE = 0.02
# China with its special regions receives 0.8 per cent more than China: less than that is off. Of the region's sums in
# KNOMAD 2022 four of seven are within half a per cent of what receivers record.
OFF = 0.006


def off(project: Project, source_id: str, new: pd.DataFrame, near: Sequence[str]) -> Iterator[Finding]:
    """Tell which economies' figures do not add up to those of another source that the others add up to.

    Parameters
    ----------
    project : Project
        The project.
    source_id : str
        The source.
    new : DataFrame
        The release.
    near : sequence of str
        The economies that are reported on.
    """
    for addition in additions_of(project, source_id):
        away = _away(project, addition, new)
        if away.abs().median() < AGREE:
            told = away[away.index.isin(near) & (away.abs() > OFF)].sort_values(key=np.abs, ascending=False)
            if names := tuple(map(str, told.index)):
                shown = "; ".join(f"{name} ({np.expm1(told[name]):+.1%})" for name in names[:NAMED])
                text = f"These do not add up to {addition.words}, as most economies' figures do: {shown}."
                yield Finding(text, False, f"addition {addition.source}", names[:NAMED], names)


def _away(project: Project, addition: Addition, new: pd.DataFrame) -> pd.Series[float]:
    """How far sums are from the other source's figures, as logarithms, by economy; of the vintage that fits best."""
    year = new["year"].max()
    held = new[new["year"] == year]
    sums = held.groupby(held[addition.place].astype(object))[addition.measure].sum() * addition.unit
    tried = [_logs(sums / figures) for figures in _others(project, addition, int(year)) if not figures.empty]
    known = [one for one in tried if not one.empty]
    return min(known, key=lambda one: one.abs().median()) if known else pd.Series(dtype=float)


def _logs(ratios: pd.Series[float]) -> pd.Series[float]:
    positive = ratios.astype(float)[ratios.astype(float) > 0]
    return pd.Series(np.log(positive.to_numpy()), positive.index).replace([np.inf], np.nan).dropna()


def _others(project: Project, addition: Addition, year: int) -> Iterator[pd.Series[float]]:
    """Figures of the year by economy, of each vintage."""
    for vintage in read_source(project, addition.source).vintages:
        table = load(project, addition.source, vintage).table
        table = table[table["year"] == year]
        for column, value in addition.only.items():
            table = table[table[column] == value]
        figures = table.set_index(table[addition.other_place].astype(object))[addition.other]
        yield figures.astype(float)
