"""What is noted of the questions to tables is enough: where values change, so do the answers."""

import random
from dataclasses import replace

import pytest
from seen_samples import VINTAGES, seen_project

from corridor import checks
from corridor.editions import read_edition
from corridor.indicators import Tables, compute_economy, compute_region, load_tables
from corridor.seen import Seen
from corridor.seen_tables import Answers

CHANGES = 12


@pytest.fixture(scope="module")
def small(project, tmp_path_factory):
    own = seen_project(project, tmp_path_factory.mktemp("seen") / "project")
    edition = read_edition(own, "2026-1")
    return own, edition, load_tables(own, edition)


def computed(small, subject, tables):
    """What is computed for an economy or the region, and what was asked for it."""
    project, edition, _ = small
    seen = Seen.begin(project.root)
    try:
        if subject == "small":
            values = compute_region(project, edition, tables=tables)
        else:
            values = compute_economy(project, edition, subject, tables=tables)
        return values, seen.plain()["tables"]
    finally:
        Seen.current = None


def changed(old, source, chance):
    """The tables with one cell of one of them changed, or one row left out."""
    held = {name: old[name].checked for name in old.sources}
    dataset = held[source].dataset
    row = chance.randrange(len(dataset.table))
    if chance.random() < 0.3:
        table = dataset.table.drop(index=row).reset_index(drop=True)
    else:
        table = dataset.table.copy()
        table.iloc[row, -1] = 7
    held[source] = checks.CheckedDataset(replace(dataset, table=table), held[source].report, checks._SEAL)
    return Tables(held, old.names), held[source].dataset


def test_nothing_is_noted_unasked(small):
    assert Seen.current is None
    compute_economy(small[0], small[1], "JPN", tables=small[2])
    assert Seen.current is None


@pytest.mark.parametrize("subject", ["MNG", "small"])
def test_what_is_at_hand_is_noted_like_what_is_not(small, subject):
    held = {name: small[2][name].checked for name in small[2].sources}
    fresh = Tables(held, small[2].names)
    first = computed(small, subject, fresh)
    for other in ("JPN", "KOR", "small"):
        computed(small, other, fresh)
    assert computed(small, subject, fresh) == first
    assert set(first[1]) == {f"{source} {vintage}" for source, vintage in VINTAGES.items()}


def test_an_economy_asks_for_its_own_rows(small):
    asked = computed(small, "MNG", small[2])[1]
    assert {table.split()[0]: one["rows"] for table, one in asked.items()} == {
        "migrant_stock": {"destination": ["MNG"], "origin": ["MNG"]},
        "population": {"iso3": ["MNG"]},
        "students": {"iso3": ["MNG"]},
    }


@pytest.mark.parametrize("subject", ["MNG", "small"])
def test_where_values_change_so_do_the_answers(small, subject):
    chance = random.Random(7)  # noqa: S311 - the same changes each time
    before, asked = computed(small, subject, small[2])
    told = {"seen": 0, "unseen": 0}
    for number in range(CHANGES):
        source = sorted(VINTAGES)[number % 3]
        table = f"{source} {VINTAGES[source]}"
        old = Answers(small[2][source].checked.dataset).parts(asked[table])
        tables, dataset = changed(small[2], source, chance)
        same = Answers(dataset).parts(asked[table]) == old
        told["unseen" if same else "seen"] += 1
        if same:
            assert computed(small, subject, tables)[0] == before
    assert min(told.values()) > 1
