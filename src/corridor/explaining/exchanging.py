"""Computes the figures of an edition with one vintage exchanged at a time, for `other_vintages` to look up."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from corridor.beside import beside
from corridor.changes_mixes import Side
from corridor.check_plan import compared_with
from corridor.checks import CheckedDataset, check, examine
from corridor.editions import read_edition
from corridor.errors import ConfigurationError, CorridorError
from corridor.explaining.other_vintages import Exchange, Pins, content_of, exchanges
from corridor.indicators import IndicatorValue, Tables, load_tables
from corridor.keeping import place
from corridor.project import Project
from corridor.sources import load, read_source


def lacking(project: Project, pins: Pins) -> list[Exchange]:
    """Exchanges of vintages of an edition with which its values are not kept yet."""
    return [one for one in exchanges(project, pins) if not one.is_kept]


def prepare(project: Project, pins: Pins) -> int:
    """Compute and keep what is not kept yet, so that a figure is explained without waiting.

    Parameters
    ----------
    project : Project
        The project.
    pins : Pins
        The edition.

    Returns
    -------
    int
        How many vintages were exchanged.
    """
    missing = lacking(project, pins)
    # What cannot be kept, or not be computed because a data check fails, is asked for again when it is wanted:
    # nothing that the edition consists of is lacking.
    with suppress(OSError, CorridorError):
        keep(project, pins.edition, missing)
    return len(missing)


@contextmanager
def prepared_beside(project: Project, pins: Pins, *, aside: bool) -> Iterator[Callable[[], None]]:
    """Prepare an edition in a process beside, in the time that nothing else asks for.

    Parameters
    ----------
    project : Project
        The project.
    pins : Pins
        The edition.
    aside : bool
        Whether to; otherwise it is done when it is waited for.

    Yields
    ------
    callable
        Waits until it is done. What is lacking then is computed when it is asked for.
    """
    wanting = bool(lacking(project, pins))

    def work() -> None:
        if wanting:
            prepare(project, pins)

    with beside(work, aside=aside and wanting, patient=True) as waited_for:

        def done() -> None:
            with suppress(CorridorError):
                waited_for()

        yield done


def keep(project: Project, edition_id: str, wanted: Sequence[Exchange]) -> None:
    """Compute the values of an edition with each of some vintages, and keep them.

    A vintage that cannot be used, because its file is not as it must be or fails a critical check, is kept with the
    reason.
    """
    if not wanted:
        return
    edition = read_edition(project, edition_id)
    side = Side(edition, load_tables(project, edition))
    own = {source: side.tables[source] for source in side.sources}
    checked, faults = _checked(project, wanted)
    for one in wanted:
        table = checked.get((one.source, one.vintage.id))
        if table is None:
            _write(one.path, [], faults.get((one.source, one.vintage.id), ""))
            continue
        tables = Tables(own | {one.source: table}, side.tables.names, base_year=side.tables.base_year)
        values = [
            value
            for indicator in side.declared.values()
            if one.source in indicator.sources and all(source in tables for source in indicator.sources)
            for value in side.values(indicator, tables).values()
        ]
        _write(one.path, sorted(values, key=lambda value: value.key), "")


def _checked(
    project: Project, wanted: Iterable[Exchange]
) -> tuple[dict[tuple[str, str], CheckedDataset], dict[tuple[str, str], str]]:
    """Check vintages, those of one age together; what cannot be used is returned with the reason."""
    by_age: dict[int, dict[str, str]] = {}
    for one in wanted:
        held = _by_date(project, one.source)
        by_age.setdefault(len(held) - held.index(one.vintage.id), {})[one.source] = one.vintage.id
    checked: dict[tuple[str, str], CheckedDataset] = {}
    faults: dict[tuple[str, str], str] = {}
    for back, vintages in sorted(by_age.items()):
        _check_one_age(project, vintages, back, checked, faults)
    return checked, faults


def _check_one_age(
    project: Project,
    vintages: Mapping[str, str],
    back: int,
    checked: dict[tuple[str, str], CheckedDataset],
    faults: dict[tuple[str, str], str],
) -> None:
    datasets = {}
    for source, vintage in sorted(_with_compared(project, vintages, back).items()):
        try:
            datasets[source] = load(project, source, vintage)
        except ConfigurationError as error:
            faults[source, vintage] = error.message
    for report in examine(project, datasets):
        failed = report.failed("critical")
        if failed:
            names = ", ".join(sorted(result.check for result in failed))
            faults[report.source, report.vintage] = f"It fails its data checks: {names}."
            del datasets[report.source]
    found = check(project, datasets) if datasets else {}
    checked.update({(s, v): found[s] for s, v in vintages.items() if s in found})


def _with_compared(project: Project, vintages: Mapping[str, str], back: int) -> dict[str, str]:
    """Add the vintages of the same age that checks compare some vintages with."""
    needed = compared_with(project, vintages) - vintages.keys()
    held = {source: _by_date(project, source) for source in sorted(needed)}
    beside = {source: known[-back] for source, known in held.items() if len(known) >= back}
    return {**beside, **vintages}


def _by_date(project: Project, source: str) -> list[str]:
    """Vintages of a source, the oldest first."""
    vintages = read_source(project, source).vintages
    return sorted(vintages, key=lambda vintage: (vintages[vintage].published, vintage))


def _write(path: Path, values: Iterable[IndicatorValue], reason: str) -> None:
    """Write a file beside its place and rename it, so that no reader sees half of it."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerows(
        (*value.key, "" if value.value is None else repr(value.value), value.reason) for value in values
    )
    place(path, content_of(reason, text.getvalue()).encode())
