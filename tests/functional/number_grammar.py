"""The grammar of numbers: what a sentence with figures must never look like, whatever the figures are.

Works on a page's `.qmd` text, so that every economy's prose can be read without rendering it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

NBSP = "\u00a0"
MINUS = "\u2212"
_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\([^)]*\)(?:\{[^}]*\})?")
_SPAN = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\{[^}]*\}")
_CITATION = re.compile(r"\s?\[@[^\]]+\]")
# Divisions whose text is a label rather than sentences.
_LABELS = {"key-figure", "finding", "measure", "source-note", "small"}
_HEADING = re.compile(r"^#{1,6} ")
_ABBREVIATIONS = re.compile(r"\b(?:Rev|SYB|e\.g|i\.e|No|St)\.$")

_SIZE = rf"(?:\d[\d,.]*(?:{NBSP}(?:million|billion|trillion))?)"
_DOWN_OR_UP = (
    r"(?:fall|falls|fallen|fell|rise|rises|risen|rose|grow|grows|grown|grew|shrink|shrinks|shrunk|shrank|lose|loses|"
    r"lost|gain|gains|gained|drop|drops|dropped|decline|declines|declined|increase|increases|increased)"
)
_ONE_OF_MANY = (
    r"(?:persons|people|migrants|immigrants|emigrants|refugees|students|years|economies|residents|workers|times"
    r"|women)"
)
# Each rule: what it is called, and a pattern that must not be found in a sentence.
RULES = {
    "a placeholder of the program": re.compile(r"\b(?:None|nan|NaN|inf|Undefined|undefined|True|False)\b|<<|>>|<%|%>"),
    "a direction and a sign": re.compile(rf"\b{_DOWN_OR_UP}(?: \w+)?(?: by| of)? [{MINUS}-]\s?\d"),
    "a plural with one": re.compile(rf"(?<![\d.,])1{NBSP}?\s{_ONE_OF_MANY}\b"),
    "a singular with many": re.compile(r"\b(?:[2-9]|\d{2,})\s(?:person|migrant|student|refugee|economy|country)\b"),
    "a rank among one": re.compile(r"\bamong the (?:no|one) economies\b"),
    "an ordinal written wrong": re.compile(
        r"\b\d*(?:(?<!1)1(?:th|nd|rd)|(?<!1)2(?:th|st|rd)|(?<!1)3(?:th|st|nd)|1[123](?:st|nd|rd))\b"
    ),
    "a change by nothing": re.compile(rf"\bby 0(?:\.0+)?(?:{NBSP}%)?(?=[\s,;)]|\.(?!\d))"),
    "a negative zero": re.compile(rf"{MINUS}0(?:\.0+)?(?!\d|[.,]\d)"),
    "a hyphen for a minus": re.compile(r"(?<![\w–])-\d"),
    "a unit told twice": re.compile(
        rf"%{NBSP}?\s?%|% of population of (?:its|the) population|a year a year|US\$\s?US\$|per cent{NBSP}?\s?%"
        rf"|(?:million|billion){NBSP}?\s(?:million|billion)"
    ),
    "a dash for a number": re.compile(r"\b(?:was|is|were|are|to|from|of|by|at|with) –(?=[\s.,;)])"),
    "an empty bracket": re.compile(r"\(\s*\)|\[\s*\]"),
    "a space before a stop": re.compile(r"[ \u00a0][,.;:](?:\s|$)"),
    "two stops": re.compile(r"\.\.|,,|;;|, ?\.|; ?\."),
    "two spaces": re.compile(r"\S  +\S"),
    "a word twice": re.compile(r"\b(the|of|in|a|an|to|and|by|from|with|its|is|are|at|for|on) \1\b", re.IGNORECASE),
    "an article before a vowel": re.compile(r"\ba (?:8|11|18|8\d|eighth|eleventh|eighteenth)\b"),
    "a number and no space before its unit": re.compile(r"\d%|\d(?:million|billion)"),
    "a number that was not rounded": re.compile(r"(?<![\d.])\d+\.\d{4,}|(?<![\d,])\d{5,}(?![\d,])"),
    "a decimal for persons": re.compile(r"\d\.\d (?:persons|people|migrants)\b"),
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """A sentence that breaks a rule."""

    rule: str
    sentence: str


def paragraphs(qmd: str) -> Iterator[str]:
    """Paragraphs of running text without markup: no front matter, headings, tables, pictures or labels."""
    body = _prose(qmd)
    open_divs: list[str] = []
    for block in re.split(r"\n\s*\n", body):
        lines = []
        for line in block.splitlines():
            if line.startswith(":::"):
                _follow(open_divs, line)
            elif line.strip() and not _markup(line) and not _LABELS & set(open_divs):
                lines.append(line.strip())
        for paragraph in re.split(r"(?:^|\n)- ", "\n".join(lines)):
            if paragraph.strip():
                yield plain(re.sub(r"\s*\n\s*", " ", paragraph.strip()))


def _prose(qmd: str) -> str:
    """Leave out what is no prose: front matter, blocks of code, the record of the figures."""
    body = re.sub(r"\A---\n.*?\n---\n", "", qmd, flags=re.DOTALL)
    body = re.sub(r"^```.*?^```$", "", body, flags=re.DOTALL | re.MULTILINE)
    return re.split(r"^## Where the figures come from", body, flags=re.MULTILINE)[0]


def labels(qmd: str) -> Iterator[str]:
    """Short texts that are no sentences: key figures, findings and measures of charts and tables."""
    for name in sorted(_LABELS):
        for text in re.findall(
            rf"^::: {{\.{name}}}\n(.*?)\n:::$", _prose(qmd), flags=re.MULTILINE | re.DOTALL
        ):
            yield plain(re.sub(r"\s*\n\s*", " ", text.strip()))


def _follow(open_divs: list[str], line: str) -> None:
    """Note that a fenced division opens or closes."""
    opened = re.match(r":::+ *\{\.([\w-]+)", line)
    if opened or line.strip(": "):
        open_divs.append(opened.group(1) if opened else line.strip(": {}"))
    elif open_divs:
        open_divs.pop()


def sections(qmd: str) -> dict[str, list[str]]:
    """Paragraphs by the heading that they stand under, sub-headings with their parents'."""
    parts = re.split(r"^## +(.*?)(?: \{#[\w-]+\})?$", qmd, flags=re.MULTILINE)
    return {head: list(paragraphs(text)) for head, text in zip(parts[1::2], parts[2::2], strict=True)}


def sentences(paragraph: str) -> list[str]:
    """Sentences of a paragraph."""
    found: list[str] = []
    for piece in re.split(r"(?<=[.!?])\s+(?=[A-Z“(])", paragraph):
        if found and _ABBREVIATIONS.search(found[-1]):
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return found


def plain(text: str) -> str:
    """Text of a line of markdown: links and spans by their words, no emphasis, no citation keys."""
    text = _CITATION.sub("", text)
    for pattern in (_LINK, _SPAN, _LINK):
        text = pattern.sub(r"\1", text)
    text = re.sub(r"@(?:fig|tbl|sec)-[\w-]+", "Figure N", text)
    text = re.sub(r"@([\w-]+)", "Source", text)
    return re.sub(r"(?<!\\)\*{1,2}", "", text).replace("\\", "")


def faults(text: str) -> list[Fault]:
    """Breaches of the rules in a piece of running text."""
    return [
        Fault(name, sentence)
        for sentence in sentences(text)
        for name, pattern in RULES.items()
        if pattern.search(sentence)
    ]


def unfinished(paragraph: str) -> bool:
    """Whether a paragraph of sentences does not start and end as sentences do."""
    return not re.match(r"[A-Z“(0-9\u201c]", paragraph) or not re.search(r"[.:?!”)]$", paragraph)


def _markup(line: str) -> bool:
    start = line.strip()
    return bool(_HEADING.match(start)) or start.startswith((":::", "|", "![", "```", ": ", "- [", "{{<"))
