"""The home page, and what a page of an older edition says of a newer one."""

from playwright.sync_api import expect

OLDER = "editions/2023-1/briefs/jpn/index.html"


def test_the_home_page_shows_picture_figures_and_economies_at_every_width(visit):
    for width in (360, 768, 1440):
        page = visit("", width=width).page
        expect(page.locator("#sec-newest img, main img").first).to_be_visible()
        assert page.locator(".key-figure").count() == 5
        assert page.locator("#sec-economies > ul > li").count() == 9
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_figure_of_the_home_page_leads_to_its_line_in_the_report(visit):
    page = visit("").page
    figure = page.locator("#sec-economies a.figure").first
    name = figure.get_attribute("data-figure")
    # The address of its record; followed on the page itself, a panel shows the same.
    address = str(figure.get_attribute("href"))
    assert address.startswith("editions/2026-1/briefs/")
    page.goto(page.url + address)
    expect(page.locator(":target")).to_contain_text(str(name))


def test_an_older_page_says_that_a_newer_exists_and_leads_to_the_same_page_there(visit):
    page = visit(OLDER).page
    note = page.locator(".newer-edition")
    expect(note).to_have_text("This is edition 2023-1. A newer one exists: edition 2026-1, 1 July 2026.")
    note.get_by_role("link").click()
    assert page.url.endswith("editions/2026-1/briefs/jpn/index.html")
    assert page.locator(".newer-edition").count() == 0


def test_it_says_so_from_disk_and_without_a_script_leads_to_the_newest(visit, site):
    disk = visit(address=(site / OLDER).as_uri()).page
    expect(disk.locator(".newer-edition a")).to_have_attribute(
        "href", "../../../2026-1/briefs/jpn/index.html"
    )
    still = visit(OLDER, javascript=False).page
    still.get_by_role("link", name="The newest edition").click()
    still.wait_for_url("**/editions/2026-1/index.html")


def test_the_way_to_the_newest_edition_is_in_line_with_the_footer(visit):
    page = visit("editions/2026-1/about/index.html").page
    parts = page.locator(".newest-line a, .site-footer div.bar p")
    found = [one.bounding_box()["x"] for one in parts.all()]
    assert len(found) > 1
    assert found[0] == found[1]


def test_numbers_of_the_records_are_whole_on_a_phone(visit):
    page = visit("editions/2026-1/briefs/kor/figures.html", width=360).page
    tall = """[...document.querySelectorAll("td:nth-child(2)")].filter(cell => {
      if (!/^[^ ]*\\d/.test(cell.firstChild.data)) return false;
      const range = document.createRange(), text = cell.firstChild, end = text.textContent.indexOf(" ");
      range.setStart(text, 0);
      range.setEnd(text, end < 0 ? text.textContent.length : end);
      return new Set([...range.getClientRects()].map(one => one.top)).size > 1;
    }).map(cell => cell.textContent)"""
    assert page.locator("td:nth-child(2)").count() > 50
    assert page.evaluate(tall) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
