"""Whether an error is caught before it is published, and whether it matters to any published figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from campaign.settings import Place, Setting
from campaign.tables import written
from corridor.admitting.admission import Described, offer
from corridor.admitting.examination import checked, compared
from corridor.admitting.findings import Finding
from corridor.changes_mixes import Key, Side
from corridor.check_modules import checks_of
from corridor.checks import evaluate, worked_example
from corridor.editions import newest, read_edition
from corridor.errors import CorridorError
from corridor.indicators import Tables
from corridor.indicators.base.compute import load_tables
from corridor.project import Project
from corridor.source_declarations import Vintage
from corridor.source_tables import parse_table
from corridor.sources import Dataset, load, read_source

# A change of a published figure beyond this share of it matters.
MATTERS = 0.01
UNREADABLE, REFUSED, ASKED, SLIPPED = "unreadable", "refused", "asked", "slipped"
# It changes no published figure by so much.
UNSEEN = "unseen"

Values = Mapping[Key, float | None]


@dataclass(frozen=True)
class Verdict:
    """What became of a release.

    Attributes
    ----------
    outcome : str
        One of the five above.
    by : str
        What it was that caught it.
    """

    outcome: str
    by: str = ""

    @property
    def caught(self) -> bool:
        """Whether it was stopped, or a person was asked about it."""
        return self.outcome != SLIPPED


class Judge:
    """Judges releases in the place of one setting.

    Parameters
    ----------
    real : Project
        The project as it is, whose newest edition shows the figures.
    setting : Setting
        The release, and the one before it.
    place : Place
        A project in which the release is yet to be admitted.
    """

    def __init__(self, real: Project, setting: Setting, place: Place) -> None:
        self._setting, self._place = setting, place
        edition = read_edition(real, newest(real))
        self._side = Side(edition, load_tables(real, edition))
        self._new = place.project.root / "release.csv"

    @cached_property
    def usual(self) -> tuple[Finding, ...]:
        """What is found in the release as it really is."""
        dataset, before = self._offered(written(self._place.release.rows))
        project = self._place.project
        return (*compared(project, dataset, before), *checked(project, dataset), *self._elsewhere(dataset))

    @cached_property
    def _known(self) -> frozenset[tuple[str, str]]:
        return frozenset((one.about, name) for one in self.usual for name in one.all)

    def verdict(self, content: bytes) -> Verdict:
        """Admit a release with an error.

        What comes first decides: the comparison, the checks of the source, those of others. A question counts if it
        names something that no finding about the real release is about, named or not.
        """
        try:
            dataset, before = self._offered(content)
        except CorridorError as error:
            return Verdict(UNREADABLE, error.message)
        project = self._place.project
        for step in (
            lambda: compared(project, dataset, before),
            lambda: checked(project, dataset),
            lambda: self._elsewhere(dataset),
        ):
            found = step()
            if critical := [one for one in found if one.critical]:
                return Verdict(REFUSED, critical[0].text)
            news = [one for one in found if any((one.about, name) not in self._known for name in one.named)]
            if news:
                return Verdict(ASKED, news[0].text)
        return Verdict(SLIPPED)

    def _offered(self, content: bytes) -> tuple[Dataset, str]:
        self._new.write_bytes(content)
        source = read_source(self._place.project, self._setting.source)
        offered = offer(source, self._place.vintage, self._new, described=Described(released="2027"))
        return offered.dataset, offered.before

    def _elsewhere(self, dataset: Dataset) -> list[Finding]:
        """Find what the checks of other sources say of an edition that takes the release."""
        project, own = self._place.project, self._setting.source
        edition = self._side.edition
        wanted = [
            source
            for source, vintage in edition.vintages.items()
            if source != own
            and any(
                own in one.needs and (not one.needs[own] or dataset.vintage.id in one.needs[own])
                for one in checks_of(
                    project, read_source(project, source), _vintage(project, source, vintage)
                )
            )
        ]
        if not wanted:
            return []
        others = {one: load(project, one, v) for one, v in edition.vintages.items() if one != own}
        reports = evaluate(project, {**others, own: dataset}, wanted)
        return [
            Finding(result.found, True, f"check {one.source} {result.check}", result.rows[:5], result.rows)
            for one in reports
            for result in one.results
            if not result.success and result.severity == "critical"
        ]

    @cached_property
    def _true(self) -> Values:
        return self._values(self._side.tables)

    @cached_property
    def shown(self) -> bool:
        """Whether any published figure rests on the source."""
        return any(self._setting.source in one.sources for one in self._side.declared.values())

    def matters(self, content: bytes) -> bool:
        """Whether an error changes a published figure by more than one per cent; one that hinders them all does."""
        if not self.shown:
            return False
        own = self._setting.source
        try:
            read = parse_table(content, "release", read_source(self._place.project, own))
            dataset = worked_example(self._side.tables[own].source, "example", read)
            views = {one: self._side.tables[one] for one in self._side.sources if one != own}
            wrong = self._values(Tables({**views, own: dataset}, self._side.tables.names))
        except CorridorError:
            return True
        true = self._true
        return any(_differs(true.get(key), wrong.get(key)) for key in {*true, *wrong})

    def _values(self, tables: Tables) -> Values:
        own = self._setting.source
        used = [one for one in self._side.declared.values() if own in one.sources or own == "population"]
        found = (self._side.values(one, tables) for one in used)
        return {key: value.value for values in found for key, value in values.items()}


def _vintage(project: Project, source: str, vintage: str) -> Vintage:
    return read_source(project, source).vintages[vintage]


def _differs(true: float | None, wrong: float | None) -> bool:
    if true is None or wrong is None:
        return true is not wrong
    return abs(wrong - true) > MATTERS * abs(true)
