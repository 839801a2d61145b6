"""What the theme's filter writes around a page under the real Quarto: the head for sharing, boxes of wide tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from staged_samples import PUBLISHED, lay_frame

from corridor.rendering.engines import Engine

FRONT = '---\ntitle: A page\ndescription: "Every value, to use and to check"\nformat: html\n---\n\n'
BARE = "| A | B |\n|---|--:|\n| a | 1 |\n"
PAGE = f"{FRONT}{BARE}\nText.\n\n{BARE}\n: Of numbers {{#tbl-one}}\n"


@pytest.fixture(scope="module")
def page(quarto: Engine, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page of a subfolder, in a project whose pages share a picture."""
    folder = tmp_path_factory.mktemp("head")
    project = folder / "project"
    project.mkdir()
    lay_frame(project, [{"text": "Home", "href": "index.qmd"}])
    config = yaml.safe_load((project / "_quarto.yml").read_text(encoding="utf-8"))
    config["corridor"]["picture"] = "outlook/share.png"
    (project / "_quarto.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    for name in ("index.qmd", "data/notes/index.qmd"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(PAGE, encoding="utf-8")
    (project / "outlook").mkdir()
    (project / "outlook/share.png").write_bytes(b"\x89PNG")
    quarto.render(project, folder / "site", formats=frozenset(["html"]), published=PUBLISHED)
    return Path(folder / "site/data/notes/index.html").read_text(encoding="utf-8")


def test_the_shared_picture_is_named_as_seen_from_the_page(page: str) -> None:
    assert re.findall(r'property="og:image" content="([^"]*)"', page) == ["../../outlook/share.png"]


def test_a_page_describes_itself_once(page: str) -> None:
    assert re.findall(r'name="description" content="([^"]*)"', page) == ["Every value, to use and to check"]
    assert page.count('property="og:description"') == 1


def test_each_table_scrolls_by_itself(page: str) -> None:
    assert page.count("<table") == 2
    boxes = re.findall(r'<div class="table-scroll"([^>]*)>\s*<table', page)
    assert len(boxes) == 2
    for box in boxes:
        assert all(part in box for part in ('role="group"', 'tabindex="0"', 'aria-label="Table"'))
