"""Pages that the embedded engine keeps: only what changed is rendered again, and the site is as if all had been."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from staged_samples import run, stage_sample

from corridor.errors import CorridorError
from corridor.rendering import embedded, pandoc

BRIEF, OUTLOOK = "briefs/jpn/index.qmd", "outlook/index.qmd"


class Site:
    """The sample edition, what keeps its pages, and which pages were rendered."""

    def __init__(self, project: Path, folder: Path) -> None:
        self.project, self.kept, self._folder = project, folder / "kept", folder
        self.rendered: list[str] = []
        self._times = 0

    def build(self, **options: Any) -> dict[str, bytes]:
        self.rendered.clear()
        self._times += 1
        out = self._folder / f"site-{self._times}"
        written = run(self.project, out, **{"kept": self.kept, **options})
        return {path.relative_to(out).as_posix(): path.read_bytes() for path in written}

    def change(self, name: str, old: str, new: str) -> None:
        path = self.project / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


def noting(site: Site, patch: pytest.MonkeyPatch) -> Site:
    """Have a site take note of the pages that are rendered."""
    for name in ("_html_page", "_pdf_page"):
        render = getattr(embedded, name)

        def noted(run: Any, page: Any, render: Any = render, name: str = name) -> Any:
            site.rendered.append(f"{page.path} {name[1:5].strip('_')}")
            return render(run, page)

        patch.setattr(embedded, name, noted)
    return site


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The sample edition, built once; to be left as it is."""
    folder = tmp_path_factory.mktemp("first")
    with pytest.MonkeyPatch.context() as patch:
        made = noting(Site(stage_sample(folder / "project"), folder), patch)
        made.build()
    assert {f"{BRIEF} html", f"{BRIEF} pdf"} < set(made.rendered)
    return made


@pytest.fixture
def site(first: Site, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The same with what was kept, to be changed."""
    shutil.copytree(first.kept, tmp_path / "kept")
    return noting(Site(sample, tmp_path), monkeypatch)


def test_nothing_changed_nothing_is_rendered(site: Site) -> None:
    again = site.build()
    assert site.rendered == []
    assert site.build(kept=None) == again
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
    site.change("briefs/jpn/charts/ageing.svg", "</svg>", "<!-- other --></svg>")
    again = site.build()
    assert sorted(site.rendered) == [f"{BRIEF} html", f"{BRIEF} pdf"]
    assert again == site.build(kept=None)


@pytest.mark.parametrize("name", ["theme/page.html", "_quarto.yml", "theme/typst-template.typ"])
def test_what_all_pages_share_renders_all(first: Site, site: Site, name: str) -> None:
    path = site.project / name
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    site.build()
    assert sorted(site.rendered) == sorted(first.rendered)


def test_other_formats_and_dates_are_other_pages(site: Site) -> None:
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
    shutil.rmtree(site.kept)
    site.kept.write_text("a file", encoding="utf-8")
    assert site.build() == site.build(kept=None)


def test_a_page_with_a_fault_is_not_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.change(BRIEF, "Japan", "Nippon")
    convert = pandoc.Converters.convert

    def failing(converters: pandoc.Converters, job: pandoc.Job) -> Any:
        text, notes = convert(converters, job)
        return text, [*notes, pandoc.Note(message="a warning", needle="", todo="")]

    with monkeypatch.context() as patch:
        patch.setattr(pandoc.Converters, "convert", failing)
        with pytest.raises(CorridorError, match="a warning"):
            site.build()
    site.build()
    assert sorted(site.rendered) == [f"{BRIEF} html", f"{BRIEF} pdf"]
