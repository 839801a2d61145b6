"""What functional tests share: notebooks run once; a project to change; the real Quarto, if there is one."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from small_edition import Place, placed

from corridor import check_cache, notebooks
from corridor.explaining import exchanging
from corridor.project import Project
from corridor.rendering.engines import Engine
from corridor.rendering.quarto import find
from corridor.sources import Dataset
from executed import RUN_MANY
from kept import copied, linked, take_along

MISSING = "Quarto is not there: name it in QUARTO_PATH to hold the two engines equal"
_passed_over: set[str] = set()
_PREPARE = exchanging.prepare


@pytest.fixture(scope="session", autouse=True)
def notebooks_once(notebooks_run_once: None) -> None:
    """No functional test runs a notebook that another has run."""


@pytest.fixture(scope="session", autouse=True)
def explained_when_asked() -> Iterator[None]:
    """What figures would be with other vintages is computed for `explain` when it asks, and not after each build."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exchanging, "prepare", lambda *_: 0)
        yield


@pytest.fixture
def notebooks_run_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every notebook, as a user's build does."""
    monkeypatch.setattr(notebooks, "run_many", RUN_MANY)


@pytest.fixture
def copy(tmp_path: Path, project: Project) -> Project:
    """A project whose files may be changed; the data are links to the real ones until a test replaces one."""
    made = copied(project, tmp_path / "project")
    take_along(project, made.root, lay=linked)
    return made


@pytest.fixture(scope="session")
def small_built(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place where the small edition was built once, notebooks and all; to be left as it is."""
    place = placed(project, tmp_path_factory.mktemp("small").resolve() / "project")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notebooks, "run_many", RUN_MANY)
        patch.setattr(check_cache, "_made_apart", _made_late)
        patch.setattr(exchanging, "prepare", _PREPARE)
        assert place.build()[0]
    return place


@pytest.fixture
def small_copy(small_built: Place, tmp_path: Path) -> Project:
    """A copy of that project, to be changed, with all that was kept when its edition was built, and without a site."""
    root = tmp_path.resolve() / "small"
    shutil.copytree(small_built.project.root, root, symlinks=True, ignore=shutil.ignore_patterns("_site"))
    return Project(root)


def _made_late(project: Project, datasets: Mapping[str, Dataset], wanted: list[str]) -> None:
    """Stand for a process that imports Great Expectations once more while a build writes."""
    pytest.fail(f"These verdicts were not made ahead: {wanted}")


@pytest.fixture(scope="session")
def quarto() -> Engine:
    """Quarto's engine; tests that need it are passed over where there is none, and say so."""
    engine = find()
    if engine is None:
        _passed_over.add(MISSING)
        pytest.skip(MISSING)
    return engine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the whole site: what is kept from it by content spares the copies of other tests as much."""
    items.sort(key=lambda item: item.path.name != "test_build.py")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for reason in sorted(_passed_over):
        terminalreporter.write_line(f"NOT TESTED: {reason}.", yellow=True, bold=True)
