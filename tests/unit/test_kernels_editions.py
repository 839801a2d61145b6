"""The project's own notebooks: forked kernels give what kernels started anew give, to the byte."""

import sys
from pathlib import Path

import pytest

from corridor.editions import read_edition
from corridor.kernels.fleet import Fleet
from corridor.notebooks import Run, run, run_many

EDITIONS = sorted(
    path.stem for path in (Path(__file__).resolve().parents[2] / "reports" / "editions").glob("*.yml")
)
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


def compared(project, folder, runs):
    """Names of the executed notebooks whose bytes differ, when all have run in forked kernels and in cold ones."""
    with Fleet(project, 2) as fleet:
        sets = list(run_many(project, runs, folder / "warm", fleet=fleet))
    assert len(sets) == len(runs)
    differ = []
    for one in runs:
        name = f"{one.notebook}-{one.name}.ipynb"
        values = run(
            project, project.notebooks / f"{one.notebook}.ipynb", one.parameters, out=folder / "cold" / name
        )
        same = (folder / "warm" / name).read_bytes() == (folder / "cold" / name).read_bytes()
        if not same or values not in sets:
            differ.append(name)
    return differ


def runs_of(edition, economies):
    for code in economies:
        yield Run("country_indicators", {"economy": code, "edition": edition.id}, f"{code}-{edition.id}")


def region_of(edition):
    region = edition.region.id
    return Run("regional_indicators", {"region": region, "edition": edition.id}, region)


def test_economies_of_two_editions_run_in_one_process_and_as_in_cold_kernels(project, tmp_path):
    older, newer = (read_edition(project, name) for name in ("2023-1", "2026-1"))
    runs = [*runs_of(newer, ["JPN", "PRK"]), *runs_of(older, ["TWN"]), region_of(newer)]
    assert compared(project, tmp_path, runs) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITIONS)
def test_all_economies_and_their_region_give_the_same_as_cold_kernels(
    only_when_slow, project, tmp_path, name
):
    same_in(project, name, tmp_path)


def same_in(project, name, folder):
    edition = read_edition(project, name)
    assert compared(project, folder, [*runs_of(edition, edition.economies), region_of(edition)]) == []
