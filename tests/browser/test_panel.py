"""The panel that a followed number opens: its record comes from the page of the page's figures."""

import pytest
from playwright.sync_api import Page, expect

BRIEF = "editions/2026-1/briefs/jpn/"
STOCK = "JPN/immigrant_stock/2024"


@pytest.fixture
def page(visit) -> Page:
    return visit(BRIEF).page


def follow(page: Page, figure: str = STOCK) -> None:
    """Click a number as a reader does, who has moved the pointer there before."""
    link = page.locator(f'main a.figure[data-figure="{figure}"]').first
    link.hover()
    expect(page.locator("script[src$='panel.js']")).to_be_attached()
    page.wait_for_load_state("networkidle")
    link.click()
    expect(page.locator(".figure-panel")).to_be_visible()


def test_a_followed_number_opens_its_record_and_nothing_moves(page):
    before = page.evaluate("[location.hash, scrollY, document.documentElement.scrollHeight]")
    follow(page)
    panel = page.locator(".figure-panel")
    expect(panel).to_be_focused()
    assert panel.get_attribute("role") == "dialog"
    assert panel.locator("h2").inner_text() == "3.41\xa0million"
    for part in (STOCK, "3,409,529 persons, estimated", "Formula", "International Migrant Stock 2024",
                 "data/migrant_stock/rev2024.csv.gz", "Computed by"):  # fmt: skip
        expect(panel).to_contain_text(part)
    assert page.evaluate("[location.hash, scrollY, document.documentElement.scrollHeight]") == before


def test_escape_closes_it_and_the_focus_goes_back(page):
    follow(page)
    page.keyboard.press("Escape")
    expect(page.locator(".figure-panel")).to_have_count(0)
    assert page.evaluate("document.activeElement.dataset.figure") == STOCK


def test_a_derived_number_shows_its_arithmetic_and_leads_to_its_parts(page):
    derived = page.locator('main p a.figure[href*="#derived-"]').first
    follow(page, derived.get_attribute("data-figure"))
    panel = page.locator(".figure-panel")
    expect(panel).to_contain_text("Arithmetic")
    part = panel.locator("a.figure").first
    named = part.inner_text()
    part.click()
    expect(panel.locator("h2")).to_have_text(named)


def test_the_line_of_the_record_stands_on_the_page_of_figures(page):
    follow(page)
    page.locator(".figure-panel p a").click()
    page.wait_for_url("**/figures.html#value-jpn-immigrant_stock-2024")
    expect(page.locator("tr:has(:target)")).to_contain_text("3,409,529 persons")


def test_every_number_of_a_report_has_its_line(visit, site):
    """What no engine checks: these links lead to another page."""
    for report in ("briefs/jpn", "briefs/chn", "outlook"):
        seen = visit(f"editions/2026-1/{report}/", javascript=False).page
        links = seen.eval_on_selector_all("main a.figure", "all => all.map(one => one.getAttribute('href'))")
        assert len(links) > 100
        lines = visit(f"editions/2026-1/{report}/figures.html", javascript=False).page
        ids = set(lines.eval_on_selector_all("main [id]", "all => all.map(one => one.id)"))
        assert {link for link in links if not link.startswith("figures.html#")} == set()
        assert {link.partition("#")[2] for link in links} <= ids


@pytest.mark.parametrize("way", ["no script", "disk"])
def test_without_a_script_and_from_disk_the_link_leads_to_the_line(visit, site, way):
    address = (site / BRIEF / "index.html").as_uri() if way == "disk" else ""
    page = visit(BRIEF, address=address, javascript=way == "disk").page
    page.locator(f'main a.figure[data-figure="{STOCK}"]').first.click()
    page.wait_for_url("**/figures.html#value-jpn-immigrant_stock-2024")
    expect(page.locator("tr:has(:target)")).to_contain_text("3,409,529 persons")


@pytest.mark.parametrize("key", ["Control", "Shift"])
def test_a_number_that_is_opened_elsewhere_opens_no_panel(page, key):
    """In a tab or window of its own the link leads to the line, as any link does."""
    follow(page)
    page.keyboard.press("Escape")
    link = page.locator(f'main a.figure[data-figure="{STOCK}"]').first
    with page.context.expect_page() as opened:
        link.click(modifiers=[key])
    opened.value.wait_for_url("**/figures.html#*")
    expect(page.locator(".figure-panel")).to_be_hidden()
