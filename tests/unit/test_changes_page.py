"""What the page on changes says: every kind of change has its sentence, and none says what is not so."""

import re
import shutil
from dataclasses import replace

import pytest

import worked
from corridor.changes import Change, EditionChanges, Parts, compare
from corridor.changes_figures import Unmatched
from corridor.indicators import IndicatorValue, Input
from corridor.ledger import Ledger
from corridor.project import Project
from corridor.rendering.pages import Writer
from corridor.reports.changes import changes_page
from corridor.reports.changes_told import tell


@pytest.fixture(scope="module")
def sides():
    return worked.sides()


@pytest.fixture(scope="module")
def context():
    values = worked.values("2026-1").computed_in("regional_indicators", "compute")
    return replace(worked.context("2026-1"), ledger=Ledger(values))


@pytest.fixture(scope="module")
def found(sides, context):
    return compare(*sides, context.ledger.values)


@pytest.fixture(scope="module")
def probe(project, tmp_path_factory):
    """The project's templates and one more that prints a piece of the page."""
    root = tmp_path_factory.mktemp("probe")
    shutil.copytree(project.templates, root / "templates")

    def filled(text, **content):
        head = '<% from "edition/_changes.jinja" import sentence, why, projection, apart, section with context %>'
        (root / "templates" / "probe.jinja").write_text(head + text, encoding="utf-8")
        page = Writer(Project(root), {}).page("probe.jinja", "probe.qmd", **content)
        text = page.text.split("\n::: {.content-visible")[0]
        return " ".join(_without_links(text).split())

    return filled


def _without_links(text):
    return re.sub(r"\[([^\]]*)\]\(#(?:value|derived)[^)]*\)\{[^}]*\}", r"\1", text).replace("\u00a0", " ")


def value(number, year, edition="", indicator="immigrant_stock", unit="persons"):
    rows = Input("migrant_stock", "rev2024", "0" * 64, (f"destination=JPN, year={year}, sex=both",), 1)
    return IndicatorValue(
        "JPN", indicator, "", year, float(number), unit, "estimated", "", (rows,), edition=edition
    )


def change(old, middle, new, *, reason=""):
    before, then, now = value(old, 2020, "2023-1"), value(middle, 2020), value(new, 2024)
    parts = Parts(now.value - then.value, {"migrant_stock": then.value - before.value}, 0.0)
    if reason:
        parts, then = Parts(0.0, {"migrant_stock": now.value - before.value}, 0.0), now
    return Change(before, now, parts, before, then, reason=reason)


STARTS = "The number of international migrants living in Japan is put at "
CASES = [
    (
        (1_000_000, 600_000, 700_000),
        "700,000 for 2024, where edition 2023-1 had 1.00 million for 2020: 300,000 fewer. The fall is due to revision"
        " alone: for 2020 itself, International Migrant Stock 2024 has 400,000 fewer, while from 2020 to 2024 the"
        " number rose by 100,000.",
    ),
    (
        (1_000_000, 900_000, 1_300_000),
        "1.30 million for 2024, where edition 2023-1 had 1.00 million for 2020: 300,000 more. The revision went the"
        " other way: for 2020 itself, International Migrant Stock 2024 has 100,000 fewer, while from 2020 to 2024 the"
        " number rose by 400,000.",
    ),
    (
        (1_000_000, 1_200_000, 1_500_000),
        "1.50 million for 2024, where edition 2023-1 had 1.00 million for 2020: 500,000 more. Part of the rise is a"
        " revision: for 2020 itself, International Migrant Stock 2024 has 200,000 more, and from 2020 to 2024 the"
        " number rose by 300,000.",
    ),
    (
        (1_000_000, 1_000_000, 1_200_000),
        "1.20 million for 2024, where edition 2023-1 had 1.00 million for 2020: 200,000 more. The figure for 2020 was"
        " not revised: the rise is one of the newer period.",
    ),
    (
        (1_000_000, 1_001_000, 800_000),
        "800,000 for 2024, where edition 2023-1 had 1.00 million for 2020: 200,000 fewer. The figure for 2020 was"
        " hardly revised: the fall is one of the newer period.",
    ),
    (
        (1_000_000, 800_000, 795_000),
        "795,000 for 2024, where edition 2023-1 had 1.00 million for 2020: 205,000 fewer. Almost all of it is a"
        " revision: for 2020 itself, International Migrant Stock 2024 has 200,000 fewer.",
    ),
    (
        (1_000_000, 800_000, 800_000),
        "800,000 for 2024, where edition 2023-1 had 1.00 million for 2020: 200,000 fewer. All of it is a revision: for"
        " 2020 itself, International Migrant Stock 2024 has 200,000 fewer.",
    ),
    (
        (1_000_000, 900_000, 1_010_000),
        "1.01 million for 2024, where edition 2023-1 had 1.00 million for 2020, little different. Two things offset"
        " each other: for 2020 itself, International Migrant Stock 2024 has 100,000 fewer, and from 2020 to 2024 the"
        " number rose by 110,000.",
    ),
]


@pytest.mark.parametrize(("numbers", "expected"), CASES)
def test_each_kind_of_change_has_its_sentence(probe, context, found, numbers, expected):
    told = tell(context, found, change(*numbers))
    page = changes_page(context, found)
    japan = next(one for one in page.economies if one.code == "JPN")
    assert probe("<< sentence(told, japan) >>", page=page, told=told, japan=japan) == STARTS + expected


def test_a_change_that_cannot_be_parted_says_why(probe, context, found):
    told = tell(context, found, change(100_000, 0, 150_000, reason="There is no row for 2020."))
    page = changes_page(context, found)
    text = probe("<< why(told) >>", page=page, told=told)
    assert text == "There is no row for 2020. So all of the difference is put down to the revision."


@pytest.mark.parametrize(
    ("old", "middle", "new", "expected"),
    [
        (-100, -150, -120, "deepens the fall by 50,000; the later start lessens the fall by 30,000."),
        (100, 80, 90, "takes from the rise by 20,000; the later start adds to the rise by 10,000."),
        (50, -40, -30, "lowers the projected change by 90,000; the later start raises the projected change by 10,000."),
        (-100, -90, -70, "lessens the fall by 10,000; so does the later start, by 20,000."),
        (-100, -90, -90, "lessens the fall by 10,000."),
    ],
)  # fmt: skip
def test_a_projected_change_is_told_by_its_direction(probe, context, found, old, middle, new, expected):
    def projected(number, edition=""):
        return value(number, 2050, edition, "working_age_change", "thousand persons")

    before, then, now = (
        projected(old, "2023-1"),
        projected(middle, "2023-1[population=wpp2024]"),
        projected(new),
    )
    parts = Parts(now.value - then.value, {"population": then.value - before.value}, 0.0)
    told = tell(context, found, Change(before, now, parts, before, then))
    page = changes_page(context, found)
    text = probe("<< projection(told, page.region) >>", page=page, told=told)
    assert text.startswith(
        "From 2024 to 2050 the number of people aged 15–64 in North-East Asia is now projected to "
    )
    assert text.endswith(f"The revision in World Population Prospects 2024 {expected}")


def test_what_is_said_of_a_real_change_is_so(context, found):
    """Every predicate against the numbers it speaks of, over all changes."""
    for item in found.items:
        told = tell(context, found, item)
        size, revised, period = item.size, item.parts.revised, item.parts.new_period
        assert told.size.value == pytest.approx(told.new.value - told.old.value)
        assert told.revised.value + told.period.value == pytest.approx(told.size.value, abs=1e-6)
        assert told.up == (size > 0)
        assert told.unrevised == (revised == 0)
        if told.revision_alone:
            assert size * (size - revised) < 0 or abs(size) < abs(revised)
        if told.period_alone:
            assert abs(size) < abs(period)
        if told.hardly_revised:
            assert abs(revised) < 0.03 * abs(item.old.value) or item.old.value == revised == 0
        assert not (told.hardly_revised and told.strongly_revised)
        shares = [share.value for _, share in told.by_source]
        assert not shares or sum(shares) == pytest.approx(revised, abs=1e-9 * max(1, abs(item.old.value)))


def test_the_parts_rest_on_the_values_they_are_made_of(context, found):
    share = tell(context, found, found.get("RUS", "immigrant_share"))
    assert share.size.id == "RUS/immigrant_share/2020@2023-1 RUS/immigrant_share/2024"
    assert share.period.id == "RUS/immigrant_share/2020 RUS/immigrant_share/2024"
    assert [label for label, _ in share.by_source] == ["Rev.\u00a02024", "WPP\u00a02024"]
    assert share.by_source[0][1].id.split() == [
        "RUS/immigrant_share/2020@2023-1",
        "RUS/immigrant_share/2020@2023-1[migrant_stock=rev2024]",
        "RUS/immigrant_share/2020@2023-1[population=wpp2024]",
        "RUS/immigrant_share/2020",
    ]
    assert share.titles == "International Migrant Stock 2024 and World Population Prospects 2024"
    change = tell(context, found, found.get("CHN", "working_age_change"))
    assert (
        change.period.formula
        == "working_age_change(2050) from 2024 − from 2020, on the tables of edition 2026-1"
    )


def test_the_region_counts_an_economy_that_it_did_not(context, found):
    page = changes_page(context, found)
    assert [(one.economy.iso3, one.figure.id) for one in page.gained] == [("TWN", "TWN/immigrant_stock/2020")]


def test_corridors_are_ranked_by_their_revision_and_come_once(context, found):
    page = changes_page(context, found)
    ends = [(one.origin.iso3, one.destination.iso3) for one in page.corridors]
    assert ends[:2] == [("RUS", "KAZ"), ("UKR", "RUS")]
    assert len(set(ends)) == len(ends) == 10
    sizes = [abs(one.told.revised.value) for one in page.corridors]
    assert sizes == sorted(sizes, reverse=True)
    assert {one.kind for pair in page.corridors for one in (pair.origin, pair.destination)} == {"economy"}


def test_figures_of_one_edition_only_are_grouped_by_reason(probe, context, found):
    page = changes_page(context, found)
    assert [group.name for group in page.appeared.groups] == ["Taiwan Province of China"]
    assert page.disappeared.groups == ()
    text = probe("<< apart(page.appeared) >>", page=page)
    assert "**Taiwan Province of China.** There are no figures for Taiwan Province of China in" in text
    assert "International migrants living here: 1,136,425 (2024)" in text
    assert "The corridor has no row in International Migrant Stock 2020. That is so for these:" in text


def test_what_an_edition_lacks_for_all_economies_is_said_once(probe, context, found):
    page = changes_page(context, found)
    text = probe("<< apart(page.appeared) >>", page=page)
    absent = "Edition 2023-1 does not use UIS education data, release of 2025 or an earlier vintage of it."
    kinds = "Students from abroad; Students abroad; Students from abroad for each student abroad."
    assert text.count(absent) == 1
    assert f"{absent} That is so for: {kinds}" in text
    older = "There are no figures of this kind in World Development Indicators, release of 2023."
    assert f"{older} That is so for: Remittances received; Remittances paid." in text


def test_a_code_has_no_size_of_change(context, found):
    japan = next(one for one in changes_page(context, found).economies if one.code == "JPN")
    assert found.get("JPN", "icrmw_status") is not None
    assert japan.get("icrmw_status") is None
    assert japan.get("skilled_emigration_rate").size.text == "0\u00a0%"


def test_figures_that_disappeared_name_their_edition(context, found):
    gone = replace(found, disappeared=(Unmatched(value(5, 2020, "2023-1"), "Gone."),))
    (group,) = changes_page(context, gone).disappeared.groups
    assert (group.name, group.reason) == ("Japan", "Gone.")
    assert group.figures[0][1].id == "JPN/immigrant_stock/2020@2023-1"


def test_the_page_of_editions_that_are_the_same(project, context, sides):
    same = compare(sides[1], sides[1], context.ledger.values)
    page = changes_page(context, replace(same, old=sides[0].edition))
    text = Writer(project, {}).page("edition/changes.qmd.jinja", "c.qmd", context=context, page=page).text
    assert "Its main figures changed little." in text
    assert "Every figure of this edition was in edition 2023-1 too." in text
    assert "No economy’s number of immigrants was revised" in text
    assert "No corridor was revised" in text
    assert "largest revision" not in text


def test_a_page_without_a_common_figure_is_written_too(project, context, sides):
    nothing = EditionChanges(sides[0].edition, sides[1].edition, (), (), (), (), (2020, 2024))
    page = changes_page(context, nothing)
    text = Writer(project, {}).page("edition/changes.qmd.jinja", "c.qmd", context=context, page=page).text
    assert "## Japan {#sec-jpn}" in text
    assert "tbl-jpn" not in text
