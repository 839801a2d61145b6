"""The act of publishing: a whole new site assembled beside the one that readers see, then put in its place at once.

Files that do not change are hard links into the visible site, so that a new edition costs its own size only. Nothing
is ever written into such a file: what is new is written beside and takes its name.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corridor import verification
from corridor.economies import all_economies
from corridor.editions import Edition
from corridor.errors import ConfigurationError, VerificationError
from corridor.indicators import registry
from corridor.language import defined, of_project, spoken
from corridor.manifest import NAME as MANIFEST
from corridor.manifest import digest, read_manifest
from corridor.project import Project
from corridor.publishing import exchange
from corridor.publishing.notices import Correction, table_name, table_of
from corridor.publishing.register import Publication, Register, read_register, successors, write_register

# What the system says when there is no room or no leave: nothing that a traceback would explain.
_OUTWARD = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.ENOTDIR}
)


@contextmanager
def told(site: Path, name: str = "the site", todo: str = "") -> Iterator[None]:
    """Tell a full or locked disk as a mistake that can be mended.

    Parameters
    ----------
    site : Path
        What is written to.
    name, todo : str
        What it is called, and what to do, where it is no site.

    Raises
    ------
    ConfigurationError
        In place of the system's own error; the site is as it was.
    """
    try:
        yield
    except OSError as error:
        number = _number(error)
        if number not in _OUTWARD:
            raise
        raise ConfigurationError(
            f"{name[0].upper()}{name[1:]} cannot be written to {site.name}; it is as it was.",
            where=str(error.filename or site),
            expected="room on the disk, and leave to write there and beside it",
            found=os.strerror(number),
            todo=todo or "Make room or give leave, or name another folder with --out.",
        ) from None


def _number(error: OSError) -> int:
    """Number of what the system said; what copies whole folders collects it as text."""
    if isinstance(error, shutil.Error):
        found = re.search(r"\[Errno (\d+)\]", str(error))
        return int(found[1]) if found else 0
    return error.errno or 0


def require_not_published(edition: Edition, site: Path) -> None:
    """Refuse to build over a published edition.

    Raises
    ------
    ConfigurationError
        If the site's register names the edition.
    """
    if edition.id in read_register(site):
        raise ConfigurationError(
            f"Edition {edition.id} is published in {site.name} and stays as it is.",
            where=f"{site / 'editions' / edition.id}",
            expected="an edition that is not published there",
            found=f"{edition.id} in editions/published.json",
            todo="Build into another folder with --out, or write a correction: "
            f"reports/editions/{_next(edition.id)}.yml with corrects and reason.",
        )


def require_correctable(edition: Edition, site: Path) -> None:
    """Refuse a correction of an edition that is not published, or that another one corrects already.

    Raises
    ------
    ConfigurationError
        Naming the edition that would have to be corrected instead.
    """
    if edition.corrects is None:
        return
    register = read_register(site)
    chain = [one.edition for one in successors(register, edition.corrects) if one.edition != edition.id]
    where = f"reports/editions/{edition.id}.yml, key corrects"
    if edition.corrects not in register:
        raise ConfigurationError(
            f"Edition {edition.id} corrects an edition that is not published in {site.name}.",
            where=where,
            expected=", ".join(sorted(register)) or "a published edition; there is none",
            found=edition.corrects,
            todo=f"Publish it first: corridor publish {edition.corrects}",
        )
    if chain and edition.id not in register:
        raise ConfigurationError(
            f"Edition {edition.corrects} was corrected already.",
            where=where,
            expected=f"{chain[-1]}, which stands in its place",
            found=edition.corrects,
            todo=f"Correct {chain[-1]}: corrects: {chain[-1]}",
        )


def is_published(edition: Edition, ready: Path, site: Path) -> bool:
    """Whether an edition is published already with the same bytes.

    Raises
    ------
    VerificationError
        If it is published with others; the first file that differs is named.
    """
    register = read_register(site)
    if edition.id not in register:
        return False
    published = site / "editions" / edition.id
    verification.require_registered(edition, site, register)
    try:
        verification.require_same(edition, published, ready)
    except VerificationError as error:
        error.message = (
            f"Edition {edition.id} is published with other content, and stays as it is. " + error.message
        )
        error.found = error.found.replace("built again:", "to be published:")
        error.todo = (
            "Publish what changed as a correction: "
            f"reports/editions/{_next(edition.id)}.yml with corrects and reason."
        )
        raise
    return True


def publish(
    project: Project,
    edition: Edition,
    ready: Path,
    site: Path,
    work: Path,
    *,
    around: Callable[[Path], None],
) -> None:
    """Make an edition visible with everything around it, in one step.

    Parameters
    ----------
    project : Project
        For the names of figures in notices of correction.
    edition : Edition
        What is published.
    ready : Path
        Its rendered files, the manifest included; they are moved.
    site : Path
        The site's folder.
    work : Path
        A folder on the same disk, for the new site; the old one is there afterwards.
    around : callable
        Writes the pages around the editions into the folder of a site.

    Raises
    ------
    OSError
        If the disk is full or cannot be written to; the site is then as it was.
    """
    following = work / "next"
    place = lay_in(edition, ready, site, following)
    register = {**read_register(site), edition.id: _entry(edition, place)}
    write_register(_corrected(project, register, following), following)
    around(following)
    _settle(following)
    exchange.put(following, site)


def lay_in(edition: Edition, ready: Path, site: Path, following: Path) -> Path:
    """Begin a new site: the old one by hard links, with an edition laid in.

    Parameters
    ----------
    ready : Path
        The edition's files; they are moved.
    site : Path
        The old site, which need not be there.
    following : Path
        Where the new one is made.

    Returns
    -------
    Path
        Folder of the edition in the new site.
    """
    mirror(site, following)
    place = following / "editions" / edition.id
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        shutil.rmtree(place)
    ready.rename(place)
    return place


def mirror(site: Path, copy: Path) -> None:
    """Copy a folder by hard links, or by content where the file system has none."""
    copy.mkdir()
    for folder, _, names in os.walk(site):
        target = copy / Path(folder).relative_to(site)
        target.mkdir(exist_ok=True)
        for name in names:
            _link(Path(folder, name), target / name)


def _link(path: Path, target: Path) -> None:
    try:
        os.link(path, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.EXDEV):
            raise
        shutil.copy2(path, target, follow_symlinks=False)


def _entry(edition: Edition, folder: Path) -> Publication:
    manifest = read_manifest(folder)
    return Publication(
        edition.id,
        str(manifest["published"]),
        digest(folder / MANIFEST),
        edition.corrects or "",
        edition.reason,
    )


def _corrected(project: Project, register: Register, site: Path) -> Register:
    """Write the notices of all corrected editions into a site that readers do not see yet, in the site's language."""
    with spoken(project, of_project(project)):
        return _with_notices(project, register, site)


def _with_notices(project: Project, register: Register, site: Path) -> Register:
    made: dict[str, Publication] = {}
    for name, publication in register.items():
        chain = successors(register, name)
        made[name] = publication
        if chain:
            correction = Correction(site / "editions" / name, chain, namer(project))
            notices = {
                page: _written(correction.old / page, text) for page, text in correction.pages().items()
            }
            _written(site / "editions" / table_name(name), table_of(correction.revised()))
            made[name] = Publication(**{**vars(publication), "notices": notices})
    return made


def _written(path: Path, content: bytes) -> str:
    """Write a file that may be a hard link: another takes its place. Returns its digest."""
    fresh = path.with_name(f".{path.name}-new")
    fresh.write_bytes(content)
    fresh.replace(path)
    return digest(path)


def namer(project: Project) -> Callable[[str], str]:
    """Make a function that names a figure for readers: "Japan: migrant stock, 2024"."""
    economies = {code: known.text for code, known in all_economies(project).items()}
    labels = {name: defined(declared.label) for name, declared in registry().items()}

    def name(figure: str) -> str:
        economy, indicator, *others, year = figure.split("/")
        label = labels.get(indicator, indicator)
        about = [economies.get(code, code) for code in others]
        return f"{economies.get(economy, economy)}: {', '.join([label, *about, year])}"

    return name


def _settle(site: Path) -> None:
    """Have what is new written to the disk before it becomes visible; links into the old site are there already."""
    for folder, _, names in os.walk(site):
        for name in names:
            path = Path(folder, name)
            if not path.is_symlink() and path.stat().st_nlink == 1:
                exchange.settle(path)
        with suppress(PermissionError):
            exchange.settle(Path(folder))


def _next(edition: str) -> str:
    base, _, number = edition.partition(".")
    return f"{base}.{int(number or 0) + 1}"
