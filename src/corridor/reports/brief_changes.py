"""What changed for one economy since the edition before: its main figures in a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corridor.changes import EditionChanges
from corridor.editions import Edition
from corridor.formats import joined
from corridor.language import noted, worded
from corridor.reports.brief_choice import SHARE_TOLD
from corridor.reports.changes_told import Told, tell
from corridor.reports.context import Context

# The figures that a reader of the edition before remembers, and what a line calls them.
SHARE = "remittances_received_share"
TOLD = {
    "immigrant_stock": noted("The number of international migrants"),
    "emigrant_stock": noted("The number of emigrants"),
    "working_age_change": "",
    SHARE: noted("The share of remittances in GDP"),
}
# Of these a brief says that the edition before had none.
NEW = {"immigrant_stock": noted("its migrants"), "emigrant_stock": noted("its emigrants")}


@dataclass(frozen=True)
class Line:
    """A figure that is another than in the edition before.

    Attributes
    ----------
    name : str
        What it counts, as the subject of a sentence; empty for the projected change of the working-age population.
    told : Told
        The change.
    titled : bool
        Whether it says which publications revised it; no earlier line has said so of the same.
    """

    name: str
    told: Told
    titled: bool = True

    @property
    def projected(self) -> bool:
        """Whether it is a projected change, which has a sentence of its own."""
        return not self.name

    @property
    def revised(self) -> bool:
        """Whether the newer tables say something else for the older year, as far as a reader sees."""
        return not self.told.change.reason and self.told.middle.text != self.told.old.text


@dataclass(frozen=True)
class BriefChanges:
    """What a brief tells of changes.

    Attributes
    ----------
    old : Edition
        The edition before.
    base_years : tuple of int
        Base year of the older and of the newer edition.
    lines : tuple of Line
        Main figures that a reader of both would notice.
    new : str
        Whom the edition before had no figures on: "its migrants and its emigrants"; empty if nobody.
    """

    old: Edition
    base_years: tuple[int, int]
    lines: tuple[Line, ...]
    new: str = ""


def brief_changes(context: Context, changes: EditionChanges | None, iso3: str) -> BriefChanges | None:
    """Write down what changed for an economy; None where there is nothing to compare with."""
    if changes is None:
        return None
    known = ((name, changes.get(iso3, indicator)) for indicator, name in TOLD.items())
    told = (
        Line(name and worded(name), tell(context, changes, change))
        for name, change in known
        if change is not None
    )
    lines = _titled([line for line in told if _worth(line.told)])
    appeared = {u.value.indicator for u in changes.appeared if u.value.economy == iso3}
    new = joined([worded(name) for indicator, name in NEW.items() if indicator in appeared])
    return BriefChanges(changes.old, changes.base_years, tuple(lines), new)


def _titled(lines: Sequence[Line]) -> Iterator[Line]:
    """Let each publication be named once."""
    named: set[str] = set()
    for line in lines:
        yield replace(line, titled=line.told.titles not in named)
        if line.revised and not line.projected:
            named.add(line.told.titles)


def _worth(told: Told) -> bool:
    """Whether a line is worth its place: readers would notice, and it is no small share of GDP."""
    small = (
        told.indicator.id == SHARE and max(abs(told.old.value or 0), abs(told.new.value or 0)) < SHARE_TOLD
    )
    return told.noticed and not small
