"""A small project to be hurt: its commands, what they should give, and what must not be left of them."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from corridor.project import Project  # noqa: E402
from kept import copied  # noqa: E402

FIRST, SECOND = "2026-9", "2026-9.1"
_EDITION = """id: {id}
title: A small edition
published: 2026-0{month}-01
region: north-east-asia
economies: [MAC]
reports: [country_brief]
{more}vintages:
  migrant_stock: {stock}
  population: wpp2024
"""
_MARK = "FAULTS_RUN"
_HOOK = Path(__file__).resolve().parent / "hook"
_AGE = 7200
# Seconds; on a machine that others use too, a publication of half a minute may take some.
PATIENCE = 3600
Tree = dict[str, str]


def tree(folder: Path) -> Tree:
    """Hashes of all files below a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, negative for a signal, what it said, and how long it took."""

    code: int
    said: str
    seconds: float


@dataclass
class Ground:
    """A project with a small edition, a site beside it, and temporary files of its own.

    Parameters
    ----------
    root : Path
        An empty folder.
    """

    root: Path
    runs: int = 0
    marks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.project = copied(Project(ROOT), self.root / "project")
        self.web, self.scratch = self.root / "web", self.root / "tmp"
        self.site = self.web / "_site"
        for folder in (self.web, self.scratch):
            folder.mkdir()
        editions = self.project.reports / "editions"
        more = f"corrects: {FIRST}\nreason: Another revision was meant.\n"
        for name, month, told, stock in ((FIRST, 7, "", "rev2024"), (SECOND, 8, more, "rev2020")):
            text = _EDITION.format(id=name, month=month, more=told, stock=stock)
            (editions / f"{name}.yml").write_text(text, encoding="utf-8")
        self.template = self.project.templates / "country_brief" / "report.qmd.jinja"
        self._template = self.template.read_text(encoding="utf-8")
        self.release = self.root / "gdp.csv"
        self.release.write_bytes(_longer(self.project.data / "gdp" / "wdi2026.csv.gz"))
        self._declared = (self.project.data / "gdp" / "source.yml").read_bytes()

    # What is asked for ------------------------------------------------------------------------------------------

    def word(self, state: int) -> None:
        """Word the template in the one or the other way, so that a build has something to do."""
        text = self._template if state == 0 else self._template.replace("## ", "## Now: ", 1)
        if self.template.read_text(encoding="utf-8") != text:
            self.template.write_text(text, encoding="utf-8")

    def forget_release(self) -> None:
        """Let the source be as before `data add`."""
        folder = self.project.data / "gdp"
        (folder / "wdi2027.csv.gz").unlink(missing_ok=True)
        (folder / "source.yml").write_bytes(self._declared)

    @property
    def commands(self) -> Mapping[str, list[str]]:
        """The command lines, by name."""
        how = ["--engine", "pandoc", "--out", str(self.site)]
        return {
            "build": ["build", FIRST, *how],
            "publish first": ["publish", FIRST, *how],
            "publish": ["publish", SECOND, *how],
            "build with Quarto": ["build", FIRST, "--engine", "quarto", "--out", str(self.site)],
            "data add": ["data", "add", "gdp", "wdi2027", str(self.release), "--accept", "As announced."],
        }

    def start(self, command: str, inject: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Start a command, with faults injected into it if need be."""
        self.runs += 1
        mark = f"{os.getpid()}-{id(self)}-{self.runs}"
        self.marks.append(mark)
        paths = [*([str(_HOOK)] if inject else []), str(ROOT / "src")]
        kept = {
            name: value for name, value in os.environ.items() if name not in ("CORRIDOR_CACHE", "PYTHONPATH")
        }
        own = {"TMPDIR": str(self.scratch), "PYTHONPATH": os.pathsep.join(paths), _MARK: mark}
        environment = {**kept, **own, **(inject or {})}
        said = (self.root / f"said-{self.runs}").open("w+")
        process = subprocess.Popen(
            [sys.executable, "-c", "from corridor import cli; cli.main()", *self.commands[command]],
            cwd=self.project.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        process.said = said  # type: ignore[attr-defined]
        process.begun = time.monotonic()  # type: ignore[attr-defined]
        return process

    def end(self, process: subprocess.Popen[str], patience: float = PATIENCE) -> Ended:
        """Wait for a command; one that hangs is killed, and its code is that of the kill."""
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        seconds = time.monotonic() - process.begun  # type: ignore[attr-defined]
        said = process.said  # type: ignore[attr-defined]
        said.seek(0)
        told = said.read()
        said.close()
        Path(said.name).unlink()
        return Ended(process.returncode, told, seconds)

    def run(self, command: str, inject: Mapping[str, str] | None = None, patience: float = PATIENCE) -> Ended:
        """Run a command to its end."""
        return self.end(self.start(command, inject), patience)

    # What is left of it -----------------------------------------------------------------------------------------

    def processes(self) -> list[int]:
        """Processes of this ground's commands that still run, in whatever session."""
        wanted = {f"{_MARK}={mark}".encode() for mark in self.marks}
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                held = set((folder / "environ").read_bytes().split(b"\0"))
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if held & wanted and state not in "ZX":
                found.append(int(folder.name))
        return found

    def left_running(self, patience: float = 15) -> list[int]:
        """Processes that still run after some seconds."""
        deadline = time.monotonic() + patience
        while (found := self.processes()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return found

    def left_lying(self) -> list[str]:
        """Temporary files, workshops, locks and sockets that are left."""
        data, cache = self.project.data, self.project.cache
        found = [
            *(path for path in self.web.iterdir() if path.name != "_site"),
            *self.scratch.iterdir(),
            *(path for path in self.web.rglob(".*") if path.parent != self.web),
            *data.glob(".*"),
            *data.glob("*/.*"),
            *cache.glob("*/.*"),
            *cache.glob("*/*/.*"),
            *(path for path in cache.rglob("*") if path.is_socket()),
        ]
        return sorted({path.relative_to(self.root).as_posix() for path in found})

    def age(self) -> None:
        """Let what was being written seem to be hours old, as the next build finds it some day."""
        long_ago = time.time() - _AGE
        cache = self.project.cache
        for path in (*cache.glob("*/.*"), *cache.glob("*/*/.*")):
            os.utime(path, (long_ago, long_ago), follow_symlinks=False)

    def data(self) -> Tree:
        """Hashes of the files of the source that a release is added to."""
        return tree(self.project.data / "gdp")

    def set_site(self, kept: Path | None) -> None:
        """Put a copy of a site in the place of what is there."""
        shutil.rmtree(self.site, ignore_errors=True)
        if kept is not None:
            shutil.copytree(kept, self.site)


def _longer(table: Path) -> bytes:
    """A made-up release of GDP per head: a year longer."""
    head, *rows = gzip.decompress(table.read_bytes()).splitlines(keepends=True)
    return b"".join([head, *rows, *(row.replace(b",2024,", b",2025,") for row in rows if b",2024," in row)])


@dataclass
class Expected:
    """What each command should give, made from nothing.

    Attributes
    ----------
    built : list of dict
        Trees of the site as built with either wording.
    published, corrected : Path
        Copies of the site after the first edition was published, and after its correction.
    before, admitted : dict
        Trees of the source before and after a release was added.
    """

    built: list[Tree]
    sites: list[Path]
    published: Path
    corrected: Path
    before: Tree
    admitted: Tree


def warm(ground: Ground) -> Expected:
    """Make what a build and an admission should give, from what is kept: for a short run that publishes nothing."""
    built, sites = [], []
    for state in (1, 0):
        ground.set_site(None)
        ground.word(state)
        must(ground.run("build"))
        built.insert(0, tree(ground.site))
        sites.insert(0, _copied(ground.site, ground.root / f"built-{state}"))
    before = ground.data()
    must(ground.run("data add"))
    admitted = ground.data()
    ground.forget_release()
    return Expected(built, sites, sites[0], sites[0], before, admitted)


def expected(
    ground: Ground, say: Callable[[str], None] = lambda _: None, kept: Path | None = None
) -> Expected:
    """Make what commands should give, each from nothing, in a ground that is left warm.

    Parameters
    ----------
    say : callable
        Told how far it is.
    kept : Path, optional
        Where it is kept for the next run of the same code.

    Raises
    ------
    RuntimeError
        If a command fails that nothing was done to.
    """
    found = _taken(ground, kept) if kept else None
    if found is None:
        found = _made(ground, say)
        if kept:
            _keep(ground, found, kept)
    say("ready")
    return found


def _code() -> str:
    """Hash of all that decides what the commands give."""
    folders = [
        tree(ROOT / name) for name in ("src", "templates", "definitions", "notebooks", "reports", "data")
    ]
    own = [hashlib.sha256(Path(__file__).read_bytes()).hexdigest()]
    return hashlib.sha256(json.dumps([*folders, own]).encode()).hexdigest()


def _keep(ground: Ground, made: Expected, kept: Path) -> None:
    shutil.rmtree(kept, ignore_errors=True)
    sites = {"built-0": made.sites[0], "built-1": made.sites[1], "published": made.published}
    for name, path in {**sites, "corrected": made.corrected, "cache": ground.project.cache}.items():
        shutil.copytree(path, kept / name, symlinks=True)
    (kept / "told.json").write_text(json.dumps([_code(), made.before, made.admitted]), encoding="utf-8")


def _taken(ground: Ground, kept: Path) -> Expected | None:
    try:
        code, before, admitted = json.loads((kept / "told.json").read_text(encoding="utf-8"))
    except OSError:
        return None
    if code != _code():
        return None
    shutil.copytree(kept / "cache", ground.project.cache, symlinks=True, dirs_exist_ok=True)
    names = ("built-0", "built-1", "published", "corrected")
    first, second, published, corrected = (_copied(kept / name, ground.root / name) for name in names)
    return Expected([tree(first), tree(second)], [first, second], published, corrected, before, admitted)


def _made(ground: Ground, say: Callable[[str], None]) -> Expected:
    built, sites = [], []
    for state in (0, 1):
        shutil.rmtree(ground.project.cache, ignore_errors=True)
        ground.set_site(None)
        ground.word(state)
        must(ground.run("build"))
        built.append(tree(ground.site))
        sites.append(_copied(ground.site, ground.root / f"built-{state}"))
        say(f"built from nothing, {len(built[-1])} files")
    ground.word(0)
    ground.set_site(None)
    must(ground.run("publish first"))
    published = _copied(ground.site, ground.root / "published")
    must(ground.run("publish"))
    corrected = _copied(ground.site, ground.root / "corrected")
    before = ground.data()
    must(ground.run("data add"))
    admitted = ground.data()
    ground.forget_release()
    ground.set_site(sites[0])
    must(ground.run("build"))
    lying = ground.left_lying()
    if lying or ground.left_running():
        raise RuntimeError(f"Commands that nothing was done to leave something: {lying} {ground.processes()}")
    return Expected(built, sites, published, corrected, before, admitted)


def _copied(folder: Path, target: Path) -> Path:
    return Path(shutil.copytree(folder, target))


def must(ended: Ended) -> Ended:
    """Refuse a command that failed."""
    if ended.code != 0:
        raise RuntimeError(f"A command ended with {ended.code}:\n{ended.said[-4000:]}")
    return ended


def differing(one: Tree, other: Tree) -> list[str]:
    """Names of the files that differ between two trees."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def near(found: Tree, wholes: Iterable[Tree]) -> str:
    """Say how a tree differs from the nearest of some; empty if it is one of them."""
    wrong = min((differing(found, whole) for whole in wholes), key=len)
    return f"{len(wrong)} files differ, such as {', '.join(wrong[:3])}" if wrong else ""
