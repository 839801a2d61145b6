"""What a command imports before it does anything: the heavy libraries wait until they are needed."""

import json
import subprocess
import sys

import pytest

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
TELL = """
import json, sys
from corridor import cli
sys.argv = ["corridor", *sys.argv[1:]]
try:
    cli.main()
except SystemExit as leave:
    print(json.dumps([leave.code, sorted({name.partition(".")[0] for name in sys.modules})]), file=sys.stderr)
"""


def imported(project, *arguments):
    """Exit code of a command, and the packages that it imported."""
    done = subprocess.run(
        [sys.executable, "-c", TELL, *arguments], cwd=project.root, capture_output=True, text=True, check=True
    )
    code, packages = json.loads(done.stderr.splitlines()[-1])
    return code, set(packages)


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
    code, packages = imported(project, *arguments)
    assert code == 0
    assert packages & HEAVY == set()


def test_indicators_are_listed_with_what_declares_them_and_no_more(project):
    code, packages = imported(project, "list", "indicators")
    assert code == 0
    assert packages & HEAVY <= {"numpy", "pandas"}


def test_what_forks_kernels_is_light(project):
    loads = "import sys, corridor.kernels.fleet; print(sorted({n.partition('.')[0] for n in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.replace("'", "").strip("[]\n").split(", "))
