"""Putting what was built in its place: whole or not at all, with the pages of the site around the editions."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from corridor.editions import Edition
from corridor.errors import ConfigurationError
from corridor.project import Project
from corridor.publishing import lock
from corridor.publishing.act import told
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
    with told(site):
        if site.parent.exists() and not site.parent.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(site.parent))
        site.parent.mkdir(parents=True, exist_ok=True)
        with lock.workshop(site) as folder:
            yield folder


def place(edition: Edition, site: Path, out: Path, *, whole: bool, manifest: Callable[[Path], None]) -> Path:
    """Move a rendered edition into the site.

    A whole edition replaces the one that is there. A part is laid over a copy of it, so that the rest stays.

    Parameters
    ----------
    site : Path
        The rendered files of the edition.
    out : Path
        The site's folder.
    whole : bool
        Whether everything of the edition is in `site`.
    manifest : callable
        Writes the manifest into the folder it is given, last of all.
    """
    target = out / "editions" / edition.id
    ready = site
    if not whole and target.exists():
        ready = site.with_name("overlaid")
        _refuse_links(target)
        shutil.copytree(target, ready)
        shutil.copytree(site, ready, dirs_exist_ok=True)
    manifest(ready)
    target.parent.mkdir(parents=True, exist_ok=True)
    put(ready, target)
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


def keep_stage(project: Project, edition: Edition, stage: Path) -> Path:
    """Keep the staged project under `.corridor/stage/`, to look at and to preview."""
    target = project.cache / "stage" / edition.id
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    shutil.move(str(stage), target)
    return target
