"""A new release of a source: read, checked, compared, accepted by a person where it must be, and locked.

The table is written first and declared last. Until `source.yml` names it, in one step, the source is as it was; a table
that nobody names is no part of it, and the next admission under that name takes its place.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import yaml

from corridor.admitting import declaration
from corridor.admitting.comparison import Finding, Release, findings
from corridor.admitting.reading import packed, read
from corridor.check_modules import checks_of
from corridor.check_reports import CheckReport
from corridor.checks import evaluate
from corridor.economies import all_economies
from corridor.editions import newest, read_edition
from corridor.errors import CheckError, ConfigurationError, UsageError, listed, suggestion
from corridor.project import Project
from corridor.publishing.act import told
from corridor.publishing.lock import exclusive
from corridor.publishing.scratch import own_folder
from corridor.source_declarations import ECONOMIES, Source, Vintage, parse_source
from corridor.sources import Dataset, list_sources, load, read_source

_NAME = re.compile(r"[a-z][a-z0-9_-]*")
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
    _refuse_name(source, vintage_id)
    before = _before(source, vintage_id, against)
    raw, table = read(file, source)
    content = packed(raw)
    vintage = _vintage(
        source, vintage_id, described or Described(), table, hashlib.sha256(content).hexdigest(), before
    )
    vintages = {**source.vintages, vintage_id: vintage}
    dataset = Dataset(replace(source, vintages=vintages), vintage, table, file)
    found = [*_checked(project, dataset), *_compared(project, dataset, before)]
    _refuse(file, [one for one in found if one.critical])
    texts = tuple(one.text for one in found)
    if texts and not accept.strip():
        raise _not_accepted(source_id, vintage_id, texts)
    accepted = replace(vintage, accepted=" ".join(accept.split()) if texts else "", findings=texts)
    _lock(project, source, accepted, content)
    return Admitted(accepted, before, len(table), texts)


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
            expected="small letters and digits, beginning with a letter, such as wdi2026",
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
    series = _series(source, vintage_id) or _ordered(source, source.vintages)
    return series[-1]


def _series(source: Source, vintage_id: str) -> list[str]:
    """Vintages of the same series, the oldest first."""
    stem = _stem(vintage_id)
    return _ordered(source, [one for one in source.vintages if _stem(one) == stem])


def _ordered(source: Source, vintages: Sequence[str] | Mapping[str, Vintage]) -> list[str]:
    return sorted(vintages, key=lambda one: (source.vintages[one].published, one))


def _stem(vintage_id: str) -> str:
    return re.split(r"\d", vintage_id, maxsplit=1)[0]


def _vintage(
    source: Source, vintage_id: str, described: Described, table: pd.DataFrame, sha256: str, before: str
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
        sha256=sha256,
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


def _checked(project: Project, dataset: Dataset) -> list[Finding]:
    """Run the checks of the source on the new table, together with the other sources as editions use them."""
    edition = read_edition(project, newest(project))
    needed = {other for one in checks_of(project, dataset.source, dataset.vintage) for other in one.needs}
    others = {
        other: load(project, other, edition.vintages.get(other) or _newest(project, other))
        for other in sorted(needed & set(list_sources(project)))
    }
    (report,) = evaluate(project, {**others, dataset.source.id: dataset}, [dataset.source.id])
    return _as_findings(report, frozenset(edition.region.members))


def _newest(project: Project, source_id: str) -> str:
    source = read_source(project, source_id)
    return _ordered(source, source.vintages)[-1]


def _as_findings(report: CheckReport, economies: frozenset[str]) -> list[Finding]:
    found = []
    for result in (one.narrowed(economies).cut() for one in report.results):
        if not result.success and result.severity != "info":
            rows = f" [{'; '.join(result.rows[:5])}]" if result.rows else ""
            text = f"Check {result.check} ({result.statement.rstrip('.')}): {result.found}{rows}."
            found.append(Finding(text, critical=result.severity == "critical"))
    return found


def _compared(project: Project, dataset: Dataset, before: str) -> list[Finding]:
    source = dataset.source

    def release(vintage: str) -> Release:
        return Release(vintage, load(project, source.id, vintage).table)

    series = [one for one in _series(source, before) if one != dataset.vintage.id]
    past = [(release(old), release(new)) for old, new in pairwise(series)]
    return findings(source, Release(dataset.vintage.id, dataset.table), release(before), past)


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
        declaration.replace(folder / vintage.file, content)
        declaration.replace(path, laid_in.encode())


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
