"""Pages and charts of a small edition in a made-up translation: no text that a reader meets stays English."""

import re

import pytest
from brief_samples import MEMBERS, sample, value

import pseudo_locale
from corridor import charts, extracting
from corridor.economies import all_economies
from corridor.indicators import registry
from corridor.language import spoken
from corridor.project import Project
from corridor.rendering.pages import Writer
from corridor.rendering.template_lines import visible
from corridor.report_kinds import read_kind
from corridor.reports.country import country_brief
from corridor.sources import list_sources, read_source

YEARS = (1990, 2000, 2010, 2015, 2020, 2022, 2023, 2024, 2050)
# Words that the standard data write in French.
SPOKEN = ("millions", "million", "milliards", "milliard", "juillet")
# Arithmetic of derived numbers stays as the ledger states it.
STATED = ("of each",)
WORD = re.compile(r"[^\W\d_]{3,}")
# Data, identifiers, addresses: what stands in code, holds a sign of a selector or path, or is written in capitals.
CODED = re.compile(r"`[^`]*`|\S*(?:[=_/@\\]|\.\w{2,4}\b)\S*|\b[A-Z][A-Z0-9-]+\b|\bSHA-256\b")


def every_figure():
    """Values of all indicators for all economies, different from each other."""
    for place, (name, declared) in enumerate(registry().items()):
        for at, code in enumerate(MEMBERS):
            for year in YEARS:
                size = (place % 7 + 1) * (at + 2) * (1 + (year - 1990) / 100)
                size *= 1000 if declared.unit == "persons" else 1
                number = {"year": 2035, "category": 0}.get(declared.unit, size)
                others = [one for one in MEMBERS if one != code] if "counterpart" in declared.scopes else [""]
                for other in others:
                    yield value(name, year, number + len(other) * MEMBERS.index(other or code), code, other)


@pytest.fixture(scope="module")
def french(project, tmp_path_factory):
    """A project with the made-up translation."""
    root = tmp_path_factory.mktemp("french")
    for name in ("definitions", "data", "data_checks", "templates", "notebooks", "reports"):
        (root / name).symlink_to(project.root / name)
    config = (project.root / "_quarto.yml").read_text(encoding="utf-8")
    (root / "_quarto.yml").write_text(config.replace("lang: en", "lang: fr"), encoding="utf-8")
    pseudo_locale.write(root, extracting.template_text(project))
    return Project(root)


@pytest.fixture(scope="module")
def made(french):
    """Page and pictures of a brief with all figures, names of economies, and what the catalogue lacked."""
    with spoken(french, pseudo_locale.CODE) as language:
        context = sample(french, *every_figure())
        kind = read_kind(french, "country_brief")
        brief = country_brief(context, "JPN")
        page = Writer(french, {}).page(kind.template, "briefs/jpn/index.qmd", brief=brief)
        pictures = {name: charts.svg(block.chart) for name, block in brief.charts.items()}
        names = {n for one in all_economies(french).values() for n in (one.name, one.in_text, one.short)}
        return page.text, pictures, names, dict(language.missing)


def proper(names, project):
    """Names that no translation changes: of places, publications and publishers."""
    found = {*names, *SPOKEN, *list_sources(project), *STATED, "Corridor", "Here", "example"}
    for name in list_sources(project):
        source = read_source(project, name)
        found |= {source.title, source.publisher, source.abbreviation}
        found |= {text for one in source.vintages.values() for text in (one.title, one.label)}
    return sorted(found, key=len, reverse=True)


def left(text, names):
    """Words that are ASCII through and through, and neither names nor data."""
    plain = text
    for name in names:
        plain = plain.replace(name, " ").replace(name.replace("'", "’"), " ")
    plain = CODED.sub(" ", plain)
    return [word for word in WORD.findall(plain) if word.isascii()]


def test_no_text_of_a_page_stays_english(made, project):
    text, _, names, _ = made
    known = proper(names, project)
    body = text.split("---\n", 2)[2]
    assert {line: words for line in body.split("\n") if (words := left(visible(line), known))} == {}


def test_no_text_of_a_chart_stays_english(made, project):
    _, pictures, names, _ = made
    known = proper(names, project)
    assert len(pictures) > 4
    for name, picture in pictures.items():
        texts = re.findall(r"<text\b[^>]*>([^<]+)", picture)
        assert texts
        assert {one: words for one in texts if (words := left(one, known))} == {}, name


def test_the_catalogue_has_every_text_that_was_asked_for(made):
    assert made[3] == {}


def test_a_text_that_was_left_out_is_found():
    assert left("⟦Áğéd⟧ people in Japon, 2024 (JPN)", ["Japon"]) == ["people"]
