"""Pages that Quarto rendered are kept: only what changed is rendered again, and the site is as if all had been."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
import yaml
from stand_in_for_quarto import PUBLISHED, RENDER, make_program, make_project

from corridor.errors import RenderingError
from corridor.rendering import kept_pages
from corridor.rendering.quarto import QuartoEngine

BOTH = frozenset({"html", "pdf"})
ALL = {*(f"page-{number}.qmd" for number in range(12)), "briefs/jpn/index.qmd", "briefs/kor/index.qmd"}


class Site:
    """A project, what keeps its pages, and which pages Quarto was called for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = make_project(folder / "project")
        self.kept = folder / "kept"
        (folder / "calls").mkdir()
        self.program = make_program(folder, RENDER + self._record())
        self._times = 0

    def _record(self) -> str:
        return (
            f"\npathlib.Path({str(self.folder / 'calls')!r}, str(os.getpid())).write_text(json.dumps(pages))"
        )

    def build(
        self,
        kept: Path | None = None,
        *,
        formats: frozenset[str] = BOTH,
        published: datetime.date = PUBLISHED,
        jobs: int = 1,
    ) -> dict[str, bytes]:
        self._times += 1
        out = self.folder / f"site-{self._times}"
        engine = QuartoEngine(self.program)
        written = engine.render(
            self.project, out, formats=formats, published=published, jobs=jobs, kept=kept or self.kept
        )
        return {path.relative_to(out).as_posix(): path.read_bytes() for path in written}

    def fresh(self) -> dict[str, bytes]:
        """The site as it is when nothing was kept."""
        made = self.build(self.folder / "nothing-kept-here")
        self.rendered()
        return made

    def rendered(self) -> set[str]:
        """Pages that Quarto was called for since this was last asked."""
        calls = list((self.folder / "calls").iterdir())
        pages = {page for path in calls for page in json.loads(path.read_text(encoding="utf-8"))}
        for path in calls:
            path.unlink()
        return pages

    def configure(self, **website: object) -> None:
        path = self.project / "_quarto.yml"
        config = yaml.safe_load(path.read_text(encoding="utf-8"))
        config["website"].update(website)
        path.write_text(yaml.safe_dump(config), encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        path = self.project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def append(self, name: str, text: str) -> None:
        self.write(name, (self.project / name).read_text(encoding="utf-8") + text)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def built(site: Site) -> Site:
    """A site that was built once."""
    site.configure(**{"site-url": "https://example.org"})
    site.build()
    assert site.rendered() == ALL
    return site


def test_without_a_change_quarto_is_not_called_and_the_site_is_the_same(built: Site) -> None:
    again = built.build(jobs=4)
    assert built.rendered() == set()
    assert again == built.fresh()
    assert {"search.json", "sitemap.xml", "site_libs/shared.css", "briefs/jpn/brief.pdf"} <= set(again)


def test_a_changed_page_is_rendered_alone(built: Site) -> None:
    built.append("page-3.qmd", "Text that is new.\n")
    again = built.build()
    assert built.rendered() == {"page-3.qmd"}
    assert b"Text that is new." in again["page-3.html"]
    assert again == built.fresh()


def test_without_a_folder_to_keep_pages_in_everything_is_rendered(built: Site) -> None:
    engine = QuartoEngine(built.program)
    engine.render(built.project, built.folder / "site", formats=BOTH, published=PUBLISHED)
    assert built.rendered() == ALL


def test_what_surrounds_the_pages_changes_all_of_them(built: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def all_are_rendered(**options: object) -> bool:
        built.build(**options)  # type: ignore[arg-type]
        return built.rendered() == ALL

    built.write("theme/theme.css", "a {}")
    assert all_are_rendered()
    built.write("briefs/_metadata.yml", "toc: true")
    assert all_are_rendered()
    built.configure(title="Another")
    assert all_are_rendered()
    assert all_are_rendered(published=datetime.date(2026, 8, 1))
    assert all_are_rendered(formats=frozenset({"html"})) is True
    monkeypatch.setenv("QUARTO_PROFILE", "draft")
    assert all_are_rendered()
    make_program(built.folder, RENDER + built._record(), 'print("1.10.19")')
    assert all_are_rendered()
    monkeypatch.setattr(kept_pages, "_our_code", lambda: "changed")
    assert all_are_rendered()


def test_a_page_more_changes_all_of_them_for_any_may_link_to_it(built: Site) -> None:
    built.write("page-99.qmd", "---\ntitle: New\nformat: html\n---\n")
    built.build()
    assert built.rendered() == {*ALL, "page-99.qmd"}


def test_files_belong_to_the_page_of_their_folder_or_name(built: Site) -> None:
    for name, owner in (
        ("briefs/jpn/charts/a.svg", "briefs/jpn/index.qmd"),
        ("briefs/jpn/ledger.json", "briefs/jpn/index.qmd"),
        ("page-4_files/figure-1.svg", "page-4.qmd"),
        ("page-5.csv", "page-5.qmd"),
    ):
        for content in ("one", "two"):
            built.write(name, content)
            built.build()
            assert built.rendered() == {owner}, (name, content)
        (built.project / name).unlink()
        built.build()
        assert built.rendered() == set(), name


def test_a_page_depends_on_the_files_that_it_names(built: Site) -> None:
    built.write("briefs/kor/data.csv", "1")
    built.append("page-7.qmd", 'Text ![](briefs/kor/data.csv){fig-alt="x"}\n')
    built.append("page-8.qmd", '\n```{=typst}\n#pdf.attach("/briefs/kor/data.csv")\n```\n')
    built.build()
    built.rendered()
    built.write("briefs/kor/data.csv", "2")
    built.build()
    assert built.rendered() == {"page-7.qmd", "page-8.qmd", "briefs/kor/index.qmd"}


def test_a_page_that_may_bring_in_anything_is_always_rendered(built: Site) -> None:
    built.append("page-2.qmd", "\n{{< include other.txt >}}\n")
    for _ in range(2):
        made = built.build()
        assert built.rendered() == {"page-2.qmd"}
    assert made == built.fresh()


@pytest.mark.parametrize("part", [{"sidebar": {"contents": "auto"}}, {"page-navigation": True}])
def test_pages_that_depend_on_each_other_are_all_rendered(site: Site, part: dict[str, object]) -> None:
    site.configure(**part)
    for _ in range(2):
        site.build()
        assert site.rendered() == ALL


def test_scripts_come_and_go_with_the_pages_that_load_them(built: Site) -> None:
    tabs = {"site_libs/tabs/tabs.js", "site_libs/tabs/panes.js"}
    before = (built.project / "page-9.qmd").read_text(encoding="utf-8")
    built.append("page-9.qmd", "\n::: {.panel-tabset}\n## A\n:::\n")
    built.append("page-8.qmd", "Text of page 8.\n")
    assert tabs <= set(built.build())
    built.write("page-9.qmd", before)
    made = built.build()
    assert not tabs & set(made)
    assert made == built.fresh()
    assert not any("never-loaded" in name for name in made)


@pytest.mark.parametrize("damage", [b"", b"{", b"[{}, 1]", b"null", b"[[1], 2]"])
def test_a_damaged_entry_is_rendered_again(built: Site, damage: bytes) -> None:
    expected = built.fresh()
    for path in (built.kept / "pages").iterdir():
        path.write_bytes(damage)
    assert built.build() == expected
    assert built.rendered() == ALL
    assert built.build() == expected
    assert built.rendered() == set()


def test_a_changed_entry_is_rendered_again(built: Site) -> None:
    path = next((built.kept / "pages").iterdir())
    path.write_text(path.read_text(encoding="utf-8").replace("https", "httpx"), encoding="utf-8")
    expected = built.fresh()
    assert built.build() == expected
    assert len(built.rendered()) == 1


def test_a_damaged_file_is_rendered_again(built: Site) -> None:
    expected = built.fresh()
    page = expected["page-3.html"]
    path = next(path for path in (built.kept / "files").iterdir() if path.read_bytes() == page)
    path.write_bytes(page[:10])
    assert built.build() == expected
    assert built.rendered() == {"page-3.qmd"}
    assert path.read_bytes() == page


def test_a_page_with_a_fault_is_not_kept(built: Site) -> None:
    built.append("page-1.qmd", "Text <a href='#none'>x</a>\n")
    for _ in range(2):
        with pytest.raises(RenderingError, match="leads nowhere"):
            built.build()
        assert built.rendered() == {"page-1.qmd"}


def test_a_folder_that_cannot_be_written_to_stops_nothing(site: Site) -> None:
    site.kept.write_text("a file where the folder should be", encoding="utf-8")
    assert "page-3.html" in site.build()


def test_what_is_kept_is_bounded(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_pages, "MOST", 20)
    for number in range(4):
        site.configure(title=f"Title {number}")
        site.append("page-1.qmd", f"Text {number}.\n")
        site.build()
        assert len(list((site.kept / "pages").iterdir())) <= 20
    named = {
        name
        for path in (site.kept / "pages").iterdir()
        for name in json.loads(path.read_text(encoding="utf-8"))[0]["made"].values()
    }
    assert {path.name for path in (site.kept / "files").iterdir()} == named
    site.rendered()
    again = site.build()
    assert site.rendered() < ALL
    assert again == site.fresh()
