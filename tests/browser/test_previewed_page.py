"""A page of the preview in a browser: it loads again where it was, and shows what is wrong until that is mended."""

import shutil

import pytest
from playwright.sync_api import Page, expect

from corridor.errors import RenderingError
from corridor.previewing.news import News
from corridor.previewing.serving import serving

BRIEF = "editions/2026-1/briefs/jpn"
EVIL = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"


@pytest.fixture
def preview(site, tmp_path):
    """A part of the site that may be changed, what pages of it are told, and its address."""
    for name in ("theme", "editions/2026-1/theme", BRIEF):
        if (site / name).is_dir():
            shutil.copytree(site / name, tmp_path / name)
    news = News()
    with serving(tmp_path, news, 0) as address:
        yield tmp_path / BRIEF / "index.html", news, f"{address}{BRIEF}/"


def at(page: Page, place: int) -> None:
    """Wait until the page stands there; its policy lets no text be run as a condition to wait for."""
    for _ in range(200):
        if page.evaluate("window.scrollY") == place:
            return
        page.wait_for_timeout(50)
    raise AssertionError(page.evaluate("window.scrollY"))


def test_a_page_shows_what_is_wrong_and_loads_again_where_it_was(visit, preview):
    path, news, address = preview
    # Without the slow way to the section, which would go on while the page is scrolled elsewhere.
    seen = visit(address=f"{address}#sec-corridors", complaints_expected=True, reduced_motion=True)
    page = seen.page
    overlay, alert = page.locator("corridor-preview"), page.get_by_role("alert")

    # What is wrong lies over the page, as text.
    news.failed(RenderingError(f"Wrong {EVIL}", where=EVIL, todo="Mend it."))
    expect(alert).to_contain_text(f"Wrong {EVIL}")
    expect(alert).to_contain_text("what to doMend it.")
    assert overlay.locator("img, script").count() == 0
    alert.get_by_role("button", name="Hide").click()
    expect(overlay).to_have_count(0)
    news.failed(RenderingError("Still wrong."))
    expect(alert).to_contain_text("Still wrong.")

    # It goes when all is as it was, without loading the page again.
    page.evaluate("window.mark = 1")
    news.built(changed=False)
    expect(overlay).to_have_count(0)
    assert page.evaluate("window.mark") == 1

    # A build that changed something has it load again, at the same place.
    page.evaluate("window.scrollTo({top: 700, behavior: 'instant'})")
    at(page, 700)
    changed = path.read_text(encoding="utf-8").replace("<h1", '<p hidden id="newer">Newer.</p><h1', 1)
    path.write_text(changed, encoding="utf-8")
    news.built(changed=True)
    expect(page.locator("#newer")).to_have_count(1)
    at(page, 700)
    assert page.url == f"{address}#sec-corridors"
    assert page.evaluate("window.mark") is None
    assert page.title() != "run"
    assert path.read_text(encoding="utf-8") == changed
    # Files that the part of the site lacks are no matter here.
    refused = ("exception:", "Content Security Policy")
    assert [told for told in seen.complaints if any(word in told for word in refused)] == []


def test_a_page_that_was_open_before_any_build_loads_when_there_is_one(visit, site, tmp_path):
    news = News()
    with serving(tmp_path / "_site", news, 0) as address:
        page = visit(address=address, complaints_expected=True).page
        expect(page.get_by_role("heading")).to_have_text("The site is being built")
        news.failed(RenderingError(f"Wrong {EVIL}"))
        expect(page.get_by_role("heading")).to_have_text("The site could not be built")
        expect(page.locator("pre")).to_have_text(f"Wrong {EVIL}")
        (tmp_path / "_site").mkdir()
        (tmp_path / "_site" / "index.html").write_text("<h1>Here</h1>", encoding="utf-8")
        news.built(changed=True)
        expect(page.get_by_role("heading")).to_have_text("Here")
        assert page.title() != "run"
