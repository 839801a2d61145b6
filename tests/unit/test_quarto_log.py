"""What Quarto says, read into faults with page and line."""

from __future__ import annotations

import json

import pytest

from corridor.rendering.quarto_log import Fault, as_error, read
from corridor.rendering.staged import Page

BLUE, OFF = "\x1b[1m\x1b[34m", "\x1b[39m\x1b[22m"
VERAPDF = (
    "\x1b[33mWARN: PDF standard validation requested but verapdf is not installed.\n"
    "Install with: quarto install verapdf\nStandards requested: ua-1, a-3a\x1b[39m\n"
)


def step(at: int, page: str) -> str:
    return f"{BLUE}\r[{at}/2] {page}{OFF}\n"


def entry(message: str, level: int) -> str:
    return json.dumps({"msg": message, "level": level}) + "\n"


def test_a_quiet_render_has_no_faults() -> None:
    said = step(1, "a.qmd") + "[typst]: Compiling a.typ to a.pdf...DONE\n\n" + VERAPDF + step(2, "b.qmd")
    log = entry("\r[1/2] a.qmd", 20) + entry(
        "PDF standard validation requested but verapdf is not installed.\nx", 30
    )
    assert read(said + "\nOutput created: _site/index.html\n", log) == []


def test_tabs_in_print_are_no_fault() -> None:
    assert read("Warning: couldn't recognize format, using default tabset rendering\n", "") == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "\x1b[33mWARNING (/opt/quarto/share/filters/refs.lua:128) Unable to resolve crossref @fig-none\n\x1b[39m",
            "Unable to resolve crossref @fig-none",
        ),
        ("[WARNING] Citeproc: citation nobody-2020 not found\n", "Citeproc: citation nobody-2020 not found"),
        (
            "\x1b[33mWARN: Unable to resolve link target: gone.qmd\x1b[39m\n",
            "Unable to resolve link target: gone.qmd",
        ),
        (
            "\x1b[31mERROR (filters/x.lua:2) cannot open x.lua: No such file\n\x1b[39m",
            "cannot open x.lua: No such file",
        ),
        ("File nobib.bib not found in resource path\n", "File nobib.bib not found in resource path"),
        (
            "[typst]: Compiling a.typ to a.pdf...warning: unknown font family: nothing sans\nDONE\n",
            "warning: unknown font family: nothing sans",
        ),
    ],
)
def test_each_kind_of_warning_is_a_fault_of_the_page_it_follows(said: str, words: str) -> None:
    assert read(step(1, "a.qmd") + step(2, "b/c.qmd") + said + step(1, "d.qmd"), "") == [
        Fault("b/c.qmd", words)
    ]


def test_a_single_page_is_not_named_by_quarto() -> None:
    said = "pandoc \n  to: html\nmetadata\n  title: A\n[WARNING] Duplicate identifier 'sec-a' at line 9\npandoc \n"
    assert read(said, "", page="a.qmd") == [Fault("a.qmd", "Duplicate identifier 'sec-a' at line 9")]


def test_a_fault_told_twice_is_told_once_and_summaries_are_left_out() -> None:
    typst = "error: unknown variable: nonsense\n    ┌─ a.typ:432:1\n    │\n432 │ #nonsense()\n"
    said = (
        step(1, "a.qmd")
        + f"[typst]: Compiling a.typ to a.pdf...{typst}"
        + f"\x1b[91mERROR: {typst}\x1b[39m\n\x1b[91mERROR: Typst compilation failed\x1b[39m\n"
    )
    log = entry("[1/2] a.qmd", 20) + entry(typst, 40) + entry("Typst compilation failed", 40)
    (fault,) = read(said, log)
    assert fault.page == "a.qmd"
    assert fault.words.startswith("error: unknown variable: nonsense\n")


def test_a_summary_alone_is_better_than_nothing() -> None:
    assert [fault.words for fault in read("", entry("Typst compilation failed", 40))] == [
        "Typst compilation failed"
    ]


def test_what_is_only_in_the_log_is_found_there() -> None:
    log = entry("\r[2/2] b.qmd", 20) + entry("Something new that nobody foresaw", 30) + "no json\n"
    assert read("", log) == [Fault("b.qmd", "Something new that nobody foresaw")]


def test_traces_and_paths_of_the_machine_are_left_out() -> None:
    said = (
        "ERROR: Include directive failed.\n  could not find file /tmp/x/project/no.qmd.\n\n"
        "Stack trace:\n    at f (/opt/q.js:1:2)\n"
    )
    (fault,) = read(said, "", folder="/tmp/x/project")  # noqa: S108 - never opened
    assert fault.words == "Include directive failed.\n  could not find file no.qmd."


PAGE = Page(
    "briefs/jpn/index.qmd",
    "---\ntitle: A\n---\n\nAs @fig-none and [@nobody-2020] say.\n\n![](gone.svg)\n\n"
    "::: {.key-figure}\n:::\n\n#nonsense()\n",
    "",
    {"title": "A"},
)
PAGES = {PAGE.path: PAGE}


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("Unable to resolve crossref @fig-none", "briefs/jpn/index.qmd, line 5"),
        ("Citeproc: citation nobody-2020 not found", "briefs/jpn/index.qmd, line 5"),
        ("error: file not found (searched at briefs/jpn/gone.svg)", "briefs/jpn/index.qmd, line 7"),
        ("error: unknown variable: nonsense\n432 │ #nonsense()", "briefs/jpn/index.qmd, line 12"),
        ("Something that names nothing", "briefs/jpn/index.qmd"),
        ("In file briefs/jpn/index.qmd\n(line 2, column 10) Field", "briefs/jpn/index.qmd, line 2"),
    ],
)
def test_the_line_is_found_by_what_is_complained_of(words: str, where: str) -> None:
    error = as_error(Fault(PAGE.path, words), PAGES)
    assert error.where == where
    assert error.exit_code == 13
    assert words.partition("\n")[0] in error.message


def test_a_fault_of_the_configuration_names_its_line() -> None:
    words = "Validation failed.\nIn file _quarto.yml\n(line 13, columns 3--8) property name titel is invalid"
    error = as_error(Fault("", words), PAGES)
    assert error.where == "_quarto.yml, line 13"
    assert "property name titel is invalid" in error.found


def test_a_fault_that_the_filter_tells_says_what_to_do() -> None:
    words = "corridor|.key-figure|a .key-figure holds 1 blocks|write two or three paragraphs"
    error = as_error(Fault(PAGE.path, words), PAGES)
    assert error.message == "a .key-figure holds 1 blocks"
    assert error.where == "briefs/jpn/index.qmd, line 9"
    assert error.todo == "write two or three paragraphs"


def test_front_matter_that_cannot_be_read_is_looked_for_where_quarto_names_no_page() -> None:
    broken = Page("b.qmd", "---\nformat: [html\n---\n", "", {})
    error = as_error(
        Fault("", "YAMLException: unexpected end of the stream (4:1)"), {**PAGES, "b.qmd": broken}
    )
    assert error.where == "b.qmd, line 2"
