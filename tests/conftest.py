"""What all tests share."""

import os
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from corridor import notebooks, pipeline
from corridor.indicators import load_tables
from corridor.project import Project
from corridor.sources import load
from executed import Executed

ROOT = Path(__file__).resolve().parents[1]
EDITIONS = ("2023-1", "2026-1")
SLOW = '-m "slow or not slow" asks for it: '
_passed_over: set[str] = set()


@pytest.fixture(scope="session")
def project() -> Project:
    """The project that the tests belong to; tests do not change it."""
    return Project(ROOT)


@pytest.fixture(scope="session")
def notebooks_run_once() -> Iterator[None]:
    """Run a notebook again only if something it depends on is not as it was."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notebooks, "run_many", Executed().run_many)
        # Most often there is nothing left to run.
        patch.setattr(notebooks, "made_ready", lambda *_: nullcontext())
        yield


@pytest.fixture
def nothing_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have tables read and checked again, although other tests hold those of the project; see `worked`."""
    for function in (load, load_tables):
        monkeypatch.setattr(function, "_held", {})


@pytest.fixture(scope="session")
def site(project: Project, tmp_path_factory: pytest.TempPathFactory, notebooks_run_once: None) -> Path:
    """A site with both editions, built by the embedded engine, or one that CORRIDOR_TEST_SITE names."""
    if built := os.environ.get("CORRIDOR_TEST_SITE"):
        return Path(built).resolve()
    out = tmp_path_factory.mktemp("site") / "_site"
    for edition in EDITIONS:
        pipeline.build(project, edition, engine="pandoc", out=out)
    return out


@pytest.fixture(scope="session")
def is_asked_for(request: pytest.FixtureRequest) -> Callable[[str], bool]:
    """Tell whether long comparisons are asked for; one that is not is named at the end."""
    asked = "slow" in str(request.config.option.markexpr)

    def told(name: str) -> bool:
        if not asked:
            _passed_over.add(name)
        return asked

    return told


@pytest.fixture
def only_when_slow(request: pytest.FixtureRequest, is_asked_for: Callable[[str], bool]) -> None:
    """Passes a long comparison over unless it is asked for, and says so."""
    if not is_asked_for(request.node.name):
        pytest.skip(SLOW + request.node.name)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for name in sorted(_passed_over):
        terminalreporter.write_line(f"NOT TESTED: {SLOW}{name}.", yellow=True, bold=True)
