"""Every value agrees to nine digits with an independent computation straight from the files."""

import math

import pytest
from indicator_oracle import recompute
from published_oracle import recompute as recompute_published

from corridor.indicators import compute_economy

# Economies that are hard: tiny, without half of the sources, or outside the United Nations.
HARD = ("AFG", "COK", "TUV")


def files_of(project, edition):
    return {s: project.data / s / f"{v}.csv.gz" for s, v in edition.vintages.items()}


@pytest.fixture(scope="module", params=("2023-1", "2026-1"))
def both(request, project, editions, economy_sets, region_sets):
    edition = editions[request.param]
    members = edition.region.members
    files = files_of(project, edition)
    expected = recompute(files["migrant_stock"], files["population"], members)
    expected |= recompute_published(files, members, members)
    sets = [*economy_sets[edition.id].values(), region_sets[edition.id]]
    found = {value.key: value.value for one in sets for value in one.values}
    renamed = {("region" if k[0] == edition.region.id else k[0], *k[1:]): v for k, v in found.items()}
    return expected, renamed


def test_the_same_figures_exist(both):
    expected, found = both
    assert set(found) == set(expected)
    assert len(found) > 8000


def test_the_same_figures_are_missing(both):
    expected, found = both
    assert {k for k, v in found.items() if v is None} == {k for k, v in expected.items() if v is None}


def different(expected, found):
    return {
        key: (value, found[key])
        for key, value in expected.items()
        if value is not None and not math.isclose(value, found[key], rel_tol=1e-9, abs_tol=0)
    }


def test_all_values_agree(both):
    assert different(*both) == {}


@pytest.mark.parametrize("edition_id", ["2023-1", "2026-1"])
@pytest.mark.parametrize("code", HARD)
def test_hard_economies_agree_as_well(project, editions, tables, edition_id, code):
    edition = editions[edition_id]
    expected = recompute_published(files_of(project, edition), (), [code])
    asked = {key[1] for key in expected}
    computed = compute_economy(project, edition, code, tables=tables[edition_id])
    found = {value.key: value.value for value in computed if value.indicator in asked}
    assert set(found) == set(expected)
    assert {k for k, v in found.items() if v is None} == {k for k, v in expected.items() if v is None}
    assert different(expected, found) == {}
    assert found
