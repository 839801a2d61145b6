"""The search of an edition: over all its pages, by names in other languages, from a subfolder, without a script."""

from pathlib import Path
from urllib.parse import quote, urljoin

import pytest
from playwright.sync_api import expect

SEARCH = "editions/2026-1/search/index.html"


def test_words_find_pages_and_their_sections(visit):
    page = visit(SEARCH).page
    page.get_by_role("searchbox").fill("remittances Mongolia")
    expect(page.get_by_role("status")).to_contain_text("pages")
    first = page.locator(".search-results > li").first
    expect(first.locator(".search-title")).to_have_text("Mongolia")
    expect(first.locator("mark").first).to_be_visible()
    assert "q=remittances" in page.url
    first.locator(".search-parts a").first.click()
    assert "/editions/2026-1/briefs/mng/index.html#sec-" in page.url


@pytest.mark.parametrize(
    ("name", "slug"), [("日本", "jpn"), ("Япония", "jpn"), ("Mongolei", "mng"), ("러시아", "rus")]
)
def test_an_economy_is_found_by_its_name_in_another_language(visit, name, slug):
    page = visit(f"{SEARCH}?q={quote(name)}").page
    expect(page.get_by_role("status")).to_contain_text("page")
    first = page.locator(".search-title").first
    expect(first).to_have_attribute("href", page.url.split("search/")[0] + f"briefs/{slug}/index.html")


def test_nothing_found_is_said(visit):
    page = visit(f"{SEARCH}?q=qqqqzzzz").page
    expect(page.get_by_role("status")).to_have_text("No page has all these words.")
    assert page.locator(".search-results > li").count() == 0


def test_it_works_from_a_subfolder_and_with_the_keyboard(visit, served_below):
    page = visit(address=urljoin(served_below, "editions/2026-1/briefs/jpn/index.html")).page
    page.get_by_role("link", name="Search", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/index.html")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("Macao")
    page.keyboard.press("Enter")
    first = page.locator(".search-title").first
    expect(first).to_be_visible()
    address = first.get_attribute("href")
    assert address is not None
    assert address.startswith(served_below)
    assert page.request.get(address).ok


def test_without_a_script_it_is_a_list_of_all_pages(visit):
    page = visit(SEARCH, javascript=False).page
    assert page.get_by_role("searchbox").count() == 0
    page.locator("main").get_by_role("link", name="Japan").first.click()
    assert page.url.endswith("briefs/jpn/index.html")


def test_from_disk_it_says_what_to_do(visit, site: Path):
    page = visit(address=(site / SEARCH).as_uri()).page
    expect(page.locator(".search-disk")).to_contain_text("python -m http.server")
    assert page.get_by_role("searchbox").count() == 0
