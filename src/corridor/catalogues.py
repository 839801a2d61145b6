"""Catalogues of translations: the `messages.po` of a language, read with Babel, which English does not need."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.pofile import PoFileError, read_po

from corridor.errors import ConfigurationError, listed

_PLACE = re.compile(r"\{(\w+)\}")

Texts = dict[tuple[str, str], tuple[str, ...]]


def read_catalogue(path: Path, name: str, code: str) -> tuple[Texts, Callable[[int], int]]:
    """Read a catalogue.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        What the project calls it, for messages.
    code : str
        BCP 47 tag of the language.

    Returns
    -------
    dict
        Translations by context and English text; those marked as fuzzy are left out.
    callable
        Which form of a text a number takes.

    Raises
    ------
    ConfigurationError
        If the language is not known to the standard data, or the file is no catalogue.
    """
    try:
        Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        raise ConfigurationError(
            f"{code} is not the code of a language.",
            where=name,
            expected="a tag such as fr or pt-BR, which CLDR knows",
            found=code,
            todo="Rename the folder.",
        ) from None
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=code.replace("-", "_"), abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{name} is not a catalogue.",
            where=f"{name}, line {getattr(error, 'lineno', '?')}",
            expected="a gettext catalogue in UTF-8",
            found=str(error),
            todo="Correct that line.",
        ) from None
    texts: Texts = {}
    for message in catalogue:
        if message.id and not message.fuzzy:
            english = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
            held = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
            forms = tuple(form or "" for form in held)
            if forms[0]:
                _require_places(name, message.id, forms)
                texts[message.context or "", english] = forms
    return texts, gettext.c2py(catalogue.plural_expr)


def _require_places(name: str, message: str | Sequence[str], forms: Sequence[str]) -> None:
    """Refuse a translation with a place in braces that the English text does not have."""
    originals = (message,) if isinstance(message, str) else message
    known = {place for one in originals for place in _PLACE.findall(one)}
    for form in forms:
        unknown = set(_PLACE.findall(form)) - known
        if unknown:
            raise ConfigurationError(
                f"{name} has a translation with a place that its English text does not have.",
                where=f"{name}, msgid “{originals[0][:60]}”",
                expected=listed(f"{{{place}}}" for place in known) or "no place in braces",
                found=listed(f"{{{place}}}" for place in unknown),
                todo="Use the places of the English text.",
            )
