"""The outlook's page as text: of both editions, of the six states, and of a large region; charts drawn for the last."""

import re
from dataclasses import replace

import pytest

import worked
from corridor import charts
from corridor.economies import region
from corridor.editions import read_edition
from corridor.indicators import compute_region, load_tables
from corridor.ledger import Ledger
from corridor.rendering.pages import Writer
from corridor.report_kinds import read_kind
from corridor.reports.context import Context
from corridor.reports.regional import regional_outlook
from corridor.reports.regional_across import LIMIT

SCOPES = [
    ("2023-1", "north-east-asia"),
    ("2026-1", "north-east-asia"),
    ("2026-1", "north-east-asia-states"),
    pytest.param(("2026-1", "asia-pacific"), marks=pytest.mark.slow),
]
SECTIONS = [
    "sec-world", "sec-economies", "sec-corridors", "sec-gains", "sec-ageing", "sec-net-migration", "sec-needs",
    "sec-talent", "sec-money", "sec-changes", "sec-indicators", "sec-notes", "sec-sources",
]  # fmt: skip


@pytest.fixture(scope="module", params=SCOPES, ids="-".join)
def made(request, project, is_asked_for):
    """An outlook and its page; that of a large region, whose text other tests read, when asked."""
    name, region_id = request.param
    if region_id == "asia-pacific" and not is_asked_for(f"sections of the outlook of {region_id}"):
        pytest.skip("the outlook of a large region is looked at when asked")
    edition = replace(read_edition(project, name), region=region(project, region_id))
    if edition.region == worked.edition(name).region:
        context = worked.context(name)
    else:
        values = compute_region(project, edition, tables=load_tables(project, edition))
        context = Context(project, edition, Ledger(values), worked.sources(name), ())
    outlook = regional_outlook(context)
    kind = read_kind(project, "regional_outlook")
    return outlook, Writer(project, {}).page(kind.template, str(kind.page), outlook=outlook)


def sections(text):
    """Text of each section by its anchor."""
    parts = re.split(r"^## .*?\{#(sec-[\w-]+)\}$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_section_is_there_in_order_and_says_something(made):
    found = sections(made[1].text)
    assert [name for name in found if name in SECTIONS] == SECTIONS
    for name, text in found.items():
        prose = [line for line in text.splitlines() if re.match(r"[A-Z\[]", line)]
        assert prose or name in ("sec-indicators", "sec-figures"), name


def test_the_first_page_has_five_figures_and_a_lead_of_themes(made):
    outlook, page = made
    assert len(outlook.key_figures) == 5
    assert len({k.label for k in outlook.key_figures}) == 5
    lead = page.text.partition("::: {.lead}")[2].partition(":::")[0]
    assert 3 <= len(re.findall(r"\.(?=\s)", re.sub(r"\]\([^)]*\)\{[^}]*\}", "]", lead))) <= 4


def test_each_section_has_two_charts_at_most(made):
    for name, text in sections(made[1].text).items():
        assert len(re.findall(r"\{#fig-", text)) <= 2, name


def test_charts_and_tables_of_a_large_region_hold_the_largest_and_say_so(made):
    outlook, page = made
    large = len(outlook.region.members) > LIMIT
    assert ("the twelve economies with" in page.text) == large
    assert ("the nine economies with" in page.text) == large
    for name in ("economies", "replacement", "students", "remittances", "net-migration"):
        if name in outlook.tables:
            assert len(outlook.tables[name].rows) <= LIMIT + 1, name
    assert len(outlook.corridors.matrix.rows) <= LIMIT
    assert outlook.corridors.matrix.coded == large


def test_whatever_is_referred_to_is_on_the_page(made):
    text = made[1].text
    for kind, name in re.findall(r"@(fig|tbl|sec)-([\w-]+)", text):
        assert f"{{#{kind}-{name}" in text


def test_charts_can_be_drawn(made):
    for block in made[0].charts.values():
        assert charts.svg(block.chart).startswith("<svg ")


def test_the_page_links_to_no_other_so_that_it_can_be_built_alone(made):
    assert re.findall(r"\]\((?!#|charts/|ledger\.json|https?:)[^)]*\)", made[1].text) == []
