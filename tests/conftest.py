"""What all tests share."""

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


@pytest.fixture
def only_when_slow(request: pytest.FixtureRequest) -> None:
    """Passes a long comparison over unless it is asked for, and says so."""
    if "slow" not in str(request.config.option.markexpr):
        _passed_over.add(request.node.name)
        pytest.skip(SLOW + request.node.name)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for name in sorted(_passed_over):
        terminalreporter.write_line(f"NOT TESTED: {SLOW}{name}.", yellow=True, bold=True)
