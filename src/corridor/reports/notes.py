"""What a reader must know about the data: limits of the sources, figures that are missing, checks that warned."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from corridor import check_words
from corridor.checks import CheckResult
from corridor.formats import joined
from corridor.indicators import THEMES, in_order, registry
from corridor.language import defined, worded
from corridor.reports.content import Note, SourceEntry
from corridor.reports.context import Context
from corridor.sources import Limit

_CODES = re.compile(r"\b[A-Z]{3}(?:(?:, | and )[A-Z]{3})*\b")
# More names than these make a note unreadable; the page on the quality of the data has them all.
_MOST_NAMES = 6
# A topic and a sentence on it.
Topical = tuple[str, str]


def used_sources(context: Context) -> tuple[str, ...]:
    """Sources that indicators of the edition rest on, sorted."""
    needed = {source for indicator in registry().values() for source in indicator.sources}
    return tuple(sorted(needed & set(context.edition.vintages)))


def data_notes(context: Context, economies: Sequence[str]) -> tuple[Note, ...]:
    """Notes on the data behind the figures of some economies: warnings, what is missing, limits of the sources."""
    found = [*warnings(context, economies), *_missing(context, economies), *_limits(context, economies)]
    topics = dict.fromkeys(topic for topic, _ in found)
    return tuple(Note(topic, tuple(s for t, s in found if t == topic)) for topic in topics)


def _limits(context: Context, economies: Sequence[str]) -> list[Topical]:
    notes = []
    for source_id in used_sources(context):
        vintage = context.edition.vintages[source_id]
        for limit in context.sources[source_id].limits:
            if applies(limit, vintage, economies):
                notes.append((title(context, source_id), defined(limit.text)))
    return notes


def applies(limit: Limit, vintage: str, economies: Sequence[str]) -> bool:
    """Whether a limit concerns a vintage and any of some economies."""
    right_vintage = not limit.vintages or vintage in limit.vintages
    right_economy = not limit.economies or bool(set(limit.economies) & set(economies))
    return right_vintage and right_economy


def _missing(context: Context, economies: Sequence[str]) -> list[Topical]:
    """One note for each reason, naming the themes or indicators that it leaves without a figure."""
    left_out: dict[str, list[str]] = {}
    for economy in economies:
        for theme in THEMES:
            known = [
                i for i in in_order() if i.theme == theme and context.ledger.values.series(economy, i.id)
            ]
            reasons = {defined(i.label): _reason(context, economy, i.id) for i in known}
            for reason in dict.fromkeys(r for r in reasons.values() if r):
                whole = all(r == reason for r in reasons.values())
                every = worded("all indicators of {theme}", theme=defined(theme).lower())
                names = [every] if whole else _lowered(reasons, reason)
                held = left_out.setdefault(reason, [])
                held += [name for name in names if name not in held]
    return [
        (worded("No figure"), worded("{reason} Left out: {names}.", reason=reason, names=joined(names)))
        for reason, names in left_out.items()
    ]


def _reason(context: Context, economy: str, indicator: str) -> str:
    """Why the newest figure of an indicator is missing; empty if it is there."""
    series = context.ledger.values.series(economy, indicator)
    return series[-1].reason if series and series[-1].value is None else ""


def _lowered(reasons: Mapping[str, str], reason: str) -> list[str]:
    return [label[:1].lower() + label[1:] for label, found in reasons.items() if found == reason]


def warnings(context: Context, economies: Sequence[str]) -> list[Topical]:
    """Checks that warn of rows of some economies, or of none in particular: topic and sentence."""
    used = set(used_sources(context))
    found = [r for report in context.reports if report.source in used for r in report.failed("warning")]
    return [
        (
            worded("Check with a warning: {table}", table=title(context, r.source)),
            _warning_text(context, r, economies),
        )
        for r in found
        if _concerns(r, economies)
    ]


def _concerns(result: CheckResult, economies: Sequence[str]) -> bool:
    """Whether a warning names one of the economies, or no economy in particular."""
    return not result.rows or any(f"={code}" in row for row in result.rows for code in economies)


def _warning_text(context: Context, result: CheckResult, economies: Sequence[str]) -> str:
    """What should hold and what was found instead, with names for codes."""
    statement = check_words.without_point(result.statement)
    found = check_words.found(result.found)
    found = _CODES.sub(lambda codes: _named(context, codes.group(), economies), found)
    return worded("“{statement}”: {found}.", statement=statement, found=found)


def _named(context: Context, text: str, economies: Sequence[str]) -> str:
    """Names for a list of codes: of those that a report is about, and of no more than can be read."""
    codes = re.findall(r"[A-Z]{3}", text)
    if not all(code in context.economies for code in codes):
        return text
    shown = [code for code in codes if len(economies) > 1 or code in economies] or codes
    if len(shown) > _MOST_NAMES:
        shown = shown[: _MOST_NAMES - 1]
    names = [context.economies[code].in_text for code in shown]
    return joined(names if len(shown) == len(codes) else [*names, worded("others")])


def title(context: Context, source_id: str) -> str:
    """Title of the vintage that the edition pins: "World Population Prospects 2024"."""
    return context.sources[source_id].vintages[context.edition.vintages[source_id]].title


def source_entries(context: Context) -> tuple[SourceEntry, ...]:
    """Publications that the reports cite, each once, sorted by source."""
    entries = [source_entry(context, source_id) for source_id in used_sources(context)]
    return tuple({entry.key: entry for entry in reversed(entries)}.values())[::-1]


def citation_key(source_id: str, vintage_id: str) -> str:
    """Key of a vintage in the bibliography."""
    return f"{source_id.replace('_', '-')}-{vintage_id}"


def source_entry(context: Context, source_id: str) -> SourceEntry:
    """One vintage as reports cite it."""
    source = context.sources[source_id]
    vintage = source.vintages[context.edition.vintages[source_id]]
    return SourceEntry(
        key=context.citation_key(source_id),
        title=vintage.title,
        publisher=source.publisher,
        label=vintage.label,
        licence=defined(source.licence),
        citation=vintage.citation or source.citation,
        link=source.link,
    )
