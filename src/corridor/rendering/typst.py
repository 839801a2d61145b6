"""Typst, through its binding: one document in, one accessible and archivable PDF out."""

from __future__ import annotations

import datetime
import functools
import re
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import typst

from corridor.errors import RenderingError

STANDARDS = ("ua-1", "a-3a")
# In the errors of the two standards Typst says what is missing; this says where an author puts it.
_HINTS = {
    "alt": 'give the picture a fig-alt="…"',
    "title": "give the page a title in its front matter",
    "heading": "let headings go down one level at a time",
}


def version() -> str:
    """Version of Typst, such as 0.15.2."""
    return installed("typst")


@functools.cache
def _fonts(folders: tuple[Path, ...]) -> typst.Fonts:
    """Fonts of the folders, and those inside Typst, which formulas and code are set in."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(path) for path in folders]
    )


def compile_pdf(
    source: str,
    *,
    root: Path,
    fonts: list[Path],
    published: datetime.date,
    name: str,
    standards: tuple[str, ...],
) -> bytes:
    """Compile a document to PDF, the same bytes for the same input.

    Parameters
    ----------
    source : str
        Typst source; paths in it begin with "/", the root.
    root : Path
        Folder that the document may read.
    fonts : list of Path
        Folders with the fonts; besides them only those inside Typst are used, for formulas and code.
    published : datetime.date
        Date written into the PDF.
    name : str
        Page it comes from, for messages.
    standards : tuple of str
        Standards to keep; Typst refuses a document that does not keep them.

    Raises
    ------
    RenderingError
        If Typst refuses the document or warns of anything, such as a font that is not there.
    """
    stamp = datetime.datetime.combine(published, datetime.time(), tzinfo=datetime.UTC)
    arguments: dict[str, Any] = {
        "root": str(root),
        "font_paths": _fonts(tuple(fonts)),
        "ignore_system_fonts": True,
        "format": "pdf",
        "pdf_standards": list(standards),
        "timestamp": stamp,
    }
    try:
        data, warnings = typst.compile_with_warnings(source.encode("utf-8"), **arguments)
    except typst.TypstError as error:
        raise _refused(str(error.message), str(error.diagnostic), list(error.hints), source, name) from None
    if warnings:
        first = warnings[0]
        raise _refused(str(first.message), str(first.diagnostic), list(first.hints), source, name)
    if not isinstance(data, bytes):
        raise RenderingError("Typst gave no PDF", where=name)
    return data


def _refused(message: str, diagnostic: str, hints: list[str], source: str, name: str) -> RenderingError:
    line = re.search(r":(\d+):\d+", diagnostic)
    text = source.split("\n")[int(line.group(1)) - 1].strip() if line else ""
    found = f"{text[:160]}" if text else ""
    advice = next((advice for word, advice in _HINTS.items() if word in message.lower()), "")
    return RenderingError(
        f"Typst refuses the PDF: {message}", where=name, found=found, todo=advice or "; ".join(hints)
    )
