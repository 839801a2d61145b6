"""Texts of others that try to become markup, code or formulas: in a built edition they are text, everywhere."""

import csv
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from hostile import SHORT, hostile, plant, worse
from pypdf import PdfReader
from small_edition import EDITION, placed

from corridor.project import Project

# Where the text of an attribute is shown or told, and nothing follows it or runs it.
TOLD = {"alt", "title", "content", "aria-label", "data-name", "data-figure"}
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[-+]?[\d.]+(e[-+]?\d+)?")
PLACES = (
    *("Title", "Region", "TextPRK", "TextCHN", "limit", "labelA", "noteA", "Bib", "countedA"),
    *(
        f"{source}{key}"
        for source in ("migrantstock", "population")
        for key in ("title", "publisher", "licence")
    ),
)


class Elements(HTMLParser):
    """What a browser makes of a page: its elements with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.data: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {key: value or "" for key, value in attrs}))
        self.open = [*self.open[-3:], tag]

    def handle_data(self, data):
        (self.data if self.open[-1:] == ["script"] else self.text).append(data)

    def handle_endtag(self, tag):
        self.open.append("/")


@pytest.fixture(scope="module")
def site(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = placed(project, tmp_path_factory.mktemp("hostile") / "project")
    path = place.project.reports / "editions" / f"{EDITION}.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("[MNG, PRK]", "[PRK]"), encoding="utf-8")
    plant(place.project, EDITION)
    place.build()
    return place.out


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Elements]:
    found = {
        p.relative_to(site).as_posix(): Elements(p.read_text(encoding="utf-8")) for p in site.rglob("*.html")
    }
    assert len(found) > 12
    return found


def test_no_page_has_an_element_or_an_attribute_that_a_text_brought_along(pages):
    for name, page in pages.items():
        for tag, attributes in page.found:
            assert tag not in {"iframe", "object", "embed", "form", "base", "video", "b", "i", "sub"}, name
            if tag == "script":
                assert attributes.get("src") or attributes.get("type") == "application/ld+json", name
            for key, value in attributes.items():
                assert not key.startswith("on"), (name, tag, key)
                assert key in TOLD or not re.search("pwn|javascript|strong[A-Z]", value), (
                    name,
                    tag,
                    key,
                    value,
                )
                if key in {"href", "src"}:
                    assert re.match(r"(https?://|mailto:|[^:]*$)", value), (name, value)


def test_what_stands_in_bold_is_ours(site):
    for path in site.rglob("*.html"):
        assert not re.search(
            r"<(strong|em|code)[^>]*>(strong[A-Za-z]+|sub|&lt;b&gt;)</", path.read_text("utf-8")
        ), path


@pytest.mark.parametrize("place", PLACES)
def test_a_text_shows_as_it_is(pages, place):
    text = " ".join("".join(page.text) for page in pages.values())
    marks = f"**strong{place}** [link](javascript:pwn) ![pic](https://pwn.example/p.png) `<b>` << cycler >> <% include "
    # Quotation marks and dashes are set as print has them.
    flat = re.sub(r"[‘’]", "'", re.sub(r"\s+", " ", text))
    assert marks.split(" `", maxsplit=1)[0] in flat
    if place != "Bib":
        assert marks in flat
        assert "&lt;i&gt; ]]> ^[note] ~sub~ | cell |" in flat


def test_nothing_is_computed_or_read_in(site):
    for path in [*site.rglob("*.html"), *site.rglob("*.json"), *site.rglob("*.csv")]:
        text = path.read_text(encoding="utf-8")
        assert "root:x:" not in text, path
        assert "jinja2" not in text or path.name in {"sbom.cdx.json"}, path
        assert "<class 'str'>" not in text, path


def test_print_shows_the_texts_and_follows_none(site):
    found = sorted(site.rglob("*.pdf"))
    assert {path.name for path in found} == {"brief.pdf", "outlook.pdf", "volume.pdf"}
    for path in found:
        reader = PdfReader(path)
        # The volume joins the others; the first pages of each have names and notes.
        text = re.sub(r"\s+", "", "".join(page.extract_text() for page in reader.pages[:5]))
        assert "root:x:" not in text
        assert "**strong" in text
        assert "#read(" in text
        root = reader.trailer["/Root"]
        assert "/OpenAction" not in root
        assert "/JavaScript" not in root.get("/Names", {})
        for page in reader.pages:
            for note in page.get("/Annots") or []:
                action = note.get_object().get("/A", {})
                assert action.get("/S") in {None, "/URI", "/GoTo"}
                assert re.match("https?://(?!pwn)|$", action.get("/URI", ""))


def test_no_cell_of_a_downloaded_table_is_a_formula(site):
    texts, numbers = 0, 0
    for path in site.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for cell in (cell for row in csv.reader(file) for cell in row):
                texts += cell.startswith("'")
                numbers += bool(re.fullmatch(r"-[\d.]+", cell))
                assert not cell.startswith(FORMULAS) or NUMBER.fullmatch(cell), (path.name, cell)
    assert texts, "the labels of the charts begin with marks of formulas"
    assert numbers, "numbers below zero stay numbers"


def test_the_workbook_calculates_nothing(site):
    book = openpyxl.load_workbook(site / "editions" / EDITION / "data" / "indicators.xlsx")
    marked, below = 0, 0
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        assert cell.data_type != "f", cell.coordinate
        assert cell.hyperlink is None
        if isinstance(cell.value, str) and cell.value.startswith(FORMULAS):
            marked += 1
            assert cell.quotePrefix, cell.coordinate
        below += isinstance(cell.value, int | float) and cell.value < 0
    assert marked
    assert below


def test_what_machines_read_holds_the_texts_and_no_more(site, pages):
    told = [json.loads(data) for page in pages.values() for data in page.data if data.strip()]
    names = [one["name"] for one in told]
    assert any(worse("TextPRK", "-") in name for name in names)
    feed = ET.parse(site / "feed.xml").getroot()  # noqa: S314 - made by the test
    titles = [one.text for one in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert f"{worse('Title')}, edition {EDITION}" in titles
    folder = site / "editions" / EDITION
    for path in folder.rglob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))
    assert json.loads((folder / "manifest.json").read_bytes())["title"] == worse("Title")
    assert hostile("Bib") in (folder / "briefs/prk/ledger.json").read_text(encoding="utf-8").replace(
        '\\"', '"'
    )


def _ours(site: Path) -> Iterator[tuple[Path, ET.Element]]:
    for path in sorted(site.rglob("*.svg")):
        for element in ET.parse(path).iter():  # noqa: S314 - made by the test
            yield path, element


def test_pictures_hold_text_only(site):
    shown = set()
    for path, element in _ours(site):
        tag = element.tag.rpartition("}")[2]
        assert tag not in {"script", "foreignObject", "image", "a", "iframe", "use"}, path
        assert not any(key.startswith("on") or "href" in key for key in element.attrib), path
        shown.update(one for one in SHORT.values() if one in (element.text or ""))
    assert shown == set(SHORT.values())


def test_notebooks_run_the_code_of_the_project_and_parameters(site, project):
    found = sorted((site / "editions" / EDITION / "notebooks").glob("*.ipynb"))
    assert found
    for path in found:
        own = json.loads((project.notebooks / f"{path.stem.split('-')[0]}.ipynb").read_text(encoding="utf-8"))
        known = {"".join(cell["source"]) for cell in own["cells"]}
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            assert source in known or re.fullmatch(
                r'(# Parameters\n)?(\w+ = ("[A-Za-z0-9./_-]*"|True|False)\n?)+', source
            ), source
