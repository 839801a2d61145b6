"""Every fact that `data_checks/` states is shown to fail on real data that were spoilt, and to name the row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest

from corridor import checks
from corridor.check_modules import checks_of
from corridor.project import Project
from corridor.sources import Dataset, list_sources, read_source

ROOT = Path(__file__).parents[2]
Change = Callable[[pd.DataFrame], pd.DataFrame]


def put(column: str, value: object, **where: object) -> Change:
    """Write a value into the rows found by column and value; a function is given the old one."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        rows = chosen(table, where)
        if isinstance(value, str) and value not in table[column].cat.categories:
            table[column] = table[column].cat.add_categories([value])
        table.loc[rows, column] = value(table.loc[rows, column]) if callable(value) else value
        return table

    return change


def drop(**where: object) -> Change:
    """Leave the rows out."""
    return lambda table: table.loc[~chosen(table, where)].reset_index(drop=True)


def chosen(table: pd.DataFrame, where: dict[str, object]) -> pd.Series:
    rows = pd.Series(True, index=table.index)
    for column, value in where.items():
        rows &= table[column] == value
    assert rows.any(), f"no rows where {where}"
    return rows


@dataclass(frozen=True)
class Case:
    source: str
    vintage: str
    check: str
    change: Change
    row: str
    severity: str = "critical"
    with_others: dict[str, str] = field(default_factory=dict)


STOCK = {"destination": "JPN", "origin": "KOR", "year": 2020}
KOREA = "destination=JPN, origin=KOR, year=2020"
JAPAN = {"iso3": "JPN", "year": 2030}

CASES = [
    # migrant_stock
    Case(
        *("migrant_stock", "rev2024", "both-is-male-plus-female"),
        put("stock", lambda old: old + 1, **STOCK, sex="male"),
        KOREA,
    ),
    Case("migrant_stock", "rev2020", "sex-within-both", drop(**STOCK, sex="both"), KOREA),
    Case(
        *("migrant_stock", "rev2024", "origin-differs"),
        put("origin", "JPN", **STOCK, sex="both"),
        "destination=JPN, origin=JPN, year=2020, sex=both",
    ),
    Case(
        *("migrant_stock", "rev2024", "stock-positive"),
        put("stock", 0, **STOCK, sex="male"),
        f"{KOREA}, sex=male",
    ),
    Case(
        *("migrant_stock", "rev2020", "immigrants-within-residents"),
        put("stock", 200_000_000, **STOCK, sex="both"),
        "destination=JPN, year=2020",
        with_others={"population": "wpp2022"},
    ),
    Case(
        *("migrant_stock", "rev2024", "immigrants-within-residents-2024"),
        put("stock", lambda old: old + 200, destination="VAT", origin="OTH", year=2020, sex="both"),
        "destination=VAT, year=2020",
        with_others={"population": "wpp2024"},
    ),
    Case(
        *("migrant_stock", "rev2020", "immigrants-within-residents-mixed"),
        lambda table: table,
        "destination=ARE, year=2010",
        severity="warning",
        with_others={"population": "wpp2024"},
    ),
    Case(
        *("migrant_stock", "rev2020", "world-2020"),
        put("stock", lambda old: old - 1, **STOCK, sex="both"),
        "year=2020",
    ),
    Case(
        *("migrant_stock", "rev2024", "world-2024"),
        drop(destination="JPN", origin="KOR", year=2024, sex="both"),
        "year=2024",
    ),
    Case(
        *("migrant_stock", "rev2024", "origin-named"),
        put("stock", 90_000_000, destination="JPN", origin="OTH", year=2020, sex="both"),
        "destination=JPN, year=2020",
        severity="warning",
    ),
    Case(
        *("migrant_stock", "rev2024", "steady"),
        put("stock", 90_000_000, **STOCK, sex="both"),
        "destination=JPN, year=2020",
        severity="warning",
    ),
    Case(
        *("migrant_stock", "rev2024", "as-japan-counts"),
        put("stock", 13_789, destination="JPN", origin="TWN", year=2020, sex="both"),
        "destination=JPN, origin=TWN, year=2020",
        severity="warning",
        with_others={"japan_foreign_residents": "moj2023"},
    ),
    Case(
        *("migrant_stock", "rev2024", "minority"),
        put("stock", 90_000_000, **STOCK, sex="both"),
        "destination=JPN, year=2020",
        severity="info",
        with_others={"population": "wpp2024"},
    ),
    # migrant_stock_age
    Case(
        *("migrant_stock_age", "rev2020", "both-is-male-plus-female"),
        put(
            *("stock", lambda old: old - 5),
            **{"destination": "KOR", "year": 2015, "sex": "female", "age_group": "20-24"},
        ),
        "destination=KOR, year=2015, age_group=20-24",
    ),
    Case(
        *("migrant_stock_age", "rev2020", "all-age-groups"),
        drop(destination="KOR", year=2015, sex="female", age_group="75+"),
        "destination=KOR, year=2015, sex=female",
    ),
    Case(
        *("migrant_stock_age", "rev2020", "ages-make-total"),
        put("stock", lambda old: old + 1, destination="KOR", year=2015, sex="both", age_group="75+"),
        "destination=KOR, year=2015, sex=both",
        with_others={"migrant_stock": "rev2020"},
    ),
    Case(
        *("migrant_stock_age", "rev2020", "stock-not-negative"),
        put("stock", -1, destination="KOR", year=2015, sex="both", age_group="75+"),
        "destination=KOR, year=2015, sex=both, age_group=75+",
    ),
    # population
    Case(
        *("population", "wpp2024", "ages-make-total"),
        put("population_thousands", lambda old: old + 0.01, **JAPAN, age_group="65+"),
        "iso3=JPN, year=2030, variant=medium",
    ),
    Case(
        *("population", "wpp2024", "all-age-groups"),
        drop(**JAPAN, age_group="65+"),
        "iso3=JPN, year=2030",
    ),
    Case(
        *("population", "wpp2022", "economies-make-world"),
        put("population_thousands", lambda old: old * 1.01, **JAPAN, age_group="total"),
        "year=2030",
    ),
    Case(
        *("population", "wpp2024", "ages-make-world"),
        drop(**JAPAN, age_group="15-64"),
        "year=2030, age_group=15-64",
    ),
    Case(
        *("population", "wpp2022", "ages-make-world-rounded"),
        drop(**JAPAN, age_group="15-64"),
        "year=2030, age_group=15-64",
    ),
    Case(
        *("population", "wpp2024", "world-2024"),
        put("population_thousands", 8_161_974.0, iso3="WLD", year=2024, age_group="total"),
        "iso3=WLD, year=2024, variant=medium, age_group=total",
    ),
    Case(
        *("population", "wpp2022", "world-2020"),
        put("population_thousands", 7_840_900.0, iso3="WLD", year=2020, age_group="total"),
        "iso3=WLD, year=2020, variant=estimate, age_group=total",
    ),
    Case(
        *("population", "wpp2024", "not-negative"),
        put("population_thousands", -1.0, **JAPAN, age_group="65+"),
        "iso3=JPN, year=2030, variant=medium, age_group=65+",
    ),
    Case(
        *("population", "wpp2024", "one-variant-a-year"),
        put("variant", "estimate", **JAPAN, age_group="65+"),
        "iso3=JPN, year=2030",
    ),
    Case("population", "wpp2024", "every-year", drop(**JAPAN), "iso3=JPN"),
    Case("population", "wpp2022", "every-fifth-year", drop(**JAPAN), "iso3=JPN"),
    Case(
        *("population", "wpp2024", "projections-follow"),
        put("variant", "estimate", **JAPAN),
        "iso3=JPN",
    ),
    Case(
        *("population", "wpp2022", "fine-enough"),
        put("population_thousands", 99.0, iso3="MNG", year=2020, age_group="total"),
        "iso3=MNG",
        severity="warning",
    ),
    # demography
    Case(
        *("demography", "wpp2024", "median-age-plausible"),
        put("value", 8.0, **JAPAN, indicator="median_age_years"),
        "iso3=JPN, year=2030, variant=medium, indicator=median_age_years",
    ),
    Case(
        *("demography", "wpp2024", "median-age-complete"),
        drop(iso3="JPN", year=2050, indicator="median_age_years"),
        "iso3=JPN",
    ),
    Case(
        *("demography", "wpp2024", "fertility-plausible"),
        put("value", 0.2, iso3="KOR", year=2023, indicator="total_fertility_rate"),
        "iso3=KOR, year=2023, variant=estimate, indicator=total_fertility_rate",
    ),
    Case(
        *("demography", "wpp2024", "dependency-plausible"),
        put("value", -3.0, **JAPAN, indicator="old_age_dependency_65_per_100_15_64"),
        "iso3=JPN, year=2030, variant=medium",
    ),
    Case(
        *("demography", "wpp2024", "old-age-within-total"),
        put("value", 190.0, **JAPAN, indicator="old_age_dependency_65_per_100_15_64"),
        "iso3=JPN, year=2030, variant=medium",
    ),
    Case(
        *("demography", "wpp2024", "agrees-with-population"),
        put("value", lambda old: old + 0.1, **JAPAN, indicator="old_age_dependency_65_per_100_15_64"),
        "iso3=JPN, year=2030",
        with_others={"population": "wpp2024"},
    ),
    Case(
        *("demography", "wpp2024", "one-variant-a-year"),
        lambda table: pd.concat(
            [table, put("variant", "estimate", **JAPAN)(table.copy()).query("iso3=='JPN'")]
        ),
        "iso3=JPN, indicator=median_age_years, year=2030",
    ),
    # net_migration
    Case(
        *("net_migration", "wpp2024", "intervals-nested"),
        put("lower80_thousands", -900.0, **JAPAN),
        "iso3=JPN, year=2030, variant=medium",
    ),
    Case(
        *("net_migration", "wpp2024", "projections-have-intervals"),
        put("upper95_thousands", float("nan"), **JAPAN),
        "iso3=JPN, year=2030, variant=medium",
    ),
    Case(
        *("net_migration", "wpp2024", "estimates-have-none"),
        put("lower80_thousands", 1.0, iso3="JPN", year=2000),
        "iso3=JPN, year=2000, variant=estimate",
    ),
    Case(
        *("net_migration", "wpp2024", "world-near-zero"),
        put("net_migration_thousands", lambda old: old + 50, **JAPAN),
        "year=2030",
    ),
    Case(
        *("net_migration", "wpp2024", "rate-agrees"),
        put("net_migration_per_1000", lambda old: -old, **JAPAN),
        "iso3=JPN, year=2030",
        with_others={"population": "wpp2024"},
    ),
    Case(
        *("net_migration", "wpp2024", "one-variant-a-year"),
        lambda table: pd.concat(
            [table, put("variant", "estimate", **JAPAN)(table.copy()).query("iso3=='JPN'")]
        ),
        "iso3=JPN, year=2030",
    ),
    Case("net_migration", "wpp2024", "every-year", drop(**JAPAN), "iso3=JPN"),
    Case(
        *("net_migration", "wpp2024", "rate-plausible"),
        lambda table: table,
        "iso3=KWT, year=1990, variant=estimate",
        severity="warning",
    ),
    # remittances
    Case(
        *("remittances", "wdi2025", "not-negative"),
        put("value", -1.0, iso3="CHN", year=2020, indicator="paid_usd"),
        "iso3=CHN, year=2020, indicator=paid_usd",
    ),
    Case(
        *("remittances", "wdi2025", "share-agrees"),
        put("value", lambda old: old * 10, iso3="CHN", year=2020, indicator="received_pct_gdp"),
        "iso3=CHN, year=2020",
        with_others={"gdp": "wdi2025"},
    ),
    Case(
        *("remittances", "wdi2025", "implied-gdp-plausible"),
        put("value", lambda old: old * 100, iso3="JPN", year=2020, indicator="received_usd"),
        "iso3=JPN, year=2020",
        with_others={"gdp": "wdi2026", "population": "wpp2024"},
    ),
    Case(
        *("remittances", "wdi2025", "paid-like-received"),
        put("value", lambda old: old / 1000, year=2020, indicator="paid_usd"),
        "year=2020",
    ),
    Case(
        *("remittances", "wdi2023", "tonga-2021"),
        put("value", 41.98, iso3="TON", year=2021),
        "iso3=TON, year=2021, indicator=received_pct_gdp",
    ),
    Case(
        *("remittances", "wdi2025", "tonga-2021-revised"),
        put("value", 46.22, iso3="TON", year=2021, indicator="received_pct_gdp"),
        "iso3=TON, year=2021, indicator=received_pct_gdp",
    ),
    Case(
        *("remittances", "wdi2023", "share-plausible"),
        lambda table: table,
        "iso3=LSO, year=1990, indicator=received_pct_gdp",
        severity="warning",
    ),
    Case(
        *("remittances", "wdi2025", "newest-years-covered"),
        lambda table: table,
        "indicator=paid_usd, year=2023",
        severity="warning",
    ),
    Case(
        *("remittances", "wdi2025", "series-current"),
        lambda table: table.loc[(table["iso3"] != "MNG") | (table["year"] <= 2015)].reset_index(drop=True),
        "iso3=MNG, indicator=paid_usd, newest_year=2015",
        severity="warning",
    ),
    # bilateral_remittances
    Case(
        *("bilateral_remittances", "knomad2022", "not-negative"),
        put("usd_million", -1.0, sender="JPN", receiver="CHN"),
        "sender=JPN, receiver=CHN, year=2021",
    ),
    Case(
        *("bilateral_remittances", "knomad2022", "sender-differs"),
        put("sender", "CHN", sender="JPN", receiver="CHN"),
        "sender=CHN, receiver=CHN, year=2021",
    ),
    Case(
        *("bilateral_remittances", "knomad2018", "sender-differs-2017"),
        lambda table: table,
        "sender=VUT, receiver=VUT, year=2017",
        severity="warning",
    ),
    Case(
        *("bilateral_remittances", "knomad2022", "one-year"),
        put("year", 2020, sender="JPN", receiver="CHN"),
        "sender=JPN",
    ),
    Case(
        *("bilateral_remittances", "knomad2022", "world-plausible"),
        put("usd_million", 5e9, sender="JPN", receiver="CHN"),
        "year=2021",
    ),
    Case(
        *("bilateral_remittances", "knomad2022", "agrees-with-official"),
        put("usd_million", 5e5, sender="KOR", receiver="MNG"),
        "receiver=MNG, year=2021",
        severity="warning",
        with_others={"remittances": "wdi2025"},
    ),
    # gdp
    Case(
        *("gdp", "wdi2026", "positive"),
        put("value", 0.0, iso3="JPN", year=2020, indicator="gni_pc_ppp_current"),
        "iso3=JPN, year=2020, indicator=gni_pc_ppp_current",
    ),
    Case(
        *("gdp", "wdi2026", "gdp-per-head-plausible"),
        put("value", 4.1e6, iso3="JPN", year=2020, indicator="gdp_pc_ppp_constant_2021"),
        "iso3=JPN, year=2020, indicator=gdp_pc_ppp_constant_2021",
    ),
    Case(
        *("gdp", "wdi2026", "gni-per-head-plausible"),
        put("value", 4.1e6, iso3="JPN", year=2020, indicator="gni_pc_ppp_current"),
        "iso3=JPN, year=2020, indicator=gni_pc_ppp_current",
    ),
    Case(
        *("gdp", "wdi2025", "gdp-plausible"),
        put("value", 5.0, iso3="JPN", year=2020, indicator="gdp_current_usd"),
        "iso3=JPN, year=2020, indicator=gdp_current_usd",
    ),
    Case(
        *("gdp", "wdi2026", "newest-years-covered"),
        lambda table: table.loc[(table["year"] < 2024) | (table["iso3"].astype(str) < "M")].reset_index(
            drop=True
        ),
        "indicator=gdp_pc_ppp_constant_2021, year=2024",
        severity="warning",
    ),
    Case(
        *("gdp", "wdi2026", "series-current"),
        lambda table: table.loc[(table["iso3"] != "MNG") | (table["year"] <= 2015)].reset_index(drop=True),
        "iso3=MNG, indicator=gdp_pc_ppp_constant_2021, newest_year=2015",
        severity="warning",
    ),
    # students
    Case(
        *("students", "uis2025", "inbound-not-negative"),
        put("students", -1, iso3="KOR", year=2020, indicator="inbound_total"),
        "iso3=KOR, year=2020, indicator=inbound_total",
    ),
    Case(
        *("students", "uis2025", "outbound-not-negative"),
        lambda table: table,
        "iso3=ARE, year=2019, indicator=outbound_total",
        severity="warning",
    ),
    Case(
        *("students", "uis2025", "plausible"),
        put("students", 9_000_000, iso3="KOR", year=2020, indicator="inbound_total"),
        "iso3=KOR, year=2020, indicator=inbound_total",
    ),
    Case(
        *("students", "uis2025", "newest-years-covered"),
        lambda table: table,
        "indicator=inbound_total, year=2024",
        severity="warning",
    ),
    Case(
        *("students", "uis2025", "series-current"),
        lambda table: table,
        "iso3=PRK, indicator=inbound_total, newest_year=2009",
        severity="warning",
    ),
    # student_corridors
    Case(
        *("student_corridors", "uis2019", "not-negative"),
        put("students", -4, host="JPN", origin="CHN", year=2016),
        "host=JPN, origin=CHN, year=2016",
    ),
    Case(
        *("student_corridors", "uis2019", "plausible"),
        put("students", 4_000_000, host="JPN", origin="CHN", year=2016),
        "host=JPN, origin=CHN, year=2016",
    ),
    Case(
        *("student_corridors", "uis2019", "within-total"),
        put("students", lambda old: old * 3, host="JPN", origin="CHN", year=2016),
        "host=JPN, year=2016",
        with_others={"students": "uis2025"},
    ),
    Case(
        *("student_corridors", "uis2019", "within-total-closely"),
        lambda table: table,
        "host=ESP, year=2016",
        severity="warning",
        with_others={"students": "uis2025"},
    ),
    Case(
        *("student_corridors", "uis2019", "origin-differs"),
        lambda table: table,
        "host=CHE, origin=CHE, year=2013",
        severity="warning",
    ),
    Case(
        *("student_corridors", "uis2019", "every-year-covered"),
        lambda table: table,
        "year=2018",
        severity="warning",
    ),
    # skilled_emigration
    Case(
        *("skilled_emigration", "iab2013", "share"),
        put("emigration_rate_pct", 101.0, iso3="KOR", year=2010, education="high"),
        "iso3=KOR, year=2010, sex=both, education=high",
    ),
    Case(
        *("skilled_emigration", "iab2013", "all-levels"),
        drop(iso3="KOR", year=2010, education="high"),
        "iso3=KOR, year=2010",
    ),
    Case(
        *("skilled_emigration", "iab2013", "total-between-levels"),
        put("emigration_rate_pct", 60.0, iso3="KOR", year=2010, education="total"),
        "iso3=KOR, year=2010, sex=both",
    ),
    Case(
        *("skilled_emigration", "iab2013", "every-date"),
        drop(iso3="KOR", year=2010),
        "iso3=KOR",
    ),
    Case(
        *("skilled_emigration", "iab2013", "not-nearly-all"),
        lambda table: table,
        "iso3=GUY, year=1990, sex=both, education=high",
        severity="warning",
    ),
    Case(
        *("skilled_emigration", "iab2013", "skilled-move-more"),
        put("emigration_rate_pct", 60.0, iso3="AFG", year=2010, education="low"),
        "iso3=AFG, year=2010, sex=both",
        severity="info",
    ),
    # refugees
    Case(
        *("refugees", "unhcr2025", "at-least-five"),
        put("persons", 1, asylum="JPN", origin="MMR", year=2024, group="refugees"),
        "asylum=JPN, origin=MMR, year=2024, group=refugees",
    ),
    Case(
        *("refugees", "unhcr2025", "world-plausible"),
        put("persons", 90_000_000, asylum="JPN", origin="MMR", year=2024, group="refugees"),
        "year=2024",
    ),
    Case(
        *("refugees", "unhcr2025", "pair-plausible"),
        put("persons", 6_000_000, asylum="JPN", origin="MMR", year=2024, group="refugees"),
        "asylum=JPN, origin=MMR, year=2024, group=refugees",
    ),
    Case(
        *("refugees", "unhcr2025", "origin-differs"),
        put("origin", "JPN", asylum="JPN", origin="MMR", year=2024, group="refugees"),
        "asylum=JPN, origin=JPN, year=2024, group=refugees",
        severity="warning",
    ),
    Case(
        *("refugees", "unhcr2025", "series-current"),
        lambda table: table,
        "asylum=MAC, group=refugees, newest_year=2009",
        severity="warning",
    ),
    # treaties
    Case("treaties", "untc2022", "party-since", put("year", pd.NA, iso3="ALB"), "iso3=ALB, treaty=ICRMW"),
    Case("treaties", "untc2022", "after-adoption", put("year", 1985, iso3="ALB"), "iso3=ALB, treaty=ICRMW"),
    Case("treaties", "untc2022", "one-date", put("as_of", "2022-09", iso3="ALB"), "treaty=ICRMW"),
    Case(
        *("treaties", "untc2022", "date-is-a-month"),
        put("as_of", "August 2022", iso3="ALB"),
        "iso3=ALB, treaty=ICRMW",
    ),
    Case(
        *("treaties", "untc2022", "in-force-2003"),
        lambda table: table.assign(year=table["year"] + 8),
        "treaty=ICRMW",
    ),
    Case("treaties", "untc2022", "all-members", drop(iso3="JPN"), "treaty=ICRMW"),
    # japan_foreign_residents
    Case(
        *("japan_foreign_residents", "moj2023", "positive"),
        put("persons", 0, origin="MNG", year=2012),
        "destination=JPN, origin=MNG, year=2012, universe=foreign_citizens, source=FRS2012",
    ),
    Case(
        *("japan_foreign_residents", "moj2023", "within-total"),
        put("persons", 9_000_000, origin="CHN", year=2012),
        "destination=JPN, year=2012, universe=foreign_citizens, source=FRS2012",
    ),
    Case(
        *("japan_foreign_residents", "moj2022", "one-publication-a-year"),
        put("source", "FRS2013", origin="CHN", year=2012),
        "year=2012",
    ),
    Case(
        *("japan_foreign_residents", "moj2022", "total-2010"),
        put("persons", 2_134_150, origin="TOTAL", year=2010),
        "destination=JPN, origin=TOTAL, year=2010, universe=foreign_citizens, source=SYB2014",
    ),
    Case(
        *("japan_foreign_residents", "moj2023", "total-2023"),
        put("persons", 3_410_000, origin="TOTAL", year=2023),
        "destination=JPN, origin=TOTAL, year=2023, universe=foreign_citizens, source=FRS2023",
    ),
    Case(
        *("japan_foreign_residents", "moj2023", "one-definition"),
        lambda table: table,
        "year=2012",
        severity="warning",
    ),
    # What the columns of every source imply
    Case("treaties", "untc2022", "columns", lambda table: table[table.columns[::-1]], ""),
    Case(
        "treaties", "untc2022", "types", lambda table: table.assign(year=table["year"].astype("float64")), ""
    ),
    Case(
        *("treaties", "untc2022", "keys-unique"),
        lambda table: pd.concat([table, table.query("iso3 == 'JPN'")], ignore_index=True),
        "iso3=JPN, treaty=ICRMW",
    ),
    Case(
        *("gdp", "wdi2026", "values-given"),
        put("value", float("nan"), iso3="JPN", year=2020, indicator="gni_pc_ppp_current"),
        "iso3=JPN, year=2020, indicator=gni_pc_ppp_current",
    ),
    Case(
        *("migrant_stock", "rev2024", "codes-known"),
        put("origin", "WLD", **STOCK, sex="both"),
        "destination=JPN, origin=WLD, year=2020, sex=both",
    ),
    Case("treaties", "untc2022", "years", put("year", 2031, iso3="ALB"), "iso3=ALB, treaty=ICRMW"),
    Case("migrant_stock", "rev2020", "origin-present", lambda table: table, "origin=TWN", "warning"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.source}-{case.vintage}-{case.check}")
def test_a_fact_that_does_not_hold_is_found(
    case: Case,
    project: Project,
    real: Callable[[str, str], Dataset],
    spoilt: Callable[[str, str, Change], Dataset],
) -> None:
    datasets = {case.source: spoilt(case.source, case.vintage, case.change)}
    datasets |= {source: real(source, vintage) for source, vintage in case.with_others.items()}
    (report,) = checks.evaluate(project, datasets, [case.source], only=[case.check])
    (result,) = report.results
    assert not result.success, result.found
    assert result.severity == case.severity
    assert (result.source, result.vintage, result.check) == (case.source, case.vintage, case.check)
    assert result.expected
    assert result.found
    if case.row:
        assert case.row in result.rows
        assert result.rows_total >= len(result.rows) or result.regional


def test_every_declared_fact_is_shown_to_fail(project: Project) -> None:
    declared = {
        (source_id, one.id)
        for source_id in list_sources(project)
        for vintage in read_source(project, source_id).vintages.values()
        for one in checks_of(project, read_source(project, source_id), vintage)
        if one.id not in IMPLIED and not one.id.endswith("-present")
    }
    shown = {(case.source, case.check) for case in CASES}
    assert declared <= shown, f"no test shows that these can fail: {sorted(declared - shown)}"
    assert {case.check for case in CASES} >= IMPLIED


IMPLIED = {"columns", "types", "keys-unique", "values-given", "codes-known", "years"}


EDITIONS = {
    "2023-1": {
        **{"migrant_stock": "rev2020", "migrant_stock_age": "rev2020", "population": "wpp2022"},
        **{"remittances": "wdi2023", "bilateral_remittances": "knomad2022", "student_corridors": "uis2019"},
        **{"skilled_emigration": "iab2013", "treaties": "untc2022", "japan_foreign_residents": "moj2022"},
    },
    "2026-1": {
        **{"migrant_stock": "rev2024", "migrant_stock_age": "rev2020", "population": "wpp2024"},
        **{"demography": "wpp2024", "net_migration": "wpp2024", "remittances": "wdi2025", "gdp": "wdi2026"},
        **{"bilateral_remittances": "knomad2022", "students": "uis2025", "student_corridors": "uis2019"},
        **{"skilled_emigration": "iab2013", "refugees": "unhcr2025", "treaties": "untc2022"},
        "japan_foreign_residents": "moj2023",
    },
    "in no edition": {
        **{"gdp": "wdi2025", "remittances": "wdi2025", "bilateral_remittances": "knomad2018"},
        **{"migrant_stock": "rev2020", "population": "wpp2024"},
    },
    "in no edition either": {
        **{"remittances": "knomad2023", "bilateral_remittances": "knomad2019"},
        **{"migrant_stock": "rev2024", "population": "wpp2022"},
    },
}


@pytest.mark.slow
@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("vintages", EDITIONS.values(), ids=EDITIONS.keys())
def test_no_critical_check_fails_on_bundled_data(
    vintages: dict[str, str], project: Project, real: Callable[[str, str], Dataset]
) -> None:
    datasets = {source: real(source, vintage) for source, vintage in vintages.items()}
    reports = checks.examine(project, datasets)
    assert [report.source for report in reports] == sorted(vintages)
    assert not [result for report in reports for result in report.failed("critical")]


def test_all_bundled_vintages_are_among_them(project: Project) -> None:
    judged = {(source, vintage) for vintages in EDITIONS.values() for source, vintage in vintages.items()}
    bundled = {(source, v) for source in list_sources(project) for v in read_source(project, source).vintages}
    assert judged == bundled
