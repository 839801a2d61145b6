"""Every value agrees to nine digits with an independent computation straight from the files."""

import math

import pytest
from indicator_oracle import recompute


@pytest.fixture(scope="module", params=("2023-1", "2026-1"))
def both(request, project, editions, economy_sets, region_sets):
    edition = editions[request.param]
    files = [
        project.data / source / f"{edition.vintages[source]}.csv.gz"
        for source in ("migrant_stock", "population")
    ]
    expected = recompute(*files, edition.region.members)
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


def test_all_values_agree(both):
    expected, found = both
    known = {key: value for key, value in expected.items() if value is not None}
    wrong = {
        key: (value, found[key])
        for key, value in known.items()
        if not math.isclose(value, found[key], rel_tol=1e-9, abs_tol=0)
    }
    assert wrong == {}
