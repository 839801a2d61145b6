"""Numbers quoted from publications: printed as figures, recorded with their publication, never derived from."""

from pathlib import Path

import pytest

from corridor.errors import ConfigurationError
from corridor.ledger import derive, quote
from corridor.project import Project
from corridor.references import read_references
from corridor.rendering.pages import Writer
from corridor.reports.content import phrase

LOW = quote(
    "people-abroad/low",
    200_000.0,
    "persons",
    "200,000",
    reference="somebody-2003",
    citation="Somebody, Flows, 2003",
)


@pytest.fixture
def write(tmp_path: Path):
    """Fill a template, with the table of figures as the project has it."""
    shared = tmp_path / "templates" / "_shared"
    shared.mkdir(parents=True)
    real = Path(__file__).parents[2] / "templates" / "_shared" / "figures.qmd.jinja"
    (shared / "figures.qmd.jinja").write_text(real.read_text(encoding="utf-8"), encoding="utf-8")

    def filled(text: str, **content: object):
        (tmp_path / "templates" / "page.jinja").write_text(text, encoding="utf-8")
        return Writer(Project(tmp_path), {}).page("page.jinja", "page.qmd", **content)

    return filled


def test_a_quoted_number_is_a_link_to_its_publication(write):
    page = write("At least << low >>.", low=LOW)
    assert page.text.startswith(
        'At least [200,000](#quoted-people-abroad-low){.figure data-figure="quoted/people-abroad/low"}.'
    )
    assert "[quoted/people-abroad/low]{#quoted-people-abroad-low} | 200,000 | [@somebody-2003] |" in page.text


def test_its_record_names_the_publication_and_no_check(write):
    (record,) = write("<< said >>", said=phrase("at least ", LOW)).ledger.records()
    assert record["id"] == "quoted/people-abroad/low"
    assert record["value"] == 200_000
    assert record["unit"] == "persons"
    assert record["inputs"] == [
        {"source": "somebody-2003", "vintage": "Somebody, Flows, 2003", "sha256": "", "keys": [], "rows": 0}
    ]
    assert record["checks"] == []
    assert record["indicator"] == ""


def test_it_keeps_the_words_of_the_publication_in_tables():
    assert LOW.full.text == "200,000"
    assert not LOW.derived


def test_nothing_is_derived_from_it():
    with pytest.raises(ConfigurationError, match="missing figure"):
        derive(2 * (LOW.value or 0), "persons", "2 · low", *LOW.values)


@pytest.mark.parametrize("lacking", ["reference", "citation"])
def test_without_a_publication_nothing_is_quoted(lacking):
    named = {"reference": "somebody-2003", "citation": "Somebody, Flows, 2003", lacking: ""}
    with pytest.raises(ConfigurationError, match="without a publication"):
        quote("people-abroad/low", 1.0, "persons", "1", **named)


def test_the_bibliography_is_read(project):
    found = read_references(project)
    assert found["mpi-human-flows-2003"].citation == (
        "Migration Policy Institute, Cross-Border Human Flows in Northeast Asia, 2003"
    )
    assert found["labor-mobility-nea"].citation.endswith("Labor Mobility in North East Asia, undated")
    assert all(one.title and one.publisher for key, one in found.items() if key != "labor-mobility-nea")


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        ("@misc{a,\n  title = {{A}}\n}\n\n@misc{a,\n  title = {{B}}\n}\n", "twice", 5),
        ("@misc{a,\n  year = {2003}\n}\n", "without a title", 1),
    ],
)
def test_a_wrong_entry_is_told_with_its_line(tmp_path, text, problem, line):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "references.bib").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=problem) as refused:
        read_references(Project(tmp_path))
    assert refused.value.where == f"reports/references.bib, line {line}"


def test_a_project_without_bibliography_is_told(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_references(Project(tmp_path))
