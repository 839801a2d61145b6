"""What a page says and links to, whichever engine rendered it: text, figures, anchors, captions, notes, references."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# What only moves, opens or names parts of the frame.
FURNITURE = {"nav", "script", "style", "button", "template", "svg", "colgroup"}
HIDDEN_CLASSES = {"callout-icon-container", "callout-btn-toggle", "hidden", "nav-tabs", "formats"}
# Ids that an engine makes for its own use.
OWN_IDS = re.compile(
    r"^(?:.+-caption-[0-9a-f-]{36}|tabset-\d+-\d+(?:-tab)?|callout-\d+|cb\d+(?:-\d+)?|toc-.*|title-block-header"
    r"|quarto-.*|content|section-\d+|tab-\d+-\d+)$"
)
BLOCKS = {
    *(
        "p",
        "li",
        "dt",
        "dd",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "figcaption",
        "pre",
        "blockquote",
    ),
    *(
        "div",
        "section",
        "table",
        "tr",
        "ul",
        "ol",
        "dl",
        "figure",
        "header",
        "summary",
        "details",
        "main",
        "br",
    ),
}


@dataclass
class Node:
    """An element, with its parent and what it holds."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: Node | None = None
    children: list[Node | str] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    @property
    def id(self) -> str:
        return self.attributes.get("id", "")

    def elements(self) -> Iterator[Node]:
        """All elements below this one, in order, this one first."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.elements()

    def all(self, tag: str = "", of_class: str = "") -> list[Node]:
        found = (node for node in self.elements() if not tag or node.tag == tag)
        return [node for node in found if not of_class or of_class in node.classes]

    def text(self) -> str:
        """Words in order, separated by single spaces."""
        return " ".join("".join(_pieces(self)).split())


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("document")
        self._at = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {key: value or "" for key, value in attrs}, self._at)
        self._at.children.append(node)
        if tag not in VOID:
            self._at = node

    def handle_endtag(self, tag: str) -> None:
        node: Node | None = self._at
        while node is not None and node.tag != tag:
            node = node.parent
        if node is not None and node.parent is not None:
            self._at = node.parent

    def handle_data(self, data: str) -> None:
        self._at.children.append(data)


def parse(text: str) -> Node:
    tree = _Tree()
    tree.feed(text)
    tree.close()
    return tree.root


def _pieces(node: Node) -> Iterator[str]:
    if node.tag in FURNITURE or node.classes & HIDDEN_CLASSES:
        return
    space = " " if node.tag in BLOCKS or "screen-reader-only" in node.classes else ""
    yield space
    if title := node.attributes.get("data-tab-title"):
        yield f" {title} "
    for child in node.children:
        if isinstance(child, str):
            yield child.replace("\u00a0", " ").replace("\u200b", "")
        else:
            yield from _pieces(child)
    yield space


def _name_tabs(root: Node) -> None:
    """Give each pane of a set of tabs its title, which Quarto lists before the panes."""
    panes = {node.id: node for node in root.elements() if "tab-pane" in node.classes}
    for link in root.all("a"):
        target = link.attributes.get("href", "") or link.attributes.get("data-bs-target", "")
        pane = panes.get(target.removeprefix("#"))
        if pane is not None and link.attributes.get("role") == "tab":
            pane.attributes["data-tab-title"] = link.text()


def _content(root: Node) -> list[Node]:
    """Title block and main part; with Quarto the one stands before the other, with the embedded engine too."""
    title = [node for node in root.elements() if node.id == "title-block-header"]
    return [*title, *root.all("main")]


def extract(text: str, path: str = "index.html") -> dict[str, Any]:
    """Read the content of a page.

    Parameters
    ----------
    text : str
        The page.
    path : str
        Where it stands in the site: addresses are told from the site's root.

    Returns
    -------
    dict
        Each part of the content by name, in the form in which it is compared.
    """
    root = parse(text)
    _name_tabs(root)
    for node in root.elements():
        for name in ("href", "src"):
            if name in node.attributes:
                node.attributes[name] = _address(node.attributes[name], path)
    parts = _content(root)
    nodes = [node for part in parts for node in part.elements() if not _is_furniture(node)]
    return {
        "language": next((node.attributes.get("lang", "") for node in root.all("html")), ""),
        "name": next((node.text() for node in root.all("title")), ""),
        "words": [word for part in parts for word in part.text().split()],
        "figures": [_figure(node) for node in nodes if "data-figure" in node.attributes],
        "anchors": sorted({node.id for node in nodes if node.id and not OWN_IDS.match(node.id)}),
        "headings": [(node.tag, node.text(), _heading_id(node)) for node in nodes if re.match(r"h[1-6]$", node.tag)],
        "captions": [(_float_id(node), node.text()) for node in nodes if node.tag == "figcaption"],
        "tables": [_table(node) for node in nodes if node.tag == "table"],
        "footnotes": _footnotes(nodes),
        "citations": [node.attributes["data-cites"] for node in nodes if "data-cites" in node.attributes],
        "references": [(node.id, node.text()) for node in nodes if "csl-entry" in node.classes],
        "pictures": [(node.attributes.get("src", ""), node.attributes.get("alt", "").replace("\u00a0", " "))
                     for node in nodes if node.tag == "img"],
        "links": [_link(node) for node in nodes if node.tag == "a" and _is_link(node)],
        "downloads": sorted(_downloads(root)),
        "menu": _menu(root),
        "footer": sorted(part.text() for part in _footer(root) if part.text()),
    }  # fmt: skip


def _is_furniture(node: Node) -> bool:
    at: Node | None = node
    while at is not None:
        if at.tag in FURNITURE or at.classes & HIDDEN_CLASSES:
            return True
        at = at.parent
    return False


def _figure(node: Node) -> tuple[str, str, str]:
    return node.attributes["data-figure"], node.attributes.get("href", ""), node.text()


def _heading_id(node: Node) -> str:
    parent = node.parent
    found = node.id or (parent.id if parent is not None and parent.tag == "section" else "")
    return "" if OWN_IDS.match(found) else found


def _float_id(node: Node) -> str:
    at = node.parent
    while at is not None and not re.match(r"(fig|tbl)-", at.id):
        at = at.parent
    return at.id if at is not None else ""


def _table(node: Node) -> list[list[str]]:
    rows = [[cell for cell in row.all() if cell.tag in {"td", "th"}] for row in node.all("tr")]
    # A table may say once that all its columns after the first or second are numbers.
    said = re.search(r"numbers-(\d)", node.attributes.get("class", ""))
    texts = int(said[1]) if said else len(rows[0]) if rows else 0
    return [[f"{cell.text()}{_alignment(cell, at >= texts)}" for at, cell in enumerate(row)] for row in rows]


def _alignment(cell: Node, is_number: bool) -> str:
    number = is_number or "number" in cell.classes
    style = "text-align: right" if number else cell.attributes.get("style", "")
    found = re.search(r"text-align:\s*(right|center)", style)
    return f" ({found.group(1)})" if found else ""


def _footnotes(nodes: list[Node]) -> list[tuple[str, str]]:
    return [(node.id, node.text()) for node in nodes if node.tag == "li" and re.match(r"fn\d+$", node.id)]


def _is_link(node: Node) -> bool:
    in_code = node.id.startswith("cb") or node.attributes.get("href", "").startswith("#cb")
    return "data-figure" not in node.attributes and node.attributes.get("role") != "tab" and not in_code


def _address(address: str, page: str) -> str:
    """Address from the site's root; one on the same page and one elsewhere stay."""
    if not address or address.startswith("#") or re.match(r"[a-z][a-z+.-]*:", address):
        return address
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(address)))


def _link(node: Node) -> tuple[str, str]:
    return node.attributes.get("href", ""), node.text()


def _downloads(root: Node) -> set[str]:
    """Files that the page offers besides pages: by their addresses, wherever on the page they are linked."""
    found = {node.attributes.get("href", "") for node in root.all("a")}
    return {address for address in found if re.search(r"\.(?!html)\w+$", address) and "://" not in address}


def _menu(root: Node) -> list[tuple[str, str]]:
    headers = [
        node for node in root.all("header") if node.id == "quarto-header" or "site-header" in node.classes
    ]
    links = [link for header in headers for nav in header.all("nav") for link in nav.all("a")
             if "navbar-brand" not in link.classes]  # fmt: skip
    entries = [(link.attributes.get("href", ""), link.text()) for link in links]
    return [(href, text) for href, text in entries if text and href and href != "#"]


def _footer(root: Node) -> list[Node]:
    """Lines at the end of the page; Quarto keeps the way to the newest edition below its own footer."""
    inside = [node for footer in root.all("footer") for node in footer.all("p")]
    own = [node for node in root.all("p", "newest-line") if all(node is not other for other in inside)]
    return inside + own


def read(path: Path, site: Path) -> dict[str, Any]:
    return extract(path.read_text(encoding="utf-8"), path.relative_to(site).as_posix())
