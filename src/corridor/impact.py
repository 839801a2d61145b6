"""What a failing data check would hit: briefs, sections, figures, and the sentences of the edition as it is built."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path

from corridor.check_reports import CheckReport, counted, refuse_failed
from corridor.editions import Edition
from corridor.errors import CheckError, listed
from corridor.explaining.places import Place, places_on
from corridor.formats import joined
from corridor.indicators import (
    IndicatorSet,
    IndicatorValue,
    compute_economy,
    compute_region,
    load_tables,
    registry,
)
from corridor.project import Project
from corridor.withholding import hit_by_failure, withheld

# Figures, sentences and indicators that a message names.
_NAMED = 5
_SHOWN = re.compile(r'data-figure="([^"]*)"')


def refuse(
    project: Project, edition: Edition, reports: Sequence[CheckReport], site: Path | None = None
) -> None:
    """Stop when a critical check failed, and say what it would hit.

    Parameters
    ----------
    reports : sequence of CheckReport
        The verdicts on the edition's tables.
    site : Path, optional
        A site where the edition may be built already: the sentences that would be hit are read there.

    Raises
    ------
    CheckError
        Naming every failure with its rows, and the briefs, sections, figures and sentences that rest on them.
    """
    try:
        refuse_failed(reports)
    except CheckError as error:
        error.message += "\n" + "\n".join(impact(project, edition, reports, site))
        error.todo += f" To build the rest meanwhile: corridor build {edition.id} --keep-going."
        raise


def impact(
    project: Project, edition: Edition, reports: Sequence[CheckReport], site: Path | None = None
) -> list[str]:
    """Say what failing checks hit in an edition: briefs, outlook, sections, figures, sentences; a line each."""
    values = _computed(project, edition)
    hit = hit_by_failure(values)
    if not hit:
        return [f"No figure of edition {edition.id} rests on these rows."]
    held = withheld(project, edition, values, reports)
    about = [value for value in hit if value.economy in (*edition.economies, edition.region.id)] or hit
    regional = [value for value in hit if value.economy == edition.region.id]
    declared = [registry()[one] for one in sorted({value.indicator for value in about})]
    labels = sorted(one.label[:1].lower() + one.label[1:] for one in declared)
    told = _sentences(edition, held.economies, {value.id for value in about}, site)
    return [
        f"It hits, in edition {edition.id}:",
        f"  briefs: {held.whom or 'none'}",
        f"  outlook: {_counted(regional)} of {edition.region.in_text}"
        if regional
        else "  outlook: none of the region's own",
        f"  sections: {joined(sorted({one.theme for one in declared}))}",
        f"  figures: {_counted(about)} of {listed(labels, _NAMED)}",
        f"    such as {', '.join(value.id for value in _newest(about)[:_NAMED])}",
        *([f"  sentences: {len(told)}, as the edition is built in {site}"] if told and site else []),
        *(f"    {place.page.split('/', 2)[-1]}: {place.text}" for place in told[:_NAMED]),
    ]


def _computed(project: Project, edition: Edition) -> IndicatorSet:
    """Values of the region and of all economies with a brief; those that rest on failing rows have a reason."""
    tables = load_tables(project, edition, keep_going=True)
    others = [code for code in edition.economies if code not in edition.region.members]
    own = [compute_economy(project, edition, code, tables=tables) for code in others]
    return compute_region(project, edition, tables=tables).merge(*own)


def _sentences(edition: Edition, economies: Sequence[str], hit: set[str], site: Path | None) -> list[Place]:
    """Sentences of the built outlook and briefs that tell one of some figures, each once."""
    folder = (site or Path()) / "editions" / edition.id
    pages = [folder / "outlook", *(folder / "briefs" / code.lower() for code in economies)]
    found: dict[tuple[str, str], Place] = {}
    for page in (one / "index.html" for one in pages if site and (one / "index.html").is_file()):
        text = page.read_text(encoding="utf-8")
        shown = sorted({one for ids in _SHOWN.findall(text) for one in html.unescape(ids).split()} & hit)
        for place in (one for figure in shown for one in places_on(_name(page, folder), text, figure)):
            if place.kind == "sentence":
                found.setdefault((place.page, place.text), place)
    return list(found.values())


def _name(page: Path, folder: Path) -> str:
    return page.parent.relative_to(folder.parent.parent).as_posix()


def _newest(values: Sequence[IndicatorValue]) -> list[IndicatorValue]:
    """Newest value of each figure, those without counterpart first."""
    newest = {
        (one.economy, one.indicator, one.counterpart): one for one in sorted(values, key=lambda v: v.year)
    }
    return sorted(newest.values(), key=lambda one: (one.counterpart != "", one.key))


def _counted(values: Sequence[IndicatorValue]) -> str:
    return counted(len(values), "figure")
