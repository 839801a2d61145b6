"""The real Quarto, where there is one, and a loud word where there is none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# The small projects that both engines render stand beside the tests of the embedded one.
sys.path.insert(0, str(Path(__file__).parents[1] / "rendering"))

from corridor.rendering.engines import Engine
from corridor.rendering.quarto import find

MISSING = "Quarto is not there: name it in QUARTO_PATH to hold the two engines equal"
SLOW = "the second edition is compared with -m slow"
_passed_over: set[str] = set()


@pytest.fixture(scope="session")
def quarto() -> Engine:
    """Quarto's engine; tests that need it are passed over where there is none, and say so."""
    engine = find()
    if engine is None:
        _passed_over.add(MISSING)
        pytest.skip(MISSING)
    return engine


@pytest.fixture
def only_when_slow(request: pytest.FixtureRequest) -> None:
    """Passes a long comparison over unless it is asked for, and says so."""
    if "slow" not in str(request.config.option.markexpr):
        _passed_over.add(SLOW)
        pytest.skip(SLOW)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for reason in sorted(_passed_over):
        terminalreporter.write_line(f"NOT TESTED: {reason}.", yellow=True, bold=True)
