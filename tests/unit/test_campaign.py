"""Errors are planted as they say and nowhere else, the same from the same seed, in places that know only the past."""

import gzip

import numpy as np
import pandas as pd
import pytest

from corridor.sources import read_source

REGION = ("CHN", "HKG", "JPN", "KOR", "MNG", "RUS")


@pytest.fixture(scope="module", autouse=True)
def on_the_way(project):
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(project.root))
        yield


@pytest.fixture(scope="module")
def releases(project):
    """Parts of real releases: few economies, every kind of figure."""
    from campaign.tables import Release, texts

    def made(source: str, vintage: str, *codes: str) -> Release:
        content = gzip.decompress((project.data / source / f"{vintage}.csv.gz").read_bytes())
        rows = texts(content)
        declared = read_source(project, source)
        places = [c.name for c in declared.columns if c.codes == "economies"]
        rows = rows[rows[places].isin(codes).all(axis=1)].reset_index(drop=True)
        before = rows[rows["year"] != max(rows["year"])].reset_index(drop=True)
        return Release(declared, rows, before, REGION)

    return {
        "gdp": made("gdp", "wdi2026", *REGION, "ROU"),
        "stock": made("migrant_stock", "rev2024", *REGION, "PHL"),
        "net": made("net_migration", "wpp2024", *REGION),
        "remittances": made("remittances", "wdi2025", *REGION),
        "rates": made("skilled_emigration", "iab2013", *REGION),
    }


def planted(releases, name: str, which: str, number: int = 0):
    """The table with the error, read as text, what was done, and the table without."""
    from campaign.classes import planted as plant
    from campaign.tables import texts

    for chance in range(number, number + 40):
        made = plant(name, releases[which], (7, chance))
        if made is not None:
            return texts(made.content), made.told, releases[which].rows
    raise AssertionError(name)


def differing(new: pd.DataFrame, old: pd.DataFrame) -> tuple[set[str], pd.DataFrame]:
    """Columns that differ, and the rows that do, of tables of one shape."""
    other = new.to_numpy() != old.to_numpy()
    return {old.columns[n] for n in np.flatnonzero(other.any(axis=0))}, old[other.any(axis=1)]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_error(releases):
    from campaign.classes import CLASSES
    from campaign.classes import planted as plant

    for name in CLASSES:
        one, other = (plant(name, releases["stock"], (3, 1)) for _ in range(2))
        assert one == other
    told = {plant("sign", releases["stock"], (3, n)).told for n in range(8)}
    assert len(told) > 4


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize(
    ("name", "factor"),
    [
        ("unit: times 1,000", 1000),
        ("unit: times 100", 100),
        ("unit: thousands for ones", 0.001),
        ("sign", -1),
    ],
)
def test_figures_are_multiplied_and_nothing_else_changes(releases, name, factor, number):
    new, _, old = planted(releases, name, "gdp", 10 * number)
    columns, rows = differing(new, old)
    assert columns == {"value"}
    assert len(rows)
    ratio = new.loc[rows.index, "value"].astype(float) / rows["value"].astype(float)
    assert np.allclose(ratio, factor, rtol=1e-3)


def test_two_digits_of_one_figure_are_exchanged(releases):
    new, told, old = planted(releases, "digits exchanged", "stock")
    columns, rows = differing(new, old)
    assert (columns, len(rows)) == ({"stock"}, 1)
    one, other = rows["stock"].iloc[0], new.loc[rows.index[0], "stock"]
    assert sorted(one) == sorted(other)
    assert sum(a != b for a, b in zip(one, other, strict=True)) == 2
    assert f"{one} for {other}" in told


def test_rounded_figures_are_multiples_and_near(releases):
    new, told, old = planted(releases, "rounding", "stock")
    _, rows = differing(new, old)
    unit = float(told.split()[2].rstrip(":"))
    changed = new.loc[rows.index, "stock"].astype(float)
    assert (changed % unit == 0).all()
    assert (changed - rows["stock"].astype(float)).abs().max() <= unit / 2


def test_fractions_are_a_hundredth_of_what_is_in_per_cent(releases):
    new, _, old = planted(releases, "percentages as fractions", "remittances")
    columns, rows = differing(new, old)
    assert columns == {"value"}
    assert set(rows["indicator"]) == {"received_pct_gdp"}
    assert np.allclose(
        new.loc[rows.index, "value"].astype(float) * 100, rows["value"].astype(float), atol=1e-5
    )


def test_nought_stands_where_there_was_no_row(releases):
    new, _, old = planted(releases, "zero for missing", "remittances")
    added = new.iloc[len(old) :]
    assert (added["value"] == "0").all()
    key = ["iso3", "year", "indicator"]
    assert added.merge(old, on=key).empty
    assert set(added["year"]) <= set(old["year"])


@pytest.mark.parametrize(
    ("name", "which", "column"),
    [
        ("rows exchanged between economies", "gdp", "iso3"),
        ("sexes exchanged", "stock", "sex"),
        ("columns exchanged", "gdp", "indicator"),
    ],
)
def test_two_are_exchanged_and_the_figures_stay(releases, name, which, column):
    new, _, old = planted(releases, name, which)
    columns, rows = differing(new, old)
    assert columns == {column}
    exchanged = set(zip(rows[column], new.loc[rows.index, column], strict=True))
    assert exchanged <= {(b, a) for a, b in exchanged} or len(exchanged) == 1


def test_columns_of_figures_are_exchanged_where_a_table_has_several(releases):
    new, _, old = planted(releases, "columns exchanged", "net")
    columns, rows = differing(new, old)
    one, other = sorted(columns)
    assert (new.loc[rows.index, one] == rows[other]).all()
    assert (new.loc[rows.index, other] == rows[one]).all()


def test_origin_and_destination_are_exchanged_in_whole_rows(releases):
    new, _, old = planted(releases, "origin and destination exchanged", "stock")
    columns, rows = differing(new, old)
    assert columns == {"destination", "origin"}
    assert (new.loc[rows.index, "origin"] == rows["destination"]).all()


def test_years_move_by_one_period_of_the_table(releases):
    new, told, old = planted(releases, "year shifted", "stock")
    years = sorted(set(old["year"]))
    step = int(told.split()[3].rstrip(":"))
    key = ["destination", "origin", "sex", "stock"]
    moved = new.merge(old, on=key, suffixes=("", "_old"))
    steps = moved["year"].map(years.index) - moved["year_old"].map(years.index)
    assert (steps == step).sum() > 0
    assert len(new) < len(old)


def test_a_code_becomes_that_of_another_or_an_old_one(releases):
    new, told, old = planted(releases, "codes changed", "gdp")
    columns, rows = differing(new, old)
    assert columns == {"iso3"}
    assert len(set(rows["iso3"])) == 1
    assert told.endswith(f"{rows['iso3'].iloc[0]} as {new.loc[rows.index[0], 'iso3']}")
    assert new.loc[rows.index[0], "iso3"] not in set(old["iso3"])


@pytest.mark.parametrize("name", ["rows dropped", "an economy missing", "a year missing"])
def test_rows_are_left_out_and_the_rest_is_as_it_was(releases, name):
    new, told, old = planted(releases, name, "stock")
    kept = old.merge(new, how="left", indicator=True)["_merge"] == "both"
    assert kept.sum() == len(new) < len(old)
    if name == "a year missing":
        assert set(old[~kept.to_numpy()]["year"]) == {told.split()[0]}
    if name == "an economy missing":
        place, code = told.split()[:2]
        assert set(old[~kept.to_numpy()][place]) == {code}


def test_a_file_ends_early(releases):
    from campaign.classes import planted as plant
    from campaign.tables import written

    whole = written(releases["gdp"].rows)
    for number in range(6):
        made = plant("cut off at the end", releases["gdp"], (1, number))
        assert whole.startswith(made.content)
        assert len(made.content) < len(whole)


def test_rows_stand_twice(releases):
    new, _, old = planted(releases, "rows duplicated", "gdp")
    assert len(new) > len(old)
    assert len(new.drop_duplicates()) == len(old)


def test_totals_are_sums_of_what_they_hold(releases):
    new, told, old = planted(releases, "region totals mixed in", "stock")
    how, place, code = told.split()[0], *told.split()[-2:]
    parts = ("CHN", "HKG", "MAC", "TWN") if how == "china" else REGION
    other = "origin" if place == "destination" else "destination"
    for _, row in new[new[place] == code].head(20).iterrows():
        same = old[(old[["year", "sex", other]] == row[["year", "sex", other]]).all(axis=1)]
        assert int(row["stock"]) == same[same[place].isin(parts)]["stock"].astype(int).sum()


def test_an_old_release_is_renamed_and_half_of_one_is_mixed_in(releases):
    old = releases["stock"].before
    made = [planted(releases, "an old release renamed", "stock", n)[0] for n in range(6)]
    assert all((one["stock"] == old["stock"]).all() for one in made)
    assert {max(one["year"]) for one in made} == {max(old["year"]), max(releases["stock"].rows["year"])}
    mixed, told, new = planted(releases, "half old, half new", "stock")
    place, cut = told.split()[-2:]
    last = max(new["year"])
    with_last = mixed[mixed["year"] == last][place] < cut
    assert with_last.all() or not with_last.any()


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("marks: two points", b",.."),
        ("marks: hyphen", b",-\n"),
        ("marks: space", b", \n"),
        ("names for codes", b"Japan"),
        ("byte-order mark", b"\xef\xbb\xbf"),
    ],
)
def test_forms_are_written_as_they_are_called(releases, name, held):
    from campaign.classes import planted as plant

    assert held in plant(name, releases["stock"], (1, 2)).content


def test_commas_encodings_and_separators_are_other_than_they_should_be(releases):
    from campaign.classes import planted as plant
    from campaign.tables import written

    whole = written(releases["gdp"].rows)
    commas = plant("decimal commas", releases["gdp"], (1, 1)).content
    assert commas.count(b",") > whole.count(b",")
    for name in ("wrong encoding", "wrong separator"):
        for number in range(8):
            content = plant(name, releases["gdp"], (1, number)).content
            assert content != whole or b"TUR" not in whole


def test_a_class_that_a_source_has_no_place_for_plants_nothing(releases):
    from campaign.classes import planted as plant

    assert plant("sexes exchanged", releases["gdp"], (1, 1)) is None
    assert plant("origin and destination exchanged", releases["gdp"], (1, 1)) is None
    assert plant("percentages as fractions", releases["stock"], (1, 1)) is None


def test_a_place_of_admission_knows_only_what_came_before(project, tmp_path):
    from campaign.settings import Setting, place, settings

    found = settings(project)
    assert Setting("gdp", "wdi2026", "wdi2025") in found
    assert {one.source for one in found if not one.before} == {one.source for one in found}
    where = place(project, Setting("gdp", "wdi2026", "wdi2025"), tmp_path)
    assert list(read_source(where.project, "gdp").vintages) == ["wdi2025"]
    assert not (where.project.data / "gdp" / "wdi2026.csv.gz").exists()
    from corridor.check_modules import checks_of

    source = read_source(where.project, "gdp")
    ids = {one.id for one in checks_of(where.project, source, source.vintages["wdi2025"])}
    assert "gdp-per-head-plausible" in ids
    assert "gni-per-head-plausible" not in ids  # A fact about the release that is yet to come.


def test_a_made_up_release_before_lacks_the_newest_period_and_is_near(releases):
    from campaign.settings import made_up

    new, old = releases["gdp"].rows, made_up(releases["gdp"])
    assert set(new["year"]) - set(old["year"]) == {max(new["year"])}
    both = new.merge(old, on=["iso3", "year", "indicator"])
    ratio = both["value_y"].astype(float) / both["value_x"].astype(float)
    assert ratio.between(0.9, 1.1).all()
    assert (ratio != 1).mean() > 0.9


def test_the_page_counts_what_matters_and_names_what_slipped_through(tmp_path):
    from campaign import page

    def trial(number: int, outcome: str, *, matters: bool = True) -> dict[str, object]:
        head = {"kind": "sign", "source": "gdp", "setting": "gdp a after b", "number": number, "by": ""}
        return {**head, "told": f"error {number}", "matters": matters, "outcome": outcome}

    trials = [trial(1, "refused"), trial(2, "asked"), trial(3, "slipped"), trial(4, "unseen", matters=False)]
    found = {
        "setting": "gdp a after b",
        "trials": [*trials, trial(5, "unreadable")],
        "questions": ["x"],
        "alarms": [],
    }
    page.write({"seed": 1, "count": 1, "found": [found]}, tmp_path)
    text = (tmp_path / page.FILE).read_text(encoding="utf-8")
    assert (
        "Of 5 errors planted (`--seed 1 --count 1`, a seed by which rules were chosen), 1 made tables" in text
    )
    assert "**66.7 %**. In 1 cases the release was refused, in 1 a person was asked" in text
    assert "| sign | 5 | 1 | 3 | 2 | 66.7 % |" in text
    assert "- sign, gdp a after b: error 3" in text
    assert "none was refused" in text
    page.write({"seed": 99, "count": 1, "found": [found]}, tmp_path)
    assert "(`--seed 99 --count 1`, a seed by which no rule was chosen)" in (tmp_path / page.FILE).read_text(
        encoding="utf-8"
    )
