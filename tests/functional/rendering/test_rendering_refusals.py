"""What is refused, with the file, the line and the next step, and that nothing is left behind then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corridor.errors import ConfigurationError, CorridorError, RenderingError, UsageError

Render = Callable[..., str]

# The page's front matter takes three lines and an empty one follows: a body begins on line five.
REFUSED = [
    ("Text.\n\nAs @fig-none shows.", "line 7", "the reference @fig-none leads nowhere"),
    ("Text [@nobody-2020].", "line 5", "@nobody-2020 is not in the references"),
    ('![Cap](gone.svg){#fig-a fig-alt="A chart"}', "line 5", "gone.svg does not exist"),
    ("![Cap](chart.svg){#fig-a}", "line 5", "has no text alternative"),
    ('![Cap](chart.svg){#fig-a fig-alt="Cap"}', "line 5", "repeats its caption"),
    ('![](chart.svg){#fig-a fig-alt="A chart"}', "line 5", "has no caption"),
    ('![](https://example.org/a.svg){fig-alt="A"}', "line 5", "is on another host"),
    ("[to](#value-none){.figure data-figure='X'}", "line 5", "the link to #value-none leads nowhere"),
    ("[to](gone/index.qmd)", "line 5", "leads to no page"),
    ("[a]{#x}\n\n[b]{#x}", "line 5", "the id x is given 2 times"),
    ("## A {#sec-a}\n\n## B {#sec-a}", "line 5", "sec-a"),
    ("## A {#sec-a .unnumbered}\n\nSee @sec-a.", "line 7", "a heading without a number"),
    ("{{< include other.qmd >}}", "line 5", "a shortcode"),
    ("```{python}\n1 + 1\n```", "line 5", "an executable cell"),
    ("Value `{python} x`.", "line 5", "an executable expression"),
    ("::: {.column-margin}\nText.\n:::", "line 5", "a div of this class"),
    ("An aside.\n\nText [note]{.aside}.", "line 7", "the class .aside is not supported"),
    ("Text [a long\nnote]{.column-margin}.", "line 6", "the class .column-margin is not supported"),
    (
        'Text [x]{.content-visible when-profile="draft"}.',
        "line 5",
        "the attribute when-profile is not supported",
    ),
    ("## A {.appendix}", "line 5", "the class .appendix is not supported"),
    ('![C](chart.svg){#fig-a fig-alt="A" .lightbox}', "line 5", "the class .lightbox is not supported"),
    ("Text.\n::: {.callout-note}\nText.\n:::", "line 6", "the line of a div cannot be read"),
    ("Text.\n\n::: {.callout-note}\nText.", "line 7", "unclosed"),
    ("::: {layout-ncol=9}\nText.\n:::", "line 5", "layout-ncol must be a whole number from 1 to 4"),
    ("::: {.panel-tabset}\nText.\n:::", "line 5", "a tabset must begin with a heading"),
    (
        '| a | b |\n|---|---|\n| 1 | 2 |\n\n: C {#tbl-a tbl-colwidths="[50]"}',
        "line 9",
        "names 1 widths for 2 columns",
    ),
]


@pytest.mark.parametrize(("body", "line", "message"), REFUSED, ids=[case[2] for case in REFUSED])
def test_a_page_is_refused_with_its_line(
    render: Render, tmp_path: Path, body: str, line: str, message: str
) -> None:
    with pytest.raises(RenderingError) as caught:
        render(body)
    assert message in str(caught.value)
    assert f"page.qmd, {line}" in str(caught.value)
    assert caught.value.exit_code == 13
    assert sorted(path.name for path in tmp_path.iterdir()) == ["project"]


def test_a_fault_that_is_met_on_screen_and_in_print_is_told_once(render: Render) -> None:
    with pytest.raises(RenderingError) as caught:
        render("As @fig-none shows.", "html pdf", "title: A\nformat:\n  html: default\n  typst: default")
    assert caught.value.message == "the reference @fig-none leads nowhere"


def test_all_faults_of_a_page_are_told_at_once(render: Render) -> None:
    with pytest.raises(RenderingError) as caught:
        render("As @fig-a and @fig-b show.")
    assert "@fig-a" in str(caught.value)
    assert "@fig-b" in str(caught.value)


def test_faults_of_several_pages_are_told_at_once(project: Path, render: Render) -> None:
    (project / "other.qmd").write_text("---\ntitle: Other\n---\n\nAs @fig-b shows.\n", encoding="utf-8")
    with pytest.raises(RenderingError) as caught:
        render("As @fig-a shows.")
    assert "page.qmd, line 5" in str(caught.value)
    assert "other.qmd, line 5" in str(caught.value)


def test_an_unknown_key_of_the_front_matter_is_refused_with_its_line(render: Render) -> None:
    with pytest.raises(ConfigurationError) as caught:
        render("Text.", front="title: A\nsubtitel: B")
    assert "page.qmd, line 3" in str(caught.value)
    assert "did you mean subtitle?" in str(caught.value)
    assert caught.value.exit_code == 11


def test_an_unknown_format_of_a_page_is_refused(render: Render) -> None:
    with pytest.raises(ConfigurationError, match="not known") as caught:
        render("Text.", front="title: A\nformat:\n  docx: default")
    assert "format.docx" in str(caught.value)


def test_an_unknown_key_of_the_project_is_refused_with_its_line(project: Path, render: Render) -> None:
    path = project / "_quarto.yml"
    text = path.read_text(encoding="utf-8").replace("page-footer:", "page-foter:")
    path.write_text(text, encoding="utf-8")
    line = text.split("\n").index("  page-foter:") + 1
    with pytest.raises(ConfigurationError) as caught:
        render("Text.")
    assert f"_quarto.yml, line {line}" in str(caught.value)
    assert "did you mean page-footer?" in str(caught.value)


def test_a_date_that_is_none_is_refused_with_its_line(render: Render) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read") as caught:
        render("Text.", front='title: A\ndate: "July 2026"')
    assert "page.qmd, line 3" in str(caught.value)
    assert "2026-07-01" in str(caught.value)


def test_broken_yaml_is_refused_with_its_line(render: Render) -> None:
    with pytest.raises(ConfigurationError) as caught:
        render("Text.", front="title: A\ndate: [1")
    assert "page.qmd, line" in str(caught.value)


def test_a_page_without_a_title_is_refused(render: Render) -> None:
    with pytest.raises(RenderingError, match="the page has no title"):
        render("Text.", front="lang: en")


def test_an_unknown_font_is_refused(render: Render) -> None:
    front = "title: A\nformat:\n  typst:\n    mainfont: No Such Font"
    with pytest.raises(RenderingError, match="font family") as caught:
        render("Text.", "pdf", front)
    assert "page.qmd" in str(caught.value)


def test_a_character_that_no_font_has_is_refused_in_print(render: Render) -> None:
    with pytest.raises(RenderingError) as caught:
        render("日本", "pdf")
    assert "page.qmd" in str(caught.value)


def test_a_mistake_in_raw_typst_is_shown(render: Render) -> None:
    with pytest.raises(RenderingError) as caught:
        render("```{=typst}\n#nosuchthing()\n```", "pdf")
    assert "nosuchthing" in str(caught.value)


def test_raw_typst_may_not_fetch_packages(render: Render) -> None:
    with pytest.raises(RenderingError) as caught:
        render('```{=typst}\n#import "@preview/cetz:0.3.0"\n```', "pdf")
    assert "page.qmd, line 6" in str(caught.value)


def test_a_key_figure_must_have_its_parts(render: Render) -> None:
    with pytest.raises(RenderingError, match="key-figure") as caught:
        render("::: {.key-figures}\n::: {.key-figure}\nOnly a label\n:::\n:::")
    assert "page.qmd" in str(caught.value)


@pytest.mark.parametrize("formats", [frozenset({"docx"}), frozenset()])
def test_an_unknown_format_is_refused(project: Path, tmp_path: Path, formats: frozenset[str]) -> None:
    import datetime

    from corridor.rendering.embedded import EmbeddedEngine

    with pytest.raises(UsageError, match="format"):
        EmbeddedEngine().render(
            project, tmp_path / "site", formats=formats, published=datetime.date(2026, 7, 1)
        )


def test_a_page_that_is_not_there_is_refused(
    sample: Path, tmp_path: Path, render_all: Callable[..., object]
) -> None:
    with pytest.raises(RenderingError, match="no such page"):
        render_all(sample, tmp_path / "site", pages=[Path("briefs/xxx/index.qmd")])


def test_a_folder_that_is_no_project_is_refused(tmp_path: Path, render_all: Callable[..., object]) -> None:
    with pytest.raises(CorridorError, match="no staged project"):
        render_all(tmp_path, tmp_path / "site")
