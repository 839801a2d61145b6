"""A value names the rows it rests on, and from the names alone the rows and the value are found again."""

import dataclasses
import math

import pandas as pd
import pytest

from corridor.checks import worked_example
from corridor.errors import ConfigurationError
from corridor.indicators import Area, Except, Tables, evaluate, indicator, rows_of

SUMS = {
    "immigrant_stock",
    "emigrant_stock",
    "emigrants_by_destination",
    "immigrants_by_origin",
    "working_age_population",
    "older_population",
    "median_age",
    "net_migration",
    "net_migration_lower_80",
    "net_migration_upper_80",
    "net_migration_lower_95",
    "net_migration_upper_95",
    "net_migration_rate",
    "remittances_received",
    "remittances_paid",
    "remittances_received_share",
    "remittances_by_sender",
    "skilled_emigration_rate",
    "inbound_students",
    "outbound_students",
    "refugees_hosted",
    "refugees_from",
}
SHARES = {
    "intra_regional_emigrant_share": 100,
    "intra_regional_immigrant_share": 100,
    "immigrant_female_share": 100,
    "emigrant_female_share": 100,
    "share_of_world_migrants": 100,
    "share_of_world_population": 100,
    "old_age_dependency": 100,
    "income_ratio": 1,
    "emigration_selectivity": 1,
    "student_balance": 1,
}
# The number stands for a word, or is no arithmetic on the rows.
NAMED = {"icrmw_status", "net_migration_turning_year"}
FIGURES = (
    "stock",
    "population_thousands",
    "value",
    "usd_million",
    "students",
    "persons",
    "emigration_rate_pct",
)
DIFFERENCES = {"corridor_change", "working_age_change", "older_change"}


@pytest.fixture(scope="module", params=["JPN", "PRK", "region"])
def values(request, economy_sets, region_sets):
    """Some two hundred values evenly over the set, so that indicators and years take their turn."""
    chosen = region_sets["2026-1"] if request.param == "region" else economy_sets["2026-1"][request.param]
    sample = chosen.values[:: len(chosen) // 200]
    assert len({value.indicator for value in sample}) >= 11
    return sample


@pytest.fixture
def net_migration(made):
    return made(
        net_migration="""
        iso3,year,variant,net_migration_thousands,net_migration_per_1000,lower80_thousands
        JPN,2023,estimate,25,0.2,
        JPN,2024,medium,30,0.25,-40
        JPN,2025,medium,30,0.25,-50.5
        """
    )["net_migration"]


def found(tables, used):
    view = tables["2026-1"][used.source]
    assert (used.vintage, used.sha256) == (view.checked.vintage.id, view.checked.vintage.sha256)
    return [rows_of(view.checked.table, key) for key in used.keys]


def parts_of(tables, value):
    return [
        measured(rows, key)
        for used in value.inputs
        for rows, key in zip(found(tables, used), used.keys, strict=True)
    ]


def measured(rows, key):
    named = key.partition("measure=")[2]
    return math.fsum(rows[named or next(name for name in FIGURES if name in rows)])


def test_the_selectors_find_as_many_rows_as_the_input_says(tables, values):
    for value in values:
        for used in value.inputs:
            rows = pd.concat(found(tables, used))
            assert len(rows[~rows.index.duplicated()]) == used.rows


def test_values_can_be_computed_from_the_rows_that_they_name(tables, values):
    recomputed = 0
    for value in values:
        if value.indicator in NAMED:
            continue
        parts = parts_of(tables, value)
        if value.value is None:
            assert 0 in parts
            continue
        if value.indicator in SUMS:
            assert value.value == parts[0]
        elif value.indicator in SHARES:
            assert math.isclose(value.value, SHARES[value.indicator] * parts[0] / parts[1])
        elif value.indicator in DIFFERENCES:
            assert math.isclose(value.value, parts[0] - parts[1], abs_tol=1e-9)
        else:
            continue
        recomputed += 1
    assert recomputed > len(values) / 2


def test_the_status_is_that_of_the_weakest_rows(economy_sets):
    japan = economy_sets["2026-1"]["JPN"]
    assert japan.get("JPN", "immigrant_stock", 2024).status == "estimated"
    assert japan.get("JPN", "older_population", 2023).status == "estimated"
    assert japan.get("JPN", "older_population", 2024).status == "projected"
    assert japan.get("JPN", "immigrant_share", 2024).status == "projected"
    assert japan.get("JPN", "immigrant_share", 2020).status == "estimated"
    assert japan.get("JPN", "older_change", 2050).status == "projected"


def test_an_observed_source_gives_observed_values(project, small):
    checked = small(stock="JPN,CHN,2020,both,300")["migrant_stock"].checked
    source = dataclasses.replace(checked.source, status="observed")
    tables = Tables({"migrant_stock": worked_example(source, "example", checked.table)}, {})
    (value,) = evaluate([indicator("immigrant_stock")], Area.economy("JPN", ()), tables)
    assert value.status == "observed"


def test_two_sources_are_named_in_step(economy_sets):
    share = economy_sets["2026-1"]["JPN"].get("JPN", "immigrant_share", 2024)
    assert (share.sources, share.vintages) == ("migrant_stock+population", "rev2024+wpp2024")
    assert share.inputs[0].keys == ("destination=JPN, year=2024, sex=both",)
    assert share.inputs[1].keys == ("iso3=JPN, year=2024, age_group=total",)


def test_a_selection_knows_its_rows_its_selector_and_its_sum(small):
    stock = small(
        stock="""
        JPN,CHN,2020,both,300
        JPN,KOR,2020,both,150
        JPN,OTH,2020,both,50
        KOR,CHN,2020,both,70
        JPN,CHN,2015,both,200
        """
    )["migrant_stock"]
    chosen = stock.where(sex="both", origin=Except("OTH", "UNK"), destination=("KOR", "JPN"), year=2020)
    assert chosen.key == "destination=JPN|KOR, origin!=OTH|UNK, year=2020, sex=both"
    assert chosen.distinct("origin") == ("CHN", "KOR")
    assert chosen.combinations("destination", "origin") == (("JPN", "CHN"), ("JPN", "KOR"), ("KOR", "CHN"))
    assert chosen.sum().value == 520
    again = rows_of(stock.checked.table, chosen.key)
    assert list(again["stock"]) == [300, 150, 70]


def test_a_table_with_several_measures_is_asked_for_one_by_name(net_migration):
    view = net_migration.measuring("lower80_thousands")
    chosen = view.of("iso3", ("JPN",), year=(2023, 2024, 2025))
    assert (chosen.key, chosen.rows.size) == (
        "iso3=JPN, year=2023|2024|2025, measure=lower80_thousands",
        2,
    )
    assert chosen.sums("year") == {"2024": -40, "2025": -50.5}
    assert list(rows_of(view.checked.table, chosen.key)["year"]) == [2024, 2025]
    assert net_migration.measuring("lower80_thousands") is view
    assert view.of("iso3", ("JPN",), year=2023).sum().reason == (
        "There are no figures for JPN in 2023 in worked example of net_migration."
    )
    assert net_migration.measuring("net_migration_thousands").where(year=2023).sum().value == 25


def test_a_table_with_several_measures_is_not_asked_for_whichever(net_migration):
    with pytest.raises(ConfigurationError, match="no single measure") as refused:
        net_migration.where(year=2024).sum()
    assert "net_migration_thousands" in refused.value.found
    assert "measuring(column)" in refused.value.todo
    with pytest.raises(ConfigurationError, match="a measure it does not have: lower90") as refused:
        net_migration.measuring("lower90")
    assert "lower80_thousands" in refused.value.expected
    with pytest.raises(ConfigurationError, match="selector cannot be read"):
        rows_of(net_migration.checked.table, "iso3=JPN, measure=lower90")


def test_a_word_is_read_as_the_number_that_stands_for_it(tables):
    view = tables["2026-1"]["treaties"]
    numbers = {"no_action": 0, "signatory": 1, "state_party": 2}
    both = view.of("iso3", ("JPN", "PHL"), treaty="ICRMW")
    assert view.of("iso3", ("PHL",), treaty="ICRMW").coded("status", numbers).value == 2
    with pytest.raises(ConfigurationError, match="one thing in the column status") as refused:
        both.coded("status", numbers)
    assert refused.value.found == "no_action, state_party"
    with pytest.raises(ConfigurationError) as refused:
        view.of("iso3", ("PHL",), treaty="ICRMW").coded("status", {"no_action": 0})
    assert refused.value.expected == "one of no_action"
    assert view.of("iso3", ("COK",), treaty="ICRMW").coded("status", numbers).value is None


def test_a_blank_is_none_of_the_values_of_its_column(tables):
    treaties = tables["2026-1"]["treaties"]
    table = treaties.checked.table
    given = table["year"].dropna()
    assert set(treaties.years) == set(given)
    first = int(given.min())
    assert [treaties.where(treaty="ICRMW").rows.size, len(table)] == [193, 193]
    assert len(rows_of(table, f"year={first}")) == int((given == first).sum())


def test_conditions_that_no_single_index_serves_still_select(small):
    stock = small(stock="JPN,CHN,2020,both,300\nJPN,OTH,2020,both,50")["migrant_stock"]
    assert list(stock.where(origin=Except("OTH")).values) == [300]
    assert list(stock.where(origin=Except("CHN", "KOR")).values) == [50]
    assert list(stock.where().values) == [300, 50]
    assert stock.where(destination=("USA", "KOR")).rows.size == 0


def test_an_indicator_that_asks_for_what_no_table_has_is_refused(small):
    tables = small(stock="JPN,CHN,2020,both,300")
    with pytest.raises(ConfigurationError, match="a column it does not have: age") as refused:
        tables["migrant_stock"].where(age="65+")
    assert "destination, origin, sex, year" in refused.value.expected
    with pytest.raises(ConfigurationError, match="a value that column sex never takes") as refused:
        tables["migrant_stock"].where(sex="femal")
    assert refused.value.found == "femal"
    with pytest.raises(ConfigurationError, match="a source that is not at hand: population"):
        tables["population"]


@pytest.mark.parametrize("key", ["destination", "country=JPN", "destination=JPN; year=2020", "destination="])
def test_a_selector_that_cannot_be_read_is_refused(small, key):
    table = small(stock="JPN,CHN,2020,both,300")["migrant_stock"].checked.table
    if ";" in key:
        assert rows_of(table, key).empty
        return
    with pytest.raises(ConfigurationError, match="selector cannot be read") as refused:
        rows_of(table, key)
    assert "destination, origin" in refused.value.expected


def test_only_checked_tables_are_accepted(small):
    raw = small(stock="JPN,CHN,2020,both,300")["migrant_stock"].checked.table
    with pytest.raises(ConfigurationError, match="checked tables only"):
        Tables({"migrant_stock": raw}, {})


STOCK = "JPN,CHN,2010,both,5\nJPN,CHN,2020,both,7\n"


def test_what_was_asked_once_is_at_hand_again_and_2020_is_not_taken_for_a_number_spelled_otherwise(
    small,
) -> None:
    stock = small(stock=STOCK)["migrant_stock"]
    first = stock.of("destination", ("JPN",), year=2020, sex="both")
    assert stock.of("destination", ("JPN",), year=2020, sex="both") is first
    assert stock.of("destination", ("JPN",), year=2020, sex="both", phrase="migrants in {}") is not first
    assert first.rows.tolist() == [1]
    assert not stock.where(destination="JPN", year=2020.0, sex="both").rows.size


def test_tables_share_the_view_of_a_table_that_they_have_in_common(small) -> None:
    tables = small(stock=STOCK)
    shared = Tables({source: tables[source] for source in tables.sources}, tables.names, base_year=2010)
    assert all(shared[source] is tables[source] for source in tables.sources)
    assert (shared.base_year, tables.base_year) == (2010, 2020)
