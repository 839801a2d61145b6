"""What a page shows to readers and reads out to them, and which words of it are English through and through."""

import re
from collections.abc import Collection, Iterable, Iterator
from html.parser import HTMLParser

# Attributes that are read out, shown, or handed to a script to be shown.
_SHOWN = frozenset(["aria-label", "alt", "title", "placeholder"])
_NO_TEXT = frozenset(["script", "style", "code", "pre", "math"])
_EMPTY = frozenset(["meta", "link", "img", "br", "hr", "input", "col", "source"])
# What programs read of a page where it is shared.
_SHARED = frozenset(["description", "og:title", "og:description", "og:site_name", "og:image:alt"])
# Data, identifiers, addresses, files: what holds a sign of a selector or path, a place of a script, or capitals only.
_CODED = re.compile(
    r"\{\w+\}|`[^`]*`|\S*(?:[=_/@\\]|\.\w{2,5}\b)\S*|\b[A-Z][A-Z0-9-]+\b|\b[a-z]+\d{4}\b|\b[a-z][a-z0-9]*(?:-[a-z]+)+\b"
)
_WORD = re.compile(r"[^\W\d_]{3,}")


class _Shown(HTMLParser):
    def __init__(self, passed_over: Iterable[str]) -> None:
        super().__init__()
        self.found: list[str] = []
        self.language = ""
        self._over = set(passed_over)
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {key: value or "" for key, value in attrs}
        self.language = own.get("lang", self.language) if tag == "html" else self.language
        over = tag in _NO_TEXT or bool(self._over & {own.get("id", ""), *own.get("class", "").split()})
        over = over or (bool(self._open) and self._open[-1])
        if tag not in _EMPTY:
            self._open.append(over)
        if tag == "meta" and {own.get("name"), own.get("property")} & _SHARED:
            self.found.append(own["content"])
        if not over:
            script = own.get("id") in {"search", "compare"}
            self.found += [
                value for key, value in own.items() if key in _SHOWN or (script and key.startswith("data-"))
            ]

    def handle_endtag(self, tag: str) -> None:
        if tag not in _EMPTY and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self._open and self._open[-1]):
            self.found.append(data)


def shown(page: str, passed_over: Iterable[str] = ()) -> tuple[str, list[str]]:
    """Language of a page, and its texts; those within elements of certain ids and classes are passed over."""
    reader = _Shown(passed_over)
    reader.feed(page)
    return reader.language, reader.found


def words(text: str, names: Iterable[str]) -> list[str]:
    """Words without any accent that are neither names, the longest first, nor data."""
    plain = text
    for name in names:
        plain = plain.replace(name, " ").replace(name.replace("'", "’"), " ")
    return [word for word in _WORD.findall(_CODED.sub(" ", plain)) if word.isascii()]


def left(
    texts: Iterable[str], names: Iterable[str], identifiers: Collection[str] = ()
) -> Iterator[tuple[str, list[str]]]:
    """Yield the texts that hold such words, with them; words that identify columns or checks do not count."""
    held = tuple(names)
    for text in dict.fromkeys(" ".join(one.split()) for one in texts):
        found = [word for word in words(text, held) if word not in identifiers]
        if found:
            yield text, found
