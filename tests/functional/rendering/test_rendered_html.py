"""What the constructs become on screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from corridor.rendering.seen_html import look

Render = Callable[..., str]


def test_a_figure_link_is_written_exactly_as_the_contract_says(brief: str) -> None:
    expected = (
        '<a class="figure" data-figure="JPN/immigrant_stock/2024" '
        'href="#value-jpn-immigrant_stock-2024">3.4 million</a>'
    )
    assert brief.count(expected) == 2


def test_a_derived_figure_keeps_all_its_ids(brief: str) -> None:
    ids = "JPN/working_age_population/2050 JPN/working_age_population/2024"
    assert f'data-figure="{ids}"' in brief


def test_key_figures_are_a_list_of_label_number_and_note(brief: str) -> None:
    row = re.search(r'<dl class="key-figures">.*?</dl>', brief, re.DOTALL)
    assert row is not None
    assert row.group(0).count('<div class="key-figure">') == 5
    assert re.findall(r'<dt class="key-label">\s*(.*?)\s*</dt>', row.group(0))[0] == "Immigrants, 2024"
    assert re.findall(r'<dd class="key-note">\s*(.*?)\s*</dd>', row.group(0))[-1] == "50 in 2024"


def test_sections_figures_and_tables_are_numbered_and_referred_to(brief: str) -> None:
    assert '<span class="header-section-number">1</span> Who lives here' in brief
    assert '<span class="header-section-number">2.1</span> Ageing and need' in brief
    assert '<a href="#fig-origins" class="quarto-xref">Figure\u00a02</a>' in brief
    assert '<a href="#tbl-origins" class="quarto-xref">Table\u00a01</a>' in brief
    assert '<a href="#sec-stocks" class="quarto-xref">Section\u00a01</a>' in brief


def test_captions_carry_their_numbers_tables_above_figures_below(brief: str) -> None:
    figure = re.search(
        r'<figure class="quarto-float quarto-float-fig" id="fig-ageing">.*?</figure>', brief, re.DOTALL
    )
    table = re.search(
        r'<figure class="quarto-float quarto-float-tbl" id="tbl-origins">.*?</figure>', brief, re.DOTALL
    )
    assert figure is not None
    assert table is not None
    assert re.search(r"<img.*<figcaption>.*Figure\u00a01</span>: Working-age", figure.group(0), re.DOTALL)
    assert re.search(r"<figcaption>.*Table\u00a01</span>: Largest.*<table", table.group(0), re.DOTALL)


def test_a_picture_has_its_own_text_alternative(brief: str) -> None:
    picture = re.search(r'<img[^>]*src="charts/ageing.svg"[^>]*>', brief)
    assert picture is not None
    assert 'alt="Line chart, 1990 to 2050.' in picture.group(0)
    assert "fig-alt" not in brief


def test_numbers_stand_to_the_right(brief: str) -> None:
    """The table says it once for all its columns but the first; corridor.css has the rule."""
    cell = '<td><span id="value-jpn-immigrants_by_origin-chn-2024">809,893</span></td>'
    table = next(one for one in re.findall(r"<table.*?</table>", brief, re.DOTALL) if cell in one)
    assert 'class="numbers-1"' in table.partition(">")[0]


def test_callouts_have_a_title_and_may_be_collapsed(brief: str) -> None:
    assert re.search(
        r'<div class="callout callout-note" role="note">\s*<div class="callout-header">\s*'
        r'<span class="screen-reader-only">Note</span> Replacement',
        brief,
    )
    assert re.search(
        r'<details class="callout callout-warning">\s*<summary class="callout-header">\s*'
        r'<span class="screen-reader-only">Warning</span> Taiwan',
        brief,
    )


def test_a_callout_without_a_title_says_its_kind(render: Render) -> None:
    assert re.search(r'callout-header">\s*Caution\s*<', render("::: {.callout-caution}\nMind the gap.\n:::"))


def test_content_for_one_format_is_in_that_format_only(brief: str) -> None:
    assert "Charts are there as data, too." in brief
    assert "The page on the web carries" not in brief
    assert '<hr class="rule">' in brief
    assert "#v(1mm)" not in brief


@pytest.mark.parametrize(
    ("attributes", "shown"),
    [
        ('.content-visible when-format="html"', True),
        ('.content-visible when-format="typst"', False),
        ('.content-visible unless-format="html"', False),
        ('.content-visible unless-format="typst"', True),
        ('.content-hidden when-format="html"', False),
        ('.content-hidden unless-format="html"', True),
    ],
)
def test_conditions_mean_what_they_mean_in_quarto(render: Render, attributes: str, *, shown: bool) -> None:
    assert ("Conditional." in render(f"::: {{{attributes}}}\nConditional.\n:::")) is shown


def test_blocks_stand_side_by_side(brief: str) -> None:
    grid = brief[brief.index('<div class="layout layout-2">') :]
    assert grid.count('<div class="layout-cell">') == 2


def test_citations_and_references_use_the_projects_style(brief: str) -> None:
    assert 'The stocks of <span class="citation" data-cites="migrant_stock-rev2024">UN DESA' in brief
    assert "see also" in brief
    entry = brief[brief.index('id="ref-un-replacement-2000"') :]
    assert re.sub(r"<[^>]*>", "", entry.split("\n")[1]).startswith(
        "UN DESA (2000). Replacement Migration: Is It a"
    )
    assert "Department of Economic and Social Affairs" in brief


def test_footnotes_lead_there_and_back(brief: str) -> None:
    assert 'href="#fn1"' in brief
    assert 'href="#fnref1"' in brief


def test_tabs_stand_under_each_other_with_their_titles_without_a_script(site: Path) -> None:
    page = (site / "quality/index.html").read_text(encoding="utf-8")
    assert page.count('<div class="tab">') == 2
    assert re.search(r'<div class="tab-title">\s*Migrant stock\s*</div>', page)


def test_the_contents_list_the_numbered_sections(brief: str) -> None:
    contents = re.search(r'<nav class="toc".*?</nav>', brief, re.DOTALL)
    assert contents is not None
    assert re.findall(r'href="(#sec-\w+)"', contents.group(0))[:2] == ["#sec-stocks", "#sec-corridors"]


def test_a_page_names_its_edition_date_and_pdf(brief: str) -> None:
    assert '<time datetime="2026-07-01">1 July 2026</time>' in brief
    assert '<a href="brief.pdf">PDF for print</a>' in brief
    assert "Edition 2026-1" in brief
    assert "<title>Japan – North-East Asia</title>" in brief
    assert '<html lang="en">' in brief


def test_a_date_in_quotation_marks_is_a_date(render: Render) -> None:
    page = render("Text.", front='title: A\ndate: "2026-07-02"')
    assert '<time datetime="2026-07-02">2 July 2026</time>' in page


def test_the_menu_leads_to_pages_from_any_folder(site: Path, brief: str) -> None:
    assert '<a href="../../outlook/index.html">Outlook</a>' in brief
    assert '<a href="index.html" aria-current="page">Japan</a>' in brief
    assert '<a href="briefs/jpn/index.html">Japan</a>' in (site / "index.html").read_text(encoding="utf-8")


def test_links_between_pages_lead_to_html(site: Path) -> None:
    page = (site / "index.html").read_text(encoding="utf-8")
    assert 'href="quality/index.html#sec-checks"' in page
    assert ".qmd" not in page


# Outside of an edition, in the site around it, which the sample does not have.
AROUND = ("../../latest/index.html", "../newest.js")


def root_of(page: Path, site: Path) -> str:
    return "../" * (len(page.relative_to(site).parts) - 1)


def test_every_relative_address_exists_and_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for page in sorted(site.rglob("*.html")):
        seen = look(page.read_text(encoding="utf-8"))
        for address in [*seen.links, *seen.loaded]:
            parts = urlsplit(address)
            if parts.scheme or not parts.path:
                continue
            assert not address.startswith("/")
            if address in {root_of(page, site) + name for name in AROUND}:
                continue
            assert (page.parent / parts.path).is_file(), f"{page.relative_to(site)}: {address}"
        assert all(urlsplit(address).scheme in {"", "data"} for address in seen.loaded)


class Nesting(HTMLParser):
    """Notes every end tag that does not close what was opened last."""

    VOID = frozenset({"meta", "link", "img", "br", "hr", "col", "input", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> on line {self.getpos()[0]}")


def faults_of(page: str) -> list[str]:
    nesting = Nesting()
    nesting.feed(page)
    return nesting.faults + nesting.open


def test_elements_are_nested_as_they_must_be(site: Path) -> None:
    for page in sorted(site.rglob("*.html")):
        assert faults_of(page.read_text(encoding="utf-8")) == [], page.name


def test_headings_may_stand_in_callouts_tabs_and_columns(render: Render) -> None:
    inner = "### Inside\n\nText.\n\n#### Deeper\n\nText.\n"
    page = render(
        f"## One\n\n::: {{.callout-tip title='T' collapse='true'}}\n{inner}\n:::\n\n"
        f"::: {{layout-ncol=2}}\n{inner}\n:::\n\n"
        f"::: {{.panel-tabset}}\n### Tab\n\n#### Below\n\nText.\n\n### Other\n\nText.\n:::\n\n## Two\n\nText."
    )
    assert faults_of(page) == []


def test_no_page_has_inline_scripts_or_repeated_ids(site: Path) -> None:
    for page in sorted(site.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)", text)
        assert not re.search(r"\son\w+=", text)
        assert max(look(text).ids.values()) == 1


def test_matrix_cells_carry_their_step_and_rows_their_head(site: Path) -> None:
    page = (site / "outlook/index.html").read_text(encoding="utf-8")
    assert re.search(r'<td class="q6" style="text-align: right;">2,490,414</td>', page)
    assert re.search(r"<th[^>]*>Hong Kong</th>", page)


def test_mathematics_and_code_need_no_script(site: Path) -> None:
    page = (site / "methodology/index.html").read_text(encoding="utf-8")
    assert "<math" in page
    assert 'class="sourceCode python"' in page


def test_text_is_escaped_where_it_comes_from_the_configuration(project: Path, render: Render) -> None:
    config = (project / "_quarto.yml").read_text(encoding="utf-8")
    (project / "_quarto.yml").write_text(config.replace("North-East Asia", "A & B <c>"), encoding="utf-8")
    assert "A &amp; B &lt;c&gt;" in render("Text.")


def test_widths_of_columns_may_be_given(render: Render) -> None:
    page = render('| a | b |\n|---|--:|\n| x | 1 |\n\n: Cap {#tbl-a tbl-colwidths="[70,30]"}')
    assert '<col style="width: 70%" />' in page
    assert "tbl-colwidths" not in page


def test_a_draft_says_so_and_keeps_out_of_search_engines(
    render: Render, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "noindex" not in render("Text.")
    monkeypatch.setenv("QUARTO_PROFILE", "draft")
    draft = render("Text.")
    assert '<meta name="robots" content="noindex">' in draft
    assert '<li class="draft-mark">Draft: not to be cited</li>' in draft
