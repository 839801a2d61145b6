"""The embedded engine: drives Pandoc and Typst over a staged Quarto project, as Quarto would."""

from __future__ import annotations

import datetime
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corridor.errors import CorridorError, RenderingError, UsageError, listed
from corridor.faults import raise_all
from corridor.keeping import Shelf as Results
from corridor.keeping import cache_folder, digest
from corridor.rendering import html, pandoc, typst
from corridor.rendering.apart import render_apart
from corridor.rendering.fonts import font_paths
from corridor.rendering.kept_pages import Shelf
from corridor.rendering.page_metadata import page_metadata
from corridor.rendering.placing import beside, moved
from corridor.rendering.quarto_output import Output
from corridor.rendering.staged import Page, Staged, configuration, load
from corridor.rendering.theme_files import lay_theme
from corridor.spreading import Hands

FORMATS = frozenset({"html", "pdf"})


@dataclass(frozen=True)
class _Run:
    """What every page of one rendering shares."""

    staged: Staged
    site: Path
    frame: Path
    formats: frozenset[str]
    published: datetime.date
    converters: pandoc.Converters


_Maker = Callable[[_Run, Page], Output]


class EmbeddedEngine:
    """Pandoc for HTML, Pandoc and Typst for PDF, from the wheels of the environment."""

    name = "pandoc"

    @property
    def version(self) -> str:
        """Versions of the two tools."""
        return f"Pandoc {pandoc.version()}, Typst {typst.version()}"

    @property
    def shortfall(self) -> str:
        """Nothing: the lock names tools that do all that is asked."""
        return ""

    def examine(self, project: Path) -> None:
        """Refuse a configuration that cannot be rendered; see `Engine.examine`."""
        configuration(project)

    def render(
        self,
        project: Path,
        out: Path,
        *,
        formats: frozenset[str],
        published: datetime.date,
        jobs: int = 1,
        pages: list[Path] | None = None,
        kept: Path | None = None,
        hands: Hands | None = None,
    ) -> list[Path]:
        """Render a project; see `Engine.render`."""
        if unknown := formats - FORMATS or (not formats and {"none"}):
            raise UsageError("there is no such format", expected=listed(FORMATS), found=listed(unknown))
        staged = load(project, pages)
        with (
            beside(out) as site,
            tempfile.TemporaryDirectory(prefix="corridor-frame-") as frame,
            pandoc.Converters() as converters,
        ):
            run = _Run(staged, site, _frame(staged, Path(frame)), formats, published, converters)
            conditions = [self.version, *sorted(formats), published.isoformat()]
            shelf = Shelf(kept, staged, conditions) if kept else None
            known = shelf.take(staged.pages) if shelf else {}
            for output in known.values():
                _lay(run, output)
            wanted = [page for page in staged.pages if page.path not in known]
            made = _apart(run, wanted, hands) if hands else _all(run, wanted, jobs)
            if shelf:
                shelf.keep(made)
            if "html" in formats:
                lay_theme(staged, site)
            return moved(site, out)


def page_alone(
    project: Path, path: str, *, formats: frozenset[str], published: datetime.date
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Render one page of a project.

    Parameters
    ----------
    project : Path
        Folder of the staged project, in which the other files may be without content.
    path : str
        The page.
    formats : frozenset of str
        `html`, `pdf`.
    published : datetime.date
        The edition's date.

    Returns
    -------
    tuple of dict and tuple
        What was made, by path in the site; files of the project that the page shows.
    """
    staged = load(project, [Path(path)])
    with tempfile.TemporaryDirectory(prefix="corridor-page-") as name, pandoc.Converters() as converters:
        folder = Path(name)
        (folder / "frame").mkdir()
        frame = _frame(staged, folder / "frame")
        run = _Run(staged, folder / "site", frame, formats, published, converters)
        output = _all(run, staged.pages, 1).get(path, Output({}))
        return {name: made.read_bytes() for name, made in output.made.items()}, output.copied


def _apart(run: _Run, pages: Sequence[Page], hands: Hands) -> dict[str, Output]:
    made = render_apart(hands, run.staged, pages, run.site, run.formats, run.published)
    for output in made.values():
        _lay(run, Output({}, output.copied))
    return made


def _frame(staged: Staged, folder: Path) -> Path:
    """Lay Pandoc's template for Typst beside the project's partials, where Pandoc looks for them."""
    shutil.copyfile(pandoc.FILTERS / "document.typ", folder / "document.typ")
    for name in staged.config.get("format", {}).get("typst", {}).get("template-partials", []):
        source = staged.root / name
        if not source.is_file():
            raise RenderingError(
                "a template partial is missing", where="_quarto.yml, template-partials", found=name
            )
        shutil.copyfile(source, folder / source.name)
    return folder


def _all(run: _Run, pages: Sequence[Page], jobs: int) -> dict[str, Output]:
    """Render pages in every format; all faults are collected before any is reported."""
    # The longest first: none is left to be done alone at the end. A page's formats follow each other: it is read once.
    longest = sorted(range(len(pages)), key=lambda place: -len(pages[place].body))
    tasks = {place: _makers(run, pages[place]) for place in longest}
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        waiting = {
            place: pool.submit(_made, run, pages[place], makers) for place, makers in tasks.items() if makers
        }
    outputs: dict[str, Output] = {}
    faults: list[Exception] = []
    for place, page in enumerate(pages):
        if place in waiting:
            outputs[page.path], found = waiting[place].result()
            faults += found
    unexpected = [fault for fault in faults if not isinstance(fault, CorridorError)]
    if unexpected:
        raise unexpected[0]
    raise_all([fault for fault in faults if isinstance(fault, CorridorError)])
    return outputs


def _makers(run: _Run, page: Page) -> list[_Maker]:
    """What makes a page, for each format that it has."""
    makers: list[_Maker] = []
    if "html" in run.formats and page.own_format("html") is not None:
        makers.append(_html_page)
    if "pdf" in run.formats and page.pdf_path:
        makers.append(_pdf_page)
    return makers


def _made(run: _Run, page: Page, makers: Sequence[_Maker]) -> tuple[Output, list[Exception]]:
    """Make a page in all its formats, whatever is wrong with one of them."""
    output, faults = Output({}), []
    for maker in makers:
        try:
            own = maker(run, page)
        except Exception as fault:
            # What is no fault of the page is raised when all are made.
            faults.append(fault)
        else:
            output = Output({**output.made, **own.made}, output.copied + own.copied)
    return output, faults


def _lay(run: _Run, output: Output) -> None:
    """Lay a page that was kept, with the files of the project that it shows."""
    for name, path in output.made.items():
        _put(run.site / name, path.read_bytes())
    for name in output.copied:
        _put(run.site / name, (run.staged.root / name).read_bytes())


def _judged(text: str, notes: list[pandoc.Note], page: Page) -> str:
    """Return Pandoc's output if it came without a warning."""
    if not notes:
        return text
    faults = [RenderingError(note.message, where=_place(note, page), todo=note.todo) for note in notes]
    if len(faults) == 1:
        raise faults[0]
    raise RenderingError(
        f"{page.path} has {len(faults)} faults:\n" + "\n".join(str(fault) for fault in faults),
        where=page.path,
    )


def _place(note: pandoc.Note, page: Page) -> str:
    """Where a note belongs: the line of what it looks for, or the line that Pandoc names."""
    named = None if page.line_of(note.needle) else re.search(r"\bline (\d+)", note.message)
    return f"{page.path}, line {named[1]}" if named else page.where(note.needle)


def _filters(staged: Staged) -> list[Path]:
    return [
        pandoc.FILTERS / "before.lua",
        *(staged.root / name for name in staged.filters),
        pandoc.FILTERS / "blocks.lua",
        pandoc.FILTERS / "after.lua",
    ]


def _html_page(run: _Run, page: Page) -> Output:
    metadata = page_metadata(run.staged, page, "html")
    # Reading the style and the references takes half of a call's time: only where something may be cited.
    cites = "@" in page.body or "nocite" in metadata
    options = {"section_divs": True, "email_obfuscation": "none", "html_math_method": "mathml"}
    if metadata.get("toc"):
        options |= {"table_of_contents": True, "toc_depth": metadata.get("toc-depth", 2) + 1}
    shown = html.variables(run.staged, page, with_pdf="pdf" in run.formats)
    _needs_title(page)
    root = run.staged.root
    job = pandoc.Job(
        *(page.body, pandoc.READER, "html5", metadata, shown, options),
        template=root / "theme" / "page.html",
        filters=_filters(run.staged),
        citeproc=cites,
        folder=root,
    )
    notes = run.staged.words.get("section-title-footnotes", "Footnotes")
    result = html.reachable(html.with_heading_of_notes(_judged(*run.converters.convert(job), page), notes))
    result = html.shortened(result)
    seen = html.check(result, page)
    written = _put(run.site / page.html_path, result.encode("utf-8"))
    copied = tuple(sorted(html.local_files(seen, page, run.staged.root)))
    _lay(run, Output({}, copied))
    return Output({page.html_path: written}, copied)


def _pdf_page(run: _Run, page: Page) -> Output:
    source, metadata = _printed(run.staged, run.frame, page, run.converters)
    standards = tuple(str(name) for name in metadata.get("pdf-standard", typst.STANDARDS))
    data = typst.compile_pdf(
        source,
        root=run.staged.root,
        fonts=font_folders(run.staged.root, metadata.get("font-paths")),
        published=run.published,
        name=page.path,
        standards=standards,
    )
    _printed_sources().keep(digest(data), source.encode())
    return Output({str(page.pdf_path): _put(run.site / str(page.pdf_path), data)})


def _printed(
    staged: Staged, frame: Path, page: Page, converters: pandoc.Converters
) -> tuple[str, dict[str, Any]]:
    """Write a page's source for Typst, with the metadata that it is made with."""
    _needs_title(page)
    metadata = page_metadata(staged, page, "typst")
    job = pandoc.Job(
        *(page.body, pandoc.READER, "typst-citations", metadata, {}, {"highlight_method": "idiomatic"}),
        template=frame / "document.typ",
        filters=_filters(staged),
        citeproc=True,
        folder=staged.root,
    )
    return _judged(*converters.convert(job), page), metadata


def _printed_sources() -> Results:
    # By the hash of the PDF, until the volume is bound from them.
    return Results(cache_folder() / "printed", 2000)


def printed_source(staged: Staged, page: Page, pdf: Path) -> str:
    """Return the Typst source of a page's PDF: as it was compiled, or written anew where another engine made the PDF.

    Parameters
    ----------
    staged : Staged
        The project.
    page : Page
        One of its pages that is printed.
    pdf : Path
        Its PDF.

    Raises
    ------
    RenderingError
        If Pandoc refuses the page or warns of anything.
    """
    known = _printed_sources().take(digest(pdf.read_bytes()))
    if known is not None:
        return known.decode()
    with (
        tempfile.TemporaryDirectory(prefix="corridor-frame-") as frame,
        pandoc.Converters() as converters,
    ):
        return _printed(staged, _frame(staged, Path(frame)), page, converters)[0]


def font_folders(root: Path, named: Any) -> list[Path]:
    """List the folders with the fonts for print: those that the project names, else those of the environment."""
    names = [named] if isinstance(named, str) else named or []
    for name in names:
        if not any((root / name).glob("*.[ot]tf")):
            raise RenderingError("there are no fonts in a folder of font-paths", where="_quarto.yml, font-paths",
                                 expected="*.otf or *.ttf files", found=str(name))  # fmt: skip
    return [root / name for name in names] or font_paths()


def _needs_title(page: Page) -> None:
    if not page.front.get("title"):
        raise RenderingError("the page has no title", where=f"{page.path}, front matter", expected="title: …")


def _put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
