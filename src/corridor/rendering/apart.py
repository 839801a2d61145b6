"""Pages rendered where the staged project is not: each brings its own files, and finds the others by their names.

The project as a whole (theme, fonts, references, configuration) goes to every worker once. Of what belongs to other
pages a worker needs to know only that it is there, so that links to it can be checked.
"""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corridor.errors import RenderingError
from corridor.parcels import packed, unpacked
from corridor.rendering.body import front_matter_end
from corridor.rendering.kept_pages import files_by_page
from corridor.rendering.quarto_output import Output, named
from corridor.rendering.staged import Page, Staged
from corridor.spreading import Hands


@dataclass(frozen=True)
class Frame:
    """What all pages of a rendering share.

    Attributes
    ----------
    files : bytes
        Parcel of the files of the project as a whole.
    others : bytes
        Parcel of all other files: pages with their front matter only, the rest without content.
    formats : tuple of str
        `html`, `pdf`.
    published : datetime.date
        The edition's date.
    """

    files: bytes
    others: bytes
    formats: tuple[str, ...]
    published: datetime.date


@dataclass(frozen=True)
class Sheet:
    """A page to render: its path, and a parcel of the files that are its own."""

    path: str
    files: bytes


def render_apart(
    hands: Hands,
    staged: Staged,
    pages: Sequence[Page],
    site: Path,
    formats: frozenset[str],
    published: datetime.date,
) -> dict[str, Output]:
    """Render pages, and lay what comes back into the site.

    Parameters
    ----------
    hands : Hands
        Whoever does the work.
    staged : Staged
        The project.
    pages : sequence of Page
        Those to render.
    site : Path
        Folder to write into.
    formats : frozenset of str
        `html`, `pdf`.
    published : datetime.date
        The edition's date.

    Returns
    -------
    dict of str to Output
        By the path of the page.
    """
    frame, sheets = _parted(staged, pages, formats, published)
    # The longest first: none is left to be done alone at the end.
    sheets.sort(key=lambda sheet: -len(sheet.files))
    outputs = {}
    for place, (made, copied) in hands.each(rendered, frame, sheets):
        written = {}
        for name, content in made.items():
            written[name] = site / name
            written[name].parent.mkdir(parents=True, exist_ok=True)
            written[name].write_bytes(content)
        outputs[sheets[place].path] = Output(written, copied)
    return {page.path: outputs[page.path] for page in pages}


def _parted(
    staged: Staged, pages: Sequence[Page], formats: frozenset[str], published: datetime.date
) -> tuple[Frame, list[Sheet]]:
    files, owned = files_by_page(staged)
    own = {page.path: owned.get(page.path, set()) | named(page.text, page.folder, files) for page in pages}
    shared = owned.get("", set())
    others = {name: b"" for name in files if name not in shared}
    others |= {page.path: _front(page) for page in staged.pages}
    frame = Frame(_parcel(files, shared), packed(others), tuple(sorted(formats)), published)
    sheets = [
        Sheet(page.path, packed({page.path: page.text.encode(), **_contents(files, own[page.path])}))
        for page in pages
    ]
    return frame, sheets


def _front(page: Page) -> bytes:
    lines = page.text.split("\n")
    return "\n".join([*lines[: front_matter_end(lines)], ""]).encode()


def _contents(files: Mapping[str, Path], names: set[str]) -> dict[str, bytes]:
    return {name: files[name].read_bytes() for name in names}


def _parcel(files: Mapping[str, Path], names: set[str]) -> bytes:
    return packed(_contents(files, names))


def rendered(frame: Frame, sheet: Sheet) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Render a page with the embedded engine.

    Returns
    -------
    tuple of dict and tuple
        What was made, by path in the site; files of the project that the page shows.

    Raises
    ------
    RenderingError
        If the page cannot be rendered.
    """
    from corridor.rendering.embedded import page_alone  # noqa: PLC0415 - it has pages rendered apart, by this module

    project = _laid(frame)
    for path in _lay(sheet.files, project):
        if not path.resolve().is_relative_to(project):
            raise RenderingError("a page brings a file from outside of the project", where=str(path))
    return page_alone(project, sheet.path, formats=frozenset(frame.formats), published=frame.published)


@lru_cache(maxsize=1)
def _laid(frame: Frame) -> Path:
    """Lay the project without its pages into a folder that lasts as long as this process."""
    folder = tempfile.TemporaryDirectory(prefix="corridor-frame-")
    _kept.append(folder)
    root = Path(folder.name).resolve()
    for parcel in (frame.others, frame.files):
        list(_lay(parcel, root))
    return root


_kept: list[tempfile.TemporaryDirectory[str]] = []


def _lay(parcel: bytes, folder: Path) -> Iterator[Path]:
    for name, content in unpacked(parcel)[0].items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        yield path
