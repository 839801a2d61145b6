"""A translation made by a machine, in which every text can be told from one that was left in English.

Each letter that has one gets an accent, and texts of the code stand in brackets. It is written as the translation into
a language that the standard data know, so that numbers, dates and names of economies are that language's own.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from corridor.language import CATALOGUE, FOLDER, TEMPLATE
from corridor.rendering import template_lines
from corridor.statements import VERDICTS

CODE = "fr"
_ACCENTS = str.maketrans(
    "aceghijklnorstuwyzACEGHIJKLNORSTUWYZ",
    "áçéğĥíĵķļñóŕšťúŵýžÁÇÉĞĤÍĴĶĻÑÓŔŠŤÚŴÝŽ",
)
_PLACE = re.compile(r"(\{\w*\})")
# What stays in a line of a template: Markdown's markup, but for the texts in it.
_KEPT = re.compile(template_lines._MARKUP.pattern)
_HELD = re.compile(r"\x00(\d+)\x00")
_LITERAL = re.compile(r'"([^"]*)"')
_KEYS = {*VERDICTS, "unrealistic"}
_FRONT = re.compile(r"((?:title|subtitle|description): *)(.*)")


def accented(text: str) -> str:
    """Give every letter that has one its accent; places in braces stay."""
    return "".join(part if at % 2 else part.translate(_ACCENTS) for at, part in enumerate(_PLACE.split(text)))


def said(text: str) -> str:
    """A text of the code as the translation has it."""
    return f"‹{accented(text)}›"


def line(text: str) -> str:
    """A line of a template as the translation has it: figures and conditions stay, but for the texts in them."""
    head = _FRONT.match(text)
    if head:
        return head[1] + line(head[2])
    tags = [_LITERAL.sub(_literal, tag) for tag in template_lines._TAG.findall(text)]
    places = iter(range(len(tags)))
    held = template_lines._TAG.sub(lambda _: f"\x00{next(places)}\x00", text)
    return _HELD.sub(lambda place: tags[int(place[1])], "".join(_pieces(held)))


def _pieces(text: str) -> Iterator[str]:
    at = 0
    for kept in _KEPT.finditer(text):
        yield text[at : kept.start()].translate(_ACCENTS)
        yield _LITERAL.sub(_literal, kept[0]) if kept[0][0] in "<{" else kept[0]
        at = kept.end()
    yield text[at:].translate(_ACCENTS)


def _literal(found: re.Match[str]) -> str:
    before = found.string[: found.start()]
    attribute = re.search(r"([\w-]+)=$", before)
    is_text = template_lines._TEXT.search(found[1]) and found[1] not in _KEYS
    if attribute:
        is_text = attribute[1] in {"title", "fig-alt", "aria-label", "alt", "placeholder"}
    return f'"{"".join(_pieces(found[1]))}"' if is_text or found[1] in _WORDS else found[0]


# Words that templates hand to their macros.
_WORDS = {"from", "since", "hold"}


def write(root: Path, template: bytes) -> Path:
    """Write the translation into a project, and return its catalogue's path."""
    source, locale = read_po(BytesIO(template)), Locale.parse(CODE)
    catalogue = Catalog(locale=locale, charset="utf-8")
    for message in source:
        if not message.id:
            continue
        of = line if message.context == TEMPLATE else said if message.context is None else accented
        several = isinstance(message.id, tuple)
        # French has three forms: the last is that of large round numbers.
        string = tuple(of(one) for one in (*message.id, message.id[-1])) if several else of(message.id)
        catalogue.add(message.id, string, context=message.context)
    path = root / FOLDER / CODE / CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0)
    return path
