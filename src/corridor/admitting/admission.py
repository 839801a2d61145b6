"""A new release of a source: read, checked, compared, accepted by a person where it must be, and locked.

The table is written first and declared last. Until `source.yml` names it, in one step, the source is as it was; a table
that nobody names is no part of it, and the next admission under that name takes its place.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import yaml

from corridor.admitting import declaration
from corridor.admitting.examination import checked, compared
from corridor.admitting.findings import Finding
from corridor.admitting.reading import packed, read
from corridor.admitting.series import ordered, series
from corridor.economies import all_economies
from corridor.errors import CheckError, ConfigurationError, UsageError, listed, suggestion
from corridor.project import Project
from corridor.publishing.act import told
from corridor.publishing.lock import exclusive
from corridor.publishing.scratch import own_folder
from corridor.source_declarations import ECONOMIES, NAME, Source, Vintage, parse_source
from corridor.sources import Dataset, read_source

_NAME = re.compile(NAME)
_DATE = re.compile(r"\d{4}(-\d\d){0,2}")


@dataclass(frozen=True)
class Described:
    """What the person says of a release; what is left empty is taken from the release before or from the table.

    Attributes
    ----------
    title, label : str
        Full and short name.
    released : str
        When it came out: `2026`, `2026-07` or `2026-07-11`.
    coverage : str
        Economies and years it covers, in words.
    citation : str
        How it is cited, where the source's own citation does not do.
    """

    title: str = ""
    label: str = ""
    released: str = ""
    coverage: str = ""
    citation: str = ""


@dataclass(frozen=True)
class Admitted:
    """A release that was admitted.

    Attributes
    ----------
    vintage : Vintage
        As `source.yml` declares it now.
    before : str
        The release it was compared with.
    rows : int
        Rows of its table.
    findings : tuple of str
        What was accepted.
    """

    vintage: Vintage
    before: str
    rows: int
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Offered:
    """A release that was read, and not yet looked at.

    Attributes
    ----------
    dataset : Dataset
        The release; its source declares it already, but for the digest of the file that is yet to be packed.
    raw : bytes
        The table as text.
    before : str
        The release it is compared with.
    """

    dataset: Dataset
    raw: bytes
    before: str


@own_folder()
def admit(
    project: Project,
    source_id: str,
    vintage_id: str,
    file: Path,
    *,
    accept: str = "",
    against: str = "",
    described: Described | None = None,
) -> Admitted:
    """Admit a new release of a source.

    Parameters
    ----------
    project : Project
        The project.
    source_id, vintage_id : str
        The source, and the name of its new vintage.
    file : Path
        Its table, `.csv` or `.csv.gz`.
    accept : str
        Why what differs beyond the usual is right; it is recorded.
    against : str
        The vintage to compare with; the newest of the same series when empty.
    described : Described, optional
        Title, label, date, coverage and citation.

    Raises
    ------
    UsageError
        If the source, the file or a vintage is unknown, or the name is taken or no name.
    ConfigurationError
        If the table or a text is not as it must be.
    CheckError
        If a critical check fails, the figures cannot be those of the source, or findings are not accepted.
        Nothing is written then.
    """
    source = read_source(project, source_id)
    offered = offer(source, vintage_id, file, against=against, described=described)
    dataset, before = offered.dataset, offered.before
    found = [*checked(project, dataset), *compared(project, dataset, before)]
    _refuse(file, [one for one in found if one.critical])
    texts = tuple(one.text for one in found)
    if texts and not accept.strip():
        raise _not_accepted(source_id, vintage_id, texts)
    reason = " ".join(accept.split()) if texts else ""
    content = packed(offered.raw)
    sha256 = hashlib.sha256(content).hexdigest()
    accepted = replace(dataset.vintage, sha256=sha256, accepted=reason, findings=texts)
    _lock(project, source, accepted, content)
    return Admitted(accepted, before, len(dataset.table), texts)


def offer(
    source: Source, vintage_id: str, file: Path, *, against: str = "", described: Described | None = None
) -> Offered:
    """Read a release that may be admitted; nothing is checked yet but that it is a table of its source.

    Raises
    ------
    UsageError
        If the file or a vintage is unknown, or the name is taken or no name.
    ConfigurationError
        If the table is not as it must be.
    """
    _refuse_name(source, vintage_id)
    before = _before(source, vintage_id, against)
    raw, table = read(file, source)
    vintage = _vintage(source, vintage_id, described or Described(), table, before)
    vintages = {**source.vintages, vintage_id: vintage}
    return Offered(Dataset(replace(source, vintages=vintages), vintage, table, file), raw, before)


def _refuse_name(source: Source, vintage_id: str) -> None:
    where = "VINTAGE"
    if vintage_id in source.vintages:
        raise UsageError(
            f"{source.id} has a vintage {vintage_id} already, and a vintage is never replaced.",
            where=where,
            expected=f"a new name beside {listed(source.vintages)}",
            found=vintage_id,
            todo="Give the new release a name of its own.",
        )
    # Yes, no and null are words that YAML reads as something else.
    if not _NAME.fullmatch(vintage_id) or yaml.safe_load(vintage_id) != vintage_id:
        raise UsageError(
            f"A vintage cannot be called {vintage_id}.",
            where=where,
            expected="up to 64 small letters and digits, beginning with a letter, such as wdi2026",
            found=vintage_id,
            todo="Choose such a name.",
        )


def _before(source: Source, vintage_id: str, against: str) -> str:
    """Vintage to compare with: the newest of the same series, which its letters name, or else the newest."""
    if against:
        if against not in source.vintages:
            near = suggestion(against, source.vintages)
            raise UsageError(
                f"{source.id} has no vintage {against}.",
                where="--against",
                expected=listed(source.vintages),
                found=against,
                todo=f"Name one of these{'; ' + near if near else ''}.",
            )
        return against
    held = series(source, vintage_id) or ordered(source, source.vintages)
    return held[-1]


def _vintage(
    source: Source, vintage_id: str, described: Described, table: pd.DataFrame, before: str
) -> Vintage:
    old = source.vintages[before]
    years = (int(table["year"].min()), int(table["year"].max())) if "year" in table else old.years
    released = described.released or "".join(re.findall(r"\d{4}", vintage_id)[:1])
    if not _DATE.fullmatch(released):
        raise UsageError(
            "It is not said when the release came out.",
            where="--released",
            expected="a date such as 2026, 2026-07 or 2026-07-11",
            found=released or "nothing, and no year in the vintage's name",
            todo="Give the date with --released.",
        )
    return Vintage(
        id=vintage_id,
        file=f"{vintage_id}.csv.gz",
        sha256="",
        published=released,
        title=_line(described.title)
        or _renamed(old.title, before, vintage_id)
        or f"{source.title} ({vintage_id})",
        label=_line(described.label) or _renamed(old.label, before, vintage_id) or vintage_id,
        coverage=_line(described.coverage) or _covered(source, table, years),
        years=years,
        citation=_line(described.citation),
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _renamed(text: str, before: str, vintage_id: str) -> str:
    """Name of the release before with the new one's number in the place of its own; empty where it has none."""
    old, new = (re.sub(r"\D", "", one) for one in (before, vintage_id))
    return text.replace(old, new) if old and new and old in text else ""


def _covered(source: Source, table: pd.DataFrame, years: tuple[int, int]) -> str:
    places = next((column.name for column in source.columns if column.codes == ECONOMIES), "")
    count = f"{table[places].nunique()} economies, " if places else ""
    return f"{count}{years[0]} to {years[1]}" if years[0] != years[1] else f"{count}{years[0]}"


def _refuse(file: Path, critical: Sequence[Finding]) -> None:
    if critical:
        raise CheckError(
            "\n".join(
                [
                    f"The release cannot be admitted: {len(critical)} critical finding{'s' * (len(critical) > 1)}.",
                    *(f"  {one.text}" for one in critical),
                ]
            ),
            where=file.name,
            expected="a table that its source's checks pass, with the figures of that source",
            todo="Correct the table; if it is right, correct the check. Nothing was written.",
        )


def _not_accepted(source_id: str, vintage_id: str, texts: Sequence[str]) -> CheckError:
    count = "one finding" if len(texts) == 1 else f"{len(texts)} findings"
    return CheckError(
        "\n".join(
            [
                f"{source_id} {vintage_id} differs from the release before: {count}.",
                *(f"  {t}" for t in texts),
            ]
        ),
        expected="a person who has looked at them",
        found="no --accept",
        todo='Look at each; if they are right, repeat the command with --accept "REASON". Nothing was written.',
    )


def _lock(project: Project, source: Source, vintage: Vintage, content: bytes) -> None:
    """Write the table, then declare it."""
    folder = project.data / source.id
    path = folder / "source.yml"
    name = project.relative(path)
    with told(folder, "the source", "Make room or give leave, and try again."), exclusive(folder):
        for left in folder.glob(".*-new"):  # A process that was killed wrote it; nobody names it.
            left.unlink()
        text = path.read_text(encoding="utf-8")
        laid_in = declaration.with_vintage(text, vintage, name)
        _require_as_meant(project, source, vintage, laid_in)
        try:
            declaration.replace(folder / vintage.file, content)
            declaration.replace(path, laid_in.encode())
        except OSError:
            with suppress(OSError):  # Nobody names it.
                (folder / vintage.file).unlink(missing_ok=True)
            raise


def _require_as_meant(project: Project, source: Source, vintage: Vintage, text: str) -> None:
    """Refuse a declaration that reads otherwise than meant, before it is anybody's."""
    with TemporaryDirectory(prefix="corridor-admitting-") as scratch:
        path = Path(scratch) / source.id / "source.yml"
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
        kinds = {code: known.kind for code, known in all_economies(project).items()}
        read_back = parse_source(path, f"data/{source.id}/source.yml", kinds)
    if read_back != replace(source, vintages={**source.vintages, vintage.id: vintage}):
        raise ConfigurationError(
            f"data/{source.id}/source.yml was changed meanwhile, or does not take the vintage as it is meant.",
            where=f"data/{source.id}/source.yml",
            expected="the vintages as before, and the new one",
            found=listed(read_back.vintages),
            todo="Try again; if it stays so, write the vintage in by hand.",
        )
