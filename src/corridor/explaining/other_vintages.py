"""What a figure would be with another vintage of one of its sources: kept from the build, computed where it is not.

Such values are kept in the project's cache and not in the edition. An edition is the same whenever it is built, while
the vintages at hand grow in number.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from corridor import plain_json
from corridor.errors import CorridorError
from corridor.explaining.built import Built
from corridor.project import Project
from corridor.sources import Vintage, list_sources, read_source
from corridor.traces import Traced

_INDICATORS = Path(__file__).resolve().parents[1] / "indicators"


class Pins(Protocol):
    """An edition and the vintages that it pins, built or about to be."""

    @property
    def edition(self) -> str:
        """Its identifier."""

    @property
    def inputs(self) -> Iterable[tuple[str, str, str]]:
        """Source, vintage and SHA-256 of each table it uses."""


@dataclass(frozen=True)
class Pinned:
    """An edition and the vintages that it pins."""

    edition: str
    inputs: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Exchange:
    """One vintage of a source in the place of the one that an edition pins.

    Attributes
    ----------
    source : str
        The source.
    vintage : Vintage
        The other vintage.
    path : Path
        Where the values with it are kept.
    """

    source: str
    vintage: Vintage
    path: Path

    @property
    def is_kept(self) -> bool:
        """Whether the values are kept, as they were written."""
        try:
            head, _, table = self.path.read_bytes().partition(b"\n")
            return bool(plain_json.parse(head)["sha256"] == _digest(table))
        except (OSError, ValueError, KeyError, TypeError):
            return False


@dataclass(frozen=True)
class Otherwise:
    """A figure with another vintage of one of its sources.

    Attributes
    ----------
    source, vintage, title, label : str
        What was exchanged.
    value : float or None
        The figure then, in its unit; None where there is none.
    reason : str
        Why there is none, as a sentence.
    year : int or None
        Where there is none: the nearest year in which both vintages have one.
    here, there : float or None
        The figure of that year in the edition, and with the other vintage.
    """

    source: str
    vintage: str
    title: str
    label: str
    value: float | None
    reason: str = ""
    year: int | None = None
    here: float | None = None
    there: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The comparison as plain data."""
        return asdict(self)


def exchanges(project: Project, pins: Pins, sources: Iterable[str] | None = None) -> list[Exchange]:
    """Every vintage at hand that an edition does not use, of the sources that it uses.

    Parameters
    ----------
    project : Project
        The project, with the vintages.
    pins : Pins
        The edition.
    sources : iterable of str, optional
        Only these.
    """
    pinned = {source: vintage for source, vintage, _ in pins.inputs}
    laid_in = set(list_sources(project))
    wanted = sorted(set(pinned if sources is None else sources) & pinned.keys() & laid_in)
    context = _context(project, pins)
    found = []
    for source in wanted:
        vintages = read_source(project, source).vintages
        for vintage in vintages.values():
            if vintage.id != pinned[source]:
                key = _digest(json.dumps([context, source, vintage.id, vintage.sha256]).encode())
                path = project.cache / "vintages" / f"{key}.csv"
                found.append(Exchange(source, vintage, path))
    return found


def otherwise(project: Project, built: Built, figure: Traced) -> list[Otherwise]:
    """Compare a figure with what it would be with each other vintage of each of its sources.

    What is not kept is computed and kept.

    Parameters
    ----------
    figure : Traced
        The figure.
    """
    wanted = exchanges(project, built, built.trace.indicators[figure.indicator]["sources"])
    missing = [one for one in wanted if not one.is_kept]
    if missing:
        from corridor.explaining.exchanging import keep  # noqa: PLC0415 - loads pandas and all indicators

        try:
            keep(project, built.edition, missing)
        except CorridorError as error:
            why = f"It cannot be computed: {error.message}"
            return [Otherwise(*_named(one), None, why) for one in wanted]
    return [_compared(built, figure, one) for one in wanted]


def _named(exchange: Exchange) -> tuple[str, str, str, str]:
    return exchange.source, exchange.vintage.id, exchange.vintage.title, exchange.vintage.label


def _compared(built: Built, figure: Traced, exchange: Exchange) -> Otherwise:
    names = _named(exchange)
    content = exchange.path.read_text(encoding="utf-8")
    head, _, table = content.partition("\n")
    reason = plain_json.parse(head)["reason"]
    if reason:
        return Otherwise(*names, None, reason)
    series = _series(table, figure)
    value, why = series.get(figure.year, (None, ""))
    if value is not None:
        return Otherwise(*names, value)
    why = why or f"{exchange.vintage.title} has no figure for {figure.year}."
    for year in sorted(series, key=lambda year: (abs(year - figure.year), year)):
        there = series[year][0]
        own = built.trace.find(figure.economy, figure.indicator, figure.counterpart, str(year))
        if there is not None and own is not None and own.value is not None:
            return Otherwise(*names, None, why, year, own.value, there)
    return Otherwise(*names, None, why)


def _series(table: str, figure: Traced) -> dict[int, tuple[float | None, str]]:
    """Value, or why there is none, of each year of a figure."""
    start = ",".join((figure.economy, figure.indicator, figure.counterpart, ""))
    at = 0 if table.startswith(start) else table.find(f"\n{start}") + 1
    if at == 0 and not table.startswith(start):
        return {}
    lines = []
    for line in io.StringIO(table[at:]):
        if not line.startswith(start):
            break
        lines.append(line)
    return {
        int(year): (float(value) if value else None, reason) for *_, year, value, reason in csv.reader(lines)
    }


def _context(project: Project, pins: Pins) -> dict[str, Any]:
    """Everything beside the exchanged vintage that decides the values."""
    definitions = [project.definitions / "economies.csv", *sorted(project.definitions.glob("regions/*.yml"))]
    files = [project.reports / "editions" / f"{pins.edition}.yml", *definitions]
    return {
        "edition": pins.edition,
        "files": [_digest(path.read_bytes()) for path in files if path.is_file()],
        "inputs": sorted(map(list, pins.inputs)),
        "code": _code(),
    }


def _code() -> str:
    """Digest of everything that computes an indicator."""
    files = sorted(_INDICATORS.rglob("*.py"))
    return _digest(b"".join(path.name.encode() + path.read_bytes() for path in files))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def content_of(reason: str, table: str) -> str:
    """Write what is kept: the reason why there are no values, if so, and the hash of the table; then the table."""
    head = json.dumps({"reason": reason, "sha256": _digest(table.encode())}, ensure_ascii=False)
    return f"{head}\n{table}"
