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
# What slips, and why no check can know it.
_REASONS = (
    (
        "digits exchanged, or figures rounded, by less than a revision",
        "Where everything was revised, a figure that moved by two per cent is one of thousands that did. It "
        "is asked about from four per cent, or from one where no other moved. What is a term of a sum is "
        "known by the sum.",
    ),
    (
        "the newest period",
        "The release before does not have it. It is held against the steps before it: asylum-seekers multiply "
        "within a year when there is a war.",
    ),
    (
        "a pair of migrant stocks that is another’s",
        "International Migrant Stock 2024 left out pairs of a tenth and more of an economy’s emigrants, and "
        "took in others as large: a pair that went and one that came are no error by themselves. Where the "
        "other direction, another pair or a sum has the same figures, it is asked about.",
    ),
    (
        "a pair of migrant stocks that is left out throughout",
        "An absent pair means that the publisher has no figure, and pairs come and go with every release. "
        "Pairs of remittances are known by migrant stocks.",
    ),
    (
        "an economy that the release before does not have",
        "International Migrant Stock 2020 has no Taiwan Province of China: its pairs have nothing to be held against "
        "but sums of both sexes and, in Japan, foreign residents.",
    ),
    (
        "a kind of figure that the release before does not have",
        "WDI 2023 has remittances as a share of GDP only. Dollars received must fit that share; dollars paid "
        "that are another economy’s for the same years have nothing to be held against.",
    ),
    (
        "economies outside the region",
        "Questions are about economies that the newest edition reports on, so that a person has few to "
        "answer; errors in others are caught where a series is gone, a total moves, a sum breaks or it is "
        "another unit.",
    ),
)
# Seeds by which rules and limits were chosen: what they give is no measure of what is caught of others.
CHOSEN_BY = (1, 2, 3, 4, 11, 12, 13, 14, 15, 16)


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
    parts += ["", *_slipped(trials), "", *_alarms(results["found"]), "", *_unknown(), ""]
    (folder / FILE).write_text("\n".join(parts), encoding="utf-8")


def _summary(results: Mapping[str, Any], trials: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    mattering = [one for one in trials if _counts(one)]
    caught = [one for one in mattering if one["outcome"] != SLIPPED]
    asked = sum(one["outcome"] == ASKED for one in caught)
    unreadable = sum(one["outcome"] == UNREADABLE for one in trials)
    how = f"--seed {results['seed']} --count {results['count']}"
    by = "rules were chosen" if results["seed"] in CHOSEN_BY else "no rule was chosen"
    yield "## Result {#sec-result}"
    yield ""
    yield (
        f"Of {len(trials):,} errors planted (`{how}`, a seed by which {by}), "
        f"{unreadable:,} made tables that cannot be read. "
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


def _unknown() -> Iterator[str]:
    yield "## What no check can know {#sec-unknown}"
    yield ""
    yield "What slips through counts in the share above, whatever the reason. These are the reasons."
    yield ""
    yield "| what | why no check can know it |"
    yield f"| {'-' * 30} | {'-' * 60} |"
    yield from (f"| {what} | {why} |" for what, why in _REASONS)
    yield ""
    yield ": Reasons {#tbl-unknown}"


def _share(caught: int, of: int) -> str:
    shown: Callable[[float], str] = "{:.1f} %".format
    return shown(100 * caught / of) if of else "–"
