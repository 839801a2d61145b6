"""The comparison of economies: the address holds the choice, the figures are those of the data file."""

import shutil
from pathlib import Path
from urllib.parse import urljoin

from browsing import serving
from playwright.sync_api import expect

COMPARE = "editions/2026-1/compare/index.html"
CHOICE = f"{COMPARE}?economies=JPN,KOR&indicators=immigrant_share,old_age_dependency"


def shown_below(page, economy: str, indicator: str) -> str:
    """The figure as the table without a choice has it, and its year."""
    figure = page.locator(f'main a.figure[data-figure^="{economy}/{indicator}/"]').first
    return f"{figure.inner_text()} ({str(figure.get_attribute('data-figure')).rpartition('/')[2]})"


def test_the_address_gives_the_choice_and_the_data_file_the_figures(visit):
    page = visit(CHOICE).page
    table = page.locator("#compare table").first
    expect(table.get_by_role("columnheader")).to_have_text(["Indicator", "Japan", "Republic of Korea"])
    for row, indicator in enumerate(("immigrant_share", "old_age_dependency")):
        cells = table.locator("tbody tr").nth(row).locator("td")
        expect(cells).to_have_text([shown_below(page, code, indicator) for code in ("JPN", "KOR")])
    assert page.get_by_role("checkbox", name="Japan", exact=True).is_checked()
    assert not page.get_by_role("checkbox", name="China", exact=True).is_checked()


def test_a_choice_goes_into_the_address_and_survives_a_reload(visit):
    page = visit(CHOICE).page
    page.get_by_role("checkbox", name="Mongolia").check()
    page.get_by_role("checkbox", name="International migrants as a share of population").uncheck()
    assert page.url.endswith("?economies=JPN,KOR,MNG&indicators=old_age_dependency")
    page.wait_for_load_state("networkidle")
    page.reload()
    expect(page.locator("#compare table").first.get_by_role("columnheader")).to_have_count(4)
    expect(page.locator(".compare-exhibit")).to_have_count(1)


def test_a_chart_has_words_and_its_table(visit):
    page = visit(CHOICE).page
    exhibit = page.locator(".compare-exhibit").first
    chart = exhibit.get_by_role("img")
    expect(chart).to_have_accessible_name(
        "Line chart of International migrants as a share of population, % of population, 1990 to 2024, "
        "for Japan, Republic of Korea."
    )
    assert chart.locator(".compare-line:not(.compare-ahead)").count() == 2
    exhibit.get_by_text("All years as a table").click()
    expect(exhibit.locator("tbody tr").first).to_contain_text("1990")


def test_one_economy_alone_is_no_comparison(visit):
    page = visit(f"{COMPARE}?economies=JPN&indicators=median_age").page
    expect(page.get_by_role("status")).to_have_text("Choose two economies or more, and an indicator.")


def test_an_address_with_unknown_codes_is_no_fault(visit):
    page = visit(f"{COMPARE}?economies=JPN,XXX,CHN&indicators=nonsense,median_age").page
    expect(page.locator("#compare table").first.get_by_role("columnheader")).to_have_count(3)


def test_without_a_script_and_from_disk_the_tables_are_there(visit, site: Path):
    still = visit(COMPARE, javascript=False).page
    assert still.locator("main table").count() > 5
    disk = visit(address=(site / COMPARE).as_uri()).page
    expect(disk.get_by_role("status")).to_contain_text("python -m http.server")
    assert disk.locator("main table").count() > 5


def test_a_phone_is_wide_enough(visit):
    page = visit(CHOICE, width=360).page
    expect(page.locator(".compare-exhibit")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_figures_are_found_wherever_the_script_lies(visit, site: Path, tmp_path: Path):
    """Quarto lays a page's script into a folder of its own, deeper than the theme's."""
    edition = tmp_path / "editions/2026-1"
    for name in ("compare", "data", "theme"):
        shutil.copytree(site / "editions/2026-1" / name, edition / name)
    deep = edition / "site_libs/quarto-contrib/corridor-compare"
    deep.mkdir(parents=True)
    (edition / "theme/compare.js").rename(deep / "compare.js")
    page = edition / "compare/index.html"
    text = page.read_text(encoding="utf-8")
    moved = text.replace("../theme/compare.js", "../site_libs/quarto-contrib/corridor-compare/compare.js")
    assert moved != text
    page.write_text(moved, encoding="utf-8")
    with serving(tmp_path) as server:
        address = urljoin(f"http://127.0.0.1:{server.server_port}/", CHOICE)
        seen = visit(address=address, complaints_expected=True).page
        expect(seen.locator(".compare-exhibit")).to_have_count(2)


def test_a_number_opens_its_record_which_stands_with_a_report(visit):
    page = visit(COMPARE).page
    link = page.locator("main table a.figure[href*='briefs/']").first
    link.hover()
    expect(page.locator("script[src$='panel.js']")).to_be_attached()
    link.click()
    panel = page.locator(".figure-panel")
    expect(panel).to_be_visible()
    expect(panel).to_contain_text(link.inner_text())
