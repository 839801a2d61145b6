"""Editions: what is published together, when, for whom, and from which vintages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from corridor import seen
from corridor.economies import Region, list_regions, members_of, region, region_path
from corridor.errors import ConfigurationError, UsageError, listed, suggestion
from corridor.language import ENGLISH, of_project, spoken, translations
from corridor.project import Project, read_yaml, refuse_unknown, text_of
from corridor.report_kinds import list_kinds
from corridor.sources import list_sources, read_source

P = ParamSpec("P")
R = TypeVar("R")

_REQUIRED = {"id", "title", "published", "region", "reports", "vintages"}
_KEYS = _REQUIRED | {"economies", "previous", "corrects", "reason", "definitions", "lang"}
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
        The edition that this one follows; of a correction, the one that it corrects.
    corrects : str or None
        The edition whose place this one takes, for a correction.
    reason : str
        Why it was corrected, in a sentence or two; empty for an edition that is no correction.
    definitions : mapping of str to int
        Versions of indicators whose definition has changed since, by indicator; of all others the newest holds.
    lang : str
        BCP 47 tag of the language that it speaks; that of `_quarto.yml` where its file names none.
    """

    id: str
    title: str
    published: dt.date
    region: Region
    economies: tuple[str, ...]
    vintages: Mapping[str, str]
    reports: tuple[str, ...]
    previous: str | None = None
    corrects: str | None = None
    reason: str = ""
    definitions: Mapping[str, int] = field(default_factory=dict)
    lang: str = ENGLISH


def in_its_language(
    function: Callable[Concatenate[Project, Edition, P], R],
) -> Callable[Concatenate[Project, Edition, P], R]:
    """Have a function that makes something of an edition speak the edition's language."""

    @wraps(function)
    def speaking(project: Project, edition: Edition, *args: P.args, **options: P.kwargs) -> R:
        with spoken(project, edition.lang):
            return function(project, replace(edition, region=edition.region.translated), *args, **options)

    return speaking  # type: ignore[return-value]


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

    The other files that are opened say only whether all is well with it.

    Raises
    ------
    UsageError
        If there is no such edition.
    ConfigurationError
        If its file has an unknown key or names an unknown region, economy, source, vintage or report.
    """
    with seen.only(_path(project, edition_id)):
        edition = _checked(project, edition_id)
    with seen.only(region_path(project, edition.region.id)):
        return edition


def _checked(project: Project, edition_id: str) -> Edition:
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
    return _edition_from(project, _path(project, edition_id))


def _path(project: Project, edition_id: str) -> Path:
    return project.reports / "editions" / f"{edition_id}.yml"


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
    corrects = _corrected(content, path, name)
    previous = content.get("previous", corrects)
    if previous is not None:
        stems = {p.stem for p in path.parent.glob("*.yml")} - {path.stem}
        _expect(
            isinstance(previous, str) and previous in stems,
            name,
            "previous",
            listed(stems) or "no key: there is no other edition",
            previous,
        )
    return Edition(
        id=path.stem,
        title=text_of(content, "title", name),
        published=published,
        region=chosen,
        economies=economies,
        vintages=_vintages(project, content["vintages"], name),
        reports=_reports(project, content["reports"], name),
        previous=previous,
        corrects=corrects,
        reason=str(content.get("reason", "")).strip(),
        definitions=_definitions(content.get("definitions", {}), name),
        lang=_language(project, content, name),
    )


def _corrected(content: Mapping[str, Any], path: Path, name: str) -> str | None:
    """Edition that another corrects: its number has one more part, and it gives the reason."""
    corrects, base = content.get("corrects"), path.stem.partition(".")[0]
    if corrects is None:
        _expect("." not in path.stem, name, "corrects", f"the edition that {path.stem} corrects", "no key")
        _expect(
            "reason" not in content, name, "reason", "a reason beside corrects only", content.get("reason")
        )
        return None
    siblings = {p.stem for p in path.parent.glob("*.yml")} - {path.stem}
    earlier = sorted(one for one in siblings if one.partition(".")[0] == base)
    _expect("." in path.stem, name, "id", f"a number such as {path.stem}.1 for a correction", path.stem)
    _expect(
        corrects in earlier, name, "corrects", listed(earlier) or f"{base}, which does not exist", corrects
    )
    reason = content.get("reason")
    _expect(isinstance(reason, str) and bool(reason.strip()), name, "reason", "why it is corrected", reason)
    _expect(
        content.get("previous", corrects) == corrects,
        name,
        "previous",
        f"{corrects} or no key",
        content.get("previous"),
    )
    first = read_yaml(path.with_name(f"{corrects}.yml"), f"{corrects}.yml").get("published")
    later = not isinstance(first, dt.date) or content["published"] >= first
    _expect(later, name, "published", f"a date not before that of {corrects}, {first}", content["published"])
    return str(corrects)


def _vintages(project: Project, content: Any, name: str) -> dict[str, str]:
    _expect(isinstance(content, dict) and bool(content), name, "vintages", "source: vintage lines", content)
    for source_id, vintage in content.items():
        known = list_sources(project)
        _expect(source_id in known, name, f"vintages, {source_id}", listed(known, 30), source_id, known)
        held = read_source(project, source_id).vintages
        _expect(
            isinstance(vintage, str) and vintage in held,
            name,
            f"vintages, {source_id}",
            listed(held),
            vintage,
            list(held),
        )
    return dict(sorted(content.items()))


def _definitions(content: Any, name: str) -> dict[str, int]:
    _expect(isinstance(content, dict), name, "definitions", "indicator: version lines", content)
    for indicator, version in content.items():
        good = isinstance(indicator, str) and type(version) is int and version > 0
        _expect(good, name, f"definitions, {indicator}", "the number of a version", version)
    return dict(sorted(content.items()))


def _language(project: Project, content: Mapping[str, Any], name: str) -> str:
    code = content.get("lang", of_project(project))
    known = [ENGLISH, *translations(project)]
    english = isinstance(code, str) and code.partition("-")[0] == ENGLISH
    _expect(english or code in known, name, "lang", listed(known), code, known)
    return str(code)


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
