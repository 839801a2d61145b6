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
from corridor.rendering.keys import words
from corridor.rendering.page_metadata import page_metadata
from corridor.rendering.placing import beside, moved
from corridor.rendering.quarto_output import Output
from corridor.rendering.staged import Page, Staged, configuration, load
from corridor.spreading import Hands

FORMATS = frozenset({"html", "pdf"})
_THEME_FILES = sorted(
    words("corridor.css frame.css panel.css charts.css search.css compare.css")
    | words("corridor.js panel.js charts.js charts-view.js charts-png.js search.js compare.js")
)


@dataclass(frozen=True)
class _Run:
    """What every page of one rendering shares."""

    staged: Staged
    site: Path
    frame: Path
    formats: frozenset[str]
    published: datetime.date


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
        with beside(out) as site, tempfile.TemporaryDirectory(prefix="corridor-frame-") as frame:
            run = _Run(staged, site, _frame(staged, Path(frame)), formats, published)
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
                _theme(staged, site)
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
    with tempfile.TemporaryDirectory(prefix="corridor-page-") as name:
        folder = Path(name)
        (folder / "frame").mkdir()
        run = _Run(staged, folder / "site", _frame(staged, folder / "frame"), formats, published)
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
    tasks: list[tuple[Callable[[_Run, Page], Output], Page]] = []
    for page in pages:
        if "html" in run.formats and page.own_format("html") is not None:
            tasks.append((_html_page, page))
        if "pdf" in run.formats and page.pdf_path:
            tasks.append((_pdf_page, page))
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        results = [pool.submit(task, run, page) for task, page in tasks]
    faults = [fault for result in results if (fault := result.exception())]
    unexpected = [fault for fault in faults if not isinstance(fault, CorridorError)]
    if unexpected:
        raise unexpected[0]
    raise_all([fault for fault in faults if isinstance(fault, CorridorError)])
    outputs: dict[str, Output] = {}
    for (_, page), result in zip(tasks, results, strict=True):
        other, own = outputs.get(page.path, Output({})), result.result()
        outputs[page.path] = Output({**other.made, **own.made}, other.copied + own.copied)
    return outputs


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


def _options(staged: Staged, template: Path, *, cites: bool) -> list[str]:
    filters = [
        pandoc.FILTERS / "before.lua",
        *(staged.root / name for name in staged.filters),
        pandoc.FILTERS / "blocks.lua",
        pandoc.FILTERS / "after.lua",
    ]
    called = [f"--lua-filter={path}" for path in filters] + (["--citeproc"] if cites else [])
    return ["--standalone", f"--template={template}", *called]


def _html_page(run: _Run, page: Page) -> Output:
    metadata = page_metadata(run.staged, page, "html")
    # Reading the style and the references takes half of a call's time: only where something may be cited.
    cites = "@" in page.body or "nocite" in metadata
    options = _options(run.staged, run.staged.root / "theme" / "page.html", cites=cites)
    options += ["--section-divs", "--email-obfuscation=none", "--mathml"]
    if metadata.get("toc"):
        options += ["--toc", f"--toc-depth={metadata.get('toc-depth', 2) + 1}"]
    shown = html.variables(run.staged, page, with_pdf="pdf" in run.formats)
    _needs_title(page)
    job = pandoc.Job(page.body, pandoc.READER, "html5", metadata, shown, options, run.staged.root)
    notes = run.staged.words.get("section-title-footnotes", "Footnotes")
    result = html.reachable(html.with_heading_of_notes(_judged(*pandoc.convert(job), page), notes))
    result = html.shortened(result)
    seen = html.check(result, page)
    written = _put(run.site / page.html_path, result.encode("utf-8"))
    copied = tuple(sorted(html.local_files(seen, page, run.staged.root)))
    _lay(run, Output({}, copied))
    return Output({page.html_path: written}, copied)


def _pdf_page(run: _Run, page: Page) -> Output:
    source, metadata = _printed(run.staged, run.frame, page)
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


def _printed(staged: Staged, frame: Path, page: Page) -> tuple[str, dict[str, Any]]:
    """Write a page's source for Typst, with the metadata that it is made with."""
    _needs_title(page)
    metadata = page_metadata(staged, page, "typst")
    options = [*_options(staged, frame / "document.typ", cites=True), "--syntax-highlighting=idiomatic"]
    job = pandoc.Job(page.body, pandoc.READER, "typst-citations", metadata, {}, options, staged.root)
    return _judged(*pandoc.convert(job), page), metadata


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
    with tempfile.TemporaryDirectory(prefix="corridor-frame-") as frame:
        return _printed(staged, _frame(staged, Path(frame)), page)[0]


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


def _compact(path: Path) -> bytes:
    """Content of a file of the theme; style sheets without their comments and the room between their parts."""
    if path.suffix != ".css":
        return path.read_bytes()
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    # What is quoted, every second part, stays as it is.
    parts = re.split(r"""("[^"\n]*"|'[^'\n]*')""", text)
    parts[::2] = map(_dense, parts[::2])
    return "".join(parts).strip().encode("utf-8") + b"\n"


def _dense(css: str) -> str:
    """Rules without room around braces and semicolons and after colons and commas, where it has no meaning."""
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"(?<=[:,])[ ]+", "", re.sub(r"\s*([{};])\s*", r"\1", css)))


def _theme(staged: Staged, site: Path) -> None:
    icon = staged.website.get("favicon")
    drawing = [name for name in ("theme/vega.js",) if (staged.root / name).is_file()]
    for name in [*(f"theme/{name}" for name in _THEME_FILES), *([str(icon)] if icon else []), *drawing]:
        source = staged.root / name
        if not source.is_file():
            raise RenderingError("a file of the theme is missing", where=name)
        _put(site / name, _compact(source))
    fonts = staged.root / "theme" / "fonts"
    for path in sorted([*fonts.glob("*.woff2"), *fonts.glob("*.txt")]):
        _put(site / "theme" / "fonts" / path.name, path.read_bytes())
    for name in staged.resources():
        _put(site / name, (staged.root / name).read_bytes())
