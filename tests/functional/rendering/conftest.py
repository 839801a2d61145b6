"""A sample edition with every construct, staged as the pipeline stages one, and rendered once for all tests."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from corridor.rendering import notebook_pages
from corridor.rendering.embedded import EmbeddedEngine
from corridor.rendering.fonts import embed_svg_fonts, lay

ROOT = Path(__file__).parents[3]
SAMPLE = Path(__file__).parent / "sample"
PUBLISHED = datetime.date(2026, 7, 1)
MENU = [
    {"text": "Edition", "href": "index.qmd"},
    {"text": "Outlook", "href": "outlook/index.qmd"},
    {"text": "Briefs", "menu": [{"text": "Japan", "href": "briefs/jpn/index.qmd"}]},
    {"text": "Methodology", "href": "methodology/index.qmd"},
]

Render = Callable[..., list[Path]]


def lay_frame(project: Path) -> None:
    """The project file, the theme and the references, as an edition has them."""
    shutil.copytree(ROOT / "templates" / "theme", project / "theme")
    lay(project / "theme" / "fonts")
    for name in ("references.bib", "corridor.csl"):
        shutil.copyfile(ROOT / "reports" / name, project / name)
    shutil.copyfile(SAMPLE / "sources.json", project / "sources.json")
    content: dict[str, Any] = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))
    content["website"].update(title="North-East Asia", navbar={"left": MENU})
    content["website"]["page-footer"]["center"] = "Edition 2026-1, published 1 July 2026"
    content["corridor"].update(edition="2026-1", published="1 July 2026")
    content["date"] = PUBLISHED.isoformat()
    content["bibliography"] = ["references.bib", "sources.json"]
    (project / "_quarto.yml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def stage_sample(project: Path) -> Path:
    shutil.copytree(SAMPLE, project)
    lay_frame(project)
    for notebook in sorted(SAMPLE.glob("notebooks/*.ipynb")):
        notebook_pages.lay(notebook, project / "notebooks")
    for chart in project.rglob("*.svg"):
        chart.write_text(embed_svg_fonts(chart.read_text(encoding="utf-8")), encoding="utf-8")
    return project


def run(project: Path, out: Path, formats: str = "html pdf", **options: Any) -> list[Path]:
    wanted = frozenset(formats.split())
    return EmbeddedEngine().render(project, out, formats=wanted, published=PUBLISHED, **options)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample edition, rendered."""
    folder = tmp_path_factory.mktemp("sample")
    run(stage_sample(folder / "project"), folder / "site", jobs=2)
    return folder / "site"


@pytest.fixture(scope="session")
def brief(site: Path) -> str:
    return (site / "briefs/jpn/index.html").read_text(encoding="utf-8")


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The sample edition, staged and not rendered."""
    return stage_sample(tmp_path / "project")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An edition without pages."""
    folder = tmp_path / "project"
    folder.mkdir()
    lay_frame(folder)
    (folder / "chart.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>',
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def render(project: Path, tmp_path: Path) -> Callable[..., str]:
    """Render one page with a given body and return its HTML, or the PDF's path."""

    def one(body: str, formats: str = "html", front: str = "title: A page") -> str:
        (project / "page.qmd").write_text(f"---\n{front}\n---\n\n{body}\n", encoding="utf-8")
        run(project, tmp_path / "site", formats)
        return (tmp_path / "site/page.html").read_text(encoding="utf-8") if "html" in formats else ""

    return one


@pytest.fixture
def render_all() -> Render:
    return run
