"""From an edition's context to all its pages: the reports asked for, and the pages around them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from corridor.changes import EditionChanges
from corridor.formats import count_in_words
from corridor.indicators import in_order
from corridor.page_ledger import PageLedger, guards_of
from corridor.rendering.pages import Page, Writer
from corridor.report_kinds import ReportKind
from corridor.reports.changes import changes_page
from corridor.reports.context import Context
from corridor.reports.country import CountryBrief, country_brief
from corridor.reports.notes import source_entry
from corridor.reports.regional import Outlook, regional_outlook
from corridor.staging import StagedPage, front_matter


def pages(
    context: Context,
    economies: Sequence[str],
    kinds: Sequence[ReportKind],
    *,
    whole: bool,
    notebooks: Sequence[Path],
    changes: EditionChanges | None = None,
) -> list[StagedPage]:
    """Write every page asked for.

    Parameters
    ----------
    economies : sequence of str
        ISO3 codes of those that get a report.
    kinds : sequence of ReportKind
        The reports asked for.
    whole : bool
        Whether that is the whole edition; then the pages around the reports are written too.
    notebooks : sequence of Path
        Executed notebooks, to be named on the data page.
    changes : EditionChanges, optional
        What changed since the edition before; None for the first.
    """
    subjects = {kind.subject for kind in kinds}
    briefs = [country_brief(context, iso3, changes) for iso3 in economies] if "economy" in subjects else []
    outlook = regional_outlook(context.outlook, changes) if "region" in subjects else None
    # Reports may have looked at older vintages: their verdicts are known only now.
    looked_at = {*context.at_hand.reports, *context.outlook.at_hand.reports}
    verdicts = (
        *sorted(looked_at, key=lambda one: (one.source, one.vintage)),
        *(changes.reports if changes else ()),
        *context.reports,
    )
    guards = guards_of(verdicts, context.at_hand.sources)
    writer = Writer(context.project, guards, [path.stem for path in notebooks])
    reports = []
    for kind in sorted(kinds, key=lambda k: k.subject == "economy"):
        if kind.subject == "economy":
            reports += [_brief_page(writer, kind, brief) for brief in briefs]
        elif outlook is not None:
            reports.append(_outlook_page(writer, kind, outlook))
    if not whole:
        return reports
    home = _home(writer, context, outlook, briefs, reports)
    changed = _changes(writer, context, changes)
    return [home, *reports, changed, *_around(context, writer, reports, notebooks), *_hand_written(context)]


def _brief_page(writer: Writer, kind: ReportKind, brief: CountryBrief) -> StagedPage:
    slug = brief.economy.slug
    page = writer.page(kind.template, kind.page.format(slug=slug), brief=brief)
    return StagedPage(
        page,
        brief.charts,
        chart_prefix=slug,
        with_ledger=True,
        menu=kind.menu,
        title=brief.economy.text,
    )


def _outlook_page(writer: Writer, kind: ReportKind, outlook: Outlook) -> StagedPage:
    page = writer.page(kind.template, kind.page, outlook=outlook)
    return StagedPage(page, outlook.charts, chart_prefix=outlook.region.id, with_ledger=True, menu=kind.menu)


def _home(
    writer: Writer,
    context: Context,
    outlook: Outlook | None,
    briefs: Sequence[CountryBrief],
    reports: Sequence[StagedPage],
) -> StagedPage:
    """Write the edition's first page, which leads to its reports."""
    paths = {staged.title or staged.menu: staged.page.path.as_posix() for staged in reversed(reports)}
    regional = next((staged.page.path.as_posix() for staged in reports if not staged.title), "")
    content = {"outlook": outlook, "outlook_path": regional, "briefs": briefs, "paths": paths}
    page = writer.page("edition/index.qmd.jinja", "index.qmd", context=context, **content)
    return StagedPage(page, {}, with_ledger=bool(page.ledger.figures), menu="Edition")


def _changes(writer: Writer, context: Context, changes: EditionChanges | None) -> StagedPage:
    """Write the page on what changed since the edition before."""
    content = changes_page(context, changes) if changes else None
    page = writer.page("edition/changes.qmd.jinja", "changes/index.qmd", context=context, page=content)
    return StagedPage(page, {}, with_ledger=bool(page.ledger.figures), menu="Changes")


def _around(
    context: Context, writer: Writer, reports: Sequence[StagedPage], notebooks: Sequence[Path]
) -> list[StagedPage]:
    """Pages on data, data quality and indicators."""
    charts = [
        (staged.title or staged.menu, sorted(f"{staged.chart_prefix}-{name}.csv" for name in staged.charts))
        for staged in reports
        if staged.charts
    ]
    entries = [source_entry(context, source) for source in sorted(context.edition.vintages)]
    stems = sorted(path.stem for path in notebooks)
    made: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("data", "Downloads", {"charts": charts, "notebooks": stems, "entries": entries}),
        ("quality", "Data quality", {"summary": _summary(context)}),
        ("indicators", "Indicators", {"indicators": in_order(context.edition)}),
    )
    return [
        StagedPage(
            writer.page(f"edition/{name}.qmd.jinja", f"{name}/index.qmd", context=context, **content),
            {},
            menu="Data",
            title=title,
        )
        for name, title, content in made
    ]


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
    return [
        StagedPage(
            Page(PurePosixPath(f"{path.stem}/index.qmd"), path.read_text(encoding="utf-8"), PageLedger({})),
            {},
            menu=str(front_matter(path, context.project)["title"]),
        )
        for path in paths
    ]
