"""The register of published editions, and the notices that corrected pages bear."""

import csv
import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from corridor.errors import ConfigurationError, VerificationError
from corridor.publishing import notices
from corridor.publishing.register import NAME, Publication, read_register, successors, write_register

FIRST = Publication("2026-1", "2026-07-01", "a" * 64)
SECOND = Publication("2026-1.1", "2026-08-05", "b" * 64, "2026-1", "A row of <Japan> was wrong")
THIRD = Publication("2026-1.2", "2026-09-01", "c" * 64, "2026-1.1", "The year was wrong.")
REGISTER = {one.edition: one for one in (THIRD, FIRST, SECOND)}
PAGE = b'<html>\n<body class="x">\n<main id="content">\n<h1>Japan</h1>\n</main>\n</body>\n</html>\n'


def test_a_register_is_read_as_it_was_written(tmp_path):
    full = {**REGISTER, "2026-1": replace(FIRST, notices={"index.html": "d" * 64})}
    write_register(full, tmp_path)
    assert read_register(tmp_path) == full
    listed = [one["edition"] for one in json.loads((tmp_path / NAME).read_text())["editions"]]
    assert listed == ["2026-1", "2026-1.1", "2026-1.2"]
    assert read_register(tmp_path / "elsewhere") == {}


def test_a_register_that_is_a_link_is_replaced_and_not_written_into(tmp_path):
    write_register({"2026-1": FIRST}, tmp_path / "a")
    (tmp_path / "b" / "editions").mkdir(parents=True)
    (tmp_path / "b" / NAME).hardlink_to(tmp_path / "a" / NAME)
    write_register(REGISTER, tmp_path / "b")
    assert read_register(tmp_path / "a") == {"2026-1": FIRST}


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        '{"editions": {}}',
        '{"editions": ["2026-1"]}',
        '{"editions": [{"edition": "../2026-1", "published": "2026-07-01", "manifest": "%s"}]}' % ("a" * 64),
        '{"editions": [{"edition": "2026-1", "published": "soon", "manifest": "%s"}]}' % ("a" * 64),
        '{"editions": [{"edition": "2026-1", "published": "2026-07-01", "manifest": "a"}]}',
        '{"editions": [{"edition": "2026-1", "published": "2026-07-01", "manifest": "%s", "notices": []}]}'
        % ("a" * 64),
        '{"editions": [{"edition": "2026-1", "published": "2026-07-01", "manifest": "%s", "reason": 1}]}'
        % ("a" * 64),
    ],
)
def test_a_register_that_was_edited_is_refused(tmp_path, content):
    path = tmp_path / NAME
    path.parent.mkdir()
    path.write_text(content)
    with pytest.raises(ConfigurationError, match="register of published editions") as refused:
        read_register(tmp_path)
    assert refused.value.where == NAME


def test_the_corrections_of_an_edition_are_a_chain():
    assert successors(REGISTER, "2026-1") == [SECOND, THIRD]
    assert successors(REGISTER, "2026-1.1") == [THIRD]
    assert successors(REGISTER, "2026-1.2") == []
    circle = {"a": replace(FIRST, edition="a", corrects="b"), "b": replace(FIRST, edition="b", corrects="a")}
    assert [one.edition for one in successors(circle, "a")] == ["b", "a"]


def test_a_page_without_its_notice_is_the_page_that_was_published():
    page = notices.inserted(PAGE, "<aside>Corrected</aside>\n")
    assert page != PAGE
    assert notices.without(page) == PAGE
    assert page.index(b"<main") < page.index(b"<aside>") < page.index(b"<h1>")
    assert notices.without(PAGE) == PAGE


def test_a_page_without_main_gets_its_notice_in_the_body():
    page = b"<html><body><p>x</p></body></html>"
    assert (
        notices.inserted(page, "N\n")
        == b"<html><body>" + notices.BEGIN + b"N\n" + notices.END + b"<p>x</p></body></html>"
    )


@pytest.mark.parametrize("page", [b"no page", notices.inserted(PAGE, "once\n"), PAGE + notices.BEGIN])
def test_a_page_that_cannot_bear_a_notice_is_refused(page):
    with pytest.raises(VerificationError):
        notices.inserted(page, "N\n")


def lay(folder: Path, rows: list[str], *, figures: list[str] | None = None) -> None:
    (folder / "data").mkdir(parents=True)
    head = "economy,indicator,counterpart,year,value,unit,status,source,vintage"
    (folder / "data" / "indicators.csv").write_text("\n".join([head, *rows]) + "\n")
    (folder / "index.html").write_bytes(PAGE)
    brief = folder / "briefs" / "jpn"
    brief.mkdir(parents=True)
    (brief / "index.html").write_bytes(PAGE)
    (brief / "ledger.json").write_text(json.dumps([{"id": one} for one in figures or []]))
    (folder / "redirect.html").write_text("nothing here")


def row(figure: str, value: str, unit: str = "persons", status: str = "estimated") -> str:
    economy, indicator, *counterpart, year = figure.split("/")
    return (
        f"{economy},{indicator},{''.join(counterpart)},{year},{value},{unit},{status},migrant_stock,rev2024"
    )


@pytest.fixture
def correction(tmp_path):
    old, new = tmp_path / "2026-1", tmp_path / "2026-1.2"
    lay(
        old,
        [
            row("JPN/immigrant_stock/2020", "100"),
            row("JPN/immigrant_stock/2024", "1234567.5"),
            row("JPN/immigrants_by_origin/CHN/2024", "7"),
            row("KOR/immigrant_stock/2024", "0.001"),
            row("MNG/immigrant_stock/2024", "", status="missing"),
        ],
        figures=[
            "JPN/immigrants_by_origin/CHN/2024 JPN/immigrant_stock/2024",
            "JPN/immigrant_stock/2020",
            "JPN/immigrant_stock/2015@2023-1",
        ],
    )
    lay(
        new,
        [
            row("JPN/immigrant_stock/2020", "100", status="observed"),
            row("JPN/immigrant_stock/2024", "1234599"),
            row("KOR/immigrant_stock/2024", "0.002"),
            row("MNG/immigrant_stock/2024", "5"),
        ],
    )
    return notices.Correction(old, [SECOND, THIRD], lambda figure: f"<{figure}>")


def test_revised_are_figures_with_another_value_or_none(correction):
    revised = [one.figure for one in correction.revised()]
    assert revised == [
        "JPN/immigrant_stock/2024",
        "JPN/immigrants_by_origin/CHN/2024",
        "KOR/immigrant_stock/2024",
    ]
    table = list(csv.reader(io.StringIO(notices.table_of(correction.revised()).decode())))
    assert table == [
        ["figure", "unit", "old", "new"],
        ["JPN/immigrant_stock/2024", "persons", "1234567.5", "1234599"],
        ["JPN/immigrants_by_origin/CHN/2024", "persons", "7", ""],
        ["KOR/immigrant_stock/2024", "persons", "0.001", "0.002"],
    ]


def test_a_page_says_who_took_its_place_why_and_which_of_its_figures_were_revised(correction):
    pages = correction.pages()
    assert pages.keys() == {"index.html", "briefs/jpn/index.html"}
    text = pages["briefs/jpn/index.html"].decode()
    assert 'href="../../../2026-1.2/briefs/jpn/index.html"' in text
    assert "2026-1.1: A row of &lt;Japan&gt; was wrong." in text
    assert "2026-1.2: The year was wrong." in text
    assert "1 September 2026" in text
    assert "2 figures of this page revised since" in text
    assert "&lt;JPN/immigrants_by_origin/CHN/2024&gt;" in text
    assert "&lt;KOR/" not in text
    assert "1,234,568" in text
    assert "1,234,599" in text
    assert 'href="../../../2026-1-revised.csv">3 figures of the edition</a>' in text
    assert "<script" not in text
    home = pages["index.html"].decode()
    assert 'href="../2026-1.2/index.html"' in home
    assert "of this page" not in home


def test_values_that_would_look_the_same_are_written_in_full(correction):
    (correction.old / "ledger.json").write_text(json.dumps([{"id": "KOR/immigrant_stock/2024"}]))
    text = correction.pages()["index.html"].decode()
    assert ">0.001<" in text
    assert ">0.002<" in text


def test_a_page_whose_figures_stand_says_so(correction):
    (correction.old / "ledger.json").write_text(json.dumps([{"id": "JPN/immigrant_stock/2020"}]))
    assert "No figure of this page has been revised since." in correction.pages()["index.html"].decode()


def test_a_correction_of_words_alone_says_so(correction):
    table = correction.old / "data" / "indicators.csv"
    (correction.new / "data" / "indicators.csv").write_bytes(table.read_bytes())
    assert "No figure of the edition has another value in it." in correction.pages()["index.html"].decode()


def test_notices_are_written_anew_for_a_further_correction(correction):
    for name, page in correction.pages().items():
        (correction.old / name).write_bytes(page)
    again = correction.pages()
    assert {name: hashlib.sha256(page).hexdigest() for name, page in again.items()} == {
        name: hashlib.sha256((correction.old / name).read_bytes()).hexdigest() for name in again
    }
