"""What is missing is missing with a reason, and what cannot be is refused."""

import dataclasses
import importlib.util
import math

import pytest

from corridor.errors import ConfigurationError, UsageError
from corridor.indicators import Area, compute_economy, evaluate, indicator, load_tables
from corridor.indicators.net_migration_turning_year import NEVER

NAMES = {
    "JPN": "Japan",
    "KOR": "the Republic of Korea",
    "TWN": "Taiwan Province of China",
    "MAC": "Macao SAR",
}
REGION = ("JPN", "KOR", "TWN")


def values(tables, name, area):
    return {value.key: value for value in evaluate([indicator(name)], area, tables)}


def economy(code):
    return Area.economy(code, REGION)


def region(*members):
    return Area.of_region("pair", members)


def test_an_economy_that_no_row_names_has_no_figure_not_zero(small):
    tables = small(stock="JPN,CHN,2020,both,300\nKOR,JPN,2020,both,8", names=NAMES)
    value = values(tables, "immigrant_stock", economy("TWN"))["TWN", "immigrant_stock", "", 2020]
    assert (value.value, value.status) == (None, "missing")
    assert (
        value.reason
        == "There are no figures for Taiwan Province of China in worked example of migrant_stock."
    )
    assert value.inputs[0].rows == 0
    assert value.inputs[0].keys == ("destination=TWN, year=2020, sex=both",)


def test_the_reason_says_which_side_and_year_is_absent(small):
    tables = small(
        stock="KOR,JPN,2015,both,7\nKOR,JPN,2020,both,8\nJPN,CHN,2015,both,9\nJPN,CHN,2015,male,9",
        names=NAMES,
    )
    reasons = {
        (name, year): values(tables, name, economy(code))[code, name, "", year].reason
        for name, code, year in [
            ("immigrant_stock", "JPN", 2020),
            ("emigrant_stock", "KOR", 2020),
            ("immigrant_female_share", "JPN", 2015),
        ]
    }
    assert reasons["immigrant_stock", 2020].startswith(
        "There are no figures for migrants living in Japan in 2020"
    )
    assert reasons["emigrant_stock", 2020].startswith(
        "There are no figures for migrants from the Republic of Korea in 2020"
    )
    assert "women and girls among migrants living in Japan in 2015" in reasons["immigrant_female_share", 2015]


def test_taiwan_has_population_but_no_stock_in_rev_2020(economy_sets):
    taiwan = economy_sets["2023-1"]["TWN"]
    stock = taiwan.get("TWN", "immigrant_stock", 2020)
    assert stock.reason == (
        "There are no figures for Taiwan Province of China in International Migrant Stock 2020."
    )
    by_migrants = {v.indicator for v in taiwan.values if "migrant_stock" in v.sources}
    assert all(v.value is None for v in taiwan.values if v.indicator in by_migrants)
    assert len(by_migrants) == 12
    assert taiwan.get("TWN", "older_population", 2020).value == 3621
    assert taiwan.get("TWN", "replacement_for_support", 2050).value > 0
    assert taiwan.across_counterparts("TWN", "immigrants_by_origin", 2020) == ()


def test_a_region_sums_those_that_have_a_figure_and_names_the_others(small):
    tables = small(
        stock="JPN,CHN,2020,both,300\nKOR,JPN,2020,both,8",
        people="JPN,2020,estimate,total,120\nKOR,2020,estimate,total,70\nTWN,2020,estimate,total,10",
        names=NAMES,
    )
    value = values(tables, "immigrant_stock", region(*REGION))["pair", "immigrant_stock", "", 2020]
    assert (value.value, value.without) == (308, ("TWN",))
    share = values(tables, "immigrant_share", region(*REGION))["pair", "immigrant_share", "", 2020]
    assert math.isclose(share.value, 100 * 308 / 190_000)


def test_a_region_has_no_value_where_over_a_twentieth_of_its_people_have_no_figure(small):
    tables = small(
        stock="JPN,CHN,2020,both,300\nKOR,JPN,2020,both,8",
        people="JPN,2020,estimate,total,120\nKOR,2020,estimate,total,69.9\nTWN,2020,estimate,total,10",
        names=NAMES,
    )
    value = values(tables, "immigrant_stock", region(*REGION))["pair", "immigrant_stock", "", 2020]
    assert (value.value, value.without) == (None, ("TWN",))
    assert value.reason == (
        "Taiwan Province of China, which holds more than a twentieth of the region's people, has no figures in "
        "worked example of migrant_stock."
    )


def test_the_reason_names_the_source_that_lacks_the_figures_and_no_other(small):
    tables = small(
        stock="JPN,CHN,2020,both,300",
        people="JPN,2020,estimate,total,120\nKOR,2020,estimate,total,70",
        names=NAMES,
    )
    value = values(tables, "immigrant_share", region("JPN", "KOR"))["pair", "immigrant_share", "", 2020]
    assert value.reason == (
        "The Republic of Korea, which holds more than a twentieth of the region's people, has no figures in "
        "worked example of migrant_stock."
    )


def test_a_region_without_weights_has_no_value_where_a_member_lacks_a_figure(small):
    tables = small(stock="JPN,CHN,2020,both,300", people="JPN,2025,medium,total,120", names=NAMES)
    value = values(tables, "immigrant_stock", region("JPN", "KOR"))["pair", "immigrant_stock", "", 2020]
    assert value.value is None
    assert value.reason.endswith("how many people that leaves out is not known.")


def test_a_region_where_nobody_has_a_figure_says_so_for_all(small):
    tables = small(stock="USA,CHN,2020,both,300", people="JPN,2020,estimate,total,120", names=NAMES)
    value = values(tables, "immigrant_stock", region("JPN", "KOR"))["pair", "immigrant_stock", "", 2020]
    assert value.reason.startswith("There are no figures for Japan and the Republic of Korea")
    assert value.without == ("JPN", "KOR")


def test_a_region_of_which_each_member_lacks_another_figure_has_no_value(small):
    tables = small(stock="JPN,CHN,2020,both,300", people="KOR,2020,estimate,total,70", names=NAMES)
    value = values(tables, "immigrant_share", region("JPN", "KOR"))["pair", "immigrant_share", "", 2020]
    assert value.reason == "No economy of the region has all the figures that the value needs."


def test_shares_of_a_region_have_the_same_members_above_and_below(small):
    tables = small(
        stock="""
        KOR,JPN,2020,both,60
        USA,JPN,2020,both,40
        JPN,TWN,2020,both,5
        """,
        people="JPN,2020,estimate,total,190\nKOR,2020,estimate,total,5\nTWN,2020,estimate,total,5",
        names=NAMES,
    )
    name = "intra_regional_emigrant_share"
    value = values(tables, name, region(*REGION))["pair", name, "", 2020]
    assert (value.without, value.value) == (("KOR",), 100 * 65 / 105)


def test_division_by_zero_is_missing_with_a_reason(small):
    tables = small(
        stock="JPN,CHN,2020,both,300",
        people="JPN,2020,estimate,total,0\nJPN,2020,estimate,15-64,0\nJPN,2020,estimate,65+,0",
    )
    share = values(tables, "immigrant_share", economy("JPN"))["JPN", "immigrant_share", "", 2020]
    assert (share.value, share.reason) == (None, "The number it would be divided by is zero.")
    ratio = values(tables, "old_age_dependency", economy("JPN"))["JPN", "old_age_dependency", "", 2020]
    assert (ratio.value, ratio.reason) == (None, "The number it would be divided by is zero.")


@pytest.mark.parametrize("name", ["working_age_change", "older_change", "replacement_for_support"])
def test_a_year_that_the_population_does_not_have_is_missing_with_a_reason(small, name):
    rows = "JPN,{},medium,15-64,70\nJPN,{},medium,65+,30"
    before = small(people=rows.format(2025, 2025), base_year=2025)
    without_base = small(people=rows.format(2050, 2050), base_year=2024)
    reasons = [values(t, name, economy("JPN"))["JPN", name, "", 2050].reason for t in (before, without_base)]
    source = "worked example of population"
    assert reasons == [f"There are no figures for {year} in {source}." for year in (2050, 2024)]


def test_growth_without_a_span_of_years_is_missing(small):
    tables = small(stock="JPN,CHN,2010,both,300")
    value = values(tables, "immigrant_growth", economy("JPN"))["JPN", "immigrant_growth", "", 2010]
    assert value.reason == "There is no span of years to grow over."


def test_a_corridor_with_one_year_only_has_no_change(small):
    tables = small(
        stock="JPN,KOR,2010,both,5\nJPN,KOR,2020,both,9\nJPN,MAC,2020,both,2\nUSA,JPN,2010,both,4",
        names=NAMES,
    )
    changes = values(tables, "corridor_change", economy("JPN"))
    assert changes["JPN", "corridor_change", "KOR", 2020].value == 4
    absent = changes["JPN", "corridor_change", "MAC", 2020]
    assert absent.reason == (
        "There are no figures for migrants from Macao SAR living in Japan in 2010 in worked example of migrant_stock."
    )
    assert changes["USA", "corridor_change", "JPN", 2020].value is None


def test_a_region_has_the_change_of_every_corridor_that_touches_it(region_sets, economy_sets):
    region_pairs = {value.key: value for value in region_sets["2026-1"].of("corridor_change")}
    for one in economy_sets["2026-1"].values():
        assert all(region_pairs[value.key] == value for value in one.of("corridor_change"))
    members = set(economy_sets["2026-1"])
    assert all(economy in members or origin in members for economy, _, origin, _ in region_pairs)


def test_counterparts_without_a_row_are_not_listed_and_other_origins_are(economy_sets):
    japan = economy_sets["2026-1"]["JPN"]
    origins = [value.counterpart for value in japan.across_counterparts("JPN", "immigrants_by_origin", 2024)]
    assert "OTH" in origins
    assert "JPN" not in origins
    total = sum(v.value for v in japan.across_counterparts("JPN", "immigrants_by_origin", 2024))
    assert total == japan.get("JPN", "immigrant_stock", 2024).value


def test_years_are_those_of_the_vintages(economy_sets):
    def years(edition, name):
        return [value.year for value in economy_sets[edition]["JPN"].series("JPN", name)]

    assert years("2026-1", "immigrant_stock") == [*range(1990, 2021, 5), 2024]
    assert years("2026-1", "old_age_dependency") == list(range(1990, 2051))
    assert years("2023-1", "old_age_dependency") == list(range(1990, 2051, 5))
    assert years("2023-1", "emigrant_growth") == [2020]
    assert years("2023-1", "immigrant_share") == list(range(1990, 2021, 5))


def test_the_publishers_own_totals_come_out(region_sets):
    world = {"2023-1": 280_598_105, "2026-1": 304_021_813}
    for edition, total in world.items():
        one = region_sets[edition]
        share = one.get("north-east-asia", "share_of_world_migrants", one.base_year)
        stock = one.get("north-east-asia", "immigrant_stock", one.base_year)
        assert math.isclose(stock.value / share.value * 100, total, rel_tol=1e-12)


def broken(name, **changes):
    declared = indicator(name)

    def compute(area, tables):
        first, *rest = declared.compute(area, tables)
        yield dataclasses.replace(first, **changes)
        yield from rest

    return dataclasses.replace(declared, compute=compute)


@pytest.mark.parametrize(
    ("changes", "expected", "found"),
    [
        ({"value": math.inf}, "a finite number", "inf"),
        ({"value": math.nan}, "a finite number", "nan"),
        ({"unit": "people"}, "unit persons", "people"),
        ({"indicator": "other"}, "indicator immigrant_stock", "other"),
        ({"status": "guessed"}, "estimated, missing, observed, projected", "guessed"),
        ({"value": None}, "no number where, and only where, the value is missing", "None"),
        (
            {"value": None, "status": "missing"},
            "a reason where, and only where, the value is missing",
            "none",
        ),
        ({"inputs": ()}, "inputs", "none"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_file(small, changes, expected, found):
    tables = small(stock="JPN,CHN,2020,both,300")
    with pytest.raises(ConfigurationError, match="a value that cannot be") as refused:
        evaluate([broken("immigrant_stock", **changes)], economy("JPN"), tables)
    assert refused.value.where.startswith("src/corridor/indicators/immigrant_stock.py, JPN/")
    assert (refused.value.expected, refused.value.found) == (expected, found)


@pytest.mark.parametrize(
    ("change", "expected", "found"),
    [
        ("value=float('inf')", "a finite number", "inf"),
        ("unit='people'", "unit persons", "people"),
        ("year=value.year", "one value for each economy, counterpart and year", "two"),
    ],
)
def test_the_line_of_the_compute_function_is_named(small, tmp_path, change, expected, found):
    file = tmp_path / "immigrant_stock.py"
    file.write_text(
        "import dataclasses\nfrom corridor.indicators import indicator\n\n\n"
        "def compute(area, tables):\n"
        "    (value,) = indicator('immigrant_stock').compute(area, tables)\n"
        "    yield value\n"
        f"    yield dataclasses.replace(value, {change})\n"
    )
    spec = importlib.util.spec_from_file_location("spoilt", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    declared = dataclasses.replace(indicator("immigrant_stock"), compute=module.compute)
    with pytest.raises(ConfigurationError) as refused:
        evaluate([declared], economy("JPN"), small(stock="JPN,CHN,2020,both,300"))
    place = "src/corridor/indicators/immigrant_stock.py, line 5, JPN/immigrant_stock/2020"
    assert refused.value.where == place
    assert (refused.value.expected, refused.value.found) == (expected, found)


def test_inputs_from_a_source_that_is_not_declared_are_refused(small):
    tables = small(stock="JPN,CHN,2020,both,300", people="JPN,2020,estimate,total,120")
    narrowed = dataclasses.replace(indicator("immigrant_share"), sources=("migrant_stock",))
    with pytest.raises(ConfigurationError) as refused:
        evaluate([narrowed], economy("JPN"), tables)
    assert refused.value.found == "migrant_stock+population"


def test_a_value_given_twice_is_refused(small):
    tables = small(stock="JPN,CHN,2020,both,300")
    declared = indicator("immigrant_stock")
    twice = dataclasses.replace(
        declared, compute=lambda a, t: [*declared.compute(a, t), *declared.compute(a, t)]
    )
    with pytest.raises(ConfigurationError, match="yields one value twice") as refused:
        evaluate([twice], economy("JPN"), tables)
    assert "JPN/immigrant_stock/2020" in refused.value.where


REMITTANCES = """
iso3,year,indicator,value
JPN,2020,received_usd,8
JPN,2022,received_usd,9
KOR,2021,received_usd,4
KOR,2023,paid_usd,7
"""


def test_a_series_with_holes_has_its_own_years_and_the_newest_of_all(made):
    tables = made(remittances=REMITTANCES, names=NAMES)
    name = "remittances_received"
    japan, korea, taiwan = (values(tables, name, economy(code)) for code in REGION)
    assert [(key[3], value.value) for key, value in japan.items()] == [(2020, 8), (2022, 9)]
    assert [(key[3], value.value) for key, value in korea.items()] == [(2021, 4), (2022, None)]
    source = "worked example of remittances"
    assert korea["KOR", name, "", 2022].reason == (
        f"There are no figures for remittances received by the Republic of Korea in 2022 in {source}."
    )
    assert [value.reason for value in taiwan.values()] == [
        f"There are no figures for Taiwan Province of China in {source}."
    ]


def test_a_series_that_the_vintage_does_not_have_is_missing_in_its_newest_year(made):
    name = "remittances_received_share"
    found = values(made(remittances=REMITTANCES, names=NAMES), name, economy("JPN"))
    assert found["JPN", name, "", 2023].reason == (
        "There are no figures of this kind in worked example of remittances."
    )
    assert len(found) == 1


@pytest.mark.parametrize("year", [1989, 2051])
def test_years_before_1990_and_after_2050_are_left_out(made, year):
    rows = f"iso3,year,variant,indicator,value\nJPN,{year},medium,median_age_years,60\n"
    inside = "JPN,2020,estimate,median_age_years,48.2\n"
    found = values(made(demography=rows + inside), "median_age", economy("JPN"))
    assert [key[3] for key in found] == [2020]


def test_a_number_of_students_below_zero_is_none(made):
    rows = """
    iso3,year,indicator,students
    JPN,2019,inbound_total,50
    JPN,2019,outbound_total,-7
    JPN,2020,outbound_total,6
    KOR,2020,inbound_total,5
    KOR,2020,outbound_total,0
    TWN,2020,inbound_total,3
    """
    tables = made(students=rows, names=NAMES)
    left = values(tables, "outbound_students", economy("JPN"))
    impossible = "Inbound students less the published net flow are below zero, which cannot be."
    assert (
        left["JPN", "outbound_students", "", 2019].reason,
        left["JPN", "outbound_students", "", 2020].value,
    ) == (
        impossible,
        6,
    )
    balances = {
        code: next(iter(values(tables, "student_balance", economy(code)).values()))
        for code in ("JPN", "KOR", "TWN")
    }
    assert {code: (one.year, one.value, one.reason) for code, one in balances.items()} == {
        "JPN": (2019, None, impossible),
        "KOR": (2020, None, "The number it would be divided by is zero."),
        "TWN": (
            2020,
            None,
            "There are no figures for students from Taiwan Province of China abroad in 2020 in worked example of "
            "students.",
        ),
    }


def net(*numbers, first=1990, code="JPN"):
    rows = [f"{code},{first + n},medium,{number},0" for n, number in enumerate(numbers)]
    return "iso3,year,variant,net_migration_thousands,net_migration_per_1000\n" + "\n".join(rows)


@pytest.mark.parametrize(
    ("numbers", "turned"),
    [
        ([1] * 63, 1992),
        ([-1] * 2 + [1] * 61, 1992),
        ([-4] + [1] * 62, 1993),
        ([-1] * 30 + [1] * 33, 2020),
        ([1] * 30 + [-9] + [1] * 32, 2023),
        ([-1] * 60 + [1] * 3, 2050),
        ([0] * 63, None),
        ([-1] * 63, None),
        ([1] * 62 + [-9], None),
    ],
)
def test_the_turning_year_is_the_first_from_which_no_mean_falls_back(made, numbers, turned):
    tables = made(net_migration=net(*numbers))
    (value,) = values(tables, "net_migration_turning_year", economy("JPN")).values()
    assert (value.year, value.value) == (2050, turned)
    assert value.inputs[0].rows == 63
    assert value.reason == ("" if turned else NEVER)
    assert value.status == ("projected" if turned else "missing")


def test_a_turning_year_needs_every_year_to_2052(made):
    tables = made(net_migration=net(*[1] * 62), names=NAMES)
    (value,) = values(tables, "net_migration_turning_year", economy("JPN")).values()
    assert value.reason == "There are no figures for 2052 in worked example of net_migration."


def test_a_region_turns_by_its_sum_and_has_no_interval(made):
    rows = net(*[-1] * 63) + "\n" + "\n".join(net(*[3] * 63, code="KOR").splitlines()[1:])
    people = (
        "iso3,year,variant,age_group,population_thousands\nJPN,2050,medium,total,9\nKOR,2050,medium,total,9"
    )
    tables = made(net_migration=rows, population=people, names=NAMES)
    area = region("JPN", "KOR")
    (value,) = values(tables, "net_migration_turning_year", area).values()
    assert value.value == 1992
    assert values(tables, "net_migration", area)["pair", "net_migration", "", 2050].value == 2
    for name in ("net_migration_lower_80", "net_migration_rate", "median_age"):
        assert values(tables, name, area) == {}


def test_income_ratios_are_those_of_the_five_largest_destinations_in_the_newest_common_year(made):
    stock = "\n".join(
        f"{code},JPN,{year},both,{people}"
        for year, people, codes in (
            (2015, 900, ["FRA"]),
            (2020, 50, ["USA", "KOR", "BRA", "CHN", "AUS", "ITA"]),
        )
        for code in codes
    )
    gdp = """
    iso3,year,indicator,value
    JPN,2021,gdp_pc_ppp_constant_2021,40
    JPN,2022,gdp_pc_ppp_constant_2021,50
    KOR,2021,gdp_pc_ppp_constant_2021,60
    KOR,2023,gdp_pc_ppp_constant_2021,80
    USA,2022,gdp_pc_ppp_constant_2021,75
    """
    tables = made(
        base_year=2020, gdp=gdp, migrant_stock=f"destination,origin,year,sex,stock\n{stock}", names=NAMES
    )
    found = {v.counterpart: v for v in values(tables, "income_ratio", economy("JPN")).values()}
    assert sorted(found) == ["AUS", "BRA", "CHN", "ITA", "KOR"]
    korea, italy = found["KOR"], found["ITA"]
    assert (korea.year, korea.value, korea.status) == (2021, 1.5, "observed")
    assert [(used.source, used.rows) for used in korea.inputs] == [("gdp", 2), ("migrant_stock", 6)]
    assert (italy.year, italy.status) == (2022, "missing")
    assert italy.reason.startswith("There are no figures for ITA in")
    own = {v.reason for v in values(tables, "income_ratio", economy("TWN")).values()}
    assert own == set()


def test_a_status_of_the_convention_is_that_of_the_year_in_which_it_was_taken(economy_sets):
    japan = economy_sets["2026-1"]["JPN"].get("JPN", "icrmw_status", 2022)
    assert (japan.value, japan.status) == (0, "observed")
    macao = economy_sets["2026-1"]["MAC"].get("MAC", "icrmw_status", 2022)
    assert macao.reason == "The table of the convention lists States and has no row for Macao SAR."


def test_the_older_edition_has_no_values_of_sources_that_it_does_not_pin(economy_sets):
    older = {value.indicator for value in economy_sets["2023-1"]["JPN"].values}
    newer = {value.indicator for value in economy_sets["2026-1"]["JPN"].values}
    assert newer - older == {
        "median_age",
        "net_migration",
        "net_migration_lower_80",
        "net_migration_upper_80",
        "net_migration_lower_95",
        "net_migration_upper_95",
        "net_migration_rate",
        "net_migration_turning_year",
        "income_ratio",
        "inbound_students",
        "outbound_students",
        "student_balance",
        "refugees_hosted",
        "refugees_from",
    }
    received = economy_sets["2023-1"]["JPN"].newest("JPN", "remittances_received")
    assert received is None


def test_an_indicator_whose_source_the_edition_lacks_has_no_values(small):
    assert evaluate([indicator("older_change")], economy("JPN"), small(stock="JPN,CHN,2020,both,300")) == ()


def test_an_unknown_economy_and_an_edition_without_population_are_refused(project, editions, tables):
    with pytest.raises(UsageError, match="Unknown economy: JAP"):
        compute_economy(project, editions["2026-1"], "JAP", tables=tables["2026-1"])
    bare = dataclasses.replace(editions["2026-1"], vintages={"migrant_stock": "rev2024"})
    with pytest.raises(ConfigurationError) as refused:
        load_tables(project, bare)
    assert refused.value.where == "reports/editions/2026-1.yml, key vintages"
    assert refused.value.found == "no population"
