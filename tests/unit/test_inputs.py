"""What a build can depend on is told file by file, whatever lies about in a project."""

import os

import pytest

from corridor import inputs
from corridor.project import Project


@pytest.fixture
def small(tmp_path):
    for name in ("definitions/economies.csv", "data/x/v1.csv", "_quarto.yml", "requirements.lock"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return Project(tmp_path)


def files(project, *leave_out):
    known = {inputs.CODE, inputs.FILTERS, inputs.LIBRARIES}
    return {name for name in inputs.of_project(project, leave_out) if name not in known}


def test_every_file_counts_and_a_changed_one_changes_its_hash(small):
    before = inputs.of_project(small)
    assert files(small) == {"definitions/economies.csv", "data/x/v1.csv", "_quarto.yml", "requirements.lock"}
    (small.data / "x" / "v1.csv").write_text("other", encoding="utf-8")
    after = inputs.of_project(small)
    assert [name for name in before if before[name] != after[name]] == ["data/x/v1.csv"]


@pytest.mark.parametrize(
    "folder", ["_site", ".venv", "tests", "benchmarks", "faults", "data/__pycache__", "data/.hidden", "out"]
)
def test_output_caches_and_tests_do_not(small, folder):
    path = small.root / folder / "file"
    path.parent.mkdir(parents=True)
    path.write_text("x", encoding="utf-8")
    assert len(files(small, small.root / "out")) == 4


def test_what_is_no_file_or_cannot_be_read_stops_nothing(small):
    os.mkfifo(small.data / "pipe")
    (small.data / "nowhere").symlink_to("gone")
    (small.data / "circle").symlink_to(small.root, target_is_directory=True)
    assert {name for name in files(small) if not name.startswith("data/circle/")} == files(small) & {
        "definitions/economies.csv", "data/x/v1.csv", "_quarto.yml", "requirements.lock"
    }  # fmt: skip


def test_a_folder_that_is_a_link_is_followed(small, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "shapes.json").write_text("{}", encoding="utf-8")
    (small.data / "geo").symlink_to(elsewhere, target_is_directory=True)
    assert "data/geo/shapes.json" in files(small)


def test_the_engine_is_told_by_its_file_and_its_settings(monkeypatch, tmp_path):
    program = tmp_path / "quarto"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("QUARTO_PATH", str(program))
    told = {inputs.engine("auto"), inputs.engine("pandoc")}
    program.write_text("#!/bin/sh\nexit\n")
    told.add(inputs.engine("auto"))
    monkeypatch.setenv("QUARTO_PROFILE", "draft")
    told.add(inputs.engine("auto"))
    assert len(told) == 4
