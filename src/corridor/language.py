"""The language that readers are spoken to in, and its texts.

English is written in the code, the templates and the definitions. In another language every text is looked up in the
catalogue of the translation, `locales/<language>/messages.po`; one that it lacks stays English and is noted, so that
a build can say so. In English nothing is looked up and nothing is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corridor.errors import ConfigurationError, listed, suggestion
from corridor.project import Project

if TYPE_CHECKING:
    from babel import Locale

ENGLISH = "en"
FOLDER = "locales"
CATALOGUE = "messages.po"
# Contexts in which a text may mean something else than in the code.
DEFINED, TEMPLATE = "definition", "template"
_PLACE = re.compile(r"\{(\w+)\}")
_LANG = re.compile(r"^lang:\s*[\"']?([\w-]+)", re.M)

# Texts by context and English; those with a number have several forms.
Texts = Mapping[tuple[str, str], tuple[str, ...]]


@dataclass(frozen=True)
class Language:
    """A language with its translations.

    Attributes
    ----------
    code : str
        BCP 47 tag: `fr`, `pt-BR`.
    folder : Path or None
        The translation's folder; None for English.
    texts : mapping
        Translations by context and English text.
    form_of : callable
        Which form of a text a number takes, counted from zero.
    missing : dict of (str, str) to None
        Texts that were asked for and are not translated, in the order in which they were.
    """

    code: str
    folder: Path | None = None
    texts: Texts = field(default_factory=dict)
    form_of: Callable[[int], int] = lambda count: int(count != 1)
    missing: dict[tuple[str, str], None] = field(default_factory=dict, compare=False)

    @property
    def english(self) -> bool:
        """Whether it is English, which is written in the sources."""
        return self.code.partition("-")[0] == ENGLISH

    def look_up(self, message: str, context: str = "", form: int = 0) -> str | None:
        """Return a translation, or None after noting that there is none."""
        found = self.texts.get((context, message))
        if found and len(found) > form and found[form]:
            return found[form]
        self.missing[context, message] = None
        return None


_IN_ENGLISH = Language(ENGLISH)
# What is spoken within `spoken`; elsewhere what `speak` says for the whole process.
_current: ContextVar[Language | None] = ContextVar("language", default=None)
_everywhere: list[Language] = []
_heard: list[Language] = []


def current() -> Language:
    """Return the language that is spoken."""
    return _current.get() or (_everywhere[-1] if _everywhere else _IN_ENGLISH)


def is_english() -> bool:
    """Whether readers are spoken to in English."""
    return current().english


def worded(message: str, /, **parts: object) -> str:
    """Return a text in the language, its named places filled: `worded("published {date}", date=day)`.

    Parameters
    ----------
    message : str
        English, as the catalogue names it; a constant, so that it can be found by `make messages`.
    **parts : object
        What stands at its places, already in the language.
    """
    language = current()
    found = message if language.english else language.look_up(message) or message
    return found.format(**parts) if parts else found


def plural(one: str, many: str, count: int, /, **parts: object) -> str:
    """Return a text that depends on a number: `plural("{count} row", "{count} rows", 3, count="3")`."""
    language = current()
    english = one if count == 1 else many
    if not language.english:
        english = language.look_up(one, form=language.form_of(count)) or english
    return english.format(**parts)


def split(message: str, parts: Mapping[str, object]) -> Iterator[object]:
    """Yield the pieces of a text in the language: what stands between its places, and what stands at them."""
    language = current()
    found = message if language.english else language.look_up(message) or message
    for at, piece in enumerate(_PLACE.split(found)):
        if at % 2:
            yield parts[piece]
        elif piece:
            yield piece


def noted(message: str, /) -> str:
    """Mark a text that is looked up later, by `worded` of what stands in a table; returns it as it is."""
    return message


def defined(message: str, /) -> str:
    """Return a text of the definitions, the sources or the indicators in the language."""
    language = current()
    if language.english or not message.strip():
        return message
    return language.look_up(message, DEFINED) or message


def defined_or_same(message: str, /) -> str:
    """Return what a template prints in the language, if it is a text of the definitions; other text as it is."""
    language = current()
    if language.english:
        return message
    found = language.texts.get((DEFINED, message))
    return found[0] if found else message


def templated(line: str, /) -> str:
    """Return a line of a template in the language."""
    language = current()
    return line if language.english else language.look_up(line, TEMPLATE) or line


def locale() -> Locale:
    """Return what the standard data (CLDR) know of the language."""
    return _locale(current().code)


@cache
def _locale(code: str) -> Locale:
    from babel import Locale  # noqa: PLC0415 - English needs none of it, and it takes its time

    return Locale.parse(code, sep="-")


@contextmanager
def spoken(project: Project, code: str) -> Iterator[Language]:
    """Speak to readers in a language within; also a decorator's body.

    Raises
    ------
    ConfigurationError
        If the project has no translation into it, or its catalogue cannot be read.
    """
    language = read(project, code)
    token = _current.set(language)
    _heard[:] = [language]
    try:
        yield language
    finally:
        _current.reset(token)


def speak(project: Project, code: str) -> None:
    """Speak to readers in a language from now on, in all of this process, as notebooks do.

    Raises
    ------
    ConfigurationError
        As `spoken`.
    """
    _everywhere[:] = [read(project, code)]


def shortfall() -> str:
    """What the translation lacked that was spoken last, in a sentence; empty if nothing."""
    missing = [message for language in _heard for _, message in language.missing]
    if not missing:
        return ""
    place = f"{FOLDER}/{_heard[-1].code}/{CATALOGUE}"
    first = "; ".join(f"“{message[:60]}”" for message in missing[:3])
    return f"{len(missing)} texts stay English, for {place} has no translation of them: {first}"


def of_project(project: Project) -> str:
    """Language of the project: `lang` of `_quarto.yml`, where there is one."""
    path = project.root / "_quarto.yml"
    found = _LANG.search(path.read_text(encoding="utf-8")) if path.is_file() else None
    return found[1] if found else ENGLISH


def translations(project: Project) -> list[str]:
    """Languages that the project has a translation into, sorted."""
    return sorted(path.parent.name for path in project.root.glob(f"{FOLDER}/*/{CATALOGUE}"))


def read(project: Project, code: str) -> Language:
    """Read a language with its translation.

    Raises
    ------
    ConfigurationError
        If there is none, or its catalogue cannot be read.
    """
    if code.partition("-")[0] == ENGLISH:
        return Language(code)
    known = translations(project)
    if code not in known:
        near = suggestion(code, known)
        raise ConfigurationError(
            f"There is no translation into {code}.",
            where=f"{FOLDER}/",
            expected=listed([ENGLISH, *known]),
            found=code,
            todo=f"Add {FOLDER}/{code}/{CATALOGUE}; CONTRIBUTING.md shows how{'; ' + near if near else ''}.",
        )
    from corridor.catalogues import read_catalogue  # noqa: PLC0415 - needs Babel, which English does not

    folder = project.root / FOLDER / code
    texts, form_of = read_catalogue(folder / CATALOGUE, project.relative(folder / CATALOGUE), code)
    return Language(code, folder, texts, form_of)
