"""Putting what was built in its place: whole or not at all, with the pages of the site around the editions."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from corridor.editions import Edition
from corridor.errors import ConfigurationError
from corridor.project import Project


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
        If it cannot be written to.
    """
    beside = out.resolve().parent
    try:
        beside.mkdir(parents=True, exist_ok=True)
        folder = Path(mkdtemp(prefix=f".{out.name}-building-", dir=beside))
    except OSError as error:
        raise ConfigurationError(
            f"The site cannot be written to {out}.",
            where=str(out),
            expected="a folder that can be written",
            found=error.strerror or str(error),
            todo="Name another folder with --out.",
        ) from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
        shutil.copytree(target, ready)
        shutil.copytree(site, ready, dirs_exist_ok=True)
    manifest(ready)
    target.parent.mkdir(parents=True, exist_ok=True)
    _exchange(ready, target)
    return target


def _exchange(ready: Path, target: Path) -> None:
    """Put a folder in the place of another by renaming; the old one is back if the second rename fails."""
    old = ready.with_name("replaced")
    if target.exists():
        target.rename(old)
    try:
        ready.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise


def keep_stage(project: Project, edition: Edition, stage: Path) -> Path:
    """Keep the staged project under `.corridor/stage/`, to look at and to preview."""
    target = project.cache / "stage" / edition.id
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    shutil.move(str(stage), target)
    return target
