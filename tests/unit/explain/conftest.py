"""A small site with one built edition, for tests that explain figures."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from explained_site import EDITION, write_site

import worked
from corridor.indicators import compute_economy


@pytest.fixture(scope="session")
def real(project):
    """The edition's tables and its values of Japan."""
    edition, tables = worked.edition(EDITION), worked.tables(EDITION)
    values = compute_economy(project, edition, "JPN", tables=tables)
    return SimpleNamespace(
        edition=edition,
        tables=tables,
        values=values.computed_in("country_indicators", "compute"),
        sources=worked.sources(EDITION),
    )


@pytest.fixture(scope="session")
def built_once(tmp_path_factory, real):
    """The site that the others are copies of."""
    site = tmp_path_factory.mktemp("built") / "_site"
    write_site(site, real)
    return site


@pytest.fixture
def site(tmp_path, built_once):
    """The site; a test may change it."""
    return Path(shutil.copytree(built_once, tmp_path / "_site"))
