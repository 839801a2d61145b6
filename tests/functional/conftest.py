"""The two editions, built once for all functional tests."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from executed import RUN_MANY, Executed

from corridor import notebooks, pipeline
from corridor.project import Project

EDITIONS = ("2023-1", "2026-1")


@pytest.fixture(scope="session", autouse=True)
def notebooks_run_once() -> Iterator[None]:
    """Run a notebook again only if something it depends on is not as it was."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notebooks, "run_many", Executed().run_many)
        yield


@pytest.fixture
def notebooks_run_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every notebook, as a user's build does."""
    monkeypatch.setattr(notebooks, "run_many", RUN_MANY)


@pytest.fixture(scope="session")
def site(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with both editions, built by the embedded engine."""
    out = tmp_path_factory.mktemp("site") / "_site"
    for edition in EDITIONS:
        pipeline.build(project, edition, engine="pandoc", out=out)
    return out


@pytest.fixture
def copy(tmp_path: Path, project: Project) -> Project:
    """A project whose files may be changed; the data are links to the real ones until a test replaces one."""
    root = tmp_path / "project"
    for name in ("definitions", "reports", "templates", "notebooks", "data_checks"):
        shutil.copytree(project.root / name, root / name)
    for name in ("_quarto.yml", "requirements.lock"):
        shutil.copyfile(project.root / name, root / name)
    for source in sorted(project.data.glob("*/source.yml")):
        folder = root / "data" / source.parent.name
        folder.mkdir(parents=True)
        shutil.copyfile(source, folder / "source.yml")
        for table in source.parent.glob("*.csv.gz"):
            (folder / table.name).symlink_to(table)
    # The verdicts on unchanged data are the same: taking them along saves half a minute a test.
    if (project.cache / "checks").exists():
        shutil.copytree(project.cache / "checks", root / ".corridor" / "checks")
    return Project(root)
