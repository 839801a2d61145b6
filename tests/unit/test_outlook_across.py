"""Which economies an outlook shows, in what order, in which year."""

import pytest
from outlook_samples import context

from corridor.reports import regional_across as across

MANY = ["AUS", "BGD", "CHN", "FJI", "IDN", "IND", "IRN", "JPN", "KAZ", "KOR", "MNG", "NPL", "NZL", "PAK"]


def test_a_small_region_is_shown_whole_in_its_own_order(project):
    small = context(project, ["JPN", "CHN"], [("CHN", "immigrant_stock", 2024, 5)])
    shown = across.largest(small, ["immigrant_stock"], 2024, "the most migrants")
    assert (shown.codes, shown.limited) == (("JPN", "CHN"), False)


def test_of_a_large_region_the_largest_are_shown_and_named(project):
    figures = [(code, "immigrant_stock", 2024, 100 + n) for n, code in enumerate(MANY)]
    figures += [("AUS", "emigrant_stock", 2024, 1_000)]
    large = context(project, MANY, figures)
    shown = across.largest(
        large, ["immigrant_stock", "emigrant_stock"], 2024, "the most migrants and emigrants"
    )
    assert shown.limited
    assert shown.codes[:3] == ("AUS", "PAK", "NZL")
    assert len(shown.codes) == across.LIMIT
    assert shown.words == "the twelve economies with the most migrants and emigrants"


def test_an_economy_without_size_is_not_among_the_largest(project):
    large = context(project, MANY, [("JPN", "immigrant_stock", 2024, 7), ("CHN", "immigrant_stock", 2024, 0)])
    assert across.largest(large, ["immigrant_stock"], 2024, "the most migrants").codes == ("JPN",)


@pytest.mark.parametrize(
    ("years", "found"),
    [
        ({"JPN": {2022: 9, 2023: 9}, "CHN": {2022: 1}}, 2022),
        ({"JPN": {2022: 90, 2023: 90}, "CHN": {2022: 1}}, 2023),
        ({"JPN": {2022: 90}, "CHN": {2022: 1, 2023: 1}}, 2022),
        ({"JPN": {2022: 5}, "CHN": {2023: 6}, "KOR": {2022: 2}}, 2022),
        ({"JPN": {2023: 1}, "CHN": {2010: 99}, "KOR": {2010: 99}}, 2023),
        ({}, None),
    ],
)
def test_a_comparison_takes_the_newest_year_that_lacks_little(project, years, found):
    rows = [(code, "immigrant_share", y, v) for code, held in years.items() for y, v in held.items()]
    region = context(project, ["JPN", "CHN", "KOR"], rows)
    assert across.common_year(region, ["immigrant_share"]) == found


def test_a_common_year_needs_every_indicator(project):
    rows = [
        ("JPN", "immigrant_share", 2023, 1),
        ("JPN", "immigrant_share", 2022, 1),
        ("JPN", "emigrant_ratio", 2022, 1),
    ]
    region = context(project, ["JPN"], rows)
    assert across.common_year(region, ["immigrant_share", "emigrant_ratio"]) == 2022


def test_a_total_names_what_it_adds_up(project):
    region = context(
        project,
        ["JPN", "CHN", "KOR"],
        [("JPN", "immigrant_stock", 2024, 2), ("KOR", "immigrant_stock", 2024, 3)],
    )
    summed = across.total([r.figure for r in across.ranked(region, "immigrant_stock", 2024)])
    assert summed.value == 5
    assert summed.id == "KOR/immigrant_stock/2024 JPN/immigrant_stock/2024"
    assert summed.formula == "Σ immigrant_stock(2024) over the economies that have it"
    assert across.total([]) is None
    assert [e.iso3 for e in across.without(region, region.across("immigrant_stock", 2024))] == ["CHN"]


def test_why_a_section_has_no_figures(project):
    bare = context(project, ["JPN"], [], vintages={"migrant_stock": "example"})
    assert (
        across.no_source(bare, "working_age_population", "population")
        == "This edition has no source on population."
    )
    assert across.no_source(bare, "immigrant_stock", "migrants").startswith(
        "The sources have no figures on migrants"
    )
    assert across.no_source(bare, "not_yet_declared", "students") == "This edition has no source on students."


def test_thousands_a_year_are_persons_of_a_year(project):
    region = context(project, ["JPN"], [("JPN", "net_migration", 2023, -12.5)])
    lost = across.people(region.figure("JPN", "net_migration", 2023))
    assert (lost.text, lost.size.text, lost.id) == ("\u221212,500", "12,500", "JPN/net_migration/2023")
    assert lost.formula == "1000 · net_migration"
