"""The software bill of materials of an edition: every package that the lock names, as CycloneDX 1.6 in JSON.

It is written from `requirements.lock`, in a fixed order and with the edition's date, so that the same lock gives the
same bytes. Packages that only build, test and examine Corridor are in the lock as well. Licences are those that the
installed packages declare, of packages that the lock installs on every machine.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

from corridor import __version__, plain_json
from corridor.editions import Edition
from corridor.errors import ConfigurationError
from corridor.keeping import Shelf, cache_folder, digest, key_of
from corridor.manifest import BILL as NAME
from corridor.manifest import json_text
from corridor.project import Project

LOCK = "requirements.lock"
_SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
_PIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)\s*(?:;\s*([^\\]*?))?\s*\\?")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})\s*\\?")
_NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
_MOST = 8
# What is longer is the text of a licence.
_LONGEST = 60


@dataclass(frozen=True)
class Pinned:
    """A package of the lock.

    Attributes
    ----------
    name, version : str
        As the lock writes them; the name as registries normalise it.
    hashes : tuple of str
        SHA-256 of the files that may be installed, in the lock's order.
    marker : str
        When it is installed, such as `sys_platform == 'win32'`; empty where always.
    line : int
        Where it stands.
    """

    name: str
    version: str
    hashes: tuple[str, ...]
    marker: str
    line: int


def read_lock(path: Path) -> tuple[Pinned, ...]:
    """Read the lock strictly.

    Raises
    ------
    ConfigurationError
        If it is missing, or a line is neither a package pinned to one version nor a hash, or a package has none.
    """
    try:
        return _pinned(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise _refused(0, str(error)) from None


@cache
def _pinned(text: str) -> tuple[Pinned, ...]:
    found: list[Pinned] = []
    hashes: list[str] = []
    head: re.Match[str] | None = None
    begun = 0

    def close() -> None:
        if head is not None:
            if not hashes:
                raise _refused(begun, f"{head[1]} without a hash")
            name = re.sub(r"[-_.]+", "-", head[1]).lower()
            found.append(Pinned(name, head[2], tuple(hashes), head[3] or "", begun))

    for line, content in enumerate(text.split("\n"), 1):
        bare = content.strip()
        if not bare or bare.startswith("#"):
            continue
        if content[0].isspace() and head is not None:
            if not (sha := _HASH.fullmatch(bare)):
                raise _refused(line, bare)
            hashes.append(sha[1])
        else:
            close()
            head, begun = _PIN.fullmatch(bare), line
            hashes = []
            if head is None:
                raise _refused(line, bare)
    close()
    if not found:
        raise _refused(1, "no package")
    return tuple(found)


def _refused(line: int, found: str) -> ConfigurationError:
    return ConfigurationError(
        f"{LOCK} is not a lock.",
        where=f"{LOCK}, line {line}" if line else LOCK,
        expected="packages pinned by name==version, each with --hash=sha256:…",
        found=found[:120],
        todo="Renew it with make lock.",
    )


def differing(lock: Path) -> list[str]:
    """Packages of the environment that are not those of the lock, in words, sorted; empty where all are."""
    pinned: dict[str, set[str]] = {}
    for one in read_lock(lock):
        pinned.setdefault(one.name, set()).add(one.version)
    told = []
    for name, wanted in sorted(pinned.items()):
        held = _installed(name)
        if held is not None and held.version not in wanted:
            told.append(f"{name} {held.version}, where the lock has {' or '.join(sorted(wanted))}")
    return told


def write_bill(project: Project, edition: Edition, folder: Path) -> None:
    """Write `sbom.cdx.json` of an edition.

    Parameters
    ----------
    project : Project
        The project, whose lock is read.
    edition : Edition
        The edition; its date and number stand in the file.
    folder : Path
        The edition's folder.

    Raises
    ------
    ConfigurationError
        If the lock is not one.
    """
    lock = project.root / LOCK
    sha256 = digest(lock.read_bytes())
    pinned = read_lock(lock)
    (folder / NAME).write_text(json_text(_bill(edition, pinned, sha256, _terms(pinned, sha256))), "utf-8")


def _terms(pinned: Sequence[Pinned], sha256: str) -> dict[str, list[dict[str, Any]]]:
    """Licences by package, of those that are installed on every machine; kept, for reading them takes its time."""
    shelf = Shelf(cache_folder() / "licences", _MOST)
    key = key_of([sha256, digest(Path(__file__).read_bytes())])
    if kept := shelf.take(key):
        return dict(plain_json.parse(kept))
    everywhere = {one.name: _installed(one.name) for one in pinned if not one.marker}
    versions = {one.name: one.version for one in pinned if not one.marker}
    found = {
        name: _licences(held.metadata)
        for name, held in everywhere.items()
        if held is not None and held.version == versions[name]
    }
    if len(found) == len(everywhere):
        shelf.keep(key, json.dumps(found).encode())
    return found


def _licences(told: Any) -> list[dict[str, Any]]:
    """Licences as a package declares them: an SPDX expression, a short name, or those of its classifiers."""
    if expression := told.get("License-Expression"):
        return [{"expression": str(expression)}]
    name = " ".join(str(told.get("License") or "").split())
    if name and name != "UNKNOWN" and len(name) <= _LONGEST:
        return [{"license": {"name": name}}]
    classified = [
        one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or [] if one.startswith("License ::")
    ]
    return [{"license": {"name": one}} for one in sorted(set(classified) - {"OSI Approved"})]


def _bill(
    edition: Edition, pinned: tuple[Pinned, ...], sha256: str, terms: Mapping[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    told = [edition.id, edition.published.isoformat(), __version__, sha256]
    serial = uuid.uuid5(_NAMESPACE, json.dumps(told))
    own = f"pkg:pypi/corridor@{__version__}"
    return {
        "$schema": _SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": f"{edition.published.isoformat()}T00:00:00Z",
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "corridor",
                "version": __version__,
                "purl": own,
                "licenses": [{"license": {"id": "MIT"}}],
            },
            "properties": [
                {"name": "corridor:edition", "value": edition.id},
                {"name": "corridor:lock:sha256", "value": sha256},
            ],
        },
        "components": [
            _component(one, () if one.marker else terms.get(one.name, ()))
            for one in sorted(pinned, key=_order)
        ],
    }


def _order(one: Pinned) -> tuple[str, str, str]:
    return one.name, one.version, one.marker


def _component(one: Pinned, terms: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    address = f"pkg:pypi/{quote(one.name)}@{quote(one.version)}"
    reference = f"{address}#{quote(one.marker)}" if one.marker else address
    made: dict[str, Any] = {
        "type": "library",
        "bom-ref": reference,
        "name": one.name,
        "version": one.version,
        "purl": address,
        "scope": "optional" if one.marker else "required",
        # Of the files that may stand for it: which of them is installed depends on the machine.
        "hashes": [{"alg": "SHA-256", "content": sha} for sha in one.hashes],
    }
    if terms:
        made["licenses"] = list(terms)
    if one.marker:
        made["properties"] = [{"name": "corridor:lock:marker", "value": one.marker}]
    return made


def _installed(name: str) -> metadata.Distribution | None:
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None
