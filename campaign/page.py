"""Writes the results as a page of the documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from campaign.judging import ASKED, SLIPPED, UNREADABLE, UNSEEN

FILE = "87-campaign.qmd"
_HEAD = """---
title: "Seeded errors"
subtitle: "How many slips of a publisher are caught before they are published"
lang: en
number-sections: false
format:
  html: default
---

Written by `make campaign`. One error after the other is planted in a real release of a source, at a place and of a size
that chance chooses; the table is then admitted as the publisher’s next release, as `corridor data add` does, and the
checks of every source that leans on it are run. An error is **caught** when the table cannot be read, when a critical
finding refuses it, or when a person is asked about something that nobody is asked about in the release as it really is.
It **matters** when it changes any published figure of the newest edition, of an economy or of the region, by more than
one per cent; only these count for the share. A table that cannot be read publishes nothing, and is counted by itself.

Each release of the newest edition is tried after the real one before it, where the project has it, and after a made-up
one: the same release without its newest period, the figures of each economy moved by a few per cent. The place knows
nothing of the release but its figures: facts about it alone, such as a total that the publisher states, are left out.
"""
_UNKNOWN = """## What no check can know {#sec-unknown}

- **A kind of figure that the release before does not have.** WDI 2023 has remittances as a share of GDP only: what WDI
  2025 says of US dollars has nothing to be held against but bounds, and a series of one economy that is missing, or is
  that of another, looks like any other. Admitted after a release with the same kinds of figures, it is asked about.
- **What is smaller than a real revision.** International Migrant Stock 2024 moved one pair in ten by more than a third,
  against that of 2020; modelled remittances move more with each release. An error of that size in a pair is one of
  thousands of such moves. What catches it is a sum that a publisher states: both sexes, ages, the world.
- **The newest period of a figure that jumps anyway.** Asylum-seekers multiply within a year when there is a war.
- **Digits exchanged, or figures rounded, by little.** One period of an economy is asked about from four per cent.
- **A pair that is left out throughout.** Pairs come and go with every release of migrant stocks: an absent pair means
  that the publisher has no figure.
- **Economies outside the region.** Questions are about economies that the newest edition reports on, so that a person
  has few to answer; errors in others are caught where they move a total, break a sum or are as large as another unit.
"""


def write(results: Mapping[str, Any], folder: Path) -> None:
    """Write the page.

    Parameters
    ----------
    results : mapping
        As the campaign keeps them.
    folder : Path
        Folder of the documentation's pages.
    """
    trials = [trial for found in results["found"] for trial in found["trials"]]
    parts = [
        _HEAD,
        *_summary(results, trials),
        "",
        *_by(trials, "kind", "class"),
        "",
        *_by(trials, "source", "source"),
    ]
    parts += ["", *_slipped(trials), "", *_alarms(results["found"]), "", _UNKNOWN]
    (folder / FILE).write_text("\n".join(parts), encoding="utf-8")


def _summary(results: Mapping[str, Any], trials: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    mattering = [one for one in trials if _counts(one)]
    caught = [one for one in mattering if one["outcome"] != SLIPPED]
    asked = sum(one["outcome"] == ASKED for one in caught)
    unreadable = sum(one["outcome"] == UNREADABLE for one in trials)
    yield "## Result {#sec-result}"
    yield ""
    yield (
        f"Of {len(trials):,} errors planted (seed {results['seed']}), {unreadable:,} made tables that cannot be read. "
        f"Of the others {len(mattering):,} matter, and {len(caught):,} of these were caught: "
        f"**{_share(len(caught), len(mattering))}**. "
        f"In {len(caught) - asked:,} cases the release was refused, in {asked:,} a person was asked."
    )


def _counts(trial: Mapping[str, Any]) -> bool:
    return bool(trial["matters"]) and trial["outcome"] not in {UNREADABLE, UNSEEN}


def _by(trials: Sequence[Mapping[str, Any]], column: str, called: str) -> Iterator[str]:
    yield f"## By {called} {{#sec-{called}}}"
    yield ""
    yield f"| {called} | planted | unreadable | matter | caught | share |"
    yield "| ------------------------------ | ------- | ------- | ------- | ------- | ------- |"
    for name in sorted({trial[column] for trial in trials}):
        held = [trial for trial in trials if trial[column] == name]
        mattering = [trial for trial in held if _counts(trial)]
        caught = sum(trial["outcome"] != SLIPPED for trial in mattering)
        unreadable = sum(trial["outcome"] == UNREADABLE for trial in held)
        share = _share(caught, len(mattering))
        label = f"`{name}`" if column == "source" else name
        yield f"| {label} | {len(held):,} | {unreadable:,} | {len(mattering):,} | {caught:,} | {share} |"
    yield ""
    yield f": Errors by {called} {{#tbl-{called}}}"
    if column == "source":
        yield ""
        yield from _unpublished(trials)


def _unpublished(trials: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Sources whose figures no indicator shows: what was caught of all that was planted."""
    told = []
    for source in sorted({trial["source"] for trial in trials}):
        held = [trial for trial in trials if trial["source"] == source]
        if not any(trial["matters"] or trial["outcome"] == UNSEEN for trial in held):
            caught = sum(trial["outcome"] != SLIPPED for trial in held)
            told.append(f"`{source}` {caught:,} of {len(held):,}")
    if told:
        yield f"No indicator rests on some sources; caught of all errors planted in them: {', '.join(told)}."


def _slipped(trials: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "## What slipped through {#sec-slipped}"
    yield ""
    slipped = [trial for trial in trials if _counts(trial) and trial["outcome"] == SLIPPED]
    yield from (f"- {one['kind']}, {one['setting']}: {one['told']}" for one in slipped)
    if not slipped:
        yield "Nothing that matters."


def _alarms(found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Say what the real releases themselves are refused for or asked about."""
    yield "## False alarms {#sec-alarms}"
    yield ""
    settings = {one["setting"]: one for one in found}
    alarms = {name: one["alarms"] for name, one in settings.items() if one["alarms"]}
    real = {name: len(one["questions"]) for name, one in settings.items() if "made-up" not in name}
    yield (
        f"Of the {len(settings)} real releases that were admitted as they are, {len(alarms) or 'none'} "
        f"{'was' if len(alarms) <= 1 else 'were'} refused. After the real release before, a person is asked about "
        + ", ".join(f"{count} things ({name})" for name, count in sorted(real.items()))
        + ": economies and periods that came or went, and real revisions."
    )
    yield from (f"- {name}: {'; '.join(texts)}" for name, texts in sorted(alarms.items()))


def _share(caught: int, of: int) -> str:
    shown: Callable[[float], str] = "{:.1f} %".format
    return shown(100 * caught / of) if of else "–"
