"""What a failing check would hit: the sentences of the edition as it is built."""

import pytest

from corridor import impact
from corridor.editions import read_edition

PAGE = """<html><body><main><h1>Japan</h1>
<p>In 2020 there were <a class="figure" data-figure="JPN/immigrant_stock/2020" href="#a">2.8 million</a> migrants.
Their share was <a class="figure" data-figure="JPN/immigrant_share/2020" href="#b">2.2 %</a>. Nothing else is told.</p>
<p>Together they are a third: <a class="figure"
data-figure="JPN/immigrant_stock/2020 KOR/immigrant_stock/2020" href="#c">one in three</a>.</p>
</main></body></html>"""


@pytest.fixture
def edition(project):
    return read_edition(project, "2026-1")


@pytest.fixture
def site(tmp_path):
    for name in ("briefs/jpn", "briefs/kor", "outlook"):
        folder = tmp_path / "editions" / "2026-1" / name
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(PAGE, encoding="utf-8")
    return tmp_path


def told(edition, economies, hit, site) -> list[tuple[str, str]]:
    return [(one.page, one.text) for one in impact._sentences(edition, economies, set(hit), site)]


def test_sentences_that_tell_a_figure_are_found_on_the_pages_concerned(edition, site):
    found = told(edition, ("JPN",), ["JPN/immigrant_share/2020"], site)
    assert found == [
        (f"editions/2026-1/{page}", "Their share was 2.2 %.") for page in ("outlook", "briefs/jpn")
    ]


def test_a_number_derived_from_it_is_told_too_and_each_sentence_once(edition, site):
    figures = ["JPN/immigrant_stock/2020", "KOR/immigrant_stock/2020"]
    found = told(edition, (), figures, site)
    assert [text for _, text in found] == [
        "In 2020 there were 2.8 million migrants.",
        "Together they are a third: one in three.",
    ]


def test_without_a_built_edition_there_are_none(edition, site, tmp_path):
    assert told(edition, ("JPN",), ["JPN/immigrant_share/2020"], None) == []
    assert told(edition, ("JPN",), ["JPN/immigrant_share/2020"], tmp_path / "elsewhere") == []
    assert told(edition, ("JPN",), [], site) == []
