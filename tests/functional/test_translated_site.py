"""A site in a made-up translation: no text that a reader meets on a page, in a script or in print stays English."""

import json
import re
from pathlib import Path

import pypdf
import pytest
from small_edition import EDITION, TEXT, placed

import left_in_english
import pseudo_locale
from corridor import extracting, theme_texts
from corridor.economies import all_economies
from corridor.indicators import registry
from corridor.language import spoken
from corridor.references import read_references
from corridor.sources import list_sources, read_source
from kept import take_along

PAGES = (
    *("", "outlook/", "briefs/mng/", "changes/", "compare/", "data/", "quality/", "indicators/", "search/"),
    *("methodology/", "about/"),
)
RECORDS = ("briefs/mng/figures.html", "outlook/figures.html", "compare/figures.html")
NOTEBOOKS = ("country_indicators-MNG", "regional_indicators-north-east-asia")
# Words that the standard data and the style of citations write in French.
SPOKEN = ("millions", "million", "milliards", "milliard", "juillet", "octobre", "juin", "Rapport technique")
# The publisher and its site, and how releases of sources are called by those who publish them.
CALLED = ("Corridor", "Rev.", "SHA-256", "Department of Economic and Social Affairs", "Population Division")
# Publications are cited as they were published.
CITED = ("refs", "references", "csl-entry", "citation")


@pytest.fixture(scope="module")
def french(project, tmp_path_factory):
    """A project that speaks the made-up translation, with a site of one small edition."""
    root = tmp_path_factory.mktemp("french")
    place = placed(project, root)
    take_along(project, root, ("vintages",))
    pseudo_locale.write(root, extracting.template_text(project))
    config = root / "_quarto.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("lang: en", "lang: fr"), encoding="utf-8")
    own = place.project.reports / "editions" / f"{EDITION}.yml"
    own.write_text(TEXT.replace("[MNG, PRK]", "[MNG]"), encoding="utf-8")
    place.build()
    return place


@pytest.fixture(scope="module")
def names(french):
    """What no translation changes: names of places, publishers, publications, data and checks; the longest first."""
    found = {*SPOKEN, *CALLED, "A small edition"}  # The title of an edition is its author's.
    with spoken(french.project, pseudo_locale.CODE):
        for one in all_economies(french.project).values():
            found |= {one.name, one.in_text, one.short}
    for source in (read_source(french.project, name) for name in list_sources(french.project)):
        found |= {source.id, source.title, source.publisher, source.abbreviation}
        found |= {text for one in source.vintages.values() for text in (one.title, one.label)}
    for one in read_references(french.project).values():
        found |= {one.title, one.publisher}
    found |= {declared.reference for declared in registry().values()}
    return sorted(filter(None, found), key=len, reverse=True)


def shown(path: Path) -> list[str]:
    language, texts = left_in_english.shown(path.read_text(encoding="utf-8"), CITED)
    assert language == pseudo_locale.CODE
    assert len(texts) > 10
    return texts


@pytest.fixture(scope="module")
def identifiers(french):
    """Columns and checks, which verdicts on the data name."""
    path = french.out / "editions" / EDITION / "quality" / "checks.json"
    checks = {one["check"] for one in json.loads(path.read_text(encoding="utf-8"))}
    sources = [read_source(french.project, name) for name in list_sources(french.project)]
    return {"rows", "share", "iso", *checks, *(column.name for one in sources for column in one.columns)}


@pytest.mark.parametrize("page", [*PAGES, *RECORDS, *(f"notebooks/{name}.html" for name in NOTEBOOKS)])
def test_no_text_of_a_page_stays_english(french, names, identifiers, page):
    path = french.out / "editions" / EDITION / page
    texts = shown(path / "index.html" if path.is_dir() else path)
    known = identifiers if page in ("quality/", *RECORDS) else ()
    assert dict(left_in_english.left(texts, names, known)) == {}


def test_no_text_of_the_home_page_stays_english(french, names):
    # The documentation is in English; the menu names its pages.
    menu = {front_title(path) for path in sorted((french.project.root / "docs").rglob("*.qmd"))}
    assert dict(left_in_english.left(set(shown(french.out / "index.html")) - menu, names)) == {}


def front_title(path: Path) -> str:
    found = re.search(r'^title: "(.*)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    return found[1]


@pytest.mark.parametrize("name", [f"{EDITION}/theme/panel.js", f"{EDITION}/theme/charts.js",
                                  f"{EDITION}/theme/charts-view.js", "newest.js"])  # fmt: skip
def test_no_text_of_a_script_stays_english(french, name):
    texts = theme_texts.texts_in(french.out / "editions" / name)
    assert len(texts) > 1
    assert dict(left_in_english.left(texts, ())) == {}


def test_no_text_of_a_printed_report_stays_english(french, names):
    reader = pypdf.PdfReader(french.out / "editions" / EDITION / "briefs" / "mng" / "brief.pdf")
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for word in ("Edition", "Page", "Figure"):
        assert pseudo_locale.accented(word) in text
    assert dict(left_in_english.left([text], names)) == {}


def test_no_text_of_the_feed_stays_english(french, names):
    feed = (french.out / "feed.xml").read_text(encoding="utf-8")
    texts = re.findall(r"<(?:title|summary)>([^<]+)", feed)
    assert len(texts) == 3
    assert dict(left_in_english.left(texts, names)) == {}
