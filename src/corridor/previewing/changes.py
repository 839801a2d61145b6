"""When something changed that a build reads; what that is, `inputs` knows."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from watchfiles import watch

from corridor import inputs
from corridor.project import Project
from corridor.reasons import differing

# Milliseconds without a change after which files are taken to be as somebody wanted them.
QUIET = 200
# Changes are waited out this often; then a build begins, and another one follows.
_PATIENCE = 10
_BUSY = 1000

Signs = dict[str, str]


def changes(project: Project, out: Path) -> Iterator[list[str]]:
    """Tell each time when the files that a build reads are not as they were, and have come to rest.

    What changes while the caller builds is told next.

    Parameters
    ----------
    project : Project
        The project.
    out : Path
        The site's folder, which is output.

    Yields
    ------
    list of str
        Paths of what changed, from the project's root; first of all, at once, none.
    """
    known = signs(project, [out])
    yield []
    while True:
        now = _next(project, [out], known)
        if names := differing(known, now):
            known = now
            yield names


def signs(project: Project, leave_out: Collection[Path]) -> Signs:
    """Tell the states of files apart, without reading them.

    Returns
    -------
    dict of str to str
        By path from the project's root: size, time and place on the disk of every file that a build reads.
    """
    found = {}
    for path in inputs.files_of(project, leave_out):
        with suppress(OSError):  # Gone since it was listed.
            about = path.stat()
            told = (about.st_mtime_ns, about.st_size, about.st_ino, about.st_dev, about.st_mode)
            found[path.relative_to(project.root).as_posix()] = repr(told)
    return found


def _next(project: Project, leave_out: Collection[Path], known: Signs) -> Signs:
    """Wait until files are in another state than is known, or folders come and go; give their state."""
    folders = set(inputs.folders_of(project, leave_out))
    # A folder may be gone before it is watched; the others are then looked at again.
    with suppress(FileNotFoundError), closing(_noticed(project, folders, leave_out)) as noticed:
        unsure, busy = True, 0
        for some in noticed:
            if some and busy < _PATIENCE:
                unsure, busy = True, busy + 1
            elif unsure or some:
                unsure, busy = False, 0
                now = signs(project, leave_out)
                if now != known or set(inputs.folders_of(project, leave_out)) != folders:
                    return now
    return signs(project, leave_out)


def _noticed(
    project: Project, folders: set[Path], leave_out: Collection[Path]
) -> Generator[bool, None, None]:
    """Say whether something stirred in the folders, again and again, as soon as it has and else after `QUIET`."""
    # A file may be a link to one elsewhere.
    linked = {path.resolve().parent for path in inputs.files_of(project, leave_out) if path.is_symlink()}
    heard = partial(
        watch,
        *sorted(folders | linked),
        watch_filter=None,
        recursive=False,
        debounce=_BUSY,
        rust_timeout=QUIET,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )
    try:
        yield from map(bool, heard())
    except FileNotFoundError:
        raise
    except (OSError, RuntimeError):
        # The system watches no more folders for this user: they are looked at again and again.
        yield from map(bool, heard(force_polling=True))
