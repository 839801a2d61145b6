"""What a source declares about itself in `source.yml`, and the refusal of anything else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NoReturn

from corridor.errors import ConfigurationError, listed
from corridor.project import read_yaml, refuse_unknown

ECONOMIES = "economies"
_TYPES = ("string", "integer", "number")
_STATUSES = ("observed", "estimated", "by_variant")
_SOURCE_TEXTS = ("id", "publisher", "abbreviation", "title", "citation", "licence", "link")
_SOURCE_KEYS = {*_SOURCE_TEXTS, "status", "limits", "columns", "vintages"}
_COLUMN_NEEDS = {"type", "unit", "meaning", "key"}
_COLUMN_KEYS = _COLUMN_NEEDS | {"codes", "also", "optional"}
# Not what Windows takes for a device: editions are unpacked there too.
NAME = r"(?!(?:con|prn|aux|nul|com\d|lpt\d)$)[a-z][a-z0-9_-]{0,63}"
_IDENTIFIER = (NAME, "small letters, digits, hyphens and underscores, beginning with a letter")
_VINTAGE_NEEDS = {"file", "sha256", "published", "title", "label", "coverage", "years"}
_VINTAGE_KEYS = _VINTAGE_NEEDS | {"citation", "accepted"}


@dataclass(frozen=True)
class Column:
    """One column of a source's tables.

    Attributes
    ----------
    name, type, unit, meaning : str
        Type is `string`, `integer` or `number`; unit and meaning are in words.
    key : bool
        Whether it is part of what identifies a row.
    codes : {"economies"} or tuple of str or None
        The values allowed: economies of the code list, those listed, or any.
    also : tuple of str
        Values allowed beside the economies, such as `WLD` or `OTH`.
    optional : bool
        Whether a field may be blank.
    """

    name: str
    type: str
    unit: str
    meaning: str
    key: bool
    codes: Literal["economies"] | tuple[str, ...] | None = None
    also: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class Limit:
    """Something to know before using a source, as a sentence that a report can print.

    Attributes
    ----------
    text : str
        The sentence.
    economies, vintages : tuple of str
        What it concerns; empty means all.
    """

    text: str
    economies: tuple[str, ...] = ()
    vintages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vintage:
    """One release of a source.

    Attributes
    ----------
    id, file, sha256 : str
        Name, file in the source's folder, digest of its bytes in hexadecimal.
    published : str
        When the release came out, as exactly as known: `2024`, `2024-07` or `2024-07-11`.
    title, label : str
        Full and short name: "World Population Prospects 2024", "WPP 2024".
    coverage : str
        Economies and years it covers, in words.
    years : tuple of int
        First and last year.
    citation : str
        How this release is cited, where its source's own citation does not do; else empty.
    accepted : str
        Why it was admitted although it differs from the release before beyond the usual; empty where it does not.
    findings : tuple of str
        What was accepted.
    """

    id: str
    file: str
    sha256: str
    published: str
    title: str
    label: str
    coverage: str
    years: tuple[int, int]
    citation: str = ""
    accepted: str = ""
    findings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A publisher's series of tables.

    Attributes
    ----------
    id, publisher, abbreviation, title, citation, licence, link : str
        Who publishes it, how it is cited, on what terms it is used, its public page.
    status : str
        How its figures are labelled: `observed`, `estimated`, or `by_variant` where a column
        tells estimates from projections.
    limits : tuple of Limit
        What to know before using it.
    columns : tuple of Column
        In the order of the tables.
    vintages : mapping of str to Vintage
        Its releases, by identifier.
    code_list : mapping of str to str
        Kind of every code of `definitions/economies.csv`: economy, world or residual.
    """

    id: str
    publisher: str
    abbreviation: str
    title: str
    citation: str
    licence: str
    link: str
    status: str
    limits: tuple[Limit, ...]
    columns: tuple[Column, ...]
    vintages: Mapping[str, Vintage]
    code_list: Mapping[str, str] = field(repr=False, compare=False)

    @property
    def key(self) -> tuple[str, ...]:
        """Names of the columns that identify a row."""
        return tuple(column.name for column in self.columns if column.key)

    def column(self, name: str) -> Column:
        """Return the declaration of a column.

        Raises
        ------
        KeyError
            If the source has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def limits_for(self, vintage_id: str, economies: tuple[str, ...] = ()) -> tuple[Limit, ...]:
        """Limits that concern a vintage and any of some economies, or every economy."""
        return tuple(
            limit
            for limit in self.limits
            if (not limit.vintages or vintage_id in limit.vintages)
            and (not limit.economies or set(limit.economies) & set(economies))
        )


def parse_source(path: Path, name: str, code_list: Mapping[str, str]) -> Source:
    """Read `source.yml`.

    Parameters
    ----------
    path : Path
        The file, in the source's folder.
    name : str
        What the project calls it, for messages.
    code_list : mapping of str to str
        Kind of every code that the project knows.

    Raises
    ------
    ConfigurationError
        If a key is unknown or missing, or a value is not of its kind; file and key are named.
    """
    content = read_yaml(path, name)
    refuse_unknown(content, _SOURCE_KEYS, name, required=_SOURCE_KEYS)
    if content["id"] != path.parent.name:
        _refuse(name, "id", f"{path.parent.name}, like the folder", content["id"])
    # Identifiers stand in addresses, anchors and names of files.
    _match(name, "id", str(content["id"]), *_IDENTIFIER)
    _match(
        name, "link", str(content["link"]), r"https?://[^\s\"'<>`\\]+", "an address that begins with https://"
    )
    _one_of(name, "status", content["status"], _STATUSES)
    codes = frozenset(code_list)
    columns = _columns(content["columns"], name, codes)
    if content["status"] == "by_variant" and "variant" not in {column.name for column in columns}:
        _refuse(name, "status", "a column `variant` beside by_variant", "none")
    vintages = _vintages(content["vintages"], name)
    return Source(
        **{
            key: _text(name, key, content[key])
            for key in ("id", "publisher", "abbreviation", "title", "citation", "licence")
        },
        link=_text(name, "link", content["link"]),
        status=content["status"],
        limits=_limits(content["limits"], name, codes, frozenset(vintages)),
        columns=columns,
        vintages=vintages,
        code_list=code_list,
    )


def _columns(content: object, name: str, codes: frozenset[str]) -> tuple[Column, ...]:
    columns = []
    for column, fields in _mapping(name, "columns", content).items():
        at = f"columns.{column}"
        _match(name, at, str(column), *_IDENTIFIER)
        refuse_unknown(_mapping(name, at, fields), _COLUMN_KEYS, f"{name}, {at}", required=_COLUMN_NEEDS)
        _one_of(name, f"{at}.type", fields["type"], _TYPES)
        for flag in ("key", "optional"):
            if not isinstance(fields.get(flag, False), bool):
                _refuse(name, f"{at}.{flag}", "true or false", fields[flag])
        columns.append(_column(str(column), fields, name, at, codes))
    if not any(column.key for column in columns):
        _refuse(name, "columns", "at least one column with `key: true`", "none")
    return tuple(columns)


def _column(column: str, fields: dict[str, Any], name: str, at: str, known: frozenset[str]) -> Column:
    codes, also, optional = fields.get("codes"), fields.get("also", []), fields.get("optional", False)
    if codes is not None and fields["type"] != "string":
        _refuse(name, f"{at}.codes", "codes of a string column only", fields["type"])
    if optional and fields["key"]:
        _refuse(name, f"{at}.optional", "a key column without blanks", "optional: true")
    allowed: Literal["economies"] | tuple[str, ...] | None = None
    if codes == ECONOMIES:
        allowed = "economies"
    elif codes is not None:
        allowed = _strings(name, f"{at}.codes", codes)
    extra = _strings(name, f"{at}.also", also, known=known)
    if extra and codes != ECONOMIES:
        _refuse(name, f"{at}.also", "`codes: economies` beside it", str(codes))
    text = {key: _text(name, f"{at}.{key}", fields[key]) for key in ("unit", "meaning")}
    return Column(
        column, fields["type"], key=fields["key"], codes=allowed, also=extra, optional=optional, **text
    )


def _limits(content: object, name: str, codes: frozenset[str], vintages: frozenset[str]) -> tuple[Limit, ...]:
    if not isinstance(content, list):
        _refuse(name, "limits", "a list", type(content).__name__)
    limits = []
    for position, fields in enumerate(content, 1):
        at = f"limits, entry {position}"
        keys = {"text", "economies", "vintages"}
        refuse_unknown(_mapping(name, at, fields), keys, f"{name}, {at}", required={"text"})
        limits.append(
            Limit(
                _text(name, at, fields["text"]),
                _strings(name, f"{at}, economies", fields.get("economies", []), known=codes),
                _strings(name, f"{at}, vintages", fields.get("vintages", []), known=vintages),
            )
        )
    return tuple(limits)


def _vintages(content: object, name: str) -> dict[str, Vintage]:
    vintages = {}
    for vintage, fields in _mapping(name, "vintages", content).items():
        at = f"vintages.{vintage}"
        refuse_unknown(_mapping(name, at, fields), _VINTAGE_KEYS, f"{name}, {at}", required=_VINTAGE_NEEDS)
        given = [key for key in fields if key not in ("years", "accepted")]
        text = {key: _text(name, f"{at}.{key}", fields[key]) for key in given}
        _match(
            name, f"{at}.file", text["file"], r"[a-z0-9_-]+\.csv\.gz", "a file name such as rev2024.csv.gz"
        )
        _match(name, f"{at}.sha256", text["sha256"], r"[0-9a-f]{64}", "64 hexadecimal digits in lower case")
        _match(name, f"{at}", str(vintage), *_IDENTIFIER)
        dated = "a quoted date such as '2024-07-11', '2024-07' or '2024'"
        _match(name, f"{at}.published", text["published"], r"\d{4}(-\d\d){0,2}", dated)
        years = fields["years"]
        if not (isinstance(years, list) and len(years) == 2 and all(type(year) is int for year in years)):
            _refuse(name, f"{at}.years", "[first, last]", years)
        reason, accepted = _accepted(fields.get("accepted"), name, f"{at}.accepted")
        vintages[str(vintage)] = Vintage(
            id=str(vintage), years=(years[0], years[1]), accepted=reason, findings=accepted, **text
        )
    if not vintages:
        _refuse(name, "vintages", "at least one", "none")
    labels = [vintage.label for vintage in vintages.values()]
    if doubled := [label for label in labels if labels.count(label) > 1]:
        # Charts and sentences tell vintages apart by their labels.
        _refuse(name, "vintages, label", "a label for each that no other has", doubled[0])
    return vintages


def _accepted(content: object, name: str, at: str) -> tuple[str, tuple[str, ...]]:
    if content is None:
        return "", ()
    keys = {"reason", "findings"}
    refuse_unknown(held := _mapping(name, at, content), keys, f"{name}, {at}", required=keys)
    return _text(name, f"{at}.reason", held["reason"]), _strings(name, f"{at}.findings", held["findings"])


def _mapping(name: str, at: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        _refuse(name, at, "keys and values", type(value).__name__)
    return value


def _text(name: str, at: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        _refuse(name, at, "text", repr(value))
    return value.strip()


def _match(name: str, at: str, value: str, pattern: str, expected: str) -> None:
    if not re.fullmatch(pattern, value, flags=re.ASCII):
        _refuse(name, at, expected, value)


def _strings(name: str, at: str, value: object, known: frozenset[str] | None = None) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        _refuse(name, at, "a list of words (quote those that YAML reads as something else)", repr(value))
    unknown = [] if known is None else [item for item in value if item not in known]
    if unknown or len(set(value)) != len(value):
        _refuse(name, at, "known identifiers, each once", listed(unknown or value))
    return tuple(value)


def _one_of(name: str, at: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        _refuse(name, at, listed(allowed), value)


def _refuse(name: str, at: str, expected: str, found: object) -> NoReturn:
    raise ConfigurationError(
        f"{name} does not declare its source rightly.",
        where=f"{name}, key {at}",
        expected=expected,
        found=str(found),
        todo="Correct the declaration.",
    )
