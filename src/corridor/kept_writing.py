"""Pages as they were written, with their charts, kept from one build to the next.

A page can rest on any row, definition, verdict and figure of the edition, and its ledger names the hash of each table:
it is written again when one of them changes. Of the templates it depends on its own and those that this one takes in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from corridor import inputs, reasons
from corridor.keeping import Shelf, digest, key_of
from corridor.parcels import packed, unpacked
from corridor.project import Project
from corridor.staging import StagedPage

# An edition has some fifteen pages that are written, one of all economies two hundred and fifty.
MOST = 2000
_TAKEN_IN = re.compile(r"<%[-+]?\s*(?:include|import|from|extends)\s+(\"[^\"]+\"|'[^']+'|\S+)")
# The part of a page that tells where its figures come from; every writer adds it.
_ALWAYS = "_shared/figures.qmd.jinja"
# What the text of pages can depend on, beside templates.
_READ = ("data/", "data_checks/", "definitions/", "locales/", "notebooks/", "reports/", "requirements.lock")


class KeptWriting:
    """Written pages of one edition, under one set of conditions.

    Parameters
    ----------
    project : Project
        The project.
    folder : Path or None
        Where they are kept; nothing is without one.
    conditions : mapping of str to str
        What else decides how pages are written, with a hash of each: the edition, what of it is wanted.
    """

    def __init__(self, project: Project, folder: Path | None, conditions: reasons.Depends) -> None:
        self._templates = project.templates
        self._shelf = Shelf(folder, MOST) if folder else None
        self._common: dict[str, str] = {}
        if folder:
            found = inputs.of_project(project)
            self._common = inputs.named(found, *_READ) | {
                **{name: found[name] for name in (inputs.CODE, inputs.LIBRARIES)},
                **conditions,
            }

    def page(self, path: str, templates: Sequence[str], write: Callable[[], StagedPage]) -> StagedPage:
        """Take a page as it is kept, or write it and keep it."""
        if (known := self.take(path, templates)) is not None:
            return known
        made = write()
        self.keep(made, templates)
        return made

    def take(self, path: str, templates: Sequence[str]) -> StagedPage | None:
        """Take a page as it is kept; None if it has to be written.

        Parameters
        ----------
        path : str
            Its path in the staged project.
        templates : sequence of str
            The templates that it is written with.
        """
        if self._shelf is None:
            reasons.note(f"text of {path}", {}, taken=False)
            return None
        depends = self._depends(templates)
        content = self._shelf.take(key_of([path, depends]))
        page = _page(content) if content is not None else None
        reasons.note(f"text of {path}", depends, taken=page is not None)
        return page

    def keep(self, page: StagedPage, templates: Sequence[str]) -> None:
        """Keep a page that was written."""
        if self._shelf is not None:
            path = page.path.as_posix()
            about = {"path": path, "used": page.used, "menu": page.menu, "title": page.title}
            self._shelf.keep(key_of([path, self._depends(templates)]), packed(page.files, about))

    def _depends(self, templates: Sequence[str]) -> dict[str, str]:
        return self._common | taken_in(self._templates, [*templates, _ALWAYS])


def _page(content: bytes) -> StagedPage | None:
    with suppress(ValueError, KeyError, TypeError):
        files, about = unpacked(content)
        used = tuple((str(source), str(vintage)) for source, vintage in about["used"])
        return StagedPage(PurePosixPath(about["path"]), files, used, about["menu"], about["title"])
    return None


def taken_in(folder: Path, names: Sequence[str]) -> dict[str, str]:
    """Hash templates and all that they take in.

    Parameters
    ----------
    folder : Path
        Folder of the templates.
    names : sequence of str
        Those to begin with. Where one takes in another whose name is computed, it depends on all.

    Returns
    -------
    dict of str to str
        Hashes by path from the project's root.
    """
    waiting, found = list(names), dict[str, str]()
    while waiting:
        name = waiting.pop()
        told = f"{folder.name}/{name}"
        if told in found or not (folder / name).is_file():
            continue
        content = (folder / name).read_bytes()
        found[told] = digest(content)
        for other in _TAKEN_IN.findall(content.decode("utf-8", "replace")):
            if other[0] in "\"'":
                waiting.append(other[1:-1])
            else:
                waiting += [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.jinja"))]
    return dict(sorted(found.items()))
