"""A site is exchanged in one step: killed or out of room at any moment, readers have the old site or the new one."""

import errno
import fcntl
import multiprocessing
import os
import shutil
import signal
import sys
from pathlib import Path

import pytest

from corridor.editions import read_edition
from corridor.errors import ConfigurationError
from corridor.manifest import write_json
from corridor.publishing import act, exchange, lock
from corridor.publishing.register import read_register

OLD = {"index.html": "old", "editions/2023-1/index.html": "2023", "editions/2023-1/data/indicators.csv": "x"}
FORK = multiprocessing.get_context("fork")
# What the interpreter reports before it does it; a step of ours is a system call of no other name.
EVENTS = frozenset({"open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "corridor.put"})


def tree(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


def lay(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def beside(out: Path) -> list[str]:
    return sorted(p.name for p in out.parent.iterdir() if p.name != out.name)


@pytest.fixture
def publish(project, tmp_path):
    """Publish a small edition beside an older one; the pages around are one file."""
    edition = read_edition(project, "2026-1")
    out = tmp_path / "_site"

    def run() -> None:
        with act.told(out), lock.workshop(out) as work:
            ready = work / "site"
            lay(ready, {"index.html": "2026", "briefs/jpn/index.html": "Japan"})
            write_json(
                ready / "manifest.json", {"edition": "2026-1", "published": "2026-07-01", "artefacts": {}}
            )

            def around(site: Path) -> None:
                (site / "index.html").unlink(missing_ok=True)
                (site / "index.html").write_text("new")

            with lock.exclusive(out):
                act.publish(project, edition, ready, out, work, around=around)

    return out, run


def watched(out: Path, stop_at: int, how) -> None:
    """Stop at the n-th change to anything beside the site or in it."""
    seen = 0

    def hook(event, arguments):
        nonlocal seen
        # A folder that is removed from within is named by its entries alone.
        near = any(
            isinstance(a, (str, bytes, os.PathLike)) and str(out.parent) in os.fsdecode(a) for a in arguments
        )
        reads = event == "open" and arguments[1] == "r"
        if event in EVENTS and not reads and (near or event in ("os.remove", "os.rmdir")):
            seen += 1
            if seen == stop_at:
                how()

    sys.addaudithook(hook)


def in_child(work) -> int:
    """Run something in a process of its own, and give how it ended."""
    child = FORK.Process(target=work)
    child.start()
    child.join(60)
    if child.exitcode is None:
        child.kill()
        child.join()
    return int(child.exitcode or 0)


def killed(out: Path, run, stop_at: int) -> bool:
    """Whether publishing was killed at its n-th step, or was done before."""

    def work() -> None:
        watched(out, stop_at, lambda: os.kill(os.getpid(), signal.SIGKILL))
        run()
        os._exit(0)

    code = in_child(work)
    assert code in (0, -signal.SIGKILL)
    return code != 0


@pytest.fixture(params=["one call", "two renames"])
def way(request, monkeypatch):
    if request.param == "two renames":
        monkeypatch.setattr(exchange, "_system_call", lambda: None)
    elif exchange._system_call() is None:
        pytest.skip("this system cannot exchange folders")
    return request.param


def test_killed_at_every_step_readers_have_the_old_site_or_the_new(publish, way):
    out, run = publish
    seen = {"old": 0, "new": 0, "none": 0}
    new = None
    for stop_at in range(1, 1000):
        shutil.rmtree(out.parent)
        lay(out, OLD)
        if not killed(out, run, stop_at):
            break
        found = tree(out) if out.exists() else None
        state = "none" if found is None else "old" if found == OLD else "new"
        seen[state] += 1
        # Whoever comes next mends what is left and has the edition published.
        run_again(run, out)
        new = new or tree(out)
        assert found in (None, OLD, new)
        assert tree(out) == new
        assert beside(out) == []
    else:
        pytest.fail("publishing never ended")
    assert seen["old"] > 20
    assert seen["new"] > 3
    # Two renames leave one moment without a site, which the next run mends; one call leaves none.
    assert seen["none"] == (1 if way == "two renames" else 0)
    assert {"index.html", "editions/published.json", "editions/2026-1/briefs/jpn/index.html"} <= new.keys()
    assert new["index.html"] == "new"
    assert new["editions/2023-1/index.html"] == "2023"


def run_again(run, out: Path) -> None:
    """Publish after a kill: what was set aside is back before anything is judged."""
    with lock.workshop(out):
        pass
    if "2026-1" not in read_register(out):
        run()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_out_of_room_at_any_step_is_told_and_changes_nothing(publish, number):
    out, run = publish
    refused = []
    for stop_at in range(1, 1000, 1 if number == errno.ENOSPC else 5):
        shutil.rmtree(out.parent)
        lay(out, OLD)
        reached, told = faulty(out, run, stop_at, OSError(number, os.strerror(number), str(out)))
        if not reached:
            break
        found = tree(out)
        if told:
            assert os.strerror(number) in told
            assert "as it was" in told
            assert found == OLD
            refused.append(stop_at)
        else:
            # What is swallowed is a folder that was there already, or tidying up afterwards.
            assert found["index.html"] == "new"
        run_again(run, out)
        assert tree(out)["index.html"] == "new"
        assert beside(out) == []
    else:
        pytest.fail("publishing never ended")
    assert len(refused) > (25 if number == errno.ENOSPC else 5)


def faulty(out: Path, run, stop_at: int, fault: OSError) -> tuple[bool, str]:
    """Publish with a fault at the n-th step: whether it came to that, and what was told."""
    receiving, sending = FORK.Pipe(duplex=False)

    def work() -> None:
        reached = []

        def fail() -> None:
            reached.append(True)
            raise fault

        watched(out, stop_at, fail)
        try:
            run()
            told = ""
        except ConfigurationError as error:
            told = str(error)
        sending.send((bool(reached), told))
        os._exit(0)

    assert in_child(work) == 0
    return receiving.recv()


def test_a_disk_that_is_really_full(publish, tmp_path):
    out, _ = publish
    small = tmp_path / "small"
    small.mkdir()
    if os.system(f"mount -t tmpfs -o size=64k none {small} 2>/dev/null"):  # noqa: S605 - a path of our own
        pytest.skip("no small disk can be had here")
    try:
        lay(small / "_site", OLD)
        with (
            pytest.raises(ConfigurationError) as refused,
            act.told(out),
            lock.workshop(small / "_site") as work,
        ):
            (work / "site").write_bytes(b"x" * 100_000)
        assert "No space left on device" in str(refused.value)
        assert tree(small / "_site") == OLD
        assert beside(small / "_site") == []
    finally:
        os.system(f"umount {small}")  # noqa: S605


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_settling_that_fails_at_any_place_changes_nothing(publish, monkeypatch, number):
    out, run = publish
    lay(out, OLD)
    real = os.fsync
    for failing in range(1, 100):
        left = [failing]

        def settle(file, left=left):
            left[0] -= 1
            if left[0] == 0:
                raise OSError(number, os.strerror(number))
            real(file)

        monkeypatch.setattr(os, "fsync", settle)
        told = ""
        try:
            run()
        except ConfigurationError as error:
            told = str(error)
        if not told:
            break
        assert os.strerror(number) in told
        assert tree(out) == OLD
        assert beside(out) == []
    # The last of all is that of the folder in which the site has changed places already.
    assert left[0] <= 0
    assert failing > 10
    assert tree(out)["index.html"] == "new"


def test_what_is_collected_while_a_folder_is_copied_is_told(tmp_path):
    full = [("a", "b", "[Errno 28] No space left on device: 'a' -> 'b'")]
    with pytest.raises(ConfigurationError, match="No space left"), act.told(tmp_path):
        raise shutil.Error(full)
    with pytest.raises(shutil.Error), act.told(tmp_path):
        raise shutil.Error([("a", "b", "[Errno 2] No such file or directory: 'a'")])


def test_a_fault_of_our_own_is_no_fault_of_the_disk(publish):
    out, _ = publish
    with pytest.raises(FileNotFoundError), act.told(out):
        (out / "nothing").read_text()


def test_a_second_one_waits_and_one_that_waits_too_long_is_refused(tmp_path):
    place = tmp_path / "_site"
    order = []
    with lock.exclusive(place):
        with (
            pytest.raises(ConfigurationError, match="Another process") as refused,
            lock.exclusive(place, patience=0.2),
        ):
            order.append("never")
        assert "_site-lock" in str(refused.value)
    with lock.exclusive(place, patience=0.2):
        order.append("then")
    assert order == ["then"]
    assert beside(place) == []


@pytest.mark.skipif(sys.platform != "linux", reason="open files are named by /proc")
def test_a_lock_that_cannot_be_closed_is_let_go(tmp_path, monkeypatch):
    place = tmp_path / "_site"
    real = os.close

    def close(number):
        held = Path(f"/proc/self/fd/{number}").resolve().name
        real(number)
        if "lock" in held or "alive" in held:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "close", close)
    with lock.workshop(place) as folder:
        assert folder.is_dir()
    with lock.exclusive(place, patience=0.0):
        pass
    assert beside(place) == []


def test_a_killed_process_leaves_no_lock(tmp_path):
    place = tmp_path / "_site"

    def work() -> None:
        with lock.exclusive(place):
            os.kill(os.getpid(), signal.SIGKILL)

    assert in_child(work) == -signal.SIGKILL
    with lock.exclusive(place, patience=0.0):
        pass
    assert beside(place) == []


def test_many_at_once_come_one_after_the_other(tmp_path):
    place, count = tmp_path / "_site", tmp_path / "count"
    count.write_text("0")

    def work() -> None:
        for _ in range(30):
            with lock.exclusive(place):
                number = int(count.read_text())
                count.write_text(str(number + 1))
        os._exit(0)

    workers = [FORK.Process(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert count.read_text() == "120"
    assert beside(place) == [count.name]


def test_a_workshop_that_is_in_use_stays(tmp_path):
    place = tmp_path / "_site"
    with lock.workshop(place) as first, lock.workshop(place) as second:
        assert first.is_dir()
        assert second.is_dir()
    assert beside(place) == []


def test_a_workshop_whose_process_is_gone_goes(tmp_path):
    place = tmp_path / "_site"
    for name in ("._site-other", "._site-building-dead", "._site-building-bare"):
        (tmp_path / name).mkdir()
    (tmp_path / "._site-building-dead" / "alive").write_text("")
    with lock.workshop(place):
        pass
    assert beside(place) == ["._site-other"]


def test_the_lock_is_held_by_the_process_and_not_by_the_file(tmp_path):
    place = tmp_path / "_site"
    with (tmp_path / "._site-lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(ConfigurationError), lock.exclusive(place, patience=0.1):
            pass
    with lock.exclusive(place, patience=0.1):
        pass


def test_a_folder_is_put_where_none_was(tmp_path, way):
    lay(tmp_path / "ready", {"a": "1"})
    exchange.put(tmp_path / "ready", tmp_path / "target")
    assert tree(tmp_path / "target") == {"a": "1"}
    assert not (tmp_path / "ready").exists()


def test_two_folders_change_places(tmp_path, way):
    lay(tmp_path / "ready", {"a": "1"})
    lay(tmp_path / "target", {"b": "2"})
    exchange.put(tmp_path / "ready", tmp_path / "target")
    assert tree(tmp_path / "target") == {"a": "1"}
    assert tree(tmp_path / "ready") == {"b": "2"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ready", "target"]


def test_what_was_set_aside_comes_back_or_goes(tmp_path):
    lay(tmp_path / ".a-aside", {"x": "old"})
    lay(tmp_path / ".b-aside", {"x": "old"})
    lay(tmp_path / "b", {"x": "new"})
    exchange.recover_within(tmp_path)
    assert tree(tmp_path) == {"a/x": "old", "b/x": "new"}


def test_unchanged_editions_are_links_and_never_written_into(publish):
    out, run = publish
    lay(out, OLD)
    number = (out / "editions/2023-1/index.html").stat().st_ino
    run()
    assert (out / "editions/2023-1/index.html").stat().st_ino == number
    assert (out / "editions/2023-1/index.html").stat().st_nlink == 1
