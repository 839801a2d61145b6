"""WCAG 2.2 AA: axe-core over every kind of page, light and dark; by keyboard alone; at four times the size.

What a rule cannot judge is judged here in part: the order of the reading, the focus that is seen, what is lost when a
page is magnified.
"""

from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

EDITION = "editions/2026-1/"
BRIEF = f"{EDITION}briefs/jpn/"
KINDS = {
    "site": "",
    "documentation": "documentation/building/",
    "home": EDITION,
    "brief": BRIEF,
    "hard brief": f"{EDITION}briefs/prk/",
    "records": f"{BRIEF}figures.html",
    "outlook": f"{EDITION}outlook/",
    "data": f"{EDITION}data/",
    "quality": f"{EDITION}quality/",
    "changes": f"{EDITION}changes/",
    "methodology": f"{EDITION}methodology/",
    "indicators": f"{EDITION}indicators/",
    "compare": f"{EDITION}compare/?economies=JPN,KOR&indicators=immigrant_share",
    "search": f"{EDITION}search/?q=Japan",
    "notebook": f"{EDITION}notebooks/country_indicators-JPN.html",
    "older": "editions/2023-1/briefs/jpn/",
}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The sections of long pages are alike, one for each economy or source: the first five are judged.
# What is folded is of few kinds; to open all of it on pages with hundreds of tables takes a minute a page.
LONG = ("changes", "quality")
UNFOLDED = ("brief", "compare", "older")
RULES: dict[str, object] = {"type": "tag", "values": TAGS}
# What another theme changes.
COLOURS: dict[str, object] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# 1280 pixels, magnified four times (WCAG 1.4.10).
NARROW = {"width": 320, "height": 256}


def violations(page: Page, rules: dict[str, object]) -> list[str]:
    """What axe-core finds, each with the first element that it concerns."""
    found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations", "passes"]}).response
    assert found["passes"]
    return [
        f"{one['id']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:200]}" for one in found["violations"]
    ]


def unfolded(page: Page) -> None:
    """Open what is folded, so that it is judged too."""
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_and_nothing_is_lost_at_four_times_the_size(visit, kind):
    """Text reads in one direction; tables, charts and code, which have two, move in places of their own."""
    page = visit(KINDS[kind]).page
    page.wait_for_load_state("networkidle")
    if kind in UNFOLDED:
        unfolded(page)
    if kind in LONG:
        page.evaluate(
            "document.querySelectorAll('main > section:nth-of-type(n + 6)').forEach(one => one.remove())"
        )
    assert violations(page, RULES) == []
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme").split()[-1] == "dark"
    assert violations(page, COLOURS) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    cut = page.evaluate(
        """() => [...document.querySelectorAll('main :is(p, li, h1, h2, h3, summary, button, dd, dt)')].filter(one => {
          const box = one.getBoundingClientRect();
          const held = one.closest('.table-scroll, pre, .figure-panel, .screen-reader-only, figure, [hidden]');
          return !held && box.width && box.height && (box.right > innerWidth + 1 || box.left < -1);
        }).map(one => one.outerHTML.slice(0, 120))"""
    )
    assert cut == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_charts_that_were_looked_at_and_in_the_panel_of_a_figure(visit, theme):
    page = visit(BRIEF, theme=theme).page
    page.locator("main .exhibit figure").first.hover()
    expect(page.locator(".chart-live").first).to_be_visible()
    link = page.locator("main a.figure").first
    link.hover()
    expect(page.locator("script[src$='panel.js']")).to_be_attached()
    page.wait_for_load_state("networkidle")
    link.click()
    expect(page.locator(".figure-panel")).to_be_visible()
    assert violations(page, RULES) == []


@pytest.mark.parametrize("kind", ["brief", "compare", "search", "home"])
def test_every_stop_of_the_keyboard_is_seen_and_comes_in_the_order_of_the_page(visit, kind):
    # Without the slow scrolling that some ask for, a stop is in view at once.
    page = visit(KINDS[kind], reduced_motion=True).page
    page.wait_for_load_state("networkidle")
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
              const one = document.activeElement;
              if (!one || one === document.body) { return null; }
              const style = getComputedStyle(one), box = one.getBoundingClientRect();
              const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
              const all = [...document.querySelectorAll('*')];
              return { seen: outlined || style.boxShadow !== 'none', shown: box.width > 0 && box.height > 0,
                       inside: box.bottom > 0 && box.top < innerHeight, place: all.indexOf(one),
                       html: one.outerHTML.slice(0, 90) };
            }"""
        )
        if stop is None:
            break
        stops.append(stop)
    assert len(stops) > 5
    assert [one["html"] for one in stops if not (one["seen"] and one["shown"] and one["inside"])] == []
    places = [one["place"] for one in stops]
    assert places == sorted(places)


def test_the_first_stop_leads_past_the_menu(visit):
    page = visit(BRIEF).page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_menu_works_by_keyboard(visit):
    page = visit(BRIEF).page
    menu = page.locator(".site-header details.menu").first
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.locator("a").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(menu.locator("a").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/briefs/**")


def test_text_stays_whole_with_wider_spacing(visit):
    """WCAG 1.4.12: lines, paragraphs, words and letters set wider lose nothing."""
    page = visit(BRIEF).page
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
        " p { margin-bottom: 2em !important; }"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cut = page.evaluate(
        """() => [...document.querySelectorAll('main :is(p, li, h1, h2, dd, dt, summary)')].filter(one =>
          getComputedStyle(one).overflow === 'hidden' && one.scrollHeight > one.clientHeight + 2
        ).map(one => one.outerHTML.slice(0, 120))"""
    )
    assert cut == []


def test_charts_and_numbers_have_words_for_those_who_cannot_see_them(visit):
    page = visit(BRIEF).page
    alternatives = page.eval_on_selector_all("main figure img", "all => all.map(one => one.alt)")
    assert len(alternatives) >= 5
    assert all(len(one) > 40 for one in alternatives)
    assert page.locator("main .exhibit .chart-table").count() >= 5
    assert page.locator("html").get_attribute("lang") == "en"
    levels = page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
