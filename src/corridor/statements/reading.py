"""Reads `definitions/statements.yml`; whatever it does not allow is refused with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corridor.economies import Economy, all_economies, list_regions, region
from corridor.formats import NBSP, eye
from corridor.indicators import Indicator, registry
from corridor.language import defined
from corridor.ledger import Quoted, quote
from corridor.project import Project
from corridor.references import Reference, read_references
from corridor.registers import Entry, each_once, read_register
from corridor.statements.declaration import (
    HOLDS,
    NO_LONGER,
    NOT_REPRODUCED,
    STATISTICS,
    Expectation,
    Scope,
    Statement,
    Trial,
)

FILE = "statements.yml"
_REQUIRED = {"id", "label", "said", "reference", "when"}
_OPTIONAL = {"quoted", "test", "because", "needed", "beside", "words"}
_TEST_REQUIRED = {"indicator", "scope"}
_TEST_OPTIONAL = {"of", "among", "base_year", "years", "newest", "expect", "tolerance"}
_KINDS = ("near", "at_least", "at_most", "within", "first", "rises", "turns", "spread")
_MANNERS = ("at all", "sharply")
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_PEOPLE_IN_THOUSANDS = 1000.0


@dataclass(frozen=True)
class _Known:
    """What the register may name."""

    scopes: Mapping[str, Scope]
    references: Mapping[str, Reference]
    economies: Mapping[str, Economy]
    indicators: Mapping[str, Indicator]


def read_statements(project: Project) -> tuple[Statement, ...]:
    """Read the register of published statements.

    Returns
    -------
    tuple of Statement
        In the order of the register.

    Raises
    ------
    ConfigurationError
        If a key is missing or unknown, a verdict is typed by hand, or an indicator, scope, economy, number or
        reference is unknown; with the line.
    """
    register = read_register(project, FILE)
    register.only({"scopes", "statements"})
    economies = {code: one for code, one in all_economies(project).items() if one.kind == "economy"}
    scopes = {
        name: _scope(name, entry, project, economies) for name, entry in register.named("scopes").items()
    }
    known = _Known(scopes, read_references(project), economies, registry())
    entries = register.entries("statements")
    statements = tuple(_statement(entry, known) for entry in entries)
    each_once(entries)
    return statements


def _scope(name: str, entry: Entry, project: Project, economies: Mapping[str, Economy]) -> Scope:
    if "region" in entry.content:
        entry.only({"region"})
        found = region(project, entry.known("region", list_regions(project), "region"))
        return Scope(found.id, found.name, found.members, single=False)
    if "economy" in entry.content:
        entry.only({"economy"})
        code = entry.known("economy", economies, "economy")
        return Scope(code, economies[code].in_text, (code,), single=True)
    entry.only({"name"}, {"economies", "m49", "without"})
    members = _codes(entry, "economies", economies)
    classes = entry.texts("m49")
    subregions = sorted({one.subregion for one in economies.values() if one.subregion})
    for one in classes:
        if one not in subregions:
            entry.unknown("m49", one, subregions, "subregion of M49")
    without = _codes(entry, "without", economies)
    found_codes = [code for code, one in sorted(economies.items()) if one.subregion in classes]
    codes = tuple(dict.fromkeys(c for c in (*members, *found_codes) if c not in without))
    if not codes:
        entry.refuse("", "has a scope without economies", "region, economy, economies or m49", "none")
    return Scope(name, entry.prose("name"), codes, single=False)


def _codes(entry: Entry, key: str, economies: Mapping[str, Economy]) -> tuple[str, ...]:
    codes = entry.texts(key)
    for code in codes:
        if code not in economies:
            entry.unknown(key, code, list(economies), "economy")
    return codes


def _statement(entry: Entry, known: _Known) -> Statement:
    if "verdict" in entry.content:
        todo = "Remove it; declare a test, or what a test would need."
        entry.refuse(
            "verdict", "types a verdict by hand", "no verdict: it is computed", entry.content["verdict"], todo
        )
    entry.only(_REQUIRED, _OPTIONAL)
    name = entry.id()
    reference = known.references[entry.known("reference", known.references, "reference")]
    quoted = {key: _quoted(one, f"{name}/{key}", reference) for key, one in entry.named("quoted").items()}
    said = entry.prose("said", quoted)
    for key in quoted:
        if f"{{{key}}}" not in said:
            entry.refuse("said", "leaves out a number that is declared", f"{{{key}}}", "none")
    if ("test" in entry.content) == ("needed" in entry.content):
        entry.refuse(
            "test",
            "has a statement that is neither tested nor said to be untestable, or both",
            "either test, or needed: what a test would need",
            "both" if "test" in entry.content else "neither",
        )
    test = _test(entry.child("test"), quoted, known) if "test" in entry.content else None
    if test and test.expect is None:
        entry.refuse("test", "has a test that expects nothing", "expect", "none")
    return Statement(
        id=name,
        label=entry.prose("label"),
        said=said,
        quoted=quoted,
        reference=reference,
        when=entry.prose("when"),
        test=test,
        because=entry.prose("because") if test else entry.prose("because", default=""),
        needed=entry.prose("needed", default=""),
        beside=_test(entry.child("beside"), quoted, known) if "beside" in entry.content else None,
        words=_words(entry),
    )


def _words(entry: Entry) -> dict[str, str]:
    if "words" not in entry.content:
        return {}
    words = entry.child("words")
    words.only((), (HOLDS, NO_LONGER, NOT_REPRODUCED))
    return {verdict: words.prose(verdict) for verdict in words.content}


def _quoted(entry: Entry, name: str, reference: Reference) -> Quoted:
    entry.only({"value", "unit"}, {"text"})
    value, unit = entry.number("value"), entry.text("unit")
    units = {one.unit for one in registry().values()}
    entry.known("unit", sorted(units), "unit")
    given = entry.text("text", default="")
    said = _number_in(given, unit)
    if said is not None and abs(said - abs(value)) > 1e-9 * abs(value):
        entry.refuse("text", "says another number than it quotes", f"words for {value:g} ({unit})", given)
    text = defined(given) if given else eye(value, unit)
    return quote(
        name, value, unit, text.replace(" ", NBSP), reference=reference.key, citation=reference.citation
    )


def _number_in(text: str, unit: str) -> float | None:
    """Size of the number that a text gives, in a unit; None where it is told in words."""
    found = re.search(r"\d[\d,]*(\.\d+)?", text)
    if not found:
        return None
    scale = next((size for word, size in _SCALES.items() if word in text), 1.0)
    counted = _PEOPLE_IN_THOUSANDS if unit.startswith("thousand ") else 1.0
    return float(found.group().replace(",", "")) * scale / counted


def _test(entry: Entry, quoted: Mapping[str, Quoted], known: _Known) -> Trial:
    entry.only(_TEST_REQUIRED, _TEST_OPTIONAL)
    indicator = known.indicators[entry.known("indicator", known.indicators, "indicator")]
    scope = known.scopes[entry.known("scope", known.scopes, "scope")]
    of = entry.known("of", STATISTICS, "statistic") if "of" in entry.content else ""
    among = known.scopes[entry.known("among", known.scopes, "scope")] if "among" in entry.content else None
    years = entry.years("years") if "years" in entry.content else ()
    expect = _expectation(entry, quoted, known) if "expect" in entry.content else None
    ranked = expect is not None and expect.kind == "first"
    corridors = indicator.scopes == ("counterpart",)
    if corridors and not (ranked or (among and of)):
        entry.refuse(
            "indicator", "sums up corridors without saying which", "among and of, or first", indicator.id
        )
    if not corridors and not of and ("economy" if scope.single else "region") not in indicator.scopes:
        allowed = "of, or an indicator that has values of a region"
        entry.refuse("indicator", f"asks for a value that {indicator.id} does not have", allowed, scope.id)
    if expect and expect.kind == "rises" and len(years) != 2:
        entry.refuse("years", "compares other than two years", "two years", f"{len(years)}")
    base_year = int(entry.number("base_year")) if "base_year" in entry.content else None
    newest = entry.flag("newest", default=True) or not years
    return Trial(indicator.id, scope, of, among, base_year, years, newest, expect)


def _expectation(entry: Entry, quoted: Mapping[str, Quoted], known: _Known) -> Expectation:
    below = entry.child("expect")
    below.only((), _KINDS)
    if len(below.content) != 1:
        entry.refuse("expect", "expects other than one thing", "one of near, at_least, …", len(below.content))
    (kind,) = below.content
    tolerance = entry.number("tolerance", default=0.0)
    if tolerance < 0:
        entry.refuse("tolerance", "has a tolerance below zero", "zero or more", tolerance)
    if kind == "first":
        codes = _codes(below, kind, known.economies)
        if len(codes) < 1:
            below.refuse(kind, "ranks nobody", "a list of ISO3 codes", "none")
        return Expectation(kind, codes=codes)
    if kind == "rises":
        return Expectation(kind, sharply=below.known(kind, _MANNERS, "manner") == "sharply")
    if kind == "turns":
        if not below.flag(kind, default=True):
            below.refuse(kind, "expects nothing", "true", "false")
        return Expectation(kind)
    numbers = _numbers(below, kind, quoted)
    if list(numbers) != sorted(numbers):
        below.refuse(kind, "has a low above its high", "low, then high", str(below.content[kind]))
    return Expectation(kind, numbers, tolerance=tolerance)


def _numbers(entry: Entry, kind: str, quoted: Mapping[str, Quoted]) -> tuple[float, ...]:
    """Numbers of an expectation: names of quoted ones, or limits of our own."""
    given = entry.content[kind]
    listed = given if isinstance(given, list) else [given]
    wanted = 2 if kind in ("within", "spread") else 1
    if len(listed) != wanted:
        entry.refuse(kind, f"has a wrong number of limits for {kind}", f"{wanted}", given)
    found = []
    for one in listed:
        if isinstance(one, str) and one not in quoted:
            entry.unknown(kind, one, list(quoted), "quoted number")
        if not isinstance(one, str | int | float) or isinstance(one, bool):
            entry.refuse(kind, "compares with something that is no number", "a name or a number", one)
        found.append(float(quoted[one].value or 0.0) if isinstance(one, str) else float(one))
    return tuple(found)
