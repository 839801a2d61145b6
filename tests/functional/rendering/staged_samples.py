"""Small projects staged as the pipeline stages an edition, for tests of both engines."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import Any

import yaml

from corridor.rendering import notebook_pages
from corridor.rendering.embedded import EmbeddedEngine
from corridor.rendering.fonts import embed_svg_fonts, lay

ROOT = Path(__file__).parents[3]
SAMPLE = Path(__file__).parent / "sample"
CONSTRUCTS = Path(__file__).parent / "constructs"
PUBLISHED = datetime.date(2026, 7, 1)
MENU = [
    {"text": "Edition", "href": "index.qmd"},
    {"text": "Outlook", "href": "outlook/index.qmd"},
    {"text": "Briefs", "menu": [{"text": "Japan", "href": "briefs/jpn/index.qmd"}]},
    {"text": "Methodology", "href": "methodology/index.qmd"},
]


def lay_frame(project: Path, menu: list[dict[str, Any]] | None = None) -> Path:
    """The project file, the theme and the references, as an edition has them."""
    shutil.copytree(ROOT / "templates" / "theme", project / "theme")
    lay(project / "theme" / "fonts")
    shutil.copyfile(ROOT / "reports" / "corridor.csl", project / "corridor.csl")
    shutil.copyfile(SAMPLE / "sources.json", project / "sources.json")
    shutil.copyfile(ROOT / "_quarto-draft.yml", project / "_quarto-draft.yml")
    content: dict[str, Any] = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))
    content["website"].update(title="North-East Asia", navbar={"left": menu or MENU})
    content["website"]["page-footer"] = {
        "left": "A sample",
        "center": "Edition 2026-1, published 1 July 2026",
    }
    content["corridor"].update(edition="2026-1", published="1 July 2026")
    content["date"] = PUBLISHED.isoformat()
    content["bibliography"] = ["sources.json"]
    (project / "_quarto.yml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return project


def stage_constructs(project: Path) -> Path:
    """A project with one page for each construct."""
    shutil.copytree(CONSTRUCTS, project)
    return lay_frame(project, [{"text": "Headings", "href": "heading.qmd"}])


def stage_sample(project: Path) -> Path:
    """A small edition that uses most constructs together."""
    shutil.copytree(SAMPLE, project)
    lay_frame(project)
    for notebook in sorted(SAMPLE.glob("notebooks/*.ipynb")):
        notebook_pages.lay(notebook, project / "notebooks")
    for chart in project.rglob("*.svg"):
        chart.write_text(embed_svg_fonts(chart.read_text(encoding="utf-8")), encoding="utf-8")
    return project


def run(project: Path, out: Path, formats: str = "html pdf", **options: Any) -> list[Path]:
    """Render a staged project with the embedded engine."""
    wanted = frozenset(formats.split())
    return EmbeddedEngine().render(project, out, formats=wanted, published=PUBLISHED, **options)
