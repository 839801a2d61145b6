"""Editions: what is published together, when, for whom, and from which vintages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corridor.economies import Region, list_regions, members_of, region
from corridor.errors import ConfigurationError, UsageError, listed, suggestion
from corridor.project import Project, read_yaml, refuse_unknown
from corridor.report_kinds import list_kinds
from corridor.sources import list_sources, read_source

_REQUIRED = {"id", "title", "published", "region", "reports", "vintages"}
_KEYS = _REQUIRED | {"economies", "previous"}
_ID = re.compile(r"\d{4}-\d+(\.\d+)?")


@dataclass(frozen=True)
class Edition:
    """One publication: its reports, their subjects and the vintage of every source.

    Attributes
    ----------
    id : str
        Year and number, with a further number for a correction: `2026-1`, `2026-1.1`.
    published : datetime.date
        Publication date; everything dated in the edition takes it.
    region : Region
        The region that the outlook describes and that briefs compare with.
    economies : tuple of str
        ISO3 codes of the economies that get a brief, in the order of the region.
    vintages : mapping of str to str
        Vintage of every source the edition uses, by source.
    reports : tuple of str
        Names of folders in `templates/`.
    previous : str or None
        The edition that this one follows.
    """

    id: str
    title: str
    published: dt.date
    region: Region
    economies: tuple[str, ...]
    vintages: Mapping[str, str]
    reports: tuple[str, ...]
    previous: str | None = None


def list_editions(project: Project) -> list[str]:
    """Identifiers of the editions, oldest first by publication date."""
    files = sorted((project.reports / "editions").glob("*.yml"))
    dated = [(str(read_yaml(f, project.relative(f)).get("published", "")), f.stem) for f in files]
    return [stem for _, stem in sorted(dated)]


def newest(project: Project) -> str:
    """Identifier of the edition published last.

    Raises
    ------
    ConfigurationError
        If the project has no edition.
    """
    editions = list_editions(project)
    if not editions:
        raise ConfigurationError(
            "The project has no edition.",
            where="reports/editions/",
            expected="a file such as 2026-1.yml",
            todo="Write one; CONTRIBUTING.md shows how.",
        )
    return editions[-1]


def read_edition(project: Project, edition_id: str) -> Edition:
    """Read and check an edition of `reports/editions/`.

    Raises
    ------
    UsageError
        If there is no such edition.
    ConfigurationError
        If its file has an unknown key or names an unknown region, economy, source, vintage or report.
    """
    known = list_editions(project)
    if edition_id not in known:
        near = suggestion(edition_id, known)
        raise UsageError(
            f"Unknown edition: {edition_id}.",
            where="reports/editions/",
            expected=listed(known),
            found=edition_id,
            todo=f"See `corridor list editions`{'; ' + near if near else ''}.",
        )
    path = project.reports / "editions" / f"{edition_id}.yml"
    return _edition_from(project, path)


def _edition_from(project: Project, path: Path) -> Edition:
    name = project.relative(path)
    content = read_yaml(path, name)
    refuse_unknown(content, _KEYS, name, required=_REQUIRED)
    _expect(
        content["id"] == path.stem and _ID.fullmatch(path.stem) is not None,
        name,
        "id",
        path.stem,
        content["id"],
    )
    _expect(isinstance(content["title"], str), name, "title", "text", content["title"])
    published = content["published"]
    _expect(type(published) is dt.date, name, "published", "a date such as 2026-07-01", published)
    _expect(
        content["region"] in list_regions(project),
        name,
        "region",
        listed(list_regions(project)),
        content["region"],
    )
    chosen = region(project, content["region"])
    economies = members_of(project, content["economies"], name) if "economies" in content else chosen.members
    previous = content.get("previous")
    if previous is not None:
        stems = {p.stem for p in path.parent.glob("*.yml")} - {path.stem}
        _expect(
            previous in stems,
            name,
            "previous",
            listed(stems) or "no key: there is no other edition",
            previous,
        )
    return Edition(
        id=path.stem,
        title=content["title"],
        published=published,
        region=chosen,
        economies=economies,
        vintages=_vintages(project, content["vintages"], name),
        reports=_reports(project, content["reports"], name),
        previous=previous,
    )


def _vintages(project: Project, content: Any, name: str) -> dict[str, str]:
    _expect(isinstance(content, dict) and bool(content), name, "vintages", "source: vintage lines", content)
    for source_id, vintage in content.items():
        known = list_sources(project)
        _expect(source_id in known, name, f"vintages, {source_id}", listed(known, 30), source_id, known)
        held = read_source(project, source_id).vintages
        _expect(vintage in held, name, f"vintages, {source_id}", listed(held), vintage, list(held))
    return dict(sorted(content.items()))


def _reports(project: Project, content: Any, name: str) -> tuple[str, ...]:
    known = list_kinds(project)
    _expect(
        isinstance(content, list) and bool(content), name, "reports", f"a list of {listed(known)}", content
    )
    for report in content:
        _expect(report in known, name, "reports", listed(known), report, known)
    return tuple(content)


def _expect(
    holds: bool, name: str, key: str, expected: str, found: object, known: list[str] | None = None
) -> None:
    if holds:
        return
    near = suggestion(str(found), known or [])
    raise ConfigurationError(
        f"{name} has a wrong value.",
        where=f"{name}, key {key}",
        expected=expected,
        found=str(found),
        todo=f"Correct it{'; ' + near if near else ''}.",
    )
