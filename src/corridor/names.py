"""Names of economies in another language than English: those that its translation decides on, otherwise those of CLDR.

English names follow United Nations usage, which the standard data do not always do. What a translation has to decide on
stands in `names.csv` of its folder: code, name in running text, short name for charts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corridor import cldr
from corridor.errors import ConfigurationError
from corridor.language import FOLDER, Language, defined
from corridor.plain_texts import read_rows

if TYPE_CHECKING:
    from corridor.economies import Economy

FILE = "names.csv"
_COLUMNS = ["iso3", "name", "short"]


def named(economies: Mapping[str, Economy], language: Language) -> dict[str, Economy]:
    """Give economies their names in the language that is spoken.

    Parameters
    ----------
    economies : mapping of str to Economy
        With English names, by code.
    language : Language
        The language.

    Raises
    ------
    ConfigurationError
        If the translation's `names.csv` is not as it must be.
    """
    own = _read(language.folder / FILE) if language.folder else {}
    for code in own:
        if code not in economies:
            raise _refused(
                language, f"names an economy that does not exist: {code}", "codes of economies.csv", code
            )
    return {code: _named(one, own.get(code)) for code, one in economies.items()}


def _named(one: Economy, own: tuple[str, str] | None) -> Economy:
    if own is not None:
        text, short = own
        return replace(one, name=text, text=text, short=short or text, article="")
    found = cldr.territory(one.iso2)
    if found is None:
        return replace(
            one, name=defined(one.name), text=defined(one.in_text), short=defined(one.short), article=""
        )
    return replace(one, name=found, text=found, short=found, article="")


@cache
def _read(path: Path) -> dict[str, tuple[str, str]]:
    if not path.is_file():
        return {}
    heads, rows, _ = read_rows(path, f"{FOLDER}/{path.parent.name}/{FILE}")
    if heads != _COLUMNS or any(None in row or None in row.values() or not row["name"] for row in rows):
        raise ConfigurationError(
            f"{FOLDER}/{path.parent.name}/{FILE} is not a table of names.",
            where=f"{FOLDER}/{path.parent.name}/{FILE}",
            expected=",".join(_COLUMNS) + ", each row with a code and a name",
            found=",".join(heads),
            todo="Correct the head or the row.",
        )
    return {row["iso3"]: (row["name"], row["short"]) for row in rows}


def _refused(language: Language, problem: str, expected: str, found: str) -> ConfigurationError:
    place = f"{FOLDER}/{language.code}/{FILE}"
    return ConfigurationError(
        f"{place} {problem}.", where=place, expected=expected, found=found, todo="Correct the row."
    )
