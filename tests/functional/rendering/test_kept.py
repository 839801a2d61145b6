"""Pages that the embedded engine keeps: only what changed is rendered again, and the site is as if all had been."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corridor.errors import CorridorError
from corridor.rendering import embedded, pandoc

Render = Callable[..., list[Path]]
BRIEF, OUTLOOK = "briefs/jpn/index.qmd", "outlook/index.qmd"


class Site:
    """The sample edition, what keeps its pages, and which pages were rendered."""

    def __init__(self, project: Path, folder: Path, render: Render) -> None:
        self.project, self.kept, self._folder, self._render = project, folder / "kept", folder, render
        self.rendered: list[str] = []
        self._times = 0

    def build(self, **options: Any) -> dict[str, bytes]:
        self.rendered.clear()
        self._times += 1
        out = self._folder / f"site-{self._times}"
        written = self._render(self.project, out, **{"kept": self.kept, **options})
        return {path.relative_to(out).as_posix(): path.read_bytes() for path in written}

    def change(self, name: str, old: str, new: str) -> None:
        path = self.project / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def site(sample: Path, tmp_path: Path, render_all: Render, monkeypatch: pytest.MonkeyPatch) -> Site:
    made = Site(sample, tmp_path, render_all)
    for name in ("_html_page", "_pdf_page"):
        render = getattr(embedded, name)

        def noted(run: Any, page: Any, render: Any = render, name: str = name) -> Any:
            made.rendered.append(f"{page.path} {name[1:5].strip('_')}")
            return render(run, page)

        monkeypatch.setattr(embedded, name, noted)
    return made


def test_nothing_changed_nothing_is_rendered(site: Site) -> None:
    first = site.build()
    assert f"{BRIEF} html" in site.rendered
    assert f"{BRIEF} pdf" in site.rendered
    assert site.build() == first
    assert site.rendered == []
    assert site.build(kept=None) == first
    assert len(site.rendered) > 5


def test_a_page_that_changed_is_rendered_and_no_other(site: Site) -> None:
    first = site.build()
    site.change(BRIEF, "Japan", "Nippon")
    again = site.build()
    assert sorted(site.rendered) == [f"{BRIEF} html", f"{BRIEF} pdf"]
    assert again == site.build(kept=None)
    assert {name for name in first if first[name] != again[name]} == {
        "briefs/jpn/index.html", "briefs/jpn/brief.pdf",
    }  # fmt: skip


def test_a_picture_that_changed_renders_the_page_that_shows_it(site: Site) -> None:
    site.build()
    site.change("briefs/jpn/charts/ageing.svg", "</svg>", "<!-- other --></svg>")
    again = site.build()
    assert sorted(site.rendered) == [f"{BRIEF} html", f"{BRIEF} pdf"]
    assert again == site.build(kept=None)


@pytest.mark.parametrize("name", ["theme/page.html", "_quarto.yml", "theme/typst-template.typ"])
def test_what_all_pages_share_renders_all(site: Site, name: str) -> None:
    site.build()
    before = len(site.rendered)
    path = site.project / name
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    site.build()
    assert len(site.rendered) == before


def test_other_formats_and_dates_are_other_pages(site: Site) -> None:
    site.build()
    site.build(formats="html")
    assert f"{BRIEF} html" in site.rendered
    assert f"{BRIEF} pdf" not in site.rendered


def test_what_was_damaged_is_made_again(site: Site) -> None:
    first = site.build()
    for path in sorted((site.kept / "files").iterdir()):
        path.write_bytes(path.read_bytes()[:-1])
    assert site.build() == first
    assert f"{OUTLOOK} pdf" in site.rendered
    assert site.build() == first
    assert site.rendered == []


def test_a_folder_that_cannot_be_written_to_is_no_fault(site: Site) -> None:
    site.kept.write_text("a file", encoding="utf-8")
    assert site.build() == site.build(kept=None)


def test_a_page_with_a_fault_is_not_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.build()
    site.change(BRIEF, "Japan", "Nippon")
    convert = pandoc.convert

    def failing(job: pandoc.Job) -> Any:
        text, notes = convert(job)
        return text, [*notes, pandoc.Note(message="a warning", needle="", todo="")]

    with monkeypatch.context() as patch:
        patch.setattr(pandoc, "convert", failing)
        with pytest.raises(CorridorError, match="a warning"):
            site.build()
    site.build()
    assert sorted(site.rendered) == [f"{BRIEF} html", f"{BRIEF} pdf"]
