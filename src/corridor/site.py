"""The pages around the editions: home, documentation, the way to the newest edition, feed and site map."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import yaml

from corridor import documentation, frame_texts
from corridor.documentation import Document
from corridor.errors import ConfigurationError
from corridor.finishing import VOLUME
from corridor.formats import date
from corridor.language import current, of_project, spoken, worded
from corridor.manifest import read_manifest
from corridor.project import Project, read_yaml
from corridor.publishing.register import read_register, successors
from corridor.rendering.engines import Engine
from corridor.rendering.pages import Writer
from corridor.sharing import in_sentences, with_head
from corridor.site_around import NEWEST, newest_script, read_summary
from corridor.site_cache import rendered
from corridor.staging import lay_frame

_REDIRECT = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<link rel="icon" href="../theme/icon.svg" type="image/svg+xml">
<meta http-equiv="refresh" content="0; url=../editions/{id}/index.html">
<link rel="canonical" href="../editions/{id}/index.html">
</head>
<body>
<p>{told}</p>
</body>
</html>
"""


@dataclass(frozen=True)
class Standing:
    """An edition that stands in a site.

    Attributes
    ----------
    manifest : mapping
        Its manifest.
    announced : bool
        Whether feed, site map and `latest/` lead to it: it is published, or nothing of the site is.
    corrected_by : str
        The edition that took its place; empty while it has it.
    """

    manifest: Mapping[str, Any]
    announced: bool
    corrected_by: str = ""

    @property
    def id(self) -> str:
        """Its identifier."""
        return str(self.manifest["edition"])

    @property
    def published(self) -> str:
        """Its date: `2026-07-01`."""
        return str(self.manifest["published"])


def standing_editions(out: Path) -> list[Standing]:
    """Editions of a site, the newest first; folders without a manifest are passed over.

    In a site with published editions, those that are only built are shown on the first page, and announced nowhere.
    """
    register = read_register(out)
    found = []
    for folder in sorted((out / "editions").glob("*")):
        try:
            manifest = read_manifest(folder)
        except ConfigurationError:
            continue
        chain = successors(register, folder.name)
        announced = not register or folder.name in register
        found.append(Standing(manifest, announced, chain[-1].edition if chain else ""))
    return sorted(found, key=lambda one: (one.published, one.id), reverse=True)


def write_site(project: Project, out: Path, engine: Engine) -> None:
    """Write the pages around the editions of a site.

    They speak the language of the project, whatever the editions speak; the documentation is in English.

    Every file is written beside and takes its name in one step, so that no reader meets half of it, and a file that
    is a hard link elsewhere is not changed there.

    Parameters
    ----------
    project : Project
        Whose theme and templates are used.
    out : Path
        The site's folder, with its editions.
    engine : Engine
        Renders the home page and the documentation.
    """
    editions = standing_editions(out)
    announced = [one for one in editions if one.announced]
    if not announced:
        return
    with spoken(project, of_project(project)), TemporaryDirectory(prefix="corridor-site-") as scratch:
        stage = Path(scratch) / "stage"
        stage.mkdir()
        documents = documentation.read(project)
        _stage_home(project, out, stage, editions, documents)
        documentation.stage(documents, stage)
        newest = dt.date.fromisoformat(editions[0].published)
        made = Path(scratch) / "site"
        rendered(project, engine, stage, made, newest)
        (made / "latest").mkdir()
        (made / "latest" / "index.html").write_text(_redirect(announced[0].id), encoding="utf-8")
        (made / NEWEST).parent.mkdir(exist_ok=True)
        (made / NEWEST).write_text(newest_script(project, out, announced), encoding="utf-8")
        (made / "feed.xml").write_text(_feed(out, announced), encoding="utf-8")
        address = read_yaml(project.root / "_quarto.yml", "_quarto.yml")["website"].get("site-url", "")
        (made / "sitemap.xml").write_text(_sitemap(out, announced, documents, str(address)), encoding="utf-8")
        _lay(made, out)


def _redirect(edition: str) -> str:
    """Page that leads to an edition."""
    link = f'<a href="../editions/{edition}/index.html">{edition}</a>'
    return _REDIRECT.format(
        lang=current().code,
        title=escape(worded("The newest edition")),
        told=escape(worded("The newest edition is {edition}.")).replace("{edition}", link),
        id=edition,
    )


def _lay(made: Path, out: Path) -> None:
    """Lay the pages into the site; one of the documentation that is no longer written does not stay."""
    for path in sorted(path for path in made.rglob("*") if path.is_file()):
        target = out / path.relative_to(made)
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}-new")
        shutil.copyfile(path, fresh)
        fresh.replace(target)
    documented = out / documentation.FOLDER
    for path in sorted(documented.rglob("*"), reverse=True):
        if not (made / path.relative_to(out)).exists():
            path.unlink() if path.is_file() else path.rmdir()
    if documented.is_dir() and not (made / documentation.FOLDER).is_dir():
        documented.rmdir()


def _stage_home(
    project: Project, out: Path, stage: Path, editions: Sequence[Standing], documents: Sequence[Document]
) -> None:
    lay_frame(project, stage)
    content = read_yaml(project.root / "_quarto.yml", "_quarto.yml")
    frame_texts.translate(content)
    content["website"]["navbar"] = {
        **(content["website"].get("navbar") or {}),
        "left": [{"text": worded("Editions"), "href": "index.qmd"}, *documentation.menu(documents)],
    }
    content["date"] = editions[0].published
    if address := content["website"].get("site-url"):
        content.setdefault("corridor", {})["address"] = f"{str(address).rstrip('/')}/"
    (stage / "_quarto.yml").write_text(
        yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    newest = next(one.id for one in editions if one.announced)
    shown = [_shown(out, one, newest) for one in editions]
    first = next(one for one in shown if one["newest"])
    picture = (first["summary"] or {}).get("picture")
    if picture:
        shutil.copyfile(out / "editions" / newest / picture["file"], stage / "region.svg")
    page = Writer(project, {}).page("site/index.qmd.jinja", "index.qmd", editions=shown, newest=first)
    (stage / "index.qmd").write_text(with_head(page.text, None), encoding="utf-8")


def _shown(out: Path, edition: Standing, newest: str) -> dict[str, Any]:
    """What the home page shows of an edition."""
    folder = out / "editions" / edition.id
    summary = read_summary(folder)
    if summary:
        summary["sentences"] = in_sentences(summary["lead"])
    return {
        "corrects": "",
        "reason": "",
        **edition.manifest,
        "date": date(dt.date.fromisoformat(edition.published)),
        "newest": edition.id == newest,
        "announced": edition.announced,
        "corrected_by": edition.corrected_by,
        "volume": (folder / VOLUME).is_file(),
        "summary": summary,
        "changes": summary["changes"] if summary else "",
    }


def _feed(out: Path, editions: Sequence[Standing]) -> str:
    """Atom feed of the editions. Its addresses are relative, so that it holds wherever the site is put."""
    entries = [
        "<entry>"
        f"<id>urn:corridor:edition:{escape(one.id)}</id>"
        f"<title>{escape(_named(one))}</title>"
        f"<updated>{one.published}T00:00:00Z</updated>"
        f"<link href={quoteattr('editions/' + one.id + '/index.html')}/>"
        f"<summary>{escape(_summary(out, one))}</summary>"
        "</entry>"
        for one in editions
    ]
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>urn:corridor:editions</id>\n<title>{escape(worded('Corridor: editions'))}</title>\n"
        f"<updated>{editions[0].published}T00:00:00Z</updated>\n<author><name>Corridor</name></author>\n"
        '<link rel="self" href="feed.xml"/>\n'
    )
    return head + "\n".join(entries) + "\n</feed>\n"


def _named(edition: Standing) -> str:
    return worded("{title}, edition {edition}", title=edition.manifest["title"], edition=edition.id)


def _summary(out: Path, edition: Standing) -> str:
    """Say what an edition corrects, or what it changes; in the words of its own page on changes, where it has one."""
    manifest = edition.manifest
    if manifest.get("corrects"):
        corrected = worded("Correction of edition {edition}.", edition=manifest["corrects"])
        return f"{corrected} {manifest.get('reason', '')}".strip()
    told = read_summary(out / "editions" / edition.id)
    region = told["region"] if told else manifest["region"]
    briefs = worded("Briefs and outlook for {region}.", region=region)
    return f"{briefs} {told['changes'] if told else ''}".strip()


def _sitemap(out: Path, editions: Sequence[Standing], documents: Sequence[Document], address: str) -> str:
    """Site map of all pages; addresses begin with the site's own if `_quarto.yml` knows it."""
    base = address.rstrip("/") + "/" if address else ""
    newest = editions[0].published
    dated = [("index.html", newest), *((document.published, newest) for document in documents)]
    for one in editions:
        folder = out / "editions" / one.id
        for path in sorted(folder.rglob("*.html")):
            dated.append((path.relative_to(out).as_posix(), one.published))
    urls = [f"<url><loc>{escape(base + path)}</loc><lastmod>{day}</lastmod></url>" for path, day in dated]
    head = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return head + "\n".join(urls) + "\n</urlset>\n"
