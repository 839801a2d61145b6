"""What a copy of a project need not make anew."""

import shutil
from pathlib import Path

from corridor.project import Project


def take_along(project: Project, root: Path) -> None:
    """Give a copy what is kept by content, from verdicts to pages of the site; saves half a minute a test."""
    for name in ("charts", "checks", "fonts", "notebooks", "pages", "site", "vintages"):
        if (project.cache / name).exists():
            shutil.copytree(project.cache / name, root / ".corridor" / name)


def pin_only(project: Project, edition: str, *sources: str) -> None:
    """Let an edition rest on a few sources, so that it is built in a few seconds."""
    path = project.reports / "editions" / f"{edition}.yml"
    head, pinned = path.read_text(encoding="utf-8").split("vintages:\n")
    kept = [line for line in pinned.splitlines() if line.split(":")[0].strip() in sources]
    assert len(kept) == len(sources)
    path.write_text("\n".join([f"{head}vintages:", *kept, ""]), encoding="utf-8")
