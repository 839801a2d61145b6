"""When a change is told: once it rests, once for many, never for what no build reads, always for what it does."""

import os
import threading
from itertools import chain, repeat

import pytest

from corridor.previewing import changes as module
from corridor.previewing.changes import changes
from corridor.project import Project


@pytest.fixture
def small(tmp_path):
    for name in ("definitions/economies.csv", "data/x/v1.csv", "templates/a/report.qmd.jinja", "_quarto.yml"):
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return Project(tmp_path / "project")


@pytest.fixture
def told(small):
    told = changes(small, small.root / "_site")
    assert next(told) == []
    return told


def write(project, name, text="other"):
    path = project.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_what_changed_while_it_was_built_is_told_next(small, told):
    write(small, "definitions/economies.csv")
    write(small, "data/y/v1.csv")
    (small.root / "_quarto.yml").unlink()
    assert next(told) == ["definitions/economies.csv", "data/y/v1.csv", "_quarto.yml"]


@pytest.mark.parametrize(
    "act",
    [
        lambda root: (root / "templates/a/report.qmd.jinja").write_text("other"),
        lambda root: (root / "new.txt").write_text("x"),
        lambda root: (root / "data/x/v1.csv").unlink(),
        lambda root: os.replace(root / "data/x/v1.csv", root / "templates/a/v2.csv"),  # noqa: PTH105
        lambda root: (root / "data/x").rename(root / "data/z"),
    ],
    ids=["written", "new", "gone", "moved", "folder"],
)
def test_what_changes_while_it_is_waited_for_is_told(small, told, act):
    write(small, "_quarto.yml", "a change that is told first")
    next(told)
    later = threading.Timer(0.5, act, [small.root])
    later.start()
    assert next(told)
    later.join()


def test_a_file_in_a_folder_that_was_made_a_moment_ago_is_seen(small, told):
    def act():
        (small.root / "reports").mkdir()
        threading.Timer(1.0, write, [small, "reports/editions/2026-1.yml"]).start()

    threading.Timer(0.5, act).start()
    assert next(told) == ["reports/editions/2026-1.yml"]


def test_a_table_that_is_a_link_is_watched_where_it_is(small, told, tmp_path):
    write(Project(tmp_path), "store/v2.csv")
    (small.data / "x" / "v2.csv").symlink_to(tmp_path / "store" / "v2.csv")
    assert next(told) == ["data/x/v2.csv"]
    threading.Timer(0.5, write, [Project(tmp_path), "store/v2.csv", "something else"]).start()
    assert next(told) == ["data/x/v2.csv"]


def test_what_no_build_reads_is_not_told(small, told):
    for name in (
        "_site/index.html",
        ".corridor/x",
        "tests/test_x.py",
        "templates/__pycache__/a.pyc",
        ".git/x",
    ):
        write(small, name)
    write(small, "data/x/v1.csv")
    assert next(told) == ["data/x/v1.csv"]


def test_another_folder_of_the_site_is_output_too(small):
    told = changes(small, small.root / "public")
    next(told)
    write(small, "public/index.html")
    write(small, "data/x/v1.csv")
    assert next(told) == ["data/x/v1.csv"]


def scripted(monkeypatch, acts):
    """Stand in for the system's notices: each act is something that stirs; then all is quiet."""
    calls = []

    def watch(*folders, **options):
        calls.append(options)
        return (act() or {"something"} if act else set() for act in acts)

    monkeypatch.setattr(module, "watch", watch)
    return calls


def test_many_quick_changes_are_told_once_when_they_have_come_to_rest(small, told, monkeypatch):
    acts = [lambda at=at: write(small, f"data/x/{at}.csv") for at in range(8)]
    scripted(monkeypatch, [None, *acts, None, None])
    assert len(next(told)) == 8


def test_what_never_rests_is_not_waited_for_for_ever(small, told, monkeypatch):
    count = iter(range(1000))
    scripted(monkeypatch, chain([None], repeat(lambda: write(small, "data/x/log.csv", "x" * next(count)))))
    assert next(told) == ["data/x/log.csv"]


def test_a_file_that_was_only_looked_at_or_written_as_it_was_begins_no_build_in_a_circle(
    small, told, monkeypatch
):
    looked = iter([lambda: None, None, lambda: write(small, "data/x/v1.csv"), None])
    scripted(monkeypatch, looked)
    assert next(told) == ["data/x/v1.csv"]


def test_where_the_system_watches_no_more_it_is_looked_again_and_again(small, told, monkeypatch):
    asked = []

    def watch(*folders, **options):
        asked.append(options.get("force_polling"))
        if not options.get("force_polling"):
            raise OSError(28, "No space left on device")
        write(small, "data/x/v1.csv")
        yield set()

    monkeypatch.setattr(module, "watch", watch)
    assert next(told) == ["data/x/v1.csv"]
    assert asked == [None, True]
