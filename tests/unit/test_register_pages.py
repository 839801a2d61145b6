"""The parts of briefs and outlooks that tell what the registers hold, as pages."""

import re
from functools import cache
from types import SimpleNamespace

import pytest
from register_samples import ROOT

from corridor.project import Project
from corridor.rendering.pages import Writer
from corridor.reports.registers import Registers, brief_registers, outlook_registers
from corridor.statements import statements_table
from worked import context

EDITIONS = ("2023-1", "2026-1")
LINK = re.compile(r"\[([^\]]*)\]\(#[^)]*\)\{\.figure data-figure=\"([^\"]*)\"\}")


@cache
def outlook(edition: str) -> SimpleNamespace:
    known = context(edition)
    return SimpleNamespace(context=known, region=known.edition.region, registers=outlook_registers(known))


@cache
def brief(edition: str, iso3: str) -> SimpleNamespace:
    known = context(edition)
    return SimpleNamespace(
        context=known, economy=known.economies[iso3], registers=brief_registers(known, iso3)
    )


def page(template: str, **content: object):
    return Writer(Project(ROOT), {}).page(template, "x/index.qmd", **content)


def told(text: str) -> str:
    """Text as a reader sees it: figures without their links, one space between words."""
    body = text.split("::: {.content-visible", maxsplit=1)[0]
    return re.sub(r"\s+", " ", LINK.sub(r"\1", body)).replace("\\", "")


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_statement_stands_in_the_table_with_its_verdict(edition):
    made = page("regional_outlook/_statements.jinja", outlook=outlook(edition))
    text = told(made.text)
    for one in outlook(edition).registers.statements:
        words = one.verdict[:1].upper() + one.verdict[1:]
        said = re.sub(r"\s+", " ", one.said.plain)
        assert re.search(re.escape(f"| {said} |") + r"[^|]*\|[^|]*\| " + re.escape(f"**{words}.**"), text), (
            said
        )
    keys = dict.fromkeys(one.reference.key for one in outlook(edition).registers.statements)
    assert [f"{{#tbl-said-{key}}}" in made.text for key in keys] == [True] * len(keys)


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_verdicts_are_counted(edition):
    registers = outlook(edition).registers
    assert sum(registers.verdicts.values()) == len(registers.statements)
    text = told(page("regional_outlook/_statements.jinja", outlook=outlook(edition)).text)
    counts = {"2023-1": ("four", "six", "four", "seven"), "2026-1": ("eight", "five", "six", "five")}[edition]
    hold, no_longer, none, never = counts
    assert f"values: {hold} hold; {no_longer} agreed with figures for their time and no longer hold;" in text
    assert f"{none} are not reproduced by any revision; {never} cannot be tested." in text


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("part", ["statements", "contested", "rights"])
def test_every_number_is_a_figure_and_the_text_is_whole(edition, part):
    made = page(f"regional_outlook/_{part}.jinja", outlook=outlook(edition))
    body = made.text.split("::: {.content-visible")[0]
    numbers = {text for text, _ in LINK.findall(body)}
    assert part == "rights" or any(char.isdigit() for char in "".join(numbers))
    rest = told(LINK.sub("", body))
    rest = re.sub(r"@[\w-]+|\{#[\w-]+|fig-alt=\"[^\"]*\"", "", rest)
    left = re.sub(r"\b30 June 2023\b|\b(19|20)\d\ds?\b|\b15–64\b|\b65\b", "", rest)
    assert re.findall(r"\d+", left) == []
    text = told(body)
    for clumsy in (" ,", " .", "..", " ;", "None", "()", "−−", "Undefined"):
        assert clumsy not in text, text[max(0, text.find(clumsy) - 60) : text.find(clumsy) + 40]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_link_leads_to_a_line_of_the_page(edition):
    for part in ("statements", "contested", "rights"):
        text = page(f"regional_outlook/_{part}.jinja", outlook=outlook(edition)).text
        anchors = set(re.findall(r"\]\(#((?:value|derived|quoted)-[^)]+)\)", text))
        assert anchors
        assert anchors <= set(re.findall(r"""(?:\{#| id=")((?:value|derived|quoted)-[^}"]+)""", text))


def test_the_figures_of_the_statements_agree_with_the_data_file(tmp_path):
    table = statements_table(outlook("2026-1").registers.statements)
    (tmp_path / "statements.csv").write_text(table, encoding="utf-8")
    data = (tmp_path / "statements.csv").read_text(encoding="utf-8")
    made = page("regional_outlook/_statements.jinja", outlook=outlook("2026-1"))
    shown = [figure for figure in made.ledger.figures if not figure.id.startswith("quoted/")]
    assert len(shown) > 30
    for figure in shown:
        assert figure.id in data, figure.id
        assert repr(float(figure.value)).removesuffix(".0") in data, figure.id


def test_a_contested_number_is_told_with_its_doubts():
    text = told(page("regional_outlook/_contested.jinja", outlook=outlook("2026-1")).text)
    assert "range from 200,000 to 250,000 [@mpi-human-flows-2003]. An unrealistic 1,000,000 is quoted" in text
    assert "range from upwards of 200,000 to 1,000,000, since discredited [@mpi-human-flows-2003]." in text
    assert "Rev. 2020 has no figure for it." in text
    assert "Published estimates are more than twice the official stock of their time" in text


def test_an_older_edition_tells_that_there_is_no_official_stock():
    text = told(page("country_brief/_contested.jinja", brief=brief("2023-1", "PRK")).text)
    assert (
        "The official migrant stock has no figure for people from the Democratic People's Republic of Korea"
        in text
    )
    assert "Published estimates stand without an official stock" in text


def test_a_brief_without_contested_numbers_says_nothing_of_them():
    assert page("country_brief/_contested.jinja", brief=brief("2026-1", "JPN")).text.strip() == ""
    assert brief("2026-1", "JPN").registers.charts == {}


def test_rights_of_an_economy_with_a_scheme():
    text = told(page("country_brief/_rights.jinja", brief=brief("2026-1", "KOR")).text)
    assert text.startswith(
        "The Republic of Korea has taken no action on the International Convention on the Protection of the Rights"
    )
    assert "(status of 2022) [@treaties-untc2022]." in text
    assert "It operates the Employment Permit System for temporary workers [@world-bank-eps-2018]." in text


def test_rights_of_an_economy_that_the_table_does_not_list():
    text = told(page("country_brief/_rights.jinja", brief=brief("2026-1", "HKG")).text)
    assert text.startswith("Nothing can be said of Hong Kong SAR and the International Convention")
    assert "lists States and has no row for Hong Kong SAR." in text


def test_an_edition_without_the_source_says_so():
    known = brief("2026-1", "JPN")
    bare = SimpleNamespace(
        context=known.context, economy=known.economy, registers=Registers((), {}, None, ())
    )
    text = told(page("country_brief/_rights.jinja", brief=bare).text)
    assert text.startswith("This edition has no source on the International Convention")
