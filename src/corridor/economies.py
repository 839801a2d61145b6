"""Codes and names of economies, and the regions they form.

Names follow United Nations usage. Every economy has its full name, a form for running text with its article, and
a short form for charts and tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from corridor import seen
from corridor.errors import ConfigurationError, UsageError, listed, suggestion
from corridor.language import current, defined_or_same, is_english
from corridor.plain_texts import read_rows
from corridor.project import Project, read_yaml, refuse_unknown, text_of

_CODE, _CODE_2 = re.compile(r"[A-Z]{3}"), re.compile(r"([A-Z]{2})?")
_REGION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KINDS_OF_CODES = ("economy", "residual", "world")
_COLUMNS = [
    "iso3",
    "iso2",
    "m49",
    "name",
    "name_text",
    "name_short",
    "article",
    "kind",
    "region",
    "subregion",
    "intermediate_region",
    "escap",
    "escap_subregion",
    "ldc",
    "lldc",
    "sids",
    "in_wpp2024",
]


@dataclass(frozen=True)
class Economy:
    """A country, territory or residual category of the code list.

    Attributes
    ----------
    iso3 : str
        ISO 3166-1 alpha-3 code, or one of the publishers' own codes (`XKX`, `WLD`, `OTH`, …).
    name, text, short : str
        Full name, name in running text without article, name in charts.
    article : str
        "the", or empty.
    kind : str
        `economy`, `world`, or `residual` for categories that are no place (other, unknown, stateless).
    """

    iso3: str
    iso2: str
    m49: str
    name: str
    text: str
    short: str
    article: str
    kind: str
    subregion: str
    escap: str

    @property
    def in_text(self) -> str:
        """Name as running text has it, with its article: "the Republic of Korea"."""
        return f"{self.article} {self.text}".strip()

    @property
    def slug(self) -> str:
        """Folder name of its brief."""
        return self.iso3.lower()


@dataclass(frozen=True)
class Region:
    """A named set of economies.

    Attributes
    ----------
    id : str
        Folder-safe identifier, also the `economy` of its indicator values.
    members : tuple of str
        ISO3 codes, in the order in which the region lists them.
    """

    id: str
    name: str
    article: str
    note: str
    members: tuple[str, ...]

    @property
    def in_text(self) -> str:
        """Name as running text has it, with its article."""
        return f"{self.article} {self.name}".strip()

    @property
    def translated(self) -> Region:
        """The same with its name in the language that is spoken; a name without article serves in running text."""
        if is_english():
            return self
        return replace(self, name=defined_or_same(self.in_text), article="", note=defined_or_same(self.note))


@cache
def _read_economies(path: Path) -> dict[str, Economy]:
    heads, rows, lines = read_rows(path, "definitions/economies.csv")
    if heads != _COLUMNS:
        raise ConfigurationError(
            "definitions/economies.csv has other columns than it should.",
            where="definitions/economies.csv, line 1",
            expected=", ".join(_COLUMNS),
            found=", ".join(heads),
            todo="Restore the header line.",
        )
    economies: dict[str, Economy] = {}
    for row, line in zip(rows, lines, strict=True):
        _refuse_row(row, economies, line)
        economies[row["iso3"]] = _economy(row)
    return economies


def _refuse_row(row: dict[str, str], known: Mapping[str, Economy], line: int) -> None:
    """Refuse a row of the code list that is no economy, or one a second time."""
    code = row["iso3"]
    # Codes become names of folders and anchors: letters only.
    if (
        None in row
        or None in row.values()
        or code in known
        or not _CODE.fullmatch(code)
        or not _CODE_2.fullmatch(row["iso2"])
        or row["kind"] not in _KINDS_OF_CODES
        or not row["name"].strip()
        or not row["name_text"].strip()
    ):
        raise ConfigurationError(
            f"definitions/economies.csv has a doubled, malformed or incomplete row: {code[:20]}.",
            where=f"definitions/economies.csv, line {line}",
            expected=f"one row for each three-letter code, with {len(_COLUMNS)} fields, names, "
            f"and as its kind {', '.join(_KINDS_OF_CODES)}",
            found=",".join(map(str, row.values()))[:160],
            todo="Correct or remove the row.",
        )


def _economy(row: Mapping[str, str]) -> Economy:
    return Economy(
        iso3=row["iso3"],
        iso2=row["iso2"],
        m49=row["m49"],
        name=row["name"],
        text=row["name_text"],
        short=row["name_short"],
        article=row["article"],
        kind=row["kind"],
        subregion=row["subregion"],
        escap=row["escap"],
    )


def all_economies(project: Project) -> dict[str, Economy]:
    """Every code of `definitions/economies.csv`, residual categories included, by code.

    Names are those of the language that is spoken; `names` says where they are from.
    """
    path = project.definitions / "economies.csv"
    language = current()
    if language.english:
        return _read_economies(path)
    from corridor import names  # noqa: PLC0415 - needs Babel, which English does not

    return names.named(_read_economies(path), language)


def economy(project: Project, code: str) -> Economy:
    """Return the economy of an ISO3 code.

    Raises
    ------
    UsageError
        If the code list has no such economy.
    """
    known = {c: e for c, e in all_economies(project).items() if e.kind == "economy"}
    if code not in known:
        by_name = {e.text: c for c, e in known.items()} | {e.name: c for c, e in known.items()}
        near = suggestion(code.upper(), known) or suggestion(code, by_name)
        raise UsageError(
            f"Unknown economy: {code}.",
            expected="an ISO 3166-1 alpha-3 code such as JPN",
            found=code,
            todo=f"See `corridor list economies`{'; ' + near if near else ''}.",
        )
    return known[code]


def list_regions(project: Project) -> list[str]:
    """Identifiers of the regions defined, sorted."""
    return sorted(path.stem for path in (project.definitions / "regions").glob("*.yml"))


def region(project: Project, region_id: str) -> Region:
    """Read a region of `definitions/regions/`.

    Raises
    ------
    UsageError
        If there is no such region.
    ConfigurationError
        If its file names an unknown economy, names one twice, or has an unknown key.
    """
    with seen.only():  # The names of others matter to a message only.
        known = list_regions(project)
    if region_id not in known:
        near = suggestion(region_id, known)
        raise UsageError(
            f"Unknown region: {region_id}.",
            expected=listed(known),
            found=region_id,
            todo=f"See `corridor list regions`{'; ' + near if near else ''}.",
        )
    return _region_from(project, region_path(project, region_id))


def region_path(project: Project, region_id: str) -> Path:
    """File that defines a region."""
    return project.definitions / "regions" / f"{region_id}.yml"


def _region_from(project: Project, path: Path) -> Region:
    name = project.relative(path)
    content = read_yaml(path, name)
    keys = {"id", "name", "article", "note", "economies"}
    refuse_unknown(content, keys, name, required=keys)
    if content["id"] != path.stem:
        raise ConfigurationError(
            f"{name} calls itself {content['id']}.",
            where=f"{name}, key id",
            expected=path.stem,
            found=str(content["id"]),
            todo="Give the file and the id the same name.",
        )
    if not _REGION.fullmatch(path.stem):
        raise ConfigurationError(
            f"{name} has a wrong value.",
            where=f"{name}, key id",
            expected="small letters and digits, joined by hyphens",
            found=path.stem,
            todo="Correct it.",
        )
    members = members_of(project, content["economies"], name)
    article, note = (text_of(content, key, name, blank=True) for key in ("article", "note"))
    return Region(content["id"], text_of(content, "name", name), article, note, members).translated


def members_of(project: Project, codes: object, name: str) -> tuple[str, ...]:
    """Check a list of economies that a file gives.

    Raises
    ------
    ConfigurationError
        If it is not a list, is empty, or holds an unknown or doubled code; the line is named.
    """
    known = {c for c, e in all_economies(project).items() if e.kind == "economy"}
    if not isinstance(codes, list) or not codes:
        raise ConfigurationError(
            f"{name} lists no economies.",
            where=f"{name}, key economies",
            expected="a list of ISO3 codes",
            found=str(codes),
            todo="Write for example `economies: [JPN, KOR]`.",
        )
    for position, code in enumerate(codes):
        is_known = isinstance(code, str) and code in known
        if not is_known or code in codes[:position]:
            fault = "an economy twice" if is_known else "an unknown economy"
            near = suggestion(str(code), known)
            raise ConfigurationError(
                f"{name} names {fault}: {code}.",
                where=f"{name}, line {_line_of(project.root / name, str(code), is_known)}",
                expected="each ISO3 code once, as in definitions/economies.csv",
                found=str(code),
                todo=f"Correct or remove it{'; ' + near if near and not is_known else ''}.",
            )
    return tuple(codes)


def _line_of(path: Path, word: str, last: bool) -> int:
    lines = [n for n, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if word in text]
    return (lines[-1] if last else lines[0]) if lines else 1
