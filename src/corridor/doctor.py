"""Whether a machine has what Corridor needs."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass

from corridor.editions import list_editions
from corridor.errors import CorridorError
from corridor.project import Project


@dataclass(frozen=True)
class Finding:
    """One thing looked for.

    Attributes
    ----------
    what, found : str
        What was looked for and what is there.
    good : bool
        Whether it is as it should be.
    needed : bool
        Whether Corridor cannot do without it.
    """

    what: str
    found: str
    good: bool
    needed: bool = True


def examine() -> list[Finding]:
    """Look at interpreter, tools, fonts, kernel, project and room on the disk."""
    python = sys.version_info[:2] >= (3, 11)
    return [
        Finding("Python 3.11 or newer", platform.python_version(), python),
        _looked("Pandoc", _pandoc),
        _looked("Typst", _typst),
        _looked("Quarto", _quarto, needed=False),
        _looked("Fonts", _fonts),
        _looked("Jupyter kernel", _kernel),
        _looked("Project", _project),
        _looked("Packages of the lock", _packages),
        _room(),
    ]


def _looked(what: str, look: Callable[[], str], *, needed: bool = True) -> Finding:
    try:
        found = look()
    except CorridorError as error:
        return Finding(what, error.message, good=False, needed=needed)
    except (ImportError, OSError) as error:
        return Finding(what, str(error), good=False, needed=needed)
    return Finding(what, found, good=True, needed=needed)


def _pandoc() -> str:
    from corridor.rendering import pandoc  # noqa: PLC0415 - looked for, not needed to look

    return pandoc.version()


def _typst() -> str:
    from corridor.rendering import typst  # noqa: PLC0415

    return typst.version()


def _quarto() -> str:
    found = os.environ.get("QUARTO_PATH") or shutil.which("quarto")
    if not found:
        raise OSError("not found; the embedded engine is used")
    return found


def _fonts() -> str:
    from corridor.rendering.fonts import font_paths  # noqa: PLC0415

    folders = font_paths()
    lacking = [str(folder) for folder in folders if not any(folder.glob("*.[ot]tf"))]
    if lacking:
        raise OSError(f"no font files in {', '.join(lacking)}")
    return f"{sum(len(list(folder.glob('*.[ot]tf'))) for folder in folders)} files"


def _kernel() -> str:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel  # noqa: PLC0415

    try:
        return str(KernelSpecManager().get_kernel_spec("python3").display_name)
    except NoSuchKernel as error:
        raise OSError(str(error)) from None


def _project() -> str:
    project = Project.find()
    return f"{len(list_editions(project))} editions"


def _packages() -> str:
    from corridor.bill_of_materials import LOCK, differing, read_lock  # noqa: PLC0415

    lock = Project.find().root / LOCK
    others = differing(lock)
    if others:
        raise OSError(f"not those of {LOCK}: {'; '.join(others[:5])}{' and more' if len(others) > 5 else ''}")
    return f"{len(read_lock(lock))} pinned with hashes; those installed are the lock's"


def _room() -> Finding:
    free = shutil.disk_usage(".").free / 2**30
    return Finding("Room on the disk", f"{free:.1f} GiB free", free > 1)
