"""Puts an explanation together from the files of a built edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from corridor import formats
from corridor.anchors import FigureId
from corridor.economies import Economy, all_economies, list_regions, region
from corridor.editions import list_editions, newest, read_edition
from corridor.errors import ConfigurationError, UsageError
from corridor.explaining import asked as asking
from corridor.explaining import rows
from corridor.explaining.answers import Computed, Derived, Explanation, Input, Number, Quoted, Value, Verdict
from corridor.explaining.built import Built
from corridor.explaining.drawn import charts_with
from corridor.explaining.other_vintages import otherwise
from corridor.explaining.places import Place, places_on
from corridor.project import Project
from corridor.sources import list_sources, read_source
from corridor.traces import Traced, Used


def explain(
    project: Project,
    words: Sequence[str],
    *,
    site: Path,
    edition: str | None = None,
    limit: int | None = 5,
) -> Explanation:
    """Explain a figure of a built edition.

    Parameters
    ----------
    project : Project
        The project, with the data.
    words : sequence of str
        The figure's identifier, those of all values that a number was derived from, or the address of its record.
    site : Path
        The site's folder.
    edition : str, optional
        The edition; when omitted the one that an address names, or else the newest.
    limit : int or None
        How many input rows of each vintage to return; all when None.

    Raises
    ------
    UsageError
        If nothing is asked, or there is no such edition or figure; the nearest figures are named.
    ConfigurationError
        If the edition is not built, or its files are not as a build writes them.
    VerificationError
        If a file of the edition is not the one that was built.
    """
    asked = asking.read(words)
    if edition and asked.edition and edition != asked.edition:
        raise UsageError(
            f"The address is one of edition {asked.edition}.",
            expected=f"an address of edition {edition}, or an identifier",
            found=words[0],
            todo="Leave --edition out.",
        )
    chosen = edition or asked.edition or newest(project)
    if chosen not in list_editions(project):
        read_edition(project, chosen)  # says which editions there are
    built = Built(site, chosen)
    return replace(_Answering(project, built, limit).about(asked), corrected_by=built.corrected_by)


class _Answering:
    """Answers questions about one edition."""

    def __init__(self, project: Project, built: Built, limit: int | None) -> None:
        self.project, self.built, self.limit = project, built, limit
        self._others: dict[str, Built] = {}

    def about(self, asked: asking.Asked) -> Explanation:
        figures, formula = asked.figures, ""
        if asked.anchor:
            ids, formula = asking.figures_at(self.built, asked)
            figures = tuple(ids.split())
        if len(figures) > 1 or formula:
            return self._derived(figures, formula)
        if figures[0].startswith("quoted/"):
            return self._quoted(figures[0])
        return self._value(figures[0])

    # values --------------------------------------------------------------------------------------------------

    def _value(self, figure: str) -> Value:
        parsed = FigureId.parse(figure)
        if parsed is None:
            raise asking.unknown(self.built.trace, figure)
        home, traced = self._traced(parsed)
        declared = home.trace.indicators[traced.indicator]
        inputs = tuple(self._input(used) for used in traced.inputs)
        pure = home.edition == (parsed.edition or self.built.edition)
        return Value(
            id=figure,
            edition=self.built.edition,
            traced=traced,
            subject=self._subject(traced),
            written="" if traced.value is None else formats.full(traced.value, traced.unit),
            label=declared["label"],
            description=declared["description"],
            formula=declared["formula"],
            period=declared["period"],
            reference=declared["reference"],
            version=declared["version"],
            inputs=inputs,
            checks=tuple(v for used in traced.inputs for v in self._verdicts(home, used)),
            computed=_computed(home, traced),
            appears=tuple(self._appears(home, parsed, traced, pure=pure)),
            otherwise=tuple(otherwise(self.project, home, traced)) if pure else (),
        )

    def _traced(self, parsed: FigureId) -> tuple[Built, Traced]:
        """Find a value: in its own edition, or else in the ledgers of the edition that is asked about."""
        edition = parsed.edition or self.built.edition
        home = self._edition(edition)
        if home is None:
            return self.built, self._recorded(parsed)
        traced = home.trace.find(parsed.economy, parsed.indicator, parsed.counterpart, parsed.year)
        if traced is None:
            alike = asking.spelled(home.trace, parsed)
            if alike is None:
                raise asking.unknown(home.trace, parsed.own)
            traced = home.trace.find(alike.economy, alike.indicator, alike.counterpart, alike.year)
        if traced is None:
            raise asking.unknown(home.trace, parsed.own)
        return home, traced

    def _edition(self, edition: str) -> Built | None:
        """Return an edition of the site; None where there is none of that name."""
        if edition == self.built.edition:
            return self.built
        if edition not in self._others:
            try:
                self._others[edition] = Built(self.built.site, edition)
            except ConfigurationError:
                return None
        return self._others[edition]

    def _recorded(self, parsed: FigureId) -> Traced:
        """Make what a page's ledger has of a value that is of no edition in the site: of a mix of vintages, say."""
        for _, record in self.built.records():
            if record["id"] == str(parsed) and parsed.indicator in self.built.trace.indicators:
                return self._traced_from(parsed, record)
        within = sorted({r["id"] for _, r in self.built.records() if str(parsed) in r["id"].split()})
        if within:
            raise UsageError(
                f"{parsed} is no figure by itself: it is a step of a comparison.",
                expected="a number that a page shows",
                found=str(parsed),
                todo=f"Explain the number that it is in: corridor explain {within[0]}",
            )
        if parsed.edition in list_editions(self.project):
            Built(self.built.site, parsed.edition)  # says that it is not built
        raise asking.unknown(self.built.trace, str(parsed))

    def _traced_from(self, parsed: FigureId, record: Mapping[str, Any]) -> Traced:
        used = tuple(
            Used(self._table(i["source"], i["vintage"], i["sha256"]), tuple(i["keys"]), i["rows"])
            for i in record["inputs"]
        )
        return Traced(
            id=record["id"],
            economy=parsed.economy,
            indicator=parsed.indicator,
            counterpart=parsed.counterpart,
            year=int(parsed.year),
            value=record["value"],
            unit=record["unit"],
            status=record.get("status", ""),
            reason="",
            inputs=used,
            without=(),
            notebook=record["notebook"],
            cell=record["cell"],
        )

    def _table(self, source_id: str, vintage_id: str, sha256: str) -> dict[str, str]:
        known = {"source": source_id, "vintage": vintage_id, "sha256": sha256}
        if source_id not in list_sources(self.project):
            return {**known, "file": "", "title": vintage_id, "label": vintage_id}
        source = read_source(self.project, source_id)
        vintage = source.vintages.get(vintage_id)
        title, label = (vintage.title, vintage.label) if vintage else (vintage_id, vintage_id)
        file = f"data/{source_id}/{vintage.file if vintage else f'{vintage_id}.csv.gz'}"
        terms = {"publisher": source.publisher, "licence": source.licence, "link": source.link}
        return {**known, "file": file, "title": title, "label": label, **terms}

    def _input(self, used: Used) -> Input:
        path = self.project.root / used.table["file"]
        try:
            return Input(used, rows.find(path, used.table["sha256"], used.keys, self.limit))
        except ConfigurationError as error:
            return Input(used, None, f"{error.message} Expected {error.expected}, found {error.found}.")

    def _verdicts(self, home: Built, used: Used) -> Iterator[Verdict]:
        """Verdicts on a vintage, from the first edition of the site that uses it."""
        which = (used.table["source"], used.table["vintage"])
        held = (found for one in self._editions_from(home) if (found := one.checks.get(which)))
        for record in next(held, []):
            yield Verdict(
                *which,
                check=record["check"],
                statement=record["statement"],
                severity=record["severity"],
                success=record["success"],
                found=record["found"],
            )

    def _editions_from(self, home: Built) -> Iterator[Built]:
        yield home
        for edition in reversed(list_editions(self.project)):
            other = self._edition(edition)
            if other is not None and other is not home:
                yield other

    # places --------------------------------------------------------------------------------------------------

    def _appears(self, home: Built, parsed: FigureId, traced: Traced, *, pure: bool) -> Iterator[Place]:
        """Places in the edition that is asked about, and in the value's own where that is another."""
        here = traced.id if home is self.built and pure else str(parsed)
        yield from _placed(self.built, here)
        if home is not self.built:
            yield from _placed(home, traced.id)
        if pure:
            yield from charts_with(home, traced, self._economies)

    @cached_property
    def _economies(self) -> dict[str, Economy]:
        return all_economies(self.project)

    def _subject(self, traced: Traced) -> str:
        names = [self._name(code) for code in (traced.economy, traced.counterpart) if code]
        return ", ".join(names)

    def _name(self, code: str) -> str:
        if code in self._economies:
            return self._economies[code].text
        return region(self.project, code).name if code in list_regions(self.project) else code

    # numbers that are no values ------------------------------------------------------------------------------

    def _derived(self, figures: tuple[str, ...], formula: str) -> Derived:
        wanted, ids = set(figures), " ".join(figures)
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for _, record in self.built.records():
            if set(record["id"].split()) == wanted and formula in ("", record["formula"]):
                found.setdefault((record["text"], record["formula"]), record)
        if not found:
            for figure in figures:
                parsed = FigureId.parse(figure)
                if parsed is not None:
                    self._traced(parsed)  # an unknown figure is told as such
            raise UsageError(
                f"No number of edition {self.built.edition} is derived from these figures together.",
                expected="the identifiers that a number carries on its page",
                found=ids,
                todo="Explain each figure by itself, or copy the identifiers from the page.",
            )
        ids = next(iter(found.values()))["id"]
        places = list(_placed(self.built, ids))
        numbers = [
            Number(
                record["text"],
                record["value"],
                record["unit"],
                record["formula"],
                tuple(p for p in places if p.number == record["text"] and not p.derived),
            )
            for record in found.values()
        ]
        return Derived(
            ids, self.built.edition, tuple(numbers), tuple(self._value(one) for one in self._known(ids))
        )

    def _known(self, ids: str) -> Iterator[str]:
        """Values among the figures of a derived number that can be explained by themselves."""
        for figure in ids.split():
            parsed = FigureId.parse(figure)
            if parsed is not None and (not parsed.edition or self._edition(parsed.edition) is not None):
                yield figure

    def _quoted(self, figure: str) -> Quoted:
        record = next((record for _, record in self.built.records() if record["id"] == figure), None)
        if record is None:
            known = sorted({r["id"] for _, r in self.built.records() if r["id"].startswith("quoted/")})
            raise UsageError(
                f"Edition {self.built.edition} quotes no number {figure}.",
                expected=", ".join(known[:6]) or "a number that the edition quotes; it quotes none",
                found=figure,
                todo="Copy the identifier from the page.",
            )
        source = record["inputs"][0]
        return Quoted(
            id=figure,
            edition=self.built.edition,
            text=record["text"],
            value=record["value"],
            unit=record["unit"],
            reference=source["source"],
            citation=source["vintage"],
            appears=tuple(_placed(self.built, figure)),
        )


def _placed(built: Built, figure: str) -> Iterator[Place]:
    """Places of a figure on all pages; a page of which only the ledger has it is named as such."""
    for page in sorted({*built.pages, *built.ledgers}):
        name = f"editions/{built.edition}/{page}".rstrip("/")
        found = list(places_on(name, built.pages.get(page, ""), figure))
        yield from found
        if not found:
            for record in built.ledgers.get(page, []):
                if record["id"] == figure:
                    yield Place(name, "page", "", "", record["text"], derived=False, anchor="")
                    break


def _computed(home: Built, traced: Traced) -> Computed | None:
    name = home.notebook(traced.notebook, traced.economy, traced.counterpart) if traced.notebook else None
    if name is None:
        return None
    file = f"editions/{home.edition}/{name}.ipynb"
    return Computed(traced.notebook, traced.cell, file, home.cell(name, traced.cell))
