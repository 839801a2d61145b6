"""What a page may contain: one table of the Quarto constructs that both rendering engines give alike.

The embedded engine supports what this table lists and refuses everything else that is Quarto's own, with file and
line: see `body`. The documentation is written from the same table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Construct:
    """One construct that a page may use.

    Attributes
    ----------
    name : str
        What it is, in a few words.
    example : str
        How it is written, in one line.
    meaning : str
        What becomes of it in HTML and in PDF.
    classes : tuple of str
        Classes of fenced divs that write it; empty if it is not a div.
    attributes : tuple of str
        Attributes of fenced divs that write it.
    """

    name: str
    example: str
    meaning: str
    classes: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """Name of its sample page among the tests, which both engines render alike."""
        return re.sub(r"[^a-z]+", "-", self.name.lower()).strip("-")


CALLOUTS = ("callout-note", "callout-tip", "callout-important", "callout-warning", "callout-caution")

CONSTRUCTS: tuple[Construct, ...] = (
    Construct(
        "Heading",
        "## Main corridors {#sec-corridors}",
        "Numbered heading, entry of the contents and bookmark",
    ),
    Construct("Paragraph, list, quotation, emphasis", "Plain *text*", "As in Pandoc's Markdown"),
    Construct(
        "Table",
        ": Caption {#tbl-corridors}",
        "Pipe table with its caption above; numbers to the right, head repeated over pages",
    ),
    Construct(
        "Figure",
        '![Caption](chart.svg){#fig-chart fig-alt="…"}',
        "Picture with its caption below and a text alternative, which is required",
    ),
    Construct(
        "Cross-reference",
        "@fig-chart, @tbl-corridors, @sec-corridors",
        "Figure 1, Table 1, Section 1, as links",
    ),
    Construct(
        "Callout",
        '::: {.callout-note title="Title" collapse="true"}',
        "Box with a title; collapsed ones open on a click in HTML and are open in PDF",
        CALLOUTS,
        ("title", "collapse", "icon", "appearance"),
    ),
    Construct(
        "Citation",
        "@undesa-stock-2024, [@undesa-wpp-2024]",
        "Author and year, with an entry in the references",
    ),
    Construct(
        "References", "::: {#refs}", "Where the list of references stands; else at the end of the page"
    ),
    Construct("Footnote", "^[Note] or [^1]", "Note at the end of the page (HTML) or at its foot (PDF)"),
    Construct(
        "Content for one format",
        '::: {.content-visible when-format="html"}',
        "Shown in the named format only; unless-format and .content-hidden are its opposites",
        ("content-visible", "content-hidden"),
        ("when-format", "unless-format"),
    ),
    Construct(
        "Side by side",
        "::: {layout-ncol=2}",
        "Each block inside becomes a cell of a grid, row by row",
        (),
        ("layout-ncol",),
    ),
    Construct(
        "Tabs",
        "::: {.panel-tabset}",
        "One tab for each heading inside; one after the other in PDF and in print",
        ("panel-tabset",),
    ),
    Construct(
        "Code",
        "`share = 100` or ```python",
        "Code in a line or in a block, with its words coloured",
    ),
    Construct(
        "Mathematics",
        "$100 \\cdot S / P$ or $$…$$",
        "Formula as MathML and in print, where its source is the text alternative",
    ),
    Construct(
        "Link",
        "[text](../methodology/index.qmd#sec-data)",
        "Link to a page, a place, a file or the web; in print the web's address stands at the foot of the page",
    ),
    Construct("Raw HTML or Typst", "```{=html}", "Goes into its own format only"),
    Construct("Span with classes", "[text]{.q3}", "Classes for the style sheet; text in PDF"),
    Construct(
        "Key figures",
        "::: {.key-figures} with ::: {.key-figure} inside",
        "A row of four or five cells, each of three paragraphs: label, figure, note",
        ("key-figures", "key-figure"),
    ),
    Construct(
        "Figure link",
        '[3.4 million](#value-jpn-immigrant_stock-2024){.figure data-figure="JPN/immigrant_stock/2024"}',
        "Link to the number's row in HTML; plain text in PDF",
    ),
    Construct("Summary", "::: {.lead}", "The sentences that someone in a hurry reads", ("lead",)),
    Construct(
        "Exhibit",
        "::: {.exhibit}",
        "Holds together a chart or table with its finding, measure and source",
        ("exhibit",),
    ),
    Construct("Finding", "::: {.finding}", "Title of a chart or table: what it shows", ("finding",)),
    Construct(
        "Measure",
        "::: {.measure}",
        "Small line below the title: what is measured, unit, period",
        ("measure",),
    ),
    Construct(
        "Source note", "::: {.source-note}", "Small line at the foot of a chart or table", ("source-note",)
    ),
    Construct("Wide table", "::: {.wide}", "Table over the full width; scrolls on a small screen", ("wide",)),
    Construct(
        "Matrix",
        "::: {.matrix} with cells [1,234]{.q0} to {.q6}",
        "Heat-map table in seven steps",
        ("matrix",),
    ),
    Construct("Small print", "::: {.small}", "Text in the size of notes, such as how to cite", ("small",)),
)

DIV_CLASSES = frozenset(name for construct in CONSTRUCTS for name in construct.classes)
DIV_ATTRIBUTES = frozenset(name for construct in CONSTRUCTS for name in construct.attributes)


def documentation() -> str:
    """Write the table of constructs as Markdown, one row a construct.

    A test holds the table to the sample pages: each construct has one, and each sample page a construct.
    """
    head = ["| construct | written | gives |", "| --- | --- | --- |"]
    rows = [f"| {row.name} | `` {row.example} `` | {row.meaning} |" for row in CONSTRUCTS]
    return "\n".join(head + rows) + "\n"
