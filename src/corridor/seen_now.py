"""What a run of a notebook would see now of all that an earlier one saw, as digests with names in words.

The project is taken to stay as it is as long as a `Now` is used: for one build.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor import inputs, plain_json
from corridor.errors import CorridorError
from corridor.keeping import digest_of_files, key_of
from corridor.project import Project
from corridor.seen import digest_of, digest_of_names, names_in
from corridor.sources import load, read_source

if TYPE_CHECKING:
    from corridor.seen_tables import Answers

# By these a notebook gets at a table without a question that would be noted.
_PAST_QUESTIONS = {"values_in", "places_of", "combinations_in", "measure"}
_PAST_NAMES = {"eval", "exec", "getattr", "globals", "vars", "gc", "inspect"}
EVERYTHING = "all data, checks, definitions and editions"
_REMEMBERED = 4
Parts = dict[str, str]


class Now:
    """A project as a run would see it.

    Parameters
    ----------
    project : Project
        The project.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._files: dict[str, str] = {}
        self._folders: dict[str, str] = {}
        self._answers: dict[tuple[str, str], Answers] = {}
        self._past: dict[str, str] = {}

    def always(self, notebook: str, parameters: Mapping[str, object]) -> Parts:
        """Return what every run of a notebook with some parameters rests on, whatever it sees."""
        return {
            f"notebooks/{notebook}.ipynb": self.file(f"notebooks/{notebook}.ipynb"),
            "its parameters": key_of(dict(parameters)),
            "requirements.lock": self.file("requirements.lock"),
            inputs.CODE: inputs.code(),
            inputs.LIBRARIES: inputs.libraries(),
        }

    def past_questions(self, notebook: str) -> str:
        """Say why a notebook may see what is not noted; empty where it does not."""
        if notebook not in self._past:
            self._past[notebook] = _past_questions(self._project.notebooks / f"{notebook}.ipynb")
        return self._past[notebook]

    def file(self, name: str) -> str:
        """SHA-256 of a file, named from the root; empty where there is none."""
        if name not in self._files:
            self._files[name] = digest_of(self._project.root / name)
        return self._files[name]

    def folder(self, name: str) -> str:
        """SHA-256 of the names in a folder."""
        if name not in self._folders:
            self._folders[name] = digest_of_names(names_in(self._project.root / name))
        return self._folders[name]

    def parts(self, trace: dict[str, Any]) -> Parts | None:
        """Return what a run would see of all that another saw; None where a table is not to be had.

        Parameters
        ----------
        trace : dict
            What was seen, and under `answers` what was found of it before, which is added to.
        """
        seen = trace["seen"]
        found = {name: self.file(name) for name in seen["files"]}
        found |= {f"names in {name}": self.folder(name) for name in seen["folders"]}
        if seen["escaped"]:
            return found | {EVERYTHING: self._everything}
        for table, asked in seen["tables"].items():
            known = self._known(trace["answers"].setdefault(table, {}), table, asked)
            if known is None:
                return None
            source = table.partition(" ")[0]
            found[f"data/{source}/source.yml, what it declares"] = known["declared"]
            found |= {f"data/{table}, {name}": value for name, value in known["parts"].items()}
        return found

    def sha256(self, trace: Mapping[str, Any]) -> dict[str, str]:
        """Return the digests of the vintages that a trace names, once it has been asked for its parts."""
        if trace["seen"]["escaped"]:
            return {}
        held = trace["answers"].items()
        return {table: answers[self._declaration(table)]["sha256"] for table, answers in held}

    def _declaration(self, table: str) -> str:
        return self.file(f"data/{table.partition(' ')[0]}/source.yml")

    def _known(self, before: dict[str, Any], table: str, asked: Mapping[str, Any]) -> dict[str, Any] | None:
        """Find what a table answers, from its declaration alone where it has answered before."""
        file = self._declaration(table)
        if file not in before:
            try:
                answered = self._answered(before, table, asked)
            except CorridorError:
                return None
            before[file] = answered
            for old in list(before)[:-_REMEMBERED]:
                del before[old]
        found: dict[str, Any] = before[file]
        return found

    def _answered(self, before: Mapping[str, Any], table: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        name, vintage_id = table.split(" ", 1)
        source = read_source(self._project, name)
        if vintage_id not in source.vintages:
            raise CorridorError(f"There is no vintage {vintage_id} of {name}.")
        vintage = source.vintages[vintage_id]
        limits = tuple(one for one in source.limits if not one.vintages or vintage_id in one.vintages)
        told = [repr(replace(source, vintages={}, limits=limits)), repr(replace(vintage, sha256=""))]
        declared = key_of(told)
        for known in before.values():
            if (known["sha256"], known["declared"]) == (vintage.sha256, declared):
                return dict(known)
        return {
            "sha256": vintage.sha256,
            "declared": declared,
            "parts": self._asked_again(name, vintage_id).parts(asked),
        }

    def _asked_again(self, source: str, vintage: str) -> Answers:
        from corridor.seen_tables import Answers  # noqa: PLC0415 - pandas waits for the first table

        if (source, vintage) not in self._answers:
            self._answers[source, vintage] = Answers(load(self._project, source, vintage))
        return self._answers[source, vintage]

    @cached_property
    def _everything(self) -> str:
        project = self._project
        folders = (project.data, project.definitions, project.data_checks)
        seen = [path for folder in folders for path in folder.rglob("*") if _is_content(path)]
        seen += (project.reports / "editions").glob("*.yml")
        return digest_of_files(project.root, seen)


def _is_content(path: Path) -> bool:
    return path.is_file() and path.suffix != ".pyc" and not path.name.startswith(".")


def _past_questions(notebook: Path) -> str:
    try:
        for node in _nodes(notebook):
            if isinstance(node, ast.Attribute) and (
                node.attr.startswith("_") or node.attr in _PAST_QUESTIONS
            ):
                return f"it uses .{node.attr}"
            if isinstance(node, ast.Name) and node.id in _PAST_NAMES:
                return f"it uses {node.id}"
            if isinstance(node, ast.alias) and node.name.partition(".")[0] in _PAST_NAMES:
                return f"it imports {node.name}"
    except SyntaxError:
        return "it has a cell that is not plain Python"
    return ""


def _nodes(notebook: Path) -> Iterator[ast.AST]:
    with suppress(OSError, ValueError, KeyError):
        for cell in plain_json.parse(notebook.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                yield from ast.walk(ast.parse("".join(cell["source"])))
