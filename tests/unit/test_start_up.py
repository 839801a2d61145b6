"""What a command imports before it does anything: the heavy libraries wait until they are needed."""

import subprocess
import sys

import pytest

from imports import imported

HEAVY = {
    "IPython",
    "altair",
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


def test_indicators_are_listed_with_what_declares_them_and_no_more(project):
    code, packages, _ = imported(project.root, "list", "indicators")
    assert code == 0
    assert packages & HEAVY <= {"numpy", "pandas"}


def test_what_forks_kernels_is_light(project):
    loads = "import sys, corridor.kernels.fleet; print(sorted({n.partition('.')[0] for n in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.replace("'", "").strip("[]\n").split(", "))
