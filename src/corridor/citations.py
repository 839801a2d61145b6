"""How an edition and its reports are cited: as files that reference managers read, CSL-JSON and BibTeX."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from corridor.economies import Economy
from corridor.editions import Edition
from corridor.language import defined, worded
from corridor.manifest import write_json
from corridor.project import Project, read_yaml
from corridor.report_kinds import ReportKind, read_kind
from corridor.reports.context import Context

JSON, BIBTEX = "citation.json", "citation.bib"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# What BibTeX reads as a command of its own.
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "&%$#_"},
}


@dataclass(frozen=True)
class Report:
    """A report of an edition, as it is published.

    Attributes
    ----------
    kind : ReportKind
        What kind of report it is.
    folder : str
        Its folder in the edition: `briefs/jpn`.
    economy : Economy or None
        The economy that it is about; None for one on the region.
    about : str
        Name of the economy or region.
    """

    kind: ReportKind
    folder: str
    economy: Economy | None
    about: str

    @property
    def title(self) -> str:
        """Its title: "Japan: country brief"."""
        kind = defined(self.kind.title)
        return f"{self.about}: {kind[:1].lower()}{kind[1:]}"


def reports_of(context: Context, pages: Iterable[PurePosixPath]) -> list[Report]:
    """Find the reports among the pages of an edition, in the order of the edition.

    Parameters
    ----------
    context : Context
        The edition.
    pages : iterable of PurePosixPath
        Paths of the staged pages.
    """
    written = {path.as_posix() for path in pages}
    edition, found = context.edition, []
    for kind in (read_kind(context.project, name) for name in edition.reports):
        subjects = (
            [context.economies[code] for code in edition.economies] if kind.subject == "economy" else [None]
        )
        for economy in subjects:
            page = kind.page.format(slug=economy.slug) if economy else kind.page
            if page in written:
                about = economy.text if economy else edition.region.name
                found.append(Report(kind, PurePosixPath(page).parent.as_posix(), economy, about))
    return found


def write_citations(context: Context, reports: Sequence[Report], folder: Path) -> None:
    """Write how the edition and its reports are cited, as CSL-JSON and as BibTeX.

    Parameters
    ----------
    context : Context
        The edition.
    reports : sequence of Report
        Its reports.
    folder : Path
        Where the files go.
    """
    entries = [_edition(context), *(_report(context, report) for report in reports)]
    write_json(folder / JSON, entries)
    (folder / BIBTEX).write_text("\n".join(map(_bibtex, entries)), encoding="utf-8")


def site_address(project: Project) -> str:
    """Address of the site, ending in a slash, if `_quarto.yml` knows it; else empty."""
    website = read_yaml(project.root / "_quarto.yml", "_quarto.yml").get("website") or {}
    address = str(website.get("site-url") or "")
    return address.rstrip("/") + "/" if address else ""


def publisher(project: Project) -> str:
    """Publisher of the editions, as `_quarto.yml` names it."""
    corridor = read_yaml(project.root / "_quarto.yml", "_quarto.yml").get("corridor") or {}
    return str(corridor.get("publisher") or "Corridor")


def _edition(context: Context) -> dict[str, Any]:
    edition = context.edition
    return _entry(context, f"corridor-{edition.id}", edition.title, f"editions/{edition.id}/index.html") | {
        "type": "collection",
    }


def _report(context: Context, report: Report) -> dict[str, Any]:
    edition = context.edition
    key = f"corridor-{edition.id}-{report.folder.rpartition('/')[2]}"
    page = f"editions/{edition.id}/{report.folder}/index.html"
    return _entry(context, key, report.title, page) | {
        "type": "report",
        "genre": report.kind.title,
        "container-title": edition.title,
    }


def _entry(context: Context, key: str, title: str, page: str) -> dict[str, Any]:
    edition, name = context.edition, publisher(context.project)
    address = site_address(context.project)
    day = edition.published
    return {
        "id": key,
        "title": title,
        "author": [{"literal": name}],
        "publisher": name,
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "edition": edition.id,
        "number": edition.id,
        "language": "en",
        **({"URL": address + page} if address else {}),
        **_corrected(edition),
    }


def _corrected(edition: Edition) -> dict[str, str]:
    return (
        {"note": worded("Takes the place of edition {edition}.", edition=edition.corrects)}
        if edition.corrects
        else {}
    )


def _bibtex(entry: dict[str, Any]) -> str:
    """Write one entry; the braces around a title keep its capitals."""
    year, month, _ = entry["issued"]["date-parts"][0]
    report = entry["type"] == "report"
    name = _escaped(entry["author"][0]["literal"])
    fields = {
        "author": f"{{{{{name}}}}}",
        "title": f"{{{{{_escaped(entry['title'])}}}}}",
        **({"type": f"{{{_escaped(entry['genre'])}}}", "institution": f"{{{name}}}"} if report else {}),
        **({"number": f"{{{entry['number']}}}"} if report else {"edition": f"{{{entry['edition']}}}"}),
        **({} if report else {"publisher": f"{{{name}}}"}),
        "year": f"{{{year}}}",
        "month": _MONTHS[month - 1],
        **({"note": f"{{{_escaped(_note(entry))}}}"} if _note(entry) else {}),
        **({"url": f"{{{entry['URL']}}}"} if "URL" in entry else {}),
    }
    lines = [f"  {key} = {value}," for key, value in fields.items()]
    return "\n".join([f"@{'techreport' if report else 'book'}{{{entry['id']},", *lines, "}", ""])


def _note(entry: dict[str, Any]) -> str:
    within = (
        worded("In: {title}, edition {edition}.", title=entry["container-title"], edition=entry["edition"])
        if "container-title" in entry
        else ""
    )
    return f"{within} {entry.get('note', '')}".strip()


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(mark, mark) for mark in text)
