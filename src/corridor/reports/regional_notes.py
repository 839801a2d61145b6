"""Data notes of the outlook: a piece for each source, with its limits and the economies that it leaves out."""

from __future__ import annotations

from collections.abc import Sequence

from corridor.formats import joined
from corridor.indicators import registry
from corridor.language import defined, worded
from corridor.reports.brief_notes import SAID
from corridor.reports.content import Note
from corridor.reports.context import Context
from corridor.reports.notes import applies, title, used_sources, warnings


def regional_notes(context: Context) -> tuple[Note, ...]:
    """Notes on the region's figures: checks with a warning, then each source's limits and gaps.

    Limits that a section tells beside its figures are left out. An economy that a limit names is not named again
    among those without figures.
    """
    economies = (context.edition.region.id, *context.members)
    found = list(warnings(context, economies))
    for source in used_sources(context):
        vintage = context.edition.vintages[source]
        every = [limit for limit in context.sources[source].limits if applies(limit, vintage, economies)]
        held = [limit for limit in every if limit.economies or source not in SAID]
        found += [(title(context, source), defined(limit.text)) for limit in held]
        named = {code for limit in held for code in limit.economies}
        found += [(title(context, source), text) for text in _gaps(context, source, named)]
    topics = dict.fromkeys(topic for topic, _ in found)
    said = {topic: dict.fromkeys(s for t, s in found if t == topic) for topic in topics}
    return tuple(Note(topic, tuple(sentences)) for topic, sentences in said.items())


def _gaps(context: Context, source: str, named: set[str]) -> list[str]:
    """Say which economies have no figure from a source, if any of the others has one."""
    indicators = [one.id for one in registry().values() if source in one.sources]
    without = [code for code in context.members if not _any(context, code, indicators)]
    names = [context.economies[code].in_text for code in without if code not in named]
    if not names or len(without) == len(context.members):
        return []
    return [worded("It has no figures for {names}.", names=joined(names))]


def _any(context: Context, code: str, indicators: Sequence[str]) -> bool:
    return any(
        value.value is not None
        for indicator in indicators
        for value in (
            *context.ledger.values.series(code, indicator),
            *context.ledger.values.across_counterparts(code, indicator, context.base),
        )
    )
