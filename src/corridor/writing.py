"""From an edition's context to all its pages: the reports asked for, and the pages around them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from corridor.indicators import in_order
from corridor.ledger import PageLedger
from corridor.rendering.pages import Page, Writer
from corridor.reports.context import Context
from corridor.reports.country import CountryBrief, country_brief
from corridor.reports.notes import source_entry
from corridor.reports.regional import Outlook, regional_outlook
from corridor.staging import StagedPage

Checks = dict[tuple[str, str], tuple[str, ...]]


def pages(
    context: Context,
    economies: Sequence[str],
    reports: Sequence[str],
    *,
    whole: bool,
    notebooks: Sequence[Path],
) -> list[StagedPage]:
    """Write every page asked for.

    Parameters
    ----------
    economies, reports : sequence of str
        What is asked for.
    whole : bool
        Whether that is the whole edition; then the pages around the reports are written too.
    notebooks : sequence of Path
        Executed notebooks, to be named on the data page.
    """
    writer = Writer(context.project, _guards(context))
    briefs = [country_brief(context, iso3) for iso3 in economies] if "country_brief" in reports else []
    outlook = regional_outlook(context) if "regional_outlook" in reports else None
    written = [_brief_page(writer, brief) for brief in briefs]
    if outlook is not None:
        written.append(_outlook_page(writer, outlook))
    if whole:
        written += _around(context, writer, briefs, outlook, written, notebooks)
    return written


def _guards(context: Context) -> Checks:
    """Names of the checks that guard each vintage."""
    return {
        (report.source, report.vintage): tuple(
            f"{report.source}/{report.vintage}/{r.check}" for r in report.results
        )
        for report in context.reports
    }


def _brief_page(writer: Writer, brief: CountryBrief) -> StagedPage:
    slug = brief.economy.slug
    page = writer.page("country_brief/report.qmd.jinja", f"briefs/{slug}/index.qmd", brief=brief)
    return StagedPage(page, brief.charts, chart_prefix=slug, with_ledger=True)


def _outlook_page(writer: Writer, outlook: Outlook) -> StagedPage:
    page = writer.page("regional_outlook/report.qmd.jinja", "outlook/index.qmd", outlook=outlook)
    return StagedPage(page, outlook.charts, chart_prefix=outlook.region.id, with_ledger=True)


def _around(
    context: Context,
    writer: Writer,
    briefs: Sequence[CountryBrief],
    outlook: Outlook | None,
    reports: Sequence[StagedPage],
    notebooks: Sequence[Path],
) -> list[StagedPage]:
    """Home of the edition, data quality, indicators, data, and the hand-written pages."""
    charts = [
        (_title_of(context, staged), sorted(f"{staged.chart_prefix}-{name}.csv" for name in staged.charts))
        for staged in reports
        if staged.charts
    ]
    made: tuple[tuple[str, dict[str, Any]], ...] = (
        ("index", {"outlook": outlook, "briefs": briefs}),
        ("quality", {}),
        ("indicators", {"indicators": in_order()}),
        (
            "data",
            {
                "charts": charts,
                "notebooks": sorted(path.stem for path in notebooks),
                "entries": [source_entry(context, source) for source in sorted(context.edition.vintages)],
            },
        ),
    )
    written = []
    for name, content in made:
        path = "index.qmd" if name == "index" else f"{name}/index.qmd"
        page = writer.page(f"edition/{name}.qmd.jinja", path, context=context, **content)
        written.append(StagedPage(page, {}, with_ledger=bool(page.ledger.figures)))
    return written + [_hand_written(path) for path in sorted(context.project.reports.glob("pages/*.qmd"))]


def _title_of(context: Context, staged: StagedPage) -> str:
    by_slug = {context.economies[m].slug: context.economies[m].text for m in context.edition.economies}
    return by_slug.get(staged.chart_prefix, context.edition.region.name)


def _hand_written(path: Path) -> StagedPage:
    text = path.read_text(encoding="utf-8")
    return StagedPage(Page(PurePosixPath(f"{path.stem}/index.qmd"), text, PageLedger({})), {})
