"""What the project knows, as rows for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from corridor.economies import all_economies, list_regions, region
from corridor.editions import list_editions, read_edition
from corridor.project import Project

Rows = tuple[tuple[str, ...], list[Sequence[str]]]


def rows(project: Project, what: str) -> Rows:
    """Head and rows of a list.

    Parameters
    ----------
    what : str
        `economies`, `regions`, `indicators`, `sources` or `editions`.
    """
    return {
        "economies": _economies,
        "regions": _regions,
        "indicators": _indicators,
        "sources": _sources,
        "editions": _editions,
    }[what](project)


def _economies(project: Project) -> Rows:
    known = [e for e in all_economies(project).values() if e.kind == "economy"]
    return ("Code", "Name", "Subregion"), [(e.iso3, e.name, e.subregion) for e in known]


def _regions(project: Project) -> Rows:
    found = [region(project, region_id) for region_id in list_regions(project)]
    return ("Region", "Name", "Economies"), [(r.id, r.name, str(len(r.members))) for r in found]


def _indicators(project: Project) -> Rows:  # noqa: ARG001 - every list takes the project
    from corridor.indicators import in_order  # noqa: PLC0415 - it imports pandas

    known = in_order()
    return ("Indicator", "Label", "Unit", "Sources"), [
        (i.id, i.label, i.unit, ", ".join(i.sources)) for i in known
    ]


def _sources(project: Project) -> Rows:
    from corridor.sources import list_sources, read_source  # noqa: PLC0415 - it imports pandas

    found = [read_source(project, source_id) for source_id in list_sources(project)]
    return ("Source", "Title", "Vintages", "Licence"), [
        (s.id, s.title, ", ".join(s.vintages), s.licence) for s in found
    ]


def _editions(project: Project) -> Rows:
    found = [read_edition(project, edition_id) for edition_id in list_editions(project)]
    return ("Edition", "Published", "Region", "Briefs"), [
        (e.id, e.published.isoformat(), e.region.id, str(len(e.economies))) for e in found
    ]
