"""What all tests share."""

from pathlib import Path

import pytest

from corridor.project import Project

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def project() -> Project:
    """The project that the tests belong to; tests do not change it."""
    return Project(ROOT)
