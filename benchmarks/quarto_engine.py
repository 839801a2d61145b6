"""Quarto's engine beside what a user would run instead, in one run, as ratios.

    QUARTO_PATH=… python benchmarks/quarto_engine.py 2026-1 [--economy MNG]… [--runs 3]

The edition must have been built, so that `.corridor/stage/` holds its pages. Three comparisons are made:

- making briefs: for each economy papermill's command and `quarto render` once for HTML and once for PDF, against our
  notebooks and one render of the project;
- rendering the edition: a process for each page, against one render and against parts side by side;
- rendering it again: when nothing changed, and when a word of the brief's template did.

Ways that are compared run in turn, several times; ratios are those of their medians. Times of one machine mean little
on another; ratios of one run do.
"""

from __future__ import annotations

import argparse
import datetime
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corridor import notebooks
from corridor.editions import read_edition
from corridor.project import Project
from corridor.rendering.engines import Engine
from corridor.rendering.quarto import find
from corridor.rendering.staged import load

BOTH = frozenset({"html", "pdf"})
Way = Callable[[Path], None]


@dataclass(frozen=True)
class Bench:
    """What is measured.

    Attributes
    ----------
    project : Project
        The project.
    edition : str
        Its edition.
    economies : tuple of str
        Economies whose briefs are made.
    engine : Engine
        Quarto's engine.
    jobs : int
        Parts side by side.
    """

    project: Project
    edition: str
    economies: tuple[str, ...]
    engine: Engine
    jobs: int

    @property
    def stage(self) -> Path:
        """The staged edition."""
        return self.project.cache / "stage" / self.edition

    @property
    def published(self) -> datetime.date:
        """Date of the edition."""
        return read_edition(self.project, self.edition).published

    @property
    def briefs(self) -> list[Path]:
        """Pages of the briefs that are made."""
        return [Path("briefs", iso3.lower(), "index.qmd") for iso3 in self.economies]


def quarto(arguments: Sequence[str], folder: Path) -> None:
    """Call Quarto as a user does."""
    program = os.environ.get("QUARTO_PATH") or "quarto"
    subprocess.run([program, "render", *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S603


def copied(bench: Bench, folder: Path) -> Path:
    """A copy of the staged edition to render in."""
    ignored = shutil.ignore_patterns("_site", ".quarto")
    return Path(shutil.copytree(bench.stage, folder / "project", ignore=ignored))


def loop_of_briefs(bench: Bench) -> Way:
    """One brief after the other: papermill, Quarto for HTML, Quarto for PDF."""

    def run(folder: Path) -> None:
        project = copied(bench, folder)
        papermill = str(Path(sys.executable).parent / "papermill")
        for iso3, page in zip(bench.economies, bench.briefs, strict=True):
            asked = ["-p", "economy", iso3, "-p", "edition", bench.edition]
            command = [papermill, "notebooks/country_indicators.ipynb", str(folder / f"{iso3}.ipynb"), *asked]
            subprocess.run(command, cwd=bench.project.root, check=True, capture_output=True)  # noqa: S603
            for to in ("html", "typst"):
                quarto([page.as_posix(), "--to", to], project)

    return run


def briefs_at_once(bench: Bench) -> Way:
    """Notebooks side by side, then one render of all briefs."""

    def run(folder: Path) -> None:
        runs = [
            notebooks.Run("country_indicators", {"economy": iso3, "edition": bench.edition}, iso3)
            for iso3 in bench.economies
        ]
        for _ in notebooks.run_many(bench.project, runs, folder / "notebooks", jobs=bench.jobs):
            pass
        rendered(bench, folder / "site", pages=bench.briefs)

    return run


def loop_of_pages(bench: Bench) -> Way:
    """One process for each page of the edition."""

    def run(folder: Path) -> None:
        project = copied(bench, folder)
        for page in load(bench.stage, strict=False).pages:
            quarto([page.path], project)

    return run


def rendered(
    bench: Bench,
    site: Path,
    *,
    stage: Path | None = None,
    pages: list[Path] | None = None,
    jobs: int = 0,
    kept: Path | None = None,
) -> None:
    """Render with our engine."""
    bench.engine.render(
        stage or bench.stage,
        site,
        formats=BOTH,
        published=bench.published,
        jobs=jobs or bench.jobs,
        pages=pages,
        kept=kept,
    )


def in_parts(bench: Bench, jobs: int) -> Way:
    """The whole edition with a number of parts side by side."""

    def run(folder: Path) -> None:
        rendered(bench, folder / "site", jobs=jobs)

    return run


def medians(ways: Mapping[str, Way], runs: int) -> dict[str, float]:
    """Median seconds of each way; in turn, so that a busy minute of the machine does not fall on one alone."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, run in ways.items():
            with tempfile.TemporaryDirectory(prefix="corridor-benchmark-") as folder:
                began = time.perf_counter()
                run(Path(folder))
                times[name].append(time.perf_counter() - began)
    return {name: statistics.median(taken) for name, taken in times.items()}


def told(title: str, found: Mapping[str, float]) -> None:
    """Print times and how many times as fast each way is as the first."""
    print(f"\n{title}")
    first = next(iter(found.values()))
    for name, seconds in found.items():
        print(f"  {seconds:7.1f} s  {first / seconds:7.2f}  {name}")


def again(bench: Bench, runs: int) -> dict[str, float]:
    """Render the edition with pages kept: the first time, unchanged, and with a word changed in every brief."""
    first, unchanged, changed = [], [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory(prefix="corridor-benchmark-") as name:
            folder = Path(name)
            stage = copied(bench, folder)
            for times, word in ((first, ""), (unchanged, ""), (changed, "Indeed: ")):
                for page in sorted(stage.glob("briefs/*/index.qmd")) if word else ():
                    text = page.read_text(encoding="utf-8")
                    page.write_text(text.replace("\n## ", f"\n## {word}", 1), encoding="utf-8")
                began = time.perf_counter()
                rendered(bench, folder / "site", stage=stage, kept=folder / "kept")
                times.append(time.perf_counter() - began)
    names = ("the first build", "nothing changed", "a word of the brief's template changed")
    return {
        name: statistics.median(taken) for name, taken in zip(names, (first, unchanged, changed), strict=True)
    }


def main() -> None:
    """Measure and print the three comparisons."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("edition")
    parser.add_argument(
        "--economy", action="append", default=[], help="ISO3 code; all of the edition when omitted"
    )
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args()
    engine, project = find(), Project.find()
    if engine is None:
        sys.exit("Quarto is not there: name it in QUARTO_PATH")
    economies = tuple(chosen.economy or read_edition(project, chosen.edition).economies)
    bench = Bench(project, chosen.edition, economies, engine, chosen.jobs)
    if not bench.stage.is_dir():
        sys.exit(f"The edition is not staged: corridor build {chosen.edition}")
    pages = len(load(bench.stage, strict=False).pages)
    print(f"{engine.version}, median of {chosen.runs}; seconds, and how many times as fast as the first line")
    making = {
        "papermill and two renders for each economy": loop_of_briefs(bench),
        "notebooks side by side, one render of the project": briefs_at_once(bench),
    }
    told(f"Making {len(economies)} briefs", medians(making, chosen.runs))
    rendering = {
        "a process for each page": loop_of_pages(bench),
        "one render of the project": in_parts(bench, 1),
        f"{bench.jobs} parts side by side": in_parts(bench, bench.jobs),
    }
    told(f"Rendering the edition's {pages} pages", medians(rendering, chosen.runs))
    told("Rendering it again", again(bench, chosen.runs))


if __name__ == "__main__":
    main()
