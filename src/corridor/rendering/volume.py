"""All reports of an edition in one printed volume, set anew from the sources of their PDFs: one tagged document.

Joining finished PDFs would lose their structure. The embedded tools make the volume under both engines.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version as installed
from itertools import pairwise
from pathlib import Path

from corridor.errors import RenderingError
from corridor.keeping import Shelf, cache_folder, digest, key_of
from corridor.rendering import typst, typst_apart
from corridor.rendering.embedded import font_folders, printed_source
from corridor.rendering.staged import Page, Staged, load

_SHOWN = "#show: doc => article("
_CALL_END = "\n  doc,\n)\n"
# A label that a report gives or links to. Raw text and strings of reports hold none; a sign in text is escaped.
_LABEL = re.compile(r"(?<![\\\w])<([A-Za-z][\w.:-]*)>")
_ATTACHED = '#attached("/'
_PATH = re.compile(r'"(/[^"\n]+\.\w+)"')
# Labels that only a rule of the theme looks for.
_SHARED = frozenset({"refs", "masthead"})
_MOST = 12
# More than some two hundred and fifty pages are too thick to bind. Where reports are parted, a small machine can
# set each volume: a report takes sixteen megabytes.
MOST_REPORTS, PARTED = 60, 40
# Up to so many reports the memory that Typst takes in this process does not matter.
_FEW = 16


@dataclass(frozen=True)
class Cover:
    """What stands on the cover: title, subtitle, date in words; a picture by its path in the project, with its words.

    The note stands at the foot: whose picture it is, and what it does not say.
    """

    title: str
    subtitle: str
    date: str
    picture: str = ""
    alt: str = ""
    note: str = ""


def names(reports: int) -> list[str]:
    """Names of the volumes of an edition that has so many printed reports; none for fewer than two."""
    if reports < 2:
        return []
    if reports <= MOST_REPORTS:
        return ["volume.pdf"]
    return [f"volume-{number}.pdf" for number in range(1, -(-reports // PARTED) + 1)]


def bind(
    project: Path, site: Path, cover: Callable[[int, int], Cover], *, published: datetime.date
) -> list[str]:
    """Make the volume of a rendered edition, or its volumes where it has many reports.

    Parameters
    ----------
    project : Path
        Folder of the staged project.
    site : Path
        Folder with the rendered PDFs.
    cover : callable
        Given the number of a volume and how many there are, what stands on its cover.
    published : datetime.date
        The date written into the PDF.

    Returns
    -------
    list of str
        Names of the volumes in the site's folder; see `names`.

    Raises
    ------
    RenderingError
        If Typst refuses one.
    """
    staged = load(project, strict=False)
    pages = _in_order(
        staged, [page for page in staged.pages if page.pdf_path and (site / page.pdf_path).is_file()]
    )
    made = names(len(pages))
    # As even as can be.
    ends = [len(pages) * number // len(made) for number in range(len(made) + 1)] if made else []
    for number, (name, (first, end)) in enumerate(zip(made, pairwise(ends), strict=True), start=1):
        bound = _Volume(staged, pages[first:end], name, cover(number, len(made)), published)
        (site / name).write_bytes(bound.data(site))
    return made


@dataclass(frozen=True)
class _Volume:
    staged: Staged
    pages: Sequence[Page]
    name: str
    cover: Cover
    published: datetime.date

    def data(self, site: Path) -> bytes:
        """Bytes of the PDF, as it is kept or set anew."""
        staged, pages = self.staged, self.pages
        sources = {page.folder: printed_source(staged, page, site / str(page.pdf_path)) for page in pages}
        options = staged.metadata(pages[0], "typst")
        document = _document(staged, self.cover, sources)
        fonts = font_folders(staged.root, options.get("font-paths"))
        shelf = Shelf(cache_folder() / "volumes", _MOST)
        key = _key(document, staged.root, fonts, self.published)
        data = shelf.take(key)
        if data is None:
            setting = typst if len(pages) <= _FEW else typst_apart
            data = setting.compile_pdf(
                document,
                root=staged.root,
                fonts=fonts,
                published=self.published,
                name=self.name,
                standards=tuple(str(name) for name in options.get("pdf-standard", typst.STANDARDS)),
            )
            shelf.keep(key, data)
        return data


def _in_order(staged: Staged, pages: Sequence[Page]) -> list[Page]:
    """Put pages into the order of the site's menu."""
    navbar = staged.website.get("navbar") or {}
    entries = [item for item in navbar.get("left") or [] if isinstance(item, dict)]
    told = [entry.get("href") for item in entries for entry in (item, *(item.get("menu") or []))]
    place = {str(path): at for at, path in enumerate(told)}
    return sorted(pages, key=lambda page: (place.get(page.path, len(place)), page.path))


def _document(staged: Staged, cover: Cover, sources: Mapping[str, str]) -> str:
    """Lay the sources of the reports together: the design once, then cover and reports."""
    parts = {folder: _parted(source, folder) for folder, source in sources.items()}
    design = next(iter(parts.values()))[0]
    theme = (staged.root / "theme" / "typst-volume.typ").read_text(encoding="utf-8")
    reports = [f"#bound-report(\n{call})[\n{body}\n]\n" for _, call, body in parts.values()]
    return "\n".join([design, theme, _opened(staged, cover), *reports])


def _parted(source: str, folder: str) -> tuple[str, str, str]:
    """Part a report's source into the design, what is told of the report, and its body with labels of its own."""
    design, found, rest = source.partition(_SHOWN)
    call, ended, body = rest.partition(_CALL_END)
    if not found or not ended:
        raise RenderingError("a report's source for print is not of the form that a volume is bound from",
                             where=f"{folder}, theme/typst-show.typ", expected=_SHOWN)  # fmt: skip
    own = folder.replace("/", "-")

    def renamed(label: re.Match[str]) -> str:
        return label[0] if label[1] in _SHARED else f"<{own}--{label[1]}>"

    return design, call, _LABEL.sub(renamed, body).replace(_ATTACHED, f"{_ATTACHED}{own}-")


def _opened(staged: Staged, cover: Cover) -> str:
    corridor = staged.config.get("corridor") or {}
    author = staged.config.get("author") or ""
    told = {
        "title": cover.title,
        "subtitle": cover.subtitle,
        "date": cover.date,
        **{name: str(corridor.get(name) or "") for name in ("edition", "series", "publisher")},
        "author": str(author if isinstance(author, str) else ", ".join(map(str, author))),
        "lang": str(staged.config.get("lang") or "en"),
    }
    if contents := staged.metadata(next(iter(staged.pages)), "typst").get("toc-title"):
        told["contents-title"] = str(contents)
    lines = [f"  {name}: {_quoted(text)}," for name, text in told.items()]
    if cover.picture:
        lines.append(
            f"  picture: image({_quoted('/' + cover.picture)}, alt: {_quoted(cover.alt)}, height: 100%, width: auto),"
        )
        lines.append(f"  note: {_quoted(cover.note)},")
    if corridor.get("draft"):
        lines.append("  draft: true,")
    return "\n".join(["#show: doc => volume(", *lines, "  doc,", ")"])


def _quoted(text: str) -> str:
    """Text as a string of Typst, which has the escapes of JSON that occur here."""
    return json.dumps(text, ensure_ascii=False)


def _key(document: str, project: Path, fonts: Sequence[Path], published: datetime.date) -> str:
    """Hash of all that decides how the volume comes out: its text, the files it shows or carries, the fonts."""
    named = sorted({name for name in _PATH.findall(document) if (project / name[1:]).is_file()})
    files = [[name, digest((project / name[1:]).read_bytes())] for name in named]
    faces = [
        [path.name, digest(path.read_bytes())] for folder in fonts for path in sorted(folder.glob("*.otf"))
    ]
    return key_of([digest(document.encode()), files, faces, published.isoformat(), installed("typst")])
