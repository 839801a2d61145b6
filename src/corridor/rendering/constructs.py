"""What a page may contain: one table of the Quarto constructs that both rendering engines give alike.

The embedded engine supports what this table lists and refuses everything else that is Quarto's own, with file
and line, so that nothing is passed over in silence. The documentation is written from the same table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corridor.errors import RenderingError, listed, suggestion
from corridor.rendering.keys import words


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

_DIV_CLASSES = frozenset(name for construct in CONSTRUCTS for name in construct.classes)
_DIV_ATTRIBUTES = frozenset(name for construct in CONSTRUCTS for name in construct.attributes)
_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})\s*(.*)$")
_DIV = re.compile(r"^\s*:{3,}\s*([^:\s].*?)\s*:*$")
_ATTRIBUTE = re.compile(r"""([A-Za-z][\w:.-]*)\s*=\s*("[^"]*"|'[^']*'|[^\s}]+)""")
_INLINE_CODE = re.compile(r"(`+)(.+?)\1(?!`)")
_CONDITION = re.compile(r"""\b((?:when|unless)-format)\s*=\s*["']?([^"'\s}]+)""")
_CAPTIONED = re.compile(r"^\s*!\[([^\]]+)\]\([^)]*\)(\{[^}]*\})?\s*$")
_RAW = re.compile(r"^\{=\s*(\w+)\s*\}$")
_REFERENCE_KINDS = sorted(words("lst thm lem cor prp cnj def exm exr sol rem eq alg nte wrn imp tip cau vid"))
_UNSUPPORTED_ID = re.compile(r"\{#(" + "|".join(_REFERENCE_KINDS) + r")-[\w-]+")
_UNSUPPORTED_REFERENCE = re.compile(r"(?<![\w/.])@(" + "|".join(_REFERENCE_KINDS) + r")-[\w-]+")


def check_body(text: str, name: str) -> None:
    """Refuse a page that holds a construct outside the table.

    Parameters
    ----------
    text : str
        The whole `.qmd`, front matter included.
    name : str
        Path of the page, for the message.

    Raises
    ------
    RenderingError
        With the file and line of the first construct that is not supported.
    """
    check_everywhere(text, name)
    for number, line, kind in _lines(text):
        where = f"{name}, line {number}"
        if kind == "fence":
            _check_fence(_FENCE.sub(r"\2", line).strip(), where)
        if kind == "code":
            _check_code(line, where)
        if kind != "prose":
            continue
        prose = _INLINE_CODE.sub("", line)
        if "{{<" in prose:
            _refuse(
                "a shortcode", prose.strip(), where, "write its result out, or use a construct of the table"
            )
        for pattern in (_UNSUPPORTED_ID, _UNSUPPORTED_REFERENCE):
            if found := pattern.search(prose):
                _refuse(
                    "a cross-reference of this kind",
                    found.group(0).strip("{"),
                    where,
                    "use fig-, tbl- or sec-",
                )
        if found := _DIV.match(prose):
            _check_div(found.group(1), where)


def check_everywhere(text: str, name: str) -> None:
    """Refuse what no engine gives as its author means it.

    That is what would have to be computed, content for a format that is never made, and a picture with a caption
    and no id, which Quarto numbers in print and not on screen.

    Parameters
    ----------
    text : str
        The whole `.qmd`, front matter included.
    name : str
        Path of the page, for the message.

    Raises
    ------
    RenderingError
        With the file and line of the first such thing.
    """
    for number, line, kind in _lines(text):
        where = f"{name}, line {number}"
        if kind == "fence":
            _check_cell(_FENCE.sub(r"\2", line).strip(), where)
        if kind == "prose":
            _check_inline_code(line, where)
            _check_condition(line, where)
            _check_picture(line, where)


def _check_condition(line: str, where: str) -> None:
    for key, value in _CONDITION.findall(line):
        if value not in {"html", "typst"}:
            _refuse("a condition for a format that is never made", f'{key}="{value}"', where,
                    "write typst for the PDF", "html or typst")  # fmt: skip


def _check_picture(line: str, where: str) -> None:
    found = _CAPTIONED.match(line)
    if found and "#fig-" not in (found.group(2) or ""):
        _refuse("a picture with a caption and no id", line.strip()[:120], where,
                "give it {#fig-…}, or take the caption away and leave fig-alt")  # fmt: skip


def _refuse(what: str, found: str, where: str, todo: str, expected: str = "") -> None:
    raise RenderingError(f"the page uses {what}, which is not supported", where=where, expected=expected,
                         found=found, todo=todo)  # fmt: skip


def _lines(text: str) -> Iterator[tuple[int, str, str]]:
    """Lines after the front matter, numbered from 1, each prose, the fence that opens code, or code."""
    lines = text.split("\n")
    start = front_matter_end(lines)
    fence = ""
    for number, line in enumerate(lines[start:], start=start + 1):
        match = _FENCE.match(line)
        if fence:
            if match and match.group(1).startswith(fence) and not match.group(2):
                fence = ""
            yield number, line, "code"
        elif match:
            fence = match.group(1)
            yield number, line, "fence"
        else:
            yield number, line, "prose"


def front_matter_end(lines: list[str]) -> int:
    """Count the lines of the front matter, its two rules included; 0 if the page has none."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    return next((at + 1 for at, line in enumerate(lines[1:], start=1) if line.rstrip() in {"---", "..."}), 0)


def _check_fence(info: str, where: str) -> None:
    raw = _RAW.match(info)
    if raw and raw.group(1) not in {"html", "typst"}:
        _refuse("a raw block", info, where, "write it for each format", "{=html} or {=typst}")
    if not raw and re.match(r"^\{\s*(mermaid|dot)\b", info):
        _refuse("a diagram in code", f"```{info}", where, "draw it and show it as a picture")


def _check_cell(info: str, where: str) -> None:
    if re.match(r"^\{\s*(?!mermaid\b|dot\b)[A-Za-z]", info):
        _refuse("an executable cell", f"```{info}", where,
                "compute in a notebook and let the template print the result")  # fmt: skip


def _check_code(line: str, where: str) -> None:
    if re.match(r"""\s*#(import|include)\s*["']@""", line):
        _refuse("a package from elsewhere", line.strip(), where, "write what it gives into the theme")


def _check_inline_code(line: str, where: str) -> None:
    for match in _INLINE_CODE.finditer(line):
        if re.match(r"^(\{[A-Za-z]+\}|r )", match.group(2)):
            _refuse("an executable expression", match.group(0), where, "let the template print the value")


def _check_div(opening: str, where: str) -> None:
    classes, attributes = _div_parts(opening)
    for name in classes:
        if name not in _DIV_CLASSES:
            todo = suggestion(name, _DIV_CLASSES) or "use a class of the table"
            _refuse("a div of this class", f".{name}", where, todo, listed(_DIV_CLASSES, limit=40))
    for name in attributes:
        if name not in _DIV_ATTRIBUTES and not name.startswith(("data-", "aria-")):
            todo = suggestion(name, _DIV_ATTRIBUTES) or "use an attribute of the table"
            _refuse("an attribute of a div", name, where, todo, listed(_DIV_ATTRIBUTES))


def _div_parts(opening: str) -> tuple[list[str], list[str]]:
    """Classes and attribute names of a div's opening line, after its colons."""
    if not opening.startswith("{"):
        return [opening.split(maxsplit=1)[0]], []
    attributes = [match.group(1) for match in _ATTRIBUTE.finditer(opening)]
    bare = _ATTRIBUTE.sub("", opening)
    return re.findall(r"\.([A-Za-z][\w-]*)", bare), attributes


def documentation() -> str:
    """Write the table of constructs as Markdown, one row a construct.

    A test holds the table to the sample pages: each construct has one, and each sample page a construct.
    """
    head = ["| construct | written | gives |", "| --- | --- | --- |"]
    rows = [f"| {row.name} | `` {row.example} `` | {row.meaning} |" for row in CONSTRUCTS]
    return "\n".join(head + rows) + "\n"
