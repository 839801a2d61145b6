"""The staged edition: a complete Quarto project with everything that an engine needs to render it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
import yaml

from corridor import charts as drawing
from corridor import data_package, frame_texts, sharing, theme_texts, traces
from corridor.citations import reports_of, write_citations
from corridor.errors import ConfigurationError
from corridor.formats import date
from corridor.indicators import IndicatorSet, in_order
from corridor.language import worded
from corridor.linked_data import stage_linked_data
from corridor.manifest import write_json
from corridor.plain_texts import in_table
from corridor.project import Project, read_yaml
from corridor.rendering import notebook_pages
from corridor.rendering.figures_page import parted
from corridor.rendering.fonts import embed_svg_fonts, lay
from corridor.rendering.pages import Page, escaped
from corridor.reports import side_by_side, summary
from corridor.reports.content import Charts
from corridor.reports.context import Context
from corridor.reports.notes import citation_key
from corridor.sources import Source
from corridor.spreading import Here
from corridor.workbook import NAME as WORKBOOK
from corridor.workbook import write_workbook

CHART_DATA = PurePosixPath("data/charts")


@dataclass(frozen=True)
class StagedPage:
    """A page as the staged project holds it: plain data, to be kept, handed on and laid down.

    Attributes
    ----------
    path : PurePosixPath
        Where it stands in the project.
    files : mapping of str to bytes
        Its text, its ledger, its charts and their data, by path in the project.
    used : tuple of (str, str)
        Sources and vintages that its figures rest on.
    menu, title : str
        Entry of the site's menu; with a title, the page stands below that entry under its title.
    """

    path: PurePosixPath
    files: Mapping[str, bytes]
    used: tuple[tuple[str, str], ...] = ()
    menu: str = ""
    title: str = ""

    @property
    def charts(self) -> tuple[str, ...]:
        """Names of the data files of its charts, sorted."""
        return tuple(
            sorted(
                PurePosixPath(name).name for name in self.files if CHART_DATA in PurePosixPath(name).parents
            )
        )


def staged_page(
    page: Page,
    charts: Charts | None = None,
    *,
    prefix: str = "",
    with_ledger: bool = False,
    menu: str = "",
    title: str = "",
    line: str = "",
) -> StagedPage:
    """Draw the charts of a page and put it into the form of the staged project, with what it shows where it is shared.

    Parameters
    ----------
    page : Page
        The page.
    charts : mapping of str to ChartBlock, optional
        Its charts, by name.
    prefix : str
        Tells the data files of its charts from those of other pages.
    with_ledger : bool
        Whether it publishes its ledger.
    menu, title : str
        See `StagedPage`.
    line : str
        What stands above the title on the picture of a report: edition, date.
    """
    folder = page.path.parent
    drawn = sharing.draw(page.text, charts or {}, line)
    shown, figures = parted(page)
    text = sharing.with_head(shown.text, drawn[1] if drawn else None)
    files = {page.path.as_posix(): text.encode()}
    if figures:
        files[figures.path.as_posix()] = figures.text.encode()
    if drawn:
        files[str(folder / sharing.PICTURE)] = drawn[0]
    if with_ledger:
        files[str(folder / "ledger.json")] = page.ledger.text().encode()
        files[str(folder / "figures.csv")] = page.ledger.table().encode()
    for name, block in (charts or {}).items():
        picture = embed_svg_fonts(drawing.svg(block.chart), dark=drawing.DARK)
        files[str(folder / "charts" / f"{name}.svg")] = picture.encode()
        files[str(folder / "charts" / f"{name}.vl.json")] = drawing.spec_json(block.chart).encode()
        table = _as_download(block.chart.data).to_csv(index=False, lineterminator="\n")
        files[str(CHART_DATA / f"{prefix}-{name}.csv")] = table.encode()
    return StagedPage(page.path, files, page.ledger.sources(), menu, title)


def _as_download(data: pd.DataFrame) -> pd.DataFrame:
    """Table of a chart with its texts as a program for tables may be given them."""
    texts = [name for name in data if not pd.api.types.is_numeric_dtype(data[name])]
    return data.assign(
        **{
            str(name): [in_table(one) if isinstance(one, str) else one for one in data[name]]
            for name in texts
        }
    )


def stage_parts(
    context: Context, folder: Path, *, notebooks: Sequence[Path], values: IndicatorSet, jobs: int = 1
) -> None:
    """Write what a staged project holds whatever its pages say: notebooks, values, theme, fonts and scripts.

    Parameters
    ----------
    context : Context
        The edition.
    folder : Path
        An empty folder.
    notebooks : sequence of Path
        Executed notebooks, published beside the reports.
    values : IndicatorSet
        All values, for the data file.
    jobs : int
        How many processes at a time.
    """
    _write_values(context, folder / "data", values, jobs)
    for notebook in notebooks:
        notebook_pages.lay(notebook, folder / "notebooks")
    lay_frame(context.project, folder)
    # The last: it leaves threads, beside which no process could be forked.
    (folder / "theme" / "vega.js").write_text(drawing.interactive_script(), encoding="utf-8")


def stage(context: Context, pages: Sequence[StagedPage], folder: Path) -> None:
    """Write the pages of a staged project, and what tells of them.

    Parameters
    ----------
    context : Context
        The edition.
    pages : sequence of StagedPage
        Pages with their charts.
    folder : Path
        A folder with the other parts.
    """
    for staged in pages:
        for name, content in staged.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    write_json(folder / "data" / data_package.NAME, data_package.describe(context, folder / "data"))
    reports = reports_of(context, [staged.path for staged in pages])
    write_citations(context, reports, folder / "data")
    used = {staged.path: staged.used for staged in pages}
    stage_linked_data(context, reports, used, folder)
    bibliography = [_csl_entry(context.sources[s], v) for s, v in context.edition.vintages.items()]
    write_json(folder / "sources.json", bibliography)
    _write_configuration(context, pages, folder)


# What is published as it is, beside the rendered pages.
_DOWNLOADS = (
    "data/**/*",
    "**/ledger.json",
    "quality/checks.json",
    "changes/*.json",
    "notebooks/*.ipynb",
    "**/charts/*.vl.json",
    f"**/{sharing.PICTURE}",
    summary.NAME,
    f"compare/{side_by_side.NAME}",
)


def copy_downloads(stage: Path, site: Path) -> None:
    """Copy data, ledgers, verdicts and notebooks of a staged edition to its rendered site."""
    for pattern in _DOWNLOADS:
        for path in sorted(stage.glob(pattern)):
            if path.is_file() and path.suffix != ".qmd":
                target = site / path.relative_to(stage)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)


def lay_frame(project: Project, folder: Path) -> None:
    """Lay into a project: the theme with its texts, its fonts, the references, the citation style and the profiles."""
    shutil.copytree(project.templates / "theme", folder / "theme")
    theme_texts.translate(folder / "theme")
    lay(folder / "theme" / "fonts")
    profiles = project.root.glob("_quarto-*.yml")
    for path in (*project.reports.glob("*.bib"), *project.reports.glob("*.csl"), *profiles):
        shutil.copyfile(path, folder / path.name)


def _write_values(context: Context, folder: Path, values: IndicatorSet, jobs: int) -> None:
    (folder / "charts").mkdir(parents=True, exist_ok=True)
    # Each takes much memory for a while, which is free again when the process that wrote it ends.
    for _ in Here(jobs).each(_write_table, (context, folder, values), [WORKBOOK, traces.NAME]):
        pass


def _write_table(shared: tuple[Context, Path, IndicatorSet], name: str) -> None:
    """Write the values in a form: as a workbook, or as a table with its trace."""
    context, folder, values = shared
    if name == WORKBOOK:
        write_workbook(context, values, folder / WORKBOOK)
        return
    values.write_csv(folder / traces.TABLE)
    traces.write_trace(
        traces.trace_of(values, in_order(context.edition), context.sources), folder / traces.NAME
    )


def _csl_entry(source: Source, vintage_id: str) -> dict[str, Any]:
    """A vintage as an entry of the bibliography, in CSL's JSON."""
    vintage = source.vintages[vintage_id]
    return {
        "id": citation_key(source.id, vintage.id),
        "type": "dataset",
        "title": vintage.title,
        "author": [{"literal": source.abbreviation}],
        "publisher": source.publisher,
        "issued": {"date-parts": [[int(part) for part in str(vintage.published).split("-")]]},
        "URL": source.link,
    }


def _write_configuration(context: Context, pages: Sequence[StagedPage], folder: Path) -> None:
    """Write the edition's own title, menu and metadata into the project's `_quarto.yml`."""
    project, edition = context.project, context.edition
    content = read_yaml(project.root / "_quarto.yml", "_quarto.yml")
    website = content.get("website")
    if not isinstance(website, dict):
        raise ConfigurationError(
            "_quarto.yml describes no website.",
            where="_quarto.yml, key website",
            expected="website: with a title",
            found=str(website),
            todo="Restore the key.",
        )
    frame_texts.translate(content)
    # Titles and entries of menus are Markdown.
    website["title"] = str(
        escaped(worded("{region}: migration and labour mobility", region=edition.region.name))
    )
    website["navbar"] = {**(website.get("navbar") or {}), "left": _menu(pages)}
    published = date(edition.published)
    footer = worded("Edition {edition}, published {date}", edition=edition.id, date=published)
    website["page-footer"] = {**(website.get("page-footer") or {}), "center": footer}
    corridor = content.setdefault("corridor", {})
    corridor.update(edition=edition.id, published=published)
    if address := website.get("site-url"):
        corridor["address"] = f"{str(address).rstrip('/')}/editions/{edition.id}/"
    # The region's picture stands for pages that have none of their own.
    pictures = [
        name for one in pages if not one.title for name in one.files if name.endswith(sharing.PICTURE)
    ]
    if pictures:
        corridor["picture"] = pictures[0]
    content["date"] = edition.published.isoformat()
    content["bibliography"] = [*_listed(content.get("bibliography")), "sources.json"]
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)
    (folder / "_quarto.yml").write_text(text, encoding="utf-8")


def _listed(value: object) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]


def _menu(pages: Sequence[StagedPage]) -> list[dict[str, Any]]:
    """Menu of the site, in the order of the pages; pages with a title of their own stand below their entry."""
    entries: dict[str, dict[str, Any]] = {}
    for staged in pages:
        path = staged.path.as_posix()
        if staged.menu and staged.title:
            below = entries.setdefault(staged.menu, {"text": staged.menu, "menu": []})
            below["menu"].append({"text": str(escaped(staged.title)), "href": path})
        elif staged.menu:
            entries[staged.menu] = {"text": staged.menu, "href": path}
    return list(entries.values())


def front_matter(path: Path, project: Project, text: str | None = None) -> dict[str, Any]:
    """Front matter of a hand-written page; its text can be given in another language than the file's.

    Raises
    ------
    ConfigurationError
        If the page has none, or it is not YAML.
    """
    name = project.relative(path)
    parts = (path.read_text(encoding="utf-8") if text is None else text).split("---\n", 2)
    try:
        content = yaml.safe_load(parts[1]) if len(parts) == 3 and not parts[0].strip() else None
    except yaml.YAMLError as error:
        raise ConfigurationError(
            f"{name} has front matter that is no YAML.", where=name, found=str(error)
        ) from None
    if not isinstance(content, dict) or "title" not in content:
        raise ConfigurationError(
            f"{name} has no title.",
            where=f"{name}, line 1",
            expected="front matter between --- lines, with a title",
            todo="Begin the page with it.",
        )
    return content
