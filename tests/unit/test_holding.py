"""What is held is given only while its files are as they were, and only where it was asked to be held."""

import os
from pathlib import Path

import pytest

from corridor.editions import read_edition
from corridor.holding import holdable
from corridor.indicators import load_tables
from corridor.sources import load


@pytest.fixture
def read(tmp_path):
    """A function that reads a file of a name, and counts how often it did."""
    calls = []

    @holdable(key=lambda name, **_: name, files=lambda name, **_: [tmp_path / name])
    def read(name: str, *, loud: bool = False) -> str:
        """Read it."""
        calls.append(name)
        text = (tmp_path / name).read_text()
        return text.upper() if loud else text

    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
    read.calls = calls
    return read


def test_nothing_is_held_unasked(read):
    assert [read("a"), read("a"), read("a", loud=True)] == ["a", "a", "A"]
    assert read.calls == ["a", "a", "a"]
    assert (read.__name__, read.__doc__) == ("read", "Read it.")


def test_what_is_held_is_given_without_a_call(read):
    assert [read.hold("a"), read("a"), read("b"), read("b")] == ["a", "a", "b", "b"]
    assert read.calls == ["a", "b", "b"]


@pytest.mark.parametrize("change", ["content", "time", "other file", "gone"])
def test_what_is_held_is_not_given_once_its_file_is_touched(read, tmp_path, change):
    read.hold("a")
    path = tmp_path / "a"
    if change == "content":
        path.write_text("c")
        assert read("a") == "c"
    elif change == "time":
        os.utime(path, ns=(1, 1))
        assert read("a") == "a"
    elif change == "other file":
        (tmp_path / "new").write_text("a")
        (tmp_path / "new").rename(path)
        assert read("a") == "a"
    else:
        path.unlink()
        with pytest.raises(FileNotFoundError):
            read("a")
    assert read.calls == ["a", "a"]


def test_a_failure_is_not_held(read, tmp_path):
    with pytest.raises(FileNotFoundError):
        read.hold("c")
    (tmp_path / "c").write_text("now")
    assert read("c") == "now"


def test_all_is_remembered_for_a_while(read):
    read.hold("a")
    with read.remembering():
        assert [read("a"), read("b"), read("b")] == ["a", "b", "b"]
    assert [read("a"), read("b")] == ["a", "b"]
    assert read.calls == ["a", "b", "b"]


def test_tables_are_held_for_the_edition_they_were_read_for(project, nothing_held):
    edition, other = (read_edition(project, name) for name in ("2026-1", "2023-1"))
    with load.remembering(), load_tables.remembering():
        tables = load_tables(project, edition)
        assert load_tables(project, edition, keep_going=False) is tables
        assert load_tables(project, other) is not tables
        shared = load(project, "migrant_stock", edition.vintages["migrant_stock"])
        assert tables["migrant_stock"].checked.dataset is shared
    assert load(project, "treaties", "untc2022") is not load(project, "treaties", "untc2022")


def test_tables_rest_on_files_that_are_there(project):
    edition = read_edition(project, "2026-1")
    files = load_tables._files(project, edition)
    assert all(Path(path).is_file() for path in files)
    named = {path.relative_to(project.root).as_posix() for path in files}
    for source in load_tables(project, edition).sources:
        assert {
            f"data/{source}/{edition.vintages[source]}.csv.gz",
            f"data/{source}/source.yml",
            f"data_checks/{source}.py",
        } <= named
