"""A build of the preview is a process of its own, which ends with what came of it, or is ended whole."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from corridor.errors import ConfigurationError, CorridorError
from corridor.previewing import child, rebuilding
from corridor.previewing.act import _ended_as_by_an_interrupt
from corridor.previewing.rebuilding import Order, rebuild
from corridor.project import Project

PATIENCE = 60


@pytest.fixture(autouse=True)
def interrupts_arrive():
    """Where tests run in the background of a shell, they are passed over from the start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def small(tmp_path):
    (tmp_path / "definitions").mkdir()
    (tmp_path / "_quarto.yml").write_text("", encoding="utf-8")
    return Project(tmp_path)


@pytest.fixture
def order(small):
    return Order(engine="pandoc", out=str(small.root / "_site"))


def stand_in(monkeypatch, folder, body):
    """Let another program be what builds."""
    program = folder / "python"
    program.write_text(
        f"#!{sys.executable}\nimport os, signal, subprocess, sys, time\n{body}", encoding="utf-8"
    )
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))


def test_what_is_wrong_comes_back_as_the_error_that_it_is(small, order):
    with pytest.raises(ConfigurationError) as caught:
        rebuild(small, order)
    assert caught.value.message == "The project has no edition."
    assert caught.value.exit_code == 11


@pytest.mark.parametrize(
    ("body", "found"),
    [("sys.exit(3)", "exit status 3"), ("os.kill(os.getpid(), signal.SIGKILL)", "ended by SIGKILL")],
)
def test_a_build_that_ends_without_a_word_says_how(small, order, monkeypatch, tmp_path, body, found):
    stand_in(monkeypatch, tmp_path, body)
    with pytest.raises(CorridorError) as caught:
        rebuild(small, order)
    assert caught.value.found == found
    assert caught.value.todo


def gone(pid):
    """Whether a process has ended; one that nobody has waited for yet has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in {"Z", "X"}
    except OSError:
        return True


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
@pytest.mark.parametrize("stubborn", [False, True])
def test_an_interrupt_ends_the_build_with_all_that_it_started(small, order, monkeypatch, tmp_path, stubborn):
    monkeypatch.setattr(rebuilding, "GRACE", 0.2 if stubborn else PATIENCE)
    pids = tmp_path / "pids"
    stand_in(
        monkeypatch,
        tmp_path,
        f"stubborn = {stubborn}\n"
        "if stubborn: signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "other = subprocess.Popen(['sleep', '600'])\n"
        f"open({str(pids) + '.part'!r}, 'w').write(f'{{os.getpid()}} {{other.pid}}')\n"
        f"os.rename({str(pids) + '.part'!r}, {str(pids)!r})\n"
        "time.sleep(600)\n",
    )

    def interrupt():
        while not pids.exists():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        rebuild(small, order)
    thread.join()
    deadline = time.monotonic() + PATIENCE
    waiting = pids.read_text().split()
    while waiting and time.monotonic() < deadline:
        waiting = [pid for pid in waiting if not gone(pid)]
    assert waiting == []


def test_what_a_killed_build_was_working_on_is_put_away(small, order, monkeypatch, tmp_path):
    monkeypatch.setattr(rebuilding, "GRACE", 0.1)
    left = small.root / "._site-building-abc"
    left.mkdir()
    (left / "alive").touch()
    stand_in(
        monkeypatch,
        tmp_path,
        f"signal.signal(signal.SIGINT, signal.SIG_IGN)\nos.kill({os.getpid()}, signal.SIGINT)\ntime.sleep(600)",
    )
    with pytest.raises(KeyboardInterrupt):
        rebuild(small, order)
    assert sorted(path.name for path in small.root.iterdir() if path.name.startswith("._site")) == []


def test_a_special_case_of_an_error_is_told_as_its_kind():
    class SpecialError(ConfigurationError):
        pass

    assert child._kind(SpecialError("x")) == "ConfigurationError"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_end_is_as_an_interrupt(number):
    # Where tests run under nohup, it is passed over from the start.
    before = signal.signal(number, signal.SIG_DFL)
    try:
        with pytest.raises(KeyboardInterrupt), _ended_as_by_an_interrupt():
            signal.raise_signal(number)
        assert signal.getsignal(number) == signal.SIG_DFL
    finally:
        signal.signal(number, before)


def test_what_nohup_passes_over_stays_so():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with _ended_as_by_an_interrupt():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
