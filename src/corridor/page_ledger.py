"""The figures that a page shows, and their records: in `ledger.json`, and on the page itself."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from corridor.check_reports import CheckReport, CheckResult
from corridor.formats import joined, whole
from corridor.indicators import Indicator, IndicatorValue, Input, definition, in_order
from corridor.indicators.base.sets import number
from corridor.language import plural, worded
from corridor.ledger import Figure, Quoted
from corridor.plain_texts import in_table
from corridor.sources import Source

# Columns of the table of a page's figures.
TABLE = ("id", "text", "value", "unit", "economy", "indicator", "counterpart", "year", "formula", "sources")


@dataclass(frozen=True)
class Guarded:
    """A vintage that figures rest on, and the verdicts that guard it.

    Attributes
    ----------
    source, vintage : str
        Identifiers.
    title, licence : str
        Title of the vintage, and terms of the source.
    file : str
        The file in the project.
    results : tuple of CheckResult
        What its data checks found.
    """

    source: str
    vintage: str
    title: str
    licence: str
    file: str
    results: tuple[CheckResult, ...] = ()

    @property
    def checks(self) -> str:
        """Name of all its checks together, as the records of ledgers have it: `migrant_stock/rev2024/*`."""
        return f"{self.source}/{self.vintage}/*"

    @property
    def verdict(self) -> str:
        """What the checks found, in words: "18 checks: 17 hold, 1 warns (steady)"."""
        count = len(self.results)
        held = sum(result.success for result in self.results)
        if not count:
            return worded("no checks at hand")
        number = whole(count)
        if held == count:
            return plural("{count} check, which holds", "{count} checks, all hold", count, count=number)
        failed = [result for result in self.results if not result.success]
        warned = [result.check for result in failed if result.severity != "info"]
        parts = [worded("{count} hold", count=held)]
        if warned:
            checks = joined(warned)
            told = plural(
                "{count} warns ({checks})",
                "{count} warn ({checks})",
                len(warned),
                count=len(warned),
                checks=checks,
            )
            parts.append(told)
        if len(failed) > len(warned):
            recorded = len(failed) - len(warned)
            parts.append(
                plural("{count} is on record only", "{count} are on record only", recorded, count=recorded)
            )
        verdicts = ", ".join(parts)
        return plural(
            "{count} check: {verdicts}", "{count} checks: {verdicts}", count, count=number, verdicts=verdicts
        )


Guards = Mapping[tuple[str, str], Guarded]


def guards_of(reports: Iterable[CheckReport], sources: Mapping[str, Source]) -> Guards:
    """Verdicts on vintages, with what their sources say of them, by source and vintage.

    Parameters
    ----------
    reports : iterable of CheckReport
        The verdicts; of two on one vintage the later counts.
    sources : mapping of str to Source
        The sources.
    """
    found = {}
    for report in reports:
        source = sources[report.source]
        vintage = source.vintages[report.vintage]
        file = f"data/{source.id}/{vintage.file}"
        found[source.id, vintage.id] = Guarded(
            source.id, vintage.id, vintage.title, source.licence, file, report.results
        )
    return found


class PageLedger:
    """The figures that one page shows, in the order in which it first shows them.

    Parameters
    ----------
    guards : mapping
        Verdicts on vintages.
    page : str
        Where the page stands in the edition.
    notebooks : collection of str
        Names of the executed notebooks that are published, without their ending.
    """

    def __init__(self, guards: Guards, page: str = "index.qmd", notebooks: Collection[str] = ()) -> None:
        self._guards, self._notebooks = guards, frozenset(notebooks)
        self._up = "../" * (len(PurePosixPath(page).parts) - 1)
        self._figures: dict[tuple[str, str, str], Figure] = {}

    def note(self, figure: Figure) -> None:
        """Record that the page shows a figure."""
        self._figures.setdefault((figure.id, figure.text, figure.formula), figure)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What the page shows."""
        return tuple(self._figures.values())

    def values(self) -> tuple[IndicatorValue, ...]:
        """Indicator values that the page's figures rest on, each once, sorted by identifier."""
        return tuple(sorted({v.id: v for f in self.figures for v in f.values}.values(), key=lambda v: v.id))

    def derived(self) -> tuple[Figure, ...]:
        """Numbers that were derived from values, each once, sorted by the identifiers they carry."""
        found = {(f.id, f.formula): f for f in self.figures if f.derived}
        return tuple(found[key] for key in sorted(found))

    def quoted(self) -> tuple[Quoted, ...]:
        """Numbers that the page quotes from publications, each once, sorted by identifier."""
        found = {f.id: f for f in self.figures if isinstance(f, Quoted)}
        return tuple(found[name] for name in sorted(found))

    def indicators(self) -> tuple[Indicator, ...]:
        """Indicators that the page's figures are of, in the order of tables."""
        used = {value.indicator: definition(value) for value in self.values() if not value.edition}
        others = {value.indicator: definition(value) for value in self.values()}
        return tuple({**others, **used}[one.id] for one in in_order() if one.id in others)

    def sources(self) -> tuple[tuple[str, str], ...]:
        """Sources and vintages that the page's figures rest on, sorted."""
        pairs = {(i.source, i.vintage) for f in self.figures for v in f.values for i in v.inputs}
        return tuple(sorted(pairs))

    def tables(self) -> tuple[tuple[Guarded, str], ...]:
        """Vintages that the page's figures rest on, each with its SHA-256, sorted."""
        digests = {(i.source, i.vintage): i.sha256 for f in self.figures for v in f.values for i in v.inputs}
        return tuple((self._guarded(*which), digests[which]) for which in sorted(digests))

    def executed(self, value: IndicatorValue) -> str:
        """Name of the published notebook that computed a value; empty if it is not published here."""
        if value.edition or not value.notebook:
            return ""
        own = [f"{value.notebook}-{code}" for code in (value.economy, value.counterpart) if code]
        # What a notebook on an economy did not compute, the one on the region did.
        names = [*own, *(name for name in sorted(self._notebooks) if name.startswith(f"{value.notebook}-"))]
        return next((name for name in names if name in self._notebooks), "")

    def notebooks(self) -> tuple[tuple[str, str, str], ...]:
        """Published notebooks that computed the page's values: whom each is about, its name, and the cell; sorted."""
        found = {(self.executed(v), v.notebook, v.cell) for v in self.values()}
        return tuple(sorted((name.removeprefix(f"{n}-"), name, cell) for name, n, cell in found if name))

    def link_to(self, notebook: str) -> str:
        """Address of the page of a notebook, as seen from this one."""
        return f"{self._up}notebooks/{notebook}.qmd"

    def records(self) -> list[dict[str, Any]]:
        """The ledger as plain data, one record a figure, in the contract's form."""
        return [
            _quoted_record(figure) if isinstance(figure, Quoted) else self._record(figure)
            for figure in self.figures
        ]

    def text(self) -> str:
        """Text of `ledger.json`, one line a record."""
        lines = [
            json.dumps(record, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":"))
            for record in self.records()
        ]
        return "[\n" + ",\n".join(lines) + "\n]\n"

    def table(self) -> str:
        """Text of `figures.csv`, which the PDF carries: one row a figure, in the order of the page."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(TABLE)
        for record in self.records():
            used = "+".join(f"{one['source']} {one['vintage']}".strip() for one in record["inputs"])
            value = "" if record["value"] is None else number(record["value"])
            row = record | {"value": value, "year": "" if record["year"] is None else record["year"]}
            cells = [*(row[name] for name in TABLE[:-1]), used]
            writer.writerow([in_table(cell) if isinstance(cell, str) else cell for cell in cells])
        return text.getvalue()

    def _record(self, figure: Figure) -> dict[str, Any]:
        first = figure.values[0]
        inputs = list(dict.fromkeys(used for value in figure.values for used in value.inputs))
        described = self._described(figure)
        return described | {
            "id": figure.id,
            "text": figure.text,
            "value": figure.value,
            "unit": figure.unit,
            "economy": first.economy,
            "indicator": "+".join(dict.fromkeys(v.indicator for v in figure.values)),
            "counterpart": first.counterpart,
            "year": figure.year,
            "formula": figure.formula,
            "inputs": [self._input(used) for used in inputs],
            "checks": sorted({self._guarded(used.source, used.vintage).checks for used in inputs}),
            "notebook": first.notebook,
            "cell": first.cell,
        }

    def _described(self, figure: Figure) -> dict[str, Any]:
        """What a record says of a value beyond the contract; a derived number has its formula instead."""
        if figure.derived:
            return {}
        value = figure.values[0]
        declared = definition(value)
        return {
            "label": declared.label,
            "definition": declared.description,
            "version": declared.version,
            "status": value.status,
            "executed": self.executed(value),
        }

    def _input(self, used: Input) -> dict[str, Any]:
        guarded = self._guarded(used.source, used.vintage)
        return {
            "source": used.source,
            "vintage": used.vintage,
            "sha256": used.sha256,
            "keys": list(used.keys),
            "rows": used.rows,
            "file": guarded.file,
            "verdict": guarded.verdict,
        }

    def _guarded(self, source: str, vintage: str) -> Guarded:
        held = self._guards.get((source, vintage))
        return held or Guarded(source, vintage, vintage, "", f"data/{source}/{vintage}.csv.gz")


def _quoted_record(figure: Quoted) -> dict[str, Any]:
    """Write down a quoted number: its only input is the publication, and no check guards it."""
    source = {"source": figure.reference, "vintage": figure.citation, "sha256": "", "keys": [], "rows": 0}
    none = dict.fromkeys(("economy", "indicator", "counterpart", "notebook", "cell"), "")
    return none | {
        "id": figure.id,
        "text": figure.text,
        "value": figure.value,
        "unit": figure.unit,
        "year": None,
        "formula": figure.formula,
        "inputs": [source],
        "checks": [],
    }


def shortened(keys: Sequence[str]) -> str:
    """Selectors of rows as a reader sees them: a long list of years or codes by its first and last."""
    return "; ".join(", ".join(_short(part) for part in key.split(", ")) for key in keys)


def _short(part: str) -> str:
    column, equals, values = part.partition("=")
    listed = values.split("|")
    if len(listed) <= 12:
        return part
    count = worded("({count} values)", count=whole(len(listed)))
    return f"{column}{equals}{listed[0]}|…|{listed[-1]} {count}"
