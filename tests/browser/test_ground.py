"""What the tests in a browser stand on: a page that complains, or asks elsewhere, is noticed."""

from pathlib import Path

import pytest
from browsing import Visit, serving

BRIEF = "editions/2026-1/briefs/jpn/"


@pytest.fixture
def page_of(browser, tmp_path: Path):
    """Open a page made of the given markup."""
    contexts = []
    with serving(tmp_path) as server:

        def opened(markup: str) -> Visit:
            (tmp_path / "index.html").write_text(
                f'<!DOCTYPE html><link rel="icon" href="data:,"><title>x</title>{markup}', encoding="utf-8"
            )
            context = browser.new_context()
            contexts.append(context)
            seen = Visit(context)
            seen.page.goto(f"http://127.0.0.1:{server.server_port}/")
            return seen

        yield opened
        for context in contexts:
            context.close()


@pytest.mark.parametrize(
    ("markup", "told"),
    [
        ("<script>throw new Error('broken')</script>", "broken"),
        ("<script>console.error('wrong')</script>", "wrong"),
        ("<img src='missing.png'>", "404"),
        (
            "<meta http-equiv='Content-Security-Policy' content=\"script-src 'none'\"><script>1</script>",
            "Content Security Policy",
        ),
    ],
)
def test_what_a_page_complains_of_is_heard(page_of, markup, told):
    seen = page_of(markup)
    assert any(told in complaint for complaint in seen.complaints), seen.complaints


def test_a_page_without_fault_is_silent_and_counted(page_of):
    seen = page_of("<p>good")
    assert seen.complaints == []
    assert seen.foreign == []
    assert list(seen.sent.values()) == [
        len('<!DOCTYPE html><link rel="icon" href="data:,"><title>x</title><p>good')
    ]


def test_a_request_to_another_host_is_noticed(page_of):
    seen = page_of("<img src='http://another.invalid/a.png'>")
    assert seen.foreign == ["http://another.invalid/a.png"]


@pytest.mark.parametrize("way", ["root", "subfolder", "disk"])
def test_a_brief_opens_wherever_the_site_lies(visit, served, served_below, site, way):
    address = {
        "root": served + BRIEF,
        "subfolder": served_below + BRIEF,
        "disk": (site / BRIEF / "index.html").as_uri(),
    }[way]
    seen = visit(address=address)
    assert seen.page.locator("h1").inner_text() == "Japan"


def test_themes_motion_and_scripts_are_what_was_asked_for(visit):
    dark = visit(BRIEF, theme="dark", reduced_motion=True, width=360, height=740)
    asked = dark.page.evaluate(
        "[matchMedia('(prefers-color-scheme: dark)').matches,"
        " matchMedia('(prefers-reduced-motion: reduce)').matches, innerWidth]"
    )
    assert asked == [True, True, 360]
    plain = visit(BRIEF, javascript=False)
    assert plain.page.locator(".theme-toggle").is_hidden()
