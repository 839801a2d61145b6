"""The project's own editions, computed once, and small tables for rules that real data do not show."""

import io
import textwrap
from pathlib import Path

import pandas as pd
import pytest

import worked
from corridor.checks import worked_example
from corridor.indicators import Tables, compute_economy
from corridor.indicators.base.examples import tables_from
from corridor.project import Project
from corridor.sources import read_source

EDITIONS = ("2023-1", "2026-1")


@pytest.fixture(scope="session")
def project():
    return Project(Path(__file__).resolve().parents[3])


@pytest.fixture(scope="session")
def editions():
    return {edition_id: worked.edition(edition_id) for edition_id in EDITIONS}


@pytest.fixture(scope="session")
def tables():
    return {edition_id: worked.tables(edition_id) for edition_id in EDITIONS}


@pytest.fixture(scope="session")
def economy_sets(project, editions, tables):
    return {
        edition_id: {
            code: compute_economy(project, edition, code, tables=tables[edition_id])
            for code in edition.region.members
        }
        for edition_id, edition in editions.items()
    }


@pytest.fixture(scope="session")
def region_sets():
    return {edition_id: worked.values(edition_id) for edition_id in EDITIONS}


@pytest.fixture(scope="session")
def small(project):
    """Make checked tables of a few rows; `stock` and `people` are CSV lines without a header."""

    def make(*, stock="", people="", base_year=None, names=None):
        heads = {
            "migrant_stock": ("destination,origin,year,sex,stock", stock),
            "population": ("iso3,year,variant,age_group,population_thousands", people),
        }
        checked = {
            source_id: worked_example(
                read_source(project, source_id),
                "example",
                pd.read_csv(io.StringIO(f"{head}\n{textwrap.dedent(rows).strip()}"), keep_default_na=False),
            )
            for source_id, (head, rows) in heads.items()
            if rows
        }
        return Tables(checked, names or {}, base_year=base_year)

    return make


@pytest.fixture(scope="session")
def made(project):
    """Make checked tables of a few rows of any source, by CSV text with a header; blank columns may be left out."""

    def make(base_year=2024, names=None, **rows):
        return tables_from(project, rows, base_year=base_year, names=names or {})

    return make
