"""Every indicator is declared in full, and its worked example comes out."""

import dataclasses
import math
from pathlib import Path

import pytest

from corridor.errors import ConfigurationError, UsageError
from corridor.indicators import in_order, indicator, registry, run_example
from corridor.indicators.base.registry import FOLDER, refuse_incomplete

CONTRACT = {
    "immigrant_stock": "persons",
    "immigrant_share": "% of population",
    "emigrant_stock": "persons",
    "emigrant_ratio": "per 100 residents",
    "immigrant_growth": "% a year",
    "emigrant_growth": "% a year",
    "immigrant_female_share": "%",
    "emigrant_female_share": "%",
    "emigrants_by_destination": "persons",
    "immigrants_by_origin": "persons",
    "intra_regional_emigrant_share": "%",
    "intra_regional_immigrant_share": "%",
    "destination_concentration": "index 0–1",
    "origin_concentration": "index 0–1",
    "corridor_change": "persons",
    "share_of_world_population": "%",
    "share_of_world_migrants": "%",
    "working_age_population": "thousand persons",
    "older_population": "thousand persons",
    "working_age_change": "thousand persons",
    "older_change": "thousand persons",
    "old_age_dependency": "65+ per 100 aged 15–64",
    "replacement_for_support": "thousand persons a year",
    "replacement_for_workforce": "thousand persons a year",
    "median_age": "years",
    "net_migration": "thousand persons a year",
    "net_migration_lower_80": "thousand persons a year",
    "net_migration_upper_80": "thousand persons a year",
    "net_migration_lower_95": "thousand persons a year",
    "net_migration_upper_95": "thousand persons a year",
    "net_migration_rate": "per 1,000 residents",
    "net_migration_turning_year": "year",
    "remittances_received": "current US$",
    "remittances_paid": "current US$",
    "remittances_received_share": "% of GDP",
    "remittances_by_sender": "US$ million",
    "income_ratio": "ratio",
    "skilled_emigration_rate": "%",
    "emigration_selectivity": "ratio",
    "inbound_students": "persons",
    "outbound_students": "persons",
    "student_balance": "inbound per outbound student",
    "refugees_hosted": "persons",
    "refugees_from": "persons",
    "icrmw_status": "category",
}


def test_the_units_are_those_of_the_contract():
    assert {i.id: i.unit for i in registry().values()} == CONTRACT


def test_the_places_in_tables_are_all_different_and_themes_stay_together():
    orders = [declared.order for declared in in_order()]
    assert orders == sorted(set(orders))


def test_every_file_of_the_folder_declares_an_indicator():
    assert set(registry()) == {path.stem for path in Path(FOLDER).glob("*.py")} - {"__init__"}


@pytest.mark.parametrize("declared", registry().values(), ids=list(registry()))
def test_the_worked_example_comes_out(project, declared):
    value = run_example(project, declared)
    assert math.isclose(value.value, declared.example.value, rel_tol=1e-12)
    assert value.unit == declared.unit
    assert value.year == declared.example.year
    lines = [text.strip().splitlines() for text in declared.example.rows.values()]
    assert 2 <= sum(len(rows) - 1 for rows in lines) <= 8
    assert any(sign.isdigit() for sign in declared.example.arithmetic)


@pytest.mark.parametrize(
    ("field", "emptied"), [("reference", ""), ("formula", ""), ("sources", ()), ("scopes", ("country",))]
)
def test_an_incomplete_declaration_is_refused_with_its_file(field, emptied):
    declared = dataclasses.replace(indicator("immigrant_stock"), **{field: emptied})
    with pytest.raises(ConfigurationError) as refused:
        refuse_incomplete(declared, "immigrant_stock")
    assert refused.value.where == "src/corridor/indicators/immigrant_stock.py"
    assert field[:-1] in refused.value.expected


def test_a_declaration_without_a_worked_example_is_refused_with_its_file():
    declared = indicator("older_change")
    bare = dataclasses.replace(declared, example=dataclasses.replace(declared.example, rows={}))
    with pytest.raises(ConfigurationError, match="no complete declaration") as refused:
        refuse_incomplete(bare, "older_change")
    assert "older_change.py" in refused.value.where
    assert "worked example" in refused.value.expected


def test_a_file_without_a_declaration_and_one_under_another_name_are_refused():
    with pytest.raises(ConfigurationError, match=r"new_one\.py is no complete declaration"):
        refuse_incomplete(None, "new_one")
    with pytest.raises(ConfigurationError) as refused:
        refuse_incomplete(indicator("older_change"), "new_one")
    assert (refused.value.found, "new_one" in refused.value.expected) == ("older_change", True)


def test_an_example_whose_value_is_not_computed_is_refused(project):
    declared = indicator("older_change")
    wrong = dataclasses.replace(declared, example=dataclasses.replace(declared.example, year=2049))
    with pytest.raises(ConfigurationError) as refused:
        run_example(project, wrong)
    assert "JPN/older_change/2050" in refused.value.found


def test_an_unknown_indicator_is_refused_with_the_nearest():
    with pytest.raises(UsageError) as refused:
        indicator("imigrant_stock")
    assert "did you mean immigrant_stock?" in refused.value.todo
