"""A page and its account of its figures are parted, and what leads from one to the other holds."""

import re
from pathlib import Path, PurePosixPath

import pytest

from corridor.page_ledger import PageLedger
from corridor.rendering.figures_page import parted
from corridor.rendering.pages import Page

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = """
::: {.content-visible when-format="html"}
## Where the figures come from {#sec-figures}

Every number above is a link.

::: {.callout-note collapse="true" title="The figures"}
::: {.small}
| Figure | Value |
|--------|-------|
| [A/b/2024](#indicator-b){#value-a-b-2024} | 5 persons |
:::
:::
:::
"""
TEXT = '---\ntitle: "A: b"\n---\n\nIt has [5](#value-a-b-2024){.figure data-figure="A/b/2024"}, see [here](#sec-x).\n'


def page(text: str) -> Page:
    return Page(PurePosixPath("briefs/a/index.qmd"), text, PageLedger({}))


def test_numbers_lead_to_the_page_beside_and_other_links_stay():
    main, _ = parted(page(TEXT + ACCOUNT))
    assert '[5](figures.html#value-a-b-2024){.figure data-figure="A/b/2024"}' in main.text
    assert "[here](#sec-x)" in main.text
    assert "{#sec-figures}" in main.text
    assert "A/b/2024](#indicator-b)" not in main.text
    assert main.text.count(":::") == 2


def test_the_page_beside_has_the_records_under_the_title_of_the_page():
    _, beside = parted(page(TEXT + ACCOUNT))
    assert beside.path == PurePosixPath("briefs/a/figures.qmd")
    assert beside.text.startswith('---\ntitle: "A: b"\n')
    assert "[A/b/2024](#indicator-b){#value-a-b-2024} | 5 persons |" in beside.text
    assert beside.text.count(":::") == 2
    assert "callout" not in beside.text


def test_a_page_without_figures_stays_as_it_is():
    whole = page(TEXT)
    assert parted(whole) == (whole, None)


def test_the_template_still_ends_as_pages_are_parted():
    """Were its head or its box written otherwise, nothing would be parted, and every page twice as heavy."""
    template = (ROOT / "templates" / "_shared" / "figures.qmd.jinja").read_text(encoding="utf-8")
    filled = re.sub(r"<[#%].*?[#%]>\n?", "", template)
    main, beside = parted(page(TEXT + filled))
    assert beside is not None
    assert "Rows it rests on" in beside.text
    assert "Rows it rests on" not in main.text


@pytest.mark.parametrize("name", ["ledger.json", "figures.qmd"])
def test_what_remains_leads_to_the_records(name):
    main, _ = parted(page(TEXT + ACCOUNT))
    assert f"]({name})" in main.text
