"""Both engines give the same content, on screen and in print: text, figures, anchors, captions, notes, downloads."""

from __future__ import annotations

import datetime
import functools
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from record import BOTH, as_recorded, recorded, render
from sites import compared, contents, other_files
from staged_samples import PUBLISHED, stage_sample

from corridor.editions import read_edition
from corridor.project import Project
from corridor.rendering.embedded import EmbeddedEngine
from corridor.rendering.engines import Engine


@pytest.fixture(scope="module", params=["constructs", "sample"])
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A small project, rendered by the embedded engine."""
    name = str(request.param)
    return name, render(EmbeddedEngine(), name, tmp_path_factory.mktemp(name))


@pytest.fixture(scope="module")
def quarto_gives(quarto: Engine, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A small project by name, rendered by Quarto once for all tests."""

    @functools.cache
    def site(name: str) -> Path:
        return render(quarto, name, tmp_path_factory.mktemp(f"{name}-quarto"))

    return site


@pytest.fixture
def by_quarto(small: tuple[str, Path], quarto_gives: Callable[[str], Path]) -> Path:
    """The same small project, rendered by Quarto."""
    return quarto_gives(small[0])


def test_the_embedded_engine_gives_what_quarto_gave_when_it_was_recorded(small: tuple[str, Path]) -> None:
    name, site = small
    expected = recorded(name)["pages"]
    found = as_recorded(contents(site))
    assert compared(found, expected) == []
    assert len(found) > 5


def test_the_record_is_of_the_real_quarto(small: tuple[str, Path], by_quarto: Path) -> None:
    assert compared(as_recorded(contents(by_quarto)), recorded(small[0])["pages"]) == []


def test_both_engines_give_the_same_small_project(small: tuple[str, Path], by_quarto: Path) -> None:
    assert compared(contents(small[1]), contents(by_quarto)) == []
    assert other_files(small[1]) == other_files(by_quarto)


def test_quarto_gives_the_same_bytes_again(
    quarto: Engine, quarto_gives: Callable[[str], Path], tmp_path: Path
) -> None:
    again = _hashes(render(quarto, "sample", tmp_path / "another place", jobs=1))
    assert again == _hashes(quarto_gives("sample"))
    assert len(again) > 20


@pytest.mark.slow
def test_quarto_gives_the_same_bytes_in_parts_and_whole(
    quarto: Engine, quarto_gives: Callable[[str], Path], only_when_slow: None, tmp_path: Path
) -> None:
    whole = _hashes(render(quarto, "constructs", tmp_path, jobs=1))
    assert whole == _hashes(quarto_gives("constructs"))


def test_both_engines_mark_a_draft(quarto: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUARTO_PROFILE", "draft")
    project = stage_sample(tmp_path / "project")
    pages = [Path("briefs/jpn/index.qmd"), Path("methodology/index.qmd")]
    found = []
    for name, engine in (("quarto", quarto), ("embedded", EmbeddedEngine())):
        engine.render(project, tmp_path / name, formats=BOTH, published=PUBLISHED, pages=pages)
        found.append(contents(tmp_path / name))
        for path in (tmp_path / name).rglob("*.html"):
            text = path.read_text(encoding="utf-8")
            assert re.search(r'<meta name="robots" content="noindex"\s*/?>', text), path
    assert compared(*found) == []
    assert set(found[0]) == {
        "briefs/jpn/brief.pdf",
        "briefs/jpn/index.html",
        "methodology/index.html",
    }
    for name, content in found[0].items():
        assert "Draft: not to be cited" in " ".join(content["words"]), name
    # Each sheet bears the mark, and the first says it in words besides.
    brief = found[0]["briefs/jpn/brief.pdf"]
    assert brief["words"].count("Draft") + brief["words"].count("Draft:") == brief["pages"] + 1


def test_unchanged_pages_are_taken_and_the_site_is_as_if_all_were_rendered(
    quarto: Engine, quarto_gives: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = stage_sample(tmp_path / "project")
    kept = tmp_path / "kept"

    def built(name: str) -> dict[str, str]:
        quarto.render(project, tmp_path / name, formats=BOTH, published=PUBLISHED, jobs=2, kept=kept)
        return _hashes(tmp_path / name)

    page = project / "methodology/index.qmd"
    text = page.read_text(encoding="utf-8")
    page.write_text(text + "\nOne sentence more.\n", encoding="utf-8")
    changed = built("changed")
    page.write_text(text, encoding="utf-8")
    again = built("again")
    assert again == _hashes(quarto_gives("sample"))
    monkeypatch.setattr(quarto, "_program", tmp_path / "not called")
    assert built("unchanged") == again
    assert {name for name in again if again[name] != changed[name]} == {
        "methodology/index.html",
        "search.json",
    }


def test_both_engines_give_the_same_edition(
    quarto: Engine, site: Path, project: Project, tmp_path: Path
) -> None:
    _compare_edition("2026-1", quarto, site, project, tmp_path)


@pytest.mark.slow
def test_both_engines_give_the_same_older_edition(
    quarto: Engine, only_when_slow: None, site: Path, project: Project, tmp_path: Path
) -> None:
    _compare_edition("2023-1", quarto, site, project, tmp_path)


def _compare_edition(edition: str, quarto: Engine, site: Path, project: Project, folder: Path) -> None:
    """Render the edition that the embedded engine has rendered, and compare every page and PDF."""
    stage = project.cache / "stage" / edition
    published: datetime.date = read_edition(project, edition).published
    quarto.render(stage, folder / "site", formats=BOTH, published=published, jobs=2)
    expected = contents(site / "editions" / edition)
    # Bound from the briefs when both engines have done.
    del expected["volume.pdf"]
    found = contents(folder / "site")
    assert compared(found, expected) == []
    assert len([name for name in found if name.endswith(".pdf")]) == 10


def _hashes(site: Path) -> dict[str, str]:
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }
