"""Sources of data: what each declares about itself, and its vintages read strictly.

A source is a folder `data/<source>/` with `source.yml` and one `<vintage>.csv.gz` for each release. `load`
verifies the sha256 of a vintage before it reads it, and refuses whatever the declaration does not allow.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corridor.economies import all_economies
from corridor.errors import ConfigurationError, UsageError, listed, suggestion
from corridor.holding import holdable
from corridor.project import Project
from corridor.source_declarations import Column, Limit, Source, Vintage, parse_source

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Column",
    "Dataset",
    "Limit",
    "Source",
    "Vintage",
    "list_sources",
    "load",
    "load_all",
    "read_source",
    "sha256_of",
]


@dataclass(frozen=True)
class Dataset:
    """One vintage of a source, read.

    Attributes
    ----------
    source : Source
        Its declaration: publisher, columns with units, limits.
    vintage : Vintage
        The release.
    table : pandas.DataFrame
        One row an observation, columns in the declared order. Text columns are categorical, integers `int64`
        (`Int64` where blank is allowed), numbers `float64`. All columns of economies share their
        categories, so that they can be compared with each other.
    path : pathlib.Path
        The file.
    """

    source: Source
    vintage: Vintage
    table: pd.DataFrame
    path: Path


def list_sources(project: Project) -> list[str]:
    """List the identifiers of the sources laid in, sorted."""
    return sorted(path.parent.name for path in project.data.glob("*/source.yml"))


def read_source(project: Project, source_id: str, *, where: str = "") -> Source:
    """Read what a source declares.

    Parameters
    ----------
    project : Project
        The project.
    source_id : str
        Name of the source's folder in `data/`.
    where : str, optional
        File and line that name the source; when given, an unknown name is a fault of that file.

    Raises
    ------
    UsageError, ConfigurationError
        If there is no such source.
    ConfigurationError
        If its `source.yml` is not as it must be.
    """
    known = list_sources(project)
    if source_id not in known:
        raise _unknown("source", source_id, known, where, "See `corridor list sources`")
    path = project.data / source_id / "source.yml"
    return parse_source(
        path, project.relative(path), {code: known.kind for code, known in all_economies(project).items()}
    )


def files_of(project: Project, source_id: str, vintage_id: str = "", **_: str) -> list[Path]:  # noqa: ARG001
    """Files that a vintage, once read, rests on: those in the folder of its source, and the code list."""
    return [*sorted((project.data / source_id).glob("*")), project.definitions / "economies.csv"]


def _told_apart(project: Project, source_id: str, vintage_id: str, **_: str) -> tuple[object, ...]:
    return project.root, source_id, vintage_id


@holdable(key=_told_apart, files=files_of)
def load(project: Project, source_id: str, vintage_id: str, *, where: str = "") -> Dataset:
    """Verify and read one vintage of a source.

    Parameters
    ----------
    project : Project
        The project.
    source_id, vintage_id : str
        The source and its release.
    where : str, optional
        File and line that name them; when given, an unknown name is a fault of that file.

    Raises
    ------
    UsageError, ConfigurationError
        If there is no such source or vintage.
    ConfigurationError
        If the file is missing, has another sha256 than declared, or holds what its source does not allow.
    """
    # Declarations are read by commands that never look into a table: pandas waits for the first one.
    from corridor.handed_tables import table_of  # noqa: PLC0415

    source = read_source(project, source_id, where=where)
    if vintage_id not in source.vintages:
        raise _unknown(
            f"vintage of {source_id}", vintage_id, source.vintages, where, f"See data/{source_id}/source.yml"
        )
    vintage = source.vintages[vintage_id]
    path = project.data / source_id / vintage.file
    name = project.relative(path)
    content = _verified_bytes(path, name, vintage)
    return Dataset(source, vintage, table_of(content, vintage.sha256, name, source), path)


def load_all(project: Project, vintages: Mapping[str, str], *, where: str = "") -> dict[str, Dataset]:
    """Load the vintage of every source named, by source."""
    return {source: load(project, source, vintages[source], where=where) for source in sorted(vintages)}


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 digest of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _verified_bytes(path: Path, name: str, vintage: Vintage) -> bytes:
    declared_in = f"data/{path.parent.name}/source.yml"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"{name} cannot be read.",
            where=name,
            expected=f"the file of vintage {vintage.id}, named in {declared_in}",
            found=error.strerror or "no file",
            todo="Restore the file.",
        ) from None
    digest = hashlib.sha256(content).hexdigest()
    if digest != vintage.sha256:
        raise ConfigurationError(
            f"{name} is not the file that was laid in: its sha256 differs.",
            where=name,
            expected=vintage.sha256,
            found=digest,
            todo=f"Restore the file. A new release is a new vintage: never replace one ({declared_in}).",
        )
    return content


def _unknown(
    kind: str, name: str, known: Iterable[str], where: str, todo: str
) -> UsageError | ConfigurationError:
    near = suggestion(name, known)
    error = ConfigurationError if where else UsageError
    return error(
        f"Unknown {kind}: {name}.",
        where=where,
        expected=listed(known, limit=30) or "one that is laid in; there is none",
        found=name,
        todo=f"{todo}{'; ' + near if near else ''}.",
    )
