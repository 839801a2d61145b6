"""An explanation as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from corridor import formats
from corridor.explaining.answers import Derived, Explanation, Input, Quoted, Value, Verdict
from corridor.explaining.other_vintages import Otherwise
from corridor.explaining.places import Place
from corridor.terminal import aligned, counted

_MORE = "see all with --rows all"
# What a place on a page is called before its text.
_KINDS = {"key figure": "Key figure", "sentence": "Sentence", "table": "Table", "chart": "Chart"}


def lines(explanation: Explanation) -> Iterator[str]:
    """Write an explanation down.

    Yields
    ------
    str
        One line; headings of parts have no indent.
    """
    if explanation.corrected_by:
        yield f"Edition {explanation.edition} was corrected: {explanation.corrected_by} stands in its place."
        yield ""
    if isinstance(explanation, Value):
        yield from _value(explanation)
    elif isinstance(explanation, Derived):
        yield from _derived(explanation)
    else:
        yield from _quoted(explanation)


def _value(one: Value) -> Iterator[str]:
    yield from _head(one)
    yield from _definition(one)
    yield from _inputs(one.inputs)
    yield from _checks(one.checks)
    yield from _computed(one)
    yield from _appears(one.appears)
    yield from _otherwise(one)


def _derived(one: Derived) -> Iterator[str]:
    yield f"{one.id}, edition {one.edition}"
    yield "A number derived from several figures"
    for number in one.numbers:
        yield ""
        yield f"{number.text} ({_unrounded(number.value, number.unit)})"
        yield f"  Formula: {number.formula}"
        yield from _listed_places(number.appears)
    for part in one.parts:
        yield ""
        yield from _head(part)
        yield f"  Formula: {part.formula}"
        yield from _inputs(part.inputs)
    yield from _checks(tuple(dict.fromkeys(v for part in one.parts for v in part.checks)))


def _quoted(one: Quoted) -> Iterator[str]:
    yield f"{one.id}, edition {one.edition}"
    yield "A number that a publication gives; no table of ours stands behind it"
    yield ""
    yield f"{one.text} ({_unrounded(one.value, one.unit)})"
    yield f"  Publication: {one.citation} ({one.reference})"
    yield from _appears(one.appears)


def _head(one: Value) -> Iterator[str]:
    traced = one.traced
    yield f"{one.id}, edition {one.edition}"
    yield f"{one.label}: {one.subject}, {traced.year}"
    yield ""
    if traced.value is None:
        yield f"  No value. {traced.reason}"
    else:
        status = f", {traced.status}" if traced.status else ""
        yield f"  {one.written} {traced.unit}{status} (unrounded: {traced.value!r})"
    if traced.without:
        yield f"  Without {formats.joined(list(traced.without))}, which have no figure."


def _definition(one: Value) -> Iterator[str]:
    yield from ("", "Definition")
    yield f"  {one.description}"
    yield f"  Formula: {one.formula}"
    period, reference = (text.rstrip(".") for text in (one.period, one.reference))
    yield f"  Years: {period}. Reference: {reference}. Version {one.version} of the definition."


def _inputs(inputs: Iterable[Input]) -> Iterator[str]:
    yield from ("", "Input rows")
    for one in inputs:
        table = one.used.table
        yield f"  {table['source']} {table['vintage']}: {table['title']}. {table.get('licence', '')}".rstrip(
            ". "
        )
        yield f"    {table['file']}"
        yield f"    sha256 {table['sha256']}"
        yield f"    {counted(one.used.rows, 'row')}: {'; '.join(one.used.keys)}"
        if one.found is None:
            yield f"    {one.fault}"
            continue
        rows = [("line", *one.found.columns)]
        rows += [(str(n), *row) for n, row in zip(one.found.lines, one.found.rows, strict=True)]
        yield from (f"      {line}" for line in aligned(rows) if one.found.rows)
        left = one.found.total - len(one.found.rows)
        if left:
            yield f"      and {counted(left, 'more row')}: {_MORE}"


def _checks(verdicts: Sequence[Verdict]) -> Iterator[str]:
    yield from ("", "Data checks that guard these rows")
    if not verdicts:
        yield "  No verdicts are at hand."
    for (source, vintage), held in groupby(verdicts, key=lambda one: (one.source, one.vintage)):
        every = list(held)
        good = [one.check for one in every if one.success]
        yield f"  {source} {vintage}: {counted(len(every), 'check')}, {len(good)} hold"
        for one in every:
            if one.success is False:
                yield f"    does not hold ({one.severity}): {one.check}. {one.statement} Found: {one.found}"
        if good:
            yield f"    hold: {', '.join(good)}"


def _computed(one: Value) -> Iterator[str]:
    yield from ("", "Computed by")
    if one.computed is None:
        own = one.traced.notebook
        yield (
            f"  notebook {own}, which is not at hand"
            if own
            else "  the report that shows it, by the indicator's own function"
        )
        return
    yield f"  notebook {one.computed.notebook}, cell {one.computed.cell}: {one.computed.file}"
    yield from (f"    | {line}" for line in one.computed.source.splitlines())


def _appears(places: Sequence[Place]) -> Iterator[str]:
    yield from ("", "Where it appears")
    if not places:
        yield "  On no page."
    yield from _listed_places(places)


def _listed_places(places: Sequence[Place]) -> Iterator[str]:
    ordered = sorted(places, key=lambda place: place.page)
    for page, held in groupby(ordered, key=lambda place: place.page):
        yield f"  {page}/index.html"
        yield from dict.fromkeys(f"    {_place(place)}" for place in held)


def _place(place: Place) -> str:
    if place.kind == "page":
        return f"As {place.number}, in print or in the alternative text of a chart"
    kind = f"{_KINDS[place.kind]}{f' ({place.number}, derived)' if place.derived else ''}"
    return ". ".join(part for part in (kind, place.where, place.text) if part)


def _otherwise(one: Value) -> Iterator[str]:
    if not one.otherwise:
        return
    yield from ("", "With other vintages, one exchanged at a time")
    for other in one.otherwise:
        yield f"  {other.source} {other.vintage} ({other.label}): {_compared(one, other)}"


def _compared(one: Value, other: Otherwise) -> str:
    traced = one.traced
    if other.value is not None:
        said = formats.full(other.value, traced.unit)
        if traced.value is None:
            return said
        return f"{said}{_difference(other.value, traced.value, traced.unit)}"
    if other.year is None or other.here is None or other.there is None:
        return other.reason
    here, there = (formats.full(value, traced.unit) for value in (other.here, other.there))
    return f"{other.reason} For {other.year}: {there}, here {here}{_difference(other.there, other.here, traced.unit)}"


def _difference(there: float, here: float, unit: str) -> str:
    if there == here:
        return ", the same"
    if unit in ("category", "year"):
        return ""
    return f" ({'+' if there > here else ''}{formats.full(there - here, unit)})"


def _unrounded(value: float, unit: str) -> str:
    return f"unrounded: {value!r} {unit}"
