"""Which figures differ between two builds, as Markdown: what a reviewer reads below a proposed change.

`python -m corridor.figure_diff OLD NEW [--out FILE]` takes two files `indicators.csv`, or two sites. It says what
differs, not why; the page of changes of an edition gives the reasons between two editions.

The tables may come from a change that nobody has reviewed yet. Every field is therefore held against the contract
before any of it is written, so that none can become markup.
"""

from __future__ import annotations

import argparse
import csv
import math
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corridor import formats
from corridor.errors import ConfigurationError, CorridorError, UsageError

FIELDS = ("economy", "indicator", "counterpart", "year", "value", "unit", "status", "source", "vintage")
STATUSES = ("observed", "estimated", "projected", "missing")
MARK = "<!-- corridor: changed figures -->"
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_EDITION = re.compile(r"\d{4}-\d+(\.\d+)?")
_PATTERN = "editions/*/data/indicators.csv"


@dataclass(frozen=True)
class Row:
    """Value, unit and status of one figure; the value is None where it is missing."""

    value: float | None
    unit: str
    status: str


@dataclass(frozen=True)
class Change:
    """A figure that is not the same in both builds.

    Attributes
    ----------
    figure : str
        Its identifier: economy, indicator, counterpart if it has one, year.
    old, new : Row or None
        What it was and is; None where the build has no such figure.
    """

    figure: str
    old: Row | None
    new: Row | None

    @property
    def size(self) -> float:
        """How large the change is in proportion; infinite where a value appears, goes, or was zero."""
        old, new = (row.value if row else None for row in (self.old, self.new))
        if old is None or new is None or (old == 0 != new):
            return math.inf
        return abs(new / old - 1) if old else 0.0


def compare(old: Path, new: Path) -> list[Change]:
    """Compare two tables of indicators.

    Parameters
    ----------
    old, new : Path
        Files `indicators.csv`.

    Returns
    -------
    list of Change
        The largest in proportion first; among equals, by identifier.

    Raises
    ------
    ConfigurationError
        If a table is not as the contract says, with its line.
    """
    before, after = _read(old), _read(new)
    figures = before.keys() | after.keys()
    changes = [Change(f, before.get(f), after.get(f)) for f in figures if before.get(f) != after.get(f)]
    return sorted(changes, key=lambda change: (-change.size, change.figure))


def _read(path: Path) -> dict[str, Row]:
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(
            f"{path} cannot be read.",
            where=str(path),
            expected="a table of indicators that a build wrote",
            found=getattr(error, "strerror", None) or str(error),
            todo="Restore the file, or build the edition again.",
        ) from None
    if not lines or tuple(lines[0]) != FIELDS:
        raise _wrong(path, 1, "the columns", ", ".join(FIELDS), ", ".join(lines[0]) if lines else "nothing")
    rows: dict[str, Row] = {}
    for number, fields in enumerate(lines[1:], start=2):
        figure, row = _row(path, number, fields)
        if figure in rows:
            raise _wrong(path, number, "the figure", "each figure once", f"{figure} twice")
        rows[figure] = row
    return rows


def _row(path: Path, number: int, fields: Sequence[str]) -> tuple[str, Row]:
    if len(fields) != len(FIELDS):
        raise _wrong(path, number, "the row", f"{len(FIELDS)} fields", str(len(fields)))
    held = dict(zip(FIELDS, fields, strict=True))
    parts = [held[name] for name in ("economy", "indicator", "counterpart", "year")]
    for name, part in zip(("economy", "indicator", "counterpart", "year"), parts, strict=True):
        if not _NAME.fullmatch(part) and (name != "counterpart" or part):
            raise _wrong(path, number, name, "letters, digits, hyphens and underscores", part)
    if held["status"] not in STATUSES:
        raise _wrong(path, number, "status", ", ".join(STATUSES), held["status"])
    try:
        formats.short_unit(held["unit"])
    except ConfigurationError as error:
        raise _wrong(path, number, "unit", error.expected, held["unit"]) from None
    value = _number(held["value"]) if held["value"] else None
    if value is not None and not math.isfinite(value):
        raise _wrong(path, number, "value", "a number, or nothing", held["value"])
    return "/".join(part for part in parts if part), Row(value, held["unit"], held["status"])


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _wrong(path: Path, line: int, what: str, expected: str, found: str) -> ConfigurationError:
    return ConfigurationError(
        f"{path.name} is not as its contract says: {what}.",
        where=f"{path}, line {line}",
        expected=expected,
        found=found,
        todo="Take the file of a build.",
    )


def figure_diff(old: Path, new: Path, *, limit: int = 50) -> str:
    """Write which figures differ between two builds.

    Parameters
    ----------
    old, new : Path
        Two files `indicators.csv`, or two folders of sites, whose editions are then compared one by one.
    limit : int
        Figures listed for each edition; the others are counted.

    Returns
    -------
    str
        Markdown that begins with `MARK`, by which a comment can be found again.

    Raises
    ------
    UsageError
        If a file or site is not there, or a file is to be compared with a site.
    ConfigurationError
        If a table is not as the contract says.
    """
    sections = [MARK, "## Changed figures"]
    if old.is_file() and new.is_file():
        sections.append(_section(compare(old, new), limit))
    else:
        before, after = _editions(old), _editions(new)
        for edition in sorted(before.keys() | after.keys()):
            sections.append(f"### Edition {edition}")
            if edition in before and edition in after:
                sections.append(_section(compare(before[edition], after[edition]), limit))
            else:
                sections.append(f"This edition is {'gone' if edition in before else 'new'}.")
    return "\n\n".join(sections) + "\n"


def _editions(site: Path) -> dict[str, Path]:
    found = {path.parents[1].name: path for path in sorted(site.glob(_PATTERN))}
    if not found or not all(_EDITION.fullmatch(edition) for edition in found):
        raise UsageError(
            f"There are no figures to compare in {site}.",
            where=str(site),
            expected="two files indicators.csv, or two sites with editions",
            found=", ".join(sorted(found)) or ("a file" if site.is_file() else "no editions"),
            todo="Build a site first: corridor build --out FOLDER",
        )
    return found


def _section(changes: Sequence[Change], limit: int) -> str:
    if not changes:
        return "No figure changed."
    gone = sum(change.new is None for change in changes)
    added = sum(change.old is None for change in changes)
    changed = len(changes) - gone - added
    counted = f"{changed} figure{'' if changed == 1 else 's'} changed, {_are(added)} new, {_are(gone)} gone."
    rows = [_line(change) for change in changes[:limit]]
    table = "\n".join(["| figure | unit | was | is | change |", "| --- | --- | ---: | ---: | ---: |", *rows])
    rest = len(changes) - limit
    return "\n\n".join([counted, table, *([f"And {rest} more, with smaller changes."] if rest > 0 else [])])


def _are(count: int) -> str:
    return f"{count} {'is' if count == 1 else 'are'}"


def _line(change: Change) -> str:
    shown = [_shown(row) for row in (change.old, change.new)]
    if shown[0] == shown[1] and change.size:
        shown = [repr(row.value) if row else "–" for row in (change.old, change.new)]
    unit = " → ".join(dict.fromkeys(row.unit for row in (change.old, change.new) if row))
    return f"| `{change.figure}` | {unit} | {shown[0]} | {shown[1]} | {_told(change)} |"


def _shown(row: Row | None) -> str:
    if row is None:
        return "–"
    return "missing" if row.value is None else formats.full(row.value, row.unit)


def _told(change: Change) -> str:
    if change.old is None or change.new is None:
        return "new" if change.old is None else "gone"
    if change.old.status != change.new.status:
        return f"status: {change.old.status}, now {change.new.status}"
    if change.old.unit != change.new.unit:
        return "unit"
    if not math.isfinite(change.size) or change.old.value is None or change.new.value is None:
        return ""
    percent = 100 * (change.new.value - change.old.value) / abs(change.old.value)
    return f"{percent:+.1f} %" if abs(percent) >= 0.05 else f"{percent:+.1g} %"


def parser() -> argparse.ArgumentParser:
    """Make the parser of the command's arguments."""
    made = argparse.ArgumentParser(prog="python -m corridor.figure_diff", description=__doc__.split("\n")[0])
    made.add_argument("old", type=Path, help="indicators.csv or site to compare with")
    made.add_argument("new", type=Path, help="indicators.csv or site that is new")
    made.add_argument("--out", type=Path, help="file to write; standard output when omitted")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as a command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the command line when omitted.

    Returns
    -------
    int
        Exit code: 0, or that of the mistake, which is told on standard error.
    """
    asked = parser().parse_args(arguments)
    try:
        text = figure_diff(asked.old, asked.new)
    except CorridorError as error:
        sys.stderr.write(f"Error: {error}\n")
        return error.exit_code
    if asked.out is None:
        sys.stdout.write(text)
    else:
        asked.out.parent.mkdir(parents=True, exist_ok=True)
        asked.out.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
