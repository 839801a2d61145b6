"""Forked kernels: fresh each time, within their limits, gone with their parent; one that fails stops no other."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from kernel_samples import small_notebook, small_project, texts

from corridor.errors import NotebookError, UsageError
from corridor.kernels.fleet import Fleet, Limits, NotToBeHadError, Task
from corridor.notebooks import Run, run, run_many

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A project with nothing but notebooks, which tests add."""
    return small_project(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def fleet(small):
    """A warm process for all tests here: none of them may leave a trace in it."""
    with Fleet(small, 2) as started:
        yield started


@pytest.fixture
def forked(small, fleet, tmp_path):
    """Run a notebook of given cells in forked kernels, once for each economy; returns what each printed."""

    def forked(*sources, economies=("JPN",), **limits):
        name = f"n{len(list(small.notebooks.iterdir()))}"
        small_notebook(small, name, *(textwrap.dedent(source) for source in sources))
        runs = [Run(name, {"economy": code}, code) for code in economies]
        sets = list(run_many(small, runs, tmp_path, fleet=fleet, **limits))
        assert {one.subject for one in sets} == set(economies)
        return [texts(tmp_path / f"{name}-{code}.ipynb") for code in economies]

    return forked


def left(folder: Path) -> list[str]:
    """Command lines of processes that still work in a folder."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal() and (entry / "cwd").resolve().is_relative_to(folder):
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def gone(folder: Path) -> list[str]:
    """Processes that still work in a folder after a moment's patience; none, if all is well."""
    deadline = time.monotonic() + 15
    while (found := left(folder)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


# Fresh each time


def test_what_a_notebook_leaves_behind_does_not_reach_the_next(forked):
    plant = """
        import builtins, os, sys
        import pandas as pd
        seen = [
            hasattr(builtins, "planted"), "PLANTED" in os.environ, os.path.basename(os.getcwd()),
            hasattr(pd, "planted"), "/planted" in sys.path, pd.get_option("display.max_rows"),
            "leftover" in globals(),
        ]
        print(seen)
        leftover = builtins.planted = pd.planted = True
        os.environ["PLANTED"] = "1"
        sys.path.append("/planted")
        pd.set_option("display.max_rows", 7)
        os.chdir("/")
    """
    found = forked(plant, economies=("JPN", "KOR", "CHN", "MNG"))
    assert found[0][0].startswith("[False, False, 'small")
    assert found[0][0].endswith("False, False, 60, False]\n")
    assert found == [found[0]] * 4


def test_kernels_draw_different_random_numbers(forked):
    draw = "import random, uuid\nimport numpy as np\nprint(random.random(), np.random.rand(), uuid.uuid4())"
    numbers = [printed[0].split() for printed in forked(draw, economies=("JPN", "KOR", "CHN"))]
    assert all(len(set(column)) == 3 for column in zip(*numbers, strict=True))


def test_a_kernel_has_no_port_no_great_expectations_and_the_modules_at_hand(forked):
    look = """
        import sys, threading
        import psutil
        print(psutil.Process().net_connections("inet"), psutil.Process().parent().net_connections("inet"))
        print("great_expectations" in sys.modules, {"pandas", "altair", "papermill"} <= sys.modules.keys())
    """
    assert forked(look) == [["[] []\nFalse True\n"]]


# The same as a kernel started anew

FACES = [
    "print('a', end='')\nimport sys\nprint('wrong', file=sys.stderr)\nprint('b\\rc')\n5",
    # ipykernel's own thread, which reads what is written there, needs a moment to do so.
    "import os, time\nos.write(1, 'é!\\n'.encode())\nos.system('echo a command; echo aside >&2')\ntime.sleep(0.5)",
    "!echo shown by a shell",
    "from IPython.display import HTML, display, clear_output, update_display\ndisplay(HTML('<b>1</b>'))\nNone",
    "shown = display('before', display_id='kept')\nprint('between')\nupdate_display('after', display_id='kept')",
    "print('gone')\nclear_output(wait=True)\nprint('stays')",
    "import asyncio\nawait asyncio.sleep(0)\nprint('awaited')",
    "import threading\none = threading.Thread(target=print, args=('from a thread',))\none.start()\none.join()",
    "%%capture kept\nprint('captured')",
    "kept.stdout, _, __, In[1], get_ipython().execution_count, sys.stdout.isatty(), sys.stdout.encoding",
    "try:\n    input('?')\nexcept Exception as error:\n    print(type(error).__name__, error)",
    "import pandas as pd\nwide = pd.DataFrame({f'column {n}': [n] * 3 for n in range(30)})\nprint(wide)\nwide",
    "%who_ls",
    "try:\n    asyncio.run(asyncio.sleep(0))\nexcept RuntimeError as error:\n    print(error)",
    "class Odd:\n    def _repr_mimebundle_(self, **_):\n        return {'application/x+json': [1]}\nOdd()",
    "import warnings\nwarnings.warn('no')\nprint(os.environ['MPLBACKEND'], os.environ['PYTHONHASHSEED'], __name__)",
    "print(output, os.getcwd(), sys.path[0])\nlen(sys.stdin.read()) if sys.stdin else None",
]


def test_a_forked_kernel_shows_what_one_started_anew_shows(small, forked, tmp_path, monkeypatch):
    # In tests, ipykernel leaves file descriptors alone.
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    forked(*FACES)
    (executed,) = tmp_path.glob("*.ipynb")
    notebook = small.notebooks / f"{executed.stem.partition('-')[0]}.ipynb"
    run(small, notebook, {"economy": "JPN"}, out=tmp_path / "cold.ipynb")
    warm, cold = (json.loads(path.read_text())["cells"] for path in (executed, tmp_path / "cold.ipynb"))
    for one, other in zip(warm, cold, strict=True):
        assert one == other
    assert executed.read_bytes() == (tmp_path / "cold.ipynb").read_bytes()


# What goes wrong with one does not keep the others


def refused(forked, source, **limits):
    """The refusal of a notebook that fails for Japan only; the others must be done."""
    done = []
    with pytest.raises(NotebookError) as fault:
        done.extend(
            forked(f"if economy == 'JPN':\n{textwrap.indent(source, '    ')}", economies=("JPN",), **limits)
        )
    assert fault.value.exit_code == 12
    return fault.value


@pytest.mark.parametrize(
    ("source", "limits", "message", "found"),
    [
        ("raise ValueError('no')", {}, "A cell failed", "ValueError: no"),
        ("import os; os._exit(3)", {}, "The kernel died", "exit status 3"),
        (
            "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
            {},
            "The kernel died",
            "signal 9 (SIGKILL)",
        ),
        ("import time; time.sleep(60)", {"time_limit": 1}, "The time is up", "more than 1 seconds"),
        ("while True: pass", {"time_limit": 1}, "The time is up", "more than 1 seconds"),
        (
            "while True: print('x' * 1000)",
            {"output_limit": 100_000},
            "There is too much output",
            "more than 98 KiB",
        ),
        (
            "import subprocess; subprocess.run(['yes'], check=False)",
            {"output_limit": 100_000},
            "There is too much output",
            "more than 98 KiB",
        ),
    ],
)
def test_a_kernel_that_fails_is_told_with_economy_and_cell(forked, source, limits, message, found):
    fault = refused(forked, source, **limits)
    assert fault.message.startswith(f"{message} in notebooks/n")
    assert "economy JPN, edition 2026-1, cell 2 (cell-1)" in fault.where
    assert fault.found == found


def test_a_kernel_that_leaves_runs_no_further_cell(forked):
    fault = refused(forked, "exit()")
    assert (fault.found, fault.where.rpartition(", ")[2]) == ("Kernel died", "cell 3 (write)")


def test_the_others_go_on_and_all_faults_are_told(small, fleet, tmp_path):
    small_notebook(small, "some", "import os\nif economy < 'KOR':\n    os._exit(4)")
    runs = [Run("some", {"economy": code}, code) for code in ("CHN", "JPN", "KOR", "MNG")]
    ends = run_many(small, runs, tmp_path, fleet=fleet)
    done = [next(ends).subject, next(ends).subject]
    with pytest.raises(NotebookError, match="2 notebooks could not be completed; the others were") as fault:
        next(ends)
    assert sorted(done) == ["KOR", "MNG"]
    assert all(
        f"economy {code}, edition 2026-1, cell 2 (cell-1)" in fault.value.message for code in ("CHN", "JPN")
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["some-KOR.ipynb", "some-MNG.ipynb"]


def test_a_wrong_parameter_is_refused_before_anything_is_run(small, tmp_path):
    small_notebook(small, "never", "raise SystemError")
    runs = [Run("never", {"economy": "JPN"}, "JPN"), Run("never", {"econmy": "KOR"}, "KOR")]
    with pytest.raises(UsageError, match="has no parameter econmy"):
        list(run_many(small, runs, tmp_path))


def test_what_a_cell_left_running_is_ended(forked, small):
    forked("import subprocess\nstarted = subprocess.Popen(['sleep', '600'])")
    assert [line for line in left(small.root) if line.startswith("sleep")] == []


# Where forking is not to be had


def test_cold_kernels_serve_where_nothing_can_be_forked(small, tmp_path, monkeypatch):
    monkeypatch.setattr("corridor.kernels.fleet.why_not_forking", lambda: "another system")
    with pytest.raises(NotToBeHadError, match="another system"):
        Fleet(small, 2)
    small_notebook(small, "plain", "import sys\nprint('corridor.kernels.warm' in sys.modules)")
    runs = [Run("plain", {"economy": code}, code) for code in ("JPN", "KOR")]
    assert {one.subject for one in run_many(small, runs, tmp_path, jobs=2)} == {"JPN", "KOR"}
    assert texts(tmp_path / "plain-JPN.ipynb") == ["False\n"]


def test_a_cold_kernel_that_floods_is_stopped(small, tmp_path):
    small_notebook(small, "flood", "while True: print('x' * 1000)")
    with pytest.raises(NotebookError, match="There is too much output") as fault:
        run(small, small.notebooks / "flood.ipynb", {}, out=tmp_path / "o.ipynb", output_limit=100_000)
    assert fault.value.where.endswith("cell 2 (cell-1)")


def test_a_process_with_threads_forks_nothing(small, tmp_path, monkeypatch):
    # A library that starts threads as it is imported, as some do.
    (tmp_path / "sitecustomize.py").write_text(
        "import sys, threading, time\n"
        "if 'corridor.kernels.warm' in ' '.join(sys.orig_argv):\n"
        "    threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Fleet(small, 1) as started, pytest.raises(NotToBeHadError, match="started 1 threads of its own"):
        next(started.run([Task("", {}, str(tmp_path / "run"))], Limits(1, 1)))


# Nothing is left behind

PARENT = """
import signal, sys
from pathlib import Path
from corridor.notebooks import Run, run_many
from corridor.project import Project
signal.signal(signal.SIGINT, signal.default_int_handler)
project = Project(Path(sys.argv[1]))
runs = [Run("endless", {"economy": code}, code) for code in ("JPN", "KOR", "CHN")]
list(run_many(project, runs, project.root / "out", jobs=2))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_build_that_is_interrupted_leaves_no_process(tmp_path, number, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    (tmp_path / "project").mkdir()
    project = small_project(tmp_path / "project")
    begun = "open(f'begun-{economy}', 'w').close()"
    endless = "import subprocess, time\nsubprocess.Popen(['sleep', '600'])\n" + begun + "\ntime.sleep(600)"
    small_notebook(project, "endless", endless)
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(project.root)], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while len(list(project.root.glob("begun-*"))) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(left(project.root)) >= 5  # the warm process, one that draws, two kernels, two commands
        parent.send_signal(number)
        assert parent.wait(30) != 0
        assert gone(project.root) == []
        assert [path.name for path in (tmp_path / "tmp").iterdir() if path.name.startswith("corridor")] == []
    finally:
        parent.kill()
        parent.wait()


def test_children_die_with_the_warm_process(small, tmp_path):
    small_notebook(small, "waits", "open('waits', 'w').close()\nimport time\ntime.sleep(600)")
    with Fleet(small, 1) as started:
        ends = run_many(small, [Run("waits", {}, "JPN")], tmp_path, fleet=started)
        watch = subprocess.Popen(
            [sys.executable, "-c", "import os,sys,time\nwhile not os.path.exists(sys.argv[1]): time.sleep(.05)\n"
             "os.kill(int(sys.argv[2]), 9)", str(small.root / "waits"), str(started._process.pid)]
        )  # fmt: skip
        with pytest.raises(NotebookError, match="ended from outside"):
            next(ends)
        watch.wait()
        pid = started._process.pid
        deadline = time.monotonic() + 15
        while _of_session(pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert _of_session(pid) == []


def _of_session(session: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if (
                    os.getsid(int(entry.name)) == session
                    and "Z" not in (entry / "stat").read_text().split()[2]
                ):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def test_runs_that_are_given_up_close_the_fleet(small, tmp_path):
    small_notebook(small, "given_up", "import time\nif economy == 'KOR':\n    time.sleep(600)")
    with Fleet(small, 2) as started:
        runs = [Run("given_up", {"economy": code}, code) for code in ("JPN", "KOR")]
        ends = run_many(small, runs, tmp_path, fleet=started)
        assert next(ends).subject == "JPN"
        ends.close()
        assert started._process.poll() is not None
        assert not started.folder.exists()
