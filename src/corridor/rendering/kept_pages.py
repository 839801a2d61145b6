"""Rendered pages, kept from one run to the next by either engine: what has not changed is not rendered again.

A page is found by the content of all it can depend on: its text, the files of its folder, files that it names, the
project around it, and our own rendering code. What is kept is taken only if it still has the hashes it was kept with.
"""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from corridor import inputs, plain_json, reasons
from corridor.errors import RenderingError
from corridor.keeping import digest, key_of, place
from corridor.rendering.body import check_body
from corridor.rendering.quarto_output import Output, named
from corridor.rendering.quarto_parts import OUTPUT, may_be_parted
from corridor.rendering.staged import Page, Staged

_ENTRIES, _FILES = "pages", "files"
# About two thousand pages come to half a gigabyte; an edition has some thirty.
MOST = 2000


def loose(staged: Staged) -> frozenset[str]:
    """Paths of the pages that may depend on more than can be told, and so are rendered each time.

    Parameters
    ----------
    staged : Staged
        The project. Where its pages depend on each other, as with a sidebar, all are loose.
    """
    if not may_be_parted(staged):
        return frozenset(page.path for page in staged.pages)
    return frozenset(page.path for page in staged.pages if not _of_the_table(page))


def _of_the_table(page: Page) -> bool:
    """Whether a page holds only constructs of the table, which bring in no other file than they name."""
    if page.of_the_table:
        return True
    try:
        check_body(page.text, page.path)
    except RenderingError:
        return False
    return True


class Shelf:
    """Pages kept in a folder, for one project under one set of conditions.

    Parameters
    ----------
    folder : Path
        Where they are kept; made when the first is.
    staged : Staged
        The project.
    conditions : sequence of str
        What else decides how a page comes out: the engine's version, formats, date.
    """

    def __init__(self, folder: Path, staged: Staged, conditions: Sequence[str]) -> None:
        self._folder = folder
        self._depends = _depends(staged, conditions)
        self._keys = {path: key_of([path, depends]) for path, depends in self._depends.items()}

    def take(self, pages: Sequence[Page]) -> dict[str, Output]:
        """Take the pages that are kept, whole and as they were.

        Returns
        -------
        dict of str to Output
            By the page's path; pages that have to be rendered are not in it.
        """
        sound: dict[str, bool] = {}
        found = {page.path: self._output(page, sound) for page in pages}
        for path, output in found.items():
            reasons.note(f"page {path}", self._depends.get(path, {}), taken=output is not None)
        return {path: output for path, output in found.items() if output is not None}

    def keep(self, outputs: Mapping[str, Output]) -> None:
        """Keep pages that were rendered. A folder that cannot be written to is no fault: they are rendered again."""
        with suppress(OSError):
            for path, output in sorted(outputs.items()):
                if path in self._keys:
                    self._write(self._keys[path], output)
            self._bound()

    def _output(self, page: Page, sound: dict[str, bool]) -> Output | None:
        path = self._folder / _ENTRIES / self._keys.get(page.path, "none")
        try:
            content, seal = plain_json.parse(path.read_text(encoding="utf-8"))
            if seal != _hash(json.dumps(content)):
                return None
            made = {name: self._folder / _FILES / found for name, found in content["made"].items()}
            if not all(_is_sound(file, sound) for file in made.values()):
                return None
            os.utime(path)
            return Output(made, tuple(content["copied"]), tuple(content["search"]), content["listed"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def _write(self, key: str, output: Output) -> None:
        made = {name: self._file(path) for name, path in output.made.items()}
        content = {"made": made, "copied": output.copied, "search": output.search, "listed": output.listed}
        text = json.dumps(content)
        place(self._folder / _ENTRIES / key, json.dumps([plain_json.parse(text), _hash(text)]).encode())

    def _file(self, path: Path) -> str:
        """Keep a file under the name of its hash."""
        content = path.read_bytes()
        name = digest(content)
        if not (self._folder / _FILES / name).is_file() or _digest(self._folder / _FILES / name) != name:
            place(self._folder / _FILES / name, content)
        return name

    def _bound(self) -> None:
        """Let go of the pages that were not asked for the longest, and of the files that none needs any more."""
        entries = sorted((self._folder / _ENTRIES).iterdir(), key=lambda path: path.stat().st_mtime_ns)
        if len(entries) <= MOST:
            return
        for path in entries[: len(entries) - MOST // 2]:
            path.unlink(missing_ok=True)
        needed = {name for path in (self._folder / _ENTRIES).iterdir() for name in _files_of(path)}
        for path in (self._folder / _FILES).iterdir():
            if path.name not in needed:
                path.unlink(missing_ok=True)


def _hash(text: str) -> str:
    return digest(text.encode())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_sound(path: Path, sound: dict[str, bool]) -> bool:
    """Whether a kept file has the hash that is its name; pages share files, so each is read once."""
    if path.name not in sound:
        sound[path.name] = path.is_file() and _digest(path) == path.name
    return sound[path.name]


def _files_of(entry: Path) -> set[str]:
    try:
        return set(plain_json.parse(entry.read_text(encoding="utf-8"))[0]["made"].values())
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return set()


def _depends(staged: Staged, conditions: Sequence[str]) -> dict[str, dict[str, str]]:
    """Everything that each page which can be kept depends on, with a hash of each, by its path."""
    left_out = loose(staged)
    kept = [page for page in staged.pages if page.path not in left_out]
    files, owned = files_by_page(staged) if kept else ({}, {})
    hashes = _Hashes(files)
    around = {
        inputs.ENGINE: _hash(json.dumps([*conditions, os.environ.get("QUARTO_PROFILE", "")])),
        "the code that renders": _our_code(),
        "the list of pages": _hash(json.dumps(sorted(page.path for page in staged.pages))),
        **hashes.of(owned.get("", set())),
    }
    return {
        page.path: around
        | {page.path: _hash(page.text)}
        | hashes.of(owned.get(page.path, set()) | named(page.text, page.folder, files))
        for page in kept
    }


class _Hashes:
    """Hashes of the files of a project; each is read once."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files, self._known = files, dict[str, str]()

    def of(self, names: Collection[str]) -> dict[str, str]:
        for name in names:
            if name not in self._known:
                self._known[name] = _digest(self._files[name])
        return {name: self._known[name] for name in sorted(names)}


def files_by_page(staged: Staged) -> tuple[dict[str, Path], dict[str, set[str]]]:
    """Files of the project that are not pages, by their path in it; and their paths by the page they belong to.

    Under the empty name are those of the project as a whole.
    """
    files = _files(staged)
    return files, _owned(staged, files)


def _files(staged: Staged) -> dict[str, Path]:
    """Files of the project that are not pages, by their path from its folder."""
    pages = {page.path for page in staged.pages}
    found = {path.relative_to(staged.root).as_posix(): path for path in sorted(staged.root.rglob("*"))}
    return {
        name: path
        for name, path in found.items()
        if path.is_file() and name not in pages and not name.startswith((f"{OUTPUT}/", ".quarto/"))
    }


def _owned(staged: Staged, files: Mapping[str, Path]) -> dict[str, set[str]]:
    """Files by the page they belong to; under the empty name those of the project as a whole."""
    pages = {page.path for page in staged.pages}
    published = set(staged.resources())
    owned: dict[str, set[str]] = {}
    for name in files:
        for owner in _owners(name, pages, published):
            owned.setdefault(owner, set()).add(name)
    return owned


def _owners(name: str, pages: Collection[str], published: Collection[str]) -> list[str]:
    """Pages that a file belongs to; the empty name for a file of the project as a whole.

    A page named index owns what is in its folder and below, another page what bears its name, which both then own. At
    the top only what is published as it is belongs to the page, the rest to the project; so does a name that begins as
    Quarto's own.
    """
    if posixpath.basename(name).startswith("_"):
        return [""]
    folders = [path for path in map(str, PurePosixPath(name).parents) if path != "."]
    stems = [name.partition(".")[0], *(path.removesuffix("_files") for path in folders)]
    bearing = [f"{stem}.qmd" for stem in stems if f"{stem}.qmd" in pages and stem != "index"]
    above = [f"{path}/index.qmd" for path in folders if f"{path}/index.qmd" in pages]
    home = ["index.qmd"] if name in published and "index.qmd" in pages else []
    return [*bearing[:1], *above[:1]] or home or [""]


def _our_code() -> str:
    """Hash of the code that renders, or that parts, configures and reads what Quarto renders."""
    folder = Path(__file__).parent
    paths = sorted([*folder.glob("*.py"), *folder.glob("filters/*.*")])
    return _hash(json.dumps([[path.name, _digest(path)] for path in paths]))
