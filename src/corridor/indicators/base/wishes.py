"""What indicators ask of tables: values of columns, and which column is meant by the figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corridor import formats
from corridor.errors import ConfigurationError, listed
from corridor.indicators.base.figures import Codes
from corridor.language import is_english
from corridor.source_declarations import Column


@dataclass(frozen=True)
class Except:
    """A condition that leaves values out: `origin=Except("OTH", "UNK")`."""

    values: Codes

    def __init__(self, *values: str) -> None:
        object.__setattr__(self, "values", values)


# What is asked of a column.
Wish = Codes | Except


def wish(wanted: object) -> Wish:
    """What is asked of a column, in one form: 2020 and 2020.0 are equal, but they are not spelled alike."""
    if isinstance(wanted, Except):
        return wanted
    return tuple(map(str, wanted)) if isinstance(wanted, tuple) else (str(wanted),)


def measures(columns: Mapping[str, Column]) -> tuple[str, ...]:
    """Names of the number columns that are no key."""
    return tuple(
        name for name, column in columns.items() if not column.key and column.type in ("integer", "number")
    )


def only_measure(columns: Mapping[str, Column], source_id: str) -> str:
    """Name of the one column that holds the figures.

    Raises
    ------
    ConfigurationError
        If there are several, or it has blanks.
    """
    known = measures(columns)
    if len(known) != 1 or columns[known[0]].optional:
        raise ConfigurationError(
            f"{source_id} has no single measure that is always given.",
            expected="one number column that is no key and has no blanks",
            found=listed(known) or "none",
            todo="Say which is meant: `tables[source].measuring(column)`.",
        )
    return known[0]


def joined(names: Iterable[str]) -> str:
    """Names as a sentence lists them: "a", "a and b", "a, b and c"."""
    parts = list(names)
    if not is_english():
        return formats.joined(parts)
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1] if parts else "") if part)
