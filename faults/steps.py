"""Every call by which a site or a source is changed fails once: the first, the second, and so on to the last.

What is made is made before; here it is only put in its place, by the code that the commands use. Each attempt is a
process of its own over whose C library `failing.c` is laid, so that calls of any module meet the fault.
"""

from __future__ import annotations

import ctypes
import errno
import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ground import FIRST, ROOT, SECOND, Expected, Ground, Tree, near, tree

from corridor import publication, site
from corridor.admitting import admission
from corridor.editions import read_edition
from corridor.errors import CorridorError
from corridor.project import Project
from corridor.publishing import act, lock
from corridor.sources import read_source

ERRORS: Mapping[str, tuple[str, ...]] = {
    "fsync": ("EIO", "ENOSPC"),
    "rename": ("EIO", "ENOSPC", "EROFS"),
    "write": ("ENOSPC", "EIO"),
    "open": ("ENOSPC", "EROFS", "EACCES"),
    "mkdir": ("ENOSPC", "EROFS"),
    "link": ("ENOSPC", "EIO"),
    "remove": ("EROFS", "EIO"),
    "close": ("EIO",),
}
# A few files of each kind do: every file goes the same way.
_FEW = re.compile(
    r"(editions/[^/]+/)?(index\.html|feed\.xml|manifest\.json|briefs/.*|data/indicators\.csv|latest/.*)"
    r"|editions/(newest\.js|published\.json)|documentation/(index|50.*)"
)
_ROWS = 200
_FORK = multiprocessing.get_context("fork")
_ENDLESS = 2000
_HERE = Path(__file__).resolve()


@dataclass(frozen=True)
class Act:
    """Something that is put in its place.

    Attributes
    ----------
    name : str
        The command that it belongs to.
    prepare, run : callable
        Sets the scene, and does it.
    look : callable
        Gives what stands.
    before, after : dict
        What must stand before it and afterwards.
    near : Path
        Calls below this path fail.
    """

    name: str
    prepare: Callable[[], None]
    run: Callable[[], None]
    look: Callable[[], Tree]
    before: Tree
    after: Tree
    near: Path


class Steps:
    """Acts of a ground, and their calls.

    Parameters
    ----------
    root : Path
        An empty folder to work in.
    project : Project
        Whose source a release is added to.
    sites : mapping of str to Path
        Sites as they were `built` in two ways, `published` and `corrected`.
    release : Path
        A table to be added.
    """

    def __init__(self, root: Path, project: Project, sites: Mapping[str, Path], release: Path) -> None:
        self.root, self.project, self.release = root, project, release
        self.sites = {name: _few(path, root / "few" / name) for name, path in sites.items()}
        self.out = root / "web" / "_site"
        self._library = ctypes.CDLL(None)

    def all_(self) -> Iterator[dict[str, Any]]:
        """Try every act with every call and error; what came of it, one by one."""
        for one in (self._publishing(), self._building(), self._adding()):
            for call in ERRORS:
                for on in (False, True):
                    yield self.tried(one, call, on=on)

    def tried(self, one: Act, call: str, *, on: bool) -> dict[str, Any]:
        """Do something again and again, with the first call failing, then the second, until none is left."""
        wrong: list[str] = []
        places = refused = 0
        for nth in range(1, _ENDLESS):
            one.prepare()
            error = ERRORS[call][nth % len(ERRORS[call])]
            met, came = self._attempt(one, call, error, nth, on=on)
            if not met:
                break
            places += 1
            refused += came == "refused"
            wrong += [f"at call {nth}, {told}" for told in self._judged(one, call, came)]
        else:
            wrong.append("it never ended")
        how = f"{one.name}: {call} fails" + (" from then on" if on else " once")
        return {"command": how, "call": call, "places": places, "refused": refused, "wrong": wrong[:5]}

    def _judged(self, one: Act, call: str, came: str) -> Iterator[str]:
        """Say what is wrong after an attempt, and do it again without a fault."""
        if came not in ("well", "refused"):
            yield came
        found = one.look()
        if differs := near(found, [one.before, one.after]):
            yield differs
        elif came == "well" and found != one.after:
            yield "it ended well, and nothing was done"
        elif came == "refused" and found != one.before:
            yield "it was refused, and done"
        # What cannot be removed stays until the next time.
        if call != "remove" and (left := self._left()):
            yield f"{', '.join(left[:3])} was left"
        if found != one.after:
            met, again = self._attempt(one, "", "EIO", 1, on=False)
            if met or again != "well" or near(one.look(), [one.after]):
                yield f"the next time: {again}, {near(one.look(), [one.after])}"
        with lock.workshop(self.out):
            pass
        if left := self._left():
            yield f"the next time left {', '.join(left[:3])}"

    def _left(self) -> list[str]:
        data = self.project.data / "gdp"
        beside = [path for path in self.out.parent.iterdir() if path != self.out]
        found = [*beside, *self.out.rglob(".*"), *data.glob(".*")]
        found += [
            path for path in data.glob("wdi2027*") if "wdi2027" not in (data / "source.yml").read_text()
        ]
        return sorted(path.relative_to(self.root).as_posix() for path in found)

    def _attempt(self, one: Act, call: str, error: str, nth: int, *, on: bool) -> tuple[bool, str]:
        """Do something in a process of its own: whether the fault was met, and how it ended."""
        receiving, sending = _FORK.Pipe(duplex=False)

        def work() -> None:
            number = getattr(errno, error)
            self._library.arm(call.encode(), os.fsencode(one.near), number, nth, int(on))
            try:
                one.run()
                came = "well"
            except CorridorError as fault:
                came = "refused" if fault.todo and fault.where else f"it is not told what to do: {fault}"
            except BaseException:
                came = traceback.format_exc()[-1500:]
            met = self._library.failed()
            self._library.arm(b"", b"", 0, 0, 0)
            sending.send((bool(met), came))
            os._exit(0)

        child = _FORK.Process(target=work)
        child.start()
        sending.close()
        try:
            answer: tuple[bool, str] = receiving.recv() if receiving.poll(60) else (True, "it hung")
        except EOFError:
            answer = (True, "it ended without a word")
        child.kill()
        child.join()
        return answer

    # What is done -------------------------------------------------------------------------------------------------

    def _set(self, kept: Path) -> None:
        shutil.rmtree(self.out.parent, ignore_errors=True)
        shutil.copytree(kept, self.out)

    def _around(self, kept: Path) -> Callable[[Path], None]:
        """What lays the pages around the editions of a site into another, as `write_site` does."""
        made = self.root / f"around-{kept.name}"
        shutil.copytree(kept, made, ignore=lambda folder, _: {"editions"} if Path(folder) == kept else set())
        newest = kept / site.NEWEST
        if newest.is_file():
            (made / site.NEWEST).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(newest, made / site.NEWEST)
        return partial(site._lay, made)

    def _publishing(self) -> Act:
        before, after = self.sites["published"], self.sites["corrected"]
        edition, around = read_edition(self.project, SECOND), self._around(after)

        def run() -> None:
            with publication.workshop(self.out) as work:
                ready = work / "site"
                shutil.copytree(after / "editions" / SECOND, ready)
                with lock.exclusive(self.out):
                    act.publish(self.project, edition, ready, self.out, work, around=around)

        return self._of_site("publish", before, run)

    def _building(self) -> Act:
        before, after = self.sites["built-0"], self.sites["built-1"]
        edition, around = read_edition(self.project, FIRST), self._around(after)

        def run() -> None:
            with publication.workshop(self.out) as work:
                ready = work / "site"
                shutil.copytree(after / "editions" / FIRST, ready)
                with lock.exclusive(self.out):
                    publication.place(
                        *(edition, ready, self.out), whole=True, manifest=lambda _: None, around=around
                    )

        return self._of_site("build", before, run)

    def _of_site(self, name: str, before: Path, run: Callable[[], None]) -> Act:
        def look() -> Tree:
            return tree(self.out)

        self._set(before)
        run()
        return Act(name, lambda: self._set(before), run, look, tree(before), look(), self.out.parent)

    def _adding(self) -> Act:
        folder = self.project.data / "gdp"
        kept = self.root / "gdp-before"
        shutil.copytree(folder, kept, symlinks=True)
        source = read_source(self.project, "gdp")
        offered = admission.offer(source, "wdi2027", self.release)
        content = admission.packed(offered.raw)
        vintage = admission.replace(
            offered.dataset.vintage, sha256=admission.hashlib.sha256(content).hexdigest()
        )

        def prepare() -> None:
            shutil.rmtree(folder)
            shutil.copytree(kept, folder, symlinks=True)

        def run() -> None:
            admission._lock(self.project, source, vintage, content)

        prepare()
        before = tree(folder)
        run()
        after = tree(folder)
        return Act("data add", prepare, run, lambda: tree(folder), before, after, folder)


def _few(site: Path, target: Path) -> Path:
    """Copy some files of each kind of a site."""
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_file() and _FEW.fullmatch(name):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            # Of a table some rows do.
            rows = path.read_bytes().splitlines(keepends=True)
            (target / name).write_bytes(b"".join(rows[:_ROWS] if path.suffix == ".csv" else rows))
    return target


def hurt(ground: Ground, wanted: Expected) -> Iterator[dict[str, Any]]:
    """Try every call in a process over whose C library the faults are laid.

    Raises
    ------
    RuntimeError
        If it ends otherwise than well.
    """
    with tempfile.TemporaryDirectory(dir=ground.root) as folder:
        library = Path(folder) / "failing.so"
        compiler = [
            "cc",
            "-O1",
            "-shared",
            "-fPIC",
            "-o",
            str(library),
            str(_HERE.with_name("failing.c")),
            "-ldl",
        ]
        subprocess.run(compiler, check=True)
        sites = {
            "published": wanted.published,
            "corrected": wanted.corrected,
            **{f"built-{state}": path for state, path in enumerate(wanted.sites)},
        }
        told = {
            "root": str(Path(folder) / "own"),
            "project": str(ground.project.root),
            "sites": {name: str(path) for name, path in sites.items()},
            "release": str(ground.release),
        }
        process = subprocess.Popen(
            [sys.executable, str(_HERE), json.dumps(told)],
            env={**os.environ, "LD_PRELOAD": str(library), "PYTHONPATH": str(ROOT / "src")},
            stdout=subprocess.PIPE,
            text=True,
        )
        for line in process.stdout or ():
            yield json.loads(line)
        if process.wait() != 0:
            raise RuntimeError(f"trying every call ended with {process.returncode}")


def _main(told: Mapping[str, Any]) -> None:
    root = Path(told["root"])
    root.mkdir()
    shutil.copytree(told["project"], root / "project", symlinks=True)
    sites = {name: Path(path) for name, path in told["sites"].items()}
    for one in Steps(root, Project(root / "project"), sites, Path(told["release"])).all_():
        print(json.dumps(one), flush=True)


if __name__ == "__main__":
    _main(json.loads(sys.argv[1]))
