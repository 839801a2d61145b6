"""The table of constructs, and what lies outside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corridor.errors import RenderingError
from corridor.rendering.body import check_body, check_everywhere
from corridor.rendering.constructs import CONSTRUCTS, Construct, documentation

FRONT = "---\ntitle: A\n---\n"


def refused(body: str) -> RenderingError:
    with pytest.raises(RenderingError) as caught:
        check_body(FRONT + body, "briefs/jpn/index.qmd")
    return caught.value


@pytest.mark.parametrize(
    "body",
    [
        "## Heading {#sec-a}\n\nText with `code`, @fig-a, [@source] and an address@example.org.",
        '::: {.callout-note title="A .column-margin title" collapse="true"}\nText.\n:::',
        "::: {.exhibit}\n::: {.finding}\nA\n:::\n:::",
        "::: finding\nA\n:::",
        "::: {.finding #some-id data-x='y z' }\nA\n:::",
        "::: {#refs}\n:::",
        "::::: {.matrix}\nText\n:::::",
        "```{=typst}\n#v(1mm)\n```",
        "```{=html}\n<hr>\n```",
        "```python\n{{< not a shortcode >}}\n::: {.nonsense}\n```",
        "~~~ {.python .cell-code}\n::: {.nonsense}\n~~~",
        "Set braces as `{{< x >}}` in code.",
        '::: {layout-ncol=2 data-note="x"}\nText\n:::',
        '![](a.svg){fig-alt="A"}',
        '![Cap](a.svg){#fig-a fig-alt="A"}',
        "```markdown\n![Cap](a.svg)\n```",
        '::: {.content-visible when-format="typst"}\nText\n:::',
        'Not `when-format="docx"`, nor `<b>`.',
        "Text[^1] and ^[in its place].\n\n[^1]: Note.",
        "Less < more, 1 < 2 > 0, <https://example.org> and <mail@example.org>.",
        "<!-- {{< x >}} <div> -->\n\nText <!-- <b> --> more.\n\n<!--\n<div>\n{{< x >}}\n-->\n\nText.",
        "Let $\\frac{1}{2}$ be, $$\\alpha$$ too.\n\n$$\n\\sum_i x_i\n$$\n\nIt costs $5 and 3\\ 409 \\* \\_a.",
        "`\\textbf{x}` and `<div>` and ``{{< x >}}``",
        "Term\n:   Definition\n\nAnother\n\n:   Definition",
        "| a |\n|---|\n| 1 |\n\n: Caption {#tbl-a}",
        "```r\nx <- c(1) # <- not one\n```",
        '::: {.callout-note title="A = B"}\nText.\n:::',
    ],
)
def test_what_the_table_lists_passes(body: str) -> None:
    check_body(FRONT + body, "page.qmd")


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        ("\n{{< video a.mp4 >}}", 5, "a shortcode"),
        ("```{python}\n1\n```", 4, "an executable cell"),
        ("```{r, echo=FALSE}\n1\n```", 4, "an executable cell"),
        ("`r x`", 4, "an executable expression"),
        ("```{=latex}\nx\n```", 4, "a raw block"),
        ("\n\n::: {.column-page}\nx\n:::", 6, "a div of this class"),
        ("::: {.panel-sidebar}\nx\n:::", 4, "a div of this class"),
        ("::: {.fnding}\nx\n:::", 4, "a div of this class"),
        ("::: fnding\nx\n:::", 4, "a div of this class"),
        ('::: {layout="[1,2]"}\nx\n:::', 4, "an attribute of a div"),
        (
            '::: {.content-visible when-format="pdf"}\nx\n:::',
            4,
            "a condition for a format that is never made",
        ),
        ('[x]{.content-hidden unless-format="docx"}', 4, "a condition for a format that is never made"),
        ('\n![Cap](a.svg){fig-alt="A"}', 5, "a picture with a caption and no id"),
        ("![Cap](a.svg)", 4, "a picture with a caption and no id"),
        ("```{mermaid}\nx\n```", 4, "a diagram in code"),
        ("See @eq-one.", 4, "a cross-reference of this kind"),
        ("::: {#thm-one}\nx\n:::", 4, "a cross-reference of this kind"),
        ('```{=typst}\n#import "@preview/x:1.0.0"\n```', 5, "a package from elsewhere"),
        ("```python\nx\n```\n\n{{< x >}}", 8, "a shortcode"),
        ("> Said\n> {{< x >}}", 5, "a shortcode"),
        ("{{< include other.qmd >}}", 4, "a shortcode"),
        ("- item\n\n    ```{python}\n    1\n    ```", 6, "an executable cell"),
        ("> ```{python}\n> 1\n> ```", 4, "an executable cell"),
        ("```{ojs}\n1\n```", 4, "an executable cell"),
        ("- item\n\n    ::: {.column-margin}\n    x\n    :::", 6, "a div of this class"),
        ("> ::: {.column-margin}\n> x\n> :::", 4, "a div of this class"),
        ("::: {#fig-one}\n![](a.svg)\n\nCaption\n:::", 4, "a figure or table made of a div"),
        ("::: {#tbl-one layout-ncol=2}\nx\n:::", 4, "a figure or table made of a div"),
        ("::: {callout-note}\nx\n:::", 4, "a div whose line cannot be read"),
        ("::: {.callout-note} extra\nx\n:::", 4, "a div whose line cannot be read"),
        ("::: {.callout-note\nx\n:::", 4, "a div whose line cannot be read"),
        ('::: {.callout-note title="A}\nx\n:::', 4, "a div whose line cannot be read"),
        ('::: {.callout-note title = "A"}\nx\n:::', 4, "a div whose line cannot be read"),
        ('::: {.callout-note title= "A = B"}\nx\n:::', 4, "a div whose line cannot be read"),
        ('\n<div class="aside">\nx\n</div>', 5, "raw HTML in the text"),
        ("Text <b>x</b>.", 4, "raw HTML in the text"),
        ("Text<br/>next.", 4, "raw HTML in the text"),
        ("<details><summary>S</summary></details>", 4, "raw HTML in the text"),
        ("```{=html}\n<TABLE>\n```", 5, "a table in raw HTML"),
        ("`\\foo`{=latex}", 4, "raw text"),
        ("Text \\textbf{x}.", 4, "a command of TeX"),
        ("\\begin{center}", 4, "a command of TeX"),
        ('```{.python filename="a.py"}\n1\n```', 4, "code with this property"),
        ('```{#lst-a .python lst-cap="A"}\n1\n```', 4, "code with this property"),
        ("```python\nx = 1  # <1>\n```", 5, "an annotation of code"),
        ("```{dot}\nx\n```", 4, "a diagram in code"),
        ("| a |\n|---|\n| 1 |\n\n: Caption", 8, "a table with a caption and no id"),
        (": Caption\n\n| a |\n|---|\n| 1 |", 4, "a table with a caption and no id"),
        ("$$\nx\n$$ {#eq-a}\n\n@eq-a", 8, "a cross-reference of this kind"),
        ("<!-- a\ncomment -->\n\n{{< x >}}", 7, "a shortcode"),
    ],
)
def test_what_it_does_not_list_is_refused_with_its_line(body: str, line: int, message: str) -> None:
    error = refused(body)
    assert f"uses {message}, which is not supported" in error.message
    assert error.where == f"briefs/jpn/index.qmd, line {line}"
    assert error.found
    assert error.todo


def test_a_near_miss_is_named() -> None:
    assert refused("::: {.fnding}\nx\n:::").todo == "did you mean finding?"


def test_a_page_without_front_matter_counts_from_its_first_line() -> None:
    with pytest.raises(RenderingError) as caught:
        check_body("{{< x >}}", "a.qmd")
    assert caught.value.where == "a.qmd, line 1"


def test_an_unclosed_front_matter_hides_nothing() -> None:
    with pytest.raises(RenderingError):
        check_body("---\ntitle: A\n{{< x >}}", "a.qmd")


def test_every_div_of_the_table_passes() -> None:
    for construct in CONSTRUCTS:
        for name in construct.classes:
            check_body(f"::: {{.{name}}}\nText.\n:::", "page.qmd")


SAMPLES = Path(__file__).parents[1] / "functional" / "rendering" / "constructs"


def test_every_construct_has_a_sample_page_and_every_sample_page_a_construct() -> None:
    pages = {path.stem for path in SAMPLES.glob("*.qmd")}
    assert pages == {construct.slug for construct in CONSTRUCTS}
    assert len(pages) == len(CONSTRUCTS)


@pytest.mark.parametrize("construct", CONSTRUCTS, ids=lambda construct: construct.slug)
def test_a_sample_page_uses_what_it_is_named_after(construct: Construct) -> None:
    page = (SAMPLES / f"{construct.slug}.qmd").read_text(encoding="utf-8")
    assert f'title: "{construct.name}"' in page
    assert all(f".{name}" in page for name in construct.classes)
    assert all(f"{name}=" in page for name in construct.attributes)
    check_body(page, construct.slug)


def test_the_documentation_has_a_row_for_each_construct() -> None:
    rows = documentation().strip().split("\n")[2:]
    assert len(rows) == len(CONSTRUCTS)
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 4 for row in rows)


def test_a_table_in_html_that_quarto_is_told_to_leave_asks_no_network() -> None:
    table = "<!--| quarto-html-table-processing: none --><table>"
    check_everywhere(f"{FRONT}```{{=html}}\n{table}\n```", "a.qmd")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("```{python}\n1\n```", "an executable cell"),
        ("`{python} x`", "an executable expression"),
        ('::: {.content-visible when-format="pdf"}\nx\n:::', "a condition"),
        ("![Cap](a.svg)", "a picture with a caption and no id"),
        (": Cap\n\n| a |\n|---|\n| 1 |", "a table with a caption and no id"),
        ("Text[^none].\n\n[^other]: Note.", "a footnote without text"),
        ("<table>", "a table in raw HTML"),
        ("Text \\newpage", "a command of TeX"),
        ("`x`{=latex}", "raw text"),
    ],
)
def test_what_no_engine_gives_is_refused_for_quarto_too(body: str, message: str) -> None:
    with pytest.raises(RenderingError) as caught:
        check_everywhere(FRONT + body, "a.qmd")
    assert message in caught.value.message
    assert caught.value.where == "a.qmd, line 4"


@pytest.mark.parametrize(
    "body",
    [
        "{{< video a.mp4 >}}",
        "::: {.column-page}\nx\n:::",
        "```{mermaid}\nx\n```",
        "<details>x</details>",
        "x = 1 # <1>",
    ],
)
def test_what_only_quarto_gives_is_not_refused_for_it(body: str) -> None:
    check_everywhere(FRONT + body, "a.qmd")
