"""Notebooks run with validated parameters, say where they fail, and leave the same bytes each time."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest

from corridor.editions import read_edition
from corridor.errors import ConfigurationError, NotebookError, UsageError
from corridor.indicators import IndicatorSet, compute_economy
from corridor.kernels import cold
from corridor.notebook_files import defaults_of, normalise, text_of
from corridor.notebooks import Run, run, run_many
from corridor.project import Project

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PARAMETERS = 'economy = "JPN"\nedition = "2026-1"\nnumber = 1\noutput = ""'


@pytest.fixture(scope="module")
def project():
    return Project(ROOT)


@pytest.fixture
def own(tmp_path):
    """Make a small project of its own with one notebook of given cells, the first tagged `parameters`."""
    (tmp_path / "_quarto.yml").touch()
    (tmp_path / "definitions").mkdir()
    (tmp_path / "notebooks").mkdir()

    def make(*sources, parameters=PARAMETERS):
        cells = [
            {
                "cell_type": "code",
                "id": f"cell-{n}",
                "metadata": {"tags": ["parameters"]} if n == 0 and parameters else {},
                "execution_count": None,
                "outputs": [],
                "source": source,
            }
            for n, source in enumerate([parameters, *sources])
        ]
        kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
        content = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
        path = tmp_path / "notebooks" / "small.ipynb"
        path.write_text(json.dumps(content))
        return Project(tmp_path), path

    return make


WRITE = """
from pathlib import Path
from corridor.indicators import IndicatorSet, IndicatorValue
stock = dict(economy=economy, indicator="immigrant_stock", counterpart="", year=2024, value=5.0, unit="persons")
value = IndicatorValue(**stock, status="estimated", notebook="small", cell="{cell}")
IndicatorSet.from_values([value], edition=edition, subject=economy, base_year=2024).write(Path(output))
"""


# The notebooks of the repository


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_kept_without_outputs_and_with_stable_ids(path, project):
    content = json.loads(path.read_text(encoding="utf-8"))
    code = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    ids = [cell["id"] for cell in content["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(name.replace("-", "").isalpha() for name in ids)
    assert content["metadata"]["kernelspec"]["name"] == "python3"
    assert content["metadata"]["language_info"] == {"name": "python"}
    assert content["cells"][0]["source"][0].startswith("# ")
    # How it goes on after a failed check is a parameter like any other; whom it is for tells the two apart.
    assert defaults_of(project, path).keys() - {"keep_going"} in (
        {"economy", "edition", "output"},
        {"region", "edition", "output"},
    )


def test_there_is_a_notebook_for_economies_and_one_for_regions():
    assert [path.stem for path in NOTEBOOKS] == ["country_indicators", "regional_indicators"]


@pytest.fixture(scope="module")
def japan_twice(project, tmp_path_factory):
    """Japan's notebook run twice, with its indicators."""
    folder = tmp_path_factory.mktemp("japan")
    notebook = project.notebooks / "country_indicators.ipynb"
    return [
        (
            run(project, notebook, {"economy": "JPN", "edition": "2026-1"}, out=folder / f"{n}.ipynb"),
            folder / f"{n}.ipynb",
        )
        for n in (1, 2)
    ]


def test_two_runs_leave_the_same_bytes(japan_twice):
    (_, first), (_, second) = japan_twice
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes().endswith(b"}\n")


def test_an_executed_notebook_holds_no_times_paths_or_versions(japan_twice):
    text = japan_twice[0][1].read_text(encoding="utf-8")
    content = json.loads(text)
    for word in (
        str(ROOT),
        tempfile.gettempdir(),
        "papermill",
        "start_time",
        "duration",
        sys.version.split()[0],
    ):
        assert word not in text
    injected = [cell for cell in content["cells"] if cell["id"] == "injected-parameters"]
    assert len(injected) == 1
    assert 'output = "indicators.json"' in "".join(injected[0]["source"])


def test_an_executed_notebook_shows_tables_and_charts_and_no_warnings(japan_twice):
    content = json.loads(japan_twice[0][1].read_text(encoding="utf-8"))
    outputs = [output for cell in content["cells"] for output in cell.get("outputs", [])]
    kinds = [kind for output in outputs for kind in output.get("data", {})]
    assert kinds.count("image/svg+xml") >= 2
    assert kinds.count("text/html") >= 2
    assert [output for output in outputs if output.get("name") == "stderr"] == []


def test_the_indicators_of_a_notebook_equal_a_direct_computation(project, japan_twice):
    edition = read_edition(project, "2026-1")
    direct = compute_economy(project, edition, "JPN")
    assert japan_twice[0][0] == direct
    assert {(v.notebook, v.cell) for v in japan_twice[0][0]} == {("country_indicators", "compute")}


def test_the_cell_that_is_named_computes_the_indicators():
    for path in NOTEBOOKS:
        cells = {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text())["cells"]}
        assert f'.computed_in("{path.stem}", "compute")' in cells["compute"].replace("\n", "").replace(
            "    ", ""
        )


def test_plain_papermill_runs_a_notebook_from_the_projects_root(project, tmp_path):
    out, values = tmp_path / "out.ipynb", tmp_path / "values.json"
    command = [Path(sys.executable).parent / "papermill", "notebooks/regional_indicators.ipynb", out]
    done = subprocess.run(
        [*command, "-p", "edition", "2023-1", "-p", "output", values, "--no-progress-bar"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )
    assert done.returncode == 0, done.stderr
    indicators = IndicatorSet.read(values)
    assert (indicators.subject, indicators.edition) == ("north-east-asia", "2023-1")
    assert indicators.get("north-east-asia", "immigrant_stock", 2020).without == ("TWN",)


def test_notebooks_run_side_by_side_and_are_written_under_their_names(project, tmp_path):
    runs = [
        Run("country_indicators", {"economy": code, "edition": "2023-1"}, code) for code in ("TWN", "PRK")
    ]
    sets = {one.subject: one for one in run_many(project, runs, tmp_path, jobs=2)}
    assert set(sets) == {"TWN", "PRK"}
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "country_indicators-PRK.ipynb",
        "country_indicators-TWN.ipynb",
    ]
    assert "There are no figures for Taiwan Province of China" in (
        (tmp_path / "country_indicators-TWN.ipynb").read_text(encoding="utf-8")
    )


# What is refused


def test_an_unknown_parameter_is_refused_with_the_known_ones(project, tmp_path):
    with pytest.raises(
        UsageError, match=r"notebooks/country_indicators\.ipynb has no parameter economi"
    ) as refused:
        run(project, NOTEBOOKS[0], {"economi": "JPN"}, out=tmp_path / "o.ipynb")
    assert refused.value.expected.startswith("economy, edition")
    assert "did you mean economy?" in refused.value.todo


@pytest.mark.parametrize(
    ("value", "found"), [(1, "int 1"), (None, "NoneType None"), (["JPN"], "list ['JPN']")]
)
def test_a_value_of_another_type_is_refused(project, tmp_path, value, found):
    with pytest.raises(UsageError, match="a value of another type than its default") as refused:
        run(project, NOTEBOOKS[0], {"economy": value}, out=tmp_path / "o.ipynb")
    assert (refused.value.expected, refused.value.found) == ("str, such as 'JPN'", found)


def test_a_flag_is_no_number(own, tmp_path):
    project, path = own()
    with pytest.raises(UsageError) as refused:
        run(project, path, {"number": True}, out=tmp_path / "o.ipynb")
    assert refused.value.found == "bool True"


def test_the_output_cannot_be_given(project, tmp_path):
    with pytest.raises(UsageError, match="output is set by Corridor"):
        run(project, NOTEBOOKS[0], {"output": "x.json"}, out=tmp_path / "o.ipynb")


def test_a_failing_cell_is_named_with_the_subject_and_the_last_line(own, tmp_path):
    project, path = own("x = 1", "def deep():\n    raise ValueError('no such\\ntable')\ndeep()")
    with pytest.raises(NotebookError, match=r"A cell failed in notebooks/small\.ipynb") as refused:
        run(project, path, {"economy": "PRK"}, out=tmp_path / "o.ipynb")
    where = "notebooks/small.ipynb, economy PRK, edition 2026-1, number 1, cell 3 (cell-2)"
    assert (refused.value.where, refused.value.found) == (where, "ValueError: no such table")
    assert refused.value.exit_code == 12
    assert not (tmp_path / "o.ipynb").exists()


def test_a_mistake_that_corridor_refuses_in_a_cell_keeps_its_message(project, tmp_path):
    with pytest.raises(NotebookError) as refused:
        run(project, NOTEBOOKS[0], {"economy": "JAP", "edition": "2026-1"}, out=tmp_path / "o.ipynb")
    assert "economy JAP" in refused.value.where
    assert refused.value.where.endswith("cell 5 (load)")
    assert "Unknown economy: JAP." in refused.value.found


def test_a_kernel_that_dies_is_named_with_its_cell(own, tmp_path):
    project, path = own("import os\nos._exit(3)")
    with pytest.raises(NotebookError, match=r"The kernel died in notebooks/small\.ipynb") as refused:
        run(project, path, {}, out=tmp_path / "o.ipynb")
    assert refused.value.where.endswith("cell 2 (cell-1)")


def test_a_notebook_that_takes_too_long_is_stopped(own, tmp_path):
    project, path = own("import time\ntime.sleep(60)")
    with pytest.raises(NotebookError, match=r"The time is up in notebooks/small\.ipynb") as refused:
        run(project, path, {}, out=tmp_path / "o.ipynb", time_limit=1)
    assert refused.value.found == "more than 1 seconds"
    assert refused.value.where.endswith("cell 2 (cell-1)")


def test_a_notebook_that_writes_no_indicators_is_refused(own, tmp_path):
    project, path = own("x = 1")
    with pytest.raises(NotebookError, match="wrote no indicators"):
        run(project, path, {}, out=tmp_path / "o.ipynb")


def test_values_that_name_a_cell_the_notebook_lacks_are_refused(own, tmp_path):
    project, path = own(WRITE.format(cell="elsewhere"))
    with pytest.raises(NotebookError, match="a cell computed its values that it does not have") as refused:
        run(project, path, {}, out=tmp_path / "o.ipynb")
    assert refused.value.found == "small, elsewhere"


def test_a_kernel_starts_fresh_without_the_users_settings_or_kernels(own, tmp_path, monkeypatch):
    foreign = tmp_path / "jupyter" / "kernels" / "python3"
    foreign.mkdir(parents=True)
    (foreign / "kernel.json").write_text(
        json.dumps({"argv": ["/nowhere/python"], "display_name": "x", "language": "x"})
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    shown = """
        import sys, os, warnings
        print(sys.executable, os.environ["PYTHONHASHSEED"], os.getcwd())
        warnings.warn("no")
    """
    project, path = own(textwrap.dedent(shown), WRITE.format(cell="cell-2"))
    values = run(project, path, {"economy": "KOR"}, out=tmp_path / "o.ipynb")
    assert values.subject == "KOR"
    (output,) = json.loads((tmp_path / "o.ipynb").read_text())["cells"][2]["outputs"]
    assert output["text"] == [f"{sys.executable} 0 .\n"]


def test_a_failure_among_many_is_raised(own, tmp_path):
    project, _ = own("raise KeyError(economy)")
    runs = [Run("small", {"economy": code}, code) for code in ("JPN", "KOR")]
    with pytest.raises(NotebookError, match="A cell failed"):
        list(run_many(project, runs, tmp_path / "out", jobs=2))


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("", "one cell tagged parameters"),
        ('economy = "JPN"', "a parameter output, where the indicators go"),
        ('economy = str(1)\noutput = ""', "assignments of plain values"),
        ('economy += "JPN"', "assignments of plain values"),
        ("economy = ", "assignments of plain values"),
    ],
)
def test_a_notebook_without_usable_parameters_is_refused(own, tmp_path, parameters, expected):
    project, path = own("x = 1", parameters=parameters)
    with pytest.raises(ConfigurationError, match=r"notebooks/small\.ipynb cannot be run") as refused:
        run(project, path, {}, out=tmp_path / "o.ipynb")
    assert refused.value.expected.startswith(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "a notebook in format 4"),
        ("[]", "a notebook in format 4"),
        ('{"cells": []}', "a notebook in format 4"),
    ],
)
def test_a_file_that_is_no_notebook_is_refused(own, tmp_path, text, expected):
    project, path = own("x = 1")
    path.write_text(text)
    with pytest.raises(ConfigurationError) as refused:
        run(project, path, {}, out=tmp_path / "o.ipynb")
    assert refused.value.expected.startswith(expected)
    path.unlink()
    with pytest.raises(ConfigurationError) as refused:
        run(project, path, {}, out=tmp_path / "o.ipynb")
    assert refused.value.found == "no file"


# What is kept of an executed notebook


def test_normalising_strips_what_differs_and_keeps_what_is_shown():
    def executed(run_number):
        return {
            "metadata": {
                "kernelspec": {"name": "python3", "display_name": "Python 3", "env": {"A": str(run_number)}},
                "language_info": {"name": "python", "version": f"3.11.{run_number}"},
                "papermill": {"start_time": str(run_number)},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"random{run_number}",
                    "metadata": {"tags": ["injected-parameters"], "papermill": {"duration": run_number}},
                    "execution_count": 1,
                    "source": f'output = "/private/{run_number}/x.json"',
                    "outputs": [
                        {
                            "output_type": "execute_result",
                            "execution_count": 1,
                            "metadata": {"time": run_number},
                            "data": {
                                "text/plain": f"<A at 0x7f00{run_number}abc>",
                                "image/svg+xml": "<svg/>\n",
                            },
                        },
                        {"output_type": "stream", "name": "stdout", "text": f"/private/{run_number}/a\nb\n"},
                    ],
                },
                {"cell_type": "markdown", "id": "why", "metadata": {}, "source": ["# Why\n", "so"]},
            ],
        }

    first, second = (normalise(executed(n), {f"/private/{n}": "."}) for n in (1, 2))
    assert text_of(first) == text_of(second)
    code, prose = first["cells"]
    assert code["id"] == "injected-parameters"
    assert code["outputs"][0]["data"] == {"text/plain": ["<A at 0x…>"], "image/svg+xml": ["<svg/>\n"]}
    assert code["outputs"][1]["text"] == ["./a\n", "b\n"]
    assert prose["source"] == ["# Why\n", "so"]


def test_papermill_is_imported_in_one_module_only():
    users = [
        path.name
        for path in (ROOT / "src").rglob("*.py")
        if any(
            line.lstrip().startswith(("import papermill", "from papermill"))
            for line in path.read_text().splitlines()
        )
    ]
    assert users == ["notebook_execution.py"]


def test_kernels_leave_no_sockets_behind(own, tmp_path, monkeypatch):
    short = Path("/tmp") / f"corridor-test-{os.getpid()}"  # noqa: S108 - sockets need a short path
    short.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(short))
    try:
        project, path = own("raise SystemExit(1)")
        with pytest.raises(NotebookError):
            run(project, path, {}, out=tmp_path / "o.ipynb")
        assert list(short.iterdir()) == []
    finally:
        shutil.rmtree(short)


def test_a_long_temporary_folder_is_no_place_for_sockets(monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", "/" + "x" * 90)
    assert cold._socket_folder() == "/tmp"  # noqa: S108
    monkeypatch.setattr("tempfile.tempdir", "/tmp")  # noqa: S108
    assert cold._socket_folder() is None
