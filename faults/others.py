"""Faults that are no kill of a command: disks, calls that fail, the clock, two at once, lost processes, hung tools."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from ground import PATIENCE, Ended, Expected, Ground, near, tree
from kills import Kills, Trial

# About as many calls of a kind as a command makes; a fault comes before one of them.
BUILT: Mapping[str, int] = {"fsync": 3, "rename": 12, "write": 60}
ADDED: Mapping[str, int] = {"fsync": 2, "rename": 2, "write": 8}
CALLS = (("fsync", "EIO"), ("rename", "EIO"), ("rename", "ENOSPC"), ("write", "ENOSPC"), ("write", "EROFS"))
# How a command may end that something was done to: well, or with a mistake that is told.
_TOLD = (0, 2, 10, 11, 12, 13, 14)
Broken = Callable[[], Ended]


class Others:
    """Faults from one seed; `all_` gives a trial for each.

    Parameters
    ----------
    ground : Ground
        Where; warm.
    wanted : Expected
        What commands give.
    seed : int
        Of all choices.
    """

    def __init__(self, ground: Ground, wanted: Expected, seed: int) -> None:
        self.ground, self.wanted = ground, wanted
        self.random = random.Random(seed)  # noqa: S311 - not for secrets
        self._kills = Kills(ground, wanted, seed)
        self._took = 10.0

    def all_(self) -> Iterator[tuple[str, Callable[[], Trial]]]:
        """Every fault, its kind and a function that has it happen."""
        yield "tomorrow", self.files_of_tomorrow
        yield "quarto", self.quarto_hangs
        yield "typst", self.typst_fails
        for _ in range(3):
            for command in ("build", "publish"):
                yield f"{command} process", partial(self.process_lost, command)
            yield "damage", self.cache_damaged
            yield "damage", self.cache_damaged
        if can_mount():
            for command, places in DISKS.items():
                for place in places:
                    for how in ("full", "read-only"):
                        yield f"{command} disk", partial(self.disk, command, place, how)
        for command in ("publish", "data add"):
            yield f"{command} tomorrow", partial(self.files_of_tomorrow, command)
        yield "build clock between", self.clock_goes_back_between
        for pair in BESIDE:
            yield " beside ".join(pair), partial(self.one_beside_another, *pair)
        for command in ("build", "publish", "data add"):
            for call, error in CALLS:
                yield f"{command} {call}", partial(self.call_fails, command, call, error)
            yield f"{command} clock", partial(self.clock_goes_back, command)
            yield f"{command} twice", partial(self.two_at_once, command)

    # Faults ------------------------------------------------------------------------------------------------------

    def call_fails(self, command: str, call: str, error: str) -> Trial:
        """From some call on, all fail."""
        calls = ADDED if command == "data add" else BUILT
        after = self.random.randrange(calls[call])
        inject = {"FAULTS_CALL": call, "FAULTS_ERROR": error, "FAULTS_AFTER": str(after)}
        return self._trial(
            command,
            f"{command}: {call} fails with {error} after {after}",
            lambda: self.ground.run(command, inject),
        )

    def clock_goes_back(self, command: str) -> Trial:
        """The clock goes back by a day in the midst of it."""
        after = self.random.randrange(20)
        inject = {"FAULTS_CALL": "clock", "FAULTS_BACK": "86400", "FAULTS_AFTER": str(after)}
        told = f"{command}: the clock goes back a day"
        return self._trial(command, told, lambda: self.ground.run(command, inject), codes=(0,))

    def clock_goes_back_between(self) -> Trial:
        """A build thinks that it is tomorrow, and the next one knows better."""

        def broken() -> Ended:
            ahead = {"FAULTS_CALL": "clock", "FAULTS_BACK": "-86400"}
            ended = self.ground.run("build", ahead)
            self._kills.forget(0.3)
            return ended if ended.code else self.ground.run("build")

        return self._trial("build", "build: the clock goes back a day between two", broken, codes=(0,))

    def files_of_tomorrow(self, command: str = "build") -> Trial:
        """All files seem to be of tomorrow, as after a clock was put right."""

        def broken() -> Ended:
            soon = time.time() + 86400
            for folder in (self.ground.project.root, self.ground.web):
                for path in folder.rglob("*"):
                    os.utime(path, (soon, soon), follow_symlinks=False)
            return self.ground.run(command)

        return self._trial(command, f"{command}: files are of tomorrow", broken, codes=(0,))

    def two_at_once(self, command: str) -> Trial:
        """Two processes do the same at the same time."""

        def broken() -> Ended:
            both = [self.ground.start(command) for _ in "ab"]
            ended = [self.ground.end(process, PATIENCE) for process in both]
            # One of two admissions comes too late.
            failed = [one for one in ended if one.code != 0]
            if command == "data add" and len(failed) == 1 and failed[0].code in (2, 11):
                return next(one for one in ended if one.code == 0)
            return failed[0] if failed else ended[0]

        return self._trial(command, f"{command}: two at once", broken, codes=(0,))

    def one_beside_another(self, command: str, other: str) -> Trial:
        """Two processes do different things to one project or one site at the same time."""
        ground, wanted = self.ground, self.wanted
        _, after = self._kills.prepared(command)
        if command == "publish first":
            ground.word(0)
            ground.set_site(None)
            after = tree(wanted.published)
        if other == "data add":
            ground.forget_release()
        begun = time.monotonic()
        both = [ground.start(name) for name in (command, other)]
        first, second = (ground.end(process) for process in both)
        # Over what the other has published meanwhile nothing is built.
        late = command == "publish first" and second.code == 11 and "stays as it is" in second.said
        wrong = [
            f"it ended with {one.code}: {one.said[-1500:]}"
            for one in (first, second)
            if (one.code != 0 and not (one is second and late)) or "Traceback" in one.said
        ]
        if differs := near(tree(ground.site), [after]):
            wrong.append(f"afterwards, {differs}")
        if other == "data add" and (differs := near(ground.data(), [wanted.admitted])):
            wrong.append(f"afterwards, of the data {differs}")
        if left := ground.left_running():
            wrong.append(f"processes were left: {left}")
        if lying := ground.left_lying():
            wrong.append(f"files were left: {', '.join(lying[:5])}")
        ground.forget_release()
        stood = f"new, exit {first.code}" + (f" and {second.code}" if second.code else "")
        return Trial(f"{command}: {other} beside it", round(time.monotonic() - begun, 1), stood, tuple(wrong))

    def process_lost(self, command: str) -> Trial:
        """A process that the command started is killed."""

        def broken() -> Ended:
            process = self.ground.start(command)
            time.sleep(self.random.uniform(0.3, self._took))
            found: list[int] = []
            while process.poll() is None and not found:
                found = [one for one in self.ground.processes() if one != process.pid]
                time.sleep(0.02)
            if found:
                chosen = self.random.choice(sorted(found))
                lost.append(_named(chosen))
                try:
                    os.kill(chosen, signal.SIGKILL)
                except ProcessLookupError:
                    lost[-1] += ", which had ended"
            return self.ground.end(process, PATIENCE)

        lost: list[str] = []
        self._kills.forget(0.6)
        trial = self._trial(command, f"{command}: a process is lost", broken)
        return Trial(
            f"{trial.command} ({', '.join(lost) or 'none was there'})", trial.moment, trial.stood, trial.wrong
        )

    def quarto_hangs(self) -> Trial:
        """Quarto says nothing any more."""
        program = self.ground.root / "quarto"
        program.write_text(
            f"#!{sys.executable}\nimport subprocess, sys, time\n"
            "if '--version' in sys.argv:\n    print('1.10.18')\n    sys.exit()\n"
            "subprocess.Popen(['sleep', '600'])\ntime.sleep(600)\n"
        )
        program.chmod(0o755)
        inject = {"FAULTS_CALL": "patience", "QUARTO_PATH": str(program)}
        shutil.rmtree(self.ground.project.cache / "pages", ignore_errors=True)

        def broken() -> Ended:
            return self.ground.run("build with Quarto", inject, PATIENCE)

        return self._trial("build", "build: Quarto hangs", broken, codes=(13,))

    def typst_fails(self) -> Trial:
        """Typst refuses a page."""
        partial = self.ground.project.templates / "theme" / "typst-show.typ"
        text = partial.read_text(encoding="utf-8")

        def broken() -> Ended:
            partial.write_text(f'{text}\n#panic("broken")\n', encoding="utf-8")
            try:
                return self.ground.run("build")
            finally:
                partial.write_text(text, encoding="utf-8")

        return self._trial("build", "build: Typst refuses a page", broken, codes=(13,))

    def cache_damaged(self) -> Trial:
        """Some of what is kept is flipped, cut off, emptied, gone, or a folder."""
        cache = self.ground.project.cache

        def broken() -> Ended:
            paths = sorted(path for path in cache.rglob("*") if path.is_file() and "stage" not in path.parts)
            for path in self.random.sample(paths, max(1, len(paths) // 5)):
                _damage(path, self.random)
            return self.ground.run("build")

        return self._trial("build", "build: a fifth of the cache is damaged", broken, codes=(0,))

    def disk(self, command: str, place: str, how: str) -> Trial:
        """A disk is full or read-only: of the site, the cache, the temporary files or the data."""
        ground = self.ground
        folder = {
            "site": ground.web,
            "cache": ground.project.cache,
            "temporary files": ground.scratch,
            "data": ground.project.data / "gdp",
        }[place]
        room = self.random.choice([0, 16, 128, 512]) * 1024
        told = f"{command}: the disk of the {place} is {how}" + (
            f", {room // 1024} KiB left" if how == "full" else ""
        )
        with ground_on_disk(folder) as disk:

            def broken() -> Ended:
                disk.hurt(how, room)
                try:
                    return ground.run(command)
                finally:
                    disk.mend()

            return self._trial(command, told, broken)

    # What must hold after any -----------------------------------------------------------------------------------

    def _trial(self, command: str, told: str, broken: Broken, codes: tuple[int, ...] = _TOLD) -> Trial:
        before, after = self._kills.prepared(command)
        ended = broken()
        self._took = ended.seconds if ended.code == 0 and command != "data add" else self._took
        wrong = []
        if ended.code not in codes or "Traceback" in ended.said:
            wrong.append(f"it ended with {ended.code}: {ended.said[-1500:]}")
        if left := self.ground.left_running():
            wrong.append(f"processes were left: {left} {[_named(one) for one in left]}")
            for one in left:
                os.kill(one, signal.SIGKILL)
        stood, differs = self._kills.stands(command, before, after)
        if differs:
            wrong.append(f"afterwards, {differs}")
        elif ended.code == 0 and stood == "old" and before != after:
            wrong.append("it ended well, and nothing was done")
        if lying := self.ground.left_lying():
            wrong.append(f"files were left: {', '.join(lying[:5])}")
        wrong += self._kills.again(command, after, ended)
        return Trial(told, round(ended.seconds, 1), f"{stood}, exit {ended.code}", tuple(wrong))


# What is done at the same time to one site, or to a site and a source of its project.
BESIDE = (("publish first", "build"), ("build", "data add"), ("publish", "data add"))
DISKS: Mapping[str, tuple[str, ...]] = {
    "build": ("site", "cache", "temporary files"),
    "publish": ("site", "cache", "temporary files"),
    "data add": ("data", "temporary files"),
}


def _damage(path: Path, choose: random.Random) -> None:
    content = bytearray(path.read_bytes())
    way = choose.randrange(5)
    if way == 0 and content:
        at = choose.randrange(len(content))
        content[at] ^= 1 << choose.randrange(8)
        path.write_bytes(bytes(content))
    elif way == 1:
        path.write_bytes(bytes(content[: choose.randrange(len(content) + 1)]))
    elif way == 2:
        path.write_bytes(b"")
    else:
        path.unlink()
        if way == 3:
            path.mkdir()


def _named(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return "gone"
    return " ".join(word for word in words[1:4] if "\n" not in word and len(word) < 60)


def can_mount() -> bool:
    """Whether disks of memory may be mounted here."""
    return (
        os.geteuid() == 0
        and subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode == 0
    )


class Disk:
    """A disk of memory in the place of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def hurt(self, how: str, room: int) -> None:
        """Leave it some bytes only, or let nothing be written."""
        if how == "read-only":
            _mount("-o", "remount,ro", str(self.folder))
            return
        used = os.statvfs(self.folder)
        held = (used.f_blocks - used.f_bfree) * used.f_frsize
        _mount("-o", f"remount,size={max(held + room, 4096)}", str(self.folder))

    def mend(self) -> None:
        """Give it room and leave again."""
        _mount("-o", "remount,rw,size=1g", str(self.folder))


@contextmanager
def ground_on_disk(folder: Path) -> Iterator[Disk]:
    """Have a folder on a disk of its own, with what it holds."""
    aside = folder.with_name(f"{folder.name}-beneath")
    aside = folder.parents[1] / aside.name if folder.parent.name == "data" else aside
    shutil.copytree(folder, aside, symlinks=True)
    _mount("-t", "tmpfs", "-o", "size=1g", "tmpfs", str(folder))
    try:
        shutil.copytree(aside, folder, symlinks=True, dirs_exist_ok=True)
        yield Disk(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        shutil.rmtree(aside)


def _mount(*options: str) -> None:
    subprocess.run(["mount", *options], check=True)
