"""A small project with real tables of a few economies, whose rows may be changed, for tests of what runs see."""

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from kernel_samples import small_notebook

from corridor import check_cache
from corridor.check_reports import CheckReport
from corridor.project import Project
from corridor.sources import load_all

MEMBERS = ("JPN", "KOR", "MNG")
VINTAGES = {"migrant_stock": "rev2024", "population": "wpp2024", "students": "uis2025"}
_CODES = {*MEMBERS, "USA", "CHN", "WLD", "OTH"}
_YEARS = re.compile(r",(1990|2000|2010|2015|2020|2024|2030|2050),")
_REGION = "id: small\nname: Small\narticle: ''\nnote: Three.\neconomies: [JPN, KOR, MNG]\n"
_EDITION = """id: "2026-1"
title: Small
published: 2026-07-01
region: small
reports: [country_brief]
vintages:
"""
_LOAD = """
from pathlib import Path
from corridor import economies, indicators as own
from corridor.editions import read_edition
from corridor.project import Project
project = Project.find()
chosen = read_edition(project, edition)
tables = own.load_tables(project, chosen)
"""
# To look for what is installed is no look into the project.
_ECONOMY = """
import importlib
from importlib.metadata import entry_points
importlib.invalidate_caches()
assert entry_points()
found = own.compute_economy(project, chosen, economy, tables=tables).computed_in("economy", "cell-1")
print(found.frame().to_csv())
found.write(Path(output))
"""
_REGIONAL = """
here = economies.region(project, "small")
found = own.compute_region(project, chosen, tables=tables, region=here).computed_in("regional", "cell-1")
print(found.frame().to_csv())
found.write(Path(output))
"""
Change = Callable[[list[str]], list[str]]


def seen_project(real: Project, root: Path) -> Project:
    """Make a project with two notebooks, an edition of three economies and three sources of some hundred rows."""
    for name in ("definitions", "data_checks", "templates/country_brief"):
        shutil.copytree(real.root / name, root / name)
    shutil.copyfile(real.root / "_quarto.yml", root / "_quarto.yml")
    (root / "definitions" / "regions" / "small.yml").write_text(_REGION, encoding="utf-8")
    project = Project(root)
    (project.reports / "editions").mkdir(parents=True)
    pinned = "".join(f"  {source}: {vintage}\n" for source, vintage in VINTAGES.items())
    (project.reports / "editions" / "2026-1.yml").write_text(_EDITION + pinned, encoding="utf-8")
    for source, vintage in VINTAGES.items():
        folder = project.data / source
        folder.mkdir(parents=True)
        for name in ("source.yml", f"{vintage}.csv.gz"):
            shutil.copyfile(real.data / source / name, folder / name)
        _rewrite(project, source, _few)
    project.notebooks.mkdir()
    small_notebook(project, "country_indicators", "")
    whole(project, "economy", _LOAD + _ECONOMY)
    whole(project, "regional", _LOAD + _REGIONAL)
    _hold_to_be_checked(project)
    return project


def whole(project: Project, name: str, *sources: str) -> None:
    """Write a notebook that writes its values itself."""
    path = small_notebook(project, name, *sources)
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["cells"][-1]
    path.write_text(json.dumps(content), encoding="utf-8")


def asking(project: Project, name: str, source: str) -> None:
    """Write a notebook that has the tables at hand and puts a question of its own to the project."""
    small_notebook(project, name, _LOAD + source)


def change(project: Project, source: str, how: Change) -> None:
    """Change the rows of a table as if the source had published it so, and its checks had passed."""
    _rewrite(project, source, how)
    _hold_to_be_checked(project)


def replaced(start: str, field: int, value: str) -> Change:
    """Give the first row that begins so another value in a field."""

    def how(rows: list[str]) -> list[str]:
        place = next(n for n, row in enumerate(rows) if row.startswith(start))
        fields = rows[place].split(",")
        fields[field] = value
        return [*rows[:place], ",".join(fields), *rows[place + 1 :]]

    return how


def without(start: str) -> Change:
    """Leave out the first row that begins so."""

    def how(rows: list[str]) -> list[str]:
        place = next(n for n, row in enumerate(rows) if row.startswith(start))
        return [*rows[:place], *rows[place + 1 :]]

    return how


def _few(rows: list[str]) -> list[str]:
    codes = re.compile(r"\b[A-Z]{3}\b")
    return [row for row in rows if _YEARS.search(row) and set(codes.findall(row)) <= _CODES]


def _rewrite(project: Project, source: str, how: Change) -> None:
    path = project.data / source / f"{VINTAGES[source]}.csv.gz"
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    head, *rows = gzip.decompress(path.read_bytes()).decode().splitlines()
    path.write_bytes(gzip.compress("\n".join([head, *how(rows), ""]).encode(), mtime=0))
    declared = project.data / source / "source.yml"
    new = hashlib.sha256(path.read_bytes()).hexdigest()
    declared.write_text(declared.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def _hold_to_be_checked(project: Project) -> None:
    datasets = load_all(project, VINTAGES)
    for source, dataset in datasets.items():
        report = CheckReport(source, dataset.vintage.id, dataset.vintage.sha256, ())
        check_cache._write(project, check_cache._key(project, datasets, source), report)
