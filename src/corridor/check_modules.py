"""Finds the checks of a source: `data_checks/<source>.py`."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from corridor.check_declarations import Addition, Check, Likeness, column_checks
from corridor.errors import ConfigurationError, listed
from corridor.project import Project
from corridor.source_declarations import Source, Vintage

T = TypeVar("T")


def module_path(project: Project, source_id: str) -> Path:
    """Path of the module that declares a source's checks.

    Raises
    ------
    ConfigurationError
        If there is none.
    """
    path = project.data_checks / f"{source_id}.py"
    if not path.is_file():
        raise ConfigurationError(
            f"The source {source_id} has no checks.",
            where=project.relative(path),
            expected="a module with CHECKS, a tuple of the facts that its tables must meet",
            found="no such file",
            todo="Write it; the other modules in data_checks/ show how.",
        )
    return path


def checks_of(project: Project, source: Source, vintage: Vintage) -> tuple[Check, ...]:
    """List the checks of a vintage: those its columns imply, then its facts of the domain.

    Raises
    ------
    ConfigurationError
        If the module is missing, cannot be imported, declares no checks, or gives an identifier twice.
    """
    path = module_path(project, source.id)
    name = project.relative(path)
    declared = getattr(_imported(path, name), "CHECKS", None)
    if not isinstance(declared, tuple) or not declared or not all(isinstance(one, Check) for one in declared):
        raise ConfigurationError(
            f"{name} declares no checks.",
            where=name,
            expected="CHECKS, a tuple of Check",
            found=type(declared).__name__,
            todo="Declare at least one fact.",
        )
    common = column_checks(source, vintage)
    _refuse_doubled([one.id for one in (*common, *declared)], name)
    _refuse_unknown_vintages(declared, source, name)
    return tuple(one for one in (*common, *declared) if one.applies_to(vintage.id))


def compared_by(project: Project, source: Source, vintage: Vintage) -> set[str]:
    """Sources that the checks of a vintage look at beside its own; see `checks_of`."""
    return {other for one in checks_of(project, source, vintage) for other in one.needs}


def likenesses_of(project: Project, source_id: str) -> tuple[Likeness, ...]:
    """List the sources that the figures of a source go up and down with; most have none.

    Raises
    ------
    ConfigurationError
        If the module is missing, cannot be imported, or declares something else.
    """
    return _declared(project, source_id, "LIKENESSES", Likeness)


def additions_of(project: Project, source_id: str) -> tuple[Addition, ...]:
    """List the sources whose figures those of a source add up to; most have none.

    Raises
    ------
    ConfigurationError
        If the module is missing, cannot be imported, or declares something else.
    """
    return _declared(project, source_id, "ADDITIONS", Addition)


def _declared(project: Project, source_id: str, called: str, kind: type[T]) -> tuple[T, ...]:
    path = module_path(project, source_id)
    name = project.relative(path)
    declared = getattr(_imported(path, name), called, ())
    if not isinstance(declared, tuple) or not all(isinstance(one, kind) for one in declared):
        raise ConfigurationError(
            f"{name} declares {called.lower()} that are none.",
            where=name,
            expected=f"{called}, a tuple of {kind.__name__}",
            found=type(declared).__name__,
            todo="Correct it, or leave it out.",
        )
    return declared


def _imported(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"_corridor_checks_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ConfigurationError(f"{name} cannot be imported.", where=name, todo="Correct the file's name.")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # Whatever a module raises, its file is what must be put right.
        raise ConfigurationError(
            f"{name} cannot be imported.",
            where=name,
            found=f"{type(error).__name__}: {error}",
            todo="Correct the module.",
        ) from error
    return module


def _refuse_doubled(ids: list[str], name: str) -> None:
    doubled = {one for one in ids if ids.count(one) > 1}
    if doubled:
        raise ConfigurationError(
            f"{name} gives two checks one identifier.",
            where=name,
            expected="identifiers that differ, also from those that columns imply",
            found=listed(doubled),
            todo="Rename one of them.",
        )


def _refuse_unknown_vintages(declared: Iterable[Check], source: Source, name: str) -> None:
    for one in declared:
        unknown = set(one.vintages) - set(source.vintages)
        if unknown:
            raise ConfigurationError(
                f"{name} has a check of a vintage that does not exist.",
                where=f"{name}, check {one.id}",
                expected=listed(source.vintages),
                found=listed(unknown),
                todo="Correct the vintage.",
            )
