"""What a page records of its figures, in `ledger.json` and in its own section."""

import json
import re
from dataclasses import replace

import pytest

from corridor.check_reports import CheckReport, CheckResult
from corridor.indicators import IndicatorSet, IndicatorValue, Input
from corridor.ledger import Ledger, derive, quote
from corridor.page_ledger import Guarded, PageLedger, guards_of, shortened
from corridor.rendering.pages import Writer
from corridor.sources import read_source

STOCK = Input(
    "migrant_stock", "rev2024", "0123456789abcdef" * 4, ("destination=JPN, year=2024, sex=both",), 60
)
PEOPLE = Input("population", "wpp2024", "f" * 64, ("iso3=JPN, year=2024, age_group=total",), 1)


def value(indicator, number, unit, inputs, year=2024, economy="JPN"):
    held = IndicatorValue(economy, indicator, "", year, number, unit, "estimated", "", inputs)
    return replace(held, notebook="country_indicators", cell="compute")


NOW = value("immigrant_stock", 3_409_529.0, "persons", (STOCK,))
BEFORE = value("immigrant_stock", 3_289_042.0, "persons", (STOCK,), 2020)
SHARE = value("immigrant_share", 2.756, "% of population", (STOCK, PEOPLE))
LEDGER = Ledger(
    IndicatorSet.from_values([NOW, BEFORE, SHARE], edition="2026-1", subject="JPN", base_year=2024)
)
STOCK_NOW, STOCK_BEFORE, SHARE_NOW = (LEDGER.figure("JPN", v.indicator, v.year) for v in (NOW, BEFORE, SHARE))
CHANGE = derive(120_487.0, "persons", "immigrant_stock(2024) − immigrant_stock(2020)", BEFORE, NOW)
SAID = quote("koreans/low", 200_000.0, "persons", "200,000", reference="mpi", citation="MPI, 2003")


def result(check, success=True, severity="warning"):
    return CheckResult("migrant_stock", "rev2024", check, "It is so.", severity, success, "so", "found")


@pytest.fixture(scope="module")
def guards(project):
    report = CheckReport("migrant_stock", "rev2024", "0", (result("keys"), result("steady", success=False)))
    return guards_of([report], {"migrant_stock": read_source(project, "migrant_stock")})


@pytest.fixture
def ledger(guards):
    made = PageLedger(guards, "briefs/jpn/index.qmd", ["country_indicators-JPN"])
    for figure in (STOCK_NOW, STOCK_NOW.full, SHARE_NOW, CHANGE, SAID):
        made.note(figure)
    return made


def test_a_value_s_record_says_what_it_is_and_what_it_rests_on(ledger):
    record = ledger.records()[2]
    assert record.items() >= {
        "id": "JPN/immigrant_share/2024", "status": "estimated", "version": 1, "notebook": "country_indicators",
        "cell": "compute", "executed": "country_indicators-JPN",
        "checks": ["migrant_stock/rev2024/*", "population/wpp2024/*"],
    }.items()  # fmt: skip
    assert record["label"]
    assert record["definition"]
    stock, people = record["inputs"]
    assert stock == {
        "source": "migrant_stock", "vintage": "rev2024", "sha256": STOCK.sha256, "rows": 60,
        "keys": list(STOCK.keys), "file": "data/migrant_stock/rev2024.csv.gz",
        "verdict": "2 checks: 1 hold, 1 warns (steady)",
    }  # fmt: skip
    assert people["verdict"] == "no checks at hand"


def test_a_derived_number_has_its_arithmetic_and_each_input_once(ledger):
    record = next(r for r in ledger.records() if " " in r["id"])
    assert record["formula"] == CHANGE.formula
    assert [used["source"] for used in record["inputs"]] == ["migrant_stock"]
    assert "label" not in record


def test_two_numbers_of_one_text_and_different_arithmetic_are_both_kept(guards):
    made = PageLedger(guards)
    made.note(CHANGE)
    made.note(derive(120_487.0, "persons", "another way", BEFORE, NOW))
    assert [r["formula"] for r in made.records()] == [CHANGE.formula, "another way"]
    assert len({figure.anchor for figure in made.derived()}) == 2


def test_the_file_has_one_line_a_record(ledger, tmp_path):
    (tmp_path / "ledger.json").write_text(ledger.text(), encoding="utf-8")
    text = (tmp_path / "ledger.json").read_text(encoding="utf-8")
    assert json.loads(text) == ledger.records()
    assert len(text.splitlines()) == len(ledger.records()) + 2


def test_an_empty_ledger_is_an_empty_list(guards, tmp_path):
    (tmp_path / "ledger.json").write_text(PageLedger(guards).text(), encoding="utf-8")
    assert json.loads((tmp_path / "ledger.json").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        ((), "no checks at hand"),
        ((result("a"),), "1 check, which holds"),
        ((result("a"), result("b")), "2 checks, all hold"),
        ((result("a"), result("b", False)), "2 checks: 1 hold, 1 warns (b)"),
        (
            (result("a"), result("b", False), result("c", False, "critical"), result("d", False, "info")),
            "4 checks: 1 hold, 2 warn (b and c), 1 is on record only",
        ),
    ],
)
def test_verdicts_in_words(results, verdict):
    assert Guarded("s", "v", "t", "l", "f", results).verdict == verdict


def test_values_of_other_editions_lead_to_no_notebook_of_this_one(guards):
    made = PageLedger(guards, notebooks=["country_indicators-JPN", "country_indicators-KOR"])
    assert made.executed(NOW) == "country_indicators-JPN"
    assert made.executed(replace(NOW, economy="USA", counterpart="KOR")) == "country_indicators-KOR"
    assert made.executed(replace(NOW, edition="2023-1")) == ""
    assert made.executed(replace(NOW, notebook="", cell="")) == ""
    assert PageLedger(guards).executed(NOW) == ""


def test_long_lists_of_values_are_shortened_for_the_eye():
    years = "|".join(str(year) for year in range(1990, 2051))
    assert shortened([f"iso3=JPN, year={years}"]) == "iso3=JPN, year=1990|…|2050 (61 values)"
    assert shortened(["a=1|2", "b!=3"]) == "a=1|2; b!=3"


# --- the section of the page ---


@pytest.fixture(scope="module")
def section(project, guards, tmp_path_factory):
    """A page that shows the figures, and its section."""
    root = tmp_path_factory.mktemp("page")
    (root / "templates").mkdir()
    for name in ("_shared",):
        (root / "templates" / name).symlink_to(project.templates / name)
    (root / "templates" / "p.jinja").write_text(
        "<% for f in figures %><< f >>, <% endfor %>", encoding="utf-8"
    )
    writer = Writer(type(project)(root), guards, ["country_indicators-JPN"])
    figures = [STOCK_NOW, STOCK_BEFORE, SHARE_NOW, CHANGE, SAID]
    return writer.page("p.jinja", "briefs/jpn/index.qmd", figures=figures).text


def test_every_figure_and_every_reference_of_the_section_leads_to_a_line(section):
    followed = set(re.findall(r"""\]\(#([\w-]+)\)|href="#([\w-]+)\"""", section))
    followed = {place for pair in followed for place in pair if place}
    places = re.findall(r"""(?:\{#| id=")([\w-]+)[ }"]""", section)
    assert followed <= set(places)
    assert len(places) == len(set(places))
    assert {place.partition("-")[0] for place in followed} == {
        "value", "derived", "quoted", "indicator", "table",
    }  # fmt: skip


def test_the_section_tells_all_of_a_value(section):
    def line(start):
        shown = section.replace("\\_", "_").splitlines()
        return next(line for line in shown if line.startswith(start))

    def row_of(text):
        rows = [row for row in re.findall(r"<tr>(.*?)</tr>", section, re.DOTALL) if f">{text}<" in row]
        assert len(rows) == 1
        return rows[0]

    row = row_of("JPN/immigrant_share/2024")
    for part in (
        "2.76 % of population, estimated",
        "60 rows: destination=JPN, year=2024, sex=both",
        "1 row: iso3=JPN",
    ):
        assert part in row
    declared = line("| [International migrants as a share")
    assert "100 · immigrant_stock" in declared
    table = line("| [International Migrant Stock 2024]")
    assert "`data/migrant_stock/rev2024.csv.gz` `0123456789abcdef`" in table
    assert "2 checks: 1 hold, 1 warns (steady)" in table
    computed = "[country_indicators-JPN](../../notebooks/country_indicators-JPN.qmd), cell `compute`"
    assert line("| [JPN]") == f"| [JPN]{{#notebook-jpn}} | {computed} |"
    assert "200,000" in line("| [quoted/koreans/low]")
    assert "− immigrant_stock(2020)" in row_of("120,487 persons")
