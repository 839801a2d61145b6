"""A brief can be written for every economy of Asia and the Pacific, in both editions, and every sentence reads well.

When asked for, also for all economies of the world. Figures and texts are real; pictures are drawn for a sample only
(`test_a_sample_is_rendered`).
"""

import re
from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import number_grammar as grammar
import pandas as pd
import pytest

from corridor import charts, pipeline
from corridor.economies import all_economies, region
from corridor.editions import read_edition
from corridor.indicators import compute_region, load_tables, registry
from corridor.ledger import Ledger
from corridor.rendering.pages import Writer
from corridor.report_kinds import read_kind
from corridor.reports.context import Context
from corridor.reports.country import country_brief
from corridor.reports.regional import regional_outlook
from corridor.sources import read_source

EDITIONS = ("2023-1", "2026-1")
DRAWING = [
    name for name in charts.__all__ if name.islower() and name not in ("color_of", "show", "spec_json", "svg")
]


def undrawn(chart_id, frame=None, *_, **__):
    """A chart that is never looked at."""
    return charts.Chart(chart_id, {}, frame if frame is not None else pd.DataFrame(), 680, 200)


@pytest.fixture(scope="module", params=[*EDITIONS, *(f"{name} world" for name in EDITIONS)])
def asia_pacific(request, project, is_asked_for):
    """The pages of all briefs and of the outlook of `asia-pacific`, by code or `outlook`, as text."""
    name, _, world = request.param.partition(" ")
    area = region(project, "asia-pacific")
    if world:
        if not is_asked_for(f"every economy of the world, {name}"):
            pytest.skip("all economies of the world are written for when asked")
        everyone = [code for code, one in all_economies(project).items() if one.kind == "economy"]
        area = replace(area, id="world", name="world", article="the", members=tuple(everyone))
    edition = replace(read_edition(project, name), region=area)
    tables = load_tables(project, edition)
    values = compute_region(project, edition, tables=tables)
    sources = {source: read_source(project, source) for source in edition.vintages}
    context = Context(project, edition, Ledger(values), sources, ())
    writer = Writer(project, {})
    with pytest.MonkeyPatch.context() as patched:
        for name in DRAWING:
            patched.setattr(charts, name, undrawn)
        kind = read_kind(project, "country_brief")
        pages = {
            member: writer.page(kind.template, f"briefs/{member.lower()}/index.qmd", brief=brief)
            for member in edition.region.members
            for brief in [country_brief(context, member)]
        }
        outlook = read_kind(project, "regional_outlook")
        pages["outlook"] = writer.page(
            outlook.template, "outlook/index.qmd", outlook=regional_outlook(context)
        )
    return SimpleNamespace(edition=edition, values=values, pages=pages)


def test_every_economy_has_a_brief(asia_pacific):
    assert len(asia_pacific.pages) == 59 or len(asia_pacific.pages) > 200
    assert {"AFG", "TUV", "PRK", "MAC"} < set(asia_pacific.pages)


def test_every_sentence_obeys_the_grammar_of_numbers(asia_pacific):
    found = [
        (code, fault.rule, fault.sentence)
        for code, page in asia_pacific.pages.items()
        for text in (*grammar.paragraphs(page.text), *grammar.labels(page.text))
        for fault in grammar.faults(text)
    ]
    assert found == []


def test_paragraphs_are_whole_sentences(asia_pacific):
    found = [
        (code, paragraph)
        for code, page in asia_pacific.pages.items()
        for paragraph in grammar.paragraphs(page.text)
        if grammar.unfinished(paragraph)
    ]
    assert found == []


# Stands in each table behind a chart that leaves years out.
THINNED = "Every fifth year; the data file has them all."


def test_no_sentence_is_told_twice(asia_pacific):
    found = []
    for code, page in asia_pacific.pages.items():
        body = page.text.partition("## All indicators")[0]
        told = Counter(s for p in grammar.paragraphs(body) for s in grammar.sentences(p) if len(s) > 25)
        found += [(code, one) for one, times in told.items() if times > 1 and one != THINNED]
    assert found == []


def test_every_section_says_something(asia_pacific):
    for code, page in asia_pacific.pages.items():
        body = page.text.partition("## Where the figures come from")[0]
        for head, paragraphs in grammar.sections(body).items():
            assert paragraphs or "| " in page.text.partition(f"## {head}")[2], (code, head)


def test_all_values_are_finite_or_missing_with_a_reason(asia_pacific):
    for value in asia_pacific.values:
        if value.value is None:
            assert value.status == "missing", value.id
            assert re.fullmatch(r"[A-Z].*\.", value.reason), value.id
        else:
            assert abs(value.value) < 1e15, value.id
            assert value.unit == registry()[value.indicator].unit


def test_figures_of_the_pages_are_those_of_the_data(asia_pacific):
    ids = {value.id for value in asia_pacific.values if value.value is not None}
    for code, page in asia_pacific.pages.items():
        shown = {
            one
            for figure in page.ledger.figures
            for one in figure.id.split()
            if "@" not in one and not one.startswith("quoted/")
        }
        assert shown, code
        assert shown <= ids, (code, sorted(shown - ids)[:5])


@pytest.mark.slow
def test_a_sample_is_rendered(copy, tmp_path):
    """An edition of another region builds, with a brief that its pages around it lead to."""
    islands = "id: islands\nname: Three islands\narticle: ''\neconomies: [COK, NIU, TUV]\nnote: For a test.\n"
    (copy.definitions / "regions" / "islands.yml").write_text(islands, encoding="utf-8")
    path = copy.reports / "editions" / "2026-1.yml"
    text = path.read_text("utf-8").replace("region: north-east-asia\n", "region: islands\neconomies: [TUV]\n")
    path.write_text(text, encoding="utf-8")
    out = tmp_path / "_site"
    pipeline.build(copy, "2026-1", economies=["TUV"], reports=["country_brief"], engine="pandoc", out=out)
    page = (out / "editions/2026-1/briefs/tuv/index.html").read_text("utf-8")
    assert page.count("<svg") + page.count(".svg") > 0
    assert (out / "editions/2026-1/briefs/tuv/brief.pdf").read_bytes().startswith(b"%PDF")
