"""Tables that one process of a run read, for the others: the same, verified, and gone with the run."""

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from corridor import handed_tables, source_tables
from corridor.errors import ConfigurationError
from corridor.project import Project
from corridor.publishing.scratch import own_folder
from corridor.sources import list_sources, load, read_source

ROOT = Path(__file__).parents[2]


@pytest.fixture
def reads(monkeypatch):
    """Names of the tables that were read as text."""
    found = []

    def read(content, name, source):
        found.append(name)
        return source_tables.read_table(content, name, source)

    monkeypatch.setattr(handed_tables, "read_table", read)
    # What other tests have this process hold.
    monkeypatch.setattr(load, "_held", {})
    return found


@pytest.fixture
def small(tmp_path):
    shutil.copytree(ROOT / "definitions", tmp_path / "definitions")
    (tmp_path / "_quarto.yml").write_text("project: {}\n")
    shutil.copytree(ROOT / "data" / "treaties", tmp_path / "data" / "treaties")
    return Project(tmp_path)


def handed():
    return [path for path in (Path(tempfile.gettempdir()) / "tables").iterdir() if path.is_file()]


def test_a_table_of_any_source_is_handed_on_as_it_was_read(reads):
    project = Project(ROOT)
    every = [(source, next(iter(read_source(project, source).vintages))) for source in list_sources(project)]
    with own_folder():
        for source, vintage in every:
            read, taken = (load(project, source, vintage).table for _ in range(2))
            pd.testing.assert_frame_equal(taken, read)
            assert [str(one) for one in taken.dtypes] == [str(one) for one in read.dtypes]
            assert all(
                taken[name].cat.categories.dtype == read[name].cat.categories.dtype
                for name in read.select_dtypes("category")
            )
            taken.iloc[:1] = taken.iloc[1:2].to_numpy()  # it can be written to
    assert len(reads) == len(every)


def test_outside_of_a_run_every_table_is_read(reads, small):
    for _ in range(2):
        load(small, "treaties", "untc2022")
    assert len(reads) == 2


def test_a_damaged_table_is_read_again(reads, small):
    with own_folder():
        read = load(small, "treaties", "untc2022").table
        (file,) = handed()
        file.write_bytes(file.read_bytes()[:-1] + b"?")
        pd.testing.assert_frame_equal(load(small, "treaties", "untc2022").table, read)
    assert len(reads) == 2


def test_what_its_source_declares_otherwise_is_read_again(reads, small):
    with own_folder():
        read = load(small, "treaties", "untc2022")
        fewer = {code: kind for code, kind in read.source.code_list.items() if code != "AFG"}
        told = (read.path.read_bytes(), read.vintage.sha256, "the table")
        with pytest.raises(ConfigurationError, match="unknown code"):
            handed_tables.table_of(*told, replace(read.source, code_list=fewer))
    assert len(reads) == 2


def test_a_file_that_is_not_the_declared_one_is_refused_whatever_was_handed_on(small):
    with own_folder():
        load(small, "treaties", "untc2022")
        path = small.data / "treaties" / "untc2022.csv.gz"
        path.write_bytes(path.read_bytes() + b" ")
        with pytest.raises(ConfigurationError, match="sha256 differs"):
            load(small, "treaties", "untc2022")
