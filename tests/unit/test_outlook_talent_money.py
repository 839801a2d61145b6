"""What the outlook makes of students, skilled emigration and remittances."""

import pytest
from outlook_samples import context

from corridor.reports import regional_money, regional_talent

FOUR = ["CHN", "JPN", "KOR", "MNG"]


def names(ranking):
    return [r.economy.iso3 for r in ranking]


def students(code, hosted, abroad, year=2022):
    return [(code, "inbound_students", year, hosted), (code, "outbound_students", year, abroad)]


def test_who_gains_and_who_loses_students(project):
    rows = [*students("CHN", 210, 1_050), *students("JPN", 199, 31), *students("KOR", 100, 99),
            ("MNG", "inbound_students", 2022, 5)]  # fmt: skip
    held = regional_talent.talent(context(project, FOUR, rows)).students
    assert (held.year, held.hosted.value, held.abroad.value) == (2022, 509, 1_180)
    assert names(held.by_hosted) == ["CHN", "JPN", "KOR"]
    assert [e.iso3 for e in held.gaining] == ["JPN"]
    assert [e.iso3 for e in held.losing] == ["CHN"]
    assert [e.iso3 for e in held.without] == ["MNG"]
    assert (names(held.by_balance)[0], held.by_balance[0].figure.text) == ("JPN", "6.4")
    assert held.by_balance[0].figure.formula == "inbound_students(2022) / outbound_students(2022)"


def test_an_economy_that_sends_nobody_has_no_ratio_but_gains(project):
    held = regional_talent.talent(
        context(project, FOUR, [*students("JPN", 10, 0), *students("KOR", 5, 9)])
    ).students
    assert names(held.by_balance) == ["KOR"]
    assert [e.iso3 for e in held.gaining] == ["JPN"]


def skilled(code, rate, ratio, year=2010):
    return [(code, "skilled_emigration_rate", year, rate), (code, "emigration_selectivity", year, ratio)]


def test_from_where_the_skilled_leave_more_often(project):
    rows = [
        *skilled("CHN", 2.3, 13.9),
        *skilled("JPN", 0.9, 4.7),
        *skilled("KOR", 5.7, 1.1),
        *skilled("MNG", 2.2, 0.2),
    ]
    held = regional_talent.talent(context(project, FOUR, rows)).skilled
    assert names(held.by_rate) == ["KOR", "CHN", "MNG", "JPN"]
    assert names(held.by_selectivity) == ["CHN", "JPN", "KOR", "MNG"]
    assert names(held.not_selective) == ["KOR", "MNG"]
    assert (held.selective, held.mostly) == (True, False)


def test_an_edition_without_sources_says_so_in_a_line(project):
    bare = context(project, FOUR, [], vintages={"migrant_stock": "example"})
    talent, money = regional_talent.talent(bare), regional_money.money(bare)
    assert (talent.students, talent.skilled, money.amounts, money.shares) == (None, None, None, None)
    assert talent.no_students == "This edition has no source on students."
    assert talent.no_skilled == "This edition has no source on the emigration of the skilled."
    assert money.reason == "This edition has no source on remittances."


def remittances(code, received, paid, share=None, year=2023):
    rows = [(code, "remittances_received", year, received), (code, "remittances_paid", year, paid)]
    return rows if share is None else [*rows, (code, "remittances_received_share", year, share)]


def test_who_receives_who_pays_and_where_it_weighs(project):
    rows = [
        *remittances("CHN", 29e9, 20e9, 0.2),
        *remittances("JPN", 4e9, 6e9, 0.1),
        *remittances("MNG", 4e8, 2e8, 12),
    ]
    money = regional_money.money(context(project, FOUR, rows))
    assert names(money.amounts.by_received) == ["CHN", "JPN", "MNG"]
    assert [e.iso3 for e in money.amounts.payers] == ["JPN"]
    assert money.amounts.received.text == "US$\u00a033.4\u00a0billion"
    assert names(money.shares.notable) == ["MNG"]
    assert [e.iso3 for e in money.amounts.without] == ["KOR"]


def test_modelled_corridors_lead_to_the_region_and_those_inside_are_told_apart(project):
    rows = [("CHN", "remittances_by_sender", 2021, 12_000, "USA"),
            ("CHN", "remittances_by_sender", 2021, 3_600, "JPN"),
            ("KOR", "remittances_by_sender", 2021, 0, "JPN"),
            ("JPN", "remittances_by_sender", 2021, 99, "OTH")]  # fmt: skip
    money = regional_money.money(context(project, FOUR, rows))
    assert [(c.origin.iso3, c.destination.iso3) for c in money.corridors] == [("USA", "CHN"), ("JPN", "CHN")]
    assert [(c.origin.iso3, c.destination.iso3) for c in money.inside] == [("JPN", "CHN")]
    assert money.corridors_year == 2021


def test_the_widest_gap_of_income_is_one_an_origin_and_above_one(project):
    rows = [("MNG", "income_ratio", 2024, 3.7, "SWE"), ("MNG", "income_ratio", 2024, 3.0, "KOR"),
            ("CHN", "income_ratio", 2024, 3.2, "USA"), ("JPN", "income_ratio", 2024, 0.9, "CHN")]  # fmt: skip
    gaps = regional_money.money(context(project, FOUR, rows)).gaps
    assert [(g.origin.iso3, g.destination.iso3) for g in gaps] == [("MNG", "SWE"), ("CHN", "USA")]
    assert gaps[0].figure.value == pytest.approx(3.7)
