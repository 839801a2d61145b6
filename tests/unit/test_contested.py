"""Contested estimates: read strictly, set beside the official stock of every vintage at hand."""

import math

import pandas as pd
import pytest
from register_samples import copied, spoilt

from corridor.contested import FILE, chart_of, contested_for, frame, read_contested
from corridor.errors import ConfigurationError
from worked import context

NINE = ("CHN", "HKG", "MAC", "TWN", "JPN", "KOR", "PRK", "MNG", "RUS")


@pytest.fixture(scope="module")
def contexts():
    return {name: context(name) for name in ("2023-1", "2026-1")}


def stock(project, vintage: str, destination: str, origin: str, year: int) -> list[int]:
    table = pd.read_csv(project.data / "migrant_stock" / f"{vintage}.csv.gz")
    chosen = table[(table.destination == destination) & (table.origin == origin) & (table.year == year)]
    return chosen[chosen.sex == "both"].stock.tolist()


def test_the_register_says_what_the_literature_says(project):
    koreans, chinese = read_contested(project)
    assert (koreans.origin.iso3, koreans.destination.iso3) == ("PRK", "CHN")
    assert [e.figure.text for e in (koreans.low, koreans.high, koreans.outlier)] == [
        "200,000",
        "250,000",
        "1,000,000",
    ]
    assert koreans.outlier.standing == "unrealistic"
    assert (chinese.origin.iso3, chinese.destination.iso3) == ("CHN", "RUS")
    assert (chinese.low.words, chinese.low.figure.value) == ("upwards of", 200_000)
    assert (chinese.high.standing, chinese.high.figure.value) == ("since discredited", 1_000_000)
    assert {one.reference.key for one in (koreans, chinese)} == {"mpi-human-flows-2003"}


@pytest.mark.parametrize(
    ("economies", "found"),
    [
        (("CHN",), ["north-koreans-in-china", "chinese-in-the-russian-far-east"]),
        (("PRK",), ["north-koreans-in-china"]),
        (("RUS",), ["chinese-in-the-russian-far-east"]),
        (("JPN",), []),
        (NINE, ["north-koreans-in-china", "chinese-in-the-russian-far-east"]),
    ],
)
def test_estimates_stand_in_the_reports_they_concern(contexts, economies, found):
    assert [one.id for one in contested_for(contexts["2026-1"], economies)] == found


def test_the_official_stock_is_that_of_the_tables_in_every_vintage(contexts, project):
    for item in contested_for(contexts["2026-1"], NINE):
        corridor = (item.destination.iso3, item.origin.iso3)
        shown = {(o.label, o.year): [o.figure.value] if o.figure else [] for o in item.official}
        for vintage, label, newest in (("rev2020", "Rev. 2020", 2020), ("rev2024", "Rev. 2024", 2024)):
            for year in (*item.years, newest):
                assert shown.pop((label, year)) == stock(project, vintage, *corridor, year)
        assert shown == {}


def test_an_edition_shows_its_own_figures_and_names_the_vintage_of_others(contexts):
    koreans, chinese = contested_for(contexts["2026-1"], ("CHN",))
    assert chinese.now.figure.id == "RUS/immigrants_by_origin/CHN/2024"
    assert {one.figure.id for one in chinese.then if one.label == "Rev. 2020"} == {
        f"RUS/immigrants_by_origin/CHN/{year}@2026-1[migrant_stock=rev2020]" for year in chinese.years
    }
    assert koreans.silent == ("Rev. 2020",)


def test_an_older_edition_does_not_know_later_vintages(contexts):
    koreans, chinese = contested_for(contexts["2023-1"], ("CHN",))
    assert {one.label for one in chinese.official} == {"Rev. 2020"}
    assert (koreans.now, koreans.then, koreans.silent) == (None, (), ("Rev. 2020",))


def test_the_chart_has_ranges_stocks_and_what_is_not_known(contexts):
    items = contested_for(contexts["2026-1"], NINE)
    table = frame(items)
    ranges = table[table.kind != "official"]
    assert ranges[["kind", "low", "high", "note"]].values.tolist() == [
        ["estimate", 200_000, 250_000, ""],
        ["discredited", 1_000_000, 1_000_000, "unrealistic"],
        ["discredited", 200_000, 1_000_000, "since discredited"],
    ]
    official = table[table.kind == "official"]
    assert len(official) == sum(one.figure is not None for item in items for one in item.official) + 1
    (nothing,) = official[official.low.isna()].itertuples()
    assert (nothing.source, math.isnan(nothing.high)) == ("Rev. 2020", True)
    block = chart_of(items)
    assert "200,000 to 250,000" in block.alt.plain
    assert block.chart.data.equals(chart_of(items).chart.data)


def test_an_edition_that_knows_no_stock_draws_the_ranges_alone(contexts):
    table = frame(contested_for(contexts["2023-1"], ("PRK",)))
    assert table.kind.tolist() == ["estimate", "discredited", "official"]
    assert chart_of(contested_for(contexts["2023-1"], ("PRK",))).alt.plain


@pytest.mark.parametrize(
    ("old", "new", "problem", "found"),
    [
        ("low: {value: 200000}", "low: {value: 300000}", "ends below its beginning", "300,000"),
        ("destination: CHN", "destination: CHX", "unknown economy: CHX", "CHX"),
        ("origin: PRK", "origin: CHN", "leads nowhere", "CHN"),
        ("origin: PRK", "origin: OTH", "unknown economy: OTH", "OTH"),
        ("reference: mpi-human-flows-2003", "reference: mpi-2003", "unknown reference: mpi-2003", "mpi-2003"),
        ("standing: unrealistic", "standing: wrong", "unknown standing: wrong", "wrong"),
        ("note: No reliable", "note: No 3 reliable", "number in a text", "No 3 reliable"),
        ("    note: No reliable", "    source: us\n    note: No reliable", "unknown key: source", "source"),
        ("years: [2000, 2005]", "years: [2005, 2000]", "wrong value for years", "[2005, 2000]"),
        ("years: [2000, 2005]", "years: about 2003", "wrong value for years", "about 2003"),
        ("{value: 250000}", "{value: many}", "wrong value for value", "many"),
        ("{value: 250000}", "{value: -1}", "counts nobody", "-1.0"),
    ],
)
def test_a_fault_is_refused_with_its_line(tmp_path, old, new, problem, found):
    copy = copied(tmp_path / "project")
    line = spoilt(copy, FILE, old, new)
    with pytest.raises(ConfigurationError, match=problem) as refused:
        read_contested(copy)
    assert refused.value.where == f"definitions/{FILE}, line {line}"
    assert found in refused.value.found
    assert refused.value.expected
    assert refused.value.exit_code == 11


def test_a_missing_key_and_a_doubled_entry_are_refused(tmp_path):
    copy = copied(tmp_path / "project")
    spoilt(copy, FILE, "    period: about 2003\n", "")
    with pytest.raises(ConfigurationError, match="lacks a key") as refused:
        read_contested(copy)
    assert refused.value.found == "no period"
    other = copied(tmp_path / "other")
    line = spoilt(other, FILE, "id: chinese-in-the-russian-far-east", "id: north-koreans-in-china")
    with pytest.raises(ConfigurationError, match="two entries with one id") as refused:
        read_contested(other)
    assert refused.value.where.endswith(f"line {line}")
