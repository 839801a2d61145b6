"""`corridor diff`: what changed between two editions, told first and then listed figure by figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from corridor.changes import Change, EditionChanges, compare
from corridor.changes_figures import Unmatched
from corridor.changes_mixes import Side
from corridor.editions import read_edition
from corridor.errors import UsageError, listed, suggestion
from corridor.formats import is_quantity
from corridor.indicators import IndicatorSet, load_tables
from corridor.ledger import Ledger
from corridor.project import Project
from corridor.rendering.pages import Writer
from corridor.reports.changes import Apart, ChangesPage, SubjectChanges, changes_page
from corridor.reports.changes_told import Told, tell
from corridor.reports.context import Context
from corridor.sources import read_source
from corridor.terminal import aligned, counted

_TEMPLATE = "edition/diff.txt.jinja"
_HEAD = ("Years", "Old", "New", "Change", "New period", "Method", "Revision")


@dataclass(frozen=True)
class Difference:
    """What changed between two editions, or for some economies.

    Attributes
    ----------
    context : Context
        The newer edition.
    changes : EditionChanges
        All changes.
    economies : tuple of str
        ISO3 codes of the economies asked for; empty for all, with the region.
    """

    context: Context
    changes: EditionChanges
    economies: tuple[str, ...] = ()

    @cached_property
    def items(self) -> tuple[Change, ...]:
        """Figures that both editions have and that are about the economies asked for."""
        return tuple(item for item in self.changes.items if self._about(item.subject))

    @cached_property
    def appeared(self) -> tuple[Unmatched, ...]:
        """Figures that only the newer edition has."""
        return self._only(self.changes.appeared)

    @cached_property
    def disappeared(self) -> tuple[Unmatched, ...]:
        """Figures that only the older edition has."""
        return self._only(self.changes.disappeared)

    def as_json(self) -> dict[str, Any]:
        """Everything as plain data: the figures as in `changes.json`, with the reason where one is not parted."""
        return {
            "old": self.changes.old.id,
            "new": self.changes.new.id,
            "figures": [{**item.as_json(), "reason": item.reason} for item in self.items],
            "appeared": [one.as_json() for one in self.appeared],
            "disappeared": [one.as_json() for one in self.disappeared],
        }

    def lines(self) -> Iterator[str]:
        """Everything for a terminal: sentences, then tables, then what only one edition has.

        Corridors are listed where economies are asked for; else only those that were revised most.
        """
        old, new = self.changes.old.id, self.changes.new.id
        figures = counted(len(self.items), "figure")
        yield f"From edition {old} to {new}: {figures} in both, {len(self.appeared)} new, {len(self.disappeared)} gone"
        yield from self._told()
        yield from self._listed()
        yield from _one_sided(f"Only in edition {new}", self._page.appeared)
        yield from _one_sided(f"Only in edition {old}", self._page.disappeared)

    def _about(self, subject: tuple[str, str, str]) -> bool:
        return not self.economies or subject[0] in self.economies or subject[2] in self.economies

    def _only(self, found: Sequence[Unmatched]) -> tuple[Unmatched, ...]:
        return tuple(one for one in found if self._about(_subject(one)))

    @cached_property
    def _page(self) -> ChangesPage:
        """What the page on changes says, of the economies asked for."""
        narrowed = replace(self.changes, appeared=self.appeared, disappeared=self.disappeared)
        page = changes_page(self.context, narrowed)
        chosen = [one for one in page.economies if not self.economies or one.code in self.economies]
        return replace(page, economies=tuple(chosen))

    def _told(self) -> Iterator[str]:
        writer = Writer(self.context.project, {})
        text = writer.text(_TEMPLATE, page=self._page, whole=not self.economies)
        for paragraph in text.split("\n\n"):
            # A number keeps together: its spaces are no ordinary ones.
            said = re.sub(r"[ \n]+", " ", paragraph).strip()
            if said:
                yield ""
                yield said.removeprefix("## ")

    def _listed(self) -> Iterator[str]:
        subjects = [self._page.region] if not self.economies else []
        for subject in (*subjects, *self._page.economies):
            yield from _table(subject.name, "Indicator", [(told.label, told) for told in subject.rows])
            if self.economies:
                yield from self._corridors(subject)
        if not self.economies:
            rows = [
                (f"{one.origin.short} → {one.destination.short}", one.told) for one in self._page.corridors
            ]
            yield from _table("Corridors that were revised most", "Corridor", rows)
            corridors = sum(bool(item.subject[2]) for item in self.items)
            yield f"{counted(corridors, 'corridor')} in all: --economy lists those of an economy, --json all"

    def _corridors(self, subject: SubjectChanges) -> Iterator[str]:
        economies = self.context.economies
        for indicator in dict.fromkeys(item.new.indicator for item in self.items if item.subject[2]):
            own = (item for item in self.items if item.new.economy == subject.code and item.subject[2])
            held = [item for item in own if item.new.indicator == indicator and is_quantity(item.new.unit)]
            told = [tell(self.context, self.changes, item) for item in held]
            rows = [(economies[one.change.subject[2]].short, one) for one in told]
            if rows:
                yield from _table(f"{subject.name}: {rows[0][1].label}", "Counterpart", rows)


def diff(project: Project, old: str, new: str, economies: Sequence[str] = ()) -> Difference:
    """Compare two editions.

    Parameters
    ----------
    project : Project
        The project.
    old, new : str
        The editions.
    economies : sequence of str, optional
        ISO3 codes: only what is about these.

    Raises
    ------
    UsageError
        If an edition does not exist, both are the same one or have no figure in common, or an economy is in neither.
    ConfigurationError
        If a file of one of them is not as it must be.
    CheckError
        If a table fails a critical check.
    """
    editions = [read_edition(project, one) for one in (old, new)]
    if old == new:
        raise UsageError(
            f"Edition {old} is compared with itself.", expected="two editions", found=f"{old} and {new}",
            todo="Name another edition; `corridor list editions` shows them.",
        )  # fmt: skip
    before, now = (Side(edition, load_tables(project, edition)) for edition in editions)
    _require_known(economies, before, now)
    values = IndicatorSet.from_values(
        (v for indicator in now.declared.values() for v in now.values(indicator, now.tables).values()),
        edition=new,
        subject=now.edition.region.id,
        base_year=now.tables.base_year,
    )
    changes = compare(before, now, values)
    if not changes.items:
        raise UsageError(
            f"Editions {old} and {new} have no figure in common.",
            expected="editions with a common economy, region and indicator",
            found=f"{before.edition.region.name} and {now.edition.region.name}",
            todo="Compare editions of one region.",
        )
    sources = {source: read_source(project, source) for source in now.edition.vintages}
    reports = tuple(now.tables[source].checked.report for source in now.sources)
    context = Context(project, now.edition, Ledger(values), sources, reports)
    return Difference(context, changes, tuple(economies))


def _require_known(economies: Sequence[str], *sides: Side) -> None:
    known = sorted(
        {code for side in sides for code in (*side.edition.region.members, *side.edition.economies)}
    )
    for code in economies:
        if code not in known:
            near = suggestion(code, known)
            raise UsageError(
                f"Neither edition is about the economy {code}.", where="--economy", expected=listed(known, 30),
                found=code, todo=f"Name one of these{'; ' + near if near else ''}.",
            )  # fmt: skip


def _subject(one: Unmatched) -> tuple[str, str, str]:
    return (one.value.economy, one.value.indicator, one.value.counterpart)


def _table(title: str, what: str, rows: Sequence[tuple[str, Told]]) -> Iterator[str]:
    if not rows:
        return
    yield from ("", title)
    cells = [[what, *_HEAD], *([name, *_cells(told)] for name, told in rows)]
    yield from (f"  {line}" for line in aligned(cells, texts=2))


def _cells(told: Told) -> tuple[str, ...]:
    figures = (told.old, told.new, told.size, told.period, told.method, told.revised)
    cells = [figure.full.text for figure in figures]
    if told.by_source:
        cells[-1] += f" ({', '.join(f'{label} {share.full.text}' for label, share in told.by_source)})"
    return (told.period_text, *cells)


def _one_sided(title: str, apart: Apart) -> Iterator[str]:
    if apart.empty:
        return
    yield from ("", title)
    for shared in apart.shared:
        yield f"  {shared.reason} {'; '.join(shared.labels)}"
    for group in apart.groups:
        held = "; ".join(f"{label}, {figure.year}: {figure.full.text}" for label, figure in group.figures)
        yield f"  {group.name}. {group.reason} {held}"
    for corridors in apart.corridors:
        count = sum(len(origins.split(", ")) for _, origins in corridors.rows)
        yield f"  {counted(count, 'corridor')}. {corridors.reason}"
