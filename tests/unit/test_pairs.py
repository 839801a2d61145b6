"""Pairs of economies are held against what another table leads one to expect: exchanged, alien, scattered, gone."""

import shutil

import numpy as np
import pandas as pd
import pytest

from corridor.admitting.additions import off
from corridor.admitting.likenesses import unlike
from corridor.admitting.pairs import pairs, seen
from corridor.check_modules import likenesses_of
from corridor.errors import ConfigurationError
from corridor.sources import load

CODES = tuple(f"{first}{second}X" for first in "ABCDE" for second in "ABCD")
NEAR = CODES[:3]


def stocks(seed: int = 1) -> pd.Series:
    """Migrants of every pair, of very different sizes."""
    rng = np.random.default_rng(seed)
    index = pd.MultiIndex.from_tuples([(a, b) for a in CODES for b in CODES if a != b])
    return pd.Series(np.exp(rng.normal(8, 1.5, len(index))), index)


def money(seed: int = 2) -> pd.Series:
    """What follows the migrants: some send more, some receive more, and each pair wavers a little."""
    rng = np.random.default_rng(seed)
    sends, receives = (dict(zip(CODES, np.exp(rng.normal(0, 1, len(CODES))), strict=True)) for _ in range(2))
    migrants = stocks()
    wavering = np.exp(rng.normal(0, 0.05, len(migrants)))
    scale = [sends[a] * receives[b] for a, b in migrants.index]
    return migrants * scale * wavering


def told(figures: pd.Series) -> dict[str, tuple[str, ...]]:
    return {about: names for about, names in seen(pairs(figures, stocks()), NEAR).items() if names}


def renamed(figures: pd.Series, level: int, one: str, other: str) -> pd.Series:
    names = {one: other, other: one}
    index = [
        tuple(names.get(c, c) if n == level else c for n, c in enumerate(pair)) for pair in figures.index
    ]
    return pd.Series(figures.to_numpy(), pd.MultiIndex.from_tuples(index))


def test_what_goes_up_and_down_with_the_other_is_nothing_to_ask_about():
    held = pairs(money(), stocks())
    assert held.apart < 0.06
    assert told(money()) == {}


def test_a_level_of_its_own_is_taken_out():
    figures = money()
    figures[figures.index.get_level_values(0) == NEAR[0]] *= 30
    assert told(figures) == {}


def furthest(one: tuple[str, str], others: list[tuple[str, str]]) -> tuple[str, str]:
    """The one of some pairs that has the most other figure, given what is usual for its row and column."""
    held = pairs(money(), stocks())
    expected = pd.DataFrame(held.expected, held.rows, held.columns)
    return max(others, key=lambda pair: abs(expected.loc[pair] - expected.loc[one]))


def test_two_cells_exchanged_are_named_in_a_column_in_a_row_and_across():
    near = NEAR[0]
    directions = [(code, near) for code in CODES[3:]]
    turned = max(directions, key=lambda pair: abs(np.log(money()[pair] / money()[pair[::-1]])))
    for one, other in (
        ((near, CODES[9]), furthest((near, CODES[9]), [(code, CODES[9]) for code in CODES[10:]])),
        ((CODES[9], near), furthest((CODES[9], near), [(CODES[9], code) for code in CODES[10:]])),
        (turned, turned[::-1]),
    ):
        figures = money()
        figures[[one, other]] = figures[[other, one]].to_numpy()
        names = [set(name.split(" and ")) for name in told(figures)["exchanged"]]
        assert {" ".join(one), " ".join(other)} in names


def test_a_cell_that_moved_to_another_code_is_named():
    figures = money()
    figures = figures.drop((NEAR[0], CODES[12]))
    index = [(NEAR[0], CODES[12]) if pair == (NEAR[0], CODES[9]) else pair for pair in figures.index]
    moved = pd.Series(figures.to_numpy(), pd.MultiIndex.from_tuples(index))
    migrants = stocks().drop((NEAR[0], CODES[12]))
    found = seen(pairs(moved, migrants), NEAR)["exchanged"]
    assert f"{NEAR[0]} {CODES[9]} and {NEAR[0]} {CODES[12]}" in found


def test_economies_exchanged_throughout_are_named():
    found = told(renamed(money(), 0, NEAR[0], CODES[9]))
    assert found["of another"] == (f"{NEAR[0]} and {CODES[9]}",)


def test_an_economy_with_others_mixed_in_is_named():
    figures = money()
    mixed = figures.copy()
    for code in CODES[9:12]:
        for other in set(CODES) - {NEAR[0], code}:
            mixed[NEAR[0], other] += 20 * figures[code, other]
    assert NEAR[0] in told(mixed)["scattered"]


def test_a_cell_in_another_unit_is_named():
    figures = money()
    figures[CODES[9], NEAR[0]] *= 10
    assert "far" not in told(figures)
    figures[CODES[9], NEAR[0]] *= 10
    assert told(figures)["far"] == (f"{CODES[9]} {NEAR[0]}",)


def test_a_large_cell_that_is_gone_is_named_and_a_small_one_is_not():
    figures = money()
    own = figures[[pair for pair in figures.index if pair[0] == NEAR[0]]]
    assert told(figures.drop(own.idxmax()))["gone"] == (" ".join(own.idxmax()),)
    assert "gone" not in told(figures.drop(figures.idxmin()))


@pytest.fixture
def matrices(project):
    """Two real matrices, the older first."""
    return [load(project, "bilateral_remittances", one).table for one in ("knomad2019", "knomad2022")]


def test_the_real_matrix_is_like_the_migrant_stocks(project, matrices):
    old, new = matrices
    assert list(unlike(project, "bilateral_remittances", new, old, ("KOR", "JPN", "CHN"))) == []


def test_a_release_is_asked_about_in_words(project, matrices):
    old, new = matrices
    lost = new[~((new["sender"] == "JPN") & (new["receiver"].isin(["BRA", "CHN"])))]
    (found,) = unlike(project, "bilateral_remittances", lost, old, ("JPN",))
    assert found.named == ("JPN BRA", "JPN CHN")
    assert "Not there, though migrant stocks lead one to expect them" in found.text
    assert not found.critical


def test_what_was_so_in_the_release_before_is_not_asked_about(project, matrices):
    old, new = matrices
    lost = [t[~((t["sender"] == "JPN") & (t["receiver"] == "CHN"))] for t in (old, new)]
    assert list(unlike(project, "bilateral_remittances", lost[1], lost[0], ("JPN",))) == []


def test_a_source_without_a_likeness_is_passed_over(project):
    table = load(project, "gdp", "wdi2026").table
    assert list(unlike(project, "gdp", table, table, ("JPN",))) == []


def test_sums_that_are_not_what_receivers_record_are_named(project, matrices):
    _, new = matrices
    usual = list(off(project, "bilateral_remittances", new, ("CHN", "MAC", "RUS")))
    # The model gives Macao SAR, China a quarter of what it records.
    assert [one.named for one in usual] == [("MAC",)]
    with_regions = new.copy()
    with_regions.loc[with_regions["receiver"] == "CHN", "usd_million"] *= 1.008
    (found,) = off(project, "bilateral_remittances", with_regions, ("CHN", "RUS"))
    assert found.named == ("CHN",)
    assert (
        found.text == "These do not add up to recorded receipts, as most economies' figures do: CHN (+0.8%)."
    )
    # A release that adds up to something else is not held against them.
    other = new.assign(usd_million=new["usd_million"] * np.where(new["receiver"].isin(NEAR), 1.0, 1.5))
    assert list(off(project, "bilateral_remittances", other, ("CHN", "RUS"))) == []
    assert list(off(project, "gdp", load(project, "gdp", "wdi2026").table, ("CHN",))) == []


def test_a_table_that_fits_closely_has_small_cells_judged_too(monkeypatch):
    monkeypatch.setattr("corridor.admitting.pairs.LARGE", 0.05)
    figures = money()
    held = pairs(figures, stocks())
    assert held.apart < 0.08
    pair = figures.xs(NEAR[0], level=1, drop_level=False).idxmin()
    assert figures[pair] < 0.05 * figures.xs(NEAR[0], level=1).sum()
    assert told(figures.drop(pair))["gone"] == (" ".join(pair),)
    times = figures.copy()
    times[pair] *= 20
    assert told(times)["far"] == (" ".join(pair),)
    loose = figures * np.exp(np.random.default_rng(3).normal(0, 0.3, len(figures)))
    assert pairs(loose, stocks()).apart > 0.08
    assert "gone" not in told(loose.drop(pair))


def test_likenesses_that_are_none_are_refused(project, tmp_path):
    from corridor.project import Project

    shutil.copytree(project.data_checks, tmp_path / "data_checks")
    path = tmp_path / "data_checks" / "gdp.py"
    path.write_text(path.read_text(encoding="utf-8") + "\nLIKENESSES = ['x']\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="likenesses that are none"):
        likenesses_of(Project(tmp_path), "gdp")
