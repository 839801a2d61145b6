"""Places of a figure on a page, as both engines write pages."""

import pytest

from corridor.explaining.places import caption_of, places_on, title_of

ID = "JPN/immigrant_stock/2024"


def link(text, figure=ID):
    return f'<a class="figure" data-figure="{figure}" href="#value-x">{text}</a>'


def page(body, title="Japan"):
    return (
        f'<nav><h2 id="toc-title">On this page</h2></nav><h1 class="title">{title}</h1>'
        f'<main class="content" id="c">{body}</main>'
    )


def only(body):
    (found,) = places_on("briefs/jpn", page(body), ID)
    return found


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<p>There are {} of them. More follows.</p>", "There are 3.41 million of them."),
        ("<p>Before.\nThere are {}.</p>", "There are 3.41 million."),
        ("<li>In <em>all</em>, {} (<a href='#f'>Figure&nbsp;1</a>).</li>", "In all, 3.41 million (Figure\xa01)."),
        ("<p>It was 2.8 % in all, of {}, i.e. many. No.</p>", "It was 2.8 % in all, of 3.41 million, i.e. many."),
        ("<div class='finding'><p>Japan has {}</p></div>", "Japan has 3.41 million"),
    ],
)  # fmt: skip
def test_the_sentence_around_a_number(text, sentence):
    found = only(f'<section id="sec-a"><h2>Who lives here</h2>{text.format(link("3.41 million"))}</section>')
    assert (found.kind, found.text, found.number) == ("sentence", sentence, "3.41 million")
    assert (found.where, found.anchor, found.page) == ("Who lives here", "sec-a", "briefs/jpn")


def test_before_the_first_heading_the_page_has_its_title():
    assert only(f"<p>It is {link('3')}.</p>").where == "Japan"
    assert title_of(page("")) == "Japan"


def test_a_key_figure_has_its_label():
    cell = f"<dl><div><dt>people, 2010</dt><dd>1</dd></div><div><dt>people, 2024</dt><dd>{link('3')}</dd></div></dl>"
    found = only(cell)
    assert (found.kind, found.text) == ("key figure", "people, 2024: 3")


BODY = """<tbody><tr><td>China</td><td>1</td><td>2</td></tr>
<tr class="odd"><td>Japan</td><td>1</td><td class="number">{}</td></tr></tbody></table>"""
EMBEDDED = f"""<figure class="quarto-float-tbl" id="tbl-one"><figcaption>Table 1: Stocks</figcaption>
<div class="table-scroll"><table><thead><tr><th>Economy</th><th class="number">2020</th><th>2024</th></tr></thead>
{BODY}</div></figure>"""
QUARTO = f"""<div id="tbl-one" class="quarto-float quarto-figure"><figure class="quarto-float quarto-float-tbl figure">
<figcaption class="quarto-float-caption-top" id="c">Table&nbsp;1: Stocks</figcaption><div aria-describedby="c">
<table class="caption-top table"><colgroup><col style="width: 5%"></colgroup>
<thead><tr class="header"><th style="text-align: left;">Economy</th><th>2020</th><th>2024</th></tr></thead>{BODY}
</div></figure></div>"""
PLAIN = """<table><caption>Table 1: Stocks</caption><thead><tr><th>Economy</th><th>2020</th><th>2024</th></tr></thead>
<tbody><tr><td>Japan</td><td>0</td><td>{}</td></tr></tbody></table>"""


@pytest.mark.parametrize("table", [EMBEDDED, QUARTO, PLAIN])
def test_a_table_has_its_caption_and_the_heads_of_row_and_column(table):
    found = only(f'<section id="sec-a"><h2>Stocks</h2>{table.format(link("3,409,529"))}</section>')
    assert (found.kind, found.where.replace("\xa0", " ")) == ("table", "Table 1: Stocks")
    assert (found.text, found.number) == ("Japan, 2024", "3,409,529")


def test_a_table_without_a_caption_has_the_heading_of_its_section():
    first = EMBEDDED.format("4")
    bare = PLAIN.replace("<caption>Table 1: Stocks</caption>", "").format(link("5"))
    found = only(f'{first}<section id="sec-b"><h3>Others</h3>{bare}</section>')
    assert found.where == "Others"


def test_a_number_derived_from_the_figure_and_others_is_marked():
    other = "JPN/immigrant_stock/2020"
    body = f"<p>Up by {link('120,000', f'{other} {ID}')} to {link('3')}.</p>"
    places = list(places_on("p", page(body), ID))
    assert [(p.number, p.derived) for p in places] == [("120,000", True), ("3", False)]
    assert [p.number for p in places_on("p", page(body), f"{other} {ID}")] == ["120,000"]
    assert list(places_on("p", page(body), "JPN/immigrant_stock/202")) == []


def test_the_caption_of_a_picture():
    body = '<figure><img src="charts/stocks.svg" alt="x"><figcaption>Figure 1: Stocks</figcaption></figure>'
    assert caption_of(page(body), "charts/stocks.svg") == "Figure 1: Stocks"
    assert caption_of(page(body), "charts/other.svg") is None
