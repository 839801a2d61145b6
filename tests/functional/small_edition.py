"""A small edition in a copy of the project, for tests that build it several times."""

from pathlib import Path

from corridor import building
from corridor.building import Asked
from corridor.keeping import digest
from corridor.project import Project
from kept import OF_LIBRARIES, copied, take_along

EDITION = "2026-9"
TEXT = """id: 2026-9
title: A small edition
published: 2026-07-01
region: north-east-asia
economies: [MNG, PRK]
reports: [country_brief, regional_outlook]
vintages:
  migrant_stock: rev2024
  population: wpp2024
"""


class Place:
    """A project with a small edition, and what its builds say."""

    def __init__(self, project: Project) -> None:
        self.project, self.out = project, project.root / "_site"

    def build(self, **options):
        """Build, and give whether anything changed and what was said of the parts."""
        said: list[str] = []
        how = {"jobs": 2, "out": self.out, "progress": lambda *_: None, "why": said.append} | options
        built = building.build(self.project, EDITION, Asked(engine="pandoc"), **how)
        return built.changed, said

    def made(self, **options):
        """Names of the parts that a build makes again, without those that it takes."""
        _, said = self.build(**options)
        return {line.partition(": ")[0] for line in said[1:] if not line.endswith(": as before")}

    def files(self):
        """Hashes of the edition's files, by path in the site."""
        return {
            path.relative_to(self.out).as_posix(): digest(path.read_bytes())
            for path in sorted((self.out / "editions" / EDITION).rglob("*"))
            if path.is_file()
        }


def placed(project: Project, root: Path) -> Place:
    made = copied(project, root)
    take_along(project, root, ("checks", *OF_LIBRARIES))
    (root / "reports" / "editions" / f"{EDITION}.yml").write_text(TEXT, encoding="utf-8")
    return Place(made)
