"""Which verdicts a build will ask for, told before it begins, so that one process makes all that are missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from corridor import check_cache
from corridor.check_modules import compared_by
from corridor.editions import Edition, read_edition
from corridor.errors import CorridorError
from corridor.project import Project
from corridor.report_kinds import read_kind
from corridor.sources import list_sources, read_source
from corridor.statements.results import sources_tested
from corridor.vintages import AtHand

# Vintages that are used together, by source, and the sources that are judged.
Group = tuple[dict[str, str], set[str]]


@contextmanager
def verdicts_beside(project: Project, edition: Edition) -> Iterator[None]:
    """Have the verdicts that a build of an edition asks for made while other work is done.

    Parameters
    ----------
    project : Project
        The project.
    edition : Edition
        The edition; the one that it follows and the vintages at hand beside its own are judged too.
    """
    planned: list[Group] = []
    # What cannot be read is named by those who need it.
    with suppress(CorridorError):
        planned = groups(project, edition)
    with check_cache.made_ahead(project, planned):
        yield


def groups(project: Project, edition: Edition) -> list[Group]:
    """Vintages that a build of an edition looks at, those used together in one group, those needed first first."""
    own = dict(edition.vintages)
    found = [(own, set(own))]
    if edition.previous is not None:
        before = dict(read_edition(project, edition.previous).vintages)
        found.append((before, set(before)))
    held = {source: _by_date(project, source) for source in list_sources(project)}
    for back in range(1, max(map(len, held.values()), default=0) + 1):
        together = {source: known[-back] for source, known in held.items() if len(known) >= back}
        of_own = {s: v for s, v in together.items() if s in own}
        beside = compared_with(project, of_own) & together.keys() - own.keys()
        found.append((together, {s for s, v in of_own.items() if v != own[s]} | beside))
    return [*found, *_of_statements(project, edition)]


def compared_with(project: Project, vintages: Mapping[str, str]) -> set[str]:
    """Sources that the checks of some vintages look at beside their own."""
    declared = [(read_source(project, source), vintage) for source, vintage in vintages.items()]
    return set().union(*(compared_by(project, source, source.vintages[one]) for source, one in declared))


def _of_statements(project: Project, edition: Edition) -> list[Group]:
    """Vintages with which a report on the region computes published statements again, those of one age together."""
    if not any(read_kind(project, name).subject == "region" for name in edition.reports):
        return []
    at_hand = AtHand(project, edition)
    held = {source: at_hand.vintages(source) for source in at_hand.sources}
    tested = sources_tested(project, edition)
    return [
        (together := {s: v[-back] for s, v in held.items() if len(v) >= back}, {*tested} & together.keys())
        for back in range(1, max(map(len, held.values()), default=0) + 1)
    ]


def _by_date(project: Project, source: str) -> list[str]:
    """Vintages of a source, the oldest first."""
    vintages = read_source(project, source).vintages
    return sorted(vintages, key=lambda vintage: (vintages[vintage].published, vintage))
