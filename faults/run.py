"""Hurts builds, publications and admissions, and writes what came of it: `make faults`.

    python faults/run.py [--kills 200] [--files 10000] [--seed 1] [--minutes 600] [--only kills,others,steps,fuzz]
                         [--more] [--page]

Each trial is noted as it ends, so that a run which is stopped counts as far as it came. Linux only.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import platform
import shutil
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import faults_page
import kills
import others
import steps
from ground import ROOT, Ground, expected

# What is noted stays with the code.
NOTES = Path(__file__).resolve().with_name("results.jsonl")
KEPT = ROOT / ".corridor" / "faults"
Told = dict[str, Any]


def main() -> int:
    """Run what is asked for; the exit code is 1 if anything was wrong."""
    asked = _parser().parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if not asked.page:
        if not asked.more:
            NOTES.unlink(missing_ok=True)
        _run(asked)
    noted = [json.loads(line) for line in NOTES.read_text(encoding="utf-8").splitlines()]
    faults_page.write(noted, ROOT / "docs" / "pages")
    wrong = sum(bool(one["wrong"]) and not one.get("mended") for one in noted)
    say(f"{wrong} of {len(noted)} were wrong")
    return int(wrong > 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Hurt builds, publications and admissions.")
    parser.add_argument("--kills", type=int, default=200, help="How many commands are killed.")
    parser.add_argument("--files", type=int, default=10_000, help="How many files are made wrong.")
    parser.add_argument("--seed", type=int, default=1, help="Of all moments and choices.")
    parser.add_argument("--minutes", type=float, default=600, help="When to begin nothing more.")
    parser.add_argument("--like", default="", help="Only other faults whose kind has these letters.")
    parser.add_argument("--only", default="kills,others,steps,fuzz", help="Parts, separated by commas.")
    parser.add_argument("--more", action="store_true", help="Add to what an earlier run noted.")
    parser.add_argument("--page", action="store_true", help="Only write the page again from what was noted.")
    return parser


def _run(asked: argparse.Namespace) -> None:
    deadline = time.monotonic() + asked.minutes * 60
    root = Path(tempfile.mkdtemp(prefix="faults-"))
    parts = asked.only.split(",")
    about = {"seed": asked.seed, "machine": f"{platform.system()} on {platform.machine()}"}
    try:
        ground = Ground(root)
        if "fuzz" in parts:
            for told in _fuzz(ground, asked):
                note({"part": "fuzz", **about, **told})
        rest = [part for part in parts if part != "fuzz"]
        wanted = expected(ground, say, KEPT) if rest else None
        for part in rest:
            for told in HURT[part](ground, wanted, asked):
                note({"part": part, **about, **told})
                if time.monotonic() > deadline:
                    return
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _kills(ground: Ground, wanted: Any, asked: argparse.Namespace) -> Iterator[Told]:
    series = kills.Kills(ground, wanted, asked.seed)
    for at, command in enumerate(series.commands(asked.kills), 1):
        trial = series.trial(command)
        say(f"{at}/{asked.kills} {command}, {trial.moment} s: {trial.stood} {' '.join(trial.wrong)}")
        yield asdict(trial)


def _others(ground: Ground, wanted: Any, asked: argparse.Namespace) -> Iterator[Told]:
    for kind, happen in others.Others(ground, wanted, asked.seed).all_():
        if asked.like in kind:
            trial = happen()
            say(f"{trial.command}, {trial.moment} s: {trial.stood} {' '.join(trial.wrong)}")
            yield asdict(trial)


def _steps(ground: Ground, wanted: Any, asked: argparse.Namespace) -> Iterator[Told]:
    for told in steps.hurt(ground, wanted):
        say(f"{told['command']}: {told['places']} places {' '.join(told['wrong'])}")
        yield told


def _fuzz(ground: Ground, asked: argparse.Namespace) -> Iterator[Told]:
    import fuzz  # noqa: PLC0415 - what reads tables is not needed for the rest

    warnings.simplefilter("ignore")
    counts: Counter[tuple[str, str]] = Counter()
    series = fuzz.Fuzz(ground.project, asked.seed)
    for at, found in enumerate(series.run(asked.files), 1):
        counts[found.kind, "files"] += 1
        counts[found.kind, found.came] += 1
        if found.wrong:
            counts[found.kind, "wrong"] += 1
            say(f"{found.kind}: {found.wrong}\n{found.content[:2000]!r}")
        if at % 1000 == 0:
            say(f"{at} of {asked.files} files")
    for kind in dict.fromkeys(kind for kind, _ in counts):
        yield {"kind": kind, **{key: counts[kind, key] for key in ("files", "refused", "read", "wrong")}}


HURT: dict[str, Callable[..., Iterator[Told]]] = {"kills": _kills, "others": _others, "steps": _steps}


def note(told: Told) -> None:
    """Write down one trial."""
    with NOTES.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"day": dt.datetime.now(tz=dt.UTC).date().isoformat(), **told}) + "\n")


def say(text: str) -> None:
    """Tell whoever watches."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
