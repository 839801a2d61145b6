"""The PDF read back: what a reader's software, an archive and a screen reader find in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

Render = Callable[..., str]


@pytest.fixture(scope="module")
def brief_pdf(site: Path) -> PdfReader:
    return PdfReader(site / "briefs/jpn/brief.pdf")


@pytest.fixture(scope="module")
def pages(brief_pdf: PdfReader) -> list[str]:
    return [page.extract_text() for page in brief_pdf.pages]


def elements(reader: PdfReader) -> Iterator[Any]:
    """All elements of the structure tree."""
    root: Any = reader.trailer["/Root"]
    waiting = [root["/StructTreeRoot"]]
    while waiting:
        item = waiting.pop().get_object()
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            if "/S" in item:
                yield item
            if "/K" in item:
                waiting.append(item["/K"])


def test_it_names_title_author_language_and_date(brief_pdf: PdfReader) -> None:
    root: Any = brief_pdf.trailer["/Root"]
    assert brief_pdf.metadata is not None
    assert brief_pdf.metadata.title == "Japan"
    assert brief_pdf.metadata.author == "Corridor"
    assert str(brief_pdf.metadata["/CreationDate"]).startswith("D:20260701000000")
    assert root["/Lang"] == "en"
    assert (
        root["/ViewerPreferences"]["/DisplayDocTitle"] is True
        or root["/ViewerPreferences"]["/DisplayDocTitle"]
    )


def test_it_claims_both_standards_and_is_tagged(brief_pdf: PdfReader) -> None:
    root: Any = brief_pdf.trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode("utf-8")
    assert re.search(r"<pdfuaid:part>1<", xmp)
    assert re.search(r"<pdfaid:part>3<", xmp)
    assert re.search(r"<pdfaid:conformance>A<", xmp)
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root


def test_its_bookmarks_are_the_sections(brief_pdf: PdfReader) -> None:
    titles = [entry["/Title"] for entry in brief_pdf.outline if not isinstance(entry, list)]
    assert titles[0].endswith("Who lives here and who left")
    assert any(isinstance(entry, list) for entry in brief_pdf.outline)


def test_every_picture_has_its_text_alternative(brief_pdf: PdfReader) -> None:
    figures = [item for item in elements(brief_pdf) if item["/S"] == "/Figure"]
    assert len(figures) == 3
    assert all(str(item.get("/Alt", "")) for item in figures)
    assert any(str(item["/Alt"]).startswith("Line chart, 1990 to 2050") for item in figures)


def test_headings_tables_and_lists_are_tagged_as_such(brief_pdf: PdfReader) -> None:
    kinds = {str(item["/S"]) for item in elements(brief_pdf)}
    assert {"/Title", "/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/Caption", "/Note"} <= kinds


def test_its_fonts_are_embedded_and_the_projects_own(brief_pdf: PdfReader) -> None:
    names = set()
    for page in brief_pdf.pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            described = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(described["/FontDescriptor"].get_object())
            names.add(str(described["/BaseFont"]))
    assert names
    assert all("SourceSansPro" in name for name in names)


def test_the_first_page_has_masthead_key_figures_summary_and_chart(pages: list[str]) -> None:
    first = pages[0]
    for text in (
        "Japan",
        "Edition 2026-1",
        "1 July 2026",
        "3.4 million",
        "In 2024, Japan was home to",
        "Figure 1",
    ):
        assert text in first


def test_pages_are_numbered_and_later_ones_have_a_running_head(pages: list[str]) -> None:
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in text
    assert "Japan · Edition 2026-1" in pages[1]
    assert "Japan · Edition 2026-1" not in pages[0]


def test_a_long_table_repeats_its_head(pages: list[str]) -> None:
    heads = [text for text in pages if re.search(r"Origin\s+2010\s+2024\s+Share", text)]
    assert len(heads) == 2


def test_figure_links_are_plain_text_and_outside_links_show_their_address(
    brief_pdf: PdfReader, pages: list[str]
) -> None:
    whole = "\n".join(pages)
    assert "www.un.org/development/desa/pd/content/international-migrant-stock" in whole
    addresses = [
        str(note.get_object().get("/A", {}).get("/URI", ""))
        for page in brief_pdf.pages
        for note in page.get("/Annots", [])  # type: ignore[union-attr]
    ]
    assert not any("value-" in address for address in addresses)
    assert any(address.startswith("https://www.un.org/") for address in addresses)


def test_content_for_the_other_format_stays_out(pages: list[str]) -> None:
    whole = "\n".join(pages)
    assert "The page on the web carries the data" in whole
    assert "Charts are there as data" not in whole
    assert "Where the figures come from" not in whole


def test_both_formats_number_alike(pages: list[str], brief: str) -> None:
    whole = " ".join(" ".join(pages).split())
    captions = re.findall(
        r'<span class="caption-label">(.*?)</span>: (.*?)\s*</figcaption>', brief, re.DOTALL
    )
    assert len(captions) == 4
    for label, text in captions:
        if label == "Table\u00a01" or "Figure" in label:
            assert f"{label}: {text}".replace("\u00a0", " ") in whole.replace("\u00a0", " ")


def test_the_outlook_has_contents_and_a_shaded_matrix(site: Path) -> None:
    reader = PdfReader(site / "outlook/outlook.pdf")
    text = reader.pages[0].extract_text()
    assert "Contents" in text
    assert "2,490,414" in text
    assert any(item["/S"] == "/TOC" for item in elements(reader))


def test_a_long_list_under_a_heading_runs_over_pages(tmp_path: Path, project: Path, render: Render) -> None:
    render("## Notes {#sec-notes}\n\n" + "\n".join(f"- Note number {n} of many." for n in range(150)), "pdf")
    texts = [page.extract_text() for page in PdfReader(tmp_path / "site/page.pdf").pages]
    assert len(texts) > 1
    assert "Notes" in texts[0]
    assert all(f"Note number {n} of" in " ".join(texts) for n in range(150))
    assert texts[0].count("Note number") > 20


def test_an_exhibit_with_a_short_table_is_not_torn(tmp_path: Path, project: Path, render: Render) -> None:
    rows = "\n".join(f"| Row {n} | {n} |" for n in range(12))
    table = f"| A | B |\n|---|--:|\n{rows}\n\n: Cap {{#tbl-a}}"
    exhibit = f"::: {{.exhibit}}\n::: {{.finding}}\nAll rows\n:::\n\n{table}\n:::"
    filler = "\n\n".join("Text." for _ in range(30))
    render(f"{filler}\n\n{exhibit}", "pdf")
    texts = [page.extract_text() for page in PdfReader(tmp_path / "site/page.pdf").pages]
    (whole,) = [text for text in texts if "All rows" in text]
    assert all(f"Row {n} " in whole for n in range(12))


def test_pages_without_the_typst_format_have_no_pdf(site: Path) -> None:
    assert sorted(path.name for path in site.rglob("*.pdf")) == ["brief.pdf", "outlook.pdf"]


def test_a_draft_says_so_on_every_sheet(
    project: Path, render: Render, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sheets() -> list[str]:
        render("## A\n\n" + "Text of a long page. " * 900, "pdf", "title: A page\nformat: typst")
        return [page.extract_text() for page in PdfReader(project.parent / "site/page.pdf").pages]

    assert not any("Draft" in sheet for sheet in sheets())
    monkeypatch.setenv("QUARTO_PROFILE", "draft")
    found = sheets()
    assert len(found) > 1
    assert all("Draft" in sheet for sheet in found)
    assert "Draft: not to be cited" in found[0]
