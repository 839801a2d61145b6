"""Work in a process beside: what it makes is there when it was waited for, and so is what it was refused for."""

import gc
import os
import signal
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from corridor import beside as module
from corridor.beside import beside, left_alone
from corridor.errors import RenderingError, UsageError

linux = pytest.mark.skipif(sys.platform != "linux", reason="forks")


@pytest.fixture(autouse=True)
def single(monkeypatch):
    """Tests before may have left threads of libraries; none of them is used here."""
    monkeypatch.setattr(module, "threads", lambda: 1)


def note(file: Path) -> None:
    file.write_text(str(os.getpid()))


@linux
def test_what_is_done_beside_is_there_when_it_was_waited_for(tmp_path: Path):
    with beside(partial(note, tmp_path / "a")) as done:
        done()
        assert int((tmp_path / "a").read_text()) != os.getpid()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize("why", ["not asked to", "threads", "no forks"])
def test_without_a_process_beside_it_is_done_when_it_is_waited_for(tmp_path: Path, monkeypatch, why: str):
    if why == "threads":
        monkeypatch.setattr(module, "threads", lambda: 2)
    if why == "no forks":
        monkeypatch.setattr(module, "why_not_forking", lambda: "another system")
    with beside(partial(note, tmp_path / "a"), aside=why != "not asked to") as done:
        assert not (tmp_path / "a").exists()
        done()
    assert int((tmp_path / "a").read_text()) == os.getpid()


def refuse() -> None:
    raise UsageError("No.", expected="yes")


def fail() -> None:
    raise KeyError("one of ours")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@linux
@pytest.mark.parametrize(
    ("work", "kind", "told"),
    [
        (refuse, UsageError, "No."),
        (fail, RuntimeError, "one of ours"),
        (die, RenderingError, "ended from outside"),
    ],
)
def test_what_goes_wrong_beside_is_raised_when_it_is_waited_for(work, kind, told):
    with pytest.raises(kind, match=told), beside(work) as done:
        done()


@linux
def test_who_does_not_wait_ends_it(tmp_path: Path):
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(UsageError), beside(partial(time.sleep, 600)):
        refuse()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_garbage_is_looked_for_again_afterwards():
    with left_alone():
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0
