"""Results kept by content: sealed, bounded, and never a reason to fail."""

import errno
import fcntl
import os
import tempfile

import pytest

from corridor.keeping import Shelf, key_of, place

KEY = key_of(["a result"])


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "kept", most=4)


def test_what_is_kept_is_taken_as_it_was(shelf):
    assert shelf.take(KEY) is None
    shelf.keep(KEY, b"content")
    assert shelf.take(KEY) == b"content"


@pytest.mark.parametrize(
    "damage", [lambda c: c[:-1], lambda c: c + b"x", lambda c: b"", lambda c: b"other" + c]
)
def test_a_damaged_result_counts_as_none_and_can_be_kept_again(shelf, tmp_path, damage):
    shelf.keep(KEY, b"content")
    path = tmp_path / "kept" / KEY
    path.write_bytes(damage(path.read_bytes()))
    assert shelf.take(KEY) is None
    shelf.keep(KEY, b"content")
    assert shelf.take(KEY) == b"content"


def test_those_not_asked_for_the_longest_give_way(shelf, tmp_path):
    for number in range(4):
        shelf.keep(f"{number}", b"x")
        os.utime(tmp_path / "kept" / f"{number}", (number, number))
    shelf.take("0")
    shelf.keep("4", b"x")
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == ["0", "4"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
def test_a_disk_that_takes_nothing_is_no_fault_and_keeps_no_half_file(shelf, tmp_path, monkeypatch, number):
    made = tempfile.NamedTemporaryFile

    def refusing(*args, **options):
        file = made(*args, **options)

        def refuse(content):
            file.file.write(content[:3])
            raise OSError(number, os.strerror(number))

        file.write = refuse
        return file

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refusing)
    shelf.keep(KEY, b"content")
    assert shelf.take(KEY) is None
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_folder_that_is_a_file_is_no_fault(tmp_path):
    (tmp_path / "kept").write_bytes(b"")
    shelf = Shelf(tmp_path / "kept", most=4)
    shelf.keep(KEY, b"content")
    assert shelf.take(KEY) is None


def test_no_lock_is_needed(shelf, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    monkeypatch.setattr(fcntl, "lockf", refuse)
    shelf.keep(KEY, b"content")
    assert shelf.take(KEY) == b"content"


def test_a_file_is_there_whole_or_not_at_all(tmp_path, monkeypatch):
    place(tmp_path / "file", b"before")

    def refuse(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("pathlib.Path.replace", refuse)
    with pytest.raises(KeyboardInterrupt):
        place(tmp_path / "file", b"after")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file", b"before")]
