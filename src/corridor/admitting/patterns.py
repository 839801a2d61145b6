"""What a person who lays two releases side by side would see of a slip, line by line.

Whole lines that moved are judged by `comparison`. Here is what a slip leaves and a revision does not: one period that
moved away from its neighbours, a line that fits that of another kind, economy or period better than its own, rows that
are gone, noughts where there was nothing. The measures were taken from the same revisions as those of `comparison`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from corridor.admitting.findings import NAMED, Finding
from corridor.admitting.fitting import BADLY, better, exchanged, turned
from corridor.admitting.panels import Panel, Values
from corridor.admitting.standing_out import FIVEFOLD, TENFOLD, alone, beyond, grain

# A period that moved by less is not asked about: real revisions of the region's economies were of 3.6 % at most where
# most figures stayed.
LEAST = 0.04
# New periods have no other measure than the steps before: three times the widest, and a third.
WIDEST, STEP = 3.0, 0.3
# Lines as a whole may move by an eighth, wherever they stood still before.
LEVEL = 0.125
# Three times as much, or a third, is told whatever else moved: of the region's lines none ever moved by so much.
THRICE = 1.1
# Pairs of economies are many and small: among them a slip must stand out further.
PAIRS_LEAST = 0.1
_WINDOW = 5


def seen(panel: Panel, near: Sequence[str]) -> Iterator[Finding]:
    """Tell what looks like a slip in the lines of some economies.

    Parameters
    ----------
    panel : Panel
        Two releases side by side.
    near : sequence of str
        The economies that are reported on.
    """
    told = panel.only(near)
    if told.lines:
        yield from _jumps(told)
        yield from _levels(told, panel)
        if panel.economies == 1:
            yield from _begun(told)
            yield from _lost(panel, near)
            yield from _emptied(told)
        yield from _shifted(told)
        yield from _exchanged(panel, near)


def _jumps(panel: Panel) -> Iterator[Finding]:
    """Periods that moved away from their neighbours."""
    old, new = panel.scaled()
    moved = new - old
    away = np.abs(moved - _smooth(moved))
    # A revision that takes a break out of a line is none that puts one in.
    away[_given(moved) < 3] = np.nan
    limit = beyond(away, LEAST if panel.economies == 1 else PAIRS_LEAST)
    away[_rough(new) < _rough(old) + limit / 2] = 0
    rows = [(n, t) for n, t in np.argwhere(np.nan_to_num(away) > limit)]
    if not rows and panel.economies == 1:
        rows, limit = _single(panel)
    rows.sort(key=lambda at: -away[at[0], at[1]])
    if rows:
        names = tuple(f"{panel.called(n)} {panel.years[t]}" for n, t in rows)
        shown = [
            f"{name} ({panel.old[n, t]:,.6g} → {panel.new[n, t]:,.6g})"
            for name, (n, t) in zip(names[:NAMED], rows, strict=False)
        ]
        text = f"moved away from the periods before and after by more than {limit:.0%}, against the release before"
        yield _told(panel, f"{len(rows):,} figures {text}; most of all {'; '.join(shown)}", "jump", names)


def _single(panel: Panel) -> tuple[list[tuple[int, int]], float]:
    """One figure that moved, in proportion, where no other did; and the limit beyond which it did."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = [np.log(np.abs(values)) for values in (panel.old, panel.new)]
    old, new = (np.where(np.isfinite(values), values, np.nan) for values in logs)
    moved = new - old
    rounded = 2 * max(grain(panel.old), grain(panel.new)) / np.exp(np.fmin(old, new))
    away = np.abs(moved - _smooth(moved)) - rounded
    away[(_given(moved) < 3) | (_rough(new) < _rough(old))] = np.nan
    limit = alone(away)
    return [(n, t) for n, t in np.argwhere(np.nan_to_num(away) > limit)], limit


def _levels(panel: Panel, whole: Panel) -> Iterator[Finding]:
    """Lines that moved as a whole, as those in another unit do."""
    moved, all_moved = (_throughout(one) for one in (panel, whole))
    times = FIVEFOLD if panel.economies == 1 else TENFOLD
    limit = max(beyond(np.abs(all_moved), LEVEL, times), beyond(np.abs(moved), LEVEL, times))
    limit = min(THRICE, limit) if panel.economies == 1 else limit
    lines = [int(n) for n in np.flatnonzero(np.abs(np.nan_to_num(moved)) > limit)]
    if lines:
        names = tuple(panel.called(n) for n in sorted(lines, key=lambda n: -abs(moved[n])))
        shown = f"by more than {np.expm1(limit):.0%}, as other lines did not: {'; '.join(names[:NAMED])}"
        text = f"Moved throughout {shown}"
        yield _told(panel, text, "level", names)


def _emptied(panel: Panel) -> Iterator[Finding]:
    """Lines that are nought throughout, as small figures are that were rounded to large units."""
    lines = (np.nan_to_num(np.abs(panel.new)).max(axis=1) == 0) & ~np.isnan(panel.new).all(axis=1)
    lines &= np.nan_to_num(_middle(np.abs(panel.old))) > 0
    names = tuple(panel.called(int(n)) for n in np.flatnonzero(lines))
    if names:
        text = f"Nought throughout, as they were not before, are {'; '.join(names[:NAMED])}"
        yield _told(panel, text, "emptied", names)


def _middle(values: Values) -> Values:
    found: Values = pd.DataFrame(values).median(axis=1).to_numpy(float)
    return found


def _throughout(panel: Panel) -> Values:
    """By how much each line moved as a whole; lines that either release lacks are left out by nought."""
    old, new = panel.scaled()
    moved: Values = pd.DataFrame(new - old).median(axis=1).fillna(0.0).to_numpy(float)
    return moved


def _lost(panel: Panel, near: Sequence[str]) -> Iterator[Finding]:
    """Lines that are gone, of a kind that others have, or of an economy that has other kinds, whichever it is."""
    common = ~np.isnan(panel.old).all(axis=0) & ~np.isnan(panel.new).all(axis=0)
    given = np.asarray(~np.isnan(panel.new).all(axis=1))
    gone = np.flatnonzero(~np.isnan(panel.old[:, common]).all(axis=1) & ~given)
    there = [line for line, is_there in zip(panel.lines, given, strict=True) if is_there]
    kinds, places = {line[1:] for line in there}, {line[0] for line in there} | set(near)
    lost = [line for line in (panel.lines[n] for n in gone) if line[1:] in kinds and line[0] in places]
    names = tuple(" ".join(line) for line in lost)
    if names:
        text = f"No figure is left of {'; '.join(names[:NAMED])}, of which the release before has some"
        yield _told(panel, text, "lost", names)


def _begun(panel: Panel) -> Iterator[Finding]:
    """Periods that the release before does not have, and that do not follow on from those before."""
    fresh = [t for t in range(1, len(panel.years)) if np.isnan(panel.old[:, t]).all()]
    _, new = panel.scaled()
    steps = np.abs(np.diff(new, axis=1))
    names = []
    for t in fresh:
        known = [n for n in range(t - 1) if n + 1 not in fresh]
        if known:
            usual = pd.DataFrame(steps[:, known]).max(axis=1).to_numpy()
            wide = steps[:, t - 1] > WIDEST * usual + STEP
            names += [f"{panel.called(int(n))} {panel.years[t]}" for n in np.flatnonzero(wide)]
    if names:
        text = f"New periods that do not follow on from those before: {'; '.join(names[:NAMED])}"
        yield _told(panel, text, "new period", tuple(names))


def _shifted(panel: Panel) -> Iterator[Finding]:
    """Lines that are those of the release before, a period earlier or later."""
    old, new = panel.scaled()
    own = _uneven(new - old)
    names = []
    for step in (-1, 1):
        other = np.full_like(old, np.nan)
        if step == 1:
            other[:, 1:] = old[:, :-1]
        else:
            other[:, :-1] = old[:, 1:]
        fits = _uneven(new - other)
        lines = np.flatnonzero((own > BADLY / 2) & (fits < better(panel) * own))
        names += [f"{panel.called(int(n))} by {step:+d}" for n in lines]
    if names:
        text = f"Shifted by a period, these fit the release before better: {'; '.join(names[:NAMED])}"
        yield _told(panel, text, "shifted", tuple(names))


def _exchanged(panel: Panel, near: Sequence[str]) -> Iterator[Finding]:
    """Lines that are those of another kind of the same economy, of another economy or of the other direction."""
    for what, pairs in exchanged(panel, near):
        names = tuple(f"{panel.called(one)} and {panel.called(other)}" for one, other in pairs)
        text = f"Exchanged, these fit the release before better: {'; '.join(names[:NAMED])}"
        yield _told(panel, text, f"exchanged {what}", names)
    if names := turned(panel, near):
        text = f"Turned, these fit the release before better: {'; '.join(names[:NAMED])}"
        yield _told(panel, text, "turned", names)


def _told(panel: Panel, text: str, about: str, names: tuple[str, ...]) -> Finding:
    what = f"{panel.measure.meaning} by {panel.place}"
    return Finding(
        f"{what}: {text}.", False, f"{about} {panel.place} {panel.measure.name}", names[:NAMED], names
    )


def _smooth(values: Values) -> Values:
    """Median of each figure and its neighbours in its line."""
    frame = pd.DataFrame(values).T
    found: Values = frame.rolling(_WINDOW, center=True, min_periods=1).median().T.to_numpy(float)
    return found


def _rough(values: Values) -> Values:
    """By how much each figure stands away from a line through its neighbours, or from the nearest one at an end."""
    frame = pd.DataFrame(values).T
    sides = pd.concat([frame.shift(1), frame.shift(-1)], keys=[0, 1])
    between: Values = sides.groupby(level=1).mean().T.to_numpy(float)
    return np.nan_to_num(np.abs(values - between))


def _given(values: Values) -> np.ndarray:
    """How many of a line are given, for each of its figures."""
    return np.broadcast_to((~np.isnan(values)).sum(axis=1)[:, None], values.shape)


def _uneven(values: Values) -> Values:
    """By how much the figures of a line scatter around its middle; infinite for fewer than four."""
    frame = pd.DataFrame(values)
    spread: Values = frame.sub(frame.median(axis=1), axis=0).abs().mean(axis=1).to_numpy(float)
    return np.where(frame.count(axis=1) >= 4, spread, np.inf)
