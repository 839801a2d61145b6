"""What an edition is made of and what it consists of: hashes of inputs, lock and every published file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corridor import __version__, plain_json
from corridor.editions import Edition
from corridor.errors import ConfigurationError
from corridor.project import Project
from corridor.sources import Source

NAME = "manifest.json"
BILL = "sbom.cdx.json"


@dataclass(frozen=True)
class EngineUsed:
    """Which engine rendered an edition."""

    name: str
    version: str


def write_json(path: Path, content: Any) -> None:
    """Write plain data as JSON: keys sorted, a newline at the end, the same bytes for the same data."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json_text(content), encoding="utf-8")


def json_text(content: Any) -> str:
    """Plain data as JSON; see `write_json`."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"


def digest(path: Path) -> str:
    """Hexadecimal SHA-256 digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(
    project: Project,
    edition: Edition,
    folder: Path,
    *,
    sources: Mapping[str, Source],
    engine: EngineUsed,
    parameters: Mapping[str, object],
) -> None:
    """Write `manifest.json` of a built edition; the last file to be written.

    Parameters
    ----------
    folder : Path
        The edition's folder, with everything else in place.
    sources : mapping of str to Source
        The sources that the edition pins.
    parameters : mapping
        What was asked for: economies, reports and formats.
    """
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != NAME)
    content = {
        "edition": edition.id,
        "title": edition.title,
        "region": edition.region.name,
        "published": edition.published.isoformat(),
        "package": {"name": "corridor", "version": __version__},
        "engine": asdict(engine),
        "lock": {"file": "requirements.lock", "sha256": digest(project.root / "requirements.lock")},
        "bill_of_materials": BILL,
        "inputs": [_input(source, edition.vintages[source.id]) for _, source in sorted(sources.items())],
        "parameters": dict(parameters),
        "artefacts": {p.relative_to(folder).as_posix(): digest(p) for p in files},
    }
    if edition.corrects:
        content |= {"corrects": edition.corrects, "reason": edition.reason}
    write_json(folder / NAME, content)


def _input(source: Source, vintage: str) -> dict[str, str]:
    release = source.vintages[vintage]
    return {
        "source": source.id,
        "vintage": vintage,
        "file": f"data/{source.id}/{release.file}",
        "sha256": release.sha256,
        "licence": source.licence,
    }


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a built edition.

    Raises
    ------
    ConfigurationError
        If it is missing or no manifest.
    """
    path = folder / NAME
    try:
        content = plain_json.parse(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        content = None
    made = content.get("artefacts") if isinstance(content, dict) else None
    if (
        not isinstance(made, dict)
        or "edition" not in content
        or not all(isinstance(one, str) for one in made.values())
    ):
        raise ConfigurationError(
            f"{folder.name} has no readable manifest.",
            where=str(path),
            expected="the manifest that a build writes last",
            todo="Build the edition again.",
        )
    return dict(content)
