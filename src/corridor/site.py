"""The pages around the editions: home, documentation, the way to the newest edition, feed and site map."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import yaml

from corridor import documentation
from corridor.documentation import Document
from corridor.errors import ConfigurationError
from corridor.formats import date
from corridor.manifest import read_manifest
from corridor.project import Project, read_yaml
from corridor.rendering.engines import Engine
from corridor.rendering.pages import Writer
from corridor.site_cache import rendered
from corridor.staging import lay_frame

_REDIRECT = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>The newest edition</title>
<meta http-equiv="refresh" content="0; url=../editions/{id}/index.html">
<link rel="canonical" href="../editions/{id}/index.html">
</head>
<body>
<p>The newest edition is <a href="../editions/{id}/index.html">{id}</a>.</p>
</body>
</html>
"""


def published_editions(out: Path) -> list[dict[str, Any]]:
    """Manifests of the editions that stand in a site, the newest first; folders without one are passed over."""
    found = []
    for folder in sorted((out / "editions").glob("*")):
        try:
            found.append(read_manifest(folder))
        except ConfigurationError:
            continue
    return sorted(found, key=lambda m: (m["published"], m["edition"]), reverse=True)


def write_site(project: Project, out: Path, engine: Engine) -> None:
    """Write the pages around the editions of a site.

    Parameters
    ----------
    project : Project
        Whose theme and templates are used.
    out : Path
        The site's folder, with its editions.
    engine : Engine
        Renders the home page and the documentation.
    """
    editions = published_editions(out)
    if not editions:
        return
    with TemporaryDirectory(prefix="corridor-site-", dir=out) as scratch:
        stage = Path(scratch) / "stage"
        stage.mkdir()
        documents = documentation.read(project)
        _stage_home(project, stage, editions, documents)
        documentation.stage(documents, stage)
        newest = dt.date.fromisoformat(editions[0]["published"])
        made = Path(scratch) / "site"
        rendered(project, engine, stage, made, newest)
        (made / "latest").mkdir()
        (made / "latest" / "index.html").write_text(
            _REDIRECT.format(id=editions[0]["edition"]), encoding="utf-8"
        )
        (made / "feed.xml").write_text(_feed(editions), encoding="utf-8")
        address = read_yaml(project.root / "_quarto.yml", "_quarto.yml")["website"].get("site-url", "")
        (made / "sitemap.xml").write_text(_sitemap(out, editions, documents, str(address)), encoding="utf-8")
        # A page that is no longer written must not stay.
        shutil.rmtree(out / documentation.FOLDER, ignore_errors=True)
        shutil.copytree(made, out, dirs_exist_ok=True)


def _stage_home(
    project: Project, stage: Path, editions: list[dict[str, Any]], documents: Sequence[Document]
) -> None:
    lay_frame(project, stage)
    content = read_yaml(project.root / "_quarto.yml", "_quarto.yml")
    content["website"]["navbar"] = {
        **(content["website"].get("navbar") or {}),
        "left": [{"text": "Editions", "href": "index.qmd"}, *documentation.menu(documents)],
    }
    content["date"] = editions[0]["published"]
    (stage / "_quarto.yml").write_text(
        yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    shown = [{**m, "date": date(dt.date.fromisoformat(m["published"]))} for m in editions]
    page = Writer(project, {}).page("site/index.qmd.jinja", "index.qmd", editions=shown)
    (stage / "index.qmd").write_text(page.text, encoding="utf-8")


def _feed(editions: list[dict[str, Any]]) -> str:
    """Atom feed of the editions. Its addresses are relative, so that it holds wherever the site is put."""
    entries = [
        "<entry>"
        f"<id>urn:corridor:edition:{escape(m['edition'])}</id>"
        f"<title>{escape(m['title'])}, edition {escape(m['edition'])}</title>"
        f"<updated>{m['published']}T00:00:00Z</updated>"
        f"<link href={quoteattr('editions/' + m['edition'] + '/index.html')}/>"
        f"<summary>Briefs and outlook for {escape(m['region'])}.</summary>"
        "</entry>"
        for m in editions
    ]
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        "<id>urn:corridor:editions</id>\n<title>Corridor: editions</title>\n"
        f"<updated>{editions[0]['published']}T00:00:00Z</updated>\n<author><name>Corridor</name></author>\n"
        '<link rel="self" href="feed.xml"/>\n'
    )
    return head + "\n".join(entries) + "\n</feed>\n"


def _sitemap(out: Path, editions: list[dict[str, Any]], documents: Sequence[Document], address: str) -> str:
    """Site map of all pages; addresses begin with the site's own if `_quarto.yml` knows it."""
    base = address.rstrip("/") + "/" if address else ""
    newest = editions[0]["published"]
    dated = [("index.html", newest), *((document.published, newest) for document in documents)]
    for manifest in editions:
        folder = out / "editions" / manifest["edition"]
        for path in sorted(folder.rglob("*.html")):
            dated.append((path.relative_to(out).as_posix(), manifest["published"]))
    urls = [f"<url><loc>{escape(base + path)}</loc><lastmod>{day}</lastmod></url>" for path, day in dated]
    head = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return head + "\n".join(urls) + "\n</urlset>\n"
