"""What the outlook makes of stocks, corridors, ageing, net migration and needs."""

import pytest
from outlook_samples import REGION, context

from corridor.economies import all_economies
from corridor.reports import (
    regional_ageing,
    regional_corridors,
    regional_head,
    regional_migration,
    regional_money,
    regional_needs,
    regional_world,
)

FOUR = ["CHN", "JPN", "KOR", "MNG"]


def names(ranking):
    return [r.economy.iso3 for r in ranking]


def test_stocks_rank_economies_and_name_those_without(project):
    held = context(
        project, FOUR,
        [("CHN", "immigrant_stock", 2024, 10), ("JPN", "immigrant_stock", 2024, 30), ("KOR", "emigrant_stock", 2024, 5),
         (REGION, "immigrant_stock", 2010, 500)],
    )  # fmt: skip
    stocks = regional_world.stocks(held)
    assert names(stocks.by_stock) == ["JPN", "CHN"]
    assert names(stocks.by_emigrants) == ["KOR"]
    assert [e.iso3 for e in stocks.without] == ["KOR", "MNG"]
    assert stocks.immigrants_trend.rose
    assert stocks.refugees is None


def test_refugees_are_those_of_one_year(project):
    rows = [("CHN", "refugees_hosted", 2025, 230), ("JPN", "refugees_hosted", 2025, 42_000),
            ("KOR", "refugees_hosted", 2024, 9), ("CHN", "refugees_from", 2025, 154_000)]  # fmt: skip
    refugees = regional_world.stocks(context(project, FOUR, rows)).refugees
    assert (refugees.year, refugees.hosted.value, refugees.left.value) == (2025, 42_230, 154_000)
    assert names(refugees.by_hosted) == ["JPN", "CHN"]


def corridor(destination, origin, number, year=2024):
    return (destination, "immigrants_by_origin", year, number, origin)


def test_three_corridors_and_their_share_of_all_inside(project):
    rows = [
        corridor("JPN", "CHN", 400),
        corridor("KOR", "CHN", 300),
        corridor("JPN", "KOR", 100),
        corridor("KOR", "MNG", 50),
    ]
    region = [(REGION, "emigrant_stock", 2024, 2_000), (REGION, "intra_regional_emigrant_share", 2024, 50),
              (REGION, "intra_regional_emigrant_share", 2010, 60)]  # fmt: skip
    found = regional_corridors.corridors(context(project, FOUR, [*rows, *region]))
    assert [(p.origin.iso3, p.destination.iso3) for p in found.inside[:2]] == [("CHN", "JPN"), ("CHN", "KOR")]
    assert found.few_share.value == pytest.approx(80)
    assert found.few_hold_most
    assert found.intra.fell
    assert found.matrix.heads == ("", "China", "Japan", "Rep. of Korea", "Mongolia")
    assert found.matrix.rows[0].cells[0] is None
    assert [cell and cell.step for cell in found.matrix.rows[0].cells] == [None, "q2", "q2", None]


def test_without_the_regions_totals_no_share_is_told(project):
    rows = [
        corridor("JPN", "CHN", 400),
        corridor("KOR", "CHN", 300),
        corridor("JPN", "KOR", 100),
        corridor("KOR", "MNG", 50),
    ]
    found = regional_corridors.corridors(context(project, FOUR, rows))
    assert found.few_share is None
    assert not found.few_hold_most
    assert found.intra is None


def test_gains_and_losses_are_ten_at_most_with_both_ends(project):
    others = [code for code in project_economies(project) if code not in FOUR][:12]
    rows = [("JPN", "corridor_change", 2024, 100 + n, code) for n, code in enumerate(others)]
    rows += [("JPN", "corridor_change", 2024, -7, "CHN"), ("JPN", "corridor_change", 2024, 999, "OTH"),
             corridor("JPN", "CHN", 3), corridor("JPN", "CHN", 10, 2010)]  # fmt: skip
    found = regional_corridors.corridors(context(project, FOUR, rows))
    assert len(found.gains) == regional_corridors.LISTED_CHANGES
    assert [p.figure.value for p in found.gains[:2]] == [111, 110]
    assert [(p.figure.value, p.now.value, p.then.value) for p in found.losses] == [(-7, 3, 10)]


def project_economies(project):
    return [code for code, one in all_economies(project).items() if one.kind == "economy"]


def working(code, now, then):
    return [(code, "working_age_population", 2024, now), (code, "working_age_population", 2050, then)]


def test_ageing_says_where_the_workforce_falls_and_grows(project):
    rows = [*working("CHN", 100, 75), *working("JPN", 100, 60), *working("MNG", 100, 130), *working(REGION, 300, 265),
            ("CHN", "old_age_dependency", 2024, 20), ("CHN", "old_age_dependency", 2050, 50),
            ("JPN", "old_age_dependency", 2024, 50), ("JPN", "old_age_dependency", 2050, 70),
            ("JPN", "median_age", 2023, 49), ("MNG", "median_age", 2023, 27)]  # fmt: skip
    found = regional_ageing.ageing(context(project, FOUR, rows))
    assert names(found.fastest) == ["JPN", "CHN"]
    assert names(found.growing) == ["MNG"]
    assert found.everywhere
    assert names(found.median_age) == ["JPN", "MNG"]
    assert found.working.fell


def net(code, estimates, rate=None, turning=..., bounds=None):
    """Net migration from 2022 on in thousands, projected after 2023, with the turning year and bounds of 2050."""
    rows = [(code, "net_migration", 2022 + n, v) for n, v in enumerate(estimates)]
    if rate is not None:
        rows.append((code, "net_migration_rate", 2023, rate))
    if turning is not ...:
        rows += [(code, "net_migration", 2050, 0), (code, "net_migration_turning_year", 2050, turning)]
    if bounds:
        rows += [
            (code, f"net_migration_{side}_80", 2050, b)
            for side, b in zip(("lower", "upper"), bounds, strict=True)
        ]
    return rows


def test_net_migration_says_who_gains_who_turns_and_who_does_not(project):
    rows = [*net("JPN", [40, 175], 1.4, 1992, (-34, 268)), *net("KOR", [80, 88], 1.7, 2009, (-193, 250)),
            *net("MNG", [0, 0], 0.0, 2040, (-25, 28)), *net("CHN", [-100, -568], -0.4, None, (-778, 719)),
            *working("CHN", 100, 75), (REGION, "net_migration", 2023, -305)]  # fmt: skip
    found = regional_migration.net_migration(context(project, FOUR, rows))
    assert found.year == 2050 - 27
    assert names(found.gaining) == ["JPN", "KOR"]
    assert names(found.losing) == ["CHN"]
    assert found.net.size.text == "305,000"
    assert [e.iso3 for e in found.balanced] == ["CHN", "MNG"]
    assert [e.iso3 for e in found.already] == ["JPN"]
    assert [(r.economy.iso3, r.figure.text) for r in found.turned] == [("KOR", "2009")]
    assert [(r.economy.iso3, r.figure.text) for r in found.turning] == [("MNG", "2040")]
    assert [e.iso3 for e in found.never] == ["CHN"]
    assert found.certain == ()


def test_an_interval_on_one_side_of_zero_is_certain(project):
    rows = [*net("JPN", [40, 175], 1.4, 1992, (12, 268)), *net("KOR", [80, 88], 1.7, 2009, (-193, 250))]
    assert regional_migration.net_migration(context(project, FOUR, rows)).certain == ("JPN",)


def test_an_edition_without_net_migration_has_none_to_tell(project):
    assert regional_migration.net_migration(context(project, FOUR, [])) is None


def test_needs_beside_the_size_and_the_gain_of_an_economy(project):
    rows = [("JPN", "replacement_for_workforce", 2050, 700), ("KOR", "replacement_for_workforce", 2050, 480),
            ("MNG", "replacement_for_workforce", 2050, 0), ("CHN", "replacement_for_workforce", 2050, 9_000),
            *working("JPN", 70_000, 50_000), *working("KOR", 32_000, 20_000),
            *net("JPN", [40, 175]), *net("CHN", [-100, -568])]  # fmt: skip
    found = regional_needs.needs(context(project, FOUR, rows))
    assert names(found.by_workforce) == ["CHN", "JPN", "KOR"]
    assert [(r.economy.iso3, r.figure.text) for r in found.relative] == [
        ("KOR", "1.5\u00a0% a year"),
        ("JPN", "1.0\u00a0% a year"),
    ]
    assert [(r.economy.iso3, r.figure.text) for r in found.multiples] == [("JPN", "4.0")]
    assert found.multiples_year == 2023


def test_key_figures_are_those_that_matter(project):
    rows = [(REGION, "immigrant_stock", 2010, 1_000), (REGION, "immigrant_stock", 2024, 1_500),
            (REGION, "emigrant_stock", 2024, 2_000),
            *working(REGION, 300, 200), *net("JPN", [40, 175], 1.4), (REGION, "net_migration", 2023, 175),
            ("JPN", "remittances_received", 2023, 5e9), ("JPN", "remittances_paid", 2023, 6e9),
            (REGION, "share_of_world_migrants", 2024, 6)]  # fmt: skip
    held = context(project, FOUR, rows)
    head = regional_head.Head(
        regional_world.stocks(held), regional_ageing.ageing(held), regional_migration.net_migration(held),
        regional_money.money(held),
    )  # fmt: skip
    found = regional_head.key_figures(held, head)
    assert [(k.label, k.figure.text) for k in found] == [
        ("Migrants living in Here, 2024", "1,500"),
        ("Emigrants from its economies, 2024", "2,000"),
        ("Fewer people of working age by 2050", "33.3\u00a0%"),
        ("More people came than left, 2023", "175,000"),
        ("Remittances received, 2023", "US$\u00a05.00\u00a0billion"),
    ]
    assert [k.note.plain for k in found] == [
        "up from 1,000 in 2010", "", "from 300,000 in 2024", "Japan gained most", "and US$\u00a06.00\u00a0billion paid"
    ]  # fmt: skip


def test_of_an_older_edition_the_key_figures_are_others(project):
    rows = [(REGION, "share_of_world_migrants", 2024, 6), (REGION, "share_of_world_population", 2024, 22),
            (REGION, "old_age_dependency", 2050, 53), (REGION, "old_age_dependency", 2024, 24)]  # fmt: skip
    held = context(project, FOUR, rows)
    head = regional_head.Head(
        regional_world.stocks(held), regional_ageing.ageing(held), regional_migration.net_migration(held),
        regional_money.money(held),
    )  # fmt: skip
    labels = [k.label for k in regional_head.key_figures(held, head)]
    assert labels[1:] == ["Share of the world’s migrants", "Older people per 100 of working age, 2050"]
