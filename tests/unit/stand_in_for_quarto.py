"""A stand-in for Quarto's program and a project for it, for tests of the engine without Quarto."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import yaml

PUBLISHED = datetime.date(2026, 7, 1)
# Writes for each page what Quarto would: HTML and, where the page asks for it, PDF. Pages of a part are named in
# the render list of its copy of the project.
RENDER = """
import json, os, pathlib, re, sys, time
import yaml
config = yaml.safe_load(pathlib.Path("_quarto.yml").read_text())
root, site = pathlib.Path("."), pathlib.Path("_site")
patterns = config["project"]["render"]
pages = sorted({p.as_posix() for pattern in patterns for p in root.glob(pattern)})
to = sys.argv[sys.argv.index("--to") + 1] if "--to" in sys.argv else "both"
search = []
for at, page in enumerate(pages, 1):
    sys.stderr.write(f"[{at}/{len(pages)}] {page}\\n")
    text = pathlib.Path(page).read_text()
    html = site / page.replace(".qmd", ".html")
    html.parent.mkdir(parents=True, exist_ok=True)
    up = "../" * page.count("/")
    loads = [f'<link rel="stylesheet" href="{up}site_libs/shared.css">']
    if "tabset" in text:
        loads.append(f'<script src="{up}site_libs/tabs/tabs.js"></script>')
        (site / "site_libs/tabs").mkdir(parents=True, exist_ok=True)
        (site / "site_libs/tabs/tabs.js").write_text('import "./panes.js";')
        (site / "site_libs/tabs/panes.js").write_text("panes")
    if to != "typst":
        body = "".join(re.findall(r"^Text.*$", text, re.MULTILINE))
        html.write_text(f"<html><head>{''.join(loads)}</head><body><main><p>{page}</p>{body}</main></body></html>")
        search.append({"href": page.replace(".qmd", ".html"), "text": page})
    if to != "html" and "typst" in text:
        html.with_name("brief.pdf").write_bytes(b"%PDF")
(site / "site_libs").mkdir(parents=True, exist_ok=True)
(site / "site_libs/shared.css").write_text("body {}")
(site / "site_libs/never-loaded.js").write_text("nothing")
(site / "search.json").write_text(json.dumps(search))
if address := config["website"].get("site-url"):
    entries = [
        f"<url>\\n    <loc>{address}/{one['href']}</loc>\\n    <lastmod>2031-01-01T10:11:12Z</lastmod>\\n  </url>"
        for one in search
    ]
    (site / "sitemap.xml").write_text("<urlset>" + "".join(entries) + "</urlset>")
if not (root / "index.qmd").exists():
    (site / "index.html").write_text("forwarding")
"""


def make_program(folder: Path, body: str = RENDER, version: str = 'print("1.10.18")') -> Path:
    """An executable that tells a version and otherwise runs a piece of Python."""
    path = folder / "bin" / "quarto"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        f"#!{sys.executable}\nimport sys\nif '--version' in sys.argv:\n    {version}\n    sys.exit()\n{body}",
        encoding="utf-8",
    )
    path.chmod(0o755)
    return path


def make_project(folder: Path) -> Path:
    """Fourteen pages, two of them printed."""
    folder.mkdir()
    config = {
        "project": {"type": "website", "render": ["*.qmd", "**/*.qmd"]},
        "website": {
            "title": "Site",
            "navbar": {"left": [{"text": "Japan", "href": "briefs/jpn/index.qmd#sec-a"}]},
        },
    }
    (folder / "_quarto.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    for iso3 in ("jpn", "kor"):
        (folder / "briefs" / iso3).mkdir(parents=True)
        (folder / "briefs" / iso3 / "index.qmd").write_text(
            "---\ntitle: A\nformat:\n  html: default\n  typst:\n    output-file: brief.pdf\n---\n\nText @fig-none.\n",
            encoding="utf-8",
        )
    for number in range(12):
        (folder / f"page-{number}.qmd").write_text(
            "---\ntitle: P\nformat: html\n---\n\nText.\n", encoding="utf-8"
        )
    return folder
