"""What kinds of report there are: one folder in `templates/` for each, declared in its `report.yml`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corridor.errors import ConfigurationError, listed
from corridor.project import Project, read_yaml, refuse_unknown, text_of
from corridor.source_declarations import NAME

SUBJECTS = ("economy", "region")
# A folder of the edition, which may be called after the economy.
_FOLDER = re.compile(r"(?=.)[A-Za-z0-9_-]*(\{slug\})?[A-Za-z0-9_-]*")
_KEYS = {"id", "title", "menu", "subject", "page", "notebook"}


@dataclass(frozen=True)
class ReportKind:
    """A kind of report.

    Attributes
    ----------
    id : str
        Name of its folder in `templates/`.
    title, menu : str
        What it is called, and what the site's menu calls it (reports on economies stand below that entry).
    subject : str
        `economy`: one for each economy of an edition, given to the template as `brief`; `region`: one for the
        edition's region, given as `outlook`.
    page : str
        Where its page stands in the edition, ending in `index.qmd`; `{slug}` is the economy's code in lower case.
    notebook : str
        The notebook that computes its figures.
    """

    id: str
    title: str
    menu: str
    subject: str
    page: str
    notebook: str

    @property
    def template(self) -> str:
        """Its template, as Jinja finds it."""
        return f"{self.id}/report.qmd.jinja"


def list_kinds(project: Project) -> list[str]:
    """Names of the kinds of report, sorted."""
    return sorted(path.parent.name for path in project.templates.glob("*/report.yml"))


def read_kind(project: Project, kind: str) -> ReportKind:
    """Read the declaration of a kind of report.

    Raises
    ------
    ConfigurationError
        If it lacks a key or has an unknown one, or names a subject, page or notebook that cannot be.
    """
    path = project.templates / kind / "report.yml"
    name = project.relative(path)
    content = read_yaml(path, name)
    refuse_unknown(content, _KEYS, name, required=_KEYS)
    notebooks = sorted(p.name for p in project.notebooks.glob("*.ipynb"))
    page, subject = str(content["page"]), str(content["subject"])
    for key, holds, expected in (
        ("id", content["id"] == kind, f"{kind}, as the folder is called"),
        ("id", re.fullmatch(NAME, kind), "small letters, digits, hyphens and underscores"),
        ("subject", subject in SUBJECTS, listed(SUBJECTS)),
        ("page", _is_page(page, subject), "a path such as briefs/{slug}/index.qmd"),
        ("notebook", content["notebook"] in notebooks, listed(notebooks)),
    ):
        if not holds:
            raise ConfigurationError(
                f"{name} has a wrong value.",
                where=f"{name}, key {key}",
                expected=expected,
                found=str(content[key]),
                todo="Correct it.",
            )
    title, menu = (text_of(content, key, name) for key in ("title", "menu"))
    return ReportKind(kind, title, menu, subject, page, content["notebook"])


def _is_page(page: str, subject: str) -> bool:
    *folders, last = page.split("/")
    return (
        bool(folders)
        and all(map(_FOLDER.fullmatch, folders))
        and last == "index.qmd"
        and ("{slug}" in page) == (subject == "economy")
    )
