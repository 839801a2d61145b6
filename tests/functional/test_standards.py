"""Both editions as other programs read them: attachments of PDFs, data package, linked data, citations."""

import csv
import hashlib
import io
import json
import re
from pathlib import Path

import pytest
from pypdf import PdfReader
from test_build import EDITIONS, NINE, REPORTS

PDFS = {report: "outlook.pdf" if report == "outlook" else "brief.pdf" for report in REPORTS}


@pytest.fixture(params=EDITIONS)
def folder(request, site) -> Path:
    return site / "editions" / request.param


def linked(page: Path) -> list[dict]:
    text = page.read_text(encoding="utf-8").split("</head>")[0]
    return [
        json.loads(one)
        for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    ]


def test_each_pdf_carries_its_own_figures_and_ledger(folder):
    for report, name in PDFS.items():
        carried = PdfReader(folder / report / name).attachments
        assert set(carried) == {"figures.csv", "ledger.json"}
        assert carried["ledger.json"] == [(folder / report / "ledger.json").read_bytes()]
        rows = list(csv.DictReader(io.StringIO(carried["figures.csv"][0].decode("utf-8"))))
        records = json.loads(carried["ledger.json"][0])
        assert [(row["id"], row["text"]) for row in rows] == [(one["id"], one["text"]) for one in records]
        for row, one in zip(rows, records, strict=True):
            assert (float(row["value"]) if row["value"] else None) == one["value"]


FITS = {
    "string": lambda text: True,
    "integer": lambda text: re.fullmatch(r"-?\d+", text) is not None,
    "number": lambda text: re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", text) is not None,
    "boolean": lambda text: text.lower() in ("true", "false"),
}


def test_the_data_package_describes_every_table_as_it_is(folder):
    package = json.loads((folder / "data" / "datapackage.json").read_bytes())
    assert re.fullmatch(r"[-a-z0-9._/]+", package["name"])
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    resources = package["resources"]
    assert len({one["name"] for one in resources}) == len(resources)
    paths = {path.relative_to(folder / "data").as_posix() for path in (folder / "data").rglob("*.csv")}
    assert {one["path"] for one in resources} == paths
    for one in resources:
        content = (folder / "data" / one["path"]).read_bytes()
        assert one["bytes"] == len(content)
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        head, *rows = csv.reader(io.StringIO(content.decode("utf-8")))
        fields = one["schema"]["fields"]
        assert [field["name"] for field in fields] == head
        for field, column in zip(fields, zip(*rows, strict=True) if rows else (), strict=False):
            allowed = field.get("constraints", {}).get("enum")
            held = {text for text in column if text}
            assert [text for text in held if not FITS[field["type"]](text)] == [], (one["path"], field)
            assert allowed is None or held <= set(allowed), (one["path"], field)
        key = [head.index(name) for name in one["schema"].get("primaryKey", [])]
        if key:
            assert len({tuple(row[at] for at in key) for row in rows}) == len(rows)


def test_reports_and_downloads_say_what_they_are(folder):
    for report in REPORTS:
        (told,) = linked(folder / report / "index.html")
        assert told["@type"] == "Report"
        assert told["version"] == folder.name
        assert (folder / report / told["encoding"]["contentUrl"]).is_file()
        assert told["isBasedOn"]
    (dataset,) = linked(folder / "data" / "index.html")
    assert dataset["@type"] == "Dataset"
    assert len(dataset["variableMeasured"]) > 20
    for one in dataset["distribution"]:
        assert (folder / "data" / one["contentUrl"]).is_file()
    (edition,) = linked(folder / "index.html")
    assert len(edition["hasPart"]) == len(REPORTS)
    assert linked(folder / "quality" / "index.html") == []


def test_the_edition_and_its_reports_can_be_cited(folder):
    entries = json.loads((folder / "data" / "citation.json").read_bytes())
    assert {one["id"].removeprefix(f"corridor-{folder.name}") for one in entries} == {
        "", "-outlook", *(f"-{iso3}" for iso3 in NINE),
    }  # fmt: skip
    written = (folder / "data" / "citation.bib").read_text(encoding="utf-8")
    assert re.findall(r"^@\w+\{([\w.-]+),$", written, re.MULTILINE) == [one["id"] for one in entries]
    page = (folder / "data" / "index.html").read_text(encoding="utf-8")
    assert 'href="citation.json"' in page
    assert 'href="citation.bib"' in page


def test_the_crate_lists_the_citations(folder):
    crate = json.loads((folder / "ro-crate-metadata.json").read_bytes())
    held = {one["@id"]: one for one in crate["@graph"]}
    assert held["data/citation.bib"]["encodingFormat"] == "application/x-bibtex"
    assert {"@id": "data/citation.json"} in held["./"]["hasPart"]
