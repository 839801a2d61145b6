"""Sets of values: asked, joined, written and read without loss; broken files refused."""

import csv
import dataclasses
import json
import pickle

import pytest

from corridor.errors import ConfigurationError, CorridorError
from corridor.indicators import IndicatorSet
from corridor.ledger import Ledger


@pytest.fixture(scope="module")
def japan(economy_sets):
    return economy_sets["2026-1"]["JPN"].computed_in("country_indicators", "compute")


@pytest.fixture
def written(japan, tmp_path):
    path = tmp_path / "japan.json"
    japan.write(path)
    return path


def test_a_set_is_read_as_it_was_written(japan, written):
    again = IndicatorSet.read(written)
    assert again == japan
    assert {(value.notebook, value.cell) for value in again} == {("country_indicators", "compute")}


def test_the_same_set_gives_the_same_bytes_and_ends_with_a_newline(japan, written, tmp_path):
    other = tmp_path / "other.json"
    IndicatorSet.read(written).write(other)
    assert other.read_bytes() == written.read_bytes()
    assert other.read_bytes().endswith(b"}\n")
    assert json.loads(other.read_text())["head"]["format"] == 1


def test_values_are_asked_by_economy_indicator_year_and_counterpart(japan):
    value = japan.get("JPN", "immigrants_by_origin", 2024, "CHN")
    assert value.id == "JPN/immigrants_by_origin/CHN/2024"
    assert japan.has("JPN", "immigrants_by_origin", 2024, "CHN")
    assert not japan.has("JPN", "immigrants_by_origin", 2023, "CHN")
    assert japan.series("JPN", "nothing") == ()
    assert [v.key for v in japan.values] == sorted(v.key for v in japan.values)


def test_the_newest_value_is_found_up_to_a_year(japan, economy_sets):
    assert japan.latest("JPN", "immigrant_stock").year == 2024
    assert japan.latest("JPN", "older_population").year == 2050
    assert japan.latest("JPN", "older_population", until=japan.base_year).year == 2024
    missing = economy_sets["2023-1"]["TWN"].latest("TWN", "immigrant_stock")
    assert (missing.year, missing.value) == (2020, None)


def test_the_newest_value_passes_over_missing_ones_and_is_none_where_all_are(economy_sets):
    china, taiwan = economy_sets["2026-1"]["CHN"], economy_sets["2026-1"]["TWN"]
    assert china.series("CHN", "inbound_students")[-1].value is None
    assert china.newest("CHN", "inbound_students") == china.get("CHN", "inbound_students", 2023)
    assert china.newest("CHN", "remittances_by_sender", "USA").year == 2021
    assert taiwan.has("TWN", "inbound_students", 2024)
    assert taiwan.newest("TWN", "inbound_students") is None
    assert taiwan.newest("TWN", "nothing") is None
    figure = Ledger(china).newest_figure("CHN", "inbound_students")
    assert (figure.id, figure.text) == ("CHN/inbound_students/2023", "201,000")
    assert Ledger(taiwan).newest_figure("TWN", "inbound_students") is None


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("JPN", "imigrant_stock", 2024), "JPN/imigrant_stock/2024"),
        (("JPN", "immigrant_stock", 2023), "JPN/immigrant_stock/2023"),
        (("FRA", "immigrant_stock", 2024), "FRA/immigrant_stock/2024"),
        (("JPN", "immigrants_by_origin", 2024, "JPN"), "JPN/immigrants_by_origin/JPN/2024"),
    ],
)
def test_an_unknown_value_is_refused_as_a_mistake_and_as_a_key(japan, asked, found):
    with pytest.raises(KeyError):
        japan.get(*asked)
    with pytest.raises(CorridorError) as refused:
        japan.get(*asked)
    assert refused.value.found == found
    assert "hold no such value" in str(refused.value)
    assert pickle.loads(pickle.dumps(refused.value)).found == found  # noqa: S301


def test_the_nearest_indicator_is_named(japan):
    with pytest.raises(CorridorError) as refused:
        japan.get("JPN", "imigrant_stock", 2024)
    assert "did you mean immigrant_stock?" in refused.value.todo
    with pytest.raises(CorridorError):
        japan.latest("JPN", "older_population", until=1980)


def test_sets_of_an_edition_are_joined_and_shared_values_kept_once(japan, economy_sets, region_sets):
    joined = region_sets["2026-1"].merge(japan, economy_sets["2026-1"]["KOR"])
    assert joined.subject == "JPN+KOR+north-east-asia"
    keys = {v.key for one in (region_sets["2026-1"], japan, economy_sets["2026-1"]["KOR"]) for v in one}
    assert {v.key for v in joined} == keys
    assert joined.get("JPN", "immigrant_stock", 2024).cell == "compute"


def test_a_value_that_several_sets_hold_keeps_the_origin_that_is_first_by_name(japan):
    regional = japan.computed_in("regional_indicators", "compute")
    for joined in (japan.merge(regional), regional.merge(japan)):
        assert {value.notebook for value in joined} == {"country_indicators"}


def test_sets_that_disagree_or_are_of_two_editions_are_not_joined(japan, economy_sets):
    with pytest.raises(ConfigurationError, match="different editions"):
        japan.merge(economy_sets["2023-1"]["JPN"])
    changed = dataclasses.replace(japan.values[0], value=1.0)
    with pytest.raises(ConfigurationError, match="Two different values") as refused:
        japan.merge(dataclasses.replace(japan, values=(changed,)))
    assert refused.value.where == changed.id


def test_the_table_has_the_columns_of_the_contract_and_the_reason(economy_sets):
    taiwan = economy_sets["2023-1"]["TWN"]
    frame = taiwan.frame()
    assert list(frame) == (
        [
            "economy",
            "indicator",
            "counterpart",
            "year",
            "value",
            "unit",
            "status",
            "source",
            "vintage",
            "reason",
        ]
    )
    assert len(frame) == len(taiwan)
    missing = frame[frame["status"] == "missing"]
    assert missing["value"].isna().all()
    assert missing["reason"].ne("").all()


def test_the_csv_file_is_unrounded_and_leaves_missing_values_empty(economy_sets, tmp_path):
    taiwan = economy_sets["2023-1"]["TWN"]
    taiwan.write_csv(tmp_path / "indicators.csv")
    text = (tmp_path / "indicators.csv").read_text()
    assert text.startswith("economy,indicator,counterpart,year,value,unit,status,source,vintage\n")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == len(taiwan)
    for row, value in zip(rows, taiwan.values, strict=True):
        assert row["value"] == "" if value.value is None else float(row["value"]) == value.value
    assert "TWN,older_population,,2020,3621,thousand persons,estimated,population,wpp2022" in text
    assert "TWN,immigrant_stock,,2020,,persons,missing,migrant_stock,rev2020" in text


def change_head(path, **changes):
    content = json.loads(path.read_text())
    content["head"] |= changes
    path.write_text(json.dumps(content))


def change_first(path, **changes):
    content = json.loads(path.read_text())
    content["values"][0] |= changes
    path.write_text(json.dumps(content))


def turn_round(path):
    content = json.loads(path.read_text())
    content["values"].reverse()
    path.write_text(json.dumps(content))


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda p: p.unlink(), "a file"),
        (lambda p: p.write_bytes(b"\xff{"), "JSON in UTF-8"),
        (lambda p: p.write_text(p.read_text()[:-9]), "JSON in UTF-8"),
        (lambda p: p.write_text("[]"), "a mapping with head and values"),
        (lambda p: change_head(p, format=2), "format 1"),
        (lambda p: change_head(p, tables=[]), "values as this version writes them"),
        (
            lambda p: p.write_text(p.read_text().replace('"value": ', '"value": NaN, "v": ', 1)),
            "JSON in UTF-8",
        ),
        (lambda p: p.write_text(p.read_text().replace("estimated", "guessed", 1)), "values as this version"),
        (lambda p: change_first(p, inputs=[[0, 1, [["nested"]]]]), "values as this version"),
        (lambda p: change_first(p, without=[["nested"]]), "values as this version"),
        (lambda p: change_first(p, version="2"), "values as this version"),
        (lambda p: change_first(p, cell=99), "values as this version"),
        (lambda p: p.write_text(p.read_text().replace('"values": [', '"values": [7,', 1)), "values as this"),
        (turn_round, "values in order, each once"),
    ],
)
def test_a_broken_file_or_another_format_is_refused(written, spoil, expected):
    spoil(written)
    with pytest.raises(ConfigurationError) as refused:
        IndicatorSet.read(written)
    assert refused.value.expected.startswith(expected)
    assert refused.value.where == "japan.json"
