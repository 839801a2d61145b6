"""What a command imports before it does anything: the heavy libraries wait until they are needed."""

import subprocess
import sys

import pytest
import typer

from corridor import cli, doctor
from imports import imported

HEAVY = {
    "IPython",
    "altair",
    "babel",
    "fontTools",
    "great_expectations",
    "ipykernel",
    "jinja2",
    "joblib",
    "jupyter_client",
    "numpy",
    "pandas",
    "papermill",
    "pypandoc",
    "typst",
    "vl_convert",
    "zmq",
}


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["build", "--help"],
        ["preview", "--help"],
        ["list", "economies"],
        ["list", "regions"],
        ["list", "sources"],
        ["list", "editions"],
    ],
    ids=" ".join,
)
def test_a_command_that_reads_no_table_imports_no_heavy_library(project, arguments):
    code, packages, _ = imported(project.root, *arguments)
    assert code == 0
    assert packages & HEAVY == set()


@pytest.mark.parametrize(
    ("raised", "code"),
    [(typer.Exit(3), 3), (KeyboardInterrupt(), 130), (None, 0)],
    ids=["left", "interrupted", "done"],
)
def test_a_command_ends_with_the_exit_code_that_it_left_with(monkeypatch, raised, code):
    def examine():
        if raised:
            raise raised
        return []

    monkeypatch.setattr(doctor, "examine", examine)
    monkeypatch.setattr(sys, "argv", ["corridor", "doctor"])
    with pytest.raises(SystemExit) as leave:
        cli.main()
    assert leave.value.code == code


def test_indicators_are_listed_with_what_declares_them_and_no_more(project):
    code, packages, _ = imported(project.root, "list", "indicators")
    assert code == 0
    assert packages & HEAVY <= {"numpy", "pandas"}


def test_what_forks_kernels_is_light(project):
    loads = "import sys, corridor.kernels.fleet; print(sorted({n.partition('.')[0] for n in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.replace("'", "").strip("[]\n").split(", "))
