"""What changed between two editions: the parts, their sum, and what cannot be parted."""

import datetime as dt
import io
import itertools
import json
import math
import textwrap
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import worked
from corridor import changes
from corridor.changes import compare, compare_with_previous
from corridor.changes_mixes import Side, averaged
from corridor.checks import worked_example
from corridor.economies import Region
from corridor.editions import Edition, read_edition
from corridor.errors import ConfigurationError
from corridor.indicators import Tables, registry
from corridor.sources import read_source

HEADS = {
    "migrant_stock": "destination,origin,year,sex,stock",
    "population": "iso3,year,variant,age_group,population_thousands",
}
NAMES = {"JPN": "Japan", "KOR": "the Republic of Korea", "CHN": "China", "USA": "the United States"}


def adds_up(change):
    scale = max(abs(change.old.value), abs(change.new.value))
    return math.isclose(change.parts.total, change.size, rel_tol=1e-9, abs_tol=1e-9 * scale)


@pytest.fixture(scope="module")
def sides():
    return worked.sides()


@pytest.fixture(scope="module")
def found():
    return worked.compared()


@pytest.fixture(scope="module")
def files(project, sides):
    """The four tables of the two editions, read by plain pandas."""
    return [
        {
            source: pd.read_csv(
                project.data / source / f"{side.edition.vintages[source]}.csv.gz", keep_default_na=False
            )
            for source in HEADS
        }
        for side in sides
    ]


@pytest.fixture(scope="module")
def small(project):
    """Make one side of a comparison from a few rows, CSV lines without a header."""
    sources = {name: read_source(project, name) for name in HEADS}

    def make(name, *, stock, people="", members=("JPN", "KOR"), declared=None, **options):
        rows = {"migrant_stock": stock, "population": people}
        vintages = {source: options.get(source, name) for source, lines in rows.items() if lines}
        checked = {
            source: worked_example(
                sources[source],
                vintage,
                pd.read_csv(
                    io.StringIO(f"{HEADS[source]}\n{textwrap.dedent(rows[source]).strip()}"),
                    keep_default_na=False,
                ),
            )
            for source, vintage in vintages.items()
        }
        region = Region("north-east-asia", "North-East Asia", "", "", members)
        edition = Edition(name, "t", dt.date(2026, 7, 1), region, members, vintages, ())
        tables = Tables(checked, NAMES, base_year=options.get("base_year"))
        return Side(edition, tables, declared or registry())

    return make


def people(iso3, year, total, working=0.0, older=0.0):
    variant = "medium" if year > 2024 else "estimate"
    groups = {"total": total, "15-64": working, "65+": older}
    return "".join(f"{iso3},{year},{variant},{group},{value}\n" for group, value in groups.items())


# --- the two editions of the project ---


def test_the_immigrants_of_the_russian_federation_fell_by_a_revision(found, files):
    def immigrants(edition, year):
        stock = files[edition]["migrant_stock"]
        rows = stock[(stock["destination"] == "RUS") & (stock["year"] == year) & (stock["sex"] == "both")]
        return float(rows["stock"].sum())

    change = found.get("RUS", "immigrant_stock")
    assert (change.old.year, change.new.year) == (2020, 2024)
    assert (change.old.value, change.new.value) == (immigrants(0, 2020), immigrants(1, 2024))
    assert change.parts.revision == {"migrant_stock": immigrants(1, 2020) - immigrants(0, 2020)}
    assert change.parts.new_period == immigrants(1, 2024) - immigrants(1, 2020)
    assert change.parts.method == 0
    assert change.parts.revised < -4_000_000 < 0 < change.parts.new_period


def test_two_sources_share_a_revision_over_both_orders(found, files):
    def share(stock, population):
        rows = files[stock]["migrant_stock"].query("destination == 'JPN' and year == 2020 and sex == 'both'")
        people = files[population]["population"].query(
            "iso3 == 'JPN' and year == 2020 and age_group == 'total'"
        )
        return rows["stock"].sum() / people["population_thousands"].sum() / 10

    revision = found.get("JPN", "immigrant_share").parts.revision
    stock_first = share(1, 0) - share(0, 0), share(1, 1) - share(1, 0)
    people_first = share(1, 1) - share(0, 1), share(0, 1) - share(0, 0)
    assert revision["migrant_stock"] == pytest.approx((stock_first[0] + people_first[0]) / 2, rel=1e-9)
    assert revision["population"] == pytest.approx((stock_first[1] + people_first[1]) / 2, rel=1e-9)


def test_a_change_to_2050_has_its_base_year_as_its_period(found, files):
    def working(edition, year):
        rows = files[edition]["population"].query(
            f"iso3 == 'CHN' and year == {year} and age_group == '15-64'"
        )
        return float(rows["population_thousands"].sum())

    change = found.get("CHN", "working_age_change")
    assert (change.old.year, change.new.year) == (2050, 2050)
    assert change.parts.new_period == pytest.approx(working(1, 2020) - working(1, 2024), rel=1e-9)
    revision = (working(1, 2050) - working(1, 2020)) - (working(0, 2050) - working(0, 2020))
    assert change.parts.revision["population"] == pytest.approx(revision, rel=1e-9)


def test_the_parts_of_every_figure_add_up(found):
    assert len(found.items) > 1_900
    assert [item.subject for item in found.items if not adds_up(item)] == []


def test_what_rests_on_the_same_vintages_has_not_changed_and_all_else_has_a_revision(found):
    old, new = found.old.vintages, found.new.vintages
    for item in found.items:
        sources = registry()[item.new.indicator].sources
        revised = {source for source in sources if old[source] != new[source]}
        assert {source for key in item.parts.revision for source in key.split("+")} == revised
        if not revised:
            assert (item.size, item.old.year) == (0, item.new.year)


def test_a_share_of_gdp_moves_by_its_revision_and_then_by_its_year(found, project, sides):
    def published(edition, year):
        vintage = sides[edition].edition.vintages["remittances"]
        table = pd.read_csv(project.data / "remittances" / f"{vintage}.csv.gz", keep_default_na=False)
        rows = table.query(f"iso3 == 'MNG' and year == {year} and indicator == 'received_pct_gdp'")
        return float(rows["value"].iloc[0])

    change = found.get("MNG", "remittances_received_share")
    assert (change.old.year, change.new.year) == (2021, 2023)
    assert change.parts.revision == {
        "remittances": pytest.approx(published(1, 2021) - published(0, 2021), rel=1e-9)
    }
    assert change.parts.new_period == pytest.approx(published(1, 2023) - published(1, 2021), rel=1e-9)
    assert change.middle.id == "MNG/remittances_received_share/2021"


def test_every_figure_of_either_edition_is_told_of_once(found, sides):
    def figures(side):
        values = worked.values(side.edition.id)
        base = side.tables.base_year
        held = {}
        for value in values:
            held.setdefault((value.economy, value.indicator, value.counterpart), []).append(value)
        known = {}
        for subject, series in held.items():
            known_by_then = ("observed", "estimated")
            upto = [v for v in series if v.year <= base or v.status in known_by_then] or series[-1:]
            known[subject] = next((v for v in reversed(upto) if v.value is not None), None)
        return {subject: value for subject, value in known.items() if value is not None}

    old, new = map(figures, sides)
    assert [item.subject for item in found.items] == sorted(old.keys() & new.keys())
    for item in found.items:
        assert (item.old.value, item.old.year) == (old[item.subject].value, old[item.subject].year)
        assert item.new == new[item.subject]

    def subjects(group):
        return [(u.value.economy, u.value.indicator, u.value.counterpart) for u in group]

    assert subjects(found.appeared) == sorted(new.keys() - old.keys())
    assert subjects(found.disappeared) == sorted(old.keys() - new.keys())
    assert all(u.reason.endswith(".") for u in (*found.appeared, *found.disappeared))


def test_an_economy_that_a_vintage_lacks_appears_with_the_reason(found):
    taiwan = next(
        u for u in found.appeared if (u.value.economy, u.value.indicator) == ("TWN", "immigrant_stock")
    )
    assert (
        taiwan.reason
        == "There are no figures for Taiwan Province of China in International Migrant Stock 2020."
    )
    assert taiwan.value.edition == ""
    corridor = next(u for u in found.disappeared if u.value.counterpart)
    assert corridor.reason == "The corridor has no row in International Migrant Stock 2024."
    assert corridor.value.edition == "2023-1"


def test_values_say_which_edition_and_mix_they_are_of(found):
    share = found.get("RUS", "immigrant_share")
    assert share.old.id == "RUS/immigrant_share/2020@2023-1"
    assert {i.vintage for i in share.old.inputs} == {"rev2020", "wpp2022"}
    assert share.middle.id == "RUS/immigrant_share/2020"
    assert [m.id for m in share.mixes] == [
        "RUS/immigrant_share/2020@2023-1[migrant_stock=rev2024]",
        "RUS/immigrant_share/2020@2023-1[population=wpp2024]",
    ]
    assert {i.vintage for i in share.mixes[0].inputs} == {"rev2024", "wpp2022"}
    # The newer edition has no growth to 2020 of its own, so what stands between keeps its own name.
    growth = found.get("RUS", "immigrant_growth")
    assert growth.middle.id == "RUS/immigrant_growth/2020@2023-1[migrant_stock=rev2024]"


def test_what_cannot_be_parted_is_a_revision_of_the_one_source_with_the_reason(found):
    unparted = [item for item in found.items if item.reason]
    assert len(unparted) == 2
    for item in unparted:
        assert item.parts.revision == {"migrant_stock": item.size}
        assert item.parts.new_period == 0
        assert item.reason.startswith("International Migrant Stock 2024 has no figure for ")


def test_an_edition_compared_with_itself_has_changed_in_nothing(sides):
    same = compare(sides[1], sides[1])
    assert all(item.size == 0 and item.parts == changes.Parts(0, {}, 0) for item in same.items)
    assert same.appeared == same.disappeared == ()


def test_values_at_hand_are_taken_as_they_are(sides, found):
    values = worked.values("2026-1").computed_in("book", "cell")
    again = compare(*sides, values)
    assert [item.as_json() for item in again.items] == [item.as_json() for item in found.items]
    change = again.get("JPN", "emigrant_stock")
    assert (change.new.notebook, change.old.notebook, change.old.cell) == ("book", "book", "cell")


# --- the files ---


def lay(files, folder):
    for name, content in files.items():
        (folder / name).write_bytes(content)


def test_the_file_has_the_form_of_the_contract(found, tmp_path):
    lay(changes.changes_files(found), tmp_path)
    listed = json.loads((tmp_path / "changes.json").read_text(encoding="utf-8"))
    assert len(listed) == len(found.items)
    assert [tuple(entry[k] for k in ("economy", "indicator", "counterpart")) for entry in listed] == sorted(
        item.subject for item in found.items
    )
    for entry in listed:
        assert set(entry) == {
            "economy", "indicator", "counterpart", "year_old", "year_new", "old", "new", "parts",
        }  # fmt: skip
        assert set(entry["parts"]) == {"new_period", "revision", "method"}
        total = (
            entry["parts"]["new_period"] + entry["parts"]["method"] + sum(entry["parts"]["revision"].values())
        )
        assert total == pytest.approx(entry["new"] - entry["old"], rel=1e-9, abs=1e-9 * abs(entry["new"]))


def test_the_reasons_are_a_file_of_their_own(found, tmp_path):
    lay(changes.changes_files(found), tmp_path)
    first = (tmp_path / "reasons.json").read_bytes()
    lay(changes.changes_files(found), tmp_path)
    assert (tmp_path / "reasons.json").read_bytes() == first
    reasons = json.loads(first)
    assert set(reasons) == {"appeared", "disappeared", "not_parted"}
    assert len(reasons["appeared"]) == len(found.appeared)
    assert {(r["economy"], r["counterpart"]) for r in reasons["not_parted"]} == {
        ("HKG", "DNK"),
        ("MAC", "DNK"),
    }


def test_the_first_edition_has_no_changes(project, tmp_path):
    assert compare_with_previous(project, read_edition(project, "2023-1")) is None
    lay(changes.changes_files(None), tmp_path)
    assert json.loads((tmp_path / "changes.json").read_text(encoding="utf-8")) == []


# --- rules that real data do not show ---

STOCK_2010 = "JPN,CHN,2010,both,100\n"


def test_a_share_by_hand(small):
    old = small("a", stock="JPN,CHN,2020,both,100", people=people("JPN", 2020, 1))
    new = small(
        "b",
        stock="JPN,CHN,2020,both,200\nJPN,CHN,2024,both,300",
        people=people("JPN", 2020, 2) + people("JPN", 2024, 2),
    )
    change = compare(old, new).get("JPN", "immigrant_share")
    # 100 of 1,000 are 10 %; 200 of 2,000 are 10 %; with one table exchanged 20 % or 5 %; 300 of 2,000 are 15 %.
    # The stock first: +10, then the people −10. The people first: −5, then the stock +5.
    assert (change.old.value, change.new.value) == (10, 15)
    assert change.parts.revision == pytest.approx({"migrant_stock": 7.5, "population": -7.5})
    assert change.parts.new_period == pytest.approx(5)


def test_growth_moves_its_base_year_with_the_period(small):
    old = small("a", stock=STOCK_2010 + "JPN,CHN,2012,both,121")
    new = small("b", stock=STOCK_2010 + "JPN,CHN,2012,both,144\nJPN,CHN,2014,both,100")
    change = compare(old, new).get("JPN", "immigrant_growth")
    # 10 % a year to 2012; 20 % in the newer table; none to 2014.
    assert change.parts.revision == pytest.approx({"migrant_stock": 10})
    assert change.parts.new_period == pytest.approx(-20)


def test_a_source_whose_vintage_stays_has_no_revision(small):
    rows = people("JPN", 2020, 1) + people("JPN", 2024, 4)
    old = small("a", stock="JPN,CHN,2020,both,100", people=rows, population="same")
    new = small("b", stock="JPN,CHN,2020,both,150\nJPN,CHN,2024,both,200", people=rows, population="same")
    change = compare(old, new).get("JPN", "immigrant_share")
    assert change.parts.revision == pytest.approx({"migrant_stock": 5})
    assert change.parts.new_period == pytest.approx(-10)


def test_without_the_older_year_all_is_put_down_to_the_source(small):
    old = small("a", stock="JPN,CHN,2020,both,100")
    new = small("b", stock="JPN,CHN,2024,both,130")
    change = compare(old, new).get("JPN", "immigrant_stock")
    assert change.parts == changes.Parts(0.0, {"migrant_stock": 30.0}, 0.0)
    assert (
        change.reason == "worked example of migrant_stock has no figure for 2020, the older edition's year."
    )


def test_sources_that_need_each_other_are_revised_together(small):
    # Exchanging the stock alone leaves Korea, four fifths of the people, without migrants: the region has no value.
    old = small(
        "a",
        stock="JPN,CHN,2020,both,10\nKOR,CHN,2020,both,10",
        people=people("JPN", 2020, 1) + people("KOR", 2020, 4),
    )
    new = small(
        "b",
        stock="JPN,CHN,2020,both,20\nJPN,CHN,2024,both,30",
        people=people("JPN", 2020, 1) + people("JPN", 2024, 1) + people("KOR", 2020, 0.01)
        + people("KOR", 2024, 0.01),
    )  # fmt: skip
    change = compare(old, new).get("north-east-asia", "immigrant_share")
    assert set(change.parts.revision) == {"migrant_stock+population"}
    assert adds_up(change)
    assert change.parts.new_period == pytest.approx(1)
    assert "cannot be exchanged one without the other" in change.reason


def test_the_last_step_of_a_revision_is_the_newer_edition_s_own_older_year(small):
    # Korea has no migrants in 2020 in either table. In the older population it is too small for the region to need
    # them, in the newer it is not: the newer edition has no value of the region for 2020, though it rests on the
    # stock alone, and so the change has no such step.
    old = small("a", stock="JPN,CHN,2020,both,10", people=people("JPN", 2020, 9) + people("KOR", 2020, 0.1))
    new = small(
        "b",
        stock="JPN,CHN,2020,both,20\nJPN,CHN,2024,both,30\nKOR,CHN,2024,both,5",
        people="".join(people(iso3, year, 9) for iso3 in ("JPN", "KOR") for year in (2020, 2024)),
    )
    change = compare(old, new).get("north-east-asia", "immigrant_stock")
    assert change.parts == changes.Parts(0.0, {"migrant_stock": 25.0}, 0.0)
    assert change.reason


def test_a_new_definition_is_method(small):
    old_one = registry()["immigrant_stock"]

    def doubled(area, tables):
        for value in old_one.compute(area, tables):
            yield replace(value, value=None if value.value is None else 2 * value.value)

    newer = {**registry(), "immigrant_stock": replace(old_one, version=2, compute=doubled)}
    old = small("a", stock="JPN,CHN,2020,both,100")
    new = small("b", stock="JPN,CHN,2020,both,110\nJPN,CHN,2024,both,150", declared=newer)
    change = compare(old, new).get("JPN", "immigrant_stock")
    assert change.parts == changes.Parts(80.0, {"migrant_stock": 20.0}, 100.0)
    assert change.start.id == "JPN/immigrant_stock/2020@a[method=b]"
    assert compare(old, new).get("JPN", "emigrant_stock") is None
    assert compare(old, new).get("JPN", "immigrants_by_origin", "CHN").parts.method == 0


def test_a_definition_without_a_value_on_the_older_tables_is_method_as_a_whole(small):
    newer = replace(
        registry()["immigrant_stock"], version=2, sources=("population",),
        compute=lambda area, tables: (
            replace(v, indicator="immigrant_stock", unit="persons")
            for v in registry()["older_population"].compute(area, tables)
        ),
    )  # fmt: skip
    old = small("a", stock="JPN,CHN,2020,both,100")
    new = small(
        "b", stock="JPN,CHN,2020,both,110", people=people("JPN", 2020, 9, 5, 40),
        declared={**registry(), "immigrant_stock": newer},
    )  # fmt: skip
    change = compare(old, new).get("JPN", "immigrant_stock")
    assert change.parts == changes.Parts(0.0, {}, -60.0)
    assert change.reason == "By the newer definition, the tables of edition a give no value."


def test_another_region_is_another_method_of_what_is_measured_within_it(small):
    rows = "JPN,KOR,2020,both,60\nJPN,CHN,2020,both,30\nJPN,USA,2020,both,10"
    old = small("a", stock=rows)
    new = small("b", stock=rows, members=("JPN", "KOR", "CHN"))
    change = compare(old, new).get("JPN", "intra_regional_immigrant_share")
    assert (change.old.value, change.new.value) == (60, 90)
    assert change.parts.method == pytest.approx(30)
    assert change.parts.revised == change.parts.new_period == 0


def test_a_figure_in_another_unit_is_refused(small):
    other = replace(
        registry()["immigrant_stock"],
        version=2,
        unit="%",
        compute=lambda area, tables: (
            replace(v, unit="%") for v in registry()["immigrant_stock"].compute(area, tables)
        ),
    )
    old = small("a", stock="JPN,CHN,2020,both,100")
    new = small("b", stock="JPN,CHN,2020,both,100", declared={**registry(), "immigrant_stock": other})
    with pytest.raises(ConfigurationError, match="measured in another unit") as refused:
        compare(old, new)
    assert (refused.value.expected, refused.value.found) == ("persons", "%")
    assert refused.value.where == "src/corridor/indicators/immigrant_stock.py"


def test_reasons_why_an_edition_has_no_value(small):
    full = "JPN,CHN,2020,both,100\nKOR,CHN,2020,both,9"
    old = small("a", stock="JPN,CHN,2020,both,100", members=("JPN",))
    new = small("b", stock=full, people=people("JPN", 2020, 1))
    told = {u.value.id: u.reason for u in compare(old, new).appeared}
    assert told["KOR/immigrant_stock/2020"] == "Edition a is not about this economy or region."
    assert told["JPN/immigrant_share/2020"] == (
        "Edition a does not use worked example of population or an earlier vintage of it."
    )
    assert told["KOR/immigrants_by_origin/CHN/2020"] == "Edition a is not about this economy or region."
    few = small("a", stock="JPN,CHN,2020,both,100", people=people("JPN", 2015, 1))
    told = {u.value.id: u.reason for u in compare(few, new).appeared}
    assert told["KOR/immigrants_by_origin/CHN/2020"] == (
        "The corridor has no row in worked example of migrant_stock."
    )
    assert told["JPN/immigrant_share/2020"] == (
        "There is no year with all that it needs in worked example of migrant_stock and worked example of population."
    )
    fewer = {name: one for name, one in registry().items() if name != "immigrant_stock"}
    without = small("a", stock=full, declared=fewer)
    told = {u.value.id: u.reason for u in compare(without, new).appeared}
    assert told["JPN/immigrant_stock/2020"] == "Edition a does not have this indicator."


# --- properties ---

CODES = ("JPN", "KOR", "CHN", "USA")


@st.composite
def stock_rows(draw):
    pairs = [(d, o) for d in CODES for o in (*CODES, "OTH") if d != o]
    cells = [(d, o, y) for d, o in pairs for y in (2010, 2015, 2020, 2024)]
    chosen = draw(st.lists(st.sampled_from(cells), min_size=6, max_size=40, unique=True))
    lines = []
    for cell in sorted(chosen):
        female, male = draw(st.integers(0, 500)), draw(st.integers(1, 500))
        for sex, stock in (("both", female + male), ("female", female), ("male", male)):
            lines.append(",".join(map(str, (*cell, sex, stock))))
    return "\n".join(lines)


@st.composite
def people_rows(draw):
    cells = [(c, y) for c in ("JPN", "KOR") for y in (2010, 2015, 2020, 2024, 2050)]
    chosen = draw(st.lists(st.sampled_from(cells), min_size=1, max_size=len(cells), unique=True))
    ages = st.floats(0.5, 999, allow_nan=False)
    lines = []
    for iso3, year in sorted(chosen):
        working, older = draw(ages), draw(ages)
        lines.append(
            people(iso3, year, round(working + older + draw(ages), 3), round(working, 3), round(older, 3))
        )
    return "".join(lines)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(stock_rows(), people_rows(), stock_rows(), people_rows())
def test_parts_add_up_whatever_the_tables(small, stock_old, people_old, stock_new, people_new):
    old, new = small("a", stock=stock_old, people=people_old), small("b", stock=stock_new, people=people_new)
    found = compare(old, new)
    assert [item.subject for item in found.items if not adds_up(item)] == []
    for item in found.items:
        used = set(registry()[item.new.indicator].sources)
        assert {s for name in item.parts.revision for s in name.split("+")} == used
        assert item.reason or not any("+" in name for name in item.parts.revision)
        assert item.parts.method == 0


@given(st.integers(1, 4), st.data())
def test_shares_are_the_mean_over_all_orders(count, data):
    players = "abcd"[:count]
    groups = [frozenset(g) for n in range(count + 1) for g in itertools.combinations(players, n)]
    worth = {group: data.draw(st.integers(-1000, 1000)) for group in groups}
    expected = dict.fromkeys(players, 0.0)
    orders = list(itertools.permutations(players))
    for order in orders:
        for place, player in enumerate(order):
            before = frozenset(order[:place])
            expected[player] += (worth[before | {player}] - worth[before]) / len(orders)
    shares = averaged(players, worth.__getitem__)
    assert shares == pytest.approx(expected, abs=1e-9)
    assert math.fsum(shares.values()) == pytest.approx(worth[groups[-1]] - worth[frozenset()], abs=1e-9)
    assert averaged(players[::-1], worth.__getitem__) == shares
