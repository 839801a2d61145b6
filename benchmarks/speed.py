"""How long editions take, beside what a user would run instead; writes a page of the documentation.

    python benchmarks/speed.py [--only a,b,c,d,e] [--repeat 5] [--sizes 9,58,all]

All ways are run in turn, several times, so that a busy minute of the machine does not fall on one of them. Times of
one machine mean little on another; ratios of one run do. Results are kept in `results.json`; parts that are not asked
for keep their earlier results.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import page
from measuring import Measured, measure, summary
from workplace import ROOT, Workplace

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"
EDITION = "2026-1"
JOBS = os.cpu_count() or 1
Ways = Mapping[str, Callable[[], Measured]]


class Bench:
    """The place to build in, and what is measured there."""

    def __init__(self, folder: Path, repeat: int) -> None:
        self.place, self.repeat = Workplace(folder / "project"), repeat
        self.recorded = folder / "recorded"

    def build(self, edition: str = EDITION, *options: str) -> Measured:
        """Build an edition with the command line."""
        command = Path(sys.executable).with_name("corridor")
        words = [command, "build", edition, "--engine", "pandoc", "--jobs", str(JOBS), *options]
        return measure(words, self.place.root, self.place.environment)

    def _python(self, *words: str | Path) -> Measured:
        return measure([sys.executable, *words], self.place.root, self.place.environment)

    def prepare(self) -> None:
        """Build once, and record the calls of Pandoc and Typst that it took."""
        self.build()
        stage = self.place.root / ".corridor" / "stage" / EDITION
        self.recorded.mkdir()
        self._python(HERE / "typesetting.py", "record", stage, self.recorded)

    def in_turn(self, ways: Ways) -> dict[str, Any]:
        """Run several ways in turn, as often as asked for."""
        runs: dict[str, list[Measured]] = {name: [] for name in ways}
        for number in range(self.repeat):
            for name, run in ways.items():
                runs[name].append(run())
                print(f"{number + 1}/{self.repeat} {name}: {runs[name][-1].seconds:.1f} s", flush=True)
        return {name: summary(found) for name, found in runs.items()}

    def cold(self) -> Measured:
        """Build with nothing kept."""
        self.place.forget()
        return self.build()

    def loop(self) -> Measured:
        """Run what a user would write instead, with nothing kept either."""
        self.place.forget()
        return self._python(HERE / "plain_loop.py", self.place.root, EDITION, self.recorded)

    def floor(self) -> Measured:
        """Make the same calls of Pandoc and Typst, and nothing else."""
        return self._python(HERE / "typesetting.py", "again", self.recorded, str(JOBS))

    def part_a(self) -> dict[str, Any]:
        """Cold build, plain loop, floor."""
        return self.in_turn({"corridor": self.cold, "plain loop": self.loop, "floor": self.floor})

    def part_b(self) -> dict[str, Any]:
        """Nothing changed."""
        self.build()
        return self.in_turn({"nothing changed": self.build})

    def part_c(self) -> dict[str, Any]:
        """One thing changed since the last build."""
        self.build()

        def after(change: Callable[[], None]) -> Callable[[], Measured]:
            def run() -> Measured:
                change()
                return self.build()

            return run

        place = self.place
        return self.in_turn(
            {
                "one row of one source": after(lambda: place.change_row("students", "uis2025", "JPN,")),
                "one template": after(lambda: place.change_template("country_brief")),
                "one indicator": after(lambda: place.change_indicator("immigrant_share")),
            }
        )

    def part_d(self, sizes: list[str]) -> dict[str, Any]:
        """Editions of several sizes, cold but for the verdicts on the data."""
        from corridor.editions import read_edition  # noqa: PLC0415
        from corridor.project import Project  # noqa: PLC0415

        regions, project = self._regions(), Project(self.place.root)
        named = {size: f"2026-{90 + number}" for number, size in enumerate(sizes)}
        for size, name in named.items():
            self.place.add_edition(name, EDITION, regions[size])
        ways = {size: self._sized(name) for size, name in named.items()}
        counts = {size: len(read_edition(project, name).economies) for size, name in named.items()}
        return {size: way | {"briefs": counts[size]} for size, way in self.in_turn(ways).items()}

    def _sized(self, name: str) -> Callable[[], Measured]:
        def run() -> Measured:
            self.place.forget(verdicts=False)
            return self.build(name)

        return run

    def _regions(self) -> dict[str, str]:
        """Names of the regions by their number of economies; one of all that have a population is made."""
        from corridor.economies import all_economies, list_regions, region  # noqa: PLC0415
        from corridor.editions import read_edition  # noqa: PLC0415
        from corridor.project import Project  # noqa: PLC0415
        from corridor.sources import load  # noqa: PLC0415

        project = Project(self.place.root)
        counted_in = load(project, "population", read_edition(project, EDITION).vintages["population"])
        with_people = set(counted_in.table["iso3"])
        known = all_economies(project).items()
        everyone = [code for code, one in known if one.kind == "economy" and code in with_people]
        self.place.add_region("all-economies", everyone)
        counted = {str(len(region(project, name).members)): name for name in list_regions(project)}
        return counted | {"all": "all-economies"}

    def part_e(self) -> dict[str, Any]:
        """Stages of a cold build whose verdicts are at hand."""
        self.build()
        taken: dict[str, list[dict[str, float]]] = {}
        for _ in range(self.repeat):
            self.place.forget(verdicts=False)
            self._python(HERE / "stages.py", self.place.root, EDITION, str(JOBS))
            told = (self.place.root / "benchmark.log").read_text().splitlines()[-1]
            for name, one in json.loads(told).items():
                taken.setdefault(name, []).append(one)
        middle = len(next(iter(taken.values()))) // 2
        return {
            name: {key: sorted(one[key] for one in found)[middle] for key in ("seconds", "work")}
            for name, found in taken.items()
        }


def machine() -> dict[str, Any]:
    """What the figures were measured on, as far as it matters."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processors": JOBS,
        "memory": round(memory),
        "system": sys.platform,
        "python": ".".join(map(str, sys.version_info[:2])),
        "quarto": bool(shutil.which(os.environ.get("QUARTO_PATH") or "quarto")),
    }


def main() -> None:
    """Measure what is asked for and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="a,b,c,d,e", help="parts, separated by commas")
    parser.add_argument("--repeat", type=int, default=5, help="runs of each way")
    parser.add_argument("--sizes", default="9,58,all", help="numbers of economies for part d: 9, 58, all")
    parser.add_argument("--page", action="store_true", help="only write the page from the results at hand")
    chosen = parser.parse_args()
    results = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {"parts": {}}
    if not chosen.page:
        with tempfile.TemporaryDirectory(prefix="corridor-bench-") as name:
            bench = Bench(Path(name).resolve(), chosen.repeat)
            bench.prepare()
            for part in chosen.only.split(","):
                sizes = [chosen.sizes.split(",")] if part == "d" else []
                found = getattr(bench, f"part_{part}")(*sizes)
                told = {
                    "measured": datetime.now(UTC).date().isoformat(),
                    "repeat": chosen.repeat,
                    **machine(),
                }
                results["parts"][part] = {**told, "ways": found}
                RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
    page.write(results, ROOT / "docs" / "pages")


if __name__ == "__main__":
    main()
