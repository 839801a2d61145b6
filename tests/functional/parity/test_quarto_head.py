"""What the theme gives a page under the real Quarto: the head for sharing, boxes of wide tables, last line, notes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from staged_samples import PUBLISHED, lay_frame

from corridor.rendering.engines import Engine

FRONT = '---\ntitle: A page\ndescription: "Every value, to use and to check"\nformat: html\n---\n\n'
BARE = "| A | B |\n|---|--:|\n| a | 1 |\n"
NOTE = ':::: {.callout-note collapse="true"}\n## How\n\nSo.\n::::\n'
PAGE = f"{FRONT}{BARE}\nText.\n\n{BARE}\n: Of numbers {{#tbl-one}}\n\n{NOTE}"


@pytest.fixture(scope="module")
def site(quarto: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of an edition, whose pages share a picture."""
    folder = tmp_path_factory.mktemp("head")
    project = folder / "project"
    project.mkdir()
    lay_frame(project, [{"text": "Home", "href": "index.qmd"}])
    config = yaml.safe_load((project / "_quarto.yml").read_text(encoding="utf-8"))
    config["corridor"] |= {"picture": "outlook/share.png", "edition": "2026-1"}
    (project / "_quarto.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    for name in ("index.qmd", "data/notes/index.qmd"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(PAGE, encoding="utf-8")
    (project / "outlook").mkdir()
    (project / "outlook/share.png").write_bytes(b"\x89PNG")
    quarto.render(project, folder / "site", formats=frozenset(["html"]), published=PUBLISHED)
    return folder / "site"


@pytest.fixture(scope="module")
def page(site: Path) -> str:
    """A page of a subfolder."""
    return (site / "data/notes/index.html").read_text(encoding="utf-8")


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


def test_the_way_to_the_newest_edition_is_in_a_landmark_and_in_line_with_the_footer(
    site: Path, page: str
) -> None:
    line = r'<p class="newest-line"><a href="([^"]*)">The newest edition</a></p>'
    assert re.findall(rf"</footer>\s*<aside>{line}</aside>", page) == ["../../../../latest/index.html"]
    for theme in _themes(site):
        rooms = re.findall(r"\.(?:nav-footer|newest-line)\{[^}]*?padding:(?:0 )?([\d.]+rem)", theme)
        assert rooms == ["1.25rem", "1.25rem"]
        assert _weight(theme, r"\.nav-footer", "padding") >= _weight(theme, r"\.nav-footer", "padding-left")


def test_a_note_is_a_bar_with_a_title_in_full_colour(site: Path, page: str) -> None:
    assert re.search(r'class="callout callout-style-default callout-note[^"]*"', page)
    for theme in _themes(site):
        assert _winning(theme, r"\.callout-header", "opacity") == "1"
        assert _winning(theme, r"\.callout-header", "font-size") == "1rem"
        assert _winning(theme, r"\.callout-body", "font-size") == "1rem"
        border = r"(?:div)?(?:\.callout|\.callout-style-default)+"
        assert _winning(theme, border, "border") == "0"
        assert _weight(theme, border, "border") > _weight(theme, border, "border-right")


def _themes(site: Path) -> list[str]:
    """The compiled light and dark theme."""
    found = [
        path.read_text(encoding="utf-8") for path in site.glob("site_libs/bootstrap/bootstrap-*.min.css")
    ]
    assert len(found) > 1
    return found


def _rules(theme: str, last: str, name: str) -> list[tuple[tuple[int, int], str]]:
    """Weight and value of each rule that gives a part of the page a property, in the order of the theme."""
    found = []
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", theme):
        value = re.search(rf"(?:^|;){name}:([^;]+)", body)
        for one in selectors.split(",") if value else []:
            if "callout-style-simple" not in one and re.search(rf"(?:^|[\s>]|\w){last}$", one):
                weight = (len(re.findall(r"[.:\[]", one)), len(re.findall(r"(?:^|[\s>])[a-z]", one)))
                found.append((weight, value[1] if value else ""))
    return found


def _weight(theme: str, last: str, name: str) -> tuple[int, int]:
    return max(weight for weight, _ in _rules(theme, last, name))


def _winning(theme: str, last: str, name: str) -> str:
    return max(_rules(theme, last, name), key=lambda rule: rule[0])[1]
