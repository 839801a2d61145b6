"""What Quarto gave, told apart by the page it belongs to, so that pages can be laid together and kept one by one."""

from __future__ import annotations

import datetime
import json
import posixpath
import re
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from corridor import plain_json
from corridor.errors import RenderingError
from corridor.rendering.quarto_parts import OUTPUT, Part
from corridor.rendering.staged import Page, Staged

# Quarto writes it to lead to the first page where a project has no home page.
_FORWARDING = "index.html"
_SEARCH, _SITE_MAP = "search.json", "sitemap.xml"
# Scripts and styles of Quarto's own: one that no page of a part loads is left behind.
_LIBRARIES = "site_libs/"
_SOURCES = (".qmd", ".md", ".scss", ".lua")
_TEXTS = (".html", ".css", ".js")
_TOKEN = re.compile(r"[\w%~+@./-]+\.\w+")
_ENTRY = re.compile(r"<url>.*?</url>", re.DOTALL)


@dataclass(frozen=True)
class Output:
    """What belongs to one rendered page.

    Attributes
    ----------
    made : mapping of str to Path
        Files that were made, by their path in the site: the page, its PDF, scripts and styles that it loads.
    copied : tuple of str
        Files that stand in the project as they are, by their path in it and in the site.
    search : tuple of dict
        The page's entries in the index of the search.
    listed : str
        The page's entry in the site map, empty where the site has none.
    """

    made: Mapping[str, Path]
    copied: tuple[str, ...] = ()
    search: tuple[dict[str, Any], ...] = ()
    listed: str = ""


def named(text: str, folder: str, names: Collection[str]) -> set[str]:
    """Find the files that a text names, from its own folder or from the top.

    Parameters
    ----------
    text : str
        A page, a style or a script.
    folder : str
        Its folder, "." at the top.
    names : collection of str
        Paths of files, from the top.

    Returns
    -------
    set of str
        Rather too many than too few: a word that happens to be a file's path counts.
    """
    words = {unquote(word).lstrip("/") for word in _TOKEN.findall(text)}
    paths = {posixpath.normpath(posixpath.join(folder, word)) for word in words}
    return {word for word in words | paths if word in names}


def tell_apart(
    folder: Path, part: Part, staged: Staged, formats: frozenset[str], loose: Collection[str] = ()
) -> dict[str, Output]:
    """Tell what was rendered in one folder apart by page.

    Parameters
    ----------
    folder : Path
        The copy of the project that was rendered.
    part : Part
        The pages that were rendered there.
    staged : Staged
        The project.
    formats : frozenset of str
        "html", "pdf" or both; files of the other are left behind.
    loose : collection of str
        Paths of pages that may use files without naming them; they get what nobody names.

    Returns
    -------
    dict of str to Output
        By the page's path. What `project: resources` names is left out, for it is always taken from the project.
    """
    site = folder / OUTPUT
    given = {name: path for name, path in _files(site) if _wanted(name, formats)}
    own = {name for page in staged.pages for name in (page.html_path, page.pdf_path) if name}
    apart = {*own, *staged.resources(), _FORWARDING, _SEARCH, _SITE_MAP}
    beside = _Beside({name: path for name, path in given.items() if name not in apart}, staged.root)
    used = {page.path: beside.used_by(page, given) for page in part.pages}
    unused = beside.files.keys() - set().union(*used.values())
    takers = [page.path for page in part.pages if page.path in loose]
    if not takers:
        unused = {name for name in unused if not name.startswith(_LIBRARIES)}
    for path in takers or used:
        used[path] |= unused
    search, listed = _search(site / _SEARCH), _entries(site / _SITE_MAP)
    outputs = {}
    for page in part.pages:
        files = {name: given[name] for name in (page.html_path, page.pdf_path) if name in given}
        copied = {name for name in used[page.path] if beside.is_copy(name)}
        files |= {name: given[name] for name in sorted(used[page.path] - copied)}
        found = tuple(entry for entry in search if _page_of(entry) == page.html_path)
        outputs[page.path] = Output(files, tuple(sorted(copied)), found, _entry_of(page, listed))
    return outputs


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def _wanted(name: str, formats: frozenset[str]) -> bool:
    if name.endswith(_SOURCES):
        return False
    return ("pdf" in formats) if name.endswith(".pdf") else ("html" in formats)


class _Beside:
    """Files beside the pages, and who names them: a page, or a style or script that a page loads."""

    def __init__(self, files: dict[str, Path], root: Path) -> None:
        self.files = files
        self._root = root
        self._named: dict[str, set[str]] = {}

    def used_by(self, page: Page, given: Mapping[str, Path]) -> set[str]:
        """Names of the files that a page uses, however indirectly."""
        found: set[str] = set()
        waiting = [(page.html_path, given[page.html_path])] if page.html_path in given else []
        while waiting:
            name, path = waiting.pop()
            new = self._names_in(name, path) - found
            found |= new
            waiting += [(one, self.files[one]) for one in sorted(new)]
        return found

    def _names_in(self, name: str, path: Path) -> set[str]:
        if not name.endswith(_TEXTS):
            return set()
        if name not in self._named:
            text = path.read_text(encoding="utf-8", errors="replace")
            self._named[name] = named(text, posixpath.dirname(name) or ".", self.files)
        return self._named[name]

    def is_copy(self, name: str) -> bool:
        """Whether a file stands in the project as it is."""
        source = self._root / name
        return source.is_file() and source.read_bytes() == self.files[name].read_bytes()


def _search(path: Path) -> list[dict[str, Any]]:
    return list(plain_json.parse(path.read_text(encoding="utf-8"))) if path.is_file() else []


def _page_of(entry: Mapping[str, Any]) -> str:
    return str(entry.get("href", "")).partition("#")[0]


def _entries(path: Path) -> list[str]:
    return _ENTRY.findall(path.read_text(encoding="utf-8")) if path.is_file() else []


def _entry_of(page: Page, entries: Collection[str]) -> str:
    """Entry of a page in the site map: the one whose address ends in the longest part of its path."""
    ending = re.compile(rf"<loc>\s*\S*?/{re.escape(page.html_path)}\s*</loc>")
    found = [entry for entry in entries if ending.search(entry)]
    return min(found, key=len, default="")


def lay(
    outputs: Mapping[str, Output],
    staged: Staged,
    site: Path,
    formats: frozenset[str],
    published: datetime.date,
) -> None:
    """Lay the site together: each page with what it uses, what the project publishes as it is, the indexes.

    Parameters
    ----------
    outputs : mapping of str to Output
        By the page's path.
    staged : Staged
        The project.
    site : Path
        Where the files go.
    formats : frozenset of str
        "html", "pdf" or both.
    published : datetime.date
        Date of every entry in the site map, where Quarto takes the times of files.

    Raises
    ------
    RenderingError
        If two pages come with different files under one name.
    """
    ordered = [outputs[page.path] for page in staged.pages if page.path in outputs]
    for output in ordered:
        for name, path in output.made.items():
            _copy(path, site / name, name)
        for name in output.copied:
            if (staged.root / name).is_file():
                _copy(staged.root / name, site / name, name)
    if "html" not in formats:
        return
    for name in staged.resources():
        _copy(staged.root / name, site / name, name)
    search = [entry for output in ordered for entry in output.search]
    if search:
        text = json.dumps(search, ensure_ascii=False, indent=2)
        (site / _SEARCH).write_text(text + "\n", encoding="utf-8")
    if listed := [output.listed for output in ordered if output.listed]:
        (site / _SITE_MAP).write_text(_site_map(listed, published), encoding="utf-8")


def _copy(path: Path, target: Path, name: str) -> None:
    """Copy a file; the folder that was rendered in may be on another disk than the site."""
    if target.exists():
        if target.read_bytes() != path.read_bytes():
            raise RenderingError("two parts of the project give different files of one name", where=name,
                                 todo="render with --jobs 1")  # fmt: skip
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)


def _site_map(entries: Collection[str], published: datetime.date) -> str:
    dated = f"<lastmod>{published.isoformat()}</lastmod>"
    lines = [re.sub(r"<lastmod>[^<]*</lastmod>", dated, entry) for entry in entries]
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    )
    return "\n".join([head, *(f"  {line}" for line in lines), "</urlset>"]) + "\n"
