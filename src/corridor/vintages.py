"""The vintages that an edition can look at, its own and older ones, and indicators computed with any of them.

An edition knows what had been published by its date, and of a source that it pins nothing later than the vintage
it pins. So what it says of older vintages stays as it is when newer ones are laid in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from corridor.check_modules import compared_by
from corridor.checks import CheckedDataset, CheckReport, check
from corridor.economies import all_economies
from corridor.editions import Edition
from corridor.indicators import Area, IndicatorSet, IndicatorValue, Tables, TableView, defined_for, evaluate
from corridor.project import Project
from corridor.sources import Dataset, Source, list_sources, load, read_source
from corridor.withholding import Withholding

# What every computation needs: the base year, and a weight for economies without figures.
_ALWAYS = ("migrant_stock", "population")
Key = tuple[str, str, str, int]


@dataclass(frozen=True)
class Mix:
    """One vintage of each of some sources.

    Attributes
    ----------
    vintages : tuple of (str, str)
        Source and vintage, sorted by source.
    """

    vintages: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, vintages: Mapping[str, str]) -> Mix:
        """Make the mix of some vintages, given by source."""
        return cls(tuple(sorted(vintages.items())))

    @property
    def name(self) -> str:
        """How identifiers name it: "migrant_stock=rev2020,population=wpp2022"."""
        return ",".join(f"{source}={vintage}" for source, vintage in self.vintages)


class AtHand:
    """The vintages at hand for an edition.

    Parameters
    ----------
    project : Project
        The project.
    edition : Edition
        The edition.
    own : IndicatorSet, optional
        The edition's own values; one that a mix comes to from the same rows is returned in its place.
    withholding : Withholding, optional
        What is withheld from the edition because a data check failed; checks stop it when omitted.
    """

    def __init__(
        self,
        project: Project,
        edition: Edition,
        own: IndicatorSet | None = None,
        withholding: Withholding | None = None,
    ) -> None:
        self.project, self.edition, self._own, self._withholding = project, edition, own, withholding
        self._checked: dict[tuple[str, str], CheckedDataset] = {}
        self._views: dict[tuple[str, str], TableView] = {}
        self._tables: dict[tuple[Mix, int | None], Tables] = {}
        self._values: dict[tuple[str, Area, Mix, int | None], dict[Key, IndicatorValue]] = {}

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Every source of the project, by identifier."""
        return {source_id: read_source(self.project, source_id) for source_id in list_sources(self.project)}

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of economies as running text has them, by code."""
        return {code: known.in_text for code, known in all_economies(self.project).items()}

    def vintages(self, source_id: str) -> tuple[str, ...]:
        """Vintages of a source that the edition can look at, the oldest first; the one it pins is the last."""
        held = self.sources[source_id].vintages if source_id in self.sources else {}
        pinned = self.edition.vintages.get(source_id)
        limits = [self.edition.published.isoformat(), *([_latest(held[pinned].published)] if pinned else [])]
        known = [v for v, one in held.items() if v == pinned or _latest(one.published) <= min(limits)]
        return tuple(sorted(known, key=lambda v: (v == pinned, held[v].published, v)))

    def lacking(self, source_ids: Iterable[str]) -> tuple[str, ...]:
        """Sources that have no vintage the edition can look at, sorted."""
        return tuple(sorted(source for source in source_ids if not self.vintages(source)))

    def mixes(self, source_ids: Sequence[str]) -> tuple[Mix, ...]:
        """Vintages of some sources that belong together, the oldest first.

        The newest stands beside the newest, the one before beside the one before; of a source with fewer
        vintages than another the oldest is used again. None where a source has no vintage.
        """
        held = {source: self.vintages(source) for source in source_ids}
        if not held or not all(held.values()):
            return ()
        depth = max(len(vintages) for vintages in held.values())
        return tuple(
            Mix.of({source: vintages[max(0, len(vintages) - back)] for source, vintages in held.items()})
            for back in range(depth, 0, -1)
        )

    def label(self, mix: Mix) -> str:
        """Short names of the vintages of a mix: "Rev. 2020"."""
        return ", ".join(self.sources[s].vintages[v].label for s, v in mix.vintages)

    def newest_year(self, mix: Mix) -> int:
        """Newest year of the migrant stock that a mix is computed with."""
        return self.tables(mix).years("migrant_stock")[-1]

    def prepare(self, source_ids: Iterable[str]) -> None:
        """Load and check all vintages of some sources, those of one age together.

        Raises
        ------
        CheckError
            If a critical check fails.
        ConfigurationError
            If a file is not as it must be.
        """
        held = {source: self.vintages(source) for source in {*source_ids, *_ALWAYS}}
        for back in range(1, max(map(len, held.values())) + 1):
            self._check({source: v[-back] for source, v in held.items() if len(v) >= back}, back)

    def tables(self, mix: Mix, base_year: int | None = None) -> Tables:
        """Checked tables of a mix; the migrant stock and the population are there whether it names them or not.

        Parameters
        ----------
        mix : Mix
            The vintages.
        base_year : int, optional
            Year from which changes are counted; the newest of the migrant stock when omitted.
        """
        place = (mix, base_year)
        if place not in self._tables:
            named = dict(mix.vintages)
            wanted = {s: self.vintages(s)[-1] for s in _ALWAYS if self.vintages(s)} | named
            missing = {s: v for s, v in wanted.items() if (s, v) not in self._checked}
            by_age: dict[int, dict[str, str]] = {}
            for source, vintage in missing.items():
                known = self.vintages(source)
                by_age.setdefault(len(known) - known.index(vintage), {})[source] = vintage
            for back, group in sorted(by_age.items()):
                self._check(group, back)
            held = {source: self._view(source, vintage) for source, vintage in wanted.items()}
            self._tables[place] = Tables(held, self.names, base_year=base_year)
        return self._tables[place]

    def values(
        self,
        indicator_id: str,
        area: Area,
        mix: Mix,
        *,
        base_year: int | None = None,
        within: str = "",
    ) -> dict[Key, IndicatorValue]:
        """Compute an indicator of an area with a mix of vintages.

        Parameters
        ----------
        indicator_id : str
            The indicator.
        area : Area
            An economy or a region.
        mix : Mix
            A vintage of each of the indicator's sources.
        base_year : int, optional
            Year from which changes are counted; the newest of the migrant stock when omitted.
        within : str
            Name of the region that the area is seen from, where it is not the edition's.

        Returns
        -------
        dict
            Values by key. Those that are not the edition's own name the edition and the mix.
        """
        place = (indicator_id, area, mix, base_year)
        if place not in self._values:
            found = evaluate([defined_for(self.edition)[indicator_id]], area, self.tables(mix, base_year))
            mark = self._mark(mix, base_year, within)
            self._values[place] = {value.key: self._told(value, mark) for value in found}
        return self._values[place]

    @property
    def reports(self) -> tuple[CheckReport, ...]:
        """Verdicts on the vintages that were used and are not the edition's own, sorted."""
        pinned = set(self.edition.vintages.items())
        return tuple(self._checked[used].report for used in sorted(self._checked) if used not in pinned)

    def _view(self, source_id: str, vintage_id: str) -> TableView:
        place = (source_id, vintage_id)
        if place not in self._views:
            self._views[place] = TableView(self._checked[place], self.names)
        return self._views[place]

    def _told(self, value: IndicatorValue, mark: str) -> IndicatorValue:
        """Return the edition's own value where it is the same from the same rows, else the value with its mark."""
        value = self._withholding.without(value) if self._withholding else value
        own = self._own
        if own is not None and own.has(value.economy, value.indicator, value.year, value.counterpart):
            held = own.get(value.economy, value.indicator, value.year, value.counterpart)
            if (held.value, held.inputs) == (value.value, value.inputs):
                return held
        return replace(value, edition=mark)

    def _mark(self, mix: Mix, base_year: int | None, within: str) -> str:
        further = [f"base_year={base_year}"] if base_year is not None else []
        further += [f"within={within}"] if within else []
        return f"{self.edition.id}[{','.join([mix.name, *further])}]"

    def _check(self, vintages: Mapping[str, str], back: int) -> None:
        """Check vintages of one age together with those that their checks compare them with."""
        wanted = {source: v for source, v in vintages.items() if (source, v) not in self._checked}
        needed = {other for source, v in wanted.items() for other in self._compared(source, v)}
        beside = {s: self.vintages(s)[-back] for s in needed - wanted.keys() if len(self.vintages(s)) >= back}
        datasets = {s: self._loaded(s, v) for s, v in sorted((beside | wanted).items())}
        members, keep_going = self.edition.region.members, self._withholding is not None
        checked = check(self.project, datasets, economies=members, keep_going=keep_going) if wanted else {}
        self._checked |= {(source, v): checked[source] for source, v in wanted.items()}

    def _loaded(self, source_id: str, vintage_id: str) -> Dataset:
        held = self._checked.get((source_id, vintage_id))
        return held.dataset if held else load(self.project, source_id, vintage_id)

    def _compared(self, source_id: str, vintage_id: str) -> set[str]:
        source = self.sources[source_id]
        return compared_by(self.project, source, source.vintages[vintage_id])


def _latest(published: str) -> str:
    """Last day on which a release may have come out, when only its year or month is known."""
    return {4: f"{published}-12-31", 7: f"{published}-31"}.get(len(published), published)
