"""From an edition's context to all its pages: the reports asked for, and the pages around them.

Reports are written side by side. What a page is, and why it is written again, is kept by `kept_writing`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from corridor import handing, page_texts, plain_json
from corridor.changes import EditionChanges, changes_files
from corridor.formats import count_in_words, date
from corridor.indicators import in_order
from corridor.kept_writing import KeptWriting
from corridor.language import defined, is_english, spoken, worded
from corridor.manifest import json_text
from corridor.page_ledger import PageLedger, guards_of
from corridor.rendering.figures_page import NAME as RECORDS
from corridor.rendering.pages import Page, Writer
from corridor.rendering.template_lines import translated
from corridor.rendering.volume import names as names_of_volumes
from corridor.report_kinds import ReportKind
from corridor.reports import side_by_side, summary
from corridor.reports.changes import changes_page
from corridor.reports.context import Context
from corridor.reports.country import CountryBrief, country_brief
from corridor.reports.entries import entry
from corridor.reports.notes import source_entry
from corridor.reports.regional import Outlook, regional_outlook
from corridor.selection import Wanted
from corridor.sharing import one_line
from corridor.spreading import Hands
from corridor.staging import StagedPage, front_matter, staged_page
from corridor.statements import statements_table

Content = CountryBrief | Outlook
_LEAD, _CHANGES = "regional_outlook/_lead.jinja", "edition/changes_lead.txt.jinja"
_COMPARE, _SEARCH = "edition/compare.qmd.jinja", "edition/search.qmd.jinja"


@dataclass(frozen=True)
class Report:
    """A report to write: its kind, and whom it is about (ISO3 code; empty for the region)."""

    kind: ReportKind
    economy: str = ""

    @property
    def page(self) -> str:
        """Path of its page in the staged project."""
        return self.kind.page.format(slug=self.economy.lower())


@dataclass(frozen=True)
class Desk:
    """What reports are written from.

    Attributes
    ----------
    context : Context
        The edition.
    changes : EditionChanges or None
        What changed since the edition before; None for the first.
    notebooks : tuple of str
        Names of the executed notebooks that are published, without their ending.
    """

    context: Context
    changes: EditionChanges | None
    notebooks: tuple[str, ...]

    def writer(self) -> Writer:
        """Return a writer of pages that knows the verdicts on all that was looked at so far."""
        context = self.context
        # Reports may have looked at older vintages: their verdicts are known only when their content is.
        looked_at = {*context.at_hand.reports, *context.outlook.at_hand.reports}
        verdicts = (
            *sorted(looked_at, key=lambda one: (one.source, one.vintage)),
            *(self.changes.reports if self.changes else ()),
            *context.reports,
        )
        return Writer(context.project, guards_of(verdicts, context.at_hand.sources), self.notebooks)

    def content(self, report: Report) -> Content:
        """What a report says, as plain data."""
        if report.economy:
            return country_brief(self.context, report.economy, self.changes)
        return regional_outlook(self.context.outlook, self.changes)


def written(desk: Desk, report: Report) -> tuple[StagedPage, bytes]:
    """Write a report.

    Returns
    -------
    tuple of StagedPage and bytes
        Its page, and what the pages that lead to it tell of it; see `handing`.
    """
    # Another process may write it, which does not know the language yet.
    with spoken(desk.context.project, desk.context.edition.lang):
        content = desk.content(report)
        page = _report_page(desk.writer(), report.kind, content)
        return page, handing.packed(entry(content), desk.context)


class Pages:
    """The pages of an edition, or of what is wanted of it.

    Parameters
    ----------
    context : Context
        The edition.
    wanted : Wanted
        What to write.
    notebooks : sequence of str
        Names of the executed notebooks, to be named on the data page.
    compare : callable
        Compares the edition with the one before; asked only where something is written that needs it.
    """

    def __init__(
        self,
        context: Context,
        wanted: Wanted,
        notebooks: Sequence[str],
        compare: Callable[[], EditionChanges | None],
    ) -> None:
        self._context, self._wanted, self._compare = context, wanted, compare
        self._notebooks = tuple(sorted(notebooks))
        self._contents: dict[Report, bytes] = {}

    def write(self, hands: Hands, kept: KeptWriting) -> list[StagedPage]:
        """Write them, or take them as they are kept; in the order of the menu."""
        reports = self._written(hands, kept)
        if not self._wanted.whole:
            return reports
        context = self._context
        templates = ["edition/index.qmd.jinja", _LEAD, _CHANGES]
        home = kept.page("index.qmd", templates, lambda: self._home(reports))
        changed = kept.page("changes/index.qmd", ["edition/changes.qmd.jinja"], self._changes)
        of_reports = [kind.template for kind in self._wanted.kinds]
        compared = kept.page("compare/index.qmd", [_COMPARE, *of_reports], lambda: self._compared(reports))
        around = [compared, *_around(context, self._desk.writer, reports, self._notebooks, kept)]
        pages = [home, *reports, changed, *around, *_hand_written(context)]
        found = kept.page("search/index.qmd", [_SEARCH], lambda: self._search(pages))
        return [*pages, found]

    @cached_property
    def _desk(self) -> Desk:
        return Desk(self._context, self._compare(), self._notebooks)

    def _reports(self) -> list[Report]:
        """Reports asked for, those on the region first."""
        kinds = sorted(self._wanted.kinds, key=lambda kind: kind.subject == "economy")
        subjects = {"economy": self._wanted.economies, "region": ("",)}
        return [Report(kind, subject) for kind in kinds for subject in subjects[kind.subject]]

    def _written(self, hands: Hands, kept: KeptWriting) -> list[StagedPage]:
        reports = self._reports()
        found = {one: kept.take(one.page, [one.kind.template]) for one in reports}
        lacking = [one for one, page in found.items() if page is None]
        if lacking:
            for place, (page, content) in hands.each(written, self._desk, lacking):
                found[lacking[place]], self._contents[lacking[place]] = page, content
                kept.keep(page, [lacking[place].kind.template])
        return [page for page in found.values() if page is not None]

    def _content(self, report: Report) -> Any:
        if report in self._contents:
            return handing.unpacked(self._contents[report], self._context)
        return entry(self._desk.content(report))

    def _home(self, reports: Sequence[StagedPage]) -> StagedPage:
        """Write the edition's first page, which leads to its reports."""
        asked = self._reports()
        by_subject = {one.economy: one for one in reversed(asked)}
        outlook = self._content(by_subject[""]) if "" in by_subject else None
        briefs = [self._content(by_subject[code]) for code in self._wanted.economies if code in by_subject]
        paths = {staged.title or staged.menu: staged.path.as_posix() for staged in reversed(reports)}
        regional = next((staged.path.as_posix() for staged in reports if not staged.title), "")
        content = {"outlook": outlook, "outlook_path": regional, "briefs": briefs, "paths": paths}
        writer, changes = self._desk.writer(), self._desk.changes
        page = writer.page("edition/index.qmd.jinja", "index.qmd", context=self._context, **content)
        staged = staged_page(page, with_ledger=bool(page.ledger.figures), menu=worded("Edition"))
        moved = changes_page(self._context, changes) if changes else None
        told = summary.summary(
            *(self._context.outlook, outlook, briefs, paths),
            outlook_path=regional,
            lead=one_line(writer.text(_LEAD, outlook=outlook)) if outlook else "",
            changes=one_line(writer.text(_CHANGES, page=moved)) if moved else "",
        )
        return _with(staged, {summary.NAME: json_text(told).encode()})

    def _compared(self, reports: Sequence[StagedPage]) -> StagedPage:
        """Write the page that puts economies side by side; its figures lead to the reports that tell them."""
        context, economies = self._context, self._wanted.economies
        by_title = {context.economies[code].text: code for code in economies}
        region = context.edition.region.id
        told = {by_title.get(staged.title, region): _told(staged) for staged in reversed(reports)}
        content = {"comparisons": side_by_side.comparisons(context.outlook, economies, told)}
        said = page_texts.choice()
        page = self._desk.writer().page(_COMPARE, "compare/index.qmd", context=context, said=said, **content)
        staged = staged_page(
            page, with_ledger=bool(page.ledger.figures), menu=worded("Data"), title=worded("Compare")
        )
        described_here = json_text(side_by_side.described(context.outlook, economies)).encode()
        return _with(staged, {f"compare/{side_by_side.NAME}": described_here})

    def _search(self, pages: Sequence[StagedPage]) -> StagedPage:
        """Write the page that searches the edition: without a script it is a list of all pages."""
        grouped: dict[str, list[tuple[str, str]]] = {}
        for staged in pages:
            entry = (staged.title or staged.menu, staged.path.as_posix())
            grouped.setdefault(staged.menu if staged.title else worded("Edition"), []).append(entry)
        names = {code: one.text for code, one in self._context.economies.items()}
        region = self._context.edition.region.name
        executed = [
            (names.get(stem.rpartition("-")[2], region), f"notebooks/{stem}.qmd") for stem in self._notebooks
        ]
        listed = [*grouped.items(), *([(worded("Notebooks"), executed)] if executed else [])]
        return staged_page(
            self._desk.writer().page(
                _SEARCH, "search/index.qmd", context=self._context, pages=listed, said=page_texts.search_box()
            )
        )

    def _changes(self) -> StagedPage:
        """Write the page on what changed since the edition before, and its data."""
        changes = self._desk.changes
        content = changes_page(self._context, changes) if changes else None
        page = self._desk.writer().page(
            "edition/changes.qmd.jinja", "changes/index.qmd", context=self._context, page=content
        )
        staged = staged_page(page, with_ledger=bool(page.ledger.figures), menu=worded("Changes"))
        return _with(staged, {f"changes/{name}": text for name, text in changes_files(changes).items()})


def _with(staged: StagedPage, files: Mapping[str, bytes]) -> StagedPage:
    return StagedPage(staged.path, {**staged.files, **files}, staged.used, staged.menu, staged.title)


def _told(staged: StagedPage) -> side_by_side.Told:
    """What a report tells of: where its records are published, and the values in its ledger."""
    records = staged.path.with_name(f"{RECORDS}.qmd")
    page = records if records.as_posix() in staged.files else staged.path
    ledger = plain_json.parse(staged.files[str(staged.path.parent / "ledger.json")])
    names = {name for record in ledger for name in record["id"].split()}
    # The address of the rendered page: links of figures are written as they stand.
    return side_by_side.Told(page.with_suffix(".html").as_posix(), frozenset(names))


def _line(context: Context) -> str:
    """What stands above the title on the picture of a report."""
    return f"{worded('Edition {edition}', edition=context.edition.id)} · {date(context.edition.published)}"


def _report_page(writer: Writer, kind: ReportKind, content: Content) -> StagedPage:
    if isinstance(content, CountryBrief):
        slug = content.economy.slug
        page = writer.page(kind.template, kind.page.format(slug=slug), brief=content)
        title = content.economy.text
        return staged_page(
            page,
            content.charts,
            prefix=slug,
            with_ledger=True,
            menu=defined(kind.menu),
            title=title,
            line=_line(content.context),
        )
    page = writer.page(kind.template, kind.page, outlook=content)
    staged = staged_page(
        page,
        content.charts,
        prefix=content.region.id,
        with_ledger=True,
        menu=defined(kind.menu),
        line=_line(content.context),
    )
    told = content.registers.statements
    return _with(staged, {"data/statements.csv": statements_table(told).encode()} if told else {})


def _around(
    context: Context,
    writer: Callable[[], Writer],
    reports: Sequence[StagedPage],
    notebooks: Sequence[str],
    kept: KeptWriting,
) -> list[StagedPage]:
    """Pages on data, data quality and indicators."""
    charts = [(staged.title or staged.menu, list(staged.charts)) for staged in reports if staged.charts]
    entries = [source_entry(context, source) for source in sorted(context.edition.vintages)]
    made: tuple[tuple[str, str, dict[str, Any]], ...] = (
        (
            "data",
            worded("Downloads"),
            {
                "charts": charts,
                "notebooks": list(notebooks),
                "entries": entries,
                "volumes": names_of_volumes(len(reports)),
            },
        ),
        ("quality", worded("Data quality"), {"summary": _summary(context)}),
        ("indicators", worded("Indicators"), {"indicators": in_order(context.edition)}),
    )

    def one(name: str, title: str, content: dict[str, Any]) -> StagedPage:
        template, path = f"edition/{name}.qmd.jinja", f"{name}/index.qmd"
        return kept.page(
            path,
            [template],
            lambda: staged_page(
                writer().page(template, path, context=context, **content), menu=worded("Data"), title=title
            ),
        )

    return [one(*each) for each in made]


def _summary(context: Context) -> dict[str, str]:
    """Counts of the data checks, in words where they are small."""
    counts = {
        "checks": sum(len(report.results) for report in context.reports),
        "tables": len(context.reports),
        "warnings": sum(len(report.failed("warning")) for report in context.reports),
    }
    return {name: count_in_words(count) for name, count in counts.items()}


def _hand_written(context: Context) -> list[StagedPage]:
    """Pages of `reports/pages/`, the methodology first."""
    paths = sorted(
        context.project.reports.glob("pages/*.qmd"), key=lambda p: (p.stem != "methodology", p.stem)
    )
    return [_by_hand(context, path) for path in paths]


def _by_hand(context: Context, path: Path) -> StagedPage:
    text = path.read_text(encoding="utf-8")
    text = text if is_english() else translated(text)
    page = Page(PurePosixPath(f"{path.stem}/index.qmd"), text, PageLedger({}))
    return staged_page(page, menu=str(front_matter(path, context.project, text)["title"]))
