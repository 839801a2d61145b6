"""What a PDF says and how it is tagged, whichever engine made it: text, structure, outline, metadata, standards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

STANDARDS = ("pdfuaid:part", "pdfaid:part", "pdfaid:conformance")


def read(path: Path) -> dict[str, Any]:
    """Read the content of a PDF.

    Returns
    -------
    dict
        Each part of the content by name, in the form in which it is compared.
    """
    reader = PdfReader(path)
    catalog = reader.trailer["/Root"]
    tags = list(_tags(catalog["/StructTreeRoot"].get("/K")))
    metadata = catalog["/Metadata"].get_object().get_data().decode("utf-8")
    return {
        "words": " ".join(page.extract_text() for page in reader.pages).split(),
        "pages": len(reader.pages),
        "tags": [name for name, _ in tags],
        "alternatives": [alt for _, alt in tags if alt],
        "outline": list(_outline(reader.outline)),
        "links": sorted(_links(reader)),
        "language": str(catalog.get("/Lang", "")),
        "metadata": {
            key: str(value) for key, value in sorted((reader.metadata or {}).items()) if key != "/Creator"
        },
        "standards": {name: _standard(metadata, name) for name in STANDARDS},
    }


def _standard(metadata: str, name: str) -> str:
    found = re.search(rf"<{name}>([^<]*)<|{name}=\"([^\"]*)\"", metadata)
    return (found.group(1) or found.group(2)) if found else ""


def _tags(node: Any) -> Iterator[tuple[str, str]]:
    """Structure elements in reading order, each with its text alternative."""
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, ArrayObject):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, DictionaryObject) and "/S" in node:
        yield str(node["/S"]).removeprefix("/"), str(node.get("/Alt", ""))
        yield from _tags(node.get("/K"))


def _outline(entries: Any, level: int = 1) -> Iterator[tuple[int, str]]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _outline(entry, level + 1)
        else:
            yield level, " ".join(str(entry.title).split())


def _links(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        for note in page.get("/Annots") or []:
            action = note.get_object().get("/A", {})
            if "/URI" in action:
                yield str(action["/URI"])
