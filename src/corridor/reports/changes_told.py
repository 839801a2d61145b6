"""One change as figures, and the predicates that its sentences rest on."""

from __future__ import annotations

from dataclasses import dataclass

from corridor.changes import Change, EditionChanges, number
from corridor.claims.thresholds import STABLE
from corridor.formats import NBSP, joined, short_unit
from corridor.indicators import Indicator, registry
from corridor.ledger import Figure, derive, figure_of
from corridor.reports.context import Context

# A part that makes up less than this of all parts together, signs aside, "hardly" counts.
HARDLY = 0.1


@dataclass(frozen=True)
class Told:
    """A change as figures.

    Attributes
    ----------
    change : Change
        What it tells of.
    indicator : Indicator
        The indicator, with its label and unit.
    old, new, middle : Figure
        The value in each edition, and on the newer tables for the older year.
    size, period, revised, method : Figure
        The change and its parts, with their signs; `revised` is all revisions together.
    by_source : tuple of (str, Figure)
        Label of the newer vintage and its share of the revision, where there are several.
    titles : str
        Titles of the newer vintages that moved the figure, as a sentence lists them, the strongest first.
    """

    change: Change
    indicator: Indicator
    old: Figure
    new: Figure
    middle: Figure
    size: Figure
    period: Figure
    revised: Figure
    method: Figure
    by_source: tuple[tuple[str, Figure], ...]
    titles: str

    @property
    def label(self) -> str:
        """Name of the indicator for tables, with its unit where the name does not say it."""
        label, unit = self.indicator.label, short_unit(self.indicator.unit)
        return label if unit in label else f"{label} ({unit})"

    @property
    def years(self) -> tuple[int, int]:
        """Year of the older and of the newer figure."""
        return self.change.old.year, self.change.new.year

    @property
    def period_text(self) -> str:
        """The years as a table writes them: "2020–24", or "2050" where both are the same."""
        older, newer = self.years
        if older == newer:
            return str(newer)
        return f"{older}–{newer % 100:02}" if older // 100 == newer // 100 else f"{older}–{newer}"

    @property
    def up(self) -> bool:
        """Whether the newer figure is larger."""
        return self.change.size > 0

    @property
    def stable(self) -> bool:
        """Whether the newer figure differs little from the older."""
        return abs(self.change.size) < self._little

    @property
    def strongly_revised(self) -> bool:
        """Whether the revision alone is more than little."""
        return abs(self.change.parts.revised) >= self._little and self.change.parts.revised != 0

    @property
    def noticed(self) -> bool:
        """Whether a reader of both editions would notice."""
        return self.strongly_revised or (not self.stable and self.change.size != 0)

    @property
    def unrevised(self) -> bool:
        """Whether the figure for the older year is the same in both editions."""
        return self.change.parts.revised == 0

    @property
    def hardly_revised(self) -> bool:
        """Whether the revision is small, both in itself and beside the other parts."""
        return not self.strongly_revised and self._weight(self.change.parts.revised) < HARDLY

    @property
    def hardly_moved(self) -> bool:
        """Whether the newer period's part is small, both in itself and beside the other parts."""
        period = self.change.parts.new_period
        return abs(period) < self._little and self._weight(period) < HARDLY

    @property
    def unmoved(self) -> bool:
        """Whether the newer period changes nothing."""
        return self.change.parts.new_period == 0

    @property
    def revision_alone(self) -> bool:
        """Whether without the revision the figure would have gone the other way."""
        rest = self.change.parts.new_period + self.change.parts.method
        return self.change.size * self.change.parts.revised > 0 > self.change.size * rest

    @property
    def period_alone(self) -> bool:
        """Whether without the newer period the figure would have gone the other way."""
        rest = self.change.parts.revised + self.change.parts.method
        return self.change.size * self.change.parts.new_period > 0 > self.change.size * rest

    @property
    def revised_up(self) -> bool:
        """Whether the revision raises the figure for the older year."""
        return self.change.parts.revised > 0

    @property
    def period_up(self) -> bool:
        """Whether the figure rises with the newer period."""
        return self.change.parts.new_period > 0

    @property
    def _little(self) -> float:
        return STABLE.value / 100 * abs(number(self.change.old))

    def _weight(self, part: float) -> float:
        parts = self.change.parts
        whole = sum(abs(p) for p in (parts.new_period, parts.revised, parts.method))
        return abs(part) / whole if whole else 0.0


def tell(context: Context, changes: EditionChanges, change: Change) -> Told:
    """Write a change down as figures.

    Parameters
    ----------
    context : Context
        The newer edition.
    changes : EditionChanges
        The comparison that the change is from.
    change : Change
        Any of its changes.
    """
    name, unit, parts = change.new.indicator, change.new.unit, change.parts
    before, now = changes.old.id, changes.new.id
    then = f"{name}({change.old.year})"
    steps = {
        "size": (change.size, f"{name}({change.new.year}), edition {now} − {then}, edition {before}"),
        "period": (parts.new_period, _period(changes, change)),
        "revised": (parts.revised, f"{then} on the tables of edition {now} − on those of edition {before}"),
        "method": (parts.method, f"{then} as edition {now} defines it − as edition {before} does"),
    }
    ends = {
        "size": (change.old, change.new),
        "period": (change.middle, change.new),
        "revised": (change.start, change.middle),
        "method": (change.old, change.start),
    }
    figures = {step: derive(*_worth(steps[step], unit), *ends[step]) for step in steps}
    return Told(
        change=change,
        indicator=registry()[name],
        old=figure_of(change.old),
        new=figure_of(change.new),
        middle=figure_of(change.middle),
        by_source=_by_source(context, changes, change),
        titles=joined(_titles(context, change)),
        **figures,
    )


def _worth(step: tuple[float, str], unit: str) -> tuple[float, str, str]:
    return step[0], unit, step[1]


def _period(changes: EditionChanges, change: Change) -> str:
    name, tables = change.new.indicator, f"on the tables of edition {changes.new.id}"
    if change.old.year != change.new.year:
        return f"{name}({change.new.year}) − {name}({change.old.year}), {tables}"
    older, newer = changes.base_years
    return f"{name}({change.new.year}) from {newer} − from {older}, {tables}"


def _by_source(context: Context, changes: EditionChanges, change: Change) -> tuple[tuple[str, Figure], ...]:
    """Share of each source in the revision, where several were revised one by one."""
    if len(change.parts.revision) < 2:
        return ()
    found = []
    for source, share in change.parts.revision.items():
        older, newer = changes.old.vintages[source], changes.new.vintages[source]
        formula = (
            f"{change.new.indicator}({change.old.year}) with {source} {newer} − with {older},"
            " mean over the orders of exchanging the sources"
        )
        figure = derive(share, change.new.unit, formula, change.start, *change.mixes, change.middle)
        found.append((context.vintage_label(source).replace(" ", NBSP), figure))
    return tuple(found)


def _titles(context: Context, change: Change) -> list[str]:
    moved = {s: abs(share) for s, share in change.parts.revision.items() if share}
    sources = [s for name in sorted(moved, key=lambda n: (-moved[n], n)) for s in name.split("+")]
    return [context.title_of(source).partition(" (")[0] for source in sources]
