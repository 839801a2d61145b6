"""Executed notebooks made ready for Pandoc: of each output the one form that a page can show."""

from __future__ import annotations

import base64
import html
import json
import re
from typing import Any
from urllib.parse import quote

from corridor.errors import RenderingError
from corridor.rendering.fonts import embed_svg_fonts

# From the richest to the plainest; the first that an output has is shown.
_ORDER = ("image/svg+xml", "image/png", "text/markdown", "text/html", "text/plain")
_ACTIVE = re.compile(r"<(script|iframe|link|object|embed)\b", re.IGNORECASE)


def markdown(text: str, name: str) -> str:
    """Write an executed notebook as Markdown: its text, its code, its results, nothing active.

    Parameters
    ----------
    text : str
        The notebook's JSON.
    name : str
        Its path, for messages.

    Raises
    ------
    RenderingError
        If it is no notebook.
    """
    try:
        cells = json.loads(text)["cells"]
    except (ValueError, KeyError, TypeError):
        raise RenderingError("this is no notebook", where=name, expected="a .ipynb file with cells") from None
    return "\n\n".join(part for cell in cells for part in _cell(cell)) + "\n"


def _joined(value: Any) -> str:
    return "".join(value) if isinstance(value, list) else str(value)


def _cell(cell: dict[str, Any]) -> list[str]:
    source = _joined(cell.get("source", "")).strip("\n")
    tags = cell.get("metadata", {}).get("tags", [])
    if cell.get("cell_type") == "markdown":
        return [source]
    if cell.get("cell_type") != "code":
        return []
    parts = [] if "remove-input" in tags or not source else [_fenced(source, "{.python .cell-code}")]
    if "remove-output" not in tags:
        parts += [shown for output in cell.get("outputs", []) if (shown := _output(output))]
    return parts


def _fenced(text: str, info: str) -> str:
    ticks = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return f"{ticks} {info}\n{text}\n{ticks}"


def _output(output: dict[str, Any]) -> str:
    kind = output.get("output_type")
    if kind == "stream":
        return _fenced(_joined(output.get("text", "")).rstrip("\n"), "{.cell-output}")
    if kind == "error":
        return _fenced(f"{output.get('ename', '')}: {output.get('evalue', '')}", "{.cell-output}")
    data = output.get("data", {})
    for mime in _ORDER:
        if mime in data and not (mime == "text/html" and _ACTIVE.search(_joined(data[mime]))):
            return _shown(mime, _joined(data[mime]), output)
    return ""


def _shown(mime: str, content: str, output: dict[str, Any]) -> str:
    if mime == "text/markdown":
        return content
    if mime == "text/html":
        return _fenced(f'<div class="table-scroll">\n{_plain_table(content)}\n</div>', "{=html}")
    if mime == "text/plain":
        return _fenced(content, "{.cell-output}")
    alt = html.escape(_alt(output), quote=True)
    return _fenced(
        f'<p class="cell-picture"><img src="{_data_address(mime, content)}" alt="{alt}"></p>', "{=html}"
    )


def _plain_table(content: str) -> str:
    """Leave the looks of a table to the style sheet; its numbers get a class, to stand to the right."""
    content = re.sub(r"<style\b.*?</style>", "", content, flags=re.DOTALL | re.IGNORECASE)
    content = re.sub(r'\s(border="1"|style="[^"]*")', "", content)
    return re.sub(r"<td>(?=[−-]?\d[\d,.\s]*%?</td>)", '<td class="number">', content)


def _alt(output: dict[str, Any]) -> str:
    said = output.get("metadata", {}).get("alt") or output.get("metadata", {}).get("image/svg+xml", {})
    if isinstance(said, dict):
        said = said.get("alt")
    plain = _joined(output.get("data", {}).get("text/plain", ""))
    return str(
        said or ("" if plain.startswith(("<", "alt.")) else plain) or "Chart computed by the cell above"
    )


def _data_address(mime: str, content: str) -> str:
    if mime == "image/svg+xml":
        return "data:image/svg+xml," + quote(embed_svg_fonts(content), safe=" =:/;,'()")
    return f"data:{mime};base64," + base64.b64encode(base64.b64decode(content)).decode("ascii")
