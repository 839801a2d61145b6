"""Hurts builds, publications and admissions, and writes what came of it: `make faults`.

    python faults/run.py [--kills 200] [--seed 1] [--minutes 120] [--only kills,others,damage,fuzz] [--page]

Each trial is written to `faults/results.jsonl` as it ends, so that a run which is stopped counts as far as it came.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import kills
import others
from ground import Ground, expected

RESULTS = Path(__file__).resolve().parent / "results.jsonl"


def main() -> int:
    """Run what is asked for; the exit code is 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description="Hurt builds, publications and admissions.")
    parser.add_argument("--kills", type=int, default=200, help="How many commands are killed.")
    parser.add_argument("--seed", type=int, default=1, help="Of all moments and choices.")
    parser.add_argument("--minutes", type=float, default=600, help="When to begin nothing more.")
    parser.add_argument(
        "--like", default="", help="Of the other faults, only those whose kind has these letters."
    )
    parser.add_argument("--only", default="kills", help="Parts, separated by commas.")
    asked = parser.parse_args()
    deadline = time.monotonic() + asked.minutes * 60
    root = Path(tempfile.mkdtemp(prefix="faults-"))
    wrong = 0
    try:
        ground = Ground(root)
        wanted = expected(ground, say)
        for part in asked.only.split(","):
            for told in PARTS[part](ground, wanted, asked, deadline):
                wrong += bool(told["wrong"])
                note({"part": part, "seed": asked.seed, "machine": platform.platform(terse=True), **told})
    finally:
        shutil.rmtree(root, ignore_errors=True)
    say(f"{wrong} were wrong")
    return int(wrong > 0)


def _kills(ground: Ground, wanted: Any, asked: Any, deadline: float) -> Any:
    series = kills.Kills(ground, wanted, asked.seed)
    for at, command in enumerate(series.commands(asked.kills), 1):
        if time.monotonic() > deadline:
            return
        trial = series.trial(command)
        say(f"{at}/{asked.kills} {command}, {trial.moment} s: {trial.stood} {' '.join(trial.wrong)}")
        yield asdict(trial)


def _others(ground: Ground, wanted: Any, asked: Any, deadline: float) -> Any:
    series = others.Others(ground, wanted, asked.seed)
    for kind, trial in series.all_():
        if time.monotonic() > deadline:
            return
        if asked.like in kind:
            told = trial()
            say(f"{told.command}, {told.moment} s: {told.stood} {' '.join(told.wrong)}")
            yield asdict(told)


PARTS: dict[str, Callable[..., Any]] = {"kills": _kills, "others": _others}


def note(told: dict[str, Any]) -> None:
    """Write down one trial."""
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write(json.dumps(told) + "\n")


def say(text: str) -> None:
    """Tell whoever watches."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
