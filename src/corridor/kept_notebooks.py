"""Runs of notebooks, kept from one build to the next: one that would see the same is not run again."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from corridor.errors import CorridorError
from corridor.indicators import IndicatorSet
from corridor.keeping import Shelf, digest, digest_of_files, key_of
from corridor.project import Project

# An edition has some ten runs, one of all economies two hundred and fifty.
MOST = 1000
# What computes beside our own code. A notebook may import more; the lock names it all.
_LIBRARIES = ("altair", "ipykernel", "nbclient", "numpy", "pandas", "papermill", "vl-convert-python")


class Asked(Protocol):
    """A notebook to run for a subject; see `notebooks.Run`."""

    @property
    def notebook(self) -> str:
        """Its name."""

    @property
    def parameters(self) -> Mapping[str, object]:
        """Its parameters."""


class KeptNotebooks:
    """Executed notebooks of a project and what they computed, each found by all that it can see.

    A notebook can read any file of the project, and so is run again when data, declarations, checks, definitions,
    editions or the lock change, our own code, or the notebook itself; not when a template does.

    Parameters
    ----------
    project : Project
        The project.
    folder : Path
        Where they are kept.
    """

    def __init__(self, project: Project, folder: Path) -> None:
        self._project = project
        self._shelf = Shelf(folder, MOST)

    def has(self, asked: Asked) -> bool:
        """Whether a run is kept."""
        return self._shelf.take(self._key(asked)) is not None

    def take(self, asked: Asked, out: Path) -> IndicatorSet | None:
        """Lay a kept notebook in its place and return what it computed; None if it has to be run."""
        content = self._shelf.take(self._key(asked))
        if content is None:
            return None
        held = json.loads(content)
        with TemporaryDirectory(prefix="corridor-kept-") as folder:
            file = Path(folder) / "indicators.json"
            file.write_text(held["indicators"], encoding="utf-8")
            try:
                values = IndicatorSet.read(file)
            except CorridorError:
                return None
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(held["notebook"], encoding="utf-8")
        return values

    def keep(self, asked: Asked, out: Path, values: IndicatorSet) -> None:
        """Keep an executed notebook and what it computed."""
        with TemporaryDirectory(prefix="corridor-kept-") as folder:
            file = Path(folder) / "indicators.json"
            values.write(file)
            held = {
                "notebook": out.read_text(encoding="utf-8"),
                "indicators": file.read_text(encoding="utf-8"),
            }
        self._shelf.keep(self._key(asked), json.dumps(held).encode())

    def _key(self, asked: Asked) -> str:
        own = digest((self._project.notebooks / f"{asked.notebook}.ipynb").read_bytes())
        return key_of([self._around, asked.notebook, own, dict(asked.parameters)])

    @cached_property
    def _around(self) -> str:
        """Hash of what every notebook of the project can see."""
        root, package = self._project.root, Path(__file__).parent
        folders = (self._project.data, self._project.definitions, self._project.data_checks)
        seen = [path for folder in folders for path in folder.rglob("*") if _is_content(path)]
        seen += (self._project.reports / "editions").glob("*.yml")
        seen += [path for path in (root / "requirements.lock",) if path.is_file()]
        code = digest_of_files(package, package.rglob("*.py"))
        libraries = {name: version(name) for name in _LIBRARIES}
        return key_of([digest_of_files(root, seen), code, libraries, list(sys.version_info[:3])])


def _is_content(path: Path) -> bool:
    return path.is_file() and path.suffix != ".pyc" and not path.name.startswith(".")
