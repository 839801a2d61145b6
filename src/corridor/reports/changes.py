"""What changed since the edition before, as the page tells it: figures, and what may be said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corridor.changes import EditionChanges
from corridor.changes_figures import Subject, Unmatched
from corridor.economies import Economy
from corridor.editions import Edition
from corridor.formats import is_quantity
from corridor.indicators import IndicatorValue, in_order, registry
from corridor.ledger import Figure, figure_of
from corridor.reports.changes_told import Told, tell
from corridor.reports.context import Context

# The figures that a reader of the edition before remembers.
HEADLINES = ("immigrant_stock", "emigrant_stock", "working_age_population", "older_population")
PROJECTED = "working_age_change"
SHOWN_CORRIDORS = 10
# Indicators whose counterpart is the other end of a corridor of people.
CORRIDORS = ("emigrants_by_destination", "immigrants_by_origin")


@dataclass(frozen=True)
class SubjectChanges:
    """The changes of a region or an economy.

    Attributes
    ----------
    name, in_text : str
        How headings and sentences name it.
    code : str
        Its identifier.
    headlines : tuple of Told
        Main figures that were revised by more than little.
    moved : tuple of Told
        Main figures that only the newer period moved.
    projected : Told or None
        The projected change of the working-age population, if it was revised by more than little.
    rows : tuple of Told
        Every indicator without counterpart that is a quantity, in the order of tables.
    """

    name: str
    in_text: str
    code: str
    headlines: tuple[Told, ...]
    moved: tuple[Told, ...]
    projected: Told | None
    rows: tuple[Told, ...]

    def get(self, indicator: str) -> Told | None:
        """Return the change of an indicator, or None where one of the editions lacks it."""
        return next((row for row in self.rows if row.indicator.id == indicator), None)


@dataclass(frozen=True)
class CorridorTold:
    """The change of a corridor: people from an origin who live in a destination."""

    origin: Economy
    destination: Economy
    told: Told


@dataclass(frozen=True)
class Gained:
    """An economy that the region's figure counts now and did not before, with its own figure for the older year."""

    economy: Economy
    figure: Figure


@dataclass(frozen=True)
class Group:
    """Figures of one economy that only one edition has, for one reason; their labels with the figures."""

    name: str
    figures: tuple[tuple[str, Figure], ...]
    reason: str


@dataclass(frozen=True)
class Corridors:
    """Corridors that only one edition has, for one reason, by destination.

    Attributes
    ----------
    reason : str
        The reason, as a sentence.
    rows : tuple of (Economy, str)
        Destination, and short names of the origins.
    """

    reason: str
    rows: tuple[tuple[Economy, str], ...]


@dataclass(frozen=True)
class Shared:
    """Indicators that only one edition has, for one reason that several economies share; their labels."""

    reason: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Apart:
    """What only one of the editions has."""

    shared: tuple[Shared, ...]
    groups: tuple[Group, ...]
    corridors: tuple[Corridors, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing that only one of them has."""
        return not (self.shared or self.groups or self.corridors)


@dataclass(frozen=True)
class ChangesPage:
    """Everything that the page says, as plain data.

    Attributes
    ----------
    old : Edition
        The edition before.
    base_years : tuple of int
        Base year of the older and of the newer edition.
    region : SubjectChanges
        The region's changes.
    economies : tuple of SubjectChanges
        Those of its economies, in the region's order.
    gained : tuple of Gained
        Economies whose immigrants the region's figure counts now and did not before.
    corridors : tuple of CorridorTold
        Corridors that were revised most.
    appeared, disappeared : Apart
        What only the newer, or only the older, edition has.
    not_parted : tuple of (str, str)
        Figures whose change could not be parted, with the reason.
    vintages : tuple of (str, str, str)
        Source, older and newer vintage of what was exchanged, by title.
    redefined : tuple of str
        Labels of indicators whose definition changed.
    """

    context: Context
    old: Edition
    base_years: tuple[int, int]
    region: SubjectChanges
    economies: tuple[SubjectChanges, ...]
    gained: tuple[Gained, ...]
    corridors: tuple[CorridorTold, ...]
    appeared: Apart
    disappeared: Apart
    not_parted: tuple[tuple[str, str], ...]
    vintages: tuple[tuple[str, str, str], ...]
    redefined: tuple[str, ...]

    def ranked(self, indicator: str) -> tuple[tuple[SubjectChanges, Told], ...]:
        """Economies with the change of an indicator between the base years, the strongest revision first."""
        known = [(one, one.get(indicator)) for one in self.economies]
        found = [(one, told) for one, told in known if told is not None and told.years == self.base_years]
        found.sort(key=lambda pair: (-abs(pair[1].change.parts.revised), pair[0].code))
        return tuple(found)


def changes_page(context: Context, changes: EditionChanges) -> ChangesPage:
    """Write down what the page on changes has to say.

    Parameters
    ----------
    context : Context
        The newer edition.
    changes : EditionChanges
        What changed since the older.
    """
    region = context.edition.region
    named = [(code, context.economies[code]) for code in context.edition.economies]
    return ChangesPage(
        context=context,
        old=changes.old,
        base_years=changes.base_years,
        region=subject_changes(context, changes, region.id, region.name, region.in_text),
        economies=tuple(subject_changes(context, changes, code, e.text, e.in_text) for code, e in named),
        gained=_gained(context, changes),
        corridors=_corridors(context, changes),
        appeared=_apart(context, changes.appeared),
        disappeared=_apart(context, changes.disappeared),
        not_parted=tuple((_spoken(context, i.subject), i.reason) for i in changes.items if i.reason),
        vintages=_vintages(context, changes),
        redefined=_redefined(changes),
    )


def subject_changes(
    context: Context, changes: EditionChanges, code: str, name: str, in_text: str
) -> SubjectChanges:
    """Changes of a region or an economy.

    Parameters
    ----------
    code : str
        Its identifier.
    name, in_text : str
        How headings and sentences name it.
    """
    quantities = (indicator for indicator in in_order() if is_quantity(indicator.unit))
    known = ((indicator.id, changes.get(code, indicator.id)) for indicator in quantities)
    told = {name: tell(context, changes, change) for name, change in known if change is not None}
    noticed = [told[name] for name in HEADLINES if name in told and told[name].noticed]
    projected = told.get(PROJECTED)
    return SubjectChanges(
        name=name,
        in_text=in_text,
        code=code,
        headlines=tuple(one for one in noticed if not _only_moved(one)),
        moved=tuple(one for one in noticed if _only_moved(one)),
        projected=projected if projected is not None and projected.strongly_revised else None,
        rows=tuple(told.values()),
    )


def _only_moved(told: Told) -> bool:
    return told.hardly_revised and not told.change.reason


def _gained(context: Context, changes: EditionChanges) -> tuple[Gained, ...]:
    """Economies that the region's migrants include now, with their own number in the older year."""
    change = changes.get(context.edition.region.id, "immigrant_stock")
    if change is None:
        return ()
    codes = [code for code in change.old.without if code not in change.new.without]
    found = ((c, context.figure(c, "immigrant_stock", change.old.year)) for c in codes)
    return tuple(Gained(context.economies[c], figure) for c, figure in found if figure is not None)


def _corridors(context: Context, changes: EditionChanges) -> tuple[CorridorTold, ...]:
    """Corridors between named economies that were revised most, each once."""
    found: dict[tuple[str, str], Told] = {}
    for change in changes.items:
        ends = _ends(change.subject)
        recent = (change.old.year, change.new.year) == changes.base_years and not change.reason
        if ends and change.new.indicator in CORRIDORS and recent and _named(context, ends):
            found.setdefault(ends, tell(context, changes, change))
    order = sorted(found, key=lambda ends: (-abs(found[ends].change.parts.revised), ends))
    economies = context.economies
    return tuple(CorridorTold(economies[o], economies[d], found[o, d]) for o, d in order[:SHOWN_CORRIDORS])


def _ends(subject: Subject) -> tuple[str, str] | None:
    """Origin and destination of a figure about a corridor."""
    area, indicator, counterpart = subject
    if indicator not in (*CORRIDORS, "corridor_change"):
        return None
    return (area, counterpart) if indicator == "emigrants_by_destination" else (counterpart, area)


def _named(context: Context, ends: tuple[str, str]) -> bool:
    return all(context.economies[code].kind == "economy" for code in ends)


def _apart(context: Context, unmatched: Sequence[Unmatched]) -> Apart:
    """Sort what only one edition has: by reason, and by economy or the corridor's destination."""
    order = [indicator.id for indicator in in_order()]
    areas: dict[str, set[str]] = {}
    for one in unmatched:
        areas.setdefault(one.reason, set()).add(one.value.economy)
    shared: dict[str, dict[str, None]] = {}
    groups: dict[tuple[str, str], list[tuple[str, Figure]]] = {}
    corridors: dict[str, dict[str, set[str]]] = {}
    for one in sorted(unmatched, key=lambda u: order.index(u.value.indicator)):
        value = one.value
        ends = _ends((value.economy, value.indicator, value.counterpart))
        if ends is not None:
            short = context.economies[ends[0]].short
            corridors.setdefault(one.reason, {}).setdefault(ends[1], set()).add(short)
        elif len(areas[one.reason]) > 1:
            shared.setdefault(one.reason, {})[registry()[value.indicator].label] = None
        else:
            groups.setdefault((value.economy, one.reason), []).append(
                (_label(context, value), figure_of(value))
            )
    return Apart(
        tuple(Shared(why, tuple(labels)) for why, labels in shared.items()),
        tuple(Group(_name(context, area), tuple(held), why) for (area, why), held in groups.items()),
        tuple(Corridors(why, _rows(context, held)) for why, held in sorted(corridors.items())),
    )


def _label(context: Context, value: IndicatorValue) -> str:
    label = registry()[value.indicator].label
    return f"{label}, {context.economies[value.counterpart].short}" if value.counterpart else label


def _rows(context: Context, held: Mapping[str, set[str]]) -> tuple[tuple[Economy, str], ...]:
    destinations = sorted((context.economies[code] for code in held), key=lambda economy: economy.short)
    return tuple((to, ", ".join(sorted(held[to.iso3]))) for to in destinations)


def _name(context: Context, area: str) -> str:
    region = context.edition.region
    known = context.economies.get(area)
    return known.text if known else region.name if area == region.id else area


def _spoken(context: Context, subject: Subject) -> str:
    """Name a figure: "People living abroad by destination: Macao, Denmark"."""
    area, indicator, counterpart = subject
    places = [_name(context, code) for code in (area, counterpart) if code]
    return f"{registry()[indicator].label}: {', '.join(places)}"


def _vintages(context: Context, changes: EditionChanges) -> tuple[tuple[str, str, str], ...]:
    """Vintages of the indicators' sources that are others in the newer edition, by title."""
    used = sorted({source for indicator in in_order() for source in indicator.sources})
    found = []
    for source in used:
        older, newer = (edition.vintages.get(source) for edition in (changes.old, changes.new))
        if older and newer and older != newer:
            held = context.sources[source]
            found.append((held.title, held.vintages[older].title, held.vintages[newer].title))
    return tuple(found)


def _redefined(changes: EditionChanges) -> tuple[str, ...]:
    moved = {item.new.indicator for item in changes.items if item.parts.method}
    return tuple(one.label for one in in_order() if one.id in moved)
