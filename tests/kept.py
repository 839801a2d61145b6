"""What a copy of a project need not make anew."""

import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from corridor.project import Project


def copied(project: Project, root: Path) -> Project:
    """Copy a project so that its files may be changed; the data are links to the real ones until one is replaced."""
    for name in ("definitions", "reports", "templates", "notebooks", "data_checks"):
        shutil.copytree(project.root / name, root / name)
    for name in ("_quarto.yml", "requirements.lock"):
        shutil.copyfile(project.root / name, root / name)
    for source in sorted(project.data.glob("*/source.yml")):
        folder = root / "data" / source.parent.name
        folder.mkdir(parents=True)
        shutil.copyfile(source, folder / "source.yml")
        for table in source.parent.glob("*.csv.gz"):
            (folder / table.name).symlink_to(table)
    (root / "data" / "geo").symlink_to(project.data / "geo")
    return Project(root)


# What rests on the installed libraries and the project's definitions, whatever the data are.
OF_LIBRARIES = ("charts", "fonts", "licences", "names", "templates")
OF_EDITIONS = (
    *("checks", "notebooks", "pages", "printed", "search", "site"),
    *("vintages", "volumes", "workbooks", "written"),
)


def take_along(
    project: Project,
    root: Path,
    names: Iterable[str] = (*OF_LIBRARIES, *OF_EDITIONS),
    *,
    lay: Callable[[str, str], object] = shutil.copyfile,
) -> None:
    """Give a copy what is kept by content, from verdicts to pages of the site; saves half a minute a test.

    Where no test writes into a file that is kept, `lay` may be `linked`, which costs nothing.
    """
    for name in names:
        if (project.cache / name).exists():
            shutil.copytree(project.cache / name, root / ".corridor" / name, copy_function=lay)


def linked(path: str, other: str) -> None:
    """Give a file a second name; copy it where the two would be on different file systems."""
    try:
        os.link(path, other)
    except OSError:
        shutil.copyfile(path, other)


def pin_only(project: Project, edition: str, *sources: str) -> None:
    """Let an edition rest on a few sources, so that it is built in a few seconds."""
    path = project.reports / "editions" / f"{edition}.yml"
    head, pinned = path.read_text(encoding="utf-8").split("vintages:\n")
    kept = [line for line in pinned.splitlines() if line.split(":")[0].strip() in sources]
    assert len(kept) == len(sources)
    path.write_text("\n".join([f"{head}vintages:", *kept, ""]), encoding="utf-8")
