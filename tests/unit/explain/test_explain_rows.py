"""Rows found in the text of a vintage are those that its table gives for the same selectors."""

import gzip
import hashlib

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corridor.errors import ConfigurationError
from corridor.explaining.rows import find
from corridor.indicators import rows_of

CODES = ("JPN", "KOR", "CHN", "OTH")
TABLE = [
    (d, o, y, s, n)
    for n, (d, o, y, s) in enumerate(
        (d, o, y, s) for d in CODES for o in CODES for y in (2010, 2020) for s in ("both", "female")
    )
]
COLUMNS = ["destination", "origin", "year", "sex", "stock"]


@pytest.fixture(scope="module")
def vintage(tmp_path_factory):
    """A file of 64 rows, its digest, and the same as a table."""
    text = "\n".join([",".join(COLUMNS), *(",".join(map(str, row)) for row in TABLE), ""])
    path = tmp_path_factory.mktemp("stock") / "rev.csv.gz"
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    return path, hashlib.sha256(path.read_bytes()).hexdigest(), pd.DataFrame(TABLE, columns=COLUMNS)


conditions = st.fixed_dictionaries(
    {},
    optional={
        "destination": st.sets(st.sampled_from(CODES), min_size=1),
        "origin!": st.sets(st.sampled_from(CODES), min_size=1),
        "year": st.sets(st.sampled_from(("2010", "2020", "2030")), min_size=1),
        "sex": st.just({"both"}),
    },
).filter(bool)


def key(wanted):
    return ", ".join(f"{column}={'|'.join(sorted(values))}" for column, values in wanted.items())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(conditions, min_size=1, max_size=3))
def test_selectors_name_the_same_rows_as_on_the_table(vintage, wanted):
    path, sha256, table = vintage
    keys = [key(one) for one in wanted]
    expected = sorted(set().union(*(rows_of(table, one).index for one in keys)))
    found = find(path, sha256, keys, None)
    assert found.total == len(expected)
    assert [tuple(map(str, TABLE[n])) for n in expected] == list(found.rows)
    assert found.lines == tuple(n + 2 for n in expected)
    assert found.columns == tuple(COLUMNS)


def test_only_the_first_rows_are_returned_and_all_are_counted(vintage):
    path, sha256, _ = vintage
    found = find(path, sha256, ["destination=JPN"], 3)
    assert (len(found.rows), found.total) == (3, 16)


def test_real_values_rest_on_as_many_rows_as_they_say(project, real):
    for value in real.values.values[:: len(real.values) // 25]:
        for used in value.inputs:
            path = project.data / used.source / f"{used.vintage}.csv.gz"
            assert find(path, used.sha256, used.keys, 0).total == used.rows, value.id


def test_rows_without_the_measured_figure_are_no_figures(tmp_path):
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(b"iso3,year,low,high\nJPN,2030,1,2\nJPN,2031,,2\n", mtime=0))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert find(path, sha256, ["iso3=JPN, measure=low"], None).lines == (2,)
    assert find(path, sha256, ["iso3=JPN, measure=high"], None).lines == (2, 3)


def test_a_file_that_is_another_now_is_refused(vintage):
    path, _, _ = vintage
    with pytest.raises(ConfigurationError, match="not the file that the figure was computed from") as refused:
        find(path, "0" * 64, ["sex=both"], None)
    assert refused.value.expected == f"sha256 {'0' * 64}"
    with pytest.raises(ConfigurationError, match="not the file") as refused:
        find(path.with_name("gone.csv.gz"), "0" * 64, ["sex=both"], None)
    assert "No such file" in refused.value.found


@pytest.mark.parametrize("wrong", ["sex", "country=JPN", "sex="])
def test_a_selector_that_cannot_be_read_is_refused(vintage, wrong):
    path, sha256, _ = vintage
    with pytest.raises(ConfigurationError, match="selector cannot be read"):
        find(path, sha256, [wrong], None)
