"""Files made wrong, read as Corridor reads them: each is refused clearly or read rightly."""

from __future__ import annotations

import csv
import gzip
import io
import math
import random
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mutating import Mutator, shapes

from corridor import economies as codes
from corridor.admitting.reading import read as read_release
from corridor.check_modules import checks_of
from corridor.contested import read_contested
from corridor.economies import all_economies, list_regions, region
from corridor.editions import list_editions, read_edition
from corridor.errors import CorridorError
from corridor.project import Project
from corridor.rendering.pages import Writer
from corridor.report_kinds import list_kinds, read_kind
from corridor.schemes import read_schemes
from corridor.source_tables import read_table
from corridor.sources import list_sources, read_source
from corridor.statements.reading import read_statements

# Seconds that any file may take.
LIMIT = 20
_ROWS = 400
# Of some kinds there are few files.
_OFTEN = {"template": 6, "register": 6, "edition": 6, "economies": 6}


class HangError(BaseException):
    """A file took too long."""


@dataclass(frozen=True)
class Found:
    """What came of a file: `refused`, `read`, or what was wrong; with the error in words."""

    kind: str
    came: str
    wrong: str = ""
    content: bytes = b""


@dataclass(frozen=True)
class Target:
    """A file that is made wrong.

    Attributes
    ----------
    kind : str
        What it is.
    path : Path
        In the copy of the project.
    change : callable
        Makes it wrong.
    read : callable
        Reads it; a value that is not None says what was read wrongly.
    """

    kind: str
    path: Path
    change: Callable[[Mutator, bytes], bytes]
    read: Callable[[], str | None]


class Fuzz:
    """Wrong files from one seed.

    Parameters
    ----------
    project : Project
        A copy of the project that may be changed.
    seed : int
        Of everything.
    """

    def __init__(self, project: Project, seed: int) -> None:
        self.project, self.choose = project, random.Random(seed)  # noqa: S311 - not for secrets
        self.mutator = Mutator(self.choose, shapes(300, seed))
        self.targets = [one for one in self._targets() for _ in range(_OFTEN.get(one.kind, 1))]

    def run(self, count: int) -> Iterator[Found]:
        """Make files wrong, in turn, and read them."""
        for at in range(count):
            yield self.one(self.targets[at % len(self.targets)])

    def one(self, target: Target) -> Found:
        """Make one file wrong, read it, and put it right again."""
        right = target.path.read_bytes()
        try:
            content = target.change(self.mutator, right)
            target.path.write_bytes(content)
            return self.judged(target, content)
        finally:
            target.path.write_bytes(right)

    def judged(self, target: Target, content: bytes) -> Found:
        """Read a file as it is, and say what came of it."""
        codes._read_economies.cache_clear()
        try:
            with _limited():
                wrong = target.read()
        except CorridorError as error:
            clear = error.message and error.where and (error.found or error.expected or error.todo)
            told = "" if clear else f"it is not told where and what: {vars(error)}"
            return Found(target.kind, "refused", told, content)
        except HangError:
            return Found(target.kind, "hung", f"it took more than {LIMIT} s", content)
        except Exception:
            return Found(target.kind, "fault", traceback.format_exc()[-2500:], content)
        return Found(target.kind, "read", wrong or "", content)

    def _targets(self) -> Iterator[Target]:
        project = self.project
        for source in list_sources(project):
            yield Target(
                "source",
                project.data / source / "source.yml",
                _yaml,
                lambda s=source: _none(read_source(project, s)),
            )
            yield self._table(source)
            yield Target(
                "checks", project.data_checks / f"{source}.py", _lines, lambda s=source: self._checks(s)
            )
        for name in list_regions(project):
            path = project.definitions / "regions" / f"{name}.yml"
            yield Target("region", path, _yaml, lambda n=name: _none(region(project, n)))
        for name in list_editions(project):
            path = project.reports / "editions" / f"{name}.yml"
            yield Target("edition", path, _yaml, lambda n=name: _none(read_edition(project, n)))
        for name in list_kinds(project):
            path = project.templates / name / "report.yml"
            yield Target("report", path, _yaml, lambda n=name: _none(read_kind(project, n)))
        yield Target(
            "economies", project.definitions / "economies.csv", _csv, lambda: _none(all_economies(project))
        )
        for file, reader in (
            ("statements", read_statements),
            ("contested_estimates", read_contested),
            ("schemes", read_schemes),
        ):
            yield Target(
                "register", project.definitions / f"{file}.yml", _yaml, lambda r=reader: _none(r(project))
            )
        for name in ("site/index.qmd.jinja", "_shared/text.jinja"):
            if (project.templates / name).is_file():
                yield Target("template", project.templates / name, _lines, self._page)

    def _checks(self, source: str) -> None:
        declared = read_source(self.project, source)
        for vintage in declared.vintages.values():
            checks_of(self.project, declared, vintage)

    def _page(self) -> None:
        shown = {
            "edition": "2026-1",
            "title": "T",
            "published": "2026-07-01",
            "date": "1 July 2026",
            "newest": True,
            "announced": True,
            "region": "R",
        }
        more = {
            "corrects": "",
            "reason": "",
            "corrected_by": "",
            "volume": False,
            "summary": None,
            "changes": "",
        }
        edition = shown | more
        Writer(self.project, {}).page("site/index.qmd.jinja", "index.qmd", editions=[edition], newest=edition)

    def _table(self, source: str) -> Target:
        """Some rows of the newest table of a source, as a release that somebody brings."""
        declared = read_source(self.project, source)
        vintage = list(declared.vintages.values())[-1]
        raw = gzip.decompress((self.project.data / source / vintage.file).read_bytes())
        path = self.project.root / f"{source}.csv"
        path.write_bytes(b"".join(raw.splitlines(keepends=True)[:_ROWS]))

        def read() -> str | None:
            content = path.read_bytes()
            if content.startswith(b"\x1f\x8b"):
                table = read_table(content, path.name, declared)
                return _misread(gzip.decompress(content), table)
            return _misread(content, read_release(path, declared)[1])

        return Target("table", path, _csv_or_gzip, read)


def _none(_: object) -> None:
    return None


def _yaml(mutator: Mutator, content: bytes) -> bytes:
    return mutator.mapping(content.decode())


def _csv(mutator: Mutator, content: bytes) -> bytes:
    return mutator.table(content)


def _csv_or_gzip(mutator: Mutator, content: bytes) -> bytes:
    if mutator.choose.random() < 0.1:
        return mutator.bytes_(gzip.compress(content, mtime=0))
    return mutator.table(content)


def _lines(mutator: Mutator, content: bytes) -> bytes:
    return mutator.lines(content.decode())


def _misread(raw: bytes, table: Any) -> str | None:
    """Read a table in another way, and say where it differs."""
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8"), newline="")))
    if len(rows) != len(table):
        return f"{len(table)} rows were read of {len(rows)}"
    for name in table.columns:
        for at, (field, read) in enumerate(zip((row[name] for row in rows), table[name], strict=True)):
            if not _same(field, read):
                return f"row {at + 1}, {name}: {field!r} was read as {read!r}"
    return None


def _same(field: str, read: Any) -> bool:
    if str(read) in ("None", "nan", "<NA>") and not isinstance(read, str):
        return field == ""
    if isinstance(read, str):
        return field == read
    return math.isclose(float(field), float(read), rel_tol=1e-15)


@contextmanager
def _limited() -> Iterator[None]:
    def late(*_: object) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(LIMIT)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
