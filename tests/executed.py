"""Notebooks run once for all tests: what ran from the same notebook, parameters and definitions is not run again.

Tests of what comes after the notebooks need not wait for them each time. Tests of the notebooks themselves, and those
that prove that two builds are the same, ask for `notebooks_run_anew`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corridor import notebooks
from corridor.editions import read_edition
from corridor.indicators import IndicatorSet
from corridor.project import Project

RUN_MANY = notebooks.run_many


class Executed:
    """Stands in for `notebooks.run_many` and remembers."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[bytes, IndicatorSet]] = {}

    def run_many(
        self, project: Project, runs: Sequence[notebooks.Run], folder: Path, **options: Any
    ) -> Iterator[IndicatorSet]:
        folder.mkdir(parents=True, exist_ok=True)
        missing = []
        for one in runs:
            if known := self._known.get(_key(project, one)):
                (folder / _name(one)).write_bytes(known[0])
                yield known[1]
            else:
                missing.append(one)
        for values in RUN_MANY(project, missing, folder, **options) if missing else ():
            one = next(one for one in missing if one.name == values.subject)
            self._known[_key(project, one)] = ((folder / _name(one)).read_bytes(), values)
            yield values


def _key(project: Project, one: notebooks.Run) -> str:
    """All that a test may have changed in its own project before the notebook runs."""
    edition = read_edition(project, str(one.parameters["edition"]))
    paths = [
        *project.definitions.rglob("*.*"),
        *(project.data / source / "source.yml" for source in edition.vintages),
        project.notebooks / f"{one.notebook}.ipynb",
    ]
    told = [[project.relative(path), hashlib.sha256(path.read_bytes()).hexdigest()] for path in sorted(paths)]
    return json.dumps(
        [one.notebook, one.parameters, edition.vintages, edition.region.members, edition.lang, told],
        sort_keys=True,
    )


def _name(one: notebooks.Run) -> str:
    return f"{one.notebook}-{one.name}.ipynb"
