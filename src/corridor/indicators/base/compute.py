"""From an edition's checked tables to the indicators of an economy or of its region."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from corridor.check_modules import compared_by
from corridor.checks import check
from corridor.economies import Region, all_economies, economy
from corridor.editions import Edition
from corridor.errors import ConfigurationError, listed
from corridor.holding import holdable
from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Indicator, refuse_doubled
from corridor.indicators.base.registry import defined_for, registry
from corridor.indicators.base.sets import IndicatorSet
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue
from corridor.project import Project
from corridor.sources import Dataset, files_of, load_all

# Without these there is neither a base year nor a weight for a member without figures.
_NEEDED = ("migrant_stock", "population")


def sources_used(edition: Edition) -> dict[str, str]:
    """Return the vintages of an edition's sources that indicators use, by source."""
    wanted = {source_id for declared in registry().values() for source_id in declared.sources}
    return {source_id: v for source_id, v in sorted(edition.vintages.items()) if source_id in wanted}


def _told_apart(project: Project, edition: Edition, **options: bool) -> tuple[object, ...]:
    chosen = tuple(name for name, on in sorted(options.items()) if on)
    return project.root, edition.id, edition.region.members, tuple(sorted(edition.vintages.items())), chosen


def _files(project: Project, edition: Edition, **_: bool) -> list[Path]:
    """Files that the checked tables of an edition rest on: data, declarations, checks, codes."""
    pinned = sorted(edition.vintages)
    checks = [project.data_checks / f"{source_id}.py" for source_id in pinned]
    return [*checks, *(path for source_id in pinned for path in files_of(project, source_id))]


@holdable(key=_told_apart, files=_files, fine=True)
def load_tables(project: Project, edition: Edition, *, keep_going: bool = False) -> Tables:
    """Load and check the tables that indicators use, in the edition's vintages.

    Parameters
    ----------
    project : Project
        The project.
    edition : Edition
        The edition.
    keep_going : bool
        Whether values that rest on rows which fail a critical check are withheld, instead of stopping.

    Raises
    ------
    ConfigurationError
        If the edition pins no vintage of the migrant stock or the population, or a file is not as it must be.
    CheckError
        If a critical check fails.
    """
    lacking = [source_id for source_id in _NEEDED if source_id not in edition.vintages]
    if lacking:
        raise ConfigurationError(
            f"Edition {edition.id} does not name a vintage that its indicators need.",
            where=f"reports/editions/{edition.id}.yml, key vintages",
            expected=listed(_NEEDED),
            found=f"no {listed(lacking)}",
            todo="Add the vintage.",
        )
    loaded = load_all(project, sources_used(edition))
    beside = _compared(project, edition, loaded)
    checked = check(project, loaded | beside, economies=edition.region.members, keep_going=keep_going)
    return Tables(
        {source_id: checked[source_id] for source_id in loaded},
        {code: known.in_text for code, known in all_economies(project).items()},
    )


def _compared(project: Project, edition: Edition, loaded: Mapping[str, Dataset]) -> dict[str, Dataset]:
    """Load what checks compare some tables with beside, so that their verdicts are those of the edition."""
    needed = set().union(*(compared_by(project, one.source, one.vintage) for one in loaded.values()))
    return load_all(project, {s: v for s, v in edition.vintages.items() if s in needed - loaded.keys()})


def evaluate(indicators: Iterable[Indicator], area: Area, tables: Tables) -> tuple[IndicatorValue, ...]:
    """Compute indicators for an area; an indicator whose sources are not at hand has no values.

    Raises
    ------
    ConfigurationError
        If an indicator yields something that cannot be, or one value twice.
    """
    values: list[IndicatorValue] = []
    asked = {declared.id: declared for declared in indicators}
    for declared in asked.values():
        if declared.applies_to(area) and all(source_id in tables for source_id in declared.sources):
            values.extend(declared.evaluate(area, tables))
    refuse_doubled(values, asked)
    return tuple(values)


def compute_economy(
    project: Project, edition: Edition, iso3: str, *, tables: Tables | None = None
) -> IndicatorSet:
    """Compute all indicators of an economy.

    Parameters
    ----------
    project : Project
        The project.
    edition : Edition
        The edition; "intra-regional" means within its region.
    iso3 : str
        The economy.
    tables : Tables, optional
        The edition's tables, where they are loaded already.

    Returns
    -------
    IndicatorSet
        Values of the economy. Changes of corridors are there both for the economy as destination and for
        it as origin; the latter are values of the destination, as everywhere.

    Raises
    ------
    UsageError
        If there is no such economy.
    """
    known = economy(project, iso3)
    at_hand = tables or load_tables(project, edition)
    area = Area.economy(known.iso3, edition.region.members)
    return _set(known.iso3, [area], edition, at_hand)


def compute_region(
    project: Project, edition: Edition, *, tables: Tables | None = None, region: Region | None = None
) -> IndicatorSet:
    """Compute all indicators of the edition's region and of its economies.

    Reports compare economies with each other, so the region's set holds the values of every member too, and the
    change of every corridor that touches the region.

    Parameters
    ----------
    project : Project
        The project.
    edition : Edition
        The edition.
    tables : Tables, optional
        The edition's tables, where they are loaded already.
    region : Region, optional
        Another region than the edition's own.
    """
    chosen = region or edition.region
    at_hand = tables or load_tables(project, edition)
    areas = [
        Area.of_region(chosen.id, chosen.members),
        *(Area.economy(m, chosen.members) for m in chosen.members),
    ]
    return _set(chosen.id, areas, edition, at_hand)


def _set(subject: str, areas: Iterable[Area], edition: Edition, tables: Tables) -> IndicatorSet:
    defined = defined_for(edition).values()
    values = [value for area in areas for value in evaluate(defined, area, tables)]
    return IndicatorSet.from_values(values, edition=edition.id, subject=subject, base_year=tables.base_year)
