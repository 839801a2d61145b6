"""Texts of the site's frame: titles, footers and names of lists of `_quarto.yml`, and what engines add to a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corridor.language import current, defined, noted, worded

# Keys that lead to them.
_PLACES = (
    ("website", "title"),
    ("website", "page-footer", "left"),
    ("website", "page-footer", "right"),
    ("format", "html", "toc-title"),
    ("format", "html", "language", "related-formats-title"),
    ("format", "typst", "toc-title"),
)
# What engines write of themselves, under Quarto's keys, in English.
OF_ENGINES = {
    "crossref-fig-title": noted("Figure"),
    "crossref-fig-prefix": noted("Figure"),
    "crossref-tbl-title": noted("Table"),
    "crossref-tbl-prefix": noted("Table"),
    "crossref-sec-prefix": noted("Section"),
    "callout-note-title": noted("Note"),
    "callout-tip-title": noted("Tip"),
    "callout-important-title": noted("Important"),
    "callout-warning-title": noted("Warning"),
    "callout-caution-title": noted("Caution"),
    "section-title-references": noted("References"),
    "section-title-footnotes": noted("Footnotes"),
}
# Day, month and year in the order of the language.
DATE_FORMAT = "long"


def texts_of(content: dict[str, Any]) -> Iterator[str]:
    """Yield the texts that a project's configuration has."""
    for holder, key in _holders(content):
        yield holder[key]


def translate(content: dict[str, Any]) -> None:
    """Put a configuration into the language that is spoken, and say which it is."""
    if current().english:
        return
    content["lang"] = current().code
    content["date-format"] = DATE_FORMAT
    content["language"] = {key: worded(text) for key, text in OF_ENGINES.items()}
    for holder, key in _holders(content):
        holder[key] = defined(holder[key])


def _holders(content: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the mapping and key of each text."""
    for *way, key in _PLACES:
        holder: Any = content
        for step in way:
            holder = holder.get(step, {}) if isinstance(holder, dict) else {}
        if isinstance(holder, dict) and isinstance(holder.get(key), str):
            yield holder, key
    for link in content.get("format", {}).get("html", {}).get("format-links", []):
        if isinstance(link, dict) and isinstance(link.get("text"), str):
            yield link, "text"
