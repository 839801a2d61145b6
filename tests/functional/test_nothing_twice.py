"""Nothing is made twice: what is taken from the build before, what is made again, and why."""

import os
import shutil

import pytest
from small_edition import EDITION, Place

from corridor.explaining.built import Built
from corridor.explaining.other_vintages import exchanges
from corridor.project import Project
from imports import imported


@pytest.fixture(scope="module")
def first(small_built):
    """A place where the edition was built once; a test that changes it leaves it as it was."""
    return small_built


@pytest.fixture
def place(first, tmp_path):
    """The same, to be changed."""
    shutil.copytree(first.project.root, tmp_path / "project", symlinks=True)
    return Place(Project(tmp_path.resolve() / "project"))


def test_what_has_not_changed_is_not_made_again(first):
    before = first.files()
    assert first.build() == (False, [])
    assert first.files() == before


def test_a_build_that_changes_nothing_imports_nothing_that_computes(first):
    code, packages, printed = imported(first.project.root, "build", EDITION, "--engine", "pandoc")
    assert code == 0
    told, health = printed.strip().splitlines()
    assert told.endswith("as it stands: nothing changed")
    assert health.startswith(f"corridor: ok command=build edition={EDITION} built=0 reused=0 unchanged=1 ")
    heavy = {
        "altair",
        "great_expectations",
        "jinja2",
        "joblib",
        "numpy",
        "pandas",
        "papermill",
        "typst",
        "vl_convert",
    }
    assert heavy & packages == set()


def test_a_build_has_ready_what_its_figures_would_be_with_other_vintages(first):
    asked = exchanges(first.project, Built(first.out, EDITION))
    assert {(one.source, one.vintage.id) for one in asked} >= {
        ("migrant_stock", "rev2020"),
        ("population", "wpp2022"),
    }
    assert all(one.is_kept for one in asked)


@pytest.mark.parametrize("where", ["index.html", "editions/newest.js"])
def test_a_page_around_the_editions_that_was_changed_is_made_right(first, where):
    path = first.out / where
    before = path.read_bytes()
    path.write_bytes(before[:-1])
    changed, said = first.build()
    assert changed
    assert said[0].endswith(f"{where} is not as it was built")
    assert path.read_bytes() == before


@pytest.mark.parametrize("where", ["briefs/mng/index.html", "outlook/outlook.pdf", "manifest.json"])
def test_a_file_of_the_site_that_was_changed_is_made_right_from_what_is_kept(first, where):
    before = first.files()
    path = first.out / "editions" / EDITION / where
    path.write_bytes(path.read_bytes()[:-1])
    changed, said = first.build()
    assert changed
    assert said[0].endswith(f"{EDITION}/{where} is not as it was built")
    assert all(line.endswith(": as before") for line in said[1:])
    assert first.files() == before


def test_a_changed_template_has_its_pages_made_again_and_nothing_else(place):
    before = place.files()
    template = place.project.templates / "country_brief" / "_stocks.jinja"
    template.write_text(template.read_text(encoding="utf-8") + "\nA word more.\n", encoding="utf-8")
    changed, said = place.build()
    assert changed
    again = [line for line in said[1:] if not line.endswith(": as before")]
    briefs = [f"briefs/{slug}/index.qmd" for slug in ("mng", "prk")]
    # The page that compares economies leads to where the briefs tell a figure.
    texts = [*briefs, "compare/index.qmd"]
    assert again == [
        *(f"text of {one}: made again, because of templates/country_brief/_stocks.jinja" for one in texts),
        *(f"page {one}: made again, because of {one}" for one in briefs),
    ]
    assert "A word more." in (place.out / "editions" / EDITION / "briefs/mng/index.html").read_text(
        encoding="utf-8"
    )
    after = place.files()
    changed = {name for name in before if after.get(name) != before[name]}
    places = {name.split("/")[2] for name in changed}
    # What is made of all pages together: the volume, the index of the search.
    assert places - {"volume.pdf", "search", "pagefind"} == {
        "briefs",
        "manifest.json",
        "ro-crate-metadata.json",
    }


def test_a_damaged_entry_of_the_cache_is_found_and_made_again(place):
    before = place.files()
    shutil.rmtree(place.out)
    for folder in ("written", "notebooks", "pages/pages", "pages/files"):
        for path in sorted((place.project.cache / folder).iterdir()):
            content = path.read_bytes()
            path.write_bytes(content[: len(content) // 2])
    assert place.made() >= {"text of briefs/mng/index.qmd", "page briefs/mng/index.qmd"}
    assert place.files() == before


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_cache_that_cannot_be_written_to_is_no_fault(place):
    before = place.files()
    shutil.rmtree(place.out)
    for path in sorted(place.project.cache.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    place.build()
    assert place.files() == before


def test_a_cache_that_is_a_file_is_no_fault(place):
    before = place.files()
    shutil.rmtree(place.out)
    shutil.rmtree(place.project.cache / "written")
    (place.project.cache / "written").write_bytes(b"")
    assert "text of briefs/mng/index.qmd" in place.made()
    assert place.files() == before
