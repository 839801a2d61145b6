"""The way from a dataset to a checked dataset: verdicts, their cache, their process, and what stops it."""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from corridor import check_cache, check_plan, check_running, checks
from corridor.check_declarations import Check, between
from corridor.check_modules import checks_of
from corridor.check_reports import CheckReport, CheckResult, refuse_failed
from corridor.checks import CheckedDataset, worked_example, write_checks_json
from corridor.editions import read_edition
from corridor.errors import CheckError, ConfigurationError
from corridor.indicators.base.compute import load_tables, sources_used
from corridor.project import Project
from corridor.sources import Dataset, list_sources, load, load_all, read_source
from corridor.vintages import AtHand

ROOT = Path(__file__).parents[2]


@pytest.fixture
def small(tmp_path: Path) -> Project:
    """A project with the smallest source only, so that its data and checks can be changed."""
    shutil.copytree(ROOT / "definitions", tmp_path / "definitions")
    (tmp_path / "_quarto.yml").write_text("project: {}\n")
    shutil.copytree(ROOT / "data" / "treaties", tmp_path / "data" / "treaties")
    (tmp_path / "data_checks").mkdir()
    shutil.copy(ROOT / "data_checks" / "treaties.py", tmp_path / "data_checks")
    return Project(tmp_path)


def rewrite(project: Project, change: Callable[[str], str]) -> None:
    """Change the text of the small project's table and declare the new digest."""
    path = project.data / "treaties" / "untc2022.csv.gz"
    old = path.read_bytes()
    new = gzip.compress(change(gzip.decompress(old).decode()).encode(), mtime=0)
    path.write_bytes(new)
    source = project.data / "treaties" / "source.yml"
    digests = [hashlib.sha256(content).hexdigest() for content in (old, new)]
    source.write_text(source.read_text().replace(*digests))


def declare(project: Project, text: str) -> None:
    (project.data_checks / "treaties.py").write_text(text)


def treaties(project: Project) -> dict[str, Dataset]:
    return {"treaties": load(project, "treaties", "untc2022")}


def never_started(*_: object, **__: object) -> None:
    raise AssertionError("a process was started although all verdicts are at hand")


# Checked data, and nothing else


def test_checked_data_cannot_be_made_elsewhere(project: Project) -> None:
    (dataset,) = treaties(project).values()
    report = CheckReport("treaties", "untc2022", dataset.vintage.sha256, ())
    with pytest.raises(TypeError, match=r"made by corridor\.checks\.check only"):
        CheckedDataset(dataset, report)
    with pytest.raises(TypeError):
        CheckedDataset(dataset, report, object())


@pytest.mark.usefixtures("at_once")
def test_checked_data_cannot_be_changed_into_other(project: Project) -> None:
    checked = checks.check(project, treaties(project))["treaties"]
    with pytest.raises((TypeError, ValueError)):
        replace(checked, dataset=checked.dataset)
    with pytest.raises(AttributeError):
        checked.report = None  # type: ignore[misc, assignment]


@pytest.mark.usefixtures("at_once")
def test_check_gives_the_table_its_source_and_its_verdicts(project: Project) -> None:
    checked = checks.check(project, treaties(project))["treaties"]
    assert checked.source.id == "treaties"
    assert checked.vintage.id == "untc2022"
    assert len(checked.table) == 193
    assert {result.check for result in checked.report.results} >= {
        "keys-unique",
        "all-members",
        "party-since",
    }
    assert checked.report.sha256 == checked.vintage.sha256
    again = pickle.loads(pickle.dumps(checked))  # noqa: S301 - workers hand it on in this way
    pd.testing.assert_frame_equal(again.table, checked.table)


def test_a_worked_example_is_read_as_a_table_would_be(project: Project) -> None:
    source = read_source(project, "treaties")
    rows = pd.DataFrame(
        [["JPN", "ICRMW", "signatory", None, "2020-01"], ["MNG", "ICRMW", "state_party", 2003, "2020-01"]],
        columns=[column.name for column in source.columns],
    )
    example = worked_example(source, "example", rows)
    assert example.vintage.id == "example"
    assert [str(kind) for kind in example.table.dtypes] == ["category"] * 3 + ["Int64", "category"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"iso3": "JAP"}, "unknown code in the column iso3"),
        ({"iso3": "MNG"}, "two rows with the same key"),
        ({"status": "party"}, "unknown code in the column status"),
        ({"as_of": ""}, "empty or padded text"),
        ({"year": "soon"}, "text where a number belongs in the column year"),
    ],
)
def test_a_worked_example_that_no_table_could_be_is_refused(
    project: Project, change: dict[str, str], says: str
) -> None:
    source = read_source(project, "treaties")
    row = {"iso3": "JPN", "treaty": "ICRMW", "status": "signatory", "year": None, "as_of": "2020-01"}
    rows = pd.DataFrame([row | change, row | {"iso3": "MNG"}])
    with pytest.raises(ConfigurationError, match=says) as caught:
        worked_example(source, "example", rows)
    assert caught.value.where.startswith("worked example of treaties")


# What stops a build


def test_a_critical_failure_names_everything(small: Project) -> None:
    rewrite(small, lambda text: text.replace("ALB,ICRMW,state_party,2007.0", "ALB,ICRMW,state_party,"))
    with pytest.raises(CheckError) as caught:
        checks.check(small, treaties(small))
    error = caught.value
    assert error.exit_code == 10
    assert error.message == "A critical data check failed: treaties untc2022, party-since."
    assert error.where == (
        "data/treaties/untc2022.csv.gz, check party-since: A year is given for state parties, and for no one else."
    )
    assert error.expected == "a year where the status is state_party, and none elsewhere"
    assert error.found == "otherwise in 1 of 193 rows [iso3=ALB, treaty=ICRMW]"
    assert "data_checks/treaties.py" in error.todo


@pytest.mark.usefixtures("at_once")
def test_all_critical_failures_are_in_one_message(small: Project) -> None:
    rewrite(small, lambda text: text.replace("ALB,ICRMW,state_party,2007.0", "ALB,ICRMW,state_party,1969.0"))
    rewrite(small, lambda text: text.replace("JPN,ICRMW,no_action,,2022-08\n", ""))
    with pytest.raises(CheckError) as caught:
        checks.check(small, treaties(small))
    assert caught.value.message.startswith("3 critical data checks failed.\n")
    for check in ("years", "after-adoption", "all-members"):
        assert f"treaties untc2022, {check}: " in caught.value.message
    assert "iso3=ALB, treaty=ICRMW" in caught.value.message
    assert "expected: states 193\n    found: states 192" in caught.value.message


@pytest.mark.usefixtures("at_once")
def test_examine_reports_a_failure_without_stopping(small: Project) -> None:
    rewrite(small, lambda text: text.replace("JPN,ICRMW,no_action,,2022-08\n", ""))
    (report,) = checks.examine(small, treaties(small), economies=["JPN", "KOR"])
    assert [result.check for result in report.failed("critical")] == ["all-members"]
    assert [result.rows for result in report.failed("warning")] == [("iso3=JPN",)]


def test_rows_are_counted_beyond_those_kept(project: Project, real: Callable[[str, str], Dataset]) -> None:
    dataset = real("gdp", "wdi2025")
    spoilt = replace(dataset, table=dataset.table.assign(value=0.0))
    (report,) = checks.evaluate(project, {"gdp": spoilt}, ["gdp"], only=["positive"])
    (result,) = report.results
    assert (len(result.rows), result.rows_total) == (len(dataset.table), len(dataset.table))
    assert (len(result.cut().rows), result.cut().rows_total) == (20, len(dataset.table))
    with pytest.raises(CheckError, match="positive") as caught:
        refuse_failed([report])
    assert "and 13,552 more rows" in caught.value.found


# Declarations that cannot be used

BROKEN = """
from corridor.check_declarations import {imports}
CHECKS = {checks}
"""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("CHECKS = ()\n", "declares no checks"),
        ("FACTS = 1\n", "declares no checks"),
        ("import nothing_of_this_name\n", "cannot be imported"),
        (
            BROKEN.format(
                imports="Check, between",
                checks='(Check("years", "A fact.", "critical", (between("year", 1),)),)',
            ),
            "two checks one identifier",
        ),
        (
            BROKEN.format(
                imports="Check, between",
                checks='(Check("x", "A fact.", "critical", (between("year", 1),), vintages=("untc1999",)),)',
            ),
            "a vintage that does not exist",
        ),
    ],
)
def test_a_module_without_usable_checks_is_refused(small: Project, text: str, says: str) -> None:
    declare(small, text)
    with pytest.raises(ConfigurationError, match=says) as caught:
        checks.check(small, treaties(small))
    assert caught.value.exit_code == 11
    assert caught.value.where.startswith("data_checks/treaties.py")


def test_a_source_without_checks_is_named(small: Project) -> None:
    (small.data_checks / "treaties.py").unlink()
    with pytest.raises(ConfigurationError, match="The source treaties has no checks") as caught:
        checks.check(small, treaties(small))
    assert caught.value.where == "data_checks/treaties.py"


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    "broken",
    [
        'Check("x", "A fact.", "critical", (between("yeer", 1),))',
        'Check("x", "A fact.", "critical", (Expectation("ExpectNothing", {}, "nothing"),))',
        'Check("x", "A fact.", "critical", (between("year", 1),), table=lambda tables: tables.own["yeer"])',
    ],
)
def test_a_check_that_cannot_be_evaluated_is_named(small: Project, broken: str) -> None:
    declare(small, BROKEN.format(imports="Check, Expectation, between", checks=f"({broken},)"))
    with pytest.raises(ConfigurationError, match="The check x of treaties cannot be evaluated") as caught:
        checks.check(small, treaties(small))
    assert caught.value.where == "data_checks/treaties.py, check x"
    assert caught.value.found


def rows_of(results: list[Any]) -> list[tuple[object, ...]]:
    told = [
        (result.expectation_config.meta["place"], result.success, result.result.get("unexpected_index_list"))
        for result in results
    ]
    return sorted(told, key=lambda one: one[0])


@pytest.mark.parametrize("form", ["BOOLEAN_ONLY", "COMPLETE"])
def test_one_graph_of_metrics_judges_as_a_validated_suite_does(
    spoilt: Callable[..., Dataset], project: Project, form: str
) -> None:
    def spoil(table: pd.DataFrame) -> pd.DataFrame:
        table.loc[3, "year"] = 1066
        table.loc[[5, 9], "iso3"] = None
        return pd.concat([table, table.iloc[[7]]], ignore_index=True)

    dataset = spoilt("remittances", "wdi2025", spoil)
    found = checks_of(project, dataset.source, dataset.vintage)
    wanted = [(one, asked) for one in found if one.table is None for asked in one.expectations]

    def made() -> list[Any]:
        return [check_running._made(*one, place, dataset) for place, one in enumerate(wanted)]

    check_running.ready()
    in_one = rows_of(check_running._judged(made(), dataset.table, form))
    assert in_one == rows_of(check_running._validated(made(), dataset.table, dataset, form))
    assert sum(not success for _, success, _ in in_one) >= 3


def test_a_refusal_comes_through_from_the_process_of_the_checks(small: Project) -> None:
    broken = 'Check("x", "A fact.", "critical", (between("yeer", 1),))'
    declare(small, BROKEN.format(imports="Check, between", checks=f"({broken},)"))
    with pytest.raises(ConfigurationError, match="The check x of treaties cannot be evaluated") as caught:
        checks.check(small, treaties(small))
    assert "yeer" in caught.value.found


def test_a_table_without_rows_fails_its_check(small: Project) -> None:
    declare(
        small,
        BROKEN.format(
            imports="Check, between",
            checks='(Check("x", "A fact.", "critical", (between("year", 1),), '
            'table=lambda tables: tables.own.iloc[:0].set_index("iso3")),)',
        ),
    )
    (report,) = checks.evaluate(small, treaties(small), ["treaties"], only=["x"])
    assert [(result.success, result.found) for result in report.results] == [(False, "no rows to test")]


def test_a_fact_without_its_other_source_is_on_record_as_not_tested(
    project: Project, real: Callable[[str, str], Dataset]
) -> None:
    datasets = {"gdp": real("gdp", "wdi2026"), "remittances": real("remittances", "wdi2025")}
    (report,) = checks.evaluate(project, datasets, ["remittances"], only=["share-agrees"])
    assert [result.found for result in report.results] == ["not tested: no suitable vintage of gdp is in use"]


# Regions


@pytest.mark.usefixtures("at_once")
def test_absent_economies_warn_only_in_their_region(project: Project) -> None:
    inside = {
        result.check: result
        for report in checks.examine(project, treaties(project), economies=["JPN", "MAC", "TWN"])
        for result in report.results
    }["iso3-present"]
    assert (inside.severity, inside.success) == ("warning", False)
    assert inside.rows == ("iso3=MAC", "iso3=TWN")
    assert inside.found == "not so for MAC, TWN"
    outside = {
        result.check: result
        for report in checks.examine(project, treaties(project), economies=["JPN"])
        for result in report.results
    }["iso3-present"]
    assert (outside.severity, outside.success) == ("info", False)
    assert outside.rows_total > len(outside.rows) == 20


# Verdicts that are kept


@pytest.mark.usefixtures("at_once")
def test_kept_verdicts_need_no_process(small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    first = checks.examine(small, treaties(small))
    monkeypatch.setattr(check_cache, "_made_apart", never_started)
    assert checks.examine(small, treaties(small)) == first


@pytest.mark.parametrize("damage", ["", "{", '{"digest": "0", "report": {}}', "digest", "found"])
def test_a_damaged_verdict_is_made_again(
    small: Project, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = kept(small)
    (path,) = (small.cache / "checks").glob("*.json")
    whole = path.read_text()
    if damage in ("digest", "found"):
        content = json.loads(whole)
        content["report"]["results"][0][damage if damage == "found" else "success"] = False
        path.write_text(json.dumps(content))
    else:
        path.write_text(damage)
    made = []
    monkeypatch.setattr(check_cache, "_made_apart", lambda *_: made.append(1) or first)
    assert check_cache.reports(small, treaties(small)) == first
    assert made == [1]
    assert path.read_text() == whole
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def kept(project: Project) -> list[CheckReport]:
    """Verdicts made in this process, which is quicker, and kept."""
    made = checks.evaluate(project, treaties(project), ["treaties"])
    (report,) = made
    key = check_cache._key(project, treaties(project), "treaties")
    check_cache._write(project, key, report)
    return made


def test_a_verdict_is_kept_for_its_data_declaration_and_checks(small: Project) -> None:
    keys = [check_cache._key(small, treaties(small), "treaties")]
    source, module = small.data / "treaties" / "source.yml", small.data_checks / "treaties.py"
    for path in (source, module, small.definitions / "economies.csv"):
        before = path.read_text()
        path.write_text(before + ("# another line\n" if path.suffix != ".csv" else ""))
        if path.suffix == ".csv":
            path.write_text(before.replace("Aruba", "Aruba "))
        keys.append(check_cache._key(small, treaties(small), "treaties"))
        path.write_text(before)
    rewrite(small, lambda text: text.replace("ALB,ICRMW,state_party,2007.0", "ALB,ICRMW,state_party,2008.0"))
    keys.append(check_cache._key(small, treaties(small), "treaties"))
    assert len(set(keys)) == 5


def test_a_verdict_depends_on_the_sources_compared_with(
    project: Project, real: Callable[[str, str], Dataset]
) -> None:
    stock = {"migrant_stock": real("migrant_stock", "rev2020"), "treaties": real("treaties", "untc2022")}
    keys = {
        check_cache._key(project, stock | {"population": population}, source)
        for population in (real("population", "wpp2022"), real("population", "wpp2024"))
        for source in ("migrant_stock", "treaties")
    }
    assert len(keys) == 3


# Great Expectations: one module, one process, no telemetry, no files


def imports_great_expectations(path: Path) -> bool:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if any(name.split(".")[0] == "great_expectations" for name in names):
            return True
    return False


def test_only_one_module_imports_great_expectations() -> None:
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "data_checks").glob("*.py")]
    assert [path.name for path in files if imports_great_expectations(path)] == ["check_running.py"]


def test_every_source_has_its_checks(project: Project) -> None:
    without = set(list_sources(project)) - {path.stem for path in project.data_checks.glob("*.py")}
    assert not without, f"data_checks/{sorted(without)[0]}.py does not exist"


def test_every_module_of_checks_has_its_source(project: Project) -> None:
    assert {path.stem for path in project.data_checks.glob("*.py")} == set(list_sources(project))


WATCHED = """
import socket, sys
from pathlib import Path

def refuse(*a, **k):
    raise SystemExit(f"a connection was tried: {a}")

socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from corridor import checks
from corridor.project import Project
from corridor.sources import load
project = Project(Path(sys.argv[1]))
datasets = {"treaties": load(project, "treaties", "untc2022")}
before = "great_expectations" in sys.modules
if sys.argv[2] == "check":
    checks.check(project, datasets)
else:
    checks.evaluate(project, datasets, ["treaties"])
print(before, "great_expectations" in sys.modules)
"""


def run_watched(project: Project, how: str, home: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(project.root), how],
        env=os.environ | {"HOME": str(home)},
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_a_process_that_checks_never_imports_great_expectations(small: Project, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    assert run_watched(small, "check", home) == "False False\n"
    assert list(home.iterdir()) == []
    assert len(list((small.cache / "checks").iterdir())) == 1


def test_great_expectations_calls_nobody_and_leaves_nothing(small: Project, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    assert run_watched(small, "evaluate", home) == "False True\n"
    assert list(home.iterdir()) == []


# The record


@pytest.mark.usefixtures("at_once")
def test_the_record_is_sorted_plain_and_the_same_each_time(project: Project, tmp_path: Path) -> None:
    datasets = load_all(project, {"treaties": "untc2022", "gdp": "wdi2026"})
    reports = checks.examine(project, datasets, economies=["JPN", "TWN"])
    write_checks_json(reports, tmp_path / "one.json")
    write_checks_json(list(reversed(reports)), tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    records = json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))
    order = [(record["source"], record["vintage"], record["check"]) for record in records]
    assert order == sorted(order)
    absent = next(record for record in records if record["check"] == "iso3-present")
    assert absent["source"] == "gdp"
    assert absent["sha256"] == datasets["gdp"].vintage.sha256
    assert absent["rows"] == ["iso3=TWN"]
    assert {type(record["success"]) for record in records} == {bool}


def test_failed_gives_the_results_of_one_severity() -> None:
    one = CheckResult("s", "v", "c", "A fact.", "warning", False, "a", "b")
    report = CheckReport("s", "v", "0", (one, replace(one, success=True), replace(one, severity="info")))
    assert report.failed("warning") == (one,)
    assert report.failed("critical") == ()


def test_a_check_knows_what_it_lacks() -> None:
    one = Check("x", "A fact.", "info", (between("a", 0),), needs={"gdp": ("wdi2025",), "population": ()})
    assert one.lacks({"gdp": "wdi2025", "population": "wpp2022"}) == ()
    assert one.lacks({"gdp": "wdi2026"}) == ("gdp", "population")


def test_verdicts_made_ahead_come_from_one_process_and_are_not_made_again(
    small: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    start = check_cache._started
    monkeypatch.setattr(check_cache, "_started", lambda *asked: started.append(asked) or start(*asked))
    group = ({"treaties": "untc2022", "gdp": "not laid in"}, {"treaties", "gdp"})
    with check_cache.made_ahead(small, [group, group]):
        [report] = check_cache.reports(small, treaties(small))
    assert report.results
    with check_cache.made_ahead(small, [group]):
        assert check_cache.reports(small, treaties(small)) == [report]
    assert len(started) == 1


def test_a_fault_is_told_to_who_asks_for_the_verdict_and_work_that_fails_leaves_no_process(
    small: Project,
) -> None:
    declare(small, "CHECKS = 1\n")
    group = ({"treaties": "untc2022"}, {"treaties"})
    with pytest.raises(ConfigurationError, match="treaties"), check_cache.made_ahead(small, [group]):
        check_cache.reports(small, treaties(small))
    assert not check_cache._under_way


def test_the_verdicts_planned_for_a_build_are_those_that_it_asks_for(project: Project) -> None:
    edition = read_edition(project, "2026-1")
    planned = {(s, vintages[s]) for vintages, wanted in check_plan.groups(project, edition) for s in wanted}
    at_hand = AtHand(project, edition)
    assert planned >= {(source, v) for source in at_hand.sources for v in at_hand.vintages(source)}
    assert planned >= set(read_edition(project, edition.previous).vintages.items())


def test_tables_of_indicators_rest_on_verdicts_that_are_planned(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = read_edition(project, "2026-1")
    planned = {
        check_cache._key(project, check_cache._declared(project, vintages), source)
        for vintages, wanted in check_plan.groups(project, edition)
        for source in wanted
    }
    asked: dict[str, str] = {}

    def noted(project: Project, datasets: dict[str, Dataset]) -> list[CheckReport]:
        asked.update({check_cache._key(project, datasets, source): source for source in datasets})
        return [CheckReport(s, one.vintage.id, one.vintage.sha256, ()) for s, one in datasets.items()]

    monkeypatch.setattr(check_cache, "reports", noted)
    for name in ("2026-1", edition.previous):
        tables = load_tables(project, read_edition(project, name))
        assert set(tables.sources) == set(sources_used(read_edition(project, name)))
    assert {source for key, source in asked.items() if key not in planned} == set()
