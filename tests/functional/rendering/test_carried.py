"""What goes along with a page: its figures and ledger in the PDF, what machines read in its head; in both engines."""

from __future__ import annotations

import json
from pathlib import Path

from pypdf import PdfReader
from staged_samples import PUBLISHED, lay_frame

from corridor.rendering.engines import Engine

TABLE = "id,text\nJPN/immigrant_stock/2024,3.4 million\n"
LEDGER = '[\n{"id":"JPN/immigrant_stock/2024"}\n]\n'
LINKED = '{"@context":"https://schema.org","@type":"Report","name":"A \\u003c B"}\n'
FRONT = "---\ntitle: Japan\nformat:\n  html: default\n  typst:\n    output-file: brief.pdf\n---\n\nText.\n"


def rendered(engine: Engine, folder: Path, *, carried: bool) -> Path:
    project = folder / "project"
    project.mkdir()
    lay_frame(project, [{"text": "Home", "href": "index.qmd"}])
    page = project / "briefs" / "jpn"
    page.mkdir(parents=True)
    (page / "index.qmd").write_text(FRONT, encoding="utf-8")
    (project / "index.qmd").write_text(
        "---\ntitle: Home\nformat:\n  html: default\n---\n\nText.\n", encoding="utf-8"
    )
    if carried:
        (page / "figures.csv").write_text(TABLE, encoding="utf-8")
        (page / "ledger.json").write_text(LEDGER, encoding="utf-8")
        described = project / "linked-data" / "briefs" / "jpn"
        described.mkdir(parents=True)
        (described / "index.jsonld").write_text(LINKED, encoding="utf-8")
    out = folder / "site"
    engine.render(project, out, formats=frozenset({"html", "pdf"}), published=PUBLISHED)
    return out


def test_a_pdf_carries_its_figures_and_its_ledger(engine: Engine, tmp_path: Path) -> None:
    reader = PdfReader(rendered(engine, tmp_path, carried=True) / "briefs" / "jpn" / "brief.pdf")
    assert {name: [part.decode() for part in parts] for name, parts in reader.attachments.items()} == {
        "figures.csv": [TABLE],
        "ledger.json": [LEDGER],
    }
    catalog = reader.trailer["/Root"]
    told = {}
    for entry in catalog["/AF"]:
        file = entry.get_object()
        stream = file["/EF"]["/F"].get_object()
        told[str(file["/UF"])] = (
            str(file["/AFRelationship"]),
            str(stream["/Subtype"]),
            str(file["/Desc"]) != "",
        )
    assert told == {
        "figures.csv": ("/Data", "/text/csv", True),
        "ledger.json": ("/Supplement", "/application/json", True),
    }
    metadata = catalog["/Metadata"].get_object().get_data()
    assert b"pdfaid:part>3<" in metadata
    assert b"pdfaid:conformance>A<" in metadata
    assert b"pdfuaid:part>1<" in metadata


def test_a_page_has_what_machines_read_in_its_head(engine: Engine, tmp_path: Path) -> None:
    site = rendered(engine, tmp_path, carried=True)
    page = (site / "briefs" / "jpn" / "index.html").read_text(encoding="utf-8")
    head = page.split("</head>")[0]
    begin = '<script type="application/ld+json">'
    assert head.count(begin) == 1
    assert json.loads(head.split(begin)[1].split("</script>")[0])["name"] == "A < B"
    assert begin not in (site / "index.html").read_text(encoding="utf-8")


def test_a_page_without_such_files_carries_nothing(engine: Engine, tmp_path: Path) -> None:
    site = rendered(engine, tmp_path, carried=False)
    assert not PdfReader(site / "briefs" / "jpn" / "brief.pdf").attachments
    assert "application/ld+json" not in (site / "briefs" / "jpn" / "index.html").read_text(encoding="utf-8")
