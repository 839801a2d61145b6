"""The index of an edition's search: all its pages, and the names of its economies in every language of CLDR.

Pagefind makes the index, from its wheel, when the pages are rendered. The page that searches it is a page of the
edition as others are; under Quarto, Quarto's own search is there instead.
"""

from __future__ import annotations

import base64
import gzip
import json
import pickle
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from babel import localedata

from corridor import plain_json
from corridor.differences import INDEX
from corridor.errors import RenderingError
from corridor.keeping import Shelf, cache_folder, digest, key_of

FOLDER = INDEX
LANGUAGE = "en"
# Beside a page, in the index only: the names by which it is found. search.js leads to the page itself.
NAMES = "names.html"
# What a page repeats from others, or says to machines.
_EXCLUDED = (
    *(".site-header", ".site-footer", ".toc", ".skip", ".title-facts", ".edition-line", "#sec-figures"),
    *(".references", "#sec-pages"),
)
# Pagefind's ready-made boxes, in whose place the edition has a page of its own.
_TAKEN = re.compile(
    r"pagefind\.js|pagefind-entry\.json|.*\.pf_(meta|index|fragment|filter|sort)|wasm\.\w+\.pagefind"
)
# The index tells sections apart by ids of headings; Pandoc gives them to the sections.
_SECTION = re.compile(r'(?P<section><section id="(?P<id>[^"]+)"[^>]*>\s*)<h(?P<level>[2-4])')
# Reports first; what tells how they were made, last.
_WEIGHTS = {"briefs": 4, "outlook": 4, "changes": 2, "quality": 0.3, "notebooks": 0.1}
_SUBTITLE = '<p class="subtitle">'
# A language, or one in a script that is not its usual one: `zh`, `zh_Hant`.
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z][a-z]{3})?")
_MOST = 24
_PACKED = re.compile(r"\.pf_\w+$|\.pagefind$")
_SCRIPT_END = re.compile(rb"export\s*\{[^}]*\};?\s*$")


@dataclass(frozen=True)
class Named:
    """An economy to be found by its names: the page to find, its title, ISO codes, other names."""

    page: str
    title: str
    codes: tuple[str, str]
    names: tuple[str, ...] = ()


def write_index(site: Path, economies: Sequence[Named]) -> None:
    """Index the pages of a rendered edition into its folder `pagefind/`.

    The same pages give the same files.

    Parameters
    ----------
    site : Path
        Folder of the edition.
    economies : sequence of Named
        Economies that are to be found by their names.
    """
    pages = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*.html"))}
    tools = [version(name) for name in ("pagefind", "pagefind_bin", "babel")]
    told = [[one.page, one.title, one.codes, one.names] for one in economies]
    hashes = [[name, digest(path.read_bytes())] for name, path in pages.items()]
    key = key_of([tools, told, hashes, _EXCLUDED, digest(Path(__file__).read_bytes())])
    shelf = Shelf(cache_folder() / "search", _MOST)
    kept = shelf.take(key)
    files = _unpacked(kept) if kept else None
    if files is None:
        files = _indexed(pages, economies)
        shelf.keep(key, _packed(files))
    for name, content in files.items():
        target = site / FOLDER / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _packed(files: Mapping[str, bytes]) -> bytes:
    return json.dumps({name: base64.b64encode(content).decode() for name, content in files.items()}).encode()


def _unpacked(kept: bytes) -> dict[str, bytes]:
    return {name: base64.b64decode(content) for name, content in plain_json.parse(kept).items()}


def _indexed(pages: Mapping[str, Path], economies: Sequence[Named]) -> dict[str, bytes]:
    """Run Pagefind over the pages and return what it made."""
    with TemporaryDirectory(prefix="corridor-search-") as scratch:
        shown, made = Path(scratch) / "site", Path(scratch) / FOLDER
        for name, path in pages.items():
            target = shown / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(_marked(name, path.read_text(encoding="utf-8")), encoding="utf-8")
        names = _kept_names([one.codes[1] for one in economies]) if economies else {}
        for one in economies:
            (shown / one.page).with_name(NAMES).write_text(
                _of_names(one, names[one.codes[1]]), encoding="utf-8"
            )
        _run_pagefind(shown, made)
        found = sorted(path for path in made.rglob("*") if path.is_file())
        named = {path.relative_to(made).as_posix(): path.read_bytes() for path in found}
        require_whole(named)
    # Rules for languages without a stemmer are there in any case.
    spare = set() if b'"wasm":null' in named["pagefind-entry.json"] else {"wasm.unknown.pagefind"}
    return {name: content for name, content in named.items() if _TAKEN.fullmatch(name) and name not in spare}


def _run_pagefind(shown: Path, made: Path) -> None:
    """Run its command: what it writes is whole when it ends, and it reads the pages side by side.

    Through Python, Pagefind answers every tenth of a second, and says that files are written before they are.
    """
    command = [sys.executable, "-m", "pagefind", "--site", str(shown), "--output-path", str(made)]
    excluded = ["--exclude-selectors", ", ".join(_EXCLUDED)]
    done = subprocess.run(  # noqa: S603 -- its own interpreter, no shell
        [*command, "--keep-index-url", "--root-selector", "body", *excluded],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RenderingError(
            "Pagefind could not index the pages.", where=FOLDER, found=(done.stderr or done.stdout).strip()[-500:],
            todo="Install what the lock names: make setup.",
        )  # fmt: skip


def require_whole(made: Mapping[str, bytes]) -> None:
    """Refuse an index that was cut off: on a full disk, Pagefind ends as if all were well.

    Parameters
    ----------
    made : mapping of str to bytes
        Its files by path.

    Raises
    ------
    RenderingError
        Naming the file that is not whole, or not there.
    """
    wrong = next(_cut_off(made), "")
    if wrong:
        raise RenderingError(
            "The index of the search is not whole.",
            where=FOLDER,
            expected="every file that it names, to its end",
            found=wrong,
            todo="Make room on the disk for temporary files (TMPDIR), and build again.",
        )


def _cut_off(made: Mapping[str, bytes]) -> Iterator[str]:
    """What is lacking, in words."""
    if not _SCRIPT_END.search(made.get("pagefind.js", b"")):
        yield "pagefind.js is cut off"
    try:
        languages = [str(one) for one in plain_json.parse(made["pagefind-entry.json"])["languages"]]
    except (KeyError, ValueError, TypeError):
        languages = []
        yield "pagefind-entry.json is cut off"
    packed = {name: content for name, content in made.items() if _PACKED.search(name)}
    # Pages and parts of the index, as the list of a language names them.
    chunk = re.compile(rf"(?:{'|'.join(map(re.escape, languages))})_[0-9a-f]{{7}}(?![0-9a-f])")
    there, lists = {PurePosixPath(name).stem for name in packed}, 0
    for name, content in packed.items():
        try:
            text = gzip.decompress(content).decode("latin-1")
        except (OSError, EOFError, zlib.error):
            text = ""
        if not text:
            yield f"{name} is cut off"
        if name.endswith(".pf_meta"):
            lists += 1
            yield from (f"{one} is lacking" for one in sorted(set(chunk.findall(text)) - there))
    if lists < len(languages) or not any(name.endswith(".pagefind") for name in packed):
        yield "a list of the pages, or the program that reads it"


def _of_names(one: Named, names: Sequence[str]) -> str:
    """A page that holds an economy's names, and is itself no page of the edition."""
    told = ". ".join(filter(None, dict.fromkeys([*one.codes, one.title, *one.names, *names])))
    meta = f'<p data-pagefind-meta="title:{escape(one.title)}" data-pagefind-ignore></p>'
    kind = '<p data-pagefind-meta="kind:name" data-pagefind-ignore></p>'
    return f'<!DOCTYPE html><html lang="{LANGUAGE}"><body>{meta}{kind}<p>{escape(told)}</p></body></html>'


def _marked(name: str, page: str) -> str:
    """A page with what only the index needs: its subtitle, or the name of a notebook; and how much its words weigh."""
    folder = name.partition("/")[0]
    weight = _WEIGHTS.get(folder, 1)
    meta = f' data-pagefind-meta="subtitle:{Path(name).stem}"' if folder == "notebooks" else ""
    page = page.replace("<main ", f'<main data-pagefind-weight="{weight}"{meta} ', 1)
    page = _SECTION.sub(r'\g<section><h\g<level> id="\g<id>"', page)
    return page.replace(_SUBTITLE, _SUBTITLE[:-1] + ' data-pagefind-meta="subtitle">', 1)


def _kept_names(territories: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Names of territories, collected once: to read all languages takes most of a second."""
    shelf = Shelf(cache_folder() / "names", _MOST)
    key = key_of([version("babel"), sorted(territories)])
    kept = shelf.take(key)
    if kept is None:
        shelf.keep(key, json.dumps(found := names_of(sorted(territories))).encode())
        return found
    return {code: tuple(names) for code, names in plain_json.parse(kept).items()}


def names_of(territories: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Collect the names of territories in all languages of CLDR.

    Parameters
    ----------
    territories : sequence of str
        Two-letter codes of ISO 3166-1.

    Returns
    -------
    dict of str to tuple of str
        Each name once, in the order of the languages' codes; a code that CLDR does not know has none.
    """
    found: dict[str, dict[str, None]] = {code: {} for code in territories}
    for language in sorted(filter(_LANGUAGE.fullmatch, localedata.locale_identifiers())):
        # Read by itself: Babel remembers what it loads, and would go on with a language without what it inherits.
        content = Path(localedata.resolve_locale_filename(language)).read_bytes()
        known = pickle.loads(content).get("territories", {})  # noqa: S301 - a file of Babel's own
        for code, names in found.items():
            if code in known:
                names[str(known[code])] = None
    return {code: tuple(names) for code, names in found.items()}
