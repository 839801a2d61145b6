"""What a person must know of a release: what its checks say, and what is new in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pandas as pd

from corridor.admitting import additions, kinds, pairs, patterns, presence, rounding
from corridor.admitting.comparison import Release, findings
from corridor.admitting.findings import NAMED, Finding
from corridor.admitting.likenesses import unlike
from corridor.admitting.panels import panels
from corridor.admitting.series import ordered, series
from corridor.check_modules import compared_by
from corridor.check_reports import CheckReport
from corridor.checks import evaluate
from corridor.editions import newest, read_edition
from corridor.project import Project
from corridor.source_declarations import Source
from corridor.sources import Dataset, list_sources, load, read_source


def checked(project: Project, dataset: Dataset) -> list[Finding]:
    """Run the checks of the source on the new table, together with the other sources as editions use them.

    Raises
    ------
    ConfigurationError
        If a check cannot be evaluated.
    """
    edition = read_edition(project, newest(project))
    needed = compared_by(project, dataset.source, dataset.vintage)
    others = {
        other: load(project, other, edition.vintages.get(other) or _newest_of(project, other))
        for other in sorted(needed & set(list_sources(project)))
    }
    (report,) = evaluate(project, {**others, dataset.source.id: dataset}, [dataset.source.id])
    return _as_findings(report, frozenset(edition.region.members))


def _newest_of(project: Project, source_id: str) -> str:
    source = read_source(project, source_id)
    return ordered(source, source.vintages)[-1]


def _as_findings(report: CheckReport, economies: frozenset[str]) -> list[Finding]:
    found = []
    for result in (one.narrowed(economies).cut() for one in report.results):
        if not result.success and result.severity != "info":
            rows = f" [{'; '.join(result.rows[:NAMED])}]" if result.rows else ""
            text = f"Check {result.check} ({result.statement.rstrip('.')}): {result.found}{rows}."
            critical, about = result.severity == "critical", f"check {result.check}"
            found.append(Finding(text, critical, about, result.rows[:NAMED], result.rows))
    return found


def compared(project: Project, dataset: Dataset, before: str) -> list[Finding]:
    """Compare a release with the one before it.

    Parameters
    ----------
    project : Project
        The project.
    dataset : Dataset
        The release.
    before : str
        The vintage to compare with.
    """
    source = dataset.source

    def release(vintage: str) -> Release:
        return Release(vintage, load(project, source.id, vintage).table)

    held = [one for one in series(source, before) if one != dataset.vintage.id]
    past = [(release(old), release(new)) for old, new in pairwise(held)]
    found = findings(source, Release(dataset.vintage.id, dataset.table), release(before), past)
    near = read_edition(project, newest(project)).region.members
    found += slips(source, dataset.table, release(before).table, near)
    found += additions.off(project, source.id, dataset.table, near)
    found += unlike(project, source.id, dataset.table, release(before).table, near)
    return sorted(found, key=lambda one: not one.critical)


def slips(source: Source, new: pd.DataFrame, old: pd.DataFrame, near: Sequence[str]) -> Iterator[Finding]:
    """Tell what looks like a slip, of the economies that are reported on and of the table as a whole.

    Parameters
    ----------
    source : Source
        What the columns mean.
    new, old : DataFrame
        The release and the one before.
    near : sequence of str
        The economies that are reported on.
    """
    for panel in panels(source, new, old):
        yield from patterns.seen(panel, near)
        if panel.economies == 1:
            yield from rounding.coarser(panel.only(near))
            yield from rounding.coarser_periods(panel, near)
        elif len(panel.years) == 1 and panel.lines and len(panel.lines[0]) == 2:
            yield from pairs.moved(panel, near)
    yield from rounding.rounder(source, new, old, near)
    yield from rounding.coarse(source, new, near)
    yield from presence.missed(source, new, old, near)
    yield from kinds.uneven(source, new, old, near)
    yield from presence.parted(source, new, old)
    yield from presence.repeated(source, new, old)
