"""What is missing is missing with a reason, and what cannot be is refused."""

import dataclasses
import importlib.util
import math

import pytest

from corridor.errors import ConfigurationError, UsageError
from corridor.indicators import Area, compute_economy, evaluate, indicator, load_tables

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
