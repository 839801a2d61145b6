"""Kinds of report: declared by their folder, refused where the declaration cannot be."""

from pathlib import Path

import pytest

from corridor.errors import ConfigurationError
from corridor.project import Project
from corridor.report_kinds import list_kinds, read_kind

GOOD = {
    "id": "one_pager",
    "title": "One page",
    "menu": "Pages",
    "subject": "economy",
    "page": "pages/{slug}/index.qmd",
    "notebook": "country_indicators.ipynb",
}


@pytest.fixture
def declare(tmp_path: Path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "country_indicators.ipynb").write_text("{}", encoding="utf-8")

    def write(**changes: str):
        path = tmp_path / "templates" / "one_pager" / "report.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {**GOOD, **changes}
        path.write_text("".join(f'{k}: "{v}"\n' for k, v in content.items() if v), encoding="utf-8")
        return Project(tmp_path)

    return write


def test_the_projects_own_kinds(project):
    assert list_kinds(project) == ["country_brief", "regional_outlook"]
    assert read_kind(project, "country_brief").page == "briefs/{slug}/index.qmd"
    assert read_kind(project, "regional_outlook").subject == "region"


def test_a_declaration_is_read(declare):
    kind = read_kind(declare(), "one_pager")
    assert (kind.title, kind.template) == ("One page", "one_pager/report.qmd.jinja")


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"id": "other"}, "key id"),
        ({"subject": "city"}, "key subject"),
        ({"page": "index.qmd"}, "key page"),
        ({"page": "../{slug}/index.qmd"}, "key page"),
        ({"page": "/{slug}/index.qmd"}, "key page"),
        ({"page": "pages/index.qmd"}, "key page"),
        ({"subject": "region"}, "key page"),
        ({"notebook": "other.ipynb"}, "key notebook"),
        ({"titel": "x"}, "templates/one_pager/report.yml"),
        ({"menu": ""}, "templates/one_pager/report.yml"),
    ],
)
def test_a_declaration_that_cannot_be_is_refused(declare, changes, where):
    with pytest.raises(ConfigurationError) as refused:
        read_kind(declare(**changes), "one_pager")
    assert where in refused.value.where
    assert refused.value.expected
