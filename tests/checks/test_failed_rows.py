"""Which rows a failing check is about, and that no value rests on them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from corridor import checks
from corridor.check_reports import CheckReport, CheckResult
from corridor.check_rows import failed_rows
from corridor.errors import CheckError
from corridor.indicators import WITHHELD, Tables, compute_economy, load_tables
from corridor.sources import load

TABLE = pd.DataFrame(
    {
        "iso3": ["JPN", "JPN", "KOR", "KOR", "WLD"],
        "year": [2020, 2024, 2020, 2024, 2020],
        "value": [1.0, 2.0, 3.0, 4.0, 9.0],
    }
)


def result(*rows: str, total: int | None = None, severity: str = "critical") -> CheckResult:
    count = len(rows) if total is None else total
    return CheckResult("s", "v", "c", "A fact.", severity, False, "so", "not so", rows, count)  # type: ignore[arg-type]


def failing(*results: CheckResult) -> list[int] | None:
    found = failed_rows(TABLE, CheckReport("s", "v", "", results), ["iso3"])
    return None if found is None else np.flatnonzero(found).tolist()


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ((), None),
        ((result("iso3=JPN, year=2020", severity="warning"),), None),
        ((result("iso3=JPN, year=2020"),), [0]),
        ((result("iso3=JPN, year=2020", "iso3=KOR, year=2024"),), [0, 3]),
        ((result("iso3=JPN"),), [0, 1]),
        ((result("iso3=JPN, age=65, year=2024"),), [1]),  # a column of the check's own table is passed over
        ((result("year=2020"),), [0, 2, 4]),
        ((result("year=2020"), result("iso3=JPN, year=2020")), [0]),  # the row explains the total
        ((result("year=2020", "year=2024"), result("iso3=JPN, year=2020")), [0, 1, 3]),
        ((result("indicator=x"),), [0, 1, 2, 3, 4]),
        ((result(),), [0, 1, 2, 3, 4]),
        ((result("iso3=JPN, year=2020", total=30),), [0, 1, 2, 3, 4]),  # not all are named
    ],
)
def test_the_rows_that_a_failing_check_is_about(results, expected):
    assert failing(*results) == expected


def spoil(monkeypatch, project, edition, source: str, row: str):
    """Let a check of a source fail for a row, whatever the data say."""
    kept = checks.check_cache.reports

    def reports(project_, datasets):
        found = kept(project_, datasets)
        wrong = replace(result(row), source=source, vintage=edition.vintages[source])
        return [replace(one, results=(*one.results, wrong)) if one.source == source else one for one in found]

    monkeypatch.setattr(checks.check_cache, "reports", reports)


@pytest.fixture
def edition(project):
    from corridor.editions import read_edition

    return read_edition(project, "2026-1")


def test_without_keep_going_a_failing_row_stops(project, edition, nothing_held, monkeypatch):
    spoil(monkeypatch, project, edition, "population", "iso3=JPN, year=2020")
    with pytest.raises(CheckError):
        load_tables(project, edition)


def test_exactly_the_values_that_rest_on_a_failing_row_are_withheld(
    project, edition, nothing_held, monkeypatch
):
    whole = {v.key: v for v in compute_economy(project, edition, "JPN")}
    spoil(monkeypatch, project, edition, "population", "iso3=JPN, year=2020")
    tables: Tables = load_tables(project, edition, keep_going=True)
    table = load(project, "population", edition.vintages["population"]).table
    held = {v.key: v for v in compute_economy(project, edition, "JPN", tables=tables)}
    assert held.keys() == whole.keys()
    hit = {key for key, value in held.items() if value.reason.startswith(WITHHELD)}
    assert 3 < len(hit) < len(held) / 2
    rows = table.index[(table["iso3"] == "JPN") & (table["year"] == 2020)]
    from corridor.indicators import rows_of

    for key, value in whole.items():
        used = {
            row
            for one in value.inputs
            if one.source == "population"
            for selector in one.keys
            for row in rows_of(table, selector).index
        }
        assert (key in hit) == bool(used & set(rows) and value.value is not None), key
        if key not in hit:
            assert held[key] == value
