"""Runs of notebooks are kept: one that would see the same is not run again."""

import hashlib

import pytest
from kernel_samples import small_notebook, small_project

from corridor import inputs, notebooks
from corridor.indicators import IndicatorSet, IndicatorValue
from corridor.keeping import Shelf
from corridor.kept_notebooks import KeptNotebooks
from corridor.notebooks import Run, run_many
from corridor.seen_now import EVERYTHING, Now

RUNS = [Run("counts", {"economy": code}, code) for code in ("JPN", "KOR")]
JPN = RUNS[0]


@pytest.fixture(autouse=True)
def code_once(monkeypatch):
    """Our own code stays as it is, and need not be read for each test."""
    monkeypatch.setattr(inputs, "code", lambda: "code")


@pytest.fixture
def small(tmp_path):
    (tmp_path / "project").mkdir()
    project = small_project(tmp_path / "project")
    small_notebook(project, "counts", "open(f'ran-{economy}', 'a').write('x')")
    return project


@pytest.fixture
def kept(small):
    """Make anew what knows of kept runs, as each build does."""
    return lambda: KeptNotebooks(small, small.cache / "notebooks")


def written(project, name, text="a\n"):
    path = project.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def saw(project, *files, **others):
    """What a run notes that opened some files."""
    digests = {name: digest(project, name) for name in files}
    return {"tables": {}, "files": digests, "folders": {}, "escaped": "", "unsure": []} | others


def digest(project, name):
    path = project.root / name
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def keep(project, known, seen, one=JPN, text="{}", number=5.0):
    """Keep a run that was never made."""
    out = written(project, f"out/{one.name}.ipynb", text)
    about = {"economy": one.name, "indicator": "immigrant_stock", "counterpart": "", "year": 2024}
    value = IndicatorValue(**about, value=number, unit="persons", status="estimated")
    values = IndicatorSet.from_values([value], edition="2026-1", subject=one.name, base_year=2024)
    known.keep(one, out, values, seen)
    return values


def test_what_was_run_is_taken(small, kept, tmp_path, monkeypatch):
    def built(folder):
        sets = sorted(run_many(small, RUNS, folder, jobs=2, kept=kept()), key=lambda one: one.subject)
        return sets, {path.name: path.read_bytes() for path in folder.glob("*.ipynb")}

    first = built(tmp_path / "one")
    assert (len(first[0]), sorted(first[1])) == (2, ["counts-JPN.ipynb", "counts-KOR.ipynb"])
    monkeypatch.setattr(notebooks, "run_warm", None)
    assert built(tmp_path / "two") == first
    assert not any(EVERYTHING in kept().depends(one) for one in RUNS)
    assert not kept().has(Run("counts", {"economy": "CHN"}, "CHN"))
    written(small, "data/x/v1.csv")
    assert all(map(kept().has, RUNS))


def test_what_is_kept_is_given_as_it_was(small, kept, tmp_path):
    values = keep(small, kept(), saw(small), text='{"a": 1}')
    out = tmp_path / "elsewhere" / "taken.ipynb"
    assert (kept().take(JPN, out), out.read_text()) == (values, '{"a": 1}')
    assert kept().take(RUNS[1], out) is None


@pytest.mark.parametrize("name", ["requirements.lock", "notebooks/counts.ipynb", "definitions/own.csv"])
@pytest.mark.parametrize("noted", [True, False])
def test_what_a_notebook_saw_has_it_run_again(small, kept, name, noted):
    path = small.root / name if (small.root / name).exists() else written(small, name)
    keep(small, kept(), saw(small, "definitions/own.csv") if noted else None)
    assert kept().has(JPN)
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert not kept().has(JPN)


@pytest.mark.parametrize(
    "name", ["data/x/v1.csv", "definitions/x.yml", "data_checks/x.py", "reports/editions/e.yml"]
)
@pytest.mark.parametrize(
    "seen", [None, {"escaped": "a command is started"}, {"keep_going": True}, {}], ids=str
)
def test_any_data_have_a_run_made_again_that_may_have_seen_anything(small, kept, name, seen):
    written(small, name)
    one = (
        Run("counts", {"economy": "JPN", "keep_going": True}, "JPN") if seen and "keep_going" in seen else JPN
    )
    keep(small, kept(), seen if seen is None else saw(small) | seen, one)
    assert kept().has(one)
    assert (EVERYTHING in kept().depends(one)) == (seen != {})
    written(small, name, "another\n")
    assert kept().has(one) == (seen == {})


@pytest.mark.parametrize("name", ["templates/country_brief/x.jinja", "reports/pages/x.qmd", "_quarto.yml"])
def test_what_a_notebook_does_not_see_has_nothing_run(small, kept, name):
    keep(small, kept(), None)
    written(small, name, "another\n")
    assert kept().has(JPN)


def test_our_own_code_has_it_run_again(small, kept, monkeypatch):
    keep(small, kept(), saw(small))
    monkeypatch.setattr(inputs, "code", lambda: "another")
    assert not kept().has(JPN)
    keep(small, kept(), saw(small))
    assert kept().has(JPN)
    monkeypatch.setattr(inputs, "libraries", lambda: "others")
    assert not kept().has(JPN)


def test_a_run_whose_files_changed_meanwhile_is_not_kept(small, kept):
    written(small, "own.csv")
    noted = saw(small, "own.csv")
    keep(small, kept(), noted | {"unsure": ["own.csv"]})
    assert not kept().has(JPN)
    written(small, "own.csv", "another\n")
    keep(small, kept(), noted)
    assert not kept().has(JPN)


def test_what_earlier_runs_saw_is_remembered(small, kept, tmp_path):
    """A run may see other files by what one of them says."""
    out = tmp_path / "taken.ipynb"
    for number, name in enumerate(("first.csv", "second.csv")):
        written(small, "which", name)
        written(small, name)
        keep(small, kept(), saw(small, "which", name), number=float(number))
    for number, name in enumerate(("first.csv", "second.csv")):
        written(small, "which", name)
        assert kept().take(JPN, out).values[0].value == number
    written(small, "first.csv", "another\n")
    assert kept().has(JPN)
    written(small, "which", "first.csv")
    assert not kept().has(JPN)


def test_a_damaged_run_is_made_again(small, kept):
    keep(small, kept(), saw(small))
    paths = sorted((small.cache / "notebooks").iterdir())
    assert len(paths) == 2
    for path in paths:
        whole = path.read_bytes()
        for damaged in (whole[:-1], b"", whole.replace(b"[", b"(", 1)):
            path.write_bytes(damaged)
            assert not kept().has(JPN)
            keep(small, kept(), saw(small))
            assert kept().has(JPN)


def test_a_folder_that_is_none_is_no_fault(small, kept):
    written(small, ".corridor/notebooks", "")
    keep(small, kept(), saw(small))
    assert not kept().has(JPN)
    assert "the code of Corridor" in kept().depends(JPN)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("a = tables['x'].where(iso3='JPN').sum()", ""),
        ("a = tables['x']._checked", "it uses ._checked"),
        ("a = tables['x'].measure[3]", "it uses .measure"),
        ("a = getattr(tables, name)", "it uses getattr"),
        ("import gc", "it imports gc"),
        ("%who", "it has a cell that is not plain Python"),
    ],
)
def test_a_notebook_that_gets_past_the_questions_may_see_anything(small, kept, source, why):
    small_notebook(small, "counts", source)
    assert Now(small).past_questions("counts") == why
    keep(small, kept(), saw(small))
    assert (EVERYTHING in kept().depends(JPN)) == bool(why)


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
