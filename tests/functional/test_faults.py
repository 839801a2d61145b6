"""A few of the faults that `make faults` has commands meet: nothing half, nothing left, and the next run is right."""

import importlib
import sys

import pytest

from kept import take_along

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are found through /proc")


@pytest.fixture(scope="module")
def faults(project):
    """Import a module of `faults/`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(project.root / "faults"))
        yield importlib.import_module


@pytest.fixture(scope="module")
def hurt(faults, project, tmp_path_factory):
    """A small edition to be hurt, and what its commands should give."""
    ground = faults("ground").Ground(tmp_path_factory.mktemp("faults").resolve())
    take_along(project, ground.project.root)
    wanted = faults("ground").warm(ground)
    assert wanted.built[0] != wanted.built[1]
    assert wanted.before != wanted.admitted
    assert (ground.left_running(), ground.left_lying()) == ([], [])
    return ground, wanted


@pytest.mark.parametrize("command", ["build", "data add"])
def test_killed_at_a_random_moment(faults, hurt, command):
    trial = faults("kills").Kills(*hurt, 3).trial(command)
    assert trial.wrong == ()
    assert trial.stood in ("old", "new")


@pytest.mark.parametrize("kind", ["cache_damaged", "process_lost", "typst_fails"])
def test_a_build_that_meets_a_fault(faults, hurt, kind, only_when_slow):
    happen = getattr(faults("others").Others(*hurt, 3), kind)
    trial = happen("build") if kind == "process_lost" else happen()
    assert trial.wrong == ()


def test_calls_that_fail_while_a_release_is_added(faults, hurt, only_when_slow):
    for call, error in (("rename", "ENOSPC"), ("write", "EROFS")):
        assert faults("others").Others(*hurt, 5).call_fails("data add", call, error).wrong == ()


def test_the_harness_sees_what_is_left(hurt):
    ground, _ = hurt
    process = ground.start("build")
    assert ground.processes()
    process.kill()
    ground.end(process)
    assert ground.left_running() == []
    (ground.scratch / "corridor-x").mkdir()
    (ground.web / "._site-building-x").mkdir()
    assert {"tmp/corridor-x", "web/._site-building-x"} <= set(ground.left_lying())
    (ground.scratch / "corridor-x").rmdir()
    (ground.web / "._site-building-x").rmdir()


def test_the_page_counts_what_was_noted(faults, tmp_path):
    about = {"seed": 1, "machine": "Linux", "day": "2026-07-01"}
    kill = {"part": "kills", "command": "build", "moment": 1.5, **about}
    faults("faults_page").write(
        [
            {**kill, "stood": "old", "wrong": []},
            {**kill, "stood": "neither", "wrong": ["half"]},
            {
                "part": "others",
                "command": "build: rename fails",
                "stood": "old, exit 11",
                "wrong": [],
                **about,
            },
            {
                "part": "steps",
                "command": "publish: rename fails once",
                "call": "rename",
                "places": 10,
                "refused": 9,
                "wrong": [],
                **about,
            },
            {"part": "fuzz", "kind": "table", "files": 1200, "refused": 1199, "read": 1, "wrong": 0, **about},
        ],
        tmp_path,
    )
    text = (tmp_path / "88-faults.qmd").read_text(encoding="utf-8")
    assert "| build | 2 | 1 | 0 | 1 | 1 |" in text
    assert "1 left anything that must not be." in text
    assert "| renaming fails | 1 | 0 | 1 | 0 |" in text
    assert "| renaming, exchanging folders | 10 | 0 | 0 | 1 | 9 | 0 |" in text
    assert "| tables | 1,200 | 1,199 | 1 | 0 |" in text
