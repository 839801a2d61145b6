"""Which vintages an edition can look at, and values computed with them."""

from dataclasses import replace

import pandas as pd
import pytest

from corridor.editions import read_edition
from corridor.indicators import Area, IndicatorSet, compute_economy
from corridor.vintages import AtHand, Mix

STOCK = Mix.of({"migrant_stock": "rev2020"})
NEWER = Mix.of({"migrant_stock": "rev2024"})
JAPAN = Area.economy("JPN", ())


@pytest.fixture(scope="module")
def older(project):
    return AtHand(project, read_edition(project, "2023-1"))


@pytest.fixture(scope="module")
def newer(project):
    return AtHand(project, read_edition(project, "2026-1"))


@pytest.fixture(scope="module")
def own(project):
    """The newer edition's own values of Japan."""
    return compute_economy(project, read_edition(project, "2026-1"), "JPN")


def test_an_edition_knows_what_had_been_published(older, newer):
    assert older.vintages("migrant_stock") == ("rev2020",)
    assert newer.vintages("migrant_stock") == ("rev2020", "rev2024")
    assert older.vintages("net_migration") == ()
    assert newer.vintages("net_migration") == ("wpp2024",)
    assert older.lacking(["migrant_stock", "gdp", "net_migration"]) == ("gdp", "net_migration")


def test_a_vintage_of_unknown_day_counts_from_the_end_of_its_month_or_year(older, newer):
    # KNOMAD's of December 2023 came after the edition of June 2023; the edition's own is known only as of 2023.
    assert older.vintages("remittances") == ("wdi2023",)
    assert newer.vintages("remittances") == ("wdi2023", "knomad2023", "wdi2025")


def test_an_edition_does_not_look_past_the_vintage_it_pins(project):
    edition = read_edition(project, "2026-1")
    cautious = replace(edition, vintages={**edition.vintages, "population": "wpp2022"})
    assert AtHand(project, cautious).vintages("population") == ("wpp2022",)


def test_vintages_of_one_age_belong_together(newer):
    names = [mix.name for mix in newer.mixes(["gdp", "migrant_stock"])]
    assert names == ["gdp=wdi2025,migrant_stock=rev2020", "gdp=wdi2026,migrant_stock=rev2024"]
    assert [m.name for m in newer.mixes(["migrant_stock", "skilled_emigration"])] == [
        "migrant_stock=rev2020,skilled_emigration=iab2013",
        "migrant_stock=rev2024,skilled_emigration=iab2013",
    ]
    assert newer.label(STOCK) == "Rev. 2020"


def test_without_any_vintage_there_is_no_mix(older):
    assert older.mixes(["net_migration"]) == ()
    assert older.mixes([]) == ()


def test_a_value_of_another_vintage_names_it_and_is_that_of_its_table(project, newer):
    value = newer.values("immigrant_stock", JAPAN, STOCK)["JPN", "immigrant_stock", "", 2020]
    table = pd.read_csv(project.data / "migrant_stock" / "rev2020.csv.gz")
    there = table[(table.destination == "JPN") & (table.year == 2020) & (table.sex == "both")]
    assert value.value == there.stock.sum()
    assert value.id == "JPN/immigrant_stock/2020@2026-1[migrant_stock=rev2020]"
    assert value.inputs[0].vintage == "rev2020"


def test_a_base_year_and_a_region_of_its_own_are_named(newer):
    mix = Mix.of({"population": "wpp2022"})
    values = newer.values("working_age_change", JAPAN, mix, base_year=2015, within="six")
    assert [value.edition for value in values.values()] == [
        "2026-1[population=wpp2022,base_year=2015,within=six]"
    ]


def test_the_editions_own_value_stands_where_it_is_the_same(project, own):
    at_hand = AtHand(project, read_edition(project, "2026-1"), own)
    key = ("JPN", "immigrant_stock", "", 2024)
    assert at_hand.values("immigrant_stock", JAPAN, NEWER)[key] is own.get("JPN", "immigrant_stock", 2024)
    assert at_hand.values("immigrant_stock", JAPAN, STOCK)["JPN", "immigrant_stock", "", 2020].edition


def test_a_value_that_differs_from_the_editions_own_is_told_apart(project, own):
    edition = read_edition(project, "2026-1")
    turned = [replace(v, value=1.0) if v.indicator == "immigrant_stock" else v for v in own]
    wrong = IndicatorSet.from_values(turned, edition="2026-1", subject="JPN", base_year=own.base_year)
    found = AtHand(project, edition, wrong).values("immigrant_stock", JAPAN, NEWER)
    assert found["JPN", "immigrant_stock", "", 2024].edition == "2026-1[migrant_stock=rev2024]"


def test_other_vintages_are_checked_and_their_verdicts_kept(project):
    at_hand = AtHand(project, read_edition(project, "2026-1"))
    assert at_hand.reports == ()
    at_hand.prepare(["migrant_stock"])
    assert [(one.source, one.vintage) for one in at_hand.reports] == [
        ("migrant_stock", "rev2020"),
        ("population", "wpp2022"),
    ]
    assert all(one.results and not one.failed("critical") for one in at_hand.reports)
    compared = {one.check: one.found for one in at_hand.reports[0].results}
    assert not any(found.startswith("not tested") and "wpp2022" in found for found in compared.values())
