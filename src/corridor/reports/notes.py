"""What a reader must know about the data: limits of the sources, figures that are missing, checks that warned."""

from __future__ import annotations

from collections.abc import Sequence

from corridor.checks import CheckResult
from corridor.formats import joined
from corridor.indicators import in_order, registry
from corridor.reports.content import Note, SourceEntry
from corridor.reports.context import Context
from corridor.sources import Limit

# A topic and a sentence on it.
Topical = tuple[str, str]


def used_sources(context: Context) -> tuple[str, ...]:
    """Sources that indicators of the edition rest on, sorted."""
    needed = {source for indicator in registry().values() for source in indicator.sources}
    return tuple(sorted(needed & set(context.edition.vintages)))


def data_notes(context: Context, economies: Sequence[str]) -> tuple[Note, ...]:
    """Notes on the data behind the figures of some economies: warnings, what is missing, limits of the sources."""
    found = [*_warnings(context, economies), *_missing(context, economies), *_limits(context, economies)]
    topics = dict.fromkeys(topic for topic, _ in found)
    return tuple(Note(topic, tuple(s for t, s in found if t == topic)) for topic in topics)


def _limits(context: Context, economies: Sequence[str]) -> list[Topical]:
    notes = []
    for source_id in used_sources(context):
        vintage = context.edition.vintages[source_id]
        for limit in context.sources[source_id].limits:
            if _applies(limit, vintage, economies):
                notes.append((_title(context, source_id), limit.text))
    return notes


def _applies(limit: Limit, vintage: str, economies: Sequence[str]) -> bool:
    right_vintage = not limit.vintages or vintage in limit.vintages
    right_economy = not limit.economies or bool(set(limit.economies) & set(economies))
    return right_vintage and right_economy


def _missing(context: Context, economies: Sequence[str]) -> list[Topical]:
    """One note for each reason, naming the indicators that it leaves without a figure."""
    labels: dict[str, list[str]] = {}
    for economy in economies:
        for indicator in in_order():
            reason = _reason(context, economy, indicator.id)
            if reason and indicator.label not in labels.setdefault(reason, []):
                labels[reason].append(indicator.label)
    return [("No figure", f"{reason} Left out: {_lowered(names)}.") for reason, names in labels.items()]


def _reason(context: Context, economy: str, indicator: str) -> str:
    """Why the newest figure of an indicator is missing; empty if it is there."""
    series = context.ledger.values.series(economy, indicator)
    return series[-1].reason if series and series[-1].value is None else ""


def _lowered(names: Sequence[str]) -> str:
    return joined([name[:1].lower() + name[1:] for name in names])


def _warnings(context: Context, economies: Sequence[str]) -> list[Topical]:
    used = set(used_sources(context))
    found = [r for report in context.reports if report.source in used for r in report.failed("warning")]
    return [
        (f"Check with a warning: {_title(context, r.source)}", _warning_text(r, economies))
        for r in found
        if _concerns(r, economies)
    ]


def _concerns(result: CheckResult, economies: Sequence[str]) -> bool:
    """Whether a warning names one of the economies, or no economy in particular."""
    return not result.rows or any(f"={code}" in row for row in result.rows for code in economies)


def _warning_text(result: CheckResult, economies: Sequence[str]) -> str:
    rows = [row for row in result.rows if any(f"={code}" in row for code in economies)]
    where = f" It concerns {'; '.join(rows[:3])}." if rows else ""
    return f"{result.statement.rstrip('.')}: expected {result.expected}, found {result.found}.{where}"


def _title(context: Context, source_id: str) -> str:
    return context.sources[source_id].vintages[context.edition.vintages[source_id]].title


def source_entries(context: Context) -> tuple[SourceEntry, ...]:
    """Vintages that the reports cite, sorted by source."""
    return tuple(source_entry(context, source_id) for source_id in used_sources(context))


def citation_key(source_id: str, vintage_id: str) -> str:
    """Key of a vintage in the bibliography."""
    return f"{source_id.replace('_', '-')}-{vintage_id}"


def source_entry(context: Context, source_id: str) -> SourceEntry:
    """One vintage as reports cite it."""
    source = context.sources[source_id]
    vintage = source.vintages[context.edition.vintages[source_id]]
    return SourceEntry(
        key=citation_key(source_id, vintage.id),
        title=vintage.title,
        publisher=source.publisher,
        label=vintage.label,
        licence=source.licence,
        citation=source.citation,
        link=source.link,
    )
