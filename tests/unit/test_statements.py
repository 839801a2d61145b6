"""Published statements: all are there, their values are those of the tables, their verdicts follow from them."""

import csv
from functools import cache

import pandas as pd
import pytest
from register_samples import ROOT

from corridor.economies import all_economies, region
from corridor.statements import FIELDS, VERDICTS, read_statements, statements, statements_table
from worked import context

SIX = ("CHN", "JPN", "KOR", "PRK", "MNG", "RUS")
NINE = (*SIX, "HKG", "MAC", "TWN")
TWELVE = ("AUS", "CAN", "FRA", "DEU", "ITA", "JPN", "NLD", "NOR", "KOR", "ESP", "GBR", "USA")
# Each row of the list of statements to compute again, and what stands for it here.
ROWS = {
    "labor-mobility-nea": [
        ["intra-regional-share"],
        ["main-destinations"],
        ["intra-regional-rise", "intra-regional-destinations", "mongolian-surge"],
        ["net-immigration"],
    ],
    "mpi-human-flows-2003": [
        ["share-of-world-population", "share-of-world-migrants"],
        ["russians-in-japan", "russian-entries"],
        ["russian-far-east"],
    ],
    "escap-migration-2014": [
        ["asia-pacific-migrants", "asia-pacific-one-in-four"],
        ["leaving-for-work"],
        ["remittances-of-gdp"],
    ],
    "cgd-labor-markets-2019": [
        ["oecd-working-age", "oecd-older"],
        ["oecd-workers"],
        ["new-working-age"],
        ["earnings"],
        ["temporary-workers"],
    ],
    "altair-talent-2026": [
        ["selective-emigration"],
        ["destinations-concentrate", "gain-and-loss-of-talent"],
    ],
}


@cache
def table(source: str, vintage: str) -> pd.DataFrame:
    path = ROOT / "data" / source / f"{vintage}.csv.gz"
    return pd.read_csv(path, keep_default_na=False, na_values=[""])


@cache
def stock(vintage: str) -> pd.DataFrame:
    whole = table("migrant_stock", vintage)
    return whole[whole.sex == "both"]


@cache
def results(edition: str) -> dict:
    return {one.statement.id: one for one in statements(context(edition))}


def shown(edition: str, statement: str, time: str) -> dict[tuple[str, int, str], float]:
    """Values of a statement, by label of the vintage, year and place."""
    return {
        (reading.label, point.year, point.code): point.figure.value
        for reading in getattr(results(edition)[statement], time)
        for point in reading.measured.points
    }


def test_every_statement_of_the_list_is_there(project):
    found = [one.id for one in read_statements(project)]
    assert found == [name for rows in ROWS.values() for row in rows for name in row]
    assert sum(map(len, ROWS.values())) == 17
    for one in read_statements(project):
        assert any(one.id in row for row in ROWS[one.reference.key])


def test_the_share_of_emigrants_who_stay_within_the_six_states():
    for vintage, label in (("rev2020", "Rev. 2020"), ("rev2024", "Rev. 2024")):
        for year in (2010, 2015):
            away = stock(vintage).query("year == @year and origin in @SIX")
            within = away[away.destination.isin(SIX)]
            expected = 100 * within.stock.sum() / away.stock.sum()
            found = shown("2026-1", "intra-regional-share", "stated")[label, year, ""]
            assert found == pytest.approx(expected, rel=1e-12)
    newest = shown("2026-1", "intra-regional-share", "newest")
    assert newest == {("Rev. 2024", 2024, ""): pytest.approx(9.558, abs=0.0005)}


@pytest.mark.parametrize(
    ("edition", "vintages"), [("2023-1", ["rev2020"]), ("2026-1", ["rev2020", "rev2024"])]
)
def test_the_main_destinations_are_those_with_the_most_emigrants(edition, vintages):
    found = shown(edition, "main-destinations", "stated")
    expected = {}
    for vintage in vintages:
        for year in (2010, 2015):
            away = stock(vintage).query("year == @year and origin in @SIX and destination != origin")
            top = away.groupby("destination").stock.sum().sort_values(ascending=False).head(5)
            expected |= {(f"Rev. {vintage[-4:]}", year, code): total for code, total in top.items()}
    assert found == expected
    assert list(found) == list(expected), "they stand in their order"


def test_the_migrants_of_asia_and_the_pacific(project):
    members = region(project, "asia-pacific").members
    for vintage in ("rev2020", "rev2024"):
        for year in (2010, 2015):
            everyone = stock(vintage).query("year == @year")
            here = everyone[everyone.destination.isin(members)].stock.sum()
            place = (f"Rev. {vintage[-4:]}", year, "")
            assert shown("2026-1", "asia-pacific-migrants", "stated")[place] == here
            share = shown("2026-1", "asia-pacific-one-in-four", "stated")[place]
            assert share == pytest.approx(100 * here / everyone.stock.sum(), rel=1e-12)


def test_the_ageing_of_twelve_oecd_countries():
    for vintage, label in (("wpp2022", "WPP 2022"), ("wpp2024", "WPP 2024")):
        people = table("population", vintage)
        people = people[people.iso3.isin(TWELVE)].groupby(["year", "age_group"]).population_thousands.sum()
        place = (label, 2050, "")
        working = people[2050, "15-64"] - people[2015, "15-64"]
        older = people[2050, "65+"] - people[2015, "65+"]
        support = people[2020, "15-64"] / people[2020, "65+"]
        needed = (support * people[2050, "65+"] - people[2050, "15-64"]) / 30
        assert shown("2026-1", "oecd-working-age", "stated")[place] == pytest.approx(working, rel=1e-9)
        assert shown("2026-1", "oecd-older", "stated")[place] == pytest.approx(older, rel=1e-9)
        assert shown("2026-1", "oecd-workers", "stated")[place] == pytest.approx(needed, rel=1e-9)


def test_the_regions_shares_of_the_worlds_people_and_migrants():
    for vintage, label in (("wpp2022", "WPP 2022"), ("wpp2024", "WPP 2024")):
        people = table("population", vintage).query("year == 2000 and age_group == 'total'")
        people = people.set_index("iso3").population_thousands
        share = 100 * people[list(NINE)].sum() / people["WLD"]
        found = shown("2026-1", "share-of-world-population", "stated")[label, 2000, ""]
        assert found == pytest.approx(share, rel=1e-9)
    for vintage in ("rev2020", "rev2024"):
        everyone = stock(vintage).query("year == 2000")
        share = 100 * everyone[everyone.destination.isin(NINE)].stock.sum() / everyone.stock.sum()
        found = shown("2026-1", "share-of-world-migrants", "stated")[f"Rev. {vintage[-4:]}", 2000, ""]
        assert found == pytest.approx(share, rel=1e-12)


def test_the_largest_remittances_of_the_region(project):
    members = region(project, "asia-pacific").members
    found = {
        (reading.label, point.year): point.figure.value
        for reading in results("2026-1")["remittances-of-gdp"].stated
        for point in reading.measured.points
        if point.figure
    }
    expected = {}
    for vintage, label in (("wdi2023", "WDI 2023"), ("wdi2025", "WDI 2025")):
        shares = table("remittances", vintage).query("indicator == 'received_pct_gdp'")
        shares = shares[shares.iso3.isin(members)]
        for year in (2012, 2013, 2014):
            expected[label, year] = shares[shares.year == year].value.max()
    assert found == pytest.approx(expected)


def test_medians_over_the_economies_of_asia(project):
    asia = [c for c, e in all_economies(project).items() if e.subregion.endswith("Asia")]
    rates = table("skilled_emigration", "iab2013").query("year == 2010 and sex == 'both'")
    wide = rates[rates.iso3.isin(asia)].pivot_table(
        index="iso3", columns="education", values="emigration_rate_pct"
    )
    expected = (wide.high / wide.low).median()
    (found,) = shown("2026-1", "selective-emigration", "newest").values()
    assert found == pytest.approx(expected, rel=1e-9)
    for vintage in ("rev2020", "rev2024"):
        for year in (2010, 2020):
            named = stock(vintage).query("year == @year and destination != origin")
            named = named[named.origin.isin(asia)]
            shares = named.stock / named.groupby("origin").stock.transform("sum")
            median = (shares**2).groupby(named.origin).sum().median()
            place = (f"Rev. {vintage[-4:]}", year, "")
            assert shown("2026-1", "destinations-concentrate", "stated")[place] == pytest.approx(median)


def test_the_verdicts_of_the_newest_edition():
    found = {name: one.verdict for name, one in results("2026-1").items()}
    holds = {
        "intra-regional-share",
        "intra-regional-destinations",
        "mongolian-surge",
        "net-immigration",
        "oecd-older",
        "oecd-workers",
        "selective-emigration",
        "gain-and-loss-of-talent",
    }
    no_longer = {
        "main-destinations",
        "intra-regional-rise",
        "russians-in-japan",
        "asia-pacific-migrants",
        "asia-pacific-one-in-four",
    }
    not_reproduced = {
        "share-of-world-population",
        "share-of-world-migrants",
        "remittances-of-gdp",
        "oecd-working-age",
        "earnings",
        "destinations-concentrate",
    }
    by_verdict = {v: {name for name, verdict in found.items() if verdict == v} for v in VERDICTS}
    assert by_verdict["holds"] == holds
    assert by_verdict["no longer holds"] == no_longer
    assert by_verdict["not reproduced"] == not_reproduced
    assert by_verdict["not testable"] == {
        "russian-entries",
        "russian-far-east",
        "leaving-for-work",
        "new-working-age",
        "temporary-workers",
    }


def test_an_older_edition_says_what_it_could_not_know():
    found = results("2023-1")
    labels = {r.label for one in found.values() for r in one.readings}
    assert labels == {"Rev. 2020", "WPP 2022", "WDI 2023"}
    for name in ("net-immigration", "earnings"):
        assert found[name].verdict == "not testable"
        assert "no vintage at hand had been published by 30 June 2023" in found[name].words


def test_an_edition_knows_nothing_that_was_said_after_it():
    later = {one.statement.id for one in results("2026-1").values() if one.reference.year == "2026"}
    assert later == {"selective-emigration", "destinations-concentrate", "gain-and-loss-of-talent"}
    assert results("2026-1").keys() - results("2023-1").keys() == later


def test_what_cannot_be_tested_says_what_a_test_would_need():
    for edition in ("2023-1", "2026-1"):
        for one in results(edition).values():
            assert one.words, one.statement.id
            if one.verdict == "not testable":
                assert "need" in one.words
                assert not one.stated
                assert not one.newest


def test_the_net_change_stands_beside_what_it_is_not():
    readings = results("2026-1")["new-working-age"].beside
    assert [reading.label for reading in readings] == ["WPP 2022", "WPP 2024"]
    assert all(reading.holds is None for reading in readings)
    assert [round(r.measured.points[0].figure.value / 1e6, 2) for r in readings] == [1.35, 1.34]


def test_the_quoted_numbers_stand_in_what_was_said():
    said = results("2026-1")["russian-far-east"].said
    assert said.plain.replace("\u00a0", " ") == (
        "The population of the Russian Far East fell from 7.8 million to 6.7 million people."
    )
    assert [figure.id for figure in said.figures()] == [
        "quoted/russian-far-east/before",
        "quoted/russian-far-east/after",
    ]


def test_values_that_are_not_the_editions_own_name_their_vintages():
    own = context("2026-1").ledger.values
    for one in results("2026-1").values():
        for reading in one.readings:
            for point in reading.measured.points:
                for value in point.figure.values if point.figure else ():
                    held = own.has(value.economy, value.indicator, value.year, value.counterpart)
                    assert held or value.edition.startswith("2026-1["), value.id
                    if value.edition:
                        assert all(f"{i.source}={i.vintage}" in value.edition for i in value.inputs)


def test_where_vintages_disagree_it_is_said():
    assert results("2026-1")["main-destinations"].split == (
        "For its time, Rev. 2020 agrees and Rev. 2024 does not."
    )
    assert results("2026-1")["intra-regional-share"].split == ""


def test_the_data_file_has_every_value_once(tmp_path):
    found = results("2026-1")
    (tmp_path / "statements.csv").write_text(statements_table(tuple(found.values())), encoding="utf-8")
    with (tmp_path / "statements.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [name for name, _, _ in FIELDS]
    assert list(dict.fromkeys(row["statement"] for row in rows)) == list(found)
    assert {row["verdict"] for row in rows} == set(VERDICTS)
    with_value = [row for row in rows if row["value"]]
    points = [p for one in found.values() for r in one.readings for p in r.measured.points if p.figure]
    assert [float(row["value"]) for row in with_value] == [point.figure.value for point in points]
    assert all(row["figure"] and row["unit"] and row["formula"] for row in with_value)
    keys = [(r["statement"], r["time"], r["vintages"], r["place"], r["year"]) for r in rows]
    assert len(set(keys)) == len(keys)


def test_the_data_file_is_the_same_twice(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(statements_table(statements(context("2023-1"))), encoding="utf-8")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_asking_twice_computes_once():
    assert statements(context("2026-1")) is statements(context("2026-1"))


def test_the_documentation_has_every_column(project):
    text = (project.root / "docs" / "pages" / "80-data-formats.qmd").read_text(encoding="utf-8")
    rows = text[text.index("## statements.csv") : text.index("{#tbl-statements}")].splitlines()
    heads = [row.split("|")[1] for row in rows if row.startswith("| `")]
    assert [name for head in heads for name in head.replace("`", "").replace(" ", "").split(",")] == [
        name for name, _, _ in FIELDS
    ]
