"""The project's own editions: read, checked, computed and compared once in a process; no test changes them."""

from functools import cache
from pathlib import Path

from corridor.changes import EditionChanges, compare
from corridor.changes_mixes import Side
from corridor.editions import Edition, read_edition
from corridor.indicators import IndicatorSet, Tables, compute_region, load_tables
from corridor.ledger import Ledger
from corridor.project import Project
from corridor.reports.context import Context
from corridor.sources import Source, load, read_source

PROJECT = Project(Path(__file__).resolve().parents[1])
EDITIONS = ("2023-1", "2026-1")


@cache
def edition(name: str) -> Edition:
    return read_edition(PROJECT, name)


@cache
def sources(name: str) -> dict[str, Source]:
    return {source: read_source(PROJECT, source) for source in edition(name).vintages}


@cache
def tables(name: str) -> Tables:
    """The checked tables of an edition; held, so that whoever asks for them in this process has them too."""
    for source, vintage in edition(name).vintages.items():
        load.hold(PROJECT, source, vintage)
    return load_tables.hold(PROJECT, edition(name))


@cache
def values(name: str) -> IndicatorSet:
    """All values of an edition: of its region and of every member."""
    return compute_region(PROJECT, edition(name), tables=tables(name))


@cache
def context(name: str) -> Context:
    return Context(PROJECT, edition(name), Ledger(values(name)), sources(name), ())


@cache
def sides() -> tuple[Side, ...]:
    """Both editions, to be compared."""
    return tuple(Side(edition(name), tables(name)) for name in EDITIONS)


@cache
def compared() -> EditionChanges:
    """What changed from the one to the other."""
    return compare(*sides())
