"""Putting what was built in its place: whole or not at all, with the pages of the site around the editions."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corridor.editions import Edition
from corridor.errors import ConfigurationError
from corridor.project import Project
from corridor.publishing import act, lock
from corridor.publishing.exchange import put


@contextmanager
def workshop(out: Path) -> Iterator[Path]:
    """Folder to build in, on the same disk as the site and gone afterwards, whatever happens.

    Parameters
    ----------
    out : Path
        The site's folder; created if need be.

    Raises
    ------
    ConfigurationError
        If it cannot be written to, or the disk is full.
    """
    site = out.resolve()
    with act.told(site):
        if site.parent.exists() and not site.parent.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(site.parent))
        site.parent.mkdir(parents=True, exist_ok=True)
        with lock.workshop(site) as folder:
            yield folder


def place(
    edition: Edition,
    made: Path,
    out: Path,
    *,
    whole: bool,
    manifest: Callable[[Path], None],
    around: Callable[[Path], None],
) -> Path:
    """Put a rendered edition into the site, with the pages around it, in one step.

    A whole edition replaces the one that is there. A part is laid over a copy of it, so that the rest stays.

    Parameters
    ----------
    made : Path
        The rendered files of the edition, in a folder of a workshop.
    out : Path
        The site's folder.
    whole : bool
        Whether everything of the edition is in `made`.
    manifest : callable
        Writes the manifest into the folder it is given, last of all.
    around : callable
        Writes the pages around the editions into the folder of a site.
    """
    target = out / "editions" / edition.id
    ready = made
    if not whole and target.exists():
        ready = made.with_name("overlaid")
        _refuse_links(target)
        shutil.copytree(target, ready)
        shutil.copytree(made, ready, dirs_exist_ok=True)
    manifest(ready)
    following = made.with_name("next")
    act.lay_in(edition, ready, out, following)
    around(following)
    put(following, out)
    return target


def _refuse_links(folder: Path) -> None:
    """Refuse to copy an edition that holds links: what they lead to would become part of the site."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise ConfigurationError(
                f"The edition {folder.name} holds a link, and its files are copied.",
                where=str(path),
                expected="files and folders",
                found=f"a link to {path.readlink()}",
                todo="Remove the link, or build the edition whole.",
            )


def keep_stage(project: Project, edition: Edition, stage: Path) -> None:
    """Keep the staged project under `.corridor/stage/`, to look at and to preview; whole or not at all.

    Where the cache cannot be written to, it is not kept, which is no fault.
    """
    target = project.cache / "stage" / edition.id
    beside = target.with_name(f".{edition.id}-{os.getpid()}")
    with suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.move(str(stage), beside)
            put(beside, target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
