"""Runs of notebooks are kept: one that would see the same is not run again."""

import pytest
from kernel_samples import small_notebook, small_project

from corridor import notebooks
from corridor.keeping import Shelf
from corridor.kept_notebooks import KeptNotebooks
from corridor.notebooks import Run, run_many

RUNS = [Run("counts", {"economy": code}, code) for code in ("JPN", "KOR")]


@pytest.fixture
def small(tmp_path):
    (tmp_path / "project").mkdir()
    project = small_project(tmp_path / "project")
    small_notebook(project, "counts", "open(f'ran-{economy}', 'a').write('x')")
    return project


def built(project, folder, runs=RUNS):
    """What runs give, and who was run for it."""
    for path in project.root.glob("ran-*"):
        path.unlink()
    kept = KeptNotebooks(project, project.cache / "notebooks")
    sets = sorted(run_many(project, runs, folder, jobs=2, kept=kept), key=lambda one: one.subject)
    files = {path.name: path.read_bytes() for path in folder.glob("*.ipynb")}
    return sets, files, sorted(path.name.removeprefix("ran-") for path in project.root.glob("ran-*"))


def test_what_was_run_is_taken(small, tmp_path, monkeypatch):
    sets, files, ran = built(small, tmp_path / "one")
    assert (len(sets), sorted(files), ran) == (2, ["counts-JPN.ipynb", "counts-KOR.ipynb"], ["JPN", "KOR"])
    monkeypatch.setattr(notebooks, "run_warm", None)
    assert built(small, tmp_path / "two") == (sets, files, [])


def test_a_run_with_other_parameters_is_another(small, tmp_path):
    built(small, tmp_path / "one")
    more = [*RUNS, Run("counts", {"economy": "CHN"}, "CHN")]
    assert built(small, tmp_path / "two", more)[2] == ["CHN"]


@pytest.mark.parametrize(
    "name", ["data/x/v1.csv", "definitions/economies.csv", "data_checks/x.py", "reports/editions/e.yml",
             "requirements.lock", "notebooks/counts.ipynb"],
)  # fmt: skip
def test_what_a_notebook_can_see_has_it_run_again(small, tmp_path, name):
    path = small.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text("a\n", encoding="utf-8")
    built(small, tmp_path / "one")
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert built(small, tmp_path / "two")[2] == ["JPN", "KOR"]


@pytest.mark.parametrize("name", ["templates/country_brief/x.jinja", "reports/pages/x.qmd", "_quarto.yml"])
def test_what_a_notebook_does_not_see_has_nothing_run(small, tmp_path, name):
    built(small, tmp_path / "one")
    path = small.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("another\n", encoding="utf-8")
    assert built(small, tmp_path / "two")[2] == []


def test_our_own_code_has_it_run_again(small, tmp_path, monkeypatch):
    built(small, tmp_path / "one")
    monkeypatch.setattr("corridor.kept_notebooks._LIBRARIES", ("pandas",))
    assert built(small, tmp_path / "two")[2] == ["JPN", "KOR"]


def test_a_damaged_run_is_made_again(small, tmp_path):
    first = built(small, tmp_path / "one")
    paths = sorted((small.cache / "notebooks").iterdir())
    paths[0].write_bytes(paths[0].read_bytes()[:-1])
    paths[1].write_bytes(b"")
    assert built(small, tmp_path / "two") == first
    assert built(small, tmp_path / "three")[2] == []


def test_a_folder_that_is_none_is_no_fault(small, tmp_path):
    small.cache.mkdir(exist_ok=True)
    (small.cache / "notebooks").write_text("", encoding="utf-8")
    assert built(small, tmp_path / "one")[2] == ["JPN", "KOR"]
    assert built(small, tmp_path / "two")[2] == ["JPN", "KOR"]


def test_a_shelf_lets_go_of_what_was_not_asked_for_the_longest(tmp_path):
    shelf = Shelf(tmp_path / "shelf", most=4)
    for number in range(5):
        shelf.keep(str(number), b"content")
        if number >= 1:
            assert shelf.take("0") == b"content"
    assert len(list((tmp_path / "shelf").iterdir())) <= 4
    assert shelf.take("4") == b"content"
    assert shelf.take("1") is None
    assert shelf.take("none") is None
