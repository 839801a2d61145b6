"""Templates and written pages in other languages: each line that holds text for readers is a text of the catalogue.

A line is translated with all that stands in it, figures and conditions included, so that a translation can put its
sentence together as its grammar wants: other words, another order, other conditions. English lines are compiled as
they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corridor.language import current, templated

_COMMENT = re.compile(r"<#.*?#>", re.S)
_TAG = re.compile(r"<%.*?%>|<<.*?>>", re.S)
_LITERAL = re.compile(r"\"([^\"]*)\"|'([^']*)'")
# A literal that is text and no key: words with a space between or around them, or a capital letter at the beginning.
_TEXT = re.compile(r"[A-Za-z][^/_]* |^ .*[A-Za-z]|^[A-Z][a-z]+[^/_.]*$")
# What Markdown and Quarto take as markup: attributes, targets of links, citations, code, raw HTML.
_SHOWN_ATTRIBUTE = re.compile(r"(?:title|fig-alt|aria-label|alt|placeholder|data-text-\w+)=\"([^\"]*)\"")
_MARKUP = re.compile(
    r"\{[^{}]*\}|\$[^\s$](?:[^$]*[^\s$])?\$|\]\([^()]*\)|\[@[^\]]*\]|@[a-z]+-[\w-]*|`[^`]*`|</?[a-zA-Z][^<>]*>|&\w+;"
)
_WORD = re.compile(r"[A-Za-z]{2,}")
# What opens and closes a formula.
_FENCE = "$$"
_FRONT_TEXT = re.compile(r"(?:title|subtitle|description|abstract|toc-title):(.*)")
_FRONT_LANGUAGE = re.compile(r"^lang: en$", re.M)


def messages(source: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a template that hold text for readers, with their numbers, without surrounding blanks."""
    front, apart = _front(source), False
    for number, line in enumerate(_without_comments(source).split("\n"), 1):
        stripped = line.strip()
        apart ^= stripped == _FENCE
        if number < front:
            text = _FRONT_TEXT.match(stripped)
            if text and _WORD.search(visible(text[1])):
                yield number, stripped
        elif not apart and _WORD.search(visible(stripped)):
            yield number, stripped


def translated(source: str) -> str:
    """Exchange the lines of a template for those of the language that is spoken, and say so in its front matter."""
    lines = _without_comments(source).split("\n")
    for number, message in messages(source):
        line = lines[number - 1]
        at = line.index(message)
        lines[number - 1] = line[:at] + templated(message) + line[at + len(message) :]
    return _FRONT_LANGUAGE.sub(f"lang: {current().code}", "\n".join(lines), count=1)


def visible(line: str) -> str:
    """What a reader may see of a line: its text without markup, and the texts that stand in tags and attributes."""
    tags = _TAG.findall(line)
    bare = _TAG.sub(" ", line)
    shown = [match[1] for match in _SHOWN_ATTRIBUTE.finditer(bare)]
    literals = [one for tag in tags for pair in _LITERAL.findall(tag) for one in pair if _TEXT.search(one)]
    return " ".join([_MARKUP.sub(" ", bare), *shown, *literals])


def _without_comments(source: str) -> str:
    """Blank out comments, which may hold anything, and keep the lines."""
    return _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source)


def _front(source: str) -> int:
    """Line on which the front matter of a page ends; zero where there is none."""
    rules = [number for number, line in enumerate(source.split("\n"), 1) if line == "---"]
    return rules[1] if len(rules) > 1 else 0
