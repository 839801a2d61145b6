"""A page on paper: the document alone, dark themes or not, with all its text and pictures."""

import io

import pypdf
import pytest
from playwright.sync_api import expect

EDITION = "editions/2026-1/"
# What only a screen has a use for.
FURNITURE = (
    ".site-header",
    ".site-footer",
    ".toc",
    ".skip",
    ".chart-tools",
    ".theme-toggle",
    ".figure-panel",
)
KINDS = {
    "brief": (f"{EDITION}briefs/jpn/", ("Japan", "Main corridors", "How to cite", "Edition 2026-1")),
    "outlook": (f"{EDITION}outlook/", ("North-East Asia", "Corridors within the region", "Edition 2026-1")),
    "data": (f"{EDITION}data/", ("indicators.csv", "Edition 2026-1")),
    "home": ("", ("Corridor", "Mongolia", "Editions")),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_paper_has_the_document_and_nothing_else(visit, kind, theme):
    path, words = KINDS[kind]
    page = visit(path, theme=theme).page
    page.wait_for_load_state("networkidle")
    page.emulate_media(media="print")
    shown = page.evaluate(
        "names => names.filter(name => [...document.querySelectorAll(name)].some(one => one.getClientRects().length))",
        list(FURNITURE),
    )
    assert shown == []
    # Dark ink, whatever the screen has.
    ink = page.evaluate("getComputedStyle(document.querySelector('main p')).color.match(/\\d+/g).map(Number)")
    assert max(ink[:3]) < 100
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))
    text = " ".join(" ".join(sheet.extract_text() for sheet in printed.pages).split())
    assert all(word in text for word in words)
    assert "Skip to content" not in text
    assert "Search" not in text
    blank = [
        number for number, sheet in enumerate(printed.pages, 1) if len(sheet.extract_text().strip()) < 20
    ]
    assert blank == []


def test_pictures_are_printed_whole(visit):
    """Those that a reader never scrolled to, too; each on one sheet."""
    page = visit(f"{EDITION}briefs/jpn/").page
    # What a reader does who wants to print.
    page.keyboard.press("Control")
    for picture in page.locator("main figure img").all():
        expect(picture).to_have_js_property("complete", True)
    page.emulate_media(media="print")
    pictures = page.eval_on_selector_all("main figure img", "all => all.map(one => one.naturalWidth)")
    assert len(pictures) >= 5
    assert all(width > 100 for width in pictures)
    assert page.evaluate("getComputedStyle(document.querySelector('.exhibit')).breakInside") == "avoid"
