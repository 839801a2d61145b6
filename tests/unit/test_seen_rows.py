"""A run of a notebook is made again if, and only if, rows or files changed that it saw."""

import shutil
import sys

import pytest
from seen_samples import MEMBERS, VINTAGES, asking, change, replaced, seen_project, without

from corridor import seen_now
from corridor.kept_notebooks import KeptNotebooks
from corridor.kernels.fleet import Fleet
from corridor.notebooks import Run, run_many

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
ED = {"edition": "2026-1"}
RUNS = [
    *(Run("economy", {"economy": code, **ED}, code) for code in MEMBERS),
    Run("regional", ED, "small"),
]
ALL = [*MEMBERS, "small"]


@pytest.fixture(scope="module")
def ground(project, tmp_path_factory):
    """A small project, a process that forks kernels for it, and what its files hold."""
    own = seen_project(project, tmp_path_factory.mktemp("seen") / "project")
    (own.data / "mine.csv").write_text("a\n", encoding="utf-8")
    before = tmp_path_factory.mktemp("before") / "project"
    shutil.copytree(own.root, before)
    with Fleet(own, 2) as fleet:
        yield own, fleet, before


@pytest.fixture(scope="module")
def first(ground, tmp_path_factory):
    """What is kept of the runs, and what they gave."""
    own, fleet, _ = ground
    folder = tmp_path_factory.mktemp("first")
    made = built(own, fleet, folder)
    assert made[2] == ALL
    return own.cache / "notebooks", made


@pytest.fixture
def small(ground, first, tmp_path):
    """The project as it was, with all runs kept."""
    own, fleet, before = ground
    kept = tmp_path / "kept"
    shutil.copytree(first[0], kept)
    yield own, fleet, kept
    for name in ("data", "definitions", "reports"):
        shutil.rmtree(own.root / name)
        shutil.copytree(before / name, own.root / name)


def built(project, fleet, folder, kept=None, runs=RUNS):
    """What runs give by whom they are for, their notebooks, and who was run."""
    known = KeptNotebooks(project, kept or project.cache / "notebooks")
    to_run = [one.name for one in runs if not known.has(one)]
    sets = {one.subject: one for one in run_many(project, runs, folder, fleet=fleet, kept=known)}
    return sets, {path.name: path.read_bytes() for path in sorted(folder.iterdir())}, to_run


def not_kept(small, runs=RUNS):
    known = KeptNotebooks(small[0], small[2])
    return [one.name for one in runs if not known.has(one)]


@pytest.mark.parametrize(
    ("source", "how", "whom"),
    [
        ("students", replaced("JPN,2020,", 3, "7"), ["JPN", "small"]),
        ("students", replaced("USA,2020,", 3, "7"), []),
        ("population", replaced("MNG,2020,estimate,total", 4, "5.5"), ["MNG", "small"]),
        ("population", replaced("WLD,2020,estimate,total", 4, "5.5"), ["small"]),
        ("population", without("MNG,2020,"), ["MNG", "small"]),
        ("population", without("USA,2020,"), []),
        ("population", lambda rows: ["USA,1991,estimate,total,7.5", *rows], ALL),
        ("migrant_stock", replaced("JPN,KOR,2020,both", 4, "7"), ["JPN", "KOR", "small"]),
        ("migrant_stock", lambda rows: [*rows, "KOR,JPN,2020,both,7"], ["JPN", "KOR", "small"]),
        ("migrant_stock", replaced("USA,CHN,2020,both", 4, "7"), ["small"]),
    ],
)
def test_changed_rows_redo_what_sees_them(small, tmp_path, source, how, whom):
    change(small[0], source, how)
    assert not_kept(small) == whom


def test_what_is_taken_is_as_if_it_were_run_anew(small, first, tmp_path):
    project, fleet, kept = small
    change(project, "students", replaced("JPN,2020,", 3, "7"))
    change(project, "population", without("USA,2020,"))
    made = built(project, fleet, tmp_path / "again", kept)
    assert made[2] == ["JPN", "small"]
    assert built(project, fleet, tmp_path / "taken", kept) == (*made[:2], [])
    anew = built(project, fleet, tmp_path / "anew", tmp_path / "nothing")
    assert made[:2] == anew[:2]
    old, new = (
        {used.source: used.sha256 for value in one["KOR"] for used in value.inputs}
        for one in (first[1][0], made[0])
    )
    assert [source for source in VINTAGES if old[source] != new[source]] == ["population", "students"]
    assert made[1]["economy-KOR.ipynb"] == first[1][1]["economy-KOR.ipynb"]
    assert made[1]["economy-JPN.ipynb"] != first[1][1]["economy-JPN.ipynb"]


def test_nothing_changed_reads_no_table(small, monkeypatch):
    monkeypatch.setattr(seen_now, "load", None)
    known = KeptNotebooks(small[0], small[2])
    assert all(map(known.has, RUNS))


@pytest.mark.parametrize(
    ("name", "old", "new", "whom"),
    [
        ("definitions/economies.csv", ",Mongolia,Mongolia,", ",Mongolia,Mongol land,", ALL),
        ("definitions/regions/small.yml", "Three.", "Not many.", ALL),
        ("definitions/regions/north-east-asia.yml", "Nine", "9", []),
        ("definitions/statements.yml", "\n", "\n\n", []),
        ("reports/editions/2026-1.yml", "title: Small", "title: Smaller", ALL),
        ("data/students/source.yml", "status: ", "status:  ", []),
        ("data/students/source.yml", "publisher: ", "publisher: The ", ALL),
        ("data_checks/students.py", "\n", "\n\n", []),
    ],
)
def test_changed_files_redo_what_sees_them(small, name, old, new, whom):
    path = small[0].root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert not_kept(small) == whom


def test_what_a_run_rests_on_is_told_in_words(small):
    project, _, kept = small
    before = KeptNotebooks(project, kept).depends(RUNS[0])
    change(project, "students", replaced("JPN,2020,", 3, "7"))
    after = KeptNotebooks(project, kept).depends(RUNS[0])
    assert {name for name in before | after if before.get(name) != after.get(name)} == {
        "data/students uis2025, rows of JPN"
    }
    assert {"notebooks/economy.ipynb", "the code of Corridor", "definitions/economies.csv"} <= set(before)
    assert not any(code in name for name in before for code in ("KOR", "MNG"))
    assert not any(name.startswith(("/", "names in")) for name in before)
    assert KeptNotebooks(project, kept / "none").depends(RUNS[0]).keys() < before.keys()


OWN = {
    "files": """
print((project.data / "mine.csv").read_text(), sorted(path.name for path in project.data.iterdir()))
try:
    open("data/later.csv")
except OSError:
    print("none")
""",
    "command": 'import subprocess\nprint(subprocess.run(["true"]).returncode)',
    "extension": "import _testcapi",
    "table": 'print(tables["students"].checked.table.iloc[0])',
    "dataset": 'from corridor.sources import load\nload(project, "students", "uis2025")',
    "digest": 'print(tables["students"].sha256)',
}


@pytest.fixture(scope="module")
def own(ground, tmp_path_factory):
    """Notebooks that see more than their questions to tables tell, all run, and where they are kept."""
    project, fleet, _ = ground
    for name, source in OWN.items():
        asking(project, name, source)
    runs = {name: Run(name, {"economy": "JPN", **ED}, name) for name in OWN}
    kept = project.cache / "own"
    known = KeptNotebooks(project, kept)
    list(run_many(project, list(runs.values()), tmp_path_factory.mktemp("own"), fleet=fleet, kept=known))
    return runs, kept


@pytest.mark.parametrize("name", OWN)
def test_what_a_notebook_sees_past_its_questions_is_noted(small, own, name):
    project, (runs, kept) = small[0], own
    assert KeptNotebooks(project, kept).has(runs[name])
    told = KeptNotebooks(project, kept).depends(runs[name])
    assert (seen_now.EVERYTHING in told) == (name not in ("files", "dataset"))
    change(project, "students", replaced("USA,2020,", 3, "7"))
    assert KeptNotebooks(project, kept).has(runs[name]) == (name == "files")


@pytest.mark.parametrize("name", ["data/mine.csv", "data/later.csv", "data/another/source.yml"])
def test_files_that_a_notebook_opens_are_noted(small, own, name):
    path = small[0].root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("another\n", encoding="utf-8")
    assert not KeptNotebooks(small[0], own[1]).has(own[0]["files"])
