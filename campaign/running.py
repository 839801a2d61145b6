"""One run of the campaign: errors planted and judged, side by side in several processes."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from campaign.classes import CLASSES, planted
from campaign.judging import SLIPPED, UNSEEN, Judge, Verdict
from campaign.settings import Setting, place
from corridor.project import Project
from corridor.sources import load
from corridor.spreading import Here

# Errors that one process judges before it takes on another setting.
BATCH = 40


@dataclass(frozen=True)
class Trial:
    """One error and what became of it.

    Attributes
    ----------
    kind, source, setting : str
        Class, source, and releases.
    number : int
        Which one of its class.
    told : str
        What was done.
    matters : bool
        Whether it changes a published figure by more than one per cent.
    outcome, by : str
        What became of it, and what caught it.
    """

    kind: str
    source: str
    setting: str
    number: int
    told: str
    matters: bool
    outcome: str
    by: str

    @property
    def caught(self) -> bool:
        """Whether it was stopped before publication, or asked about."""
        return self.outcome != SLIPPED


@dataclass(frozen=True)
class Found:
    """What a batch gave: its errors, and what is found in the release as it really is.

    Attributes
    ----------
    setting : str
        The releases.
    trials : list of dict
        The errors.
    questions : list of str
        What is asked about the real release.
    alarms : list of str
        What would refuse it.
    """

    setting: str
    trials: list[dict[str, Any]]
    questions: list[str]
    alarms: list[str]


Task = tuple[Setting, tuple[tuple[str, int], ...]]


def tasks(settings: Sequence[Setting], count: int, kinds: Sequence[str] = ()) -> list[Task]:
    """Part a campaign into batches.

    Parameters
    ----------
    settings : sequence of Setting
        Releases to plant errors in.
    count : int
        Errors of each class in each of them.
    kinds : sequence of str
        Classes; all when empty.
    """
    wanted = [(kind, number) for number in range(count) for kind in (kinds or CLASSES)]
    return [
        (setting, tuple(wanted[start : start + BATCH]))
        for setting in settings
        for start in range(0, len(wanted), BATCH)
    ]


def seed_of(seed: int, kind: str, setting: Setting, number: int) -> tuple[int, ...]:
    """Seed of one error: the campaign's, with class and source and number."""
    text = f"{kind} {setting.source} {setting.vintage} {setting.before}"
    return seed, int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]), number


def run(project: Project, batches: Sequence[Task], seed: int, jobs: int) -> list[Found]:
    """Run batches, in as many processes as said; tells of each as it is done."""
    found: dict[int, Found] = {}
    began = time.monotonic()
    for at, one in Here(jobs).each(_batch, (project, seed), batches):
        found[at] = one
        print(f"{len(found)}/{len(batches)} {one.setting}: {time.monotonic() - began:.0f} s", flush=True)
        for trial in one.trials:
            if trial["matters"] and trial["outcome"] == SLIPPED:
                print(f"  slipped: {trial['kind']}: {trial['told']}", flush=True)
    return [found[at] for at in sorted(found)]


def _batch(shared: tuple[Project, int], task: Task) -> Found:
    (project, seed), (setting, wanted) = shared, task
    with load.remembering(), tempfile.TemporaryDirectory(prefix="corridor-campaign-") as folder:
        where = place(project, setting, Path(folder))
        judge = Judge(project, setting, where)
        trials = []
        for kind, number in wanted:
            made = planted(kind, where.release, seed_of(seed, kind, setting, number))
            if made is None:
                continue
            matters = judge.matters(made.content)
            # Whether one is caught that no figure shows is not asked, unless none shows any.
            verdict = judge.verdict(made.content) if matters or not judge.shown else Verdict(UNSEEN)
            names = (kind, setting.source, setting.name, number, made.told, matters)
            trials.append(asdict(Trial(*names, verdict.outcome, verdict.by[:120])))
        usual = judge.usual
        questions = [one.text for one in usual if not one.critical]
        return Found(setting.name, trials, questions, [one.text for one in usual if one.critical])
