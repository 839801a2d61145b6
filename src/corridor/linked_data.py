"""What machines read of a page: each report as a schema.org Report, the downloads as a Dataset, in JSON-LD.

The descriptions are staged in a folder of their own, one file a page, and both engines set them into the head of the
page that they belong to.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from corridor.citations import Report, publisher, site_address
from corridor.data_package import INDICATOR_FIELDS
from corridor.indicators import in_order
from corridor.licences import LICENCE, address
from corridor.reports.context import Context

FOLDER = "linked-data"
_CONTEXT = "https://schema.org"
Entity = dict[str, Any]


def stage_linked_data(
    context: Context,
    reports: Sequence[Report],
    pages: Mapping[PurePosixPath, Iterable[tuple[str, str]]],
    folder: Path,
) -> None:
    """Describe the pages of an edition that are worth finding: its reports, its first page and its downloads.

    Parameters
    ----------
    context : Context
        The edition.
    reports : sequence of Report
        Its reports.
    pages : mapping of PurePosixPath to pairs
        The staged pages, each with the sources and vintages that its figures rest on.
    folder : Path
        The staged project.
    """
    made: dict[str, Entity] = {}
    for report in reports:
        page = PurePosixPath(report.folder, "index.qmd")
        made[report.folder] = _report(context, report, pages[page], folder / page)
    if PurePosixPath("index.qmd") in pages:
        made["."] = _edition(context, reports)
    if PurePosixPath("data/index.qmd") in pages:
        made["data"] = _dataset(context)
    for place, entity in made.items():
        path = folder / FOLDER / place / "index.jsonld"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_text(entity), encoding="utf-8")


def _text(entity: Entity) -> str:
    """Write an entity for a page's head: nothing in it can end the script that holds it."""
    text = json.dumps({"@context": _CONTEXT, **entity}, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026") + "\n"


def _common(context: Context, folder: str) -> Entity:
    edition, site = context.edition, site_address(context.project)
    own = f"urn:corridor:edition:{edition.id}" + (f":{folder}" if folder else "")
    page = f"editions/{edition.id}/{f'{folder}/' if folder else ''}index.html"
    return {
        "identifier": own,
        **({"url": site + page} if site else {}),
        "inLanguage": "en",
        "datePublished": edition.published.isoformat(),
        "version": edition.id,
        "license": address(LICENCE),
        "publisher": {"@type": "Organization", "name": publisher(context.project)},
        "isAccessibleForFree": True,
    }


def _report(context: Context, report: Report, used: Iterable[tuple[str, str]], page: Path) -> Entity:
    economy = report.economy
    place: Entity = {"@type": "Place", "name": report.about}
    if economy is not None:
        place |= {"identifier": economy.iso3}
    pdf = _printed(page)
    return {
        "@type": "Report",
        "name": report.title,
        "description": f"{report.kind.title} on international migration and labour mobility: {report.about}.",
        **_common(context, report.folder),
        "about": place,
        "isPartOf": {
            "@type": "CreativeWork",
            "name": f"{context.edition.title}, edition {context.edition.id}",
            "identifier": f"urn:corridor:edition:{context.edition.id}",
        },
        "isBasedOn": [
            _source(context, source) for source, vintage in used if _pinned(context, source, vintage)
        ],
        **(
            {"encoding": {"@type": "MediaObject", "encodingFormat": "application/pdf", "contentUrl": pdf}}
            if pdf
            else {}
        ),
    }


def _printed(page: Path) -> str:
    """Name of the PDF beside a page, as its front matter gives it; empty where it has none."""
    front = yaml.safe_load(page.read_text(encoding="utf-8").split("---\n", 2)[1])
    formats = front.get("format") if isinstance(front, dict) else None
    options = formats.get("typst") if isinstance(formats, dict) else None
    return str(options.get("output-file", "")) if isinstance(options, dict) else ""


def _pinned(context: Context, source: str, vintage: str) -> bool:
    return context.edition.vintages.get(source) == vintage


def _source(context: Context, source_id: str) -> Entity:
    source = context.sources[source_id]
    vintage = source.vintages[context.edition.vintages[source_id]]
    terms = address(source.licence)
    return {
        "@type": "Dataset",
        "name": vintage.title,
        "description": f"{source.title}: {vintage.coverage}.",
        "version": vintage.label,
        "url": source.link,
        "creator": {"@type": "Organization", "name": source.publisher},
        **({"license": terms} if terms else {}),
    }


def _edition(context: Context, reports: Sequence[Report]) -> Entity:
    edition = context.edition
    return {
        "@type": "Report",
        "name": f"{edition.title}, edition {edition.id}",
        "description": f"Policy reports on international migration and labour mobility in {edition.region.in_text}.",
        **_common(context, ""),
        "about": {"@type": "Place", "name": edition.region.name},
        **({"correction": edition.reason} if edition.corrects else {}),
        "hasPart": [
            {
                "@type": "Report",
                "name": one.title,
                "identifier": f"urn:corridor:edition:{edition.id}:{one.folder}",
            }
            for one in reports
        ],
    }


def _dataset(context: Context) -> Entity:
    edition = context.edition
    years = sorted({value.year for value in context.ledger.values})
    columns = ", ".join(name for name, _, _ in INDICATOR_FIELDS)
    held = {value.indicator for value in context.ledger.values}
    return {
        "@type": "Dataset",
        "name": f"{edition.title}: indicators, edition {edition.id}",
        "description": (
            f"Indicators of international migration, ageing, money, talent and rights for {edition.region.in_text} and"
            f" its economies, one row each: {columns}. Every value has its status and the vintages it rests on."
        ),
        **_common(context, "data"),
        "creator": {"@type": "Organization", "name": publisher(context.project)},
        "spatialCoverage": {"@type": "Place", "name": edition.region.name},
        "temporalCoverage": f"{years[0]}/{years[-1]}",
        "variableMeasured": [
            {"@type": "PropertyValue", "name": one.label, "propertyID": one.id, "unitText": one.unit}
            for one in in_order()
            if one.id in held
        ],
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": name}
            for name, kind in (
                ("indicators.csv", "text/csv"),
                ("indicators.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                ("datapackage.json", "application/json"),
            )
        ],
        "isBasedOn": [_source(context, source) for source in sorted(edition.vintages)],
    }
