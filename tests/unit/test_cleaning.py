"""What is kept between builds is bounded: the longest unasked goes first, and nothing is left half."""

import os

import pytest

from corridor import cleaning
from corridor.errors import ConfigurationError
from corridor.project import Project


@pytest.fixture
def held(tmp_path):
    """A cache with three results of a hundred bytes, of which one is a folder, from old to new."""
    names = ("charts/old", "fonts/print-1/one.otf", "fonts/print-1/two.otf", "pages/files/new")
    for age, name in enumerate(names):
        path = tmp_path / ".corridor" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * (50 if "print" in name else 100))
        os.utime(path, ns=(age, age))
    return Project(tmp_path)


def left(project):
    return sorted(p.relative_to(project.cache).as_posix() for p in project.cache.rglob("*") if p.is_file())


@pytest.mark.parametrize(
    ("most", "files", "kept"),
    [
        (300, 0, ["charts/old", "fonts/print-1/one.otf", "fonts/print-1/two.otf", "pages/files/new"]),
        (299, 1, ["fonts/print-1/one.otf", "fonts/print-1/two.otf", "pages/files/new"]),
        (199, 3, ["pages/files/new"]),
        (0, 4, []),
    ],
)
def test_the_longest_unasked_goes_first_and_whole(held, most, files, kept):
    done = cleaning.clean(held, most=most)
    assert left(held) == kept
    assert done.files == files
    assert (done.freed, done.left) == (
        300 - done.left,
        sum((held.cache / name).stat().st_size for name in kept),
    )


def test_a_project_that_keeps_nothing_is_clean(tmp_path):
    assert cleaning.clean(Project(tmp_path), most=0) == cleaning.Cleaned(0, 0, 0)


def test_what_cannot_be_removed_is_told(held, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.unlink", refuse)
    with pytest.raises(ConfigurationError) as caught:
        cleaning.clean(held, most=0)
    assert caught.value.where == ".corridor/charts/old"
    assert caught.value.found == "Permission denied"
