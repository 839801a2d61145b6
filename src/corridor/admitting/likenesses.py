"""A new release held against other sources that its figures go up and down with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from corridor.admitting.findings import NAMED, Finding
from corridor.admitting.pairs import Pairs, pairs, seen
from corridor.check_declarations import Likeness
from corridor.check_modules import likenesses_of
from corridor.project import Project
from corridor.sources import load, read_source

# Two sources are alike where the middle figure is within a sixth of what the other leads one to expect.
ALIKE = 0.15
# Years of the other source that are tried: those nearest to the release's.
NEAREST = 2
_TOLD = {
    "exchanged": "Exchanged, these fit {} better: {}",
    "of another": "These have the figures of one another, as {} say: {}",
    "scattered": "The figures of these are not spread as {} are: {}",
    "far": "Many times what {} lead one to expect, or a small part of it: {}",
    "gone": "Not there, though {} lead one to expect them and the release before has them: {}",
}


def unlike(
    project: Project, source_id: str, new: pd.DataFrame, old: pd.DataFrame, near: Sequence[str]
) -> Iterator[Finding]:
    """Tell what of a release is not as other sources lead one to expect, and was so in the release before.

    Parameters
    ----------
    project : Project
        The project.
    source_id : str
        The source.
    new, old : DataFrame
        The release and the one before.
    near : sequence of str
        The economies that are reported on.
    """
    for likeness in likenesses_of(project, source_id):
        one, other = (_of_pairs(table, list(likeness.pair), likeness.measure) for table in (new, old))
        found, against = _best(project, likeness, one, int(new["year"].max()))
        if found.apart < ALIKE:
            before = seen(pairs(other, against), near)
            for about, names in seen(found, near).items():
                fresh = tuple(name for name in names if name not in before[about])
                if fresh:
                    text = _TOLD[about].format(likeness.words, "; ".join(fresh[:NAMED]))
                    yield Finding(
                        f"{text}.", False, f"unlike {likeness.source} {about}", fresh[:NAMED], fresh
                    )


def _best(project: Project, likeness: Likeness, figures: pd.Series, year: int) -> tuple[Pairs, pd.Series]:
    """Hold figures against every vintage of the other source, in the years nearest; the best, and its figures."""
    tried = ((pairs(figures, other), other) for other in _others(project, likeness, year))
    return min(tried, key=lambda one: one[0].apart)


def _others(project: Project, likeness: Likeness, year: int) -> Iterator[pd.Series]:
    for vintage in read_source(project, likeness.source).vintages:
        table = load(project, likeness.source, vintage).table
        for column, value in likeness.only.items():
            table = table[table[column] == value]
        for one in sorted(set(table["year"]), key=lambda held: abs(held - year))[:NEAREST]:
            yield _of_pairs(table[table["year"] == one], list(likeness.pair.values()), likeness.other)


def _of_pairs(table: pd.DataFrame, places: list[str], measure: str) -> pd.Series:
    """Figures of the newest year by the two economies of a pair."""
    newest = table[table["year"] == table["year"].max()].astype(dict.fromkeys(places, object))
    figures: pd.Series = newest.groupby(places)[measure].sum().astype(float)
    return figures
