"""Jinja templates: reports as plain data become Quarto pages, and every number on a page is noted in its ledger.

Templates cannot print a bare number. They print figures, which become links and go into the page's ledger, and
text, whose Markdown is escaped. A year is printed by the filter `year`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

import jinja2
from jinja2.ext import Extension
from markupsafe import Markup

from corridor import check_words, formats
from corridor.anchors import slug
from corridor.errors import RenderingError
from corridor.indicators import definition
from corridor.language import defined_or_same, is_english
from corridor.ledger import Figure, anchor
from corridor.page_ledger import Guards, PageLedger
from corridor.project import Project
from corridor.rendering import record_words
from corridor.rendering.kept_templates import KeptTemplates
from corridor.rendering.sandbox import Sandbox, with_line
from corridor.rendering.template_lines import translated
from corridor.reports.chart_tables import chart_table, is_thinned
from corridor.reports.content import Phrase

_ledger: ContextVar[PageLedger] = ContextVar("page_ledger")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#@|~^$&])")
_FIGURE_LINK = re.compile(r"(?<!\\)((?:\\\\)*)\[((?:[^\]\\]|\\.)*)\]\([^)#]*#[^)]*\)\{[^}]*\}")
_ESCAPED = re.compile(r"\\(.)")
# What would begin a list, a rule, a heading, a caption or a box at the beginning of a line: a hyphen, plus, colon,
# equals sign or bracket; a number or letter with its point or bracket before a space.
_BEGINS = re.compile(r"^(\s*)([-+:=(])")
_NUMBERED = re.compile(r"^(\s*(?:\d+|[A-Za-z]|[ivxlcdm]+|[IVXLCDM]+))([.)])(?=\s)")


@dataclass(frozen=True)
class Page:
    """A Quarto page of the staged edition.

    Attributes
    ----------
    path : PurePosixPath
        Where it stands in the staged project, ending in `.qmd`.
    text : str
        Front matter and Markdown.
    ledger : PageLedger
        The figures that the text shows.
    """

    path: PurePosixPath
    text: str
    ledger: PageLedger


def escaped(text: str) -> Markup:
    """Text that Markdown shows as it is."""
    one_line = re.sub(r"\s*[\r\n]+\s*", " ", text)
    safe = _SPECIAL.sub(r"\\\1", one_line)
    return Markup(_NUMBERED.sub(r"\1\\\2", _BEGINS.sub(r"\1\\\2", safe)))  # noqa: S704 - this is the escaping itself


def linked(figure: Figure) -> Markup:
    """Write a figure as a link to what it rests on, and note it in the page's ledger.

    Raises
    ------
    RenderingError
        If it is missing: the sentence that would need it must not be written.
    """
    if figure.missing:
        raise RenderingError(
            f"A template prints a figure that is missing: {figure.id}.",
            expected="a figure with a value",
            found=figure.reason,
            todo="Ask in the template whether the figure exists before the sentence is written.",
        )
    _ledger.get().note(figure)
    text = escaped(figure.text)
    return Markup(f'[{text}](#{figure.anchor}){{.figure data-figure="{figure.id}"}}')  # noqa: S704 - made of ids


def _told_in(figure: Figure, page: str) -> Markup:
    """Write a figure as a link to what it rests on where another page tells it; that page has noted it."""
    text = escaped(figure.text)
    return Markup(f'[{text}]({quote(page)}#{figure.anchor}){{.figure data-figure="{figure.id}"}}')  # noqa: S704 - made of ids


def printed(value: object) -> Markup:
    """Turn whatever a template prints into Markdown.

    Raises
    ------
    RenderingError
        If it is a bare number or nothing that can be printed.
    """
    if isinstance(value, Markup):
        return value
    if isinstance(value, jinja2.Undefined):
        return Markup(str(value))  # noqa: S704 - a strict undefined raises here, with its name
    if isinstance(value, Figure):
        return linked(value)
    if isinstance(value, Phrase):
        return Markup("").join(printed(part) for part in value.parts)
    if isinstance(value, str):
        return escaped(defined_or_same(value))
    raise RenderingError(
        f"A template prints {value!r}, which is not text and not from the ledger.",
        expected="text, or a figure",
        found=type(value).__name__,
        todo="Print a figure of the report; a year with the filter `year`.",
    )


def plain(markdown: str) -> str:
    """Text of what a template filled in, without the links of figures and without escapes."""
    return _ESCAPED.sub(r"\1", _FIGURE_LINK.sub(r"\1\2", markdown)).replace("&nbsp;", formats.NBSP)


def _year(value: int) -> Markup:
    if not 1900 <= int(value) <= 2100:
        raise RenderingError(
            f"{value} is printed as a year.", expected="a year from 1900 to 2100", found=str(value)
        )
    return Markup(str(int(value)))  # noqa: S704 - digits


def attribute(text: str) -> str:
    """Text for a quoted attribute, in which Markdown knows backslashes and entities."""
    line = " ".join(text.split("\n")).replace("\\", "\\\\").replace('"', '\\"')
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _attribute(value: str | Phrase) -> Markup:
    """Text for a quoted attribute; the figures of a phrase are noted, without links."""
    if isinstance(value, Phrase):
        for figure in value.figures():
            _ledger.get().note(figure)
        value = value.plain
    return Markup(attribute(value))  # noqa: S704 - escaped there


def _scalar(value: str) -> Markup:
    """Text as a YAML scalar, for front matter, whose values are Markdown."""
    return Markup(json.dumps(str(printed(value)), ensure_ascii=False))  # noqa: S704 - JSON strings are YAML


def _capitalised(value: object) -> Markup:
    text = printed(value)
    return Markup(text[:1].upper() + text[1:])  # noqa: S704 - escaped above


def _names(economies: list[Any]) -> Markup:
    return printed(formats.joined([e.in_text for e in economies]))


def _citation(key: str) -> Markup:
    """Citation of an entry of the bibliography, by its key."""
    if not re.fullmatch(r"[\w-]+", key):
        raise RenderingError(f"{key} is no citation key.", expected="letters, digits and hyphens", found=key)
    return Markup(f"[@{key}]")  # noqa: S704 - checked just above


def _code(text: str) -> Markup:
    """Text as code, in which Markdown has no escapes; a backtick becomes an apostrophe."""
    return Markup(f"`{text.replace('`', chr(39))}`")  # noqa: S704 - nothing in code is read as Markdown


def _html(text: str) -> Markup:
    """Text as it stands in HTML."""
    return Markup(html.escape(" ".join(text.split("\n"))))  # noqa: S704 - escaped here


class _Translated(Extension):
    """Gives Jinja the templates in the language that is spoken when its environment is made."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """Exchange lines before they are compiled; their numbers stay, so that faults name the right ones."""
        return translated(source)


def environment(templates: Path) -> jinja2.Environment:
    """Jinja as the templates use it: sandboxed, strict, with delimiters that leave Quarto's alone.

    It speaks the language that is spoken when it is made.
    """
    env = Sandbox(
        loader=jinja2.FileSystemLoader(templates),
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # What is kept of a template must not hold what a filter said of a definition.
        optimized=False,
        extensions=[] if is_english() else [_Translated],
        bytecode_cache=KeptTemplates() if is_english() else None,
    )
    env.filters.update(
        year=_year,
        attr_text=_attribute,
        yaml=_scalar,
        capitalised=_capitalised,
        names=_names,
        ordinal=formats.ordinal,
        in_words=formats.count_in_words,
        date=formats.date,
        anchor=lambda value: Markup(anchor(value)),  # noqa: S704 - made of identifiers
        cite=_citation,
        code=_code,
        html=_html,
        cite_in_text=lambda key: Markup(_citation(key)[1:-1]),  # noqa: S704 - checked there
        table=chart_table,
        is_thinned=is_thinned,
        dashes=lambda count: Markup("-" * count),  # noqa: S704 - hyphens, which set the width of a column
        in_html=lambda value: Markup(html.escape(plain(printed(value)))),  # noqa: S704 - escaped here
        root=lambda path: Markup("../" * path.count("/")),  # noqa: S704 - points and strokes
        told_in=_told_in,
        label=lambda value: definition(value).label,
        written=record_words.written,
        rows=record_words.rows,
        stated=check_words.stated,
        found=check_words.found,
        address=lambda path: Markup(quote(path)),  # noqa: S704 - nothing special is left
        slug=lambda text: Markup(slug(text)),  # noqa: S704 - letters, digits and hyphens
    )
    return env


@jinja2.pass_context
def _finalize(context: jinja2.runtime.Context, value: object) -> Markup:  # noqa: ARG001 - the context stops folding
    return printed(value)


@contextmanager
def _noting(ledger: PageLedger) -> Iterator[None]:
    token = _ledger.set(ledger)
    try:
        yield
    finally:
        _ledger.reset(token)


class Writer:
    """Writes the pages of one edition.

    Parameters
    ----------
    project : Project
        Whose templates are used.
    guards : mapping
        Verdicts on each source and vintage.
    notebooks : collection of str
        Names of the executed notebooks that are published beside the pages.
    """

    def __init__(self, project: Project, guards: Guards, notebooks: Collection[str] = ()) -> None:
        self._project = project
        self._guards = guards
        self._notebooks = notebooks
        self._env = environment(project.templates)

    def page(self, template: str, path: str, **content: object) -> Page:
        """Fill a template.

        The part of the page that tells where its figures come from is written after the text, from what the
        text has noted.

        Raises
        ------
        RenderingError
            If the template is not valid, uses an unknown name, or prints a bare number or a missing figure; with
            file and line.
        """
        ledger = PageLedger(self._guards, path, self._notebooks)
        content = {"page_path": path, **content}
        with _noting(ledger):
            text = self._filled(template, content)
            if ledger.figures:
                text += self._filled("_shared/figures.qmd.jinja", {"ledger": ledger, **content})
        return Page(PurePosixPath(path), text, ledger)

    def text(self, template: str, **content: object) -> str:
        """Fill a template for a reader without a browser: figures are numbers, and nothing is escaped.

        Raises
        ------
        RenderingError
            As `page`.
        """
        with _noting(PageLedger(self._guards)):
            return plain(self._filled(template, content))

    def _filled(self, template: str, content: Mapping[str, object]) -> str:
        return with_line(
            self._project.templates, lambda: self._env.get_template(template).render(**content), template
        )
