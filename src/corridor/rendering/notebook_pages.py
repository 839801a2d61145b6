"""Executed notebooks written as Quarto pages: their text, their code, and of each result the form a page can show.

Quarto itself would load scripts from other hosts for a notebook that shows a table, so pages are written in its own
Markdown instead; the notebook goes to the site beside its page.
"""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml

from corridor import plain_json
from corridor.errors import RenderingError
from corridor.language import defined_or_same, worded
from corridor.rendering.fonts import embed_svg_fonts
from corridor.rendering.pages import attribute, escaped

# From the richest to the plainest; the first that an output has is shown.
_ORDER = ("image/svg+xml", "image/png", "text/markdown", "text/html", "text/plain")
_NUMBER = re.compile(r"^[−-]?\d[\d,.\s]*%?$")
_TITLE = re.compile(r"\A\s*# +(.+?)\s*(?:\n|\Z)")


@dataclass
class _Work:
    """A notebook on its way to a page: what it is called, where its pictures go, which it has."""

    name: str
    stem: str
    pictures: dict[str, bytes] = field(default_factory=dict)

    def picture(self, content: bytes, suffix: str) -> str:
        """Keep a picture and return its path as seen from the page."""
        path = f"{self.stem}_files/figure-{len(self.pictures) + 1}.{suffix}"
        self.pictures[path] = content
        return path


def lay(notebook: Path, folder: Path) -> list[Path]:
    """Lay an executed notebook into a staged project: itself, its page and the pictures of the page.

    Parameters
    ----------
    notebook : Path
        The executed notebook.
    folder : Path
        Folder of the project to write into; made if need be.

    Returns
    -------
    list of Path
        The files, sorted.

    Raises
    ------
    RenderingError
        If it is no notebook.
    """
    work = _Work(notebook.name, notebook.stem)
    text = _page(notebook.read_text(encoding="utf-8"), work)
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"{notebook.stem}.qmd"
    page.write_text(text, encoding="utf-8")
    written = [page, Path(shutil.copyfile(notebook, folder / notebook.name))]
    for name, content in work.pictures.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
        written.append(folder / name)
    return sorted(written)


def _page(text: str, work: _Work) -> str:
    try:
        cells = plain_json.parse(text)["cells"]
    except (ValueError, KeyError, TypeError):
        raise RenderingError(
            "this is no notebook", where=work.name, expected="a .ipynb file with cells"
        ) from None
    body = "\n\n".join(part for cell in cells for part in _cell(cell, work) if part)
    title = _TITLE.match(body)
    front = {
        "title": title.group(1) if title else work.stem,
        "report": {"notebook": work.name},
        "format": {"html": "default"},
    }
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=1000)
    return f"---\n{head}---\n\n{body[title.end() :].lstrip() if title else body}\n"


def _joined(value: Any) -> str:
    return "".join(value) if isinstance(value, list) else str(value)


def _cell(cell: dict[str, Any], work: _Work) -> Iterator[str]:
    source = _joined(cell.get("source", "")).strip("\n")
    tags = cell.get("metadata", {}).get("tags", [])
    if cell.get("cell_type") == "markdown":
        yield "\n\n".join(defined_or_same(part) for part in source.split("\n\n"))
    if cell.get("cell_type") != "code":
        return
    if "remove-input" not in tags and source:
        yield _fenced(source, "{.python .cell-code}")
    if "remove-output" not in tags:
        yield from (_output(output, work) for output in cell.get("outputs", []))


def _fenced(text: str, info: str) -> str:
    ticks = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return f"{ticks} {info}\n{text}\n{ticks}"


def _output(output: dict[str, Any], work: _Work) -> str:
    kind = output.get("output_type")
    if kind == "stream":
        return _fenced(_joined(output.get("text", "")).rstrip("\n"), "{.cell-output}")
    if kind == "error":
        return _fenced(f"{output.get('ename', '')}: {output.get('evalue', '')}", "{.cell-output}")
    data = output.get("data", {})
    for mime in _ORDER:
        if mime in data and (shown := _shown(mime, _joined(data[mime]), output, work)):
            return shown
    return ""


def _shown(mime: str, content: str, output: dict[str, Any], work: _Work) -> str:
    if mime == "text/markdown":
        return content
    if mime == "text/html":
        return _table(content)
    if mime == "text/plain":
        return _fenced(content, "{.cell-output}")
    if mime == "image/svg+xml":
        path = work.picture(embed_svg_fonts(content).encode(), "svg")
    else:
        path = work.picture(base64.b64decode(content), "png")
    alt = attribute(_alt(output).replace("\\", "").replace('"', "”"))
    return f'![]({path}){{fig-alt="{alt}"}}'


def _alt(output: dict[str, Any]) -> str:
    said = output.get("metadata", {}).get("alt") or output.get("metadata", {}).get("image/svg+xml", {})
    if isinstance(said, dict):
        said = said.get("alt")
    plain = _joined(output.get("data", {}).get("text/plain", ""))
    shown = (
        said
        or ("" if plain.startswith(("<", "alt.")) else plain)
        or worded("Chart computed by the cell above")
    )
    return " ".join(str(shown).split())


class _Cells(HTMLParser):
    """Reads the rows of a table; anything active or a second table makes it unreadable."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.head: list[list[str]] = []
        self.body: list[list[str]] = []
        self.tables = 0
        self.active = False
        self._rows = self.body
        self._in_cell = False

    def handle_starttag(self, tag: str, _attributes: list[tuple[str, str | None]]) -> None:
        self.tables += tag == "table"
        self.active = self.active or tag in {"script", "iframe", "link", "object", "embed"}
        if tag in {"thead", "tbody"}:
            self._rows = self.head if tag == "thead" else self.body
        if tag == "tr":
            self._rows.append([])
        if tag in {"td", "th"} and self._rows:
            self._rows[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self._rows[-1][-1] += data


def _table(content: str) -> str:
    """Write a data frame's table as a pipe table, numbers to the right; nothing if it is no single plain table."""
    cells = _Cells()
    cells.feed(re.sub(r"<style\b.*?</style>", "", content, flags=re.DOTALL | re.IGNORECASE))
    width = max((len(row) for row in cells.head + cells.body), default=0)
    if cells.active or cells.tables != 1 or not cells.head or not width:
        return ""
    rows = [[*row, *[""] * (width - len(row))] for row in cells.body]
    # A named index takes a second row of the head, empty elsewhere.
    heads = [" ".join(row[at] for row in cells.head if at < len(row) and row[at]) for at in range(width)]
    numeric = [
        all(_NUMBER.match(row[at].strip()) or not row[at].strip("–- ") for row in rows) for at in range(width)
    ]
    rule = ["---:" if number and rows else ":---" for number in numeric]
    return "\n".join(_row(row) for row in [[_text(cell) for cell in heads], rule, *map(_texts, rows)])


def _texts(row: list[str]) -> list[str]:
    return [_text(cell) for cell in row]


def _text(cell: str) -> str:
    return str(escaped(" ".join(cell.split())))


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
