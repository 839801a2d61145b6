"""What the page template needs beside a page's own text, and a look at the page that came out."""

from __future__ import annotations

import posixpath
import re
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from corridor.errors import RenderingError
from corridor.rendering.seen_html import Seen, look
from corridor.rendering.staged import Page, Staged

# What a page may load and run: files of its own site, no inline script, no text as a program but WebAssembly.
# Styles may stand in the page, as Pandoc writes the widths of columns; pictures may be made in the browser.
POLICY = "; ".join(
    (
        *("default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self' blob:"),
        *(
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
        ),
        *("manifest-src 'self'", "base-uri 'none'", "form-action 'none'"),
    )
)
# The page that searches the edition, under the embedded engine; Quarto brings a search of its own.
SEARCH = "search/index.qmd"

# Where a link may lead: a script that stands in one would be run.
_SCHEMES = {"", "http", "https", "mailto"}
_TABLE = re.compile(r"<table(?: style=[^>]*)?>.*?</table>", re.DOTALL)
_CELL = re.compile(r"<t[dh]\b([^>]*)>")
# Says to Quarto that it need not read a table which is HTML already.
_AS_IT_IS = "<!--| quarto-html-table-processing: none -->"
_NUMBER = ' class="number"'
# Columns of text before those of numbers, for which corridor.css has a rule.
_TEXTS = (1, 2)


def relative(target: str, page: Page) -> str:
    """Address of a file of the site as seen from a page; both from the site's root."""
    return posixpath.relpath(target, page.folder) if target else "."


def root_of(page: Page) -> str:
    """Way from a page up to the site's root: "" or "../../"."""
    return "" if page.folder == "." else "../" * (page.folder.count("/") + 1)


def variables(staged: Staged, page: Page, *, with_pdf: bool) -> dict[str, Any]:
    """Collect what goes into the page template as it is: addresses, menu, names.

    Parameters
    ----------
    staged : Staged
        The project.
    page : Page
        The page.
    with_pdf : bool
        Whether the page's PDF is made too, so that it can be linked.
    """
    website = staged.website
    report = staged.metadata(page, "html").get("report") or {}
    facts = {
        "policy": POLICY,
        "root": root_of(page),
        "home": relative("index.html", page),
        "site-title": escape(_plain(website.get("title", ""))),
        "design": escape(str(report.get("design", "page"))),
        "title-prefix": _prefix(website, page),
        "navigation": _navigation(website.get("navbar") or {}, page),
    }
    if icon := website.get("favicon"):
        facts["icon"] = escape(relative(str(icon), page))
    described = staged.root / "linked-data" / page.folder / "index.jsonld"
    if described.is_file() and page.path.endswith("index.qmd"):
        facts["linked-data"] = described.read_text(encoding="utf-8").strip()
    if (staged.root / SEARCH).is_file():
        facts["search"] = escape(_address(SEARCH, page))
    if with_pdf and page.pdf_path:
        facts["pdf"] = escape(relative(page.pdf_path, page))
    return {key: value for key, value in facts.items() if value or key == "root"}


def _prefix(website: dict[str, Any], page: Page) -> str:
    """Name of the site after the page's in the window's title, unless they are the same."""
    title = str(website.get("title", ""))
    return "" if title == page.front.get("title") else escape(_plain(title))


def _navigation(navbar: dict[str, Any], page: Page) -> list[dict[str, Any]]:
    items = [*(navbar.get("left") or []), *(navbar.get("right") or [])]
    return [_item(item, page) for item in items]


def _item(item: Any, page: Page) -> dict[str, Any]:
    if isinstance(item, str):
        item = {"href": item, "text": item}
    if item.get("menu"):
        entries = [_item(entry, page) for entry in item["menu"]]
        shown: dict[str, Any] = {"text": _text(item.get("text", "")), "menu": entries}
        if any(entry.get("current") for entry in entries):
            shown["current"] = True
        return shown
    href = str(item.get("href", ""))
    shown = {"text": _text(item.get("text", href)), "href": escape(_address(href, page))}
    if href == page.path:
        shown["current"] = True
    return shown


def _text(value: Any) -> str:
    """Text of a menu; an apostrophe becomes a typographic one, as it does in the pages."""
    return escape(re.sub(r"(?<=\w)'", "’", _plain(value)), quote=False)


def _plain(markdown: Any) -> str:
    """Text of what the configuration holds as Markdown: without the backslashes that make text of marks."""
    return re.sub(r"\\([^A-Za-z0-9\s])", r"\1", str(markdown))


def _address(href: str, page: Page) -> str:
    if urlsplit(href).scheme or href.startswith("#"):
        return href
    path, hash_mark, anchor = href.partition("#")
    path = path.removesuffix(".qmd") + ".html" if path.endswith(".qmd") else path
    return relative(posixpath.normpath(path), page) + hash_mark + anchor


def shortened(text: str) -> str:
    """Write the alignment of cells as a class, which is half as long as a style; leave out what says nothing here."""
    text = re.sub(r'<(t[dh]) style="text-align: right;">', r'<\1 class="number">', text)
    text = re.sub(r'<(t[dh]) style="text-align: left;">', r"<\1>", text).replace(_AS_IT_IS, "")
    return _TABLE.sub(_said_once, text)


def reachable(text: str) -> str:
    """Leave no cell a head that has no words, and let code and formulas that are too wide be moved by keyboard."""
    text = re.sub(r"<th([^>]*)></th>", r"<td\1></td>", text)
    text = text.replace('<math display="block"', '<math tabindex="0" display="block"')
    return re.sub(r'<pre class="((?:sourceCode|cell-output)[^"]*)">', r'<pre class="\1" tabindex="0">', text)


def _said_once(table: re.Match[str]) -> str:
    """Say of a table as a whole that all its columns after the first or second are numbers, where they are."""
    rows = {tuple(_CELL.findall(row)) for row in table[0].split("<tr")[1:]}
    cells = rows.pop() if len(rows) == 1 else ()
    texts = cells.count("")
    if (
        texts not in _TEXTS
        or texts == len(cells)
        or cells != ("",) * texts + (_NUMBER,) * (len(cells) - texts)
    ):
        return table[0]
    return re.sub(rf"(?<=<t[dh]){_NUMBER}>", ">", table[0]).replace(
        "<table", f'<table class="numbers-{texts}"', 1
    )


def with_heading_of_notes(text: str, title: str = "Footnotes") -> str:
    """Head the notes at the end of a page, as Quarto does; Pandoc sets a rule."""
    head = f'<h2 class="quarto-appendix-heading">{escape(title)}</h2>'
    return re.sub(
        r'(<section id="footnotes"[^>]*>)\s*<hr ?/?>', lambda section: f"{section[1]}\n{head}", text, count=1
    )


def check(text: str, page: Page) -> Seen:
    """Refuse a page that links to nothing, repeats an id or loads from another host.

    Raises
    ------
    RenderingError
        With the page and line where the source shows it.
    """
    seen = look(text)
    for name, count in sorted(seen.ids.items()):
        if count > 1:
            raise RenderingError(f"the id {name} is given {count} times", where=page.where(f"#{name}"),
                                 todo="give each element its own")  # fmt: skip
    for href in seen.links:
        anchor = unquote(href[1:])
        if href.startswith("#") and anchor and anchor not in seen.ids:
            raise RenderingError(f"the link to {href} leads nowhere", where=page.where(href),
                                 expected=f"an element with the id {anchor} on the page", found="none",
                                 todo="add the id, or correct the link")  # fmt: skip
        if urlsplit(href.strip()).scheme.lower() not in _SCHEMES:
            raise RenderingError("a link leads to no page", where=page.where(href),
                                 expected="an address that begins with https://, http:// or mailto:",
                                 found=href[:120], todo="correct the link")  # fmt: skip
    for address in seen.loaded:
        if urlsplit(address).scheme not in {"", "data"} or address.startswith("//"):
            raise RenderingError(
                "the page loads something from another host",
                where=page.where(address),
                found=address,
                todo="put the file into the project",
            )
    return seen


def local_files(seen: Seen, page: Page, root: Path) -> list[str]:
    """List the files of the project that a page shows or links to, as paths from its root, sorted."""
    paths = set()
    for address in [*seen.pictures, *seen.links]:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path:
            continue
        path = posixpath.normpath(posixpath.join(page.folder, unquote(parts.path)))
        if not path.startswith("../") and (root / path).is_file():
            paths.add(path)
    return sorted(paths)
