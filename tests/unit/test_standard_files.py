"""Files that other programs read: citations, the data package, linked data, a page's table of figures."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from corridor import citations, data_package, licences, linked_data
from corridor.editions import read_edition
from corridor.formats import NBSP
from corridor.indicators import IndicatorSet, IndicatorValue, Input
from corridor.ledger import Ledger, figure_of
from corridor.page_ledger import TABLE, PageLedger
from corridor.project import Project
from corridor.reports.context import Context
from corridor.sources import read_source

STOCK = IndicatorValue(
    "JPN", "immigrant_stock", "", 2024, 3_400_001.0, "persons", "estimated", "",
    (Input("migrant_stock", "rev2024", "a" * 64, ("destination=JPN, year=2024, sex=both",), 3),),
)  # fmt: skip
PAGES = [
    PurePosixPath(p) for p in ("index.qmd", "outlook/index.qmd", "briefs/jpn/index.qmd", "data/index.qmd")
]


@pytest.fixture
def context(project) -> Context:
    edition = read_edition(project, "2026-1")
    values = IndicatorSet.from_values([STOCK], edition="2026-1", subject="JPN", base_year=2024)
    sources = {source: read_source(project, source) for source in edition.vintages}
    return Context(project, edition, Ledger(values), sources, ())


@pytest.fixture
def addressed(context, tmp_path) -> Context:
    """The same in a project that knows its site's address; only what the citations read is there."""
    text = (context.project.root / "_quarto.yml").read_text(encoding="utf-8")
    changed = text.replace("website:\n", "website:\n  site-url: https://stat.example.org/briefs\n")
    (tmp_path / "_quarto.yml").write_text(changed, encoding="utf-8")
    (tmp_path / "templates").symlink_to(context.project.templates)
    (tmp_path / "definitions").symlink_to(context.project.definitions)
    (tmp_path / "notebooks").symlink_to(context.project.notebooks)
    return replace(context, project=Project(tmp_path))


# Citations -----------------------------------------------------------------------------------------------------


def test_reports_are_those_that_were_written_in_the_order_of_the_edition(context):
    found = citations.reports_of(context, PAGES)
    assert [(one.folder, one.title) for one in found] == [
        ("briefs/jpn", "Japan: country brief"),
        ("outlook", "North-East Asia: regional outlook"),
    ]


def test_citations_as_csl_json(context, tmp_path):
    citations.write_citations(context, citations.reports_of(context, PAGES), tmp_path)
    entries = json.loads((tmp_path / "citation.json").read_text(encoding="utf-8"))
    assert [(one["id"], one["type"]) for one in entries] == [
        ("corridor-2026-1", "collection"),
        ("corridor-2026-1-jpn", "report"),
        ("corridor-2026-1-outlook", "report"),
    ]
    for one in entries:
        assert one["issued"] == {"date-parts": [[2026, 7, 1]]}
        assert one["author"] == [{"literal": "Corridor"}]
        assert one["edition"] == "2026-1"
        assert "URL" not in one
    assert entries[1]["container-title"] == context.edition.title


def test_citations_as_bibtex_have_the_same_entries(context, tmp_path):
    citations.write_citations(context, citations.reports_of(context, PAGES), tmp_path)
    text = (tmp_path / "citation.bib").read_text(encoding="utf-8")
    assert re.findall(r"^@(\w+)\{([\w-]+),$", text, re.MULTILINE) == [
        ("book", "corridor-2026-1"),
        ("techreport", "corridor-2026-1-jpn"),
        ("techreport", "corridor-2026-1-outlook"),
    ]
    assert text.count("{") == text.count("}")
    assert "  title = {{Japan: country brief}}," in text
    assert "  month = jul," in text
    assert "edition 2026-1." in text


def test_what_bibtex_reads_as_commands_is_escaped(context, tmp_path):
    odd = replace(context, edition=replace(context.edition, title=r"50 % of A & B_c {d} \e ~f^"))
    citations.write_citations(odd, [], tmp_path)
    text = (tmp_path / "citation.bib").read_text(encoding="utf-8")
    assert r"50 \% of A \& B\_c \{d\} \textbackslash{}e \textasciitilde{}f\textasciicircum{}" in text


def test_addresses_are_given_where_the_site_knows_its_own(addressed, tmp_path):
    citations.write_citations(addressed, citations.reports_of(addressed, PAGES), tmp_path / "out" / "..")
    entries = json.loads((tmp_path / "citation.json").read_text(encoding="utf-8"))
    assert entries[1]["URL"] == "https://stat.example.org/briefs/editions/2026-1/briefs/jpn/index.html"
    assert f"url = {{{entries[1]['URL']}}}" in (tmp_path / "citation.bib").read_text(encoding="utf-8")


def test_a_correction_says_what_it_takes_the_place_of(context, tmp_path):
    fixed = replace(
        context, edition=replace(context.edition, id="2026-1.1", corrects="2026-1", reason="A row.")
    )
    citations.write_citations(fixed, [], tmp_path)
    assert "Takes the place of edition 2026-1." in (tmp_path / "citation.bib").read_text(encoding="utf-8")


# Linked data ---------------------------------------------------------------------------------------------------


def staged(context, folder: Path) -> dict[str, dict]:
    for page in PAGES:
        (folder / page).parent.mkdir(parents=True, exist_ok=True)
        (folder / page).write_text("---\ntitle: x\nformat:\n  html: default\n---\n")
    (folder / "briefs/jpn/index.qmd").write_text("---\nformat:\n  typst:\n    output-file: brief.pdf\n---\n")
    used = dict.fromkeys(PAGES, (("migrant_stock", "rev2024"), ("population", "wpp2022")))
    linked_data.stage_linked_data(context, citations.reports_of(context, PAGES), used, folder)
    found = sorted((folder / "linked-data").rglob("*.jsonld"))
    return {
        path.parent.relative_to(folder / "linked-data").as_posix(): json.loads(path.read_text())
        for path in found
    }


def test_reports_downloads_and_first_page_are_described(context, tmp_path):
    found = staged(context, tmp_path)
    assert {place: one["@type"] for place, one in found.items()} == {
        ".": "Report", "briefs/jpn": "Report", "data": "Dataset", "outlook": "Report",
    }  # fmt: skip
    for one in found.values():
        assert one["@context"] == "https://schema.org"
        assert one["datePublished"] == "2026-07-01"
        assert one["license"] == "https://creativecommons.org/licenses/by/4.0/"
        assert "url" not in one
    brief = found["briefs/jpn"]
    assert brief["about"] == {"@type": "Place", "name": "Japan", "identifier": "JPN"}
    assert brief["encoding"]["contentUrl"] == "brief.pdf"
    # A vintage of another edition, which only a comparison used, is no basis of the report.
    assert [one["version"] for one in brief["isBasedOn"]] == ["Rev. 2024"]
    assert "encoding" not in found["outlook"]
    assert [one["name"] for one in found["."]["hasPart"]] == [
        "Japan: country brief",
        "North-East Asia: regional outlook",
    ]
    assert [one["propertyID"] for one in found["data"]["variableMeasured"]] == ["immigrant_stock"]
    assert found["data"]["temporalCoverage"] == "2024/2024"


def test_nothing_in_a_description_can_end_its_script(context, tmp_path):
    odd = replace(
        context, edition=replace(context.edition, title="</script><script>alert(1)</script> & more")
    )
    found = staged(odd, tmp_path)
    text = (tmp_path / "linked-data" / "index.jsonld").read_text(encoding="utf-8")
    assert "<" not in text
    assert found["."]["name"].startswith("</script>")


# The data package ----------------------------------------------------------------------------------------------


@pytest.fixture
def tables(tmp_path) -> Path:
    (tmp_path / "charts").mkdir()
    head = ",".join(name for name, _, _ in data_package.INDICATOR_FIELDS)
    row = "JPN,immigrant_stock,,2024,3400001,persons,estimated,migrant_stock,rev2024"
    (tmp_path / "indicators.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    (tmp_path / "charts" / "jpn-Stocks_a.csv").write_text(
        "year,value,label,known,none\n2020,1.5,x,True,\n2024,2,,False,\n"
    )
    (tmp_path / "charts" / "jpn-empty.csv").write_text("year,value\n")
    return tmp_path


def test_every_table_is_described_with_its_columns_size_and_hash(context, tables):
    described = data_package.describe(context, tables)
    resources = {one["path"]: one for one in described["resources"]}
    assert list(resources) == ["indicators.csv", "charts/jpn-Stocks_a.csv", "charts/jpn-empty.csv"]
    for path, one in resources.items():
        file = tables / path
        with file.open(newline="") as text:
            assert [field["name"] for field in one["schema"]["fields"]] == next(csv.reader(text))
        assert one["bytes"] == file.stat().st_size
        assert one["hash"].startswith("sha256:")
        assert re.fullmatch(r"[a-z0-9._-]+", one["name"])
    chart = resources["charts/jpn-Stocks_a.csv"]["schema"]["fields"]
    assert [field["type"] for field in chart] == ["integer", "number", "string", "boolean", "string"]
    assert [field["type"] for field in resources["charts/jpn-empty.csv"]["schema"]["fields"]] == [
        "string",
        "string",
    ]
    assert described["licenses"][0]["path"] == licences.address("CC BY 4.0")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC BY 3.0 IGO", "https://creativecommons.org/licenses/by/3.0/igo/"),
        ("CC BY-SA 3.0 IGO", "https://creativecommons.org/licenses/by-sa/3.0/igo/"),
        ("public record", ""),
    ],
)
def test_addresses_of_licences(name, expected):
    assert licences.address(name) == expected


# A page's figures ----------------------------------------------------------------------------------------------


def test_the_table_of_a_page_has_a_row_for_each_of_its_figures(tmp_path):
    ledger = PageLedger({})
    ledger.note(figure_of(STOCK))
    ledger.note(figure_of(STOCK).full)
    (tmp_path / "figures.csv").write_text(ledger.table(), encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "figures.csv").read_text(encoding="utf-8"))))
    assert [row["text"] for row in rows] == [f"3.40{NBSP}million", "3,400,001"]
    assert list(rows[0]) == list(TABLE)
    assert rows[0] | {"formula": "", "text": ""} == {
        "id": "JPN/immigrant_stock/2024", "text": "", "value": "3400001", "unit": "persons", "economy": "JPN",
        "indicator": "immigrant_stock", "counterpart": "", "year": "2024", "formula": "",
        "sources": "migrant_stock rev2024",
    }  # fmt: skip
