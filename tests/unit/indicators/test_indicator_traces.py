"""A value names the rows it rests on, and from the names alone the rows and the value are found again."""

import dataclasses
import math

import pandas as pd
import pytest

from corridor.checks import worked_example
from corridor.errors import ConfigurationError
from corridor.indicators import Area, Except, Tables, evaluate, indicator, rows_of

SUMS = {"immigrant_stock", "emigrant_stock", "emigrants_by_destination", "immigrants_by_origin"} | {
    "working_age_population",
    "older_population",
}
SHARES = {
    "intra_regional_emigrant_share": 100,
    "intra_regional_immigrant_share": 100,
    "immigrant_female_share": 100,
    "emigrant_female_share": 100,
    "share_of_world_migrants": 100,
    "share_of_world_population": 100,
    "old_age_dependency": 100,
}
DIFFERENCES = {"corridor_change", "working_age_change", "older_change"}


@pytest.fixture(scope="module", params=["JPN", "PRK", "region"])
def values(request, economy_sets, region_sets):
    """Some two hundred values evenly over the set, so that indicators and years take their turn."""
    chosen = region_sets["2026-1"] if request.param == "region" else economy_sets["2026-1"][request.param]
    sample = chosen.values[:: len(chosen) // 200]
    assert len({value.indicator for value in sample}) >= 11
    return sample


def found(tables, used):
    view = tables["2026-1"][used.source]
    assert (used.vintage, used.sha256) == (view.checked.vintage.id, view.checked.vintage.sha256)
    return [rows_of(view.checked.table, key) for key in used.keys]


def measured(rows):
    return math.fsum(rows["stock" if "stock" in rows else "population_thousands"])


def test_the_selectors_find_as_many_rows_as_the_input_says(tables, values):
    for value in values:
        for used in value.inputs:
            rows = pd.concat(found(tables, used))
            assert len(rows[~rows.index.duplicated()]) == used.rows


def test_values_can_be_computed_from_the_rows_that_they_name(tables, values):
    recomputed = 0
    for value in values:
        parts = [measured(rows) for used in value.inputs for rows in found(tables, used)]
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
