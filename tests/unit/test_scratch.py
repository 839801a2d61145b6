"""Temporary files of a run lie in one folder, which goes with it, or with the next run where it was killed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from corridor import keeping
from corridor.publishing.scratch import own_folder

HELD = """
import time
from corridor.publishing.scratch import own_folder
with own_folder():
    print(flush=True)
    time.sleep(60)
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.delenv("TMPDIR", raising=False)
    return tmp_path


def test_all_temporary_files_lie_in_it_and_go_with_it(place):
    with own_folder():
        folder = Path(tempfile.gettempdir())
        assert folder.parent == place
        assert os.environ["TMPDIR"] == str(folder)
        Path(tempfile.mkdtemp()).joinpath("file").write_text("x")
        with own_folder():
            assert tempfile.gettempdir() == str(folder)
    assert list(place.iterdir()) == []
    assert tempfile.gettempdir() == str(place)
    assert "TMPDIR" not in os.environ


def test_that_of_a_run_that_fails_goes_too(place):
    @own_folder()
    def fail():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(place.iterdir()) == []


def test_that_of_a_killed_run_goes_with_the_next_and_that_of_one_alive_stays(place):
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", HELD], env=os.environ | {"TMPDIR": str(place)}, stdout=subprocess.PIPE
        )
        for _ in "ab"
    ]
    try:
        for run in runs:
            run.stdout.readline()
        runs[0].send_signal(signal.SIGKILL)
        runs[0].wait()
        assert len(list(place.iterdir())) == 2
        with own_folder():
            assert len(list(place.iterdir())) == 2
        assert len(list(place.iterdir())) == 1
    finally:
        for run in runs:
            run.kill()
            run.wait()
            run.stdout.close()


def test_what_was_being_written_into_the_cache_goes_when_it_is_old(tmp_path):
    shelf = tmp_path / "charts"
    (shelf / ".folder").mkdir(parents=True)
    for name in (".old", ".new", "kept", ".folder/file"):
        (shelf / name).write_text("x")
    long_ago = time.time() - 7200
    for name in (".old", "kept", ".folder"):
        os.utime(shelf / name, (long_ago, long_ago))
    keeping.tidy(tmp_path)
    assert sorted(path.name for path in shelf.iterdir()) == [".new", "kept"]
