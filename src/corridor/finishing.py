"""What is made of all pages of an edition together, once they are rendered: the printed volume and the search."""

from __future__ import annotations

from functools import partial
from pathlib import Path, PurePosixPath

from corridor import plain_json, search_index
from corridor.citations import reports_of
from corridor.formats import date
from corridor.language import worded
from corridor.rendering.engines import Engine
from corridor.rendering.html import SEARCH
from corridor.rendering.volume import Cover, bind
from corridor.reports import summary
from corridor.reports.context import Context

VOLUME = "volume.pdf"


def finish(context: Context, engine: Engine, stage: Path, site: Path) -> None:
    """Bind the volume, and index the pages under an engine that brings no search of its own.

    Parameters
    ----------
    context : Context
        The edition.
    engine : Engine
        What rendered it.
    stage, site : Path
        The staged project, and the rendered edition; both whole.

    Raises
    ------
    RenderingError
        If the volume cannot be set.
    """
    bind(stage, site, partial(_cover, context, stage), published=context.edition.published)
    if engine.name != "quarto" and (stage / SEARCH).is_file():
        search_index.write_index(site, _named(context, site))


def _cover(context: Context, stage: Path, number: int, count: int) -> Cover:
    edition = context.edition
    subtitle = worded("Migration and labour mobility: all reports of the edition")
    if count > 1:
        subtitle = worded(
            "Migration and labour mobility: reports of the edition, volume {number} of {count}",
            number=number,
            count=count,
        )
    told = plain_json.parse((stage / summary.NAME).read_text(encoding="utf-8"))
    picture = told["picture"] or {}
    return Cover(
        title=edition.region.name,
        subtitle=subtitle,
        date=date(edition.published),
        picture=picture.get("file", ""),
        alt=picture.get("alt", ""),
        note="{finding}. {measure}. {source} {disclaimer}".format(**picture) if picture else "",
    )


def _named(context: Context, site: Path) -> list[search_index.Named]:
    """Economies of the edition, to be found by their names."""
    pages = [
        PurePosixPath(path.relative_to(site).as_posix()).with_suffix(".qmd")
        for path in sorted(site.rglob("index.html"))
    ]
    return [
        search_index.Named(
            f"{report.folder}/index.html",
            report.about,
            (report.economy.iso3, report.economy.iso2),
            (report.economy.name, report.economy.short),
        )
        for report in reports_of(context, pages)
        if report.economy is not None
    ]
