"""What a slip leaves in a release is told by name, and a revision of the whole is not."""

import numpy as np
import pandas as pd
import pytest

from corridor.admitting.examination import slips
from corridor.editions import newest, read_edition
from corridor.source_tables import parse_table
from corridor.sources import load, read_source

GDP, GNI = "gdp_pc_ppp_constant_2021", "gni_pc_ppp_current"
CODES = ("CHN", "HKG", "JPN", "KOR", "MNG", "RUS", "USA", "FRA", "DEU", "GBR", "ITA", "ESP")
NEAR = CODES[:6]
YEARS = range(2000, 2024)


@pytest.fixture(scope="module")
def gdp(project):
    return read_source(project, "gdp")


def figures(seed: int = 1) -> pd.DataFrame:
    """Series of two kinds, each growing and wavering in its own way."""
    rng = np.random.default_rng(seed)
    rows = []
    for place, code in enumerate(CODES):
        for kind in (GDP, GNI):
            start, steps = 3000.0 * (1.5 + place), np.exp(rng.normal(0.03, 0.03, len(YEARS)).cumsum())
            level = 1 if kind == GDP else 1.3
            rows += [
                (code, year, kind, start * level * step) for year, step in zip(YEARS, steps, strict=True)
            ]
    return pd.DataFrame(rows, columns=["iso3", "year", "indicator", "value"])


def revised(table: pd.DataFrame) -> pd.DataFrame:
    """The next release: each economy a little higher or lower, and a year more."""
    rng = np.random.default_rng(2)
    moved = {code: float(np.exp(rng.normal(0, 0.01))) for code in CODES}
    last = table[table["year"] == 2023].assign(year=2024)
    longer = pd.concat([table, last.assign(value=last["value"] * 1.03)], ignore_index=True)
    return longer.assign(value=longer["value"] * longer["iso3"].map(moved))


def told(gdp, new: pd.DataFrame, old: pd.DataFrame | None = None):
    """Everything that is told of a release, by rule."""
    read = [
        parse_table(table.to_csv(index=False, lineterminator="\n").encode(), "r.csv", gdp)
        for table in (new, figures() if old is None else old)
    ]
    return {one.about: one for one in slips(gdp, *read, NEAR)}


def at(table: pd.DataFrame, code: str, kind: str = GDP, years=YEARS) -> pd.Series:
    return (table["iso3"] == code) & (table["indicator"] == kind) & table["year"].isin(list(years))


def test_a_revision_and_a_new_year_are_nothing_to_ask_about(gdp):
    assert told(gdp, revised(figures())) == {}


def test_one_year_away_from_its_neighbours_is_named_with_both_figures(gdp):
    new = revised(figures())
    new.loc[at(new, "KOR", years=[2010]), "value"] *= 1.09
    found = told(gdp, new)
    assert set(found) == {"jump iso3 value"}
    assert found["jump iso3 value"].named == (f"KOR {GDP} 2010",)
    assert "→" in found["jump iso3 value"].text
    assert "against the release before" in found["jump iso3 value"].text
    assert not found["jump iso3 value"].critical


def test_a_break_that_a_revision_takes_out_is_none(gdp):
    old = figures()
    old.loc[at(old, "KOR", years=[2010]), "value"] *= 1.3
    assert "jump iso3 value" not in told(gdp, revised(figures()), old)


def test_where_everything_was_revised_a_move_of_that_size_is_usual(gdp):
    new = revised(figures())
    rng = np.random.default_rng(3)
    new["value"] *= np.exp(rng.normal(0, 0.05, len(new)))
    new.loc[at(new, "KOR", years=[2010]), "value"] *= 1.09
    assert "jump iso3 value" not in told(gdp, new)


def test_a_series_that_moved_throughout_is_named(gdp):
    new = revised(figures())
    new.loc[at(new, "JPN", years=range(2030)), "value"] *= 1.4
    found = told(gdp, new)["level iso3 value"]
    assert found.named == (f"JPN {GDP}",)
    assert "as other lines did not" in found.text


def test_three_times_as_much_is_told_whatever_else_moved(gdp):
    new = revised(figures())
    new["value"] *= np.where(new["iso3"].isin(CODES[6:]), 5.0, 1.0)
    new.loc[at(new, "JPN", years=range(2030)), "value"] *= 2.0
    assert "level iso3 value" not in told(gdp, new)
    new.loc[at(new, "JPN", years=range(2030)), "value"] *= 2.0
    assert told(gdp, new)["level iso3 value"].named == (f"JPN {GDP}",)


def test_one_figure_that_moved_where_no_other_did_is_named(gdp):
    new = revised(figures())
    new.loc[at(new, "KOR", years=[2010]), "value"] *= 0.98
    assert told(gdp, new)["jump iso3 value"].named == (f"KOR {GDP} 2010",)
    new.loc[at(new, "JPN", years=[2005]), "value"] *= 1.01
    assert "jump iso3 value" not in told(gdp, new)


def test_a_new_year_that_does_not_follow_on_is_named(gdp):
    new = revised(figures())
    new.loc[at(new, "MNG", years=[2024]), "value"] *= 10
    assert told(gdp, new)["new period iso3 value"].named == (f"MNG {GDP} 2024",)


def test_a_series_that_moved_by_a_year_is_named_with_the_way(gdp):
    new = revised(figures())
    new.loc[at(new, "RUS", years=range(2030)), "year"] += 1
    new = new[new["year"] <= 2024]
    assert told(gdp, new)["shifted iso3 value"].named == (f"RUS {GDP} by +1",)


def test_series_exchanged_between_kinds_and_between_economies_are_named(gdp):
    new = revised(figures())
    kinds = new.assign(
        indicator=np.where(new["iso3"] == "HKG", new["indicator"].map({GDP: GNI, GNI: GDP}), new["indicator"])
    )
    assert told(gdp, kinds)["exchanged kinds iso3 value"].named == (f"HKG {GDP} and HKG {GNI}",)
    names = {"JPN": "FRA", "FRA": "JPN"}
    swapped = new.assign(iso3=new["iso3"].map(lambda code: names.get(code, code)))
    found = told(gdp, swapped)["exchanged economies 1 iso3 value"]
    assert set(found.named) == {f"FRA {kind} and JPN {kind}" for kind in (GDP, GNI)}


def test_economies_that_are_not_reported_on_are_not_asked_about(gdp):
    new = revised(figures())
    new.loc[at(new, "ITA", years=[2010]), "value"] *= 1.5
    assert told(gdp, new) == {}


def test_a_series_rows_and_a_newest_year_that_are_gone_are_named(gdp):
    new = revised(figures())
    gone = told(gdp, new[~at(new, "CHN", GNI, range(2030))])
    assert gone["lost iso3 value"].named == (f"CHN {GNI}",)
    far = told(gdp, new[~at(new, "ITA", GNI, range(2030))])
    assert far["lost iso3 value"].named == (f"ITA {GNI}",)
    rows = told(gdp, new[~at(new, "CHN", GNI, [2004, 2005])])
    assert rows["rows gone"].named == (f"CHN {GNI} 2004", f"CHN {GNI} 2005")
    last = told(gdp, new[~at(new, "CHN", GNI, [2024])])
    assert last["series ended"].named == (f"CHN {GNI} 2024",)


def test_noughts_where_there_was_no_row_are_named(gdp):
    old = figures()
    old = old[~at(old, "MNG", GNI, range(2000, 2003))]
    new = revised(figures())
    new.loc[at(new, "MNG", GNI, range(2000, 2003)), "value"] = 0
    found = told(gdp, new, old)["noughts"]
    assert found.named == tuple(f"MNG {GNI} {year}" for year in range(2000, 2003))
    assert "3 rows are nought" in found.text


def test_a_series_that_became_nought_is_named(gdp):
    new = revised(figures())
    new.loc[at(new, "HKG", years=range(2030)), "value"] = 0
    found = told(gdp, new)["emptied iso3 value"]
    assert found.named == (f"HKG {GDP}",)
    assert "Nought throughout" in found.text


def test_two_releases_in_one_are_asked_about(gdp):
    old, new = figures(), revised(figures())
    found = told(gdp, pd.concat([old[old["iso3"] < "HKG"], new[new["iso3"] >= "HKG"]]))
    assert "to the digit" in found["parted iso3"].text
    assert not any(one.startswith("parted") for one in told(gdp, new))


def test_an_old_year_under_a_new_one_is_asked_about(gdp):
    old = figures()
    again = pd.concat([old, old[old["year"] == 2023].assign(year=2024)])
    found = told(gdp, again)["period repeated"]
    assert found.text == "The figures of 2024 are those that the release before has for 2023."


def test_rounded_series_are_named(gdp):
    new = revised(figures())
    rows = at(new, "JPN", years=range(2030))
    new.loc[rows, "value"] = (new.loc[rows, "value"] / 1000).round() * 1000
    found = told(gdp, new)["coarser iso3 value"]
    assert found.named == (f"JPN {GDP}",)
    assert "rounded, as the release before is not" in found.text


def test_round_figures_of_one_economy_are_named_where_neither_others_nor_its_own_were(gdp):
    new = revised(figures())
    rows = new["iso3"] == "KOR"
    new.loc[rows, "value"] = (new.loc[rows, "value"] / 1000).round() * 1000
    assert told(gdp, new)["rounder iso3 value"].named == ("KOR",)
    old = figures()
    old.loc[old["iso3"] == "KOR", "value"] = (old.loc[old["iso3"] == "KOR", "value"] / 1000).round() * 1000
    assert "rounder iso3 value" not in told(gdp, new, old)
    everybody = new.assign(value=(new["value"] / 1000).round() * 1000)
    assert "rounder iso3 value" not in told(gdp, everybody)


def test_a_new_kind_of_figure_is_there_when_the_others_of_its_economy_are(gdp):
    old, new = figures(), revised(figures())
    old = old[old["indicator"] == GDP]
    assert told(gdp, new, old) == {}
    newest = new[~at(new, "CHN", GNI, [2024])]
    assert told(gdp, newest, old) == {}
    hole = told(gdp, new[~at(new, "CHN", GNI, [2004, 2005])], old)["uneven kinds"]
    assert hole.named == (f"CHN {GNI} without 2004 and 1 more",)
    assert "In other years than the other figures of the same economy" in hole.text
    whole = told(gdp, new[~at(new, "CHN", GNI, range(2030))], old)["uneven kinds"]
    assert whole.named == (f"CHN {GNI} without 2000 and 23 more",)
    late = new[~((new["iso3"] == "MNG") & (new["year"] < 2010))].copy()
    late.loc[at(late, "MNG", GNI, range(2030)), "year"] -= 1
    assert told(gdp, late, old[~((old["iso3"] == "MNG") & (old["year"] < 2010))])["uneven kinds"].named == (
        f"MNG {GNI} also 2009",
    )


def test_a_rounded_year_is_named(gdp):
    old = figures()
    old["value"] = old["value"].round(2)
    new = old.copy()
    new.loc[new["iso3"] == "JPN", "value"] = (new.loc[new["iso3"] == "JPN", "value"] * 1.01).round(2)
    assert "coarser periods iso3 value" not in told(gdp, new, old)
    new.loc[new["year"] == 2010, "value"] = new.loc[new["year"] == 2010, "value"].round(-3)
    found = told(gdp, new, old)["coarser periods iso3 value"]
    assert found.named == ("2010",)
    assert "rounded in 2010, as other periods are not" in found.text


def migrants() -> pd.DataFrame:
    """Stocks of pairs at four dates, many from one than back."""
    rng = np.random.default_rng(4)
    rows = []
    for one in CODES:
        for other in CODES:
            if one != other:
                stock = np.exp(rng.normal(9, 2))
                rows += [(one, other, year, "both", round(stock * 1.1**n)) for n, year in enumerate(DATES)]
    return pd.DataFrame(rows, columns=["destination", "origin", "year", "sex", "stock"])


DATES = (2005, 2010, 2015, 2020)
PLACES = ["destination", "origin"]


def told_of_pairs(project, new: pd.DataFrame):
    source = read_source(project, "migrant_stock")
    read = [
        parse_table(table.to_csv(index=False, lineterminator="\n").encode(), "r.csv", source)
        for table in (new, migrants())
    ]
    return {one.about: one for one in slips(source, *read, NEAR)}


def test_an_economy_whose_directions_were_turned_is_named(project):
    assert told_of_pairs(project, migrants()) == {}
    new = migrants()
    rows = (new[PLACES] == "JPN").any(axis=1)
    new.loc[rows, PLACES] = new.loc[rows, PLACES[::-1]].to_numpy()
    assert "JPN" in told_of_pairs(project, new)["turned destination and origin stock"].all


def test_a_pair_that_is_the_other_direction_and_whose_own_is_gone_is_named(project):
    new = migrants()
    gone = new[~((new["destination"] == "KOR") & (new["origin"] == "USA"))].copy()
    assert not any(about.startswith("turned") for about in told_of_pairs(project, gone))
    rows = (gone["destination"] == "USA") & (gone["origin"] == "KOR")
    right = new[(new["destination"] == "KOR") & (new["origin"] == "USA")]["stock"]
    gone.loc[rows, "stock"] = right.to_numpy()
    found = told_of_pairs(project, gone)["turned destination and origin stock"]
    assert found.named == ("USA KOR both",)
    assert "Turned, these fit the release before better" in found.text


def test_an_economy_whose_pairs_lack_the_newest_year_is_named(project):
    new = migrants()
    last = new[new["year"] == 2020].assign(
        year=2024, stock=lambda rows: (rows["stock"] * 1.1).round().astype(int)
    )
    new = pd.concat([new, last], ignore_index=True)
    assert told_of_pairs(project, new) == {}
    lacking = new[~((new["destination"] == "KOR") & (new["year"] == 2024))]
    found = told_of_pairs(project, lacking)["series ended"]
    assert found.named == ("KOR 2024",)
    far = new[~((new["destination"] == "ESP") & (new["year"] == 2024))]
    assert "series ended" not in told_of_pairs(project, far)


def test_an_economy_without_any_pair_in_a_year_between_others_is_named(project):
    old = migrants()
    new = old[~((old["destination"] == "KOR") & (old["year"] == 2010))]
    assert told_of_pairs(project, new)["holes destination"].named == ("KOR 2010",)
    one = old["origin"] == "USA"
    new = pd.concat([new, old[(old["destination"] == "KOR") & (old["year"] == 2010) & one]])
    assert "holes destination" not in told_of_pairs(project, new)
    ended = old[~((old["destination"] == "KOR") & (old["year"] == 2005))]
    assert "holes destination" not in told_of_pairs(project, ended)


def test_a_pair_that_is_gone_is_named_where_it_was_much_of_what_its_destination_counts(project):
    old = migrants()
    of_korea = old[(old["destination"] == "KOR") & (old["year"] == 2020)].set_index("origin")["stock"]
    largest, smallest = of_korea.idxmax(), of_korea.idxmin()
    assert of_korea[largest] > 0.05 * of_korea.sum() > of_korea[smallest]
    for origin, found in ((largest, (f"KOR {largest}",)), (smallest, None)):
        new = old[~((old["destination"] == "KOR") & (old["origin"] == origin))]
        told = told_of_pairs(project, new).get("large pairs gone")
        assert (told.named if told else None) == found


def remitted() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Money that was sent between all pairs in two years; each economy sends more or less than the year before."""
    rng = np.random.default_rng(5)
    sent = dict(zip(CODES, np.exp(rng.normal(0, 0.3, len(CODES))), strict=True))
    pairs = [(one, other) for one in CODES for other in CODES if one != other]
    old = pd.DataFrame(pairs, columns=["sender", "receiver"]).assign(year=2020)
    old["usd_million"] = np.exp(rng.normal(4, 1, len(old)))
    return old, old.assign(year=2021, usd_million=old["usd_million"] * old["sender"].map(sent))


def told_of_money(project, new: pd.DataFrame, old: pd.DataFrame):
    source = read_source(project, "bilateral_remittances")
    read = [
        parse_table(one.to_csv(index=False, lineterminator="\n").encode(), "r.csv", source)
        for one in (new, old)
    ]
    return {one.about: one for one in slips(source, *read, NEAR)}


MOVED_ALONE = "moved alone sender and receiver usd_million"


def test_a_pair_that_moved_otherwise_than_others_of_its_economies_is_named(project):
    old, new = remitted()
    assert told_of_money(project, new, old) == {}
    rows = (new["sender"] == "USA") & (new["receiver"] == "JPN")
    wrong = new.assign(usd_million=new["usd_million"] * np.where(rows, 1.05, 1.0))
    found = told_of_money(project, wrong, old)[MOVED_ALONE]
    assert found.named == ("USA JPN",)
    assert "against others of the same economies" in found.text
    small = new.assign(usd_million=new["usd_million"] * np.where(rows, 0.001, 1.0))
    before = old.assign(usd_million=old["usd_million"] * np.where(rows, 0.001, 1.0))
    assert told_of_money(project, small, before) == {}
    wrong = small.assign(usd_million=small["usd_million"] * np.where(rows, 1.05, 1.0))
    assert told_of_money(project, wrong, before)[MOVED_ALONE].named == ("USA JPN",)
    wavering = np.exp(np.random.default_rng(6).normal(0, 0.05, len(new)))
    everywhere = new.assign(usd_million=new["usd_million"] * wavering)
    assert MOVED_ALONE not in told_of_money(project, everywhere, old)


def test_what_rounding_does_to_small_pairs_hides_no_other_that_moved(project):
    old, new = (one.assign(usd_million=one["usd_million"].round(1)) for one in remitted())
    assert MOVED_ALONE not in told_of_money(project, new, old)
    rows = (new["sender"] == "USA") & (new["receiver"] == "JPN")
    wrong = new.assign(usd_million=(new["usd_million"] * np.where(rows, 1.05, 1.0)).round(1))
    assert told_of_money(project, wrong, old)[MOVED_ALONE].named == ("USA JPN",)


def test_a_pair_of_one_year_that_came_where_its_other_direction_went_is_named(project):
    old, new = remitted()
    one, back = ((new["sender"] == a) & (new["receiver"] == b) for a, b in (("RUS", "ITA"), ("ITA", "RUS")))
    old, new = old[~back], new[~back].copy()
    about = "turned sender and receiver usd_million"
    assert about not in told_of_money(project, new, old)
    new.loc[one, ["sender", "receiver"]] = ["ITA", "RUS"]
    assert told_of_money(project, new, old)[about].named == ("ITA RUS",)
    # A pair that came with other figures is another one.
    new.loc[one, "usd_million"] *= 5
    assert about not in told_of_money(project, new, old)


def test_a_table_in_steps_too_large_for_it_is_asked_about_whatever_was_before(project):
    old, new = (one.assign(usd_million=one["usd_million"].round()) for one in remitted())
    found = told_of_money(project, new, old)["coarse usd_million"]
    assert "written in steps of 1, which may be off by more than 1% for " in found.text
    fine = new.assign(usd_million=new["usd_million"] + 0.25)
    assert "coarse usd_million" not in told_of_money(project, fine, old)


@pytest.mark.parametrize(
    ("source_id", "old", "new"),
    [
        ("gdp", "wdi2025", "wdi2026"),
        ("population", "wpp2022", "wpp2024"),
        ("remittances", "wdi2023", "wdi2025"),
        ("bilateral_remittances", "knomad2018", "knomad2019"),
        ("bilateral_remittances", "knomad2019", "knomad2022"),
        ("migrant_stock", "rev2020", "rev2024"),
        ("japan_foreign_residents", "moj2022", "moj2023"),
    ],
)
def test_nothing_in_a_real_revision_looks_like_a_slip(project, source_id, old, new):
    source = read_source(project, source_id)
    tables = (load(project, source_id, vintage).table for vintage in (new, old))
    near = read_edition(project, newest(project)).region.members
    # KNOMAD gave its matrix of 2018 in whole millions: of its many small figures the first digit is not known.
    asked = ["coarse usd_million"] if new == "knomad2019" else []
    assert [one.about for one in slips(source, *tables, near)] == asked
