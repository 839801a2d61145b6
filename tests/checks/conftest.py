"""Real data for the tests of checks, loaded once, and copies of it to spoil."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from corridor import check_cache, checks
from corridor.project import Project
from corridor.sources import Dataset, load

ROOT = Path(__file__).parents[2]


@cache
def bundled(source_id: str, vintage_id: str) -> Dataset:
    return load(Project(ROOT), source_id, vintage_id)


@pytest.fixture(scope="session")
def project() -> Project:
    return Project(ROOT)


@pytest.fixture(scope="session")
def real() -> Callable[[str, str], Dataset]:
    return bundled


@pytest.fixture(scope="session")
def spoilt() -> Callable[[str, str, Callable[[pd.DataFrame], pd.DataFrame]], Dataset]:
    """A vintage whose table a function has changed."""

    def make(source_id: str, vintage_id: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Dataset:
        dataset = bundled(source_id, vintage_id)
        return replace(dataset, table=change(dataset.table.copy()))

    return make


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Great Expectations run in this process, which spares its import; other tests show the process of its own."""
    monkeypatch.setattr(check_cache, "_made_apart", checks.evaluate)
