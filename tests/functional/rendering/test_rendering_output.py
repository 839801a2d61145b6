"""What is written, where, and that it is the same each time."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corridor.errors import RenderingError

Run = Callable[..., list[Path]]


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_site_mirrors_the_project(site: Path) -> None:
    assert {name for name in hashes(site) if not name.startswith("theme/")} == {
        "index.html",
        "briefs/jpn/index.html",
        "briefs/jpn/brief.pdf",
        "briefs/jpn/charts/ageing.svg",
        "briefs/jpn/charts/destinations.svg",
        "briefs/jpn/charts/origins.svg",
        "outlook/index.html",
        "outlook/outlook.pdf",
        "quality/index.html",
        "methodology/index.html",
        "notebooks/country_indicators-jpn.html",
        "notebooks/country_indicators-jpn.ipynb",
        "notebooks/country_indicators-jpn_files/figure-1.svg",
    }


def test_the_same_project_gives_the_same_bytes_wherever_it_lies(
    sample: Path, site: Path, tmp_path: Path, render_all: Run
) -> None:
    elsewhere = tmp_path / "another place" / "deeper"
    shutil.copytree(sample, elsewhere)
    render_all(elsewhere, tmp_path / "again", jobs=1)
    assert hashes(tmp_path / "again") == hashes(site)


def test_no_output_names_a_place_on_the_machine(site: Path) -> None:
    for path in sorted(site.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            assert str(site.parent).encode() not in content
            assert str(Path.home()).encode() + b"/" not in content


def test_it_returns_what_it_wrote(sample: Path, tmp_path: Path, render_all: Run) -> None:
    out = tmp_path / "site"
    written = render_all(sample, out, "html", pages=[Path("methodology/index.qmd")])
    assert written == sorted(written)
    assert {path.relative_to(out).as_posix() for path in written} == set(hashes(out))
    assert out / "methodology/index.html" in written


def test_a_file_that_a_page_links_to_goes_along(sample: Path, tmp_path: Path, render_all: Run) -> None:
    (sample / "table.csv").write_text("a\n1\n", encoding="utf-8")
    page = sample / "quality/index.qmd"
    page.write_text(
        page.read_text(encoding="utf-8") + "\n[The table](../table.csv#row=1)\n", encoding="utf-8"
    )
    render_all(sample, tmp_path / "site", "html", pages=[Path("quality/index.qmd")])
    assert (tmp_path / "site/table.csv").read_text(encoding="utf-8") == "a\n1\n"


def test_only_the_chosen_format_is_made(sample: Path, tmp_path: Path, render_all: Run) -> None:
    page = [Path("briefs/jpn/index.qmd")]
    render_all(sample, tmp_path / "print", "pdf", pages=page)
    assert set(hashes(tmp_path / "print")) == {"briefs/jpn/brief.pdf"}
    render_all(sample, tmp_path / "screen", "html", pages=page)
    assert "briefs/jpn/brief.pdf" not in hashes(tmp_path / "screen")
    assert "PDF for print" not in (tmp_path / "screen/briefs/jpn/index.html").read_text(encoding="utf-8")


def test_a_site_that_is_there_keeps_its_other_files(sample: Path, tmp_path: Path, render_all: Run) -> None:
    out = tmp_path / "site"
    (out / "data").mkdir(parents=True)
    (out / "data/indicators.csv").write_text("kept", encoding="utf-8")
    (out / "index.html").write_text("old", encoding="utf-8")
    render_all(sample, out, "html", pages=[Path("index.qmd")])
    assert (out / "data/indicators.csv").read_text(encoding="utf-8") == "kept"
    assert "Migration" in (out / "index.html").read_text(encoding="utf-8")


def test_a_failure_leaves_the_site_as_it_was(sample: Path, tmp_path: Path, render_all: Run) -> None:
    out = tmp_path / "site"
    out.mkdir()
    (out / "index.html").write_text("old", encoding="utf-8")
    page = sample / "quality/index.qmd"
    page.write_text(page.read_text(encoding="utf-8") + "\nSee @fig-none.\n", encoding="utf-8")
    with pytest.raises(RenderingError):
        render_all(sample, out)
    assert hashes(out) == {"index.html": hashlib.sha256(b"old").hexdigest()}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["project", "site"]


def test_the_staged_project_is_left_as_it_was(sample: Path, tmp_path: Path, render_all: Run) -> None:
    before = hashes(sample)
    render_all(sample, tmp_path / "site")
    assert hashes(sample) == before


def test_a_notebook_is_shown_with_its_results_and_nothing_active(site: Path) -> None:
    page = (site / "notebooks/country_indicators-jpn.html").read_text(encoding="utf-8")
    assert '<h1 class="title">Country indicators: Japan</h1>' in page
    assert '<a href="country_indicators-jpn.ipynb">Notebook (.ipynb)</a>' in page
    assert '<td class="number">3409529</td>' in page
    assert 'alt="Bar chart of the eight largest origins."' in page
    assert 'src="country_indicators-jpn_files/figure-1.svg"' in page
    assert "cdn.example.org" not in page
    assert "<style" not in page
    assert "done" in page
