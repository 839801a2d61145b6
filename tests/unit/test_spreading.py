"""Tasks done by this process, by forked ones and by new ones give the same, and faults wait for the others."""

import os
import signal
import threading

import pytest

from corridor import spreading
from corridor.errors import CorridorError, RenderingError, UsageError
from corridor.spreading import Here


def squared(shared, task):
    if task < 0:
        raise UsageError(f"{task} is less than nothing.", where="here")
    return shared["add"] + task * task, os.getpid()


def done(jobs, tasks, add=1):
    return dict(Here(jobs).each(squared, {"add": add}, tasks))


@pytest.fixture
def threaded():
    """A thread beside: this process cannot be forked."""
    leave = threading.Event()
    beside = threading.Thread(target=leave.wait)
    beside.start()
    yield
    leave.set()
    beside.join()


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_task_is_done_once(jobs):
    found = done(jobs, [1, 2, 3])
    assert {place: value for place, (value, _) in found.items()} == {0: 2, 1: 5, 2: 10}


def test_one_job_needs_no_other_process():
    assert {pid for _, pid in done(1, [1, 2]).values()} == {os.getpid()}


def test_processes_are_forked_where_that_is_safe(monkeypatch):
    monkeypatch.setattr(spreading, "threads", lambda: 1)
    monkeypatch.setattr(spreading, "_anew", None)
    assert os.getpid() not in {pid for _, pid in done(2, [1, 2, 3]).values()}


def test_beside_a_thread_processes_are_started_anew(threaded, monkeypatch):
    monkeypatch.setattr(spreading, "_forked", None)
    found = done(2, [1, 2, 3, 4])
    assert [found[place][0] for place in range(4)] == [2, 5, 10, 17]
    assert os.getpid() not in {pid for _, pid in found.values()}


def test_for_a_few_tasks_no_process_is_started_anew(threaded):
    assert {pid for _, pid in done(2, [1, 2, 3]).values()} == {os.getpid()}


def test_what_is_shared_is_that_of_each_call():
    assert done(2, [1, 2], add=1)[0][0] == 2
    assert done(2, [1, 2], add=5)[0][0] == 6


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_waits_for_the_others_and_keeps_its_words(jobs):
    found = []
    doing = Here(jobs).each(squared, {"add": 0}, [-1, 2, -3, 4])
    with pytest.raises(CorridorError) as caught:
        found.extend(place for place, _ in doing)
    assert sorted(found) == [1, 3]
    assert str(caught.value).index("-1 is less") < str(caught.value).index("-3 is less")


def test_a_single_fault_is_raised_as_it_is():
    with pytest.raises(UsageError) as caught:
        done(2, [1, -2, 3])
    assert caught.value.where == "here"


def dies(shared, task):
    if task == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return task


def test_a_process_that_is_killed_is_told_and_not_waited_for():
    with pytest.raises(RenderingError, match="ended from outside"):
        list(Here(2).each(dies, None, list(range(8))))


def test_one_that_was_started_anew_and_is_killed_is_told_too(threaded):
    with pytest.raises(RenderingError, match="ended from outside"):
        list(Here(2).each(dies, None, list(range(8))))


def test_no_task_is_no_work():
    assert done(2, []) == {}
