"""What each row of `indicators.csv` rests on comes back from the small file beside it as it was."""

import json

import pytest

import worked
from corridor.errors import ConfigurationError
from corridor.indicators import in_order
from corridor.traces import Trace, trace_of, write_trace


@pytest.fixture(scope="module", params=("2023-1", "2026-1"))
def whole(request, tmp_path_factory):
    """All values of an edition, and the two files that tell of them."""
    values = worked.values(request.param).computed_in("book", "cell")
    folder = tmp_path_factory.mktemp("data")
    values.write_csv(folder / "indicators.csv")
    write_trace(trace_of(values, in_order(), worked.sources(request.param)), folder / "trace.json")
    return values, folder


def read(folder):
    return Trace((folder / "indicators.csv").read_bytes(), (folder / "trace.json").read_bytes(), "data")


def test_every_value_comes_back_with_what_it_rests_on(whole):
    values, folder = whole
    trace = read(folder)
    assert trace.edition == values.edition
    for value, parts in zip(values, trace.subjects(), strict=True):
        assert parts == (value.economy, value.indicator, value.counterpart, str(value.year))
    for value in values.values[::40]:
        found = trace.find(value.economy, value.indicator, value.counterpart, str(value.year))
        assert (found.id, found.value, found.unit, found.status) == (
            value.id,
            value.value,
            value.unit,
            value.status,
        )
        assert (found.reason, found.without) == (value.reason, value.without)
        assert (found.notebook, found.cell) == ("book", "cell")
        assert [
            (u.table["source"], u.table["vintage"], u.table["sha256"], u.keys, u.rows) for u in found.inputs
        ] == [(i.source, i.vintage, i.sha256, i.keys, i.rows) for i in value.inputs]


def test_it_is_a_fraction_of_the_table_it_stands_beside(whole):
    _, folder = whole
    assert (folder / "trace.json").stat().st_size * 4 < (folder / "indicators.csv").stat().st_size


def test_it_has_the_same_bytes_each_time_and_is_plain_json(whole, tmp_path):
    _, folder = whole
    first = (folder / "trace.json").read_bytes()
    write_trace(json.loads(first), tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == first


def test_it_describes_the_indicators_and_tables(whole):
    _, folder = whole
    trace = read(folder)
    share = trace.indicators["immigrant_share"]
    assert (share["unit"], share["sources"]) == ("% of population", ["migrant_stock", "population"])
    assert share["formula"]
    assert share["description"]
    table = trace.find("JPN", "immigrant_stock", "", "2020").inputs[0].table
    assert table["file"] == f"data/migrant_stock/{table['vintage']}.csv.gz"
    assert table["title"].startswith("International Migrant Stock")


def test_a_value_that_nobody_asked_for_is_not_found(whole):
    assert read(whole[1]).find("JPN", "immigrant_stock", "", "1800") is None


@pytest.mark.parametrize("fault", ["not json", "format", "a row too few", "no rows"])
def test_files_that_do_not_belong_together_are_refused(whole, fault):
    _, folder = whole
    table, content = (
        (folder / "indicators.csv").read_bytes(),
        json.loads((folder / "trace.json").read_bytes()),
    )
    if fault == "format":
        content["format"] = 99
    elif fault == "a row too few":
        content["rows"].pop()
    elif fault == "no rows":
        del content["rows"]
    written = b"{" if fault == "not json" else json.dumps(content).encode()
    with pytest.raises(ConfigurationError, match="cannot be read") as refused:
        Trace(table, written, "editions/2026-1/data")
    assert refused.value.where == "editions/2026-1/data/trace.json"


def test_a_row_that_names_no_pattern_is_refused(whole):
    _, folder = whole
    content = json.loads((folder / "trace.json").read_bytes())
    content["rows"][0] = [len(content["patterns"])]
    trace = Trace((folder / "indicators.csv").read_bytes(), json.dumps(content).encode(), "data")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        trace.find(*next(trace.subjects()))
