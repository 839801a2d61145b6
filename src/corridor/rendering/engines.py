"""Rendering engines: what each must do, and which one is taken."""

from __future__ import annotations

import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

from corridor.errors import RenderingError, UsageError, suggestion
from corridor.spreading import Hands

NAMES = ("auto", "quarto", "pandoc")


class Engine(Protocol):
    """Renders a staged Quarto project to files of a site."""

    @property
    def name(self) -> str:
        """Name under which an edition records the engine."""

    @property
    def version(self) -> str:
        """Version of the engine and of the tools behind it."""

    @property
    def shortfall(self) -> str:
        """What its output lacks, for want of a newer tool; empty if nothing."""

    def examine(self, project: Path) -> None:
        """Refuse a configuration that cannot be rendered, before anything is computed for it.

        Parameters
        ----------
        project : Path
            Folder with `_quarto.yml`.

        Raises
        ------
        ConfigurationError
            If it cannot be read or has a key that the engine would pass over.
        """

    def render(
        self,
        project: Path,
        out: Path,
        *,
        formats: frozenset[str],
        published: datetime.date,
        jobs: int = 1,
        pages: list[Path] | None = None,
        kept: Path | None = None,
        hands: Hands | None = None,
    ) -> list[Path]:
        """Render a project.

        Parameters
        ----------
        project : Path
            Folder of the staged project.
        out : Path
            Folder of the site; files of the same names are replaced, others stay.
        formats : frozenset of str
            "html", "pdf" or both.
        published : datetime.date
            Date of the edition, the only date in what is made.
        jobs : int
            Pages rendered at a time.
        pages : list of Path, optional
            Pages to render; all when omitted.
        kept : Path, optional
            Folder in which an engine may keep pages and find those that have not changed since. When omitted,
            everything is rendered.
        hands : Hands, optional
            Who renders pages elsewhere, for an engine that can have that; otherwise it uses this machine.

        Returns
        -------
        list of Path
            The files written, sorted.

        Raises
        ------
        RenderingError
            If a page cannot be rendered; nothing is written then.
        """


def choose(name: str = "auto") -> Engine:
    """Take an engine by name.

    Parameters
    ----------
    name : str
        "quarto", "pandoc" (the embedded engine) or "auto": Quarto where its command is found, else the
        embedded one.

    Raises
    ------
    UsageError
        If there is no such engine.
    RenderingError
        If Quarto is asked for and its command is not there.
    """
    from corridor.rendering.embedded import EmbeddedEngine  # noqa: PLC0415 - it imports this module's names

    if name not in NAMES:
        raise UsageError(f"there is no engine {name}", expected=", ".join(NAMES), found=name,
                         todo=suggestion(name, NAMES))  # fmt: skip
    found = _quarto() if name in {"auto", "quarto"} else None
    if found is not None:
        return found
    if name == "quarto":
        raise RenderingError(
            "the quarto command is not there", where="QUARTO_PATH, PATH",
            todo="install Quarto and name it in QUARTO_PATH, or use --engine pandoc",
        )  # fmt: skip
    return EmbeddedEngine()


def _quarto() -> Engine | None:
    """Quarto's engine if its module and its command are there."""
    module = "corridor.rendering.quarto"
    if find_spec(module) is None:
        return None
    return cast("Engine | None", import_module(module).find())
