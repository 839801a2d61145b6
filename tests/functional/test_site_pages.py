"""The site around the editions and an edition's pages as readers find them: home, feed, notices, downloads, sharing."""

from __future__ import annotations

import csv
import html
import json
import re
from pathlib import Path
from urllib.parse import unquote, urldefrag

import openpyxl
import pypdf
import pytest

from corridor.search_index import FOLDER

EDITION = "editions/2026-1"
OLDER = "editions/2023-1"


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def words(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


@pytest.fixture(scope="module")
def summary(site: Path) -> dict:
    return json.loads(text(site / EDITION / "summary.json"))


def test_the_home_page_opens_with_the_picture_five_figures_and_nine_economies(
    site: Path, summary: dict
) -> None:
    home = text(site / "index.html")
    main = home[home.index("<main") :]
    places = [
        main.index(one)
        for one in ("region.svg", 'class="key-figures"', 'id="sec-economies"', 'id="sec-editions"')
    ]
    assert places == sorted(places)
    assert (site / "region.svg").read_bytes() == (site / EDITION / summary["picture"]["file"]).read_bytes()
    assert summary["picture"]["disclaimer"] in words(main)
    assert len(summary["figures"]) == 5
    assert len(summary["economies"]) == 9
    for one in summary["economies"]:
        assert f'href="{EDITION}/{one["page"]}"' in main
        assert one["figures"][0]["text"] in html.unescape(main)


def test_every_figure_on_the_home_page_leads_to_what_it_rests_on(site: Path) -> None:
    home = text(site / "index.html")
    links = re.findall(r'<a class="figure" data-figure="([^"]+)" href="([^"#]+)#([^"]+)"', home)
    assert len(links) == 14
    for figure, page, anchor in links:
        ledger = json.loads(text((site / page).parent / "ledger.json"))
        assert figure in {record["id"] for record in ledger}
        assert f'id="{anchor}"' in text(site / page)


def test_the_feed_tells_the_changes_in_words(site: Path, summary: dict) -> None:
    told = [html.unescape(one) for one in re.findall(r"<summary>(.*?)</summary>", text(site / "feed.xml"))]
    assert summary["changes"]
    assert summary["changes"] in told[0]
    assert words(summary["changes"].split(". ")[0]) in words(text(site / EDITION / "changes/index.html"))
    assert told[1] == "Briefs and outlook for North-East Asia."


def test_every_page_says_its_edition_and_date_and_leads_to_the_newest(site: Path) -> None:
    for edition, day in ((OLDER, "30 June 2023"), (EDITION, "1 July 2026")):
        pages = sorted((site / edition).rglob("*.html"))
        assert len(pages) > 25
        for page in pages:
            content = text(page)
            assert f"Edition {edition[-6:]}" in content, page
            assert day in content, page
            up = "../" * (len(page.relative_to(site / edition).parts) + 1)
            assert f'<a href="{up}latest/index.html">' in content, page
            assert f'src="{up[3:]}newest.js"' in content, page


def test_the_script_of_notices_knows_every_edition_and_the_pages_of_the_newest(site: Path) -> None:
    script = text(site / "editions/newest.js")
    listed = re.search(r"var editions = (\[.*\]);", script)
    assert listed is not None
    editions = json.loads(listed[1])
    assert [one["id"] for one in editions] == ["2023-1", "2026-1"]
    assert editions[0]["pages"] == []
    there = sorted(p.relative_to(site / EDITION).as_posix() for p in (site / EDITION).rglob("*.html"))
    assert editions[1]["pages"] == there


def test_the_data_page_names_every_download(site: Path) -> None:
    page = text(site / EDITION / "data/index.html")
    for name in (
        "indicators.csv",
        "indicators.xlsx",
        "datapackage.json",
        "../volume.pdf",
        "../compare/index.html",
    ):
        assert f'href="{name}"' in page
        assert (site / EDITION / "data" / name).is_file()


def test_the_workbook_holds_the_values_of_the_table_with_names_units_and_reasons(site: Path) -> None:
    book = openpyxl.load_workbook(site / OLDER / "data/indicators.xlsx", read_only=True)
    assert book.sheetnames == ["Read me", "Indicators", "Definitions", "Sources"]
    with (site / OLDER / "data/indicators.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    head, *rows = book["Indicators"].iter_rows(values_only=True)
    assert len(rows) == len(table)
    for row, record in zip(rows, table, strict=True):
        named = dict(zip(head, row, strict=True))
        for column in ("economy", "indicator", "unit", "status", "source", "vintage"):
            assert named[column] == record[column]
        assert named["year"] == int(record["year"])
        value = float(record["value"]) if record["value"] else None
        # A workbook keeps sixteen digits.
        assert named["value"] == (None if value is None else pytest.approx(value, rel=1e-14))
        assert (named["Why missing"] is not None) == (record["status"] == "missing")
    definitions = {row[0] for row in book["Definitions"].iter_rows(min_row=2, values_only=True)}
    assert definitions == {record["indicator"] for record in table}
    assert str(book.properties.created) == "2023-06-30 00:00:00"


def test_the_volume_is_one_tagged_document_with_all_reports(site: Path) -> None:
    with (site / EDITION / "volume.pdf").open("rb") as file:
        volume = pypdf.PdfReader(file)
        root = volume.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "en"
        assert b"<pdfuaid:part>1<" in root["/Metadata"].get_data()
        reports = [*(site / EDITION / "outlook").glob("*.pdf"), *(site / EDITION).glob("briefs/*/*.pdf")]
        counts = [len(pypdf.PdfReader(path).pages) for path in reports]
        # A cover and the contents; the outlook's own list of contents is left out and may save a page.
        assert len(volume.pages) - 2 in (sum(counts), sum(counts) - 1)
        titles = [one["/Title"] for one in volume.outline if not isinstance(one, list)]
        assert titles[0].startswith("North-East Asia")
        assert titles[1:4] == ["China", "Hong Kong SAR", "Macao SAR"]
        assert len(titles) == 10
        sections = [one for one in volume.outline if isinstance(one, list)]
        assert min(map(len, sections)) >= 8
        contents = volume.pages[1].extract_text()
        assert all(title in contents.replace("’", "'") for title in ("China", "Japan", "Mongolia"))
        assert len(volume.attachments) == 2 * len(reports)


def test_a_report_is_shared_with_title_sentence_and_picture(site: Path) -> None:
    page = text(site / EDITION / "briefs/jpn/index.html")
    meta = dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', page))
    assert meta["og:title"] == "Japan: Migration and labour mobility"
    assert meta["og:description"] == meta["description"]
    assert meta["description"].startswith("Japan is home to")
    assert meta["twitter:card"] == "summary_large_image"
    assert (site / EDITION / "briefs/jpn" / meta["og:image"]).read_bytes()[:4] == b"\x89PNG"
    assert meta["og:image:alt"]
    # No address of the site is known here, so none is claimed.
    assert 'rel="canonical"' not in page
    data = text(site / EDITION / "data/index.html")
    assert 'property="og:image" content="../outlook/share.png"' in data


def test_the_table_of_the_comparison_holds_the_newest_values(site: Path) -> None:
    page = text(site / EDITION / "compare/index.html")
    with (site / EDITION / "data/indicators.csv").open(encoding="utf-8", newline="") as file:
        values = {
            "/".join(filter(None, (r["economy"], r["indicator"], r["counterpart"], r["year"]))): r["value"]
            for r in csv.DictReader(file)
        }
    main = page[page.index("<main") : page.index('id="sec-figures"')]
    cells = re.findall(r'class="figure" data-figure="([^"]+)"[^>]*>([^<]+)</a>', main)
    assert len(cells) > 250
    for figure, shown in cells:
        number = shown.replace(",", "").replace("−", "-")
        if re.fullmatch(r"-?[\d.]+", number):
            decimals = len(number.partition(".")[2])
            assert float(number) == pytest.approx(float(values[figure]), abs=0.51 * 10**-decimals), figure
    described = json.loads(text(site / EDITION / "compare/compare.json"))
    assert len(described["economies"]) == 10
    assert {one["id"] for one in described["indicators"]} <= {name.split("/")[1] for name in values}


def test_the_index_of_the_search_holds_every_page(site: Path) -> None:
    entry = json.loads(text(site / EDITION / FOLDER / "pagefind-entry.json"))
    pages = list((site / EDITION).rglob("*.html"))
    assert entry["languages"]["en"]["page_count"] == len(pages) + 9
    listed = text(site / EDITION / "search/index.html")
    for page in pages:
        address = "../" + page.relative_to(site / EDITION).as_posix()
        # Records of figures are found through the page that shows them.
        left_out = page.parent.name == "search" or page.name == "figures.html"
        assert f'href="{address}"' in listed or left_out, address


def test_every_link_leads_to_a_file_of_the_site_and_its_place(site: Path) -> None:
    pages = {path: text(path) for path in sorted(site.rglob("*.html"))}
    places = {path: set(re.findall(r'\sid="([^"]*)"', page)) for path, page in pages.items()}
    lost = []
    for path, page in pages.items():
        for link in sorted(set(re.findall(r'\s(?:href|src)="([^"]*)"', page))):
            if re.match(r"[a-z]+:", link):
                continue
            address, place = urldefrag(html.unescape(link))
            target = (path.parent / unquote(address.partition("?")[0])).resolve() if address else path
            target = target / "index.html" if target.is_dir() else target
            known = place == "" or target not in places or unquote(place) in places[target]
            if not (target.is_file() and known):
                lost.append((path.relative_to(site).as_posix(), link))
    assert lost == []
    assert len(pages) > 90


def test_what_pages_are_written_from_is_not_published(site: Path) -> None:
    assert [path for path in site.rglob("*") if path.suffix in (".qmd", ".jinja", ".md")] == []


@pytest.mark.parametrize("iso3", ["jpn", "prk", "twn", "mac"])
def test_the_tables_of_a_brief_are_tables_on_screen_and_in_print(site: Path, iso3: str) -> None:
    folder = site / EDITION / "briefs" / iso3
    assert not re.search(r"\|:?-{3,}|#tbl-\w+\}", words(text(folder / "index.html")))
    printed = " ".join(sheet.extract_text() for sheet in pypdf.PdfReader(folder / "brief.pdf").pages)
    assert text(folder / "index.html").count("<table") > 4
    assert not re.search(r"\|:?[-–—]{2,}|#tbl-", printed)
