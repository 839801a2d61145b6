"""Quarto's engine beside what a user would run instead: one `quarto render` for each page, one after the other.

    QUARTO_PATH=… python benchmarks/quarto_engine.py .corridor/stage/2026-1

Renders a staged edition in three ways, several times in turn, and prints the ratios of their medians. Times of one
machine mean little on another; ratios of one run do.
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
from collections.abc import Callable
from pathlib import Path

from corridor.rendering.engines import Engine
from corridor.rendering.quarto import find
from corridor.rendering.staged import load

BOTH = frozenset({"html", "pdf"})
PUBLISHED = datetime.date(2026, 7, 1)


def page_by_page(stage: Path, folder: Path) -> None:
    """One process for each page, in one copy of the project."""
    project = folder / "project"
    shutil.copytree(stage, project, ignore=shutil.ignore_patterns("_site", ".quarto"))
    program = os.environ.get("QUARTO_PATH") or "quarto"
    for page in load(stage, strict=False).pages:
        subprocess.run([program, "render", page.path], cwd=project, check=True, capture_output=True)  # noqa: S603


def by_the_engine(engine: Engine, jobs: int) -> Callable[[Path, Path], None]:
    """Corridor's engine with a number of parts."""

    def run(stage: Path, folder: Path) -> None:
        engine.render(stage, folder / "site", formats=BOTH, published=PUBLISHED, jobs=jobs)

    return run


def measured(run: Callable[[Path, Path], None], stage: Path) -> float:
    """Seconds that one way takes."""
    with tempfile.TemporaryDirectory(prefix="corridor-benchmark-") as folder:
        began = time.perf_counter()
        run(stage, Path(folder))
        return time.perf_counter() - began


def main() -> None:
    """Measure the three ways in turn and print the ratios of their medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("stage", type=Path, help="folder of a staged edition")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args()
    engine = find()
    if engine is None:
        sys.exit("Quarto is not there: name it in QUARTO_PATH")
    ways = {
        "a process for each page": page_by_page,
        "one render of the project": by_the_engine(engine, 1),
        f"{chosen.jobs} parts side by side": by_the_engine(engine, chosen.jobs),
    }
    # In turn, so that a busy minute of the machine does not fall on one way alone.
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(chosen.runs):
        for name, run in ways.items():
            times[name].append(measured(run, chosen.stage))
    slowest = statistics.median(times["a process for each page"])
    print(f"{engine.version}, {len(load(chosen.stage, strict=False).pages)} pages, median of {chosen.runs}")
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name}: {median:.1f} s, {slowest / median:.2f} times as fast as a process for each page")


if __name__ == "__main__":
    main()
