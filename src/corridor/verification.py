"""Proof that a published edition is what its inputs make: its files against the manifest, then against a rebuild.

`pipeline.verify` goes the whole way. The functions here judge; each raises at the first thing that does not hold and
says where. Editions are compared only under equal conditions: the same inputs, lock, package and engine.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from corridor import __version__, ro_crate
from corridor.differences import content, difference, kind, telling
from corridor.editions import Edition
from corridor.errors import ConfigurationError, RenderingError, VerificationError, listed
from corridor.manifest import NAME, digest, read_manifest
from corridor.project import Project
from corridor.publishing.notices import without
from corridor.publishing.register import Publication, Register, read_register
from corridor.rendering.engines import NAMES, Engine, choose
from corridor.sources import read_source

_DIGEST = re.compile(r"[0-9a-f]{64}")
# What a manifest must hold to be verified, and the kind of each part.
_PARTS = {
    "package": dict,
    "engine": dict,
    "lock": dict,
    "inputs": list,
    "parameters": dict,
    "artefacts": dict,
}
_LISTS = frozenset({NAME, ro_crate.NAME})
_PARAMETERS = ("economies", "reports", "formats")
_RESTORE = "Restore the files from where they were published, or build the edition again."


def read(edition: Edition, site: Path) -> dict[str, Any]:
    """Read the manifest of a published edition and refuse one that cannot be verified.

    Parameters
    ----------
    edition : Edition
        Which edition.
    site : Path
        The site's folder.

    Raises
    ------
    ConfigurationError
        If the manifest is missing, is not as a build writes it, or names files outside the edition's folder.
    """
    folder = site / "editions" / edition.id
    try:
        manifest = read_manifest(folder)
    except ConfigurationError as error:
        error.todo = f"Build the edition whole: corridor build {edition.id}"
        raise
    _expect(manifest["edition"] == edition.id, edition, "edition", edition.id, manifest["edition"])
    for key, expected in _PARTS.items():
        found = manifest.get(key)
        _expect(isinstance(found, expected), edition, key, "what a build writes", found)
    for key in ("name", "version"):
        _expect(isinstance(manifest["engine"].get(key), str), edition, "engine", key, manifest["engine"])
    for key in _PARAMETERS:
        _expect(_is_texts(manifest["parameters"].get(key)), edition, "parameters", f"a list of {key}", None)
    for name, value in manifest["artefacts"].items():
        _expect(_stays_inside(name), edition, "artefacts", "paths within the edition's folder", name)
        _expect(_is_digest(value), edition, "artefacts", "a SHA-256 digest", value)
    return manifest


def _expect(holds: bool, edition: Edition, key: str, expected: str, found: object) -> None:
    if not holds:
        raise ConfigurationError(
            f"The manifest of edition {edition.id} is not as a build writes it.",
            where=f"editions/{edition.id}/{NAME}, key {key}",
            expected=expected,
            found=str(found)[:200],
            todo=f"Build the edition whole: corridor build {edition.id}",
        )


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def _stays_inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and not re.search(r"[\\:\0]", name)


def require_registered(edition: Edition, site: Path, register: Register | None = None) -> Publication | None:
    """Refuse a published edition whose manifest is not the one it was published with.

    Parameters
    ----------
    edition : Edition
        Which edition.
    site : Path
        The site's folder.
    register : mapping, optional
        The site's register, where it is read already.

    Returns
    -------
    Publication or None
        What the register says of it; None for an edition that is built and not published.

    Raises
    ------
    VerificationError
        If the manifest was changed since.
    """
    publication = (read_register(site) if register is None else register).get(edition.id)
    if publication is not None:
        found = digest(site / "editions" / edition.id / NAME)
        if found != publication.manifest:
            raise VerificationError(
                f"The manifest of edition {edition.id} is not the one it was published with.",
                where=f"editions/{edition.id}/{NAME}",
                expected=f"sha256 {publication.manifest}, as in editions/published.json",
                found=f"sha256 {found}",
                todo=_RESTORE,
            )
    return publication


def require_untouched(
    edition: Edition, folder: Path, manifest: Mapping[str, Any], publication: Publication | None = None
) -> None:
    """Refuse files that are not those the manifest lists.

    Parameters
    ----------
    edition : Edition
        Which edition.
    folder : Path
        Its folder.
    manifest : mapping
        Its manifest.
    publication : Publication, optional
        What the site's register says of it. A page that bears a notice of correction must be the one that the
        register holds, and without the notice the one that the manifest lists.

    Raises
    ------
    VerificationError
        Naming every file that was changed, is missing or is not listed.
    """
    listed_files: Mapping[str, str] = manifest["artefacts"]
    there = set(_files(folder))
    faults = [f"{name} is missing" for name in sorted(listed_files.keys() - there)]
    faults += [f"{name} is not in the manifest" for name in sorted(there - listed_files.keys())]
    # A link leads to what is not the edition's own, and can be led elsewhere later.
    faults += [f"{name} is a link" for name in _linked(folder)]
    notices = publication.notices if publication else {}
    expected = {**listed_files, **{name: notices[name] for name in notices if name in listed_files}}
    digests = {name: digest(folder / name) for name in sorted(there & listed_files.keys())}
    changed = [name for name, found in digests.items() if found != expected[name]]
    # The register could have been changed along with the page: what is around the notice must be the original.
    changed += [
        name
        for name in sorted(notices.keys() & digests.keys() - set(changed))
        if hashlib.sha256(without((folder / name).read_bytes())).hexdigest() != listed_files[name]
    ]
    faults = [f"{name} differs from the manifest" for name in changed] + faults
    if faults:
        first = faults[0].split(" ", 1)[0]
        raise VerificationError(
            f"Edition {edition.id} is not as it was published: {_told(faults)}.",
            where=f"editions/{edition.id}/{first}",
            expected=f"sha256 {expected[first]}" if first in expected else "no such file",
            found=f"sha256 {digests[first]}"
            if first in digests
            else "a file"
            if first in there
            else "no file",
            todo=_RESTORE,
        )


def _told(faults: list[str], limit: int = 12) -> str:
    more = f"; and {len(faults) - limit} more" if len(faults) > limit else ""
    return "; ".join(faults[:limit]) + more


def _files(folder: Path) -> Iterator[str]:
    """Paths of the files of an edition, but for its manifest, which lists them."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != NAME:
            yield name


def _linked(folder: Path) -> list[str]:
    """Paths of links among the files of an edition, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink())


def require_same_conditions(project: Project, edition: Edition, manifest: Mapping[str, Any]) -> Engine:
    """Refuse to compare an edition with what other inputs, versions or another lock would make.

    Returns
    -------
    Engine
        The engine that rendered the edition.

    Raises
    ------
    VerificationError
        Naming the first condition that differs.
    """
    _require_inputs(project, edition)
    lock = digest(project.root / "requirements.lock")
    _same(edition, "with another lock", "requirements.lock", manifest["lock"].get("sha256"), lock)
    package = manifest["package"].get("version")
    _same(edition, "with another version of Corridor", f"{NAME}, key package", package, __version__)
    _same(
        edition, "from other inputs", f"{NAME}, key inputs", *_different(manifest["inputs"], project, edition)
    )
    recorded = manifest["engine"]
    engine = _engine(recorded["name"])
    found = f"{engine.name} {engine.version}" if engine else f"no {recorded['name']} on this machine"
    _same(
        edition,
        "with another engine",
        f"{NAME}, key engine",
        f"{recorded['name']} {recorded['version']}",
        found,
    )
    return engine or choose()


def _require_inputs(project: Project, edition: Edition) -> None:
    """Refuse tables that are not those that were laid in."""
    for source_id, vintage_id in edition.vintages.items():
        vintage = read_source(project, source_id).vintages[vintage_id]
        path = project.data / source_id / vintage.file
        found = digest(path) if path.is_file() else ""
        if found != vintage.sha256:
            raise VerificationError(
                f"An input of edition {edition.id} is not the one that was laid in: {project.relative(path)}.",
                where=project.relative(path),
                expected=f"sha256 {vintage.sha256}, as data/{source_id}/source.yml declares",
                found=f"sha256 {found}" if found else "no file",
                todo="Restore the file; a new release is a new vintage.",
            )


def _engine(name: str) -> Engine | None:
    """Take the engine that a manifest names; None where it is not known or not installed."""
    try:
        return choose(name) if name in NAMES and name != "auto" else None
    except RenderingError:
        return None


def _different(recorded: Iterable[Any], project: Project, edition: Edition) -> tuple[str, str]:
    """Inputs that only the manifest names, and those that only the project would take now."""
    then = {
        _input(i.get("source"), i.get("vintage"), i.get("sha256")) for i in recorded if isinstance(i, dict)
    }
    pinned = [(source, vintage) for source, vintage in edition.vintages.items()]
    now = {_input(s, v, read_source(project, s).vintages[v].sha256) for s, v in pinned}
    return listed(then - now), listed(now - then)


def _input(source: object, vintage: object, sha256: object) -> str:
    return f"{source} {vintage} (sha256 {str(sha256)[:12]}…)"


def _same(edition: Edition, what: str, where: str, expected: object, found: object) -> None:
    if expected != found:
        raise VerificationError(
            f"Edition {edition.id} was built {what}; files are compared under equal conditions only.",
            where=where,
            expected=str(expected) or "none",
            found=str(found) or "none",
            todo="Take the commit and the machine that the edition was built on, or build the edition again.",
        )


def require_same(edition: Edition, published: Path, rebuilt: Path) -> int:
    """Refuse an edition that differs in any byte from its rebuild.

    Parameters
    ----------
    published, rebuilt : Path
        Folders of the edition.

    Returns
    -------
    int
        Number of files compared, the manifest included.

    Raises
    ------
    VerificationError
        With the first file that differs (data first, PDFs last), what differs in it, and the names of the others.
    """
    names = {folder: set(_files(folder)) for folder in (published, rebuilt)}
    one_sided = [f"{name} is not made again" for name in sorted(names[published] - names[rebuilt])]
    one_sided += [f"{name} was not published" for name in sorted(names[rebuilt] - names[published])]
    both = sorted(names[published] & names[rebuilt], key=telling)
    changed = [n for n in (*both, NAME) if content(published / n) != content(rebuilt / n)]
    # What lists the files differs whenever one does; alone, it tells of a change of title, date or region.
    told = [name for name in changed if name not in _LISTS] or ([] if one_sided else changed)
    if told:
        place, then, now = difference(published / told[0], rebuilt / told[0])
        raise VerificationError(
            f"Edition {edition.id} built again differs in {_told([*told, *one_sided])}."
            f" The first difference is {kind(published / told[0], rebuilt / told[0])}.",
            where=f"editions/{edition.id}/{told[0]}, {place}",
            expected=f"as published: {then}",
            found=f"built again: {now}",
            todo="Look for what changed since: code, templates, definitions, edition; then build it again.",
        )
    if one_sided:
        raise VerificationError(
            f"Edition {edition.id} built again has other files: {_told(one_sided)}.",
            where=f"editions/{edition.id}/{one_sided[0].split(' ', 1)[0]}",
            expected="the files that were published",
            todo="An edition that was built in parts is verified after it was built whole.",
        )
    return len(both) + 1
