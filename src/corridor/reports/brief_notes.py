"""Data notes of a brief: what bears on the figures of one economy, a line a source."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from corridor.formats import joined
from corridor.indicators import in_order
from corridor.language import defined, worded
from corridor.reports.content import Note
from corridor.reports.context import Context
from corridor.reports.notes import applies, title, used_sources, warnings
from corridor.reports.yearly import reason

# What the limits of these sources say for all economies stands beside their figures, or bears on none of them.
SAID = {"bilateral_remittances", "demography", "gdp", "population", "refugees", "students", "treaties"}
# All that this source's limits say stands beside its figures.
ALL_SAID = {"skilled_emigration"}
# Sections say why these are missing, or another indicator's reason says it.
EXPLAINED = {
    "remittances_received",
    "student_balance",
    "emigration_selectivity",
    "refugees_hosted",
    "refugees_from",
    "icrmw_status",
}


def brief_notes(
    context: Context, iso3: str, told: Collection[str] = (), slight: Collection[str] = ()
) -> tuple[Note, ...]:
    """Notes on the figures of an economy: checks with a warning, figures that are missing, limits of sources.

    Of a source's limits those that name the economy are told; where none does, the first that holds for all.

    Parameters
    ----------
    told : collection of str
        Reasons for missing figures that the brief's sections tell.
    slight : collection of str
        Sources whose figures weigh so little for the economy that only limits which name it are told.
    """
    found = [*warnings(context, (iso3,)), *_missing(context, iso3, told), *_limits(context, iso3, slight)]
    topics = dict.fromkeys(topic for topic, _ in found)
    return tuple(Note(topic, tuple(s for t, s in found if t == topic)) for topic in topics)


def shown_sources(context: Context, iso3: str) -> tuple[str, ...]:
    """Sources that have a figure for the economy, in the order of the sections."""
    found: dict[str, None] = {}
    for indicator in in_order():
        held = context.ledger.values.series(iso3, indicator.id)
        if any(v.value is not None for v in held):
            found |= dict.fromkeys(source for value in held for source in value.sources.split("+") if source)
    return tuple(found)


def licences(context: Context, iso3: str) -> tuple[tuple[str, str], ...]:
    """Licences of the sources that an economy's figures rest on, with their publishers in one piece."""
    held: dict[str, list[str]] = {}
    for source in sorted(set(used_sources(context)) & set(shown_sources(context, iso3))):
        declared = context.sources[source]
        held.setdefault(declared.licence, []).append(declared.abbreviation)
    return tuple((licence, joined(list(dict.fromkeys(names)))) for licence, names in held.items())


def _limits(context: Context, iso3: str, slight: Collection[str]) -> Iterator[tuple[str, str]]:
    for source in shown_sources(context, iso3):
        if source in ALL_SAID:
            continue
        vintage = context.edition.vintages[source]
        held = [limit for limit in context.sources[source].limits if applies(limit, vintage, (iso3,))]
        general = [] if source in SAID or source in slight else held[:1]
        for limit in [limit for limit in held if limit.economies] or general:
            yield title(context, source), defined(limit.text)


def _missing(context: Context, iso3: str, told: Collection[str]) -> Iterator[tuple[str, str]]:
    reasons = dict.fromkeys(reason(context, iso3, i.id) for i in in_order() if i.id not in EXPLAINED)
    for why in reasons:
        if why and why not in told:
            yield worded("No figure"), why
