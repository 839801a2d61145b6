"""The body of a page read line by line, for what no engine gives as its author means it, and for what only Quarto does.

What can be told only when the page is parsed, such as classes of spans, the embedded engine's first filter refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from corridor.errors import RenderingError, listed, suggestion
from corridor.rendering.constructs import DIV_ATTRIBUTES, DIV_CLASSES
from corridor.rendering.keys import words

# Quotations and lists set their content in.
_SET_IN = re.compile(r"^(?:\s*>)*\s*")
_FENCE = re.compile(r"^(`{3,}|~{3,})\s*(.*)$")
# One class, or a list of classes, an id and attributes in braces, with nothing behind it.
_READABLE = re.compile(
    r"""^(?:[\w-]+|\{\s*(?:(?:[.#][A-Za-z][\w-]*|[A-Za-z][\w:.-]*=(?:"[^"]*"|'[^']*'|[^\s"'{}=]+))(?:\s+|(?=\})))*\})$"""
)
_DIV = re.compile(r"^:{3,}\s*([^:\s].*?)\s*:*$")
_ATTRIBUTE = re.compile(r"""([A-Za-z][\w:.-]*)\s*=\s*("[^"]*"|'[^']*'|[^\s}]+)""")
_INLINE_CODE = re.compile(r"(`+)(.+?)\1(?!`)")
_COMMENT = re.compile(r"<!--.*?(?:-->|$)")
_FORMULA = re.compile(r"\$\$.*?\$\$|\$(?=\S)[^$]*?(?<=\S)\$(?!\d)")
_CONDITION = re.compile(r"""\b((?:when|unless)-format)\s*=\s*["']?([^"'\s}]+)""")
_CAPTIONED = re.compile(r"^\s*!\[([^\]]+)\]\([^)]*\)(\{[^}]*\})?\s*$")
_RAW = re.compile(r"^\{=\s*(\w+)\s*\}$")
_RAW_IN_LINE = re.compile(r"`\{=\s*(\w+)\s*\}")
# A backslash makes text of the mark behind it, unless it is itself made text by another.
_TAG = re.compile(r"(?<!\\)(?:\\\\)*(</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>)")
_COMMAND = re.compile(r"(?<!\\)\\[A-Za-z]{2,}")
_ANNOTATION = re.compile(r"(?:#|//|--|%|;)\s*<\d+>\s*$")
_TABLE_CAPTION = re.compile(r"^(?::|[Tt]able:)\s+\S")
_TABLE_LINE = re.compile(r"^(?:\||\+[-=:+]+\+$|-{2,}(?:\s+-{2,})+$)")
_NOTE = re.compile(r"^\[\^([^\]\s]+)\]:")
_NOTE_MARK = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_REFERENCE_KINDS = sorted(words("lst thm lem cor prp cnj def exm exr sol rem eq alg nte wrn imp tip cau vid"))
_UNSUPPORTED_ID = re.compile(r"\{#(" + "|".join(_REFERENCE_KINDS) + r")-[\w-]+")
_UNSUPPORTED_REFERENCE = re.compile(r"(?<![\w/.])@(" + "|".join(_REFERENCE_KINDS) + r")-[\w-]+")


@dataclass(frozen=True)
class _Line:
    """A line of the body: its place, its kind and its text without what quotations and lists set before it.

    The kind is prose, fence (it opens code), code, formula or comment.
    """

    where: str
    text: str
    kind: str

    @cached_property
    def prose(self) -> str:
        """Text without code and comments."""
        return _COMMENT.sub("", _INLINE_CODE.sub("", self.text))


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
    lines = list(_lines(text, name))
    _refuse_everywhere(lines)
    for line in lines:
        if line.kind == "fence":
            _check_fence(line)
        if line.kind == "code" and _ANNOTATION.search(line.text):
            _refuse("an annotation of code", line.text, line, "say it in a sentence")
        if line.kind == "prose":
            _check_prose(line)


def _check_prose(line: _Line) -> None:
    prose = line.prose
    if "{{<" in prose:
        _refuse("a shortcode", prose, line, "write its result out, or use a construct of the table")
    if found := _TAG.search(prose):
        _refuse("raw HTML in the text", found.group(1), line,
                "use a construct of the table, or a block that begins with ```{=html}")  # fmt: skip
    for pattern in (_UNSUPPORTED_ID, _UNSUPPORTED_REFERENCE):
        if found := pattern.search(prose):
            _refuse(
                "a cross-reference of this kind", found.group(0).strip("{"), line, "use fig-, tbl- or sec-"
            )
    if found := _DIV.match(prose.strip()):
        _check_div(found.group(1), line)


def check_everywhere(text: str, name: str) -> None:
    """Refuse what no engine gives as its author means it.

    That is what would have to be computed; content for a format that is never made; a picture or a table with a
    caption and no id, which Quarto numbers or shows in one format only; a table in raw HTML, for which Quarto asks
    the network; a footnote without its text.

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
    _refuse_everywhere(list(_lines(text, name)))


def _refuse_everywhere(lines: list[_Line]) -> None:
    _check_notes([line for line in lines if line.kind == "prose"])
    for at, line in enumerate(lines):
        if line.kind == "fence":
            _check_cell(line)
        if line.kind in {"prose", "code"}:
            _check_elsewhere(line)
        if line.kind == "prose":
            _check_inline_code(line)
            _check_condition(line)
            _check_picture(line)
            _check_command(line)
            _check_caption(lines, at)


def _refuse(what: str, found: str, line: _Line, todo: str, expected: str = "") -> None:
    raise RenderingError(f"the page uses {what}, which is not supported", where=line.where, expected=expected,
                         found=found.strip()[:120], todo=todo)  # fmt: skip


def _lines(text: str, name: str) -> Iterator[_Line]:
    """Lines after the front matter."""
    lines = text.split("\n")
    start = front_matter_end(lines)
    fence, formula, comment = "", False, False
    for number, whole in enumerate(lines[start:], start=start + 1):
        line = _SET_IN.sub("", whole)
        match = None if formula or comment else _FENCE.match(line)
        kind = "prose"
        if fence:
            kind = "code"
            if match and match.group(1).startswith(fence) and not match.group(2):
                fence = ""
        elif match:
            kind, fence = "fence", match.group(1)
        elif comment or formula:
            kind = "comment" if comment else "formula"
            comment, formula = comment and "-->" not in line, formula and "$$" not in line
        else:
            formula = line.startswith("$$") and line.count("$$") == 1
            comment = line.rfind("<!--") > line.rfind("-->")
            kind = "formula" if formula else kind
        yield _Line(f"{name}, line {number}", line, kind)


def front_matter_end(lines: list[str]) -> int:
    """Count the lines of the front matter, its two rules included; 0 if the page has none."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    return next((at + 1 for at, line in enumerate(lines[1:], start=1) if line.rstrip() in {"---", "..."}), 0)


def _info(line: _Line) -> str:
    """What stands after the marks that open code."""
    return _FENCE.sub(r"\2", line.text).strip()


def _check_fence(line: _Line) -> None:
    info = _info(line)
    raw = _RAW.match(info)
    if raw and raw.group(1) not in {"html", "typst"}:
        _refuse("a raw block", info, line, "write it for each format", "{=html} or {=typst}")
    if not raw and re.match(r"^\{\s*(mermaid|dot)\b", info):
        _refuse("a diagram in code", f"```{info}", line, "draw it and show it as a picture")
    if found := re.search(r"#lst-[\w-]+|\b(?:filename|code-annotations|lst-cap|shortcodes)\s*=", info):
        _refuse("code with this property", found.group(0), line, "say it in a sentence before the code")


def _check_cell(line: _Line) -> None:
    if re.match(r"^\{\s*(?!mermaid\b|dot\b)[A-Za-z]", info := _info(line)):
        _refuse("an executable cell", f"```{info}", line,
                "compute in a notebook and let the template print the result")  # fmt: skip


def _check_elsewhere(line: _Line) -> None:
    """Refuse what would ask the network while the page is rendered."""
    if line.kind == "code" and re.match(r"""#(import|include)\s*["']@""", line.text):
        _refuse("a package from elsewhere", line.text, line, "write what it gives into the theme")
    if found := re.match(r"<table\b[^>]*>?", line.text, re.IGNORECASE):
        _refuse("a table in raw HTML", found.group(0), line, "write it with rules: | a | b |")


def _check_inline_code(line: _Line) -> None:
    for match in _INLINE_CODE.finditer(line.text):
        if re.match(r"^(\{[A-Za-z]+\}|r )", match.group(2)):
            _refuse("an executable expression", match.group(0), line, "let the template print the value")
    for found in _RAW_IN_LINE.finditer(line.text):
        if found.group(1) not in {"html", "typst"}:
            _refuse("raw text", found.group(0)[1:], line, "write it for each format", "{=html} or {=typst}")


def _check_condition(line: _Line) -> None:
    for key, value in _CONDITION.findall(line.prose):
        if value not in {"html", "typst"}:
            _refuse("a condition for a format that is never made", f'{key}="{value}"', line,
                    "write typst for the PDF", "html or typst")  # fmt: skip


def _check_picture(line: _Line) -> None:
    found = _CAPTIONED.match(line.text)
    if found and "#fig-" not in (found.group(2) or ""):
        _refuse("a picture with a caption and no id", line.text, line,
                "give it {#fig-…}, or take the caption away and leave fig-alt")  # fmt: skip


def _check_command(line: _Line) -> None:
    if found := _COMMAND.search(_FORMULA.sub("", line.prose)):
        _refuse(
            "a command of TeX",
            found.group(0),
            line,
            "write it in Markdown, or as a formula between dollar signs",
        )


def _check_notes(lines: list[_Line]) -> None:
    """Refuse a mark of a footnote that has no text: Pandoc prints the mark."""
    written = {found.group(1) for line in lines if (found := _NOTE.match(line.text))}
    for line in lines:
        for key in _NOTE_MARK.findall(line.prose):
            if key not in written:
                _refuse(
                    "a footnote without text",
                    f"[^{key}]",
                    line,
                    f"write it in a paragraph of its own: [^{key}]: …",
                )


def _check_caption(lines: list[_Line], at: int) -> None:
    """Refuse the caption of a table without an id: Quarto shows it on screen and leaves it out of print."""
    line = lines[at]
    if not _TABLE_CAPTION.match(line.text) or "{#tbl-" in line.text:
        return
    before = next((one.text for one in reversed(lines[:at]) if one.text.strip()), "")
    after = next((one.text for one in lines[at + 1 :] if one.text.strip()), "")
    if any(_TABLE_LINE.match(text.strip()) for text in (before, after)):
        _refuse(
            "a table with a caption and no id", line.text, line, "give it {#tbl-…}, or take the caption away"
        )


def _check_div(opening: str, line: _Line) -> None:
    classes, attributes = _div_parts(opening)
    if found := re.search(r"#(fig|tbl)-[\w-]+", opening):
        _refuse(
            "a figure or table made of a div",
            found.group(0),
            line,
            "give the id to the picture or the caption",
        )
    if not _READABLE.match(opening):
        _refuse("a div whose line cannot be read", opening, line, 'write it as ::: {.class name="value"}')
    for name in classes:
        if name not in DIV_CLASSES:
            todo = suggestion(name, DIV_CLASSES) or "use a class of the table"
            _refuse("a div of this class", f".{name}", line, todo, listed(DIV_CLASSES, limit=40))
    for name in attributes:
        if name not in DIV_ATTRIBUTES and not name.startswith(("data-", "aria-")):
            todo = suggestion(name, DIV_ATTRIBUTES) or "use an attribute of the table"
            _refuse("an attribute of a div", name, line, todo, listed(DIV_ATTRIBUTES))


def _div_parts(opening: str) -> tuple[list[str], list[str]]:
    """Classes and attribute names of a div's opening line, after its colons."""
    if not opening.startswith("{"):
        return [opening.split(maxsplit=1)[0]], []
    attributes = [match.group(1) for match in _ATTRIBUTE.finditer(opening)]
    bare = _ATTRIBUTE.sub("", opening)
    return re.findall(r"\.([A-Za-z][\w-]*)", bare), attributes
