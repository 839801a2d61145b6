"""Whether a build would give what stands already: told by hashes, without computing or even importing anything heavy.

After a build it is written down what the build could depend on and which files came out. As long as the one is the
same and the others are as they were left, there is nothing to do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from corridor import inputs, plain_json
from corridor.keeping import Shelf, digest, key_of
from corridor.project import Project
from corridor.publishing.register import NAME as REGISTER
from corridor.reasons import differing, told

_MOST = 500
_EDITIONS = "editions"


class Standing:
    """What stands of an edition in a site, and whether it is what a build would give.

    Parameters
    ----------
    project : Project
        The project.
    edition : str
        The edition.
    out : Path
        The site's folder.
    asked : mapping of str to sequence of str
        What was asked for: economies, reports, formats, engine.
    """

    def __init__(self, project: Project, edition: str, out: Path, asked: Mapping[str, Sequence[str]]) -> None:
        self._project, self._edition, self._out = project, edition, out.resolve()
        self._asked = {name: list(values) for name, values in asked.items()}
        self._shelf = Shelf(project.cache / "builds", _MOST)

    @property
    def folder(self) -> Path:
        """Folder of the edition in the site."""
        return self._out / _EDITIONS / self._edition

    @cached_property
    def why(self) -> str:
        """Why a build would give something else; empty if it would not."""
        return (
            self._differs("edition", self.inputs, self.folder)
            or (
                ""
                if (self._project.cache / "stage" / self._edition).is_dir()
                else "the staged project is gone"
            )
            or self._differs("around", self._around(), self._out)
        )

    @cached_property
    def inputs(self) -> dict[str, str]:
        """Everything that the edition depends on."""
        found = inputs.of_project(self._project, [self._out])
        asked = digest(json.dumps(self._asked, sort_keys=True).encode())
        engine = inputs.engine("".join(self._asked.get("engine", ())))
        return found | {"what was asked for": asked, inputs.ENGINE: engine}

    def note(self) -> None:
        """Write down what stands now, after a build."""
        self._write("edition", self.inputs, self.folder)
        self._write("around", self._around(), self._out)

    def _around(self) -> dict[str, str]:
        """Everything that the pages around the editions depend on: the project, and the editions that stand."""
        manifests = self._out.glob(f"{_EDITIONS}/*/manifest.json")
        names = [REGISTER, *sorted(path.relative_to(self._out).as_posix() for path in manifests)]
        standing = {
            name: digest(found) for name in names if (found := _content(self._out / name)) is not None
        }
        return self.inputs | {f"site: {name}": found for name, found in standing.items()}

    def _key(self, part: str) -> str:
        place = str(self._out)
        return key_of([part, place] if part == "around" else [part, place, self._edition, self._asked])

    def _differs(self, part: str, depends: Mapping[str, str], folder: Path) -> str:
        kept = self._shelf.take(self._key(part))
        if kept is None:
            return "it was not built so before"
        before = plain_json.parse(kept)
        if changed := differing(before["depends"], depends):
            return f"{told(changed)} changed"
        made = self._files(part, folder)
        if damaged := differing(before["files"], made):
            return f"{told([f'{folder.name}/{name}' for name in damaged])} is not as it was built"
        return ""

    def _write(self, part: str, depends: Mapping[str, str], folder: Path) -> None:
        content = {"depends": depends, "files": self._files(part, folder)}
        self._shelf.keep(self._key(part), json.dumps(content, sort_keys=True).encode())

    def _files(self, part: str, folder: Path) -> dict[str, str]:
        """Hash the files of the edition, or those around the editions."""
        tops = sorted(path for path in folder.glob("*") if part == "edition" or path.name != _EDITIONS)
        if part == "around":
            tops += sorted(path for path in (folder / _EDITIONS).glob("*") if path.is_file())
        paths = [path for top in tops for path in ([top] if top.is_file() else sorted(top.rglob("*")))]
        return {
            path.relative_to(folder).as_posix(): digest(path.read_bytes()) for path in paths if path.is_file()
        }


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
