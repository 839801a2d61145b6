"""The commands of the Makefile: what `make quarto` says where Quarto is not, what `make test` runs and tells."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from corridor.project import Project

INSTALLER = "pip install --quiet --disable-pip-version-check quarto-cli>=1.8,<1.12"


@pytest.fixture
def make(project: Project, tmp_path: Path):
    """Run make with an environment of its own, whose Python writes down what it is asked and fails."""
    folder = tmp_path / "venv" / "bin"
    folder.mkdir(parents=True)
    (folder.parent / "ready").touch()
    python = folder / "python"
    python.write_text(f'#!/bin/sh\necho "$*" >> {tmp_path}/asked\nexit 1\n', encoding="utf-8")
    python.chmod(0o755)
    tools = {str(Path(found).parent) for name in ("make", "sh", "test") if (found := shutil.which(name))}
    path = os.pathsep.join(sorted(folder for folder in tools if not shutil.which("quarto", path=folder)))

    def run(**variables: str) -> tuple[int, str]:
        done = subprocess.run(
            ["make", "--no-print-directory", "quarto", f"VENV={tmp_path / 'venv'}"],  # noqa: S607
            cwd=project.root,
            env={"PATH": path, **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stderr

    return run


def test_without_quarto_and_its_download_one_line_says_what_to_do(make, tmp_path):
    status, told = make()
    assert status == 2
    lines = [line for line in told.splitlines() if not line.startswith("make")]
    assert lines == [
        "Quarto's download cannot be reached: install Quarto and name it in QUARTO_PATH, or leave out ENGINE=quarto."
    ]
    assert (tmp_path / "asked").read_text(encoding="utf-8").split() == ["-m", *INSTALLER.split()]


def test_a_quarto_that_is_there_is_taken_as_it_is(make, tmp_path):
    program = tmp_path / "quarto"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    assert make(QUARTO_PATH=str(program)) == (0, "")
    assert not (tmp_path / "asked").exists()


@pytest.fixture
def side_by_side(project: Project):
    """The program behind `make test`."""
    spec = importlib.util.spec_from_file_location("side_by_side", project.root / "tests" / "side_by_side.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_test_is_in_one_of_the_groups_that_run_side_by_side(project, side_by_side):
    found = {
        path.relative_to(project.root).as_posix() for path in (project.root / "tests").rglob("test_*.py")
    }

    def taken(group, name):
        ignored = f"--ignore={name}" in group
        return not ignored and any(name == one or name.startswith(f"{one}/") for one in group)

    for name in found:
        assert len([group for group in side_by_side.GROUPS if taken(group, name)]) == 1, name
    assert len(found) > 50


FAILING = """
import pytest

@pytest.fixture
def broken():
    raise OSError("no room is left")

@pytest.mark.parametrize("edition", ["2026-1"])
def test_a_sum(edition):
    print("much is said")
    raise AssertionError("first\\nthe parts do not add up")

def test_that_cannot_begin(broken):
    pass
"""


def test_what_failed_is_told_at_the_end_for_every_group(side_by_side, tmp_path, monkeypatch, capfd):
    for name, text in (
        ("one/test_failing.py", FAILING),
        ("two/test_unreadable.py", "import nothing_of_the_kind\n"),
        ("three/test_dying.py", "import os\ndef test_gone():\n    os._exit(9)\n"),
        ("four/test_passing.py", "def test_passes():\n    pass\n"),
    ):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(side_by_side, "ROOT", tmp_path)
    monkeypatch.setattr(side_by_side, "GROUPS", (("one",), ("two",), ("three",), ("four",)))
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    assert side_by_side.main() == 9
    told = capfd.readouterr().out
    shown, *ends = told.split(" and so on:\n")
    # What pytest itself says comes before: of the first group as it runs, then of the others.
    assert [f"{total} in " in shown for total in ("1 failed, 1 error", "1 error", "1 passed")] == [True] * 3
    first, second, third = ends
    assert first.startswith("FAILED one/test_failing.py::test_a_sum[2026-1]\n")
    assert "the parts do not add up" in first
    assert "ERROR one/test_failing.py::test_that_cannot_begin\n" in first
    assert "no room is left" in first
    assert second.startswith("ERROR two")
    assert "nothing_of_the_kind" in second
    assert third.startswith("NO RESULTS")
    assert told.splitlines()[-1].startswith(
        "exit status of one and so on: 1, two and so on: 2, three and so on: 9, four and so on: 0; after "
    )
