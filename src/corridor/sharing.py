"""What a page shows where a link to it is shared: its title, a sentence and a picture.

Sentence and picture go into the page's front matter, as `description`, `image` and `image-alt`, whose meaning both
engines share; the theme's filter writes from them what programs read in the head of the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from corridor import charts as drawing
from corridor.rendering.pages import escaped, plain
from corridor.reports.content import ChartBlock

PICTURE = "share.png"
# A description is cut by those who show it; what comes after is lost.
_LONGEST = 220
_LEAD = re.compile(r"^::: \{\.lead\}\n(.*?)^:::$", re.MULTILINE | re.DOTALL)
_FINDING = r"^::: \{\.finding\}\n(?P<finding>(?:(?!^:::$).)*)^:::$"
_EXHIBIT = re.compile(
    _FINDING + r"(?:(?!^::: \{\.finding\}$).)*?\]\(charts/(?P<chart>[\w-]+)\.svg\)", re.MULTILINE | re.DOTALL
)
# Capitals of the scripts that have them, as far as the project's fonts go.
_CAPITALS = "".join(filter(str.isupper, map(chr, range(0x530))))
_SENTENCE = re.compile(rf"(?<=[.!?])\s+(?=[{_CAPITALS}])")
_FRONT = re.compile(r"\A(---\n)(.*?)(^---\n)", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r'^title: "(.*)"$', re.MULTILINE)
_SUBTITLE = re.compile(r'^subtitle: "(.*)"$', re.MULTILINE)


@dataclass(frozen=True)
class Card:
    """A page's picture: where it is as seen from the page, and what it says."""

    path: str
    finding: str


def description(text: str) -> str:
    """Sentence for a page: as much of its lead as has room, or its subtitle.

    Parameters
    ----------
    text : str
        The page as it is staged.

    Returns
    -------
    str
        Whole sentences of up to 220 characters, but for a first one that is longer.
    """
    lead = _LEAD.search(text)
    if lead is None:
        return plain(_quoted(_SUBTITLE, text))
    told = ""
    for sentence in in_sentences(_flat(lead[1])):
        if told and len(told) + len(sentence) >= _LONGEST:
            break
        told = f"{told} {sentence}".strip()
    return told


def one_line(text: str) -> str:
    """Text in one line; a space that must not break stays."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def in_sentences(text: str) -> list[str]:
    """Part a text into its sentences."""
    return [sentence for sentence in _SENTENCE.split(text) if sentence]


def lead_chart(text: str, charts: Mapping[str, ChartBlock]) -> tuple[str, str] | None:
    """Find the first chart of a page: its finding and its name; None where there is none with a finding."""
    found = _EXHIBIT.search(text)
    if found is None or found["chart"] not in charts:
        return None
    return _flat(found["finding"]), found["chart"]


def draw(text: str, charts: Mapping[str, ChartBlock], line: str) -> tuple[bytes, Card] | None:
    """Draw the picture of a page from its first chart.

    Parameters
    ----------
    text : str
        The page as it is staged.
    charts : mapping
        Its charts.
    line : str
        What stands at the head of the picture, above the title: series, edition, date.

    Returns
    -------
    tuple of bytes and Card, or None
        A PNG and what the page says of it; None where the page has no chart.
    """
    found = lead_chart(text, charts)
    if found is None:
        return None
    finding, name = found
    title = plain(_quoted(_TITLE, text))
    picture = drawing.card(charts[name].chart, title=title, finding=finding, line=line)
    return picture, Card(PICTURE, finding)


def with_head(text: str, card: Card | None) -> str:
    """Write sentence and picture into a page's front matter; what its author wrote there stays.

    Parameters
    ----------
    text : str
        The page as it is staged.
    card : Card or None
        Its picture.
    """
    front = _FRONT.match(text)
    if front is None:
        return text
    told = {"description": description(text)}
    if card is not None:
        told |= {"image": card.path, "image-alt": card.finding}
    new = [(key, value) for key, value in told.items() if value and not _has(front[2], key)]
    lines = "".join(f"{key}: {_marked(key, value)}\n" for key, value in new)
    return f"{front[1]}{front[2]}{lines}{front[3]}{text[front.end() :]}"


def _quoted(key: re.Pattern[str], text: str) -> str:
    """Value of a key of the front matter that stands in quotation marks; empty where there is none."""
    found = key.search(text)
    return "" if found is None else str(json.loads(f'"{found[1]}"'))


def _marked(key: str, value: str) -> str:
    """Text for a key whose value is Markdown; that of a picture is its path."""
    return json.dumps(value if key == "image" else str(escaped(value)), ensure_ascii=False)


def _has(front: str, key: str) -> bool:
    return re.search(rf"^{key}:", front, re.MULTILINE) is not None


def _flat(markdown: str) -> str:
    return one_line(plain(markdown))
