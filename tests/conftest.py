"""What all tests share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corridor.project import Project

ROOT = Path(__file__).resolve().parents[1]
SLOW = '-m "slow or not slow" asks for it: '
_passed_over: set[str] = set()


@pytest.fixture(scope="session")
def project() -> Project:
    """The project that the tests belong to; tests do not change it."""
    return Project(ROOT)


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
