"""The edition as an RO-Crate: what is in it, what it rests on, and what made it, as linked data.

Written by hand to version 1.2 of the specification, in a fixed order, so that the same files give the same bytes.
The manifest comes after it and holds its hash; the crate therefore lists the manifest without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from corridor import __version__
from corridor.economies import all_economies
from corridor.editions import Edition
from corridor.errors import ConfigurationError
from corridor.licences import LICENCE, address
from corridor.manifest import BILL, EngineUsed, digest, write_json
from corridor.manifest import NAME as MANIFEST
from corridor.project import Project
from corridor.report_kinds import read_kind
from corridor.sources import Source

NAME = "ro-crate-metadata.json"
_SPECIFICATION = "https://w3id.org/ro/crate/1.2"
_FORMATS = {
    ".bib": "application/x-bibtex",
    ".csv": "text/csv",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".pdf": "application/pdf",
}
# Files of a format above that a reader has no use for by themselves.
_SUPPORTING = ("*.vl.json", "site_libs/**/*")
_NAMES = {
    "index.html": "The edition’s first page",
    BILL: "Software bill of materials, CycloneDX",
    MANIFEST: "Manifest: hashes of all inputs and of everything published",
    "changes/changes.json": "Changes since the edition before, with their parts",
    "changes/index.html": "What changed since the edition before, and why",
    "changes/ledger.json": "Changes, where the figures come from",
    "changes/reasons.json": "Figures that only one of two editions has, with the reason",
    "data/citation.bib": "How to cite the edition and its reports, BibTeX",
    "data/citation.json": "How to cite the edition and its reports, CSL-JSON",
    "data/datapackage.json": "Frictionless Data Package of the downloads",
    "data/index.html": "Data of the edition",
    "data/indicators.csv": "All values of all indicators",
    "data/statements.csv": "Published statements with the values that test them, and verdicts",
    "ledger.json": "The edition’s first page, where its figures come from",
    "quality/checks.json": "Verdicts of all data checks",
    "quality/index.html": "Data quality",
}
_KINDS = {".pdf": ", PDF", ".json": ", where its figures come from"}

Entity = dict[str, Any]


def write_ro_crate(
    project: Project,
    edition: Edition,
    folder: Path,
    *,
    sources: Mapping[str, Source],
    engine: EngineUsed,
) -> None:
    """Write `ro-crate-metadata.json` of a rendered edition.

    Parameters
    ----------
    project : Project
        The project.
    edition : Edition
        The edition.
    folder : Path
        Its folder, with everything but the manifest in place.
    sources : mapping of str to Source
        The sources that the edition pins.
    engine : EngineUsed
        What rendered it.

    Raises
    ------
    ConfigurationError
        If the folder holds no edition.
    """
    files = [_file(folder, path, name) for path, name in _listed(project, edition, folder)]
    cited = [_source(source, edition.vintages[source.id]) for _, source in sorted(sources.items())]
    others = [*_organisations(sources.values()), *_licences(sources.values()), *_software(engine)]
    others.append(_build(edition, cited))
    described = [_place(edition), *files, *cited, *others]
    graph = [
        _descriptor(),
        _root(edition, files, cited),
        *sorted(described, key=lambda entity: str(entity["@id"])),
    ]
    write_json(folder / NAME, {"@context": f"{_SPECIFICATION}/context", "@graph": graph})


def _descriptor() -> Entity:
    return {
        "@id": NAME,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": _SPECIFICATION},
    }


def _root(edition: Edition, files: Iterable[Entity], cited: Iterable[Entity]) -> Entity:
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{edition.title}, edition {edition.id}",
        "description": (
            f"Policy reports on international migration and labour mobility in {edition.region.in_text}: pages,"
            " documents for print, the values of all indicators, the notebooks that computed them, and the record"
            " of what every figure rests on."
        ),
        "datePublished": edition.published.isoformat(),
        "version": edition.id,
        "identifier": f"urn:corridor:edition:{edition.id}",
        "inLanguage": "en",
        "license": {"@id": _licence_id(LICENCE)},
        "publisher": {"@id": "#publisher"},
        "spatialCoverage": {"@id": f"#{edition.region.id}"},
        "creditText": f"Corridor, {edition.title}, edition {edition.id}, {edition.published.isoformat()}.",
        "hasPart": _links(files),
        "citation": _links(cited),
    }


def _place(edition: Edition) -> Entity:
    return {"@id": f"#{edition.region.id}", "@type": "Place", "name": edition.region.name}


def _listed(project: Project, edition: Edition, folder: Path) -> Iterator[tuple[PurePosixPath, str]]:
    """Main files of the edition, sorted, with what they are called."""
    if not folder.is_dir():
        raise ConfigurationError(
            f"{folder.name} holds no edition.",
            where=str(folder),
            expected="the rendered files of the edition",
            found="no folder",
            todo="Build the edition first.",
        )
    supporting = {path for pattern in _SUPPORTING for path in folder.rglob(pattern)}
    found = {
        path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and path not in supporting
    }
    main = {PurePosixPath(path) for path in found if path.suffix in _FORMATS} - {PurePosixPath(NAME)}
    reports = _reports(project, edition)
    for path in sorted(main | {PurePosixPath(MANIFEST)}, key=str):
        yield path, _name(path, reports)


def _reports(project: Project, edition: Edition) -> dict[str, str]:
    """Name of each report, by its folder."""
    economies = all_economies(project)
    named = {}
    for kind in (read_kind(project, report) for report in edition.reports):
        folder = PurePosixPath(kind.page).parent.as_posix()
        title = f"{kind.title[:1].lower()}{kind.title[1:]}"
        if kind.subject == "region":
            named[folder] = f"{edition.region.name}: {title}"
        else:
            known = (economies[code] for code in edition.economies)
            named |= {folder.format(slug=one.slug): f"{one.text}: {title}" for one in known}
    return named


def _name(path: PurePosixPath, reports: Mapping[str, str]) -> str:
    plain, folder = path.as_posix(), path.parent.as_posix()
    if plain in _NAMES:
        return _NAMES[plain]
    if folder in reports:
        return reports[folder] + _KINDS.get(path.suffix, "")
    if folder == "data/charts":
        return f"Data of the chart {path.stem}"
    if folder == "notebooks":
        return f"Executed notebook {path.stem}{', as a page' if path.suffix == '.html' else ''}"
    return f"Page: {path.parent.name}" if path.name == "index.html" else plain


def _file(folder: Path, path: PurePosixPath, name: str) -> Entity:
    entity: Entity = {
        "@id": quote(path.as_posix()),
        "@type": "File",
        "name": name,
        "encodingFormat": _FORMATS[path.suffix],
    }
    if path.as_posix() != MANIFEST:
        entity |= {"sha256": digest(folder / path), "contentSize": str((folder / path).stat().st_size)}
    return entity


def _source(source: Source, vintage_id: str) -> Entity:
    vintage = source.vintages[vintage_id]
    return {
        "@id": f"#{source.id}-{vintage.id}",
        "@type": "Dataset",
        "name": vintage.title,
        "description": vintage.coverage,
        "version": vintage.label,
        "datePublished": vintage.published,
        "url": source.link,
        "creditText": vintage.citation or source.citation,
        "license": {"@id": _licence_id(source.licence)},
        "publisher": {"@id": _publisher_id(source)},
    }


def _organisations(sources: Iterable[Source]) -> list[Entity]:
    held: dict[str, Entity] = {
        "#publisher": {"@id": "#publisher", "@type": "Organization", "name": "The Corridor developers"}
    }
    for source in sources:
        key = _publisher_id(source)
        held[key] = {"@id": key, "@type": "Organization", "name": source.publisher}
    return list(held.values())


def _publisher_id(source: Source) -> str:
    return f"#publisher-{_slug(source.publisher)}"


def _licences(sources: Iterable[Source]) -> list[Entity]:
    terms = sorted({LICENCE, *(source.licence for source in sources)})
    return [
        {
            "@id": _licence_id(name),
            "@type": "CreativeWork",
            "name": name,
            "description": "Terms of the text and charts of the edition, and of sources that name them."
            if name == LICENCE
            else "Terms of a source, as its publisher states them.",
        }
        for name in terms
    ]


def _licence_id(name: str) -> str:
    """Address of a Creative Commons licence; an identifier within the crate for other terms."""
    return address(name) or f"#terms-{_slug(name)}"


def _software(engine: EngineUsed) -> list[Entity]:
    return [
        {"@id": "#corridor", "@type": "SoftwareApplication", "name": "Corridor", "version": __version__},
        {"@id": "#engine", "@type": "SoftwareApplication", "name": engine.name, "version": engine.version},
    ]


def _build(edition: Edition, cited: Iterable[Entity]) -> Entity:
    return {
        "@id": "#build",
        "@type": "CreateAction",
        "name": f"Build of edition {edition.id}",
        "instrument": [{"@id": "#corridor"}, {"@id": "#engine"}],
        "object": _links(cited),
        "result": {"@id": "./"},
        "endTime": edition.published.isoformat(),
    }


def _links(entities: Iterable[Entity]) -> list[Entity]:
    return [{"@id": name} for name in sorted(str(entity["@id"]) for entity in entities)]


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
