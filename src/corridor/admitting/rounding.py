"""Figures that are rounded, as neither those of the release before nor others of the release are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from corridor.admitting.findings import NAMED, Finding
from corridor.admitting.panels import Panel, Values, measures
from corridor.admitting.standing_out import grain
from corridor.source_declarations import ECONOMIES, Column, Source

# Coarser figures matter where they may be off by half a per cent.
COARSE = 0.01
# So small is the chance that all figures of an economy are round where others of the table are not.
CHANCE = 1e-9
# So large a share of figures that may be off by that is worth a question, even if the release before is no better: it
# is three in four in KNOMAD 2019, and six in a hundred at most in any other release.
SHARE = 0.1


def coarser(panel: Panel) -> Iterator[Finding]:
    """Tell which lines are rounded that were not."""
    old, new = (_grain(values) for values in (panel.old, panel.new))
    middle = pd.DataFrame(np.abs(panel.new)).median(axis=1).to_numpy(float)
    lines = np.flatnonzero((new >= 9.9 * old) & (new > COARSE * middle) & (middle > 0))
    if len(lines):
        names = tuple(panel.called(int(n)) for n in lines)
        what = f"{panel.measure.meaning} by {panel.place}"
        text = f"{what}: rounded, as the release before is not: {'; '.join(names[:NAMED])}."
        yield Finding(text, False, f"coarser {panel.place} {panel.measure.name}", names[:NAMED], names)


def coarser_periods(panel: Panel, near: Sequence[str]) -> Iterator[Finding]:
    """Tell which periods are rounded for every economy, as neither they were before nor others are."""
    old, new = (_grain(values.T) for values in (panel.old, panel.new))
    others = np.array([np.min(np.delete(new, t), initial=np.inf) for t in range(len(new))])
    was = np.where(old > 0, old, others)
    small = np.nan_to_num(np.abs(panel.only(near).new), nan=np.inf)
    small = np.where(small > 0, small, np.inf).min(axis=0, initial=np.inf)
    found = (
        (new >= 9.9 * np.maximum(was, 1e-9)) & (new >= 9.9 * others) & (new > COARSE * small) & (others > 0)
    )
    names = tuple(str(panel.years[t]) for t in np.flatnonzero(found))
    if names:
        what = f"{panel.measure.meaning} by {panel.place}"
        text = f"{what}: rounded in {'; '.join(names[:NAMED])}, as other periods are not."
        yield Finding(
            text, False, f"coarser periods {panel.place} {panel.measure.name}", names[:NAMED], names
        )


def _grain(values: Values) -> Values:
    """Largest power of ten of which all figures of a line are multiples; nought for fewer than four figures."""
    found = np.zeros(len(values))
    enough = (~np.isnan(values)).sum(axis=1) >= 4
    for power in range(-4, 7):
        grain = 10.0**power
        off = np.abs(values / grain - np.round(values / grain))
        whole = np.nan_to_num(off).max(axis=1) < 1e-6 * 10 ** max(0, -power)
        found = np.where(enough & whole & (np.nan_to_num(np.abs(values)).max(axis=1) > 0), grain, found)
    return found


def coarse(source: Source, new: pd.DataFrame, near: Sequence[str]) -> Iterator[Finding]:
    """Tell whether figures are written in a unit that is large beside many of them, whatever was before.

    Persons are counted one by one: only measures that have decimals elsewhere can be rounded.

    Parameters
    ----------
    source : Source
        What the columns mean.
    new : DataFrame
        The release.
    near : sequence of str
        The economies that are reported on.
    """
    places = [column.name for column in source.columns if column.codes == ECONOMIES]
    if not places:
        return
    told = new[places].astype(object).isin(near).any(axis=1).to_numpy()
    for measure in (one for one in measures(source) if one.type == "number"):
        values = np.abs(new[measure.name].to_numpy(float, na_value=np.nan))
        unit, given = grain(values), told & (np.nan_to_num(values) > 0)
        small = given & (values * COARSE < unit / 2)
        if given.any() and small.sum() > SHARE * given.sum():
            text = (
                f"{measure.meaning}: written in steps of {unit:,.6g}, which may be off by more than {COARSE:.0%} for "
                f"{small.sum():,} of {given.sum():,} figures of the economies reported on."
            )
            yield Finding(text, False, f"coarse {measure.name}", (measure.name,), (measure.name,))


def rounder(source: Source, new: pd.DataFrame, old: pd.DataFrame, near: Sequence[str]) -> Iterator[Finding]:
    """Tell which economies have round figures only, as by chance they could not, and had not before.

    Its parameters are those of `examination.slips`.
    """
    places = [column.name for column in source.columns if column.codes == ECONOMIES]
    told = new[new[places].astype(object).isin(near).any(axis=1)] if places else new
    for measure in measures(source):
        for place in places:
            # The other end of a pair may be rounded too.
            codes = sorted(set(told[place].astype(object)))
            now, before = (set(_round(table, place, measure, codes)) for table in (new, old))
            if names := tuple(sorted(now - before)):
                what = f"{measure.meaning} by {place}"
                text = (
                    f"{what}: all figures are round, as those of others are not: {'; '.join(names[:NAMED])}."
                )
                yield Finding(text, False, f"rounder {place} {measure.name}", names[:NAMED], names)


def _round(table: pd.DataFrame, place: str, measure: Column, near: Sequence[str]) -> Iterator[str]:
    """Economies whose figures are multiples of a power of ten by more than chance."""
    given = table[table[measure.name].notna() & (table[measure.name] != 0)]
    values, places = given[measure.name].to_numpy(float), given[place].to_numpy(object)
    for code in near:
        own = values[places == code]
        (grain,) = _grain(own[None, :]) if own.size else (0.0,)
        if grain > COARSE * np.median(np.abs(own)) if own.size else False:
            others = values[places != code]
            off = np.abs(others / grain - np.round(others / grain))
            if others.size and (off < 1e-6).mean() ** own.size < CHANCE:
                yield code
