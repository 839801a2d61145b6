"""Notebook files: the parameters they declare, and what is kept of them once they are executed."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corridor import plain_json
from corridor.errors import ConfigurationError, UsageError, listed, suggestion
from corridor.project import Project

PARAMETERS, INJECTED = "parameters", "injected-parameters"
_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")


def defaults_of(project: Project, notebook: Path) -> dict[str, Any]:
    """Return the parameters of a notebook with their defaults, as its cell tagged `parameters` assigns them.

    Raises
    ------
    ConfigurationError
        If the notebook is missing or broken, or has no such cell, or one that does more than assign literals.
    """
    name = project.relative(notebook)
    tagged = [
        c for c in read_notebook(notebook, name)["cells"] if PARAMETERS in c["metadata"].get("tags", [])
    ]
    if len(tagged) != 1:
        raise broken(name, f"one cell tagged {PARAMETERS}", f"{len(tagged)} such cells")
    try:
        return dict(map(_assigned, ast.parse("".join(tagged[0]["source"])).body))
    except (SyntaxError, ValueError) as error:
        where = f"{name}, cell {tagged[0].get('id', PARAMETERS)}"
        raise broken(where, 'assignments of plain values, such as economy = "JPN"', str(error)) from None


def chosen_parameters(project: Project, notebook: Path, parameters: Mapping[str, object]) -> dict[str, Any]:
    """Complete parameters with a notebook's defaults.

    Parameters
    ----------
    parameters : mapping
        Values by name.

    Returns
    -------
    dict
        All parameters but `output`, which is set where the notebook is run.

    Raises
    ------
    UsageError
        If the notebook has no such parameter, or a value has another type than its default.
    ConfigurationError
        If the notebook cannot be run.
    """
    name = project.relative(notebook)
    defaults = defaults_of(project, notebook)
    if "output" not in defaults:
        raise broken(name, "a parameter output, where the indicators go", listed(defaults) or "none")
    for key, value in parameters.items():
        if key not in defaults or key == "output":
            known = defaults.keys() - {"output"}
            near = suggestion(key, known)
            raise UsageError(
                f"{name} has no parameter {key}."
                if key != "output"
                else "The parameter output is set by Corridor.",
                where=name,
                expected=listed(known),
                found=key,
                todo=f"Correct the name{'; ' + near if near else ''}.",
            )
        if type(value) is not type(defaults[key]):
            raise UsageError(
                f"The parameter {key} of {name} has a value of another type than its default.",
                where=name,
                expected=f"{type(defaults[key]).__name__}, such as {defaults[key]!r}",
                found=f"{type(value).__name__} {value!r}",
                todo="Give a value of that type.",
            )
    return {key: value for key, value in (defaults | dict(parameters)).items() if key != "output"}


def _assigned(statement: ast.stmt) -> tuple[str, Any]:
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id, ast.literal_eval(statement.value)
    raise ValueError(ast.unparse(statement))


def normalise(executed: Mapping[str, Any], hidden: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Strip an executed notebook of what differs from run to run.

    Parameters
    ----------
    executed : mapping
        The notebook.
    hidden : mapping of str to str, optional
        Texts to replace wherever they occur, such as absolute paths, the longest first.

    Returns
    -------
    dict
        The notebook without times, durations, versions, memory addresses and papermill's records, with a stable
        identifier for the cell that papermill adds.
    """
    texts = dict(sorted((hidden or {}).items(), key=lambda pair: (-len(pair[0]), pair[0])))
    kernel = executed["metadata"].get("kernelspec", {})
    kept = {key: kernel[key] for key in ("display_name", "language", "name") if key in kernel}
    return {
        "cells": [_normal_cell(cell, texts) for cell in executed["cells"]],
        "metadata": {"kernelspec": kept, "language_info": {"name": "python"}},
        "nbformat": executed["nbformat"],
        "nbformat_minor": executed["nbformat_minor"],
    }


def text_of(notebook: Mapping[str, Any]) -> str:
    """Text of a notebook's file: sorted keys, one space of indent, a newline at the end."""
    return json.dumps(notebook, sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def _normal_cell(cell: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    tags = cell["metadata"].get("tags", [])
    kept = {
        "cell_type": cell["cell_type"],
        "id": INJECTED if INJECTED in tags else cell["id"],
        "metadata": {"tags": sorted(tags)} if tags else {},
        "source": _lines(_replaced(cell["source"], texts)),
    }
    if cell["cell_type"] == "code":
        outputs = [_normal_output(output, texts) for output in cell["outputs"]]
        kept |= {"execution_count": cell["execution_count"], "outputs": outputs}
    return kept


def _normal_output(output: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    kept = {
        key: _replaced(part, texts) for key, part in output.items() if key not in ("metadata", "transient")
    }
    for key in ("text", "traceback", "evalue"):
        if key in kept:
            kept[key] = _without_addresses(kept[key])
    if "data" in kept:
        kept["metadata"] = {}
        kept["data"] = {
            kind: _lines(_without_addresses(part) if kind == "text/plain" else part)
            if isinstance(part, str)
            else part
            for kind, part in kept["data"].items()
        }
    if isinstance(kept.get("text"), str):
        kept["text"] = _lines(kept["text"])
    return kept


def _replaced(part: Any, texts: Mapping[str, str]) -> Any:
    if isinstance(part, str):
        for hidden, shown in texts.items():
            part = part.replace(hidden, shown)
        return part
    if isinstance(part, list):
        return [_replaced(one, texts) for one in part]
    if isinstance(part, Mapping):
        return {key: _replaced(one, texts) for key, one in part.items()}
    return part


def _without_addresses(part: Any) -> Any:
    if isinstance(part, list):
        return [_without_addresses(one) for one in part]
    return _ADDRESS.sub("0x…", part)


def _lines(text: str | list[str]) -> list[str]:
    """Lines with their ends, as notebooks keep them."""
    return ("".join(text) if isinstance(text, list) else text).splitlines(keepends=True)


def read_notebook(notebook: Path, name: str) -> dict[str, Any]:
    """Read a notebook.

    Parameters
    ----------
    notebook : Path
        The file.
    name : str
        What the project calls it, for messages.

    Raises
    ------
    ConfigurationError
        If it is missing, or is no notebook in format 4.
    """
    try:
        content = plain_json.parse(notebook.read_text(encoding="utf-8"))
        cells = [(cell["metadata"], cell["source"], cell["cell_type"]) for cell in content["cells"]]
    except FileNotFoundError:
        raise broken(name, "a notebook", "no file") from None
    except (ValueError, KeyError, TypeError) as error:
        raise broken(name, "a notebook in format 4", f"{type(error).__name__}: {error}") from None
    if not cells or content.get("nbformat") != 4:
        raise broken(name, "a notebook in format 4 with cells", f"format {content.get('nbformat')}")
    return dict(content)


def broken(where: str, expected: str, found: str) -> ConfigurationError:
    """Make the refusal of a notebook that cannot be run as it is."""
    return ConfigurationError(
        f"{where.partition(',')[0]} cannot be run.",
        where=where,
        expected=expected,
        found=found,
        todo="Correct the notebook; notebooks/country_indicators.ipynb shows how.",
    )
