"""A brief as a whole: what stands at its head, its charts, its table, its notes, and what its sentences say."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from brief_samples import sample, value

import worked
from corridor import charts
from corridor.changes import Change, EditionChanges, Parts, compare
from corridor.changes_figures import Unmatched
from corridor.editions import read_edition
from corridor.ledger import Ledger
from corridor.rendering.pages import Writer
from corridor.reports.brief_changes import brief_changes
from corridor.reports.brief_charts import place
from corridor.reports.brief_notes import brief_notes, licences
from corridor.reports.context import Context
from corridor.reports.country import country_brief
from corridor.reports.tables import newest_indicators

EDITIONS = ("2023-1", "2026-1")
DRAWING = [
    name for name in charts.__all__ if name.islower() and name not in ("color_of", "show", "spec_json", "svg")
]


def undrawn(chart_id, frame, *_, width=charts.FULL_WIDTH, **__):
    return charts.Chart(chart_id, {}, frame, width, 200)


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch):
    for name in DRAWING:
        monkeypatch.setattr(charts, name, undrawn)


def text_of(page):
    """What a reader reads, without links, marks and the list of figures."""
    body = page.text.split('\n::: {.content-visible when-format="html"}\n## Where')[0]
    body = re.sub(r"\[([^\]]*)\]\(#[^)]*\)\{[^}]*\}", r"\1", body)
    body = re.sub(r"\s\[@[^\]]*\]", "", body)
    return " ".join(body.split()).replace("\u00a0", " ").replace("\\", "")


@pytest.fixture(scope="module")
def contexts():
    return {name: worked.context(name) for name in EDITIONS}


@pytest.fixture
def read(project, contexts):
    """Read a brief of an edition as text."""

    def of(edition, iso3):
        return written(project, country_brief(contexts[edition], iso3))

    return of


def written(project, brief):
    page = Writer(project, {}).page("country_brief/report.qmd.jinja", "briefs/x/index.qmd", brief=brief)
    return text_of(page)


# the first page


def shares(**found):
    names = {
        "money": "remittances_received_share",
        "here": "immigrant_share",
        "away": "emigrant_ratio",
    }
    return [value(names[name], 2024, number) for name, number in found.items()]


def working(now, then):
    return [value("working_age_population", y, n) for y, n in ((2023, now), (2024, now), (2050, then))]


def series(indicator, *years):
    return [value(indicator, year, 10.0 + year - 2000) for year in years]


@pytest.mark.parametrize(
    ("values", "main"),
    [
        (shares(money=12) + series("remittances_received_share", 2020, 2021, 2022), "remittances"),
        (shares(money=4, here=30) + working(100, 60), "stocks"),
        (shares(away=30) + working(100, 60), "stocks"),
        (shares(money=4, here=3) + working(100, 60), "ageing"),
        (shares(here=3) + working(100, 120), "stocks"),
    ],
)
def test_the_first_page_shows_the_chart_of_the_main_point(project, values, main):
    stocks = series("immigrant_stock", 2010, 2024)
    brief = country_brief(sample(project, *stocks, *values), "JPN")
    assert brief.shown.main == main
    assert all(main not in names for names in brief.shown.sections.values())


def test_key_figures_are_five_and_those_that_matter(contexts):
    labels = [k.label for k in country_brief(contexts["2026-1"], "JPN").key_figures]
    assert labels == [
        "Migrants living here, 2024",
        "Emigrants living abroad, 2024",
        "Net migration a year, 2023",
        "Fewer people aged 15–64 by 2050",
        "Aged 65+ per 100 aged 15–64, 2050",
    ]


def test_remittances_are_a_key_figure_where_they_weigh(project):
    brief = country_brief(sample(project, *shares(money=3.2)), "JPN")
    assert [k.label for k in brief.key_figures] == ["Remittances, share of GDP, 2024"]
    brief = country_brief(sample(project, *shares(money=2.9)), "JPN")
    assert brief.key_figures == ()


# charts


def drawings(*names):
    return {name: lambda width, name=name: (name, width) for name in names}


def test_two_charts_of_a_section_stand_side_by_side_and_a_third_is_left_out():
    shown = place(drawings("stocks", "ageing", "net-migration", "needs"), ["stocks"])
    assert shown.main == "stocks"
    assert shown.sections["ageing"] == ("ageing", "net-migration")
    assert shown.blocks["ageing"] == ("ageing", charts.HALF_WIDTH)
    assert shown.blocks["stocks"] == ("stocks", charts.FULL_WIDTH)
    assert not shown.shows("needs")


def test_a_chart_of_the_first_page_gives_its_place_to_the_next():
    shown = place(drawings("ageing", "net-migration", "needs"), ["remittances", "ageing"])
    assert shown.main == "ageing"
    assert shown.sections["ageing"] == ("net-migration", "needs")


def test_a_chart_alone_takes_the_whole_width():
    shown = place(drawings("students"), ["stocks"])
    assert (shown.main, shown.blocks) == ("", {"students": ("students", charts.FULL_WIDTH)})


FULL_SECTIONS = ("stocks", "corridors", "ageing", "net-migration", "needs", "students", "selectivity")


@pytest.mark.parametrize(
    ("names", "others", "on_screen"),
    [
        (FULL_SECTIONS, 0, ()),
        (FULL_SECTIONS, 70, ("corridors",)),
        (FULL_SECTIONS, 90, ("corridors", "talent")),
        ((*FULL_SECTIONS, "remittances", "senders"), 0, ("corridors",)),
    ],
)
def test_charts_that_print_has_no_room_for_stay_on_screen(names, others, on_screen):
    shown = place(drawings(*names), ["ageing"], others)
    assert shown.on_screen == on_screen
    assert shown.shows("students") == ("talent" not in on_screen)
    assert set(shown.blocks) == set(names)


def test_corridors_stay_in_print_where_no_table_shows_them():
    shown = place(drawings(*FULL_SECTIONS), ["stocks"], 300)
    assert "corridors" not in shown.on_screen


@pytest.mark.parametrize("edition", EDITIONS)
def test_alternative_texts_and_frames_of_real_charts(contexts, edition):
    for iso3 in contexts[edition].members:
        for name, block in country_brief(contexts[edition], iso3).charts.items():
            assert block.alt.plain.endswith("."), (iso3, name)
            assert isinstance(block.chart.data, pd.DataFrame), (iso3, name)
            assert any(block.alt.figures()), (iso3, name)


# the table


def row_of(context, label):
    return next(row for row in newest_indicators(context, "JPN").rows if row[0] == label)


def texts(row):
    return [getattr(cell, "text", cell) for cell in row[2:]]


def test_the_table_takes_the_newest_figure_of_each_indicator(project):
    context = sample(
        project,
        *(value("immigrant_stock", y, y) for y in (2010, 2020, 2024)),
        *(value("refugees_hosted", y, y, status="observed") for y in (2010, 2024, 2025)),
        *(value("net_migration", y, y) for y in (2010, 2023, 2024, 2050)),
        *(value("working_age_population", y, y) for y in (2010, 2023, 2050)),
        value("working_age_population", 2024, 2024, status="projected"),
        value("outbound_students", 2024, None),
        value("old_age_dependency", 2010, None),
        value("old_age_dependency", 2024, 50),
        value("skilled_emigration_rate", 2010, 1),
    )
    context = Context(context.project, context.edition, _projected(context), context.sources, ())
    assert texts(row_of(context, "International migrants living here")) == ["2,010", "2,024", "2024", None]
    assert texts(row_of(context, "Refugees living here")) == ["2,010", "2,025", "2025", None]
    assert texts(row_of(context, "Net migration")) == ["2,010.0", "2,023.0", "2023", "2,050.0"]
    assert texts(row_of(context, "People aged 15–64")) == ["2,010.0", "2,024.0", "2024", "2,050.0"]
    assert "Students abroad" not in [row[0] for row in newest_indicators(context, "JPN").rows]
    assert texts(row_of(context, "Old-age dependency ratio")) == ["–", "50.00", "2024", None]
    assert texts(row_of(context, "Emigration rate of the tertiary-educated")) == [None, "1.00", "2010", None]


def _projected(context):
    """Net migration of the base year is a projection."""
    values = tuple(
        replace(v, status="projected") if (v.indicator, v.year) == ("net_migration", 2024) else v
        for v in context.ledger.values
    )
    return Ledger(replace(context.ledger.values, values=values))


# notes


def test_a_note_names_the_economy_or_the_first_limit_that_holds_for_all(contexts):
    notes = {note.topic: note.text for note in brief_notes(contexts["2026-1"], "JPN")}
    assert notes["International Migrant Stock 2024"] == (
        "In Japan, migrants are people of foreign citizenship, wherever they were born."
    )
    assert notes["World Population Prospects 2024"].startswith("Net migration is mostly estimated")
    assert all(text.count(". ") < 2 for text in notes.values())


def test_of_a_source_that_weighs_little_only_limits_that_name_the_economy_are_told(contexts):
    topic = "World Development Indicators, release of 2025"
    assert topic in [note.topic for note in brief_notes(contexts["2026-1"], "MNG")]
    assert topic not in [n.topic for n in brief_notes(contexts["2026-1"], "MNG", slight=["remittances"])]
    assert topic not in [n.topic for n in country_brief(contexts["2026-1"], "JPN").notes]


def test_a_reason_that_a_section_tells_is_no_note(project):
    context = sample(project, value("inbound_students", 2024, None), value("median_age", 2024, None))
    assert [n.text for n in brief_notes(context, "JPN") if n.topic == "No figure"] == ["There is none."]
    assert not [n for n in brief_notes(context, "JPN", {"There is none."}) if n.topic == "No figure"]


def test_licences_name_the_publishers_whose_figures_are_shown(project):
    context = sample(project, value("immigrant_stock", 2024, 5), value("remittances_paid", 2024, 5))
    assert licences(context, "JPN") == (("CC BY 3.0 IGO", "UN DESA"), ("CC BY 4.0", "World Bank"))


# changes


def change(project, indicator, old, middle, new, years=(2020, 2024)):
    before = replace(value(indicator, years[0], old), edition="2023-1")
    then, now = value(indicator, years[0], middle), value(indicator, years[1], new)
    parts = Parts(now.value - then.value, {"migrant_stock": then.value - before.value}, 0.0)
    found = Change(before, now, parts, before, then)
    older, newer = (read_edition(project, name) for name in EDITIONS)
    return EditionChanges(older, newer, (found,), (), (), (), (2020, 2024))


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (
            (1_000_000, 600_000, 700_000),
            "The number of international migrants is 700,000 for 2024; edition 2023-1 had 1.00 million for 2020,"
            " now put at 600,000 by International Migrant Stock 2024.",
        ),
        (
            (600_000, 600_000, 700_000),
            "The number of international migrants is 700,000 for 2024; edition 2023-1 had 600,000 for 2020.",
        ),
        ((600_000, 600_000, 601_000), "Its main figures differ little from those of edition 2023-1."),
    ],
)
def test_what_changed_is_told_in_a_line(project, contexts, numbers, said):
    changes = change(project, "immigrant_stock", *numbers)
    assert said in written(project, country_brief(contexts["2026-1"], "JPN", changes))


def test_a_projected_fall_and_a_projected_rise(project, contexts):
    changes = change(project, "working_age_change", 500, 400, -2_000, years=(2050, 2050))
    assert (
        "now projected to fall by 2.00 million from 2024 to 2050; edition 2023-1 had a rise of 500,000 from 2020."
    ) in written(project, country_brief(contexts["2026-1"], "JPN", changes))


def test_a_publication_that_revised_several_figures_is_named_once(project, contexts):
    parts = [
        change(project, indicator, 1_000_000, 600_000, 700_000)
        for indicator in ("immigrant_stock", "emigrant_stock")
    ]
    both = replace(parts[0], items=(*parts[0].items, *parts[1].items))
    text = written(project, country_brief(contexts["2026-1"], "JPN", both))
    assert text.count("by International Migrant Stock 2024") == 1
    assert "that edition had 1.00 million for 2020, now put at 600,000." in text


def test_economies_of_which_the_edition_before_knew_nothing_are_told(project, contexts):
    changes = change(project, "immigrant_stock", 600_000, 600_000, 601_000)
    new = Unmatched(value("emigrant_stock", 2024, 5), "Absent from the older vintage.")
    text = written(project, country_brief(contexts["2026-1"], "JPN", replace(changes, appeared=(new,))))
    assert "Figures on its emigrants are new: edition 2023-1 had none." in text
    assert "differ little" not in text


def test_a_small_share_of_gdp_is_not_told_again(project, contexts):
    changes = change(project, "remittances_received_share", 0.5, 0.5, 0.1)
    brief = country_brief(contexts["2026-1"], "JPN", changes)
    assert brief.changes.lines == ()


def test_economies_compared_alone_change_as_they_do_among_others():
    alone, both = (
        compare(*(replace(side, only=codes) for side in worked.sides()))
        for codes in (("MNG",), ("MNG", "PRK"))
    )
    assert alone.items
    assert {item.subject[0] for item in alone.items if not item.subject[2]} == {"MNG"}
    assert all(both.get(*item.subject) == item for item in alone.items)


def test_nothing_is_told_of_changes_that_were_not_computed(contexts):
    assert brief_changes(contexts["2026-1"], None, "JPN") is None


# sentences


@pytest.mark.parametrize(
    ("edition", "iso3", "said"),
    [
        (
            "2026-1",
            "JPN",
            "Japan is home to 3.41 million international migrants (2024), 2.8 % of its population",
        ),
        ("2026-1", "JPN", "In 2023 migration was adding 175,000 a year to its population."),
        ("2026-1", "JPN", "For each of its students abroad it hosts 6.4 from elsewhere (2022)."),
        ("2026-1", "JPN", "it received US$ 4.69 billion in remittances, 0.1 % of its GDP"),
        (
            "2026-1",
            "JPN",
            "GDP per head in its main destinations, a stand-in for wages, is 0.43 times (Brazil)",
        ),
        ("2026-1", "JPN", "the last year of the series, against 0.2 % of those with low education"),
        ("2026-1", "JPN", "This is static arithmetic, not a forecast"),
        ("2026-1", "PRK", "For the Democratic People's Republic of Korea, 2009 is the only year."),
        (
            "2026-1",
            "PRK",
            "In 2009, the newest year of the source, 480 students from abroad were enrolled here",
        ),
        ("2026-1", "PRK", "Arrivals and departures nearly offset each other"),
        ("2026-1", "MNG", "Arrivals and departures offset each other in 2023."),
        ("2026-1", "KOR", "It operates the Employment Permit System"),
        ("2026-1", "PRK", "has taken no action on the International Convention"),
        ("2026-1", "PRK", "An unrealistic 1,000,000 is quoted as well."),
        ("2026-1", "TWN", "Averaged over five years it is projected to become a lasting gain in 2033."),
        ("2023-1", "JPN", "This edition has no source on students."),
        ("2023-1", "JPN", "This edition has no source on net migration."),
        ("2023-1", "JPN", "This edition has no source on refugees."),
        ("2023-1", "JPN", "This is the first edition, with none before it to compare with."),
        ("2023-1", "JPN", "Remittances received were worth 0.1 % of GDP in 2021."),
        ("2023-1", "TWN", "Without migrant stocks, its corridors are not known either."),
    ],
)
def test_what_a_brief_says(read, edition, iso3, said):
    assert said in read(edition, iso3)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_section_of_every_economy_is_there_and_none_is_empty(contexts, read, edition):
    for iso3 in contexts[edition].members:
        text = read(edition, iso3)
        places = [text.index(f"{{#sec-{name}}}") for name in SECTIONS]
        assert places == sorted(places), iso3
        assert not re.search(r"\{#sec-[a-z]+\} ##", text), iso3


SECTIONS = (
    "stocks", "corridors", "ageing", "money", "talent", "rights", "changes", "notes", "indicators", "sources",
)  # fmt: skip


@pytest.mark.parametrize("edition", EDITIONS)
def test_figures_that_the_text_refers_to_are_shown(contexts, read, edition):
    for iso3 in contexts[edition].members:
        text = read(edition, iso3)
        for kind in ("fig", "tbl"):
            referred = set(re.findall(rf"@{kind}-([\w-]+)", text))
            assert referred <= set(re.findall(rf"\{{#{kind}-([\w-]+)", text)), iso3
