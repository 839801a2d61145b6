"""An edition built by the workers of a Dask cluster, on loopback: the same to the byte, also when one is killed."""

import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from small_edition import EDITION, placed

from corridor import cluster, pipeline
from corridor.cluster import Cluster
from corridor.errors import UsageError

PATIENCE = 60


@contextmanager
def started(folder, *words):
    """A program of Dask's, ended afterwards."""
    with (folder / f"{words[0]}-{len(list(folder.iterdir()))}.log").open("wb") as log:
        command = [sys.executable, "-m", f"distributed.cli.dask_{words[0]}", *words[1:]]
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def cluster_of(folder, count):
    """A scheduler on loopback and its workers: its address, and their processes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    here = ("--host", "127.0.0.1", "--no-dashboard")
    with started(folder, "scheduler", *here, "--port", str(port), "--no-show"):
        _wait_for(port)
        alone = ("worker", address, *here, "--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
        workers = [started(folder, *alone) for _ in range(count)]
        processes = [worker.__enter__() for worker in workers]
        try:
            yield address, processes
        finally:
            for worker in workers:
                worker.__exit__(None, None, None)


def _wait_for(port):
    for _ in range(PATIENCE * 10):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("The scheduler does not answer.")


def children_of(process):
    """Folders in /proc of the processes that one has started."""
    folders = [path for path in Path("/proc").iterdir() if path.name.isdigit()]
    return {path for path in folders if _parent(path) == process.pid}


def _parent(folder):
    with suppress(OSError):
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    return None


@pytest.fixture
def alone(small_built):
    """The edition, built on this machine."""
    return small_built.files()


def test_a_killed_worker_costs_time_and_no_byte(project, alone, tmp_path):
    place = placed(project, tmp_path.resolve() / "project")
    (tmp_path / "dask").mkdir()
    with cluster_of(tmp_path / "dask", 2) as (address, workers):
        killed = []

        def kill_one(stage, done, total):
            """Kill a worker when the first page is under way, and with it what it was doing."""
            if stage == "Notebooks" and done == 1 and not killed:
                killed.append(children_of(workers[0]))
                workers[0].send_signal(signal.SIGKILL)

        pipeline.build(
            *(place.project, EDITION), engine="pandoc", out=place.out, progress=kill_one, scheduler=address
        )
        assert killed
        assert workers[0].wait(PATIENCE) == -signal.SIGKILL
        assert workers[1].poll() is None
        deadline = time.monotonic() + PATIENCE
        while any(map(Path.exists, killed[0])) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not any(map(Path.exists, killed[0]))
    found = place.files()
    assert {name for name in {**alone, **found} if alone.get(name) != found.get(name)} == set()


def test_what_is_carried_names_no_folder_of_this_machine(project, tmp_path):
    place = placed(project, tmp_path.resolve() / "project")
    shared = cluster._without_project({"project": place.project, "more": [place.project]})
    assert str(place.project.root).encode() not in shared


def test_where_no_scheduler_answers_it_is_said(project, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(UsageError) as caught:
            Cluster(address, project)
    assert caught.value.where == f"--scheduler {address}"
    assert "start the scheduler" in caught.value.todo


def test_a_worker_with_other_code_is_refused(project, tmp_path, monkeypatch):
    carried = cluster.packed({"project": b"", "shared": b""}, {"made": ["other", "code"]})
    told = cluster.pickle.dumps((len, 0, "task"))
    place, result, fault = cluster._remote(carried, told)
    assert (place, result) == (0, None)
    assert isinstance(fault, cluster.ForeignWorkerError)
    assert "same version" in fault.todo
