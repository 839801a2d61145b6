"""Writes what came of the faults as a page of the documentation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

FILE = "88-faults.qmd"
Told = Mapping[str, Any]
_HEAD = """---
title: "Faults"
subtitle: "What builds, publications and admissions withstand: kills, full disks, failing calls, wrong files"
lang: en
number-sections: false
format:
  html: default
---

A build can be killed, a disk can fill, a file can be cut off. After each of these, the site is as it was published
before or wholly the new one, no process is left, and the next run gives, to the byte, what a run from nothing gives.
What a killed run could not put away, the next one does: its folder beside the site, its temporary files, its lock, and
what it had begun to write into the cache, where that is an hour old.

`make faults` puts it to the test with a small edition and writes this page from what it found. All moments and choices
come from one seed; which process runs when is up to the machine, so that a second run meets other moments of the work.
`python faults/run.py --help` says how to run a part.
"""
_INTENT = """## Made with intent {#sec-intent}

What tries to run, to leave its place or to have no end is refused by tests of its own, with file and line where it has
one (`tests/unit/test_attacks.py`, `tests/functional/test_hostile_text.py`, `tests/unit/test_preview_answers.py`):

- texts in data, names, notes, titles and citations that try markup, scripts, shortcodes, code of Typst, LaTeX and
  Jinja, formulas, control characters and marks of direction;
- names and addresses that try to leave a folder; archives, YAML and JSON that expand or are nested without end;
- templates that expand: widths, repeated and joined texts, loops within loops, macros and files that take in
  themselves, lists within lists. What a page does is counted, four million units at most; the outlook of nine economies
  takes some twenty thousand. What chance decides (`random`, `lipsum`) no template has;
- requests to the preview by another name or from another origin, with other methods, endless lines, paths out of the
  site and more connections than a browser opens.
"""
_WAYS = {
    "process": "a process of the run is killed",
    "two at once": "two processes do the same at once",
    "beside": "two processes do different things to one site or project",
    "damaged": "entries of the cache are flipped, cut off, emptied, gone, or folders",
    "disk": "a disk is full or read-only: of the site, the cache, temporary files, data",
    "fsync": "writing to the disk for good fails (fsync)",
    "rename": "renaming fails",
    "write": "opening files for writing fails",
    "clock": "the clock goes back a day, within a run or between two",
    "tomorrow": "all files are of tomorrow",
    "Quarto": "Quarto hangs",
    "Typst": "Typst refuses a page",
}
_CALLS = {
    "fsync": "writing to the disk for good (fsync)",
    "rename": "renaming, exchanging folders",
    "write": "writing",
    "open": "opening files for writing",
    "mkdir": "making folders",
    "link": "linking files",
    "remove": "removing files and folders",
    "close": "closing files that were written",
}
_FILES = {
    "source": "declarations of sources",
    "table": "tables",
    "checks": "declarations of checks",
    "economies": "the list of economies",
    "region": "regions",
    "edition": "editions",
    "report": "declarations of reports",
    "register": "statements, contested estimates and schemes",
    "template": "templates",
}


def write(results: Sequence[Told], folder: Path) -> None:
    """Write the page.

    Parameters
    ----------
    results : sequence of mapping
        Trials as `run` notes them.
    folder : Path
        Folder of the documentation's pages.
    """
    mended = [one for one in results if one.get("mended")]
    counted = [one for one in results if not one.get("mended")]
    by_part = {
        part: [one for one in counted if one["part"] == part] for part in ("kills", "others", "steps", "fuzz")
    }
    told = {"kills": _kills, "others": _others, "steps": _steps, "fuzz": _fuzz}
    sections = [line for part, found in by_part.items() if found for line in told[part](found)]
    (folder / FILE).write_text("\n".join([_HEAD, *sections, _INTENT, *_mended(mended)]), encoding="utf-8")


def _kills(trials: Sequence[Told]) -> Iterator[str]:
    yield "## Killed at random moments {#sec-kills}"
    yield ""
    yield (
        f"{len(trials)} commands were killed by signal 9, each at a random moment up to the length of a whole run; "
        f"then the same command was run again. {_wrong(trials)}"
    )
    yield ""
    yield "| command | kills | site as before | wholly new | half | next run wrong or something left |"
    yield "| ------------ | ------- | ------- | ------- | ------- | ---------- |"
    for command in dict.fromkeys(one["command"] for one in trials):
        own = [one for one in trials if one["command"] == command]
        stood = Counter(one["stood"] for one in own)
        wrong = sum(bool(one["wrong"]) for one in own)
        yield f"| {command} | {len(own)} | {stood['old']} | {stood['new']} | {stood['neither']} | {wrong} |"
    yield ""
    yield ": Kills {#tbl-kills}"
    yield ""
    yield _measured(trials)
    yield ""


def _others(trials: Sequence[Told]) -> Iterator[str]:
    yield "## Other faults {#sec-others}"
    yield ""
    yield (
        "Each is met by a build, a publication or an admission of data; after it, the command is run again without "
        "the fault. A command may go on, or refuse with a message; it may not hang or show a traceback. "
        f"{_wrong(trials)}"
    )
    yield ""
    yield "| fault | trials | went on | refused | wrong |"
    yield "| ------------------------------ | ------- | ------- | ------- | ------- |"
    for word, name in _WAYS.items():
        own = [one for one in trials if word in one["command"]]
        if own:
            well = sum("exit 0" in one["stood"] for one in own)
            wrong = sum(bool(one["wrong"]) for one in own)
            yield f"| {name} | {len(own)} | {well} | {len(own) - well} | {wrong} |"
    yield ""
    yield ": Other faults {#tbl-others}"
    yield ""
    yield _measured(trials)
    yield ""


def _steps(found: Sequence[Told]) -> Iterator[str]:
    total = sum(one["places"] for one in found)
    yield "## Every call fails {#sec-calls}"
    yield ""
    yield (
        "A site is put in its place, and a release is laid in, again and again: the first call of a kind fails, then "
        "the second, and so on to the last, once by itself and once with all calls of its kind after it. The errors "
        "are those of a full, a broken and a read-only disk in turn, below the C library, so that no module is passed "
        f"over; a few files of each kind stand for all. {total:,} times a call failed; each time readers had the old "
        f"or the new, and the next attempt was right, to the byte. {_wrong(found)}"
    )
    yield ""
    yield "| what fails | publish | build | data add | went on | refused | wrong |"
    yield "| ------------------------------ | ------- | ------- | ------- | ------- | ------- | ------- |"
    for call, name in _CALLS.items():
        own = [one for one in found if one["call"] == call]
        if own:
            places = [
                sum(one["places"] for one in own if one["command"].startswith(f"{command}:"))
                for command in ("publish", "build", "data add")
            ]
            refused = sum(one["refused"] for one in own)
            wrong = sum(bool(one["wrong"]) for one in own)
            cells = [*places, sum(places) - refused, refused, wrong]
            yield _row(name, cells)
    yield ""
    yield ": Calls that fail, by the place where they do {#tbl-calls}"
    yield ""
    yield _measured(found)
    yield ""


def _row(name: str, numbers: Sequence[int]) -> str:
    return f"| {name} | " + " | ".join(f"{number:,}" for number in numbers) + " |"


def _fuzz(found: Sequence[Told]) -> Iterator[str]:
    total = sum(one["files"] for one in found)
    wrong = sum(one["wrong"] for one in found)
    yield "## Wrong files {#sec-fuzz}"
    yield ""
    yield (
        f"{total:,} files were made wrong, from real ones and from values of any shape: bytes flipped, cut and "
        "doubled, rows and columns exchanged, fields and nodes in each other’s place, odd Unicode, huge numbers, no "
        "numbers. Each is refused with what is wrong and where, or read rightly; a table that is read is read a second "
        f"time in another way, and both are the same. {_none(wrong, 'met with a fault, a hang or a wrong figure')}"
    )
    yield ""
    yield "| files | made wrong | refused | read | wrong |"
    yield "| ------------------------------ | ---------- | ------- | ------- | ------- |"
    for kind, name in _FILES.items():
        own = [one for one in found if one["kind"] == kind]
        if own:
            sums = [sum(one[key] for one in own) for key in ("files", "refused", "read", "wrong")]
            yield _row(name, sums)
    yield ""
    yield ": Wrong files {#tbl-fuzz}"
    yield ""
    yield _measured(found)
    yield ""


def _mended(trials: Sequence[Told]) -> Iterator[str]:
    """List what was wrong at first: trials that are marked so in the notes, when the code has been mended."""
    if trials:
        yield "## Found and mended {#sec-mended}"
        yield ""
        yield "These were wrong when they were first met. The code was mended since; they are not counted above."
        yield ""
        yield from (f"- {one['command'].partition(' (')[0]}" for one in trials)
        yield ""


def _wrong(trials: Sequence[Told]) -> str:
    return _none(sum(bool(one["wrong"]) for one in trials), "left anything that must not be")


def _none(count: int, what: str) -> str:
    return f"None {what}." if count == 0 else f"{count} {what}."


def _measured(trials: Sequence[Told]) -> str:
    seeds = ", ".join(sorted({str(one["seed"]) for one in trials}))
    machines = " and ".join(sorted({one["machine"] for one in trials}))
    days = sorted({one["day"] for one in trials})
    several = "s" if "," in seeds else ""
    return f"Seed{several} {seeds}; {machines}, {' to '.join(dict.fromkeys((days[0], days[-1])))}."
