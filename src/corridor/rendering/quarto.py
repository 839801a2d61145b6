"""Quarto's engine: one `quarto render` for a whole staged project, watched, checked and made reproducible.

Quarto runs in copies of the project, with a home folder of its own and no network needed, so that neither the
project nor the machine's caches are changed.
"""

from __future__ import annotations

import datetime
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from corridor.errors import RenderingError, UsageError, listed
from corridor.faults import raise_all
from corridor.keeping import cache_folder
from corridor.rendering import quarto_call, quarto_pages, quarto_parts, quarto_versions
from corridor.rendering.engines import Engine
from corridor.rendering.kept_pages import Shelf, loose
from corridor.rendering.placing import beside, moved
from corridor.rendering.quarto_call import Call, ask_version
from corridor.rendering.quarto_log import as_error, read
from corridor.rendering.quarto_output import Output, lay, tell_apart
from corridor.rendering.staged import Page, Staged, configuration, load
from corridor.spreading import Hands

FORMATS = frozenset({"html", "pdf"})


def find() -> Engine | None:
    """Look for Quarto: the program that QUARTO_PATH names, else `quarto` on PATH.

    Returns
    -------
    Engine or None
        None if there is none.

    Raises
    ------
    RenderingError
        If QUARTO_PATH names no program, or what is found does not run or is of a version that is not supported.
    """
    named = os.environ.get("QUARTO_PATH", "")
    program = shutil.which(named or "quarto")
    if named and program is None:
        raise RenderingError("QUARTO_PATH names no program", where="QUARTO_PATH", found=named,
                             expected="the path of the quarto command",
                             todo="correct it, or unset it and use --engine pandoc")  # fmt: skip
    return QuartoEngine(Path(program)) if program else None


class QuartoEngine:
    """Quarto, called as a program.

    Parameters
    ----------
    program : Path
        The quarto command.
    patience : float
        Seconds without a word after which Quarto is taken to hang.

    Raises
    ------
    RenderingError
        If the program does not run or is of a version that is not supported.
    """

    name = "quarto"

    def __init__(self, program: Path, *, patience: float | None = None) -> None:
        self._program = program
        self._patience = quarto_call.PATIENCE if patience is None else patience
        self._number = ask_version(program)

    @property
    def version(self) -> str:
        """Version of Quarto, such as Quarto 1.10.18."""
        return f"Quarto {self._number}"

    @property
    def shortfall(self) -> str:
        """What PDFs of this version lack."""
        return quarto_versions.shortfall(self._number)

    def examine(self, project: Path) -> None:
        """Refuse a configuration that is no YAML; its keys are Quarto's to judge. See `Engine.examine`."""
        configuration(project, strict=False)

    def render(
        self,
        project: Path,
        out: Path,
        *,
        formats: frozenset[str],
        published: datetime.date,
        jobs: int = 1,
        pages: list[Path] | None = None,
        kept: Path | None = None,
        hands: Hands | None = None,  # noqa: ARG002 - Quarto renders a project as a whole, where it is
    ) -> list[Path]:
        """Render a project; see `Engine.render`."""
        if unknown := formats - FORMATS or (not formats and {"none"}):
            raise UsageError("there is no such format", expected=listed(FORMATS), found=listed(unknown))
        staged = load(project, strict=False)
        chosen = _chosen(staged, pages, formats)
        quarto_pages.refuse(chosen)
        conditions = [self.version, *sorted(formats), published.isoformat()]
        shelf = Shelf(kept, staged, conditions) if kept else None
        known = shelf.take(chosen) if shelf else {}
        wanted = [page for page in chosen if page.path not in known]
        parts = quarto_parts.plan(staged, wanted, printed="pdf" in formats, jobs=jobs) if wanted else []
        with beside(out) as site, tempfile.TemporaryDirectory(prefix="corridor-quarto-") as scratch:
            folders = [Path(scratch).resolve() / f"part-{at}" for at in range(len(parts))]
            calls = [
                Call(self._program, folder, part, formats, published, self._patience)
                for folder, part in zip(folders, parts, strict=True)
            ]
            made = _run(calls, staged, self._number)
            lay({**known, **made}, staged, site, formats, published)
            quarto_pages.check(chosen, staged, site, formats, self._number)
            if shelf:
                shelf.keep(made)
            return moved(site, out)


def _run(calls: Sequence[Call], staged: Staged, version: str) -> dict[str, Output]:
    """Render all parts side by side; all faults are collected before any is reported."""
    if not calls:
        return {}
    known = {page.path: page for page in staged.pages}

    def one(call: Call) -> list[RenderingError]:
        quarto_parts.lay(staged, call.part, call.project, version)
        quarto_versions.lay_packages(version, call.packages)
        return _faults(call, call.run(), known)

    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        try:
            results = list(pool.map(one, calls))
        except BaseException:
            # Also when the user interrupts: Quarto runs in a group of its own, which the interrupt does not reach.
            for call in calls:
                call.given_up.set()
            raise
    _keep_logs(calls)
    raise_all([fault for result in results for fault in result])
    apart = loose(staged)
    outputs = [tell_apart(call.project, call.part, staged, call.formats, apart) for call in calls]
    return {path: output for part in outputs for path, output in part.items()}


def _chosen(staged: Staged, pages: list[Path] | None, formats: frozenset[str]) -> list[Page]:
    """Pages to render: those asked for that are given in one of the formats."""
    names = (
        {page.path for page in load(staged.root, pages, strict=False).pages} if pages is not None else None
    )
    asked = [page for page in staged.pages if names is None or page.path in names]
    return [
        page
        for page in asked
        if ("html" in formats and page.own_format("html") is not None) or ("pdf" in formats and page.pdf_path)
    ]


def _faults(call: Call, status: int | None, pages: Mapping[str, Page]) -> list[RenderingError]:
    """Judge how a call ended and what it said."""
    only = call.part.pages[0].path if len(call.part.pages) == 1 else ""
    said = call.said()
    found = [as_error(one, pages) for one in read(said, call.log(), page=only, folder=str(call.project))]
    if status is None:
        return [*found, RenderingError(
            f"Quarto said nothing for {call.patience:g} seconds and was stopped", where=_last_page(said) or only,
            found=_last_words(said), todo="try again, or use --engine pandoc")]  # fmt: skip
    if status and not found:
        how = f"was ended by signal {-status}" if status < 0 else f"left with status {status}"
        return [RenderingError(f"Quarto {how}", where=_last_page(said) or only, found=_last_words(said),
                               todo="try again, or use --engine pandoc")]  # fmt: skip
    return found


def _last_page(said: str) -> str:
    named = re.findall(r"\[\s*\d+/\d+\]\s+([^\x1b\n]+)", said)
    return named[-1].strip() if named else ""


def _last_words(said: str) -> str:
    lines = [line.strip() for line in re.sub(r"\x1b\[[0-9;]*m", "", said).split("\n") if line.strip()]
    return " ".join(lines[-3:])[:400]


def _keep_logs(calls: Iterable[Call]) -> None:
    """Keep what Quarto said in the cache, to look at after a failure."""
    target = cache_folder() / "logs"
    target.mkdir(parents=True, exist_ok=True)
    (target / "quarto.log").write_text("\n".join(call.said() for call in calls), encoding="utf-8")
