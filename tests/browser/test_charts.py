"""Charts in a browser: a picture at once, interactive when it comes into view, and a picture where that fails."""

import pytest
from playwright.sync_api import Locator, Page, expect

EDITION = "editions/2026-1/"
BRIEF = f"{EDITION}briefs/jpn/"
PICTURES = ".exhibit figure img[src$='.svg']"


def reach(page: Page, chart: str) -> Locator:
    """Scroll to a chart, as a reader does, until it is interactive; returns what lies over its picture."""
    picture = page.locator(f".exhibit figure img[src='charts/{chart}.svg']")
    picture.scroll_into_view_if_needed()
    page.keyboard.press("Shift")
    holder = page.locator(f".chart-holder[data-ready]:has(img[src='charts/{chart}.svg'])")
    expect(holder).to_be_visible()
    return holder.locator(".chart-live")


def heavy(seen) -> list[str]:
    """What only interactive charts need."""
    return [url for url in seen.requests if url.endswith((".vl.json", "vega.js", "charts-view.js"))]


def test_without_a_script_every_chart_is_its_picture(visit):
    page = visit(BRIEF, javascript=False).page
    pictures = page.locator(PICTURES)
    assert pictures.count() == 7
    for at in range(7):
        pictures.nth(at).scroll_into_view_if_needed()
        assert pictures.nth(at).evaluate("one => one.decode().then(() => one.naturalWidth)") > 300
    expect(page.locator(".chart-live")).to_have_count(0)


def test_a_chart_is_interactive_once_it_is_looked_at_and_no_sooner(visit):
    seen = visit(BRIEF)
    seen.page.wait_for_load_state("networkidle")
    assert heavy(seen) == []
    reach(seen.page, "ageing")
    assert [url.rpartition("/")[2] for url in heavy(seen)] == ["ageing.vl.json", "vega.js", "charts-view.js"]
    reach(seen.page, "stocks")
    # The script is one for all charts, and asked for once.
    assert sum(url.endswith("vega.js") for url in heavy(seen)) == 1


def test_arrow_keys_read_every_value(visit):
    page = visit(BRIEF).page
    live = reach(page, "stocks")
    live.focus()
    told = live.locator("[aria-live]")
    heard = []
    for key in ("ArrowRight", "ArrowRight", "End", "Home", "ArrowDown"):
        page.keyboard.press(key)
        heard.append(told.inner_text())
    assert heard == [
        "From abroad, living here, 1990, 1,050,475",
        "From abroad, living here, 1995, 1,331,094",
        "From here, living abroad, 2024, 1,008,173",
        "From abroad, living here, 1990, 1,050,475",
        "From here, living abroad, 1990, 710,783",
    ]
    expect(live.locator(".chart-tip")).to_be_visible()
    page.keyboard.press("Escape")
    expect(live.locator(".chart-tip")).to_be_hidden()


def test_the_pointer_reads_the_value_that_it_is_over(visit):
    page = visit(BRIEF).page
    live = reach(page, "corridors")
    live.focus()
    page.keyboard.press("Home")
    mark = live.locator(".chart-mark").bounding_box()
    page.keyboard.press("Escape")
    page.mouse.move(mark["x"] + 6, mark["y"] + 6)
    expect(live.locator(".chart-tip")).to_have_text("China 809,893")
    box = live.bounding_box()
    page.mouse.move(box["x"] + 1, box["y"] + 1)
    expect(live.locator(".chart-tip")).to_be_hidden()


def test_the_interactive_view_has_the_drawing_and_colours_of_its_picture(visit):
    """A picture cannot be looked into from its page; its own text can."""
    page = visit(BRIEF).page
    live = reach(page, "stocks")
    drawn, pictured, same_place, family = live.evaluate(
        """async live => {
          const told = element => [...element.querySelectorAll("text")].map(one => one.textContent);
          const picture = live.parentNode.querySelector("img");
          const still = new DOMParser().parseFromString(await (await fetch(picture.src)).text(), "image/svg+xml");
          const [over, under] = [live, picture].map(one => JSON.stringify(one.getBoundingClientRect()));
          return [told(live), told(still), over === under, getComputedStyle(live.querySelector("text")).fontFamily];
        }"""
    )
    assert drawn == pictured
    assert same_place
    assert family.startswith('"Corridor Sans"')
    colour = "getComputedStyle(document.querySelector(\".chart-live path[stroke='#0b6477']\")).stroke"
    assert page.evaluate(colour) == "rgb(11, 100, 119)"
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(colour) == "rgb(91, 188, 205)"


def test_nothing_moves_when_charts_become_interactive(visit):
    page = visit(BRIEF).page
    page.wait_for_load_state("networkidle")
    page.evaluate(
        """() => {
          window.moved = 0;
          new PerformanceObserver(list => list.getEntries().forEach(one => { window.moved += one.value; }))
            .observe({ type: "layout-shift" });
        }"""
    )
    tops = "[...document.querySelectorAll('main > *')].map(one => one.getBoundingClientRect().top + scrollY)"
    before = page.evaluate(tops)
    for chart in ("ageing", "stocks", "corridors", "students"):
        reach(page, chart)
    assert page.evaluate(tops) == before
    assert page.evaluate("window.moved") == 0


def test_reduced_motion_is_respected(visit):
    page = visit(BRIEF).page
    reach(page, "ageing")
    told = "getComputedStyle(document.querySelector('.chart-mark')).transitionDuration"
    assert page.evaluate(told) == "0.08s"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(told) == "0s"


@pytest.mark.parametrize("lost", ["vega.js", "stocks.vl.json"])
def test_where_the_view_fails_the_picture_stays(visit, lost):
    seen = visit(BRIEF, complaints_expected=True)
    seen.page.route(f"**/{lost}", lambda route: route.fulfill(status=404, body=""))
    picture = seen.page.locator(".exhibit figure img[src='charts/stocks.svg']")
    with seen.page.expect_response(f"**/{lost}"):
        picture.scroll_into_view_if_needed()
        seen.page.keyboard.press("Shift")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.naturalWidth") == 330
    assert all("404" in told or lost in told for told in seen.complaints), seen.complaints


def test_every_chart_of_the_outlook_becomes_interactive_and_has_values_to_read(visit):
    page = visit(f"{EDITION}outlook/").page
    names = page.evaluate(f'[...document.querySelectorAll("{PICTURES}")].map(one => one.getAttribute("src"))')
    assert len(names) == 14
    for name in names:
        live = reach(page, name.removeprefix("charts/").removesuffix(".svg"))
        live.focus()
        page.keyboard.press("Home")
        expect(live.locator("[aria-live]")).to_contain_text(",")


def test_from_disk_charts_are_their_pictures(visit, site):
    seen = visit(address=(site / BRIEF / "index.html").as_uri())
    picture = seen.page.locator(PICTURES).first
    picture.scroll_into_view_if_needed()
    seen.page.keyboard.press("Shift")
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 680
    assert heavy(seen) == []


def test_series_go_off_and_on_by_keyboard(visit):
    page = visit(BRIEF).page
    live = reach(page, "stocks")
    exhibit = page.locator(
        ".exhibit:has(> .chart-tools, > * > .chart-tools):has(img[src='charts/stocks.svg'])"
    ).last
    box = exhibit.locator(".chart-series")
    box.locator("summary").focus()
    page.keyboard.press("Enter")
    ticks = box.get_by_role("checkbox")
    expect(ticks).to_have_count(2)
    drawn = live.locator("svg text", has_text="living here")
    expect(drawn.first).to_be_visible()
    ticks.first.focus()
    page.keyboard.press("Space")
    expect(drawn).to_have_count(0)
    live.focus()
    page.keyboard.press("Home")
    expect(live.locator("[aria-live]")).to_have_text("From here, living abroad, 1990, 710,783")
    ticks.first.check()
    expect(drawn.first).to_be_visible()


def test_a_chart_is_downloaded_as_data_and_picture(visit, site, tmp_path):
    page = visit(BRIEF).page
    reach(page, "ageing")
    tools = page.locator(".exhibit:has(img[src='charts/ageing.svg']) .chart-tools")
    offered = {"Data (CSV)": "jpn-ageing.csv", "Picture (SVG)": "jpn-ageing.svg", "PNG": "jpn-ageing.png"}
    for name, file in offered.items():
        with page.expect_download() as download:
            tools.get_by_text(name, exact=True).click()
        assert download.value.suggested_filename == file
        download.value.save_as(tmp_path / file)
    published = site / EDITION / "data" / "charts" / "jpn-ageing.csv"
    assert (tmp_path / "jpn-ageing.csv").read_bytes() == published.read_bytes()
    assert (tmp_path / "jpn-ageing.svg").read_text(encoding="utf-8").startswith("<svg ")
    picture = (tmp_path / "jpn-ageing.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    # Three pixels a point, with the finding above and the source below.
    assert width == 3 * (680 + 40)
    assert height > 3 * 250


def test_a_chart_has_its_table_and_its_citation(visit):
    page = visit(BRIEF, javascript=False).page
    tools = page.locator(".exhibit:has(img[src='charts/stocks.svg']) .chart-tools").last
    tools.locator("summary", has_text="Table").click()
    rows = tools.locator("table tr").all_inner_texts()
    assert rows[0].split("\t") == ["Year", "From abroad, living here", "From here, living abroad"]
    assert rows[-1].split("\t") == ["2024", "3,409,529", "1,008,173"]
    tools.locator("summary", has_text="Cite").click()
    cited = "Japan: migration and labour mobility, edition 2026-1, 1 July 2026"
    expect(tools.locator(".chart-cite p")).to_contain_text(cited)
    tools.locator(".chart-cite a").click()
    page.wait_for_url("**/#fig-stocks")


def test_a_citation_is_copied_with_the_address_of_the_chart(visit):
    seen = visit(BRIEF)
    page = seen.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reach(page, "ageing")
    box = page.locator(".exhibit:has(img[src='charts/ageing.svg']) .chart-cite")
    box.locator("summary").click()
    box.get_by_role("button").click()
    expect(box.get_by_role("button")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Corridor, “Working-age population")
    assert copied.endswith(f"{BRIEF}#fig-ageing")
