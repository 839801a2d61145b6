"""The comparison itself: it sees what differs and passes over what only looks different."""

from __future__ import annotations

import pytest
from differences import differences
from html_content import extract

PAGE = (
    '<html lang="en"><head><title>A – Site</title></head><body>'
    '<header id="title-block-header"><h1 class="title">A</h1><p>1 July 2026</p>'
    '<ul><li class="formats"><a href="a.pdf">PDF</a></li></ul></header><nav><a href="x.html">Menu</a></nav>'
    '<main><section id="sec-a"><h2><span>1</span> Heading</h2><p>Text of <a class="figure" data-figure="JPN/x/2024"'
    ' href="#v">3.4\u00a0million</a>.<a href="#fn1" id="fnref1"><sup>1</sup></a></p>'
    '<figure id="fig-a"><img src="charts/a.svg" alt="Line chart."><figcaption>Figure 1: Cap</figcaption></figure>'
    '<table><tr><th>a</th></tr><tr><td style="text-align: right;">1</td></tr></table>'
    '<ol><li id="fn1"><p>Note.</p></li></ol><div id="ref-x" class="csl-entry">Entry.</div>'
    '<span id="v">v</span></section></main><footer><p>Foot</p></footer></body></html>'
)


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("Text of", "Words of", "words"),
        ("JPN/x/2024", "JPN/x/2023", "figures"),
        ('href="#v"', 'href="#w"', "figures"),
        ('id="v"', 'id="w"', "anchors"),
        ('id="sec-a"', 'id="sec-b"', "headings"),
        ("Figure 1: Cap", "Figure 2: Cap", "captions"),
        ('id="fig-a"', 'id="fig-b"', "captions"),
        ("Line chart.", "Bar chart.", "pictures"),
        ("charts/a.svg", "charts/b.svg", "pictures"),
        ("text-align: right;", "text-align: left;", "tables"),
        ("<p>Note.</p>", "<p>No.</p>", "footnotes"),
        ("Entry.", "Other.", "references"),
        ('href="a.pdf"', 'href="b.pdf"', "downloads"),
        ('href="#fn1"', 'href="#fn2"', "links"),
        ("A – Site", "A", "name"),
        ('lang="en"', 'lang="fr"', "language"),
        ("<p>Foot</p>", "<p>Head</p>", "footer"),
    ],
)
def test_a_difference_of_content_is_seen(old: str, new: str, part: str) -> None:
    assert old in PAGE
    told = differences(extract(PAGE), extract(PAGE.replace(old, new, 1)))
    assert any(line.startswith(f"{part}: ") for line in told)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>Text", "<p>\n  Text"),
        ("3.4\u00a0million", "3.4 million"),
        ("<section", "<div><section"),
        ("<nav>", "<nav><b>Another menu</b>"),
        ("<h2>", '<h2 class="anchored" data-number="1">'),
        ('src="charts', 'class="img-fluid" src="./charts'),
        ("<figcaption>", '<figcaption id="fig-a-caption-0ceaefa1-69ba-4598-a22c-09a6ac19f8ca">'),
        ("<table>", '<div class="table-scroll"><table class="table"><colgroup><col></colgroup>'),
    ],
)
def test_a_difference_of_look_is_passed_over(old: str, new: str) -> None:
    assert old in PAGE
    assert differences(extract(PAGE), extract(PAGE.replace(old, new, 1))) == []


def test_addresses_are_told_from_the_root() -> None:
    text = '<html><body><main><a href="../x/b.html#c">b</a></main></body></html>'
    assert extract(text, "x/a.html")["links"] == [("x/b.html#c", "b")]


def test_tabs_are_read_in_the_order_in_which_they_are_meant() -> None:
    quarto = (
        '<main><div><ul class="nav nav-tabs"><li><a role="tab" href="" data-bs-target="#t1">One</a></li>'
        '<li><a role="tab" href="" data-bs-target="#t2">Two</a></li></ul><div id="t1" class="tab-pane">first</div>'
        '<div id="t2" class="tab-pane">second</div></div></main>'
    )
    assert extract(quarto)["words"] == ["One", "first", "Two", "second"]


def test_the_first_difference_is_shown_with_the_words_around_it() -> None:
    (line,) = differences({"words": ["a", "b", "c", "d"]}, {"words": ["a", "b", "x", "d"]})
    assert line == "words: at 2: 'a b » c d' against 'a b » x d'"
