"""A small project that holds registers of its own, to spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

from corridor.project import Project

ROOT = Path(__file__).resolve().parents[2]
FILES = ("statements.yml", "contested_estimates.yml", "schemes.yml")


def copied(folder: Path) -> Project:
    """Copy what the registers need of the real project: code list, regions, bibliography, and the registers."""
    shutil.copytree(ROOT / "definitions", folder / "definitions")
    (folder / "reports").mkdir()
    shutil.copyfile(ROOT / "reports" / "references.bib", folder / "reports" / "references.bib")
    return Project(folder)


def spoilt(project: Project, file: str, old: str, new: str) -> int:
    """Replace the first occurrence of a text in a register; return the line at which the change begins."""
    path = project.definitions / file
    text = path.read_text(encoding="utf-8")
    at = text.index(old)
    path.write_text(text[:at] + new + text[at + len(old) :], encoding="utf-8")
    # A change that begins with line breaks begins on the line after them.
    blank = len(new) - len(new.lstrip("\n"))
    return text.count("\n", 0, at) + 1 + blank
