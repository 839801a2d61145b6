"""What a brief makes of an economy's figures: money, talent, ageing and net migration, refugees, stocks."""

import pytest
from brief_samples import sample, value

from corridor.reports.ageing import ageing
from corridor.reports.money import money
from corridor.reports.refuge import refuge
from corridor.reports.stocks import side
from corridor.reports.talent import low_rate, talent
from corridor.reports.yearly import before, figures, newest, reason, why_newest


def test_the_newest_figure_is_no_projection(project):
    context = sample(project, *(value("net_migration", y, y) for y in (2022, 2023, 2030)))
    assert newest(context, "JPN", "net_migration").year == 2023
    assert newest(context, "KOR", "net_migration") is None


@pytest.mark.parametrize(
    ("years", "expected"),
    [((2005, 2010, 2015, 2023), 2010), ((2012, 2023), 2012), ((2020, 2023), None), ((2000, 2013), None)],
)
def test_a_series_is_compared_with_2010_or_the_first_year_after_it(project, years, expected):
    context = sample(project, *(value("inbound_students", y, 5) for y in years))
    found = before(figures(context, "JPN", "inbound_students"))
    assert (found.year if found else None) == expected


def test_a_reason_is_given_only_where_no_year_has_a_figure(project):
    context = sample(
        project,
        value("inbound_students", 2020, 5),
        value("inbound_students", 2024, None, reason="None for 2024."),
        value("outbound_students", 2024, None, reason="None at all."),
    )
    assert reason(context, "JPN", "inbound_students") == ""
    assert why_newest(context, "JPN", "inbound_students") == "None for 2024."
    assert reason(context, "JPN", "outbound_students") == "None at all."
    assert reason(context, "JPN", "median_age") == ""


# money


def test_remittances_received_and_paid_of_one_year_are_compared(project):
    received = [value("remittances_received", 2010, 2e9), value("remittances_received", 2023, 5e9)]
    context = sample(project, *received, value("remittances_paid", 2023, 2e9))
    found = money(context, "JPN", ())
    assert found.balance.more
    assert found.trend.old.year == 2010
    assert found.trend.factor_in_words == "more than doubled"


def test_remittances_of_different_years_are_not_compared(project):
    context = sample(project, value("remittances_received", 2023, 5e9), value("remittances_paid", 2020, 2e9))
    found = money(context, "JPN", ())
    assert found.balance is None
    assert found.paid.year == 2020


def test_the_share_of_gdp_is_ranked_in_its_own_year(project):
    shares = [("JPN", 2022, 5), ("KOR", 2022, 7), ("MNG", 2022, 3), ("TON", 2021, 40)]
    context = sample(project, *(value("remittances_received_share", y, n, code) for code, y, n in shares))
    rank = money(context, "JPN", ()).share_rank
    assert (rank.position, rank.among) == (2, 3)


def test_a_reported_nothing_is_no_receipt(project):
    context = sample(
        project, value("remittances_received", 2023, 0), value("remittances_received_share", 2023, 0)
    )
    found = money(context, "JPN", ())
    assert not found.receives
    assert not found.weighs


def test_senders_and_incomes_are_sorted_and_an_income_keeps_its_year(project):
    stocks = [("USA", 700), ("KOR", 200), ("CHN", 100)]
    context = sample(
        project,
        value("emigrant_stock", 2024, 1_000),
        *(value("emigrants_by_destination", 2024, n, counterpart=code) for code, n in stocks),
        *(value("remittances_by_sender", 2021, n, counterpart=code) for code, n in stocks),
        value("income_ratio", 2024, 2, counterpart="USA"),
        value("income_ratio", 2020, 1.5, counterpart="KOR"),
        value("income_ratio", 2024, 4, counterpart="CHN"),
    )
    found = money(context, "JPN", side(context, "JPN", "emigrant").corridors)
    assert [s.economy.iso3 for s in found.senders] == ["USA", "KOR", "CHN"]
    assert [(i.destination.iso3, i.ratio.year) for i in found.incomes] == [
        ("CHN", 2024),
        ("USA", 2024),
        ("KOR", 2020),
    ]
    assert found.incomes_year == 2024


def test_money_without_a_source_and_money_without_a_row(project):
    assert not money(sample(project, lacking=["remittances"]), "JPN", ()).pinned
    context = sample(project, value("remittances_received", 2023, None, reason="Not published."))
    found = money(context, "JPN", ())
    assert (found.pinned, found.received, found.reason) == (True, None, "Not published.")


# talent


def students(inbound, outbound, year=2022):
    return [
        value("inbound_students", year, inbound),
        value("outbound_students", year, outbound),
        value("student_balance", year, inbound / outbound),
    ]


def test_an_economy_that_draws_students(project):
    found = talent(sample(project, *students(300, 100)), "JPN")
    assert found.draws
    assert found.leavers is None
    assert found.same_year
    assert found.recent


def test_an_economy_that_students_leave_says_how_many_for_each_that_comes(project):
    found = talent(sample(project, *students(100, 450)), "JPN")
    assert not found.draws
    assert found.leavers.value == pytest.approx(4.5)
    assert found.leavers.text == "4.5"
    assert found.leavers.id == "JPN/outbound_students/2022 JPN/inbound_students/2022"


def test_nobody_is_said_to_leave_for_each_of_none_who_come(project):
    found = talent(sample(project, *students(0, 450)), "JPN")
    assert found.leavers is None
    assert not found.draws


def test_an_old_balance_is_not_for_the_first_page(project):
    found = talent(sample(project, *students(100, 450, year=2009)), "JPN")
    assert not found.recent
    assert found.dated(found.inbound)


@pytest.mark.parametrize(
    ("ratio", "selective", "of_low"), [(3.0, True, False), (1.0, False, False), (0.5, False, True)]
)
def test_whom_emigration_selects(project, ratio, selective, of_low):
    context = sample(
        project, value("skilled_emigration_rate", 2010, 6), value("emigration_selectivity", 2010, ratio)
    )
    found = talent(context, "JPN")
    assert (found.selective, found.selective_of_low) == (selective, of_low)
    assert found.low.value == pytest.approx(6 / ratio)


def test_the_rate_of_the_less_educated_needs_both_figures(project):
    context = sample(project, value("skilled_emigration_rate", 2010, 6))
    assert low_rate(context.figure("JPN", "skilled_emigration_rate", 2010), None) is None
    assert talent(context, "JPN").low is None


# ageing


def net(now, rate, then, rate_then, turning, reason=""):
    return [
        value("net_migration", 2023, now),
        value("net_migration_rate", 2023, rate),
        value("net_migration", 2050, then),
        value("net_migration_rate", 2050, rate_then),
        value("net_migration_lower_80", 2050, then - 100),
        value("net_migration_upper_80", 2050, then + 100),
        value("net_migration_turning_year", 2050, turning, reason=reason, status="projected"),
    ]


@pytest.mark.parametrize(
    ("turning", "expected"),
    [
        (1992, (True, False, False, False)),
        (2013, (False, True, False, False)),
        (2031, (False, False, True, False)),
        (None, (False, False, False, True)),
    ],
)
def test_when_net_migration_turns(project, turning, expected):
    found = ageing(sample(project, *net(20, 1, 30, 2, turning, "It never does.")), "JPN").net
    assert (found.already, found.turned, found.will_turn, found.never) == expected


@pytest.mark.parametrize(
    ("then", "rate", "expected"),
    [
        (5, 0.01, (True, True, False)),
        (-5, -0.01, (True, False, True)),
        (5000, 4, (False, False, False)),
        (-5000, -4, (False, False, False)),
    ],
)
def test_a_balance_leans_to_one_side(project, then, rate, expected):
    found = ageing(sample(project, *net(-20, -1, then, rate, None, "Never.")), "JPN").net.balance_then
    assert (found.balanced, found.slight_gain, found.slight_loss) == expected


def test_net_migration_is_told_as_persons_where_the_text_says_a_year(project):
    found = ageing(sample(project, *net(20, 1, 30, 2, 1992)), "JPN").net
    assert found.now.text == "20,000 a year"
    assert found.people.text == "20,000"
    assert (found.lower.text, found.upper.text) == ("\u221270,000", "130,000")
    assert found.interval.either_sign
    assert found.people.id == "JPN/net_migration/2023"


@pytest.mark.parametrize(("gain", "expected"), [(20, 5.0), (60, None), (-20, None), (0, None)])
def test_a_need_is_told_as_a_multiple_of_a_gain_only(project, gain, expected):
    context = sample(
        project, *net(gain, gain / 10, 30, 2, None, "Never."), value("replacement_for_workforce", 2050, 100)
    )
    times = ageing(context, "JPN").times
    assert (times.value if times else None) == expected


def test_an_edition_without_net_migration(project):
    found = ageing(sample(project, lacking=["net_migration"]), "JPN")
    assert found.net is None
    assert found.net_reason == ""


# refugees


def test_refugees_of_an_earlier_year_are_not_todays(project):
    context = sample(
        project,
        value("refugees_hosted", 2014, 5),
        value("refugees_hosted", 2025, None, reason="None in 2025."),
        value("refugees_from", 2010, 30),
        value("refugees_from", 2025, 40),
    )
    found = refuge(context, "JPN")
    assert found.hosted is None
    assert found.reason == "None in 2025."
    assert found.told_of_origin


@pytest.mark.parametrize(("number", "told"), [(999, False), (1_000, True)])
def test_few_refugees_are_left_to_the_table(project, number, told):
    context = sample(project, value("refugees_hosted", 2025, 5), value("refugees_from", 2025, number))
    assert refuge(context, "JPN").told_of_origin == told


# stocks


def corridors(*changes):
    return [
        value("immigrant_stock", 2024, 1_000),
        *(value("immigrants_by_origin", 2024, 300, counterpart=code) for code, _ in changes),
        *(value("corridor_change", 2024, number, counterpart=code) for code, number in changes),
    ]


def test_the_corridors_that_grew_and_fell_most(project):
    context = sample(project, *corridors(("CHN", 50), ("USA", 80), ("KOR", -40)))
    found = side(context, "JPN", "immigrant")
    assert found.grown_most.counterpart.iso3 == "USA"
    assert found.fallen_most.counterpart.iso3 == "KOR"


def test_a_change_of_next_to_nothing_is_not_told(project):
    context = sample(project, *corridors(("CHN", 50), ("KOR", -1)))
    found = side(context, "JPN", "immigrant")
    assert found.grown_most.counterpart.iso3 == "CHN"
    assert found.fallen_most is None


def test_where_the_stock_comes_from_in_words(project):
    context = sample(project, value("immigrant_stock", 2010, 500), value("immigrant_stock", 2024, 1_000))
    assert side(context, "JPN", "immigrant").since.plain == "up from 500 in 2010"
    assert side(context, "KOR", "immigrant").since is None


# places


@pytest.mark.parametrize(
    ("share", "position", "from_last", "upper"),
    [(9, 1, 4, True), (6, 2, 3, True), (2, 4, 1, False), (3, 3, 2, False)],
)
def test_a_place_is_counted_from_the_nearer_end(project, share, position, from_last, upper):
    others = {9, 6, 3, 2} - {share}
    codes = zip(("KOR", "MNG", "TON"), sorted(others), strict=True)
    context = sample(
        project,
        value("immigrant_stock", 2024, 10),
        value("immigrant_share", 2024, share),
        *(value("immigrant_share", 2024, number, code) for code, number in codes),
    )
    rank = side(context, "JPN", "immigrant").rank
    assert (rank.position, rank.from_last, rank.upper) == (position, from_last, upper)
