"""Templates: what they may print, and how a fault in one is told."""

import shutil
from pathlib import Path

import jinja2
import pytest

from corridor.errors import RenderingError
from corridor.indicators import IndicatorSet, IndicatorValue, Input
from corridor.ledger import Ledger
from corridor.project import Project
from corridor.rendering import pages
from corridor.rendering.pages import Writer, escaped
from corridor.reports.content import phrase

ROWS = Input("migrant_stock", "rev2024", "0" * 64, ("destination=JPN, year=2024, sex=both",), 3)


def figure(number: float | None = 3_409_529.0):
    status, reason = ("missing", "No figure for Japan.") if number is None else ("estimated", "")
    held = IndicatorValue("JPN", "immigrant_stock", "", 2024, number, "persons", status, reason, (ROWS,))
    values = IndicatorSet.from_values([held], edition="2026-1", subject="JPN", base_year=2024)
    return Ledger(values).figure("JPN", "immigrant_stock", 2024)


@pytest.fixture
def write(tmp_path: Path):
    """Fill a template given as text."""
    (tmp_path / "templates" / "_shared").mkdir(parents=True)
    (tmp_path / "templates" / "_shared" / "figures.qmd.jinja").write_text("", encoding="utf-8")

    def filled(text: str, **content: object):
        (tmp_path / "templates" / "page.jinja").write_text(text, encoding="utf-8")
        return Writer(Project(tmp_path), {}).page("page.jinja", "page.qmd", **content)

    return filled


def test_a_figure_becomes_a_link_and_is_noted(write):
    page = write("In all << x >>.", x=figure())
    assert page.text == (
        "In all [3.41\u00a0million](#value-jpn-immigrant_stock-2024)"
        '{.figure data-figure="JPN/immigrant_stock/2024"}.'
    )
    assert [f.id for f in page.ledger.figures] == ["JPN/immigrant_stock/2024"]


@pytest.mark.parametrize("number", [3, 3.5, True, None, ["x"]])
def test_a_bare_number_stops_the_page_with_file_and_line(write, number):
    with pytest.raises(RenderingError, match="not from the ledger") as refused:
        write("one\ntwo << x >>\n", x=number)
    assert refused.value.where == "templates/page.jinja, line 2"


def test_a_missing_figure_cannot_be_printed(write):
    with pytest.raises(RenderingError, match="JPN/immigrant_stock/2024") as refused:
        write("\n\n<< x >>", x=figure(None))
    assert refused.value.where == "templates/page.jinja, line 3"
    assert refused.value.found == "No figure for Japan."


def test_an_unknown_name_stops_the_page_with_file_and_line(write):
    with pytest.raises(RenderingError, match="name that does not exist") as refused:
        write("one\n\n<< brief.stoks >>", brief={"stocks": "x"})
    assert refused.value.where == "templates/page.jinja, line 3"
    assert "stoks" in refused.value.found
    assert refused.value.exit_code == 13


def test_a_template_that_is_not_valid_is_told_with_its_line(write):
    with pytest.raises(RenderingError, match="not valid") as refused:
        write("one\n<% if x %>\n")
    assert refused.value.where.startswith("templates/page.jinja, line ")


def test_a_template_cannot_reach_into_python(write):
    with pytest.raises(RenderingError):
        write("<< x.__class__.__mro__ >>", x="text")


def test_text_shows_as_text(write):
    hostile = '*a* [b](c) `d` <script> {{< x >}} {.y} $z$ #h | ^i ~j @k "l"'
    page = write("x << t >>", t=hostile)
    for plain in ("*a*", "[b](c)", "<script>", "{{<", "$z$", " @k"):
        assert plain not in page.text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("3.4 million", "3.4 million"),
        ("−5", "−5"),
        ("a\n\n# b", r"a \# b"),
    ],
)
def test_text_begins_no_list_or_heading(text, safe):
    assert escaped(text) == safe


def test_the_year_filter_takes_years_only(write):
    assert write("in << 2024 | year >>").text == "in 2024"
    with pytest.raises(RenderingError, match="as a year"):
        write("<< 3409 | year >>")


def test_alternative_texts_note_their_figures(write):
    page = write('![x](y.svg){fig-alt="<< alt | attr_text >>"}', alt=phrase('He said "', figure(), '".'))
    assert 'fig-alt="He said \\"3.41\u00a0million\\"."' in page.text
    assert len(page.ledger.figures) == 1


class TestKeptTemplates:
    @pytest.fixture(autouse=True)
    def kept(self, tmp_path, monkeypatch):
        monkeypatch.setenv("CORRIDOR_CACHE", str(tmp_path / "kept"))
        return tmp_path / "kept" / "templates"

    @pytest.fixture
    def compiled(self, monkeypatch):
        """Names of the templates that are compiled."""
        names: list[str] = []
        compile_one = jinja2.Environment.compile

        def noted(self, source, name=None, filename=None, **how):
            names.append(name)
            return compile_one(self, source, name, filename, **how)

        monkeypatch.setattr(jinja2.Environment, "compile", noted)
        return names

    def test_a_template_is_compiled_once(self, write, compiled):
        assert write("In all << x >>.", x=figure()).text == write("In all << x >>.", x=figure()).text
        assert compiled == ["page.jinja", "_shared/figures.qmd.jinja"]

    def test_a_changed_template_is_compiled_anew(self, write, compiled):
        assert [write(text).text for text in ("one", "two", "one")] == ["one", "two", "one"]
        assert compiled == ["page.jinja", "page.jinja"]

    @pytest.mark.parametrize("damage", [lambda code: code[:-7], lambda code: code[:90] + b"?" + code[91:]])
    def test_a_damaged_one_is_made_again(self, write, compiled, kept, damage):
        write("In all.")
        for path in kept.iterdir():
            path.write_bytes(damage(path.read_bytes()))
        assert write("In all.").text == "In all."
        assert compiled == ["page.jinja", "page.jinja"]

    def test_a_kept_one_names_the_file_that_it_is_now(self, write, compiled, tmp_path):
        with pytest.raises(RenderingError):
            write("one\ntwo << x >>\n", x=3)
        moved = tmp_path / "elsewhere"
        shutil.copytree(tmp_path / "templates", moved / "templates")
        with pytest.raises(RenderingError, match="not from the ledger") as refused:
            Writer(Project(moved), {}).page("page.jinja", "page.qmd", x=3)
        assert refused.value.where == "templates/page.jinja, line 2"
        assert compiled == ["page.jinja"]

    def test_what_a_filter_says_is_not_kept(self, write, monkeypatch):
        assert write('<< "jpn" | slug >>').text == "jpn"
        monkeypatch.setattr(pages, "slug", lambda _: "other")
        assert write('<< "jpn" | slug >>').text == "other"
