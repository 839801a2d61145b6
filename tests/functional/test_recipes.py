"""The recipes of CONTRIBUTING.md, each tried in a project of its own."""

import gzip
import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from corridor import pipeline
from corridor.checks import check
from corridor.economies import region
from corridor.project import Project
from corridor.sources import load

EDITION = """id: "2026-2"
title: Migration and labour mobility in the Western Balkans
published: 2026-09-01
region: western-balkans
economies: [ALB, XKX]
reports: [{reports}]
vintages:
  migrant_stock: rev2024
  population: wpp2024
"""
REGION = """id: western-balkans
name: Western Balkans
article: the
note: Six economies, as the European Union uses the term.
economies: [ALB, BIH, MKD, MNE, SRB, XKX]
"""


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def balkans(copy: Project) -> Project:
    write(copy.definitions / "regions" / "western-balkans.yml", REGION)
    write(copy.reports / "editions" / "2026-2.yml", EDITION.format(reports="country_brief, regional_outlook"))
    return copy


def test_add_a_region(balkans, tmp_path):
    assert len(region(balkans, "western-balkans").members) == 6
    folder = pipeline.build(balkans, "2026-2", formats=("html",), engine="pandoc", out=tmp_path / "_site")
    outlook = (folder / "outlook" / "index.html").read_text(encoding="utf-8")
    assert "the Western Balkans" in outlook
    assert (folder / "briefs" / "xkx" / "index.html").is_file()


def test_add_a_report(balkans, tmp_path):
    write(
        balkans.templates / "one_pager" / "report.yml",
        "id: one_pager\ntitle: One page\nmenu: Pages\nsubject: economy\npage: pages/{slug}/index.qmd\n"
        "notebook: country_indicators.ipynb\n",
    )
    write(
        balkans.templates / "one_pager" / "report.qmd.jinja",
        "---\ntitle: << brief.economy.text | yaml >>\nformat:\n  html: default\n---\n\n"
        "<% if brief.emigrants.stock %>\nIn << brief.context.base | year >>, << brief.emigrants.stock >> people from "
        "<< brief.economy.in_text >> lived abroad.\n<% endif %>\n",
    )
    write(balkans.reports / "editions" / "2026-2.yml", EDITION.format(reports="one_pager"))
    folder = pipeline.build(
        balkans, "2026-2", economies=("ALB",), formats=("html",), engine="pandoc", out=tmp_path / "_site"
    )
    page = (folder / "pages" / "alb" / "index.html").read_text(encoding="utf-8")
    assert 'data-figure="ALB/emigrant_stock/2024"' in page
    assert "people from Albania lived abroad" in page


SOURCE = """id: work_permits
publisher: A ministry of labour
abbreviation: ML
title: Work permits issued
citation: A ministry of labour (2026). Work permits issued.
licence: CC BY 4.0
link: https://example.org/permits
status: observed
limits: []
columns:
  destination: {{type: string, unit: code, meaning: Economy that issues the permit, key: true, codes: economies}}
  year: {{type: integer, unit: year, meaning: Year of issue, key: true}}
  permits: {{type: integer, unit: permits, meaning: Permits issued, key: false}}
vintages:
  v2026:
    file: v2026.csv.gz
    sha256: {sha256}
    published: "2026"
    title: Work permits issued, 2026
    label: "2026"
    coverage: Two economies, one year
    years: [2025, 2025]
"""
CHECKS = '''"""Facts that work permits must meet."""

from corridor.check_declarations import Check, between

CHECKS = (
    Check("permits-positive", "A number of permits is never negative.", "critical", (between("permits", 0),)),
)
'''


def test_add_a_source(copy):
    table = gzip.compress(b"destination,year,permits\nJPN,2025,120\nKOR,2025,80\n", mtime=0)
    folder = copy.data / "work_permits"
    folder.mkdir()
    (folder / "v2026.csv.gz").write_bytes(table)
    write(folder / "source.yml", SOURCE.format(sha256=hashlib.sha256(table).hexdigest()))
    write(copy.data_checks / "work_permits.py", CHECKS)
    checked = check(copy, {"work_permits": load(copy, "work_permits", "v2026")})["work_permits"]
    assert [r.check for r in checked.report.results if r.check == "permits-positive"]
    assert not checked.report.failed("critical")


INDICATOR = '''"""How many people from abroad live in an economy for every one of its own who lives abroad."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.indicators.base.areas import Area
from corridor.indicators.base.declaration import Example, Indicator, example_area
from corridor.indicators.base.pieces import emigrants, immigrants, stock_years
from corridor.indicators.base.tables import Tables
from corridor.indicators.base.values import IndicatorValue


def compute(area: Area, tables: Tables) -> Iterator[IndicatorValue]:
    """Immigrants per hundred emigrants."""
    for year in stock_years(tables):
        here, away = immigrants(tables, area.members, year), emigrants(tables, area.members, year)
        covered = area.covered(tables, year, here, away)
        yield INDICATOR.value(covered, 100 * here.sum() / away.sum())


INDICATOR = Indicator(
    id="zz_trial",
    label="Immigrants as a percentage of emigrants",
    unit="%",
    description="Immigrants as a percentage of emigrants.",
    theme="Migrants and emigrants",
    order=999,
    scopes=("economy",),
    period="Every year of the migrant stock",
    formula="100 · immigrant_stock / emigrant_stock",
    reference="A trial.",
    sources=("migrant_stock",),
    compute=compute,
    example=Example(
        rows={"migrant_stock": "destination,origin,year,sex,stock\\nJPN,KOR,2020,both,30\\nKOR,JPN,2020,both,60\\n"},
        area=example_area("JPN"),
        year=2020,
        value=50.0,
        arithmetic="100 · 30 / 60 = 50",
    ),
)
'''
TRY = """
import corridor.indicators.base.registry as registry
from pathlib import Path
import importlib.util, sys
spec = importlib.util.spec_from_file_location("corridor.indicators.zz_trial", sys.argv[1])
module = importlib.util.module_from_spec(spec)
sys.modules["corridor.indicators.zz_trial"] = module
spec.loader.exec_module(module)
declared = registry.refuse_incomplete(module.INDICATOR, "zz_trial")
from corridor.indicators import run_example
from corridor.project import Project
print(run_example(Project.find(), declared).value)
"""


def test_add_an_indicator(tmp_path, project):
    """Tried from a folder and in a process of its own, so that the package stays as it is."""
    path = tmp_path / "zz_trial.py"
    path.write_text(INDICATOR, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", TRY, str(path)], cwd=project.root, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "50.0", done.stderr
