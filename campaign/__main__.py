"""Runs the campaign of seeded errors and writes its page of the documentation: `python -m campaign`."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict
from pathlib import Path

from campaign import page
from campaign.classes import CLASSES
from campaign.running import run, tasks
from campaign.settings import settings
from corridor.project import Project

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "campaign" / "results.json"


def main() -> None:
    """Read the options, run, and keep the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=12, help="errors of each class in each release")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--source", action="append", default=[])
    parser.add_argument("--kind", action="append", default=[], choices=list(CLASSES))
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument(
        "--page", action="store_true", help="write the page again from the results, and run nothing"
    )
    given = parser.parse_args()
    project = Project(ROOT)
    if given.page:
        page.write(json.loads(given.results.read_text(encoding="utf-8")), ROOT / "docs" / "pages")
        return
    chosen = [one for one in settings(project) if not given.source or one.source in given.source]
    found = run(project, tasks(chosen, given.count, given.kind), given.seed, given.jobs)
    results = {"seed": given.seed, "count": given.count, "found": [asdict(one) for one in found]}
    given.results.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if given.results == RESULTS and not given.source and not given.kind:
        page.write(results, ROOT / "docs" / "pages")


if __name__ == "__main__":
    main()
