"""The parts of forked kernels, each by itself: streams, limits, ends of processes, pictures drawn elsewhere."""

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from corridor import errors
from corridor.errors import NotebookError, UsageError
from corridor.kernels import processes
from corridor.kernels.meter import Meter
from corridor.kernels.streams import Stream

linux = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


def in_child(code):
    """Run code in a fresh interpreter with one thread; returns what it printed at last."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# Output


def test_a_meter_acts_once_when_the_limit_is_passed():
    acted = []
    meter = Meter(10, lambda: acted.append(meter.total))
    for size in (4, 6, 1, 5):
        meter.add(size)
    assert (acted, meter.passed) == ([11], True)


def test_text_is_sent_at_once_with_the_request_it_belongs_to():
    sent = []
    stream = Stream("stdout", lambda text, parent: sent.append((text, parent)))
    stream.write("before")
    stream.set_parent({"msg_id": "1"})
    print("a", 1, file=stream)
    stream.flush()
    assert sent == [("before", {}), ("a", {"msg_id": "1"}), (" ", {"msg_id": "1"}), ("1", {"msg_id": "1"}),
                    ("\n", {"msg_id": "1"})]  # fmt: skip
    with pytest.raises(TypeError, match="must be str"):
        stream.write(b"bytes")
    with pytest.raises(OSError, match="fileno"):
        stream.fileno()


@linux
def test_what_goes_to_a_file_descriptor_is_picked_up_in_pieces_and_whole_letters():
    told = in_child(
        """
        import os, sys
        from corridor.kernels.streams import Stream
        real, sent = os.dup(1), []
        stream = Stream("stdout", lambda text, parent: sent.append(text))
        stream.spill(1, 1000)
        os.write(1, "é".encode()[:1])
        stream.flush()
        os.write(1, "é".encode()[1:])
        os.system("echo command")
        stream.flush()
        stream.flush()
        os.write(stream.fileno(), b"as before|")
        os.write(real, repr(sent).encode())
        """
    )
    assert told == "as before|['écommand\\n']"


@linux
def test_a_file_descriptor_takes_no_more_than_it_may():
    told = in_child(
        """
        import os, subprocess
        from corridor.kernels.streams import Stream
        real, sent = os.dup(1), []
        stream = Stream("stdout", lambda text, parent: sent.append(len(text)))
        stream.spill(1, 50_000)
        subprocess.run(["sh", "-c", "yes 2>/dev/null"])
        stream.flush()
        os.write(real, repr(sent).encode())
        """
    )
    assert 50_000 < int(told.strip("[]")) < 60_000


# Ends


def test_the_end_of_a_process_is_told_in_words():
    assert processes.ending(3 << 8) == "exit status 3"
    assert processes.ending(signal.SIGSEGV) == "signal 11 (SIGSEGV)"


@linux
def test_a_process_whose_parent_is_gone_already_ends_at_once():
    code = "from corridor.kernels.processes import *; import signal; end_with_parent(signal.SIGTERM, 1)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGTERM


@linux
def test_a_group_is_ended_with_all_that_it_started():
    leader = subprocess.Popen(
        ["/bin/sh", "-c", "sleep 600 & echo started; wait"], stdout=subprocess.PIPE, process_group=0
    )
    assert leader.stdout.readline() == b"started\n"
    processes.end_group(leader.pid)
    assert leader.wait(10) == -signal.SIGKILL
    assert leader.stdout.read() == b""  # closed by all who held it
    leader.stdout.close()
    processes.end_group(leader.pid)  # nobody is left: no fault


def test_an_error_is_the_same_after_its_way_through_another_process():
    for error in (NotebookError("a", where="b", found="c"), UsageError("d", expected="e", todo="f")):
        again = errors.from_fields(type(error).__name__, vars(error))
        assert (type(again), str(again), again.exit_code) == (type(error), str(error), error.exit_code)


# Pictures

DRAWING = """
import os, signal, socket, sys
from corridor.charts import drawing
from corridor.kernels.drawing import Drawers
spec = {"data": {"values": [{"a": 1.5}, {"a": None}]}, "mark": "point",
        "encoding": {"x": {"field": "a", "type": "quantitative", "title": "é"}}}
control, other = socket.socketpair()
drawers = Drawers(2, control)
"""


@linux
def test_a_picture_drawn_elsewhere_is_the_same_to_the_byte():
    told = in_child(
        DRAWING
        + """
drawn = [drawers._drawn(spec) for _ in range(3)]
for pid in drawers.pids: os.kill(pid, signal.SIGKILL)
print(drawn == [drawing.picture_of(spec)] * 3)
"""
    )
    assert told == "True\n"


@linux
def test_a_process_that_is_handed_the_line_has_its_pictures_drawn_at_its_end():
    told = in_child(
        DRAWING
        + """
pid = os.fork()
if pid == 0:
    Drawers.at(socket.socket(fileno=os.dup(drawers.line.fileno()))).use()
    picture = drawing._elsewhere[-1](spec)
    os._exit(0 if picture and picture.startswith("<svg") and not Drawers.at(drawers.line).pids else 1)
ended = os.waitpid(pid, 0)[1]
drawers.end()
print(ended, [os.path.exists(f"/proc/{pid}") for pid in drawers.pids])
"""
    )
    assert told == "0 [False, False]\n"


@linux
def test_those_who_draw_beside_a_build_are_sent_away_at_its_end():
    told = in_child(
        DRAWING
        + """
from corridor.kernels.drawing import drawn_beside
from corridor.kernels.processes import threads
with drawn_beside(4) as beside:
    picture, one = drawing._elsewhere[-1](spec), threads()
print(len(beside.pids), [os.path.exists(f"/proc/{pid}") for pid in beside.pids], drawing._elsewhere, one)
print(picture == drawing.picture_of(spec))
with drawn_beside(4) as beside:
    print(beside)
"""
    )
    assert told == "2 [False, False] [] 1\nTrue\nNone\n"


@linux
@pytest.mark.parametrize("why", ["dead", "refused", "no plain data"])
def test_what_cannot_be_drawn_elsewhere_is_left_to_who_asked(why):
    told = in_child(
        DRAWING
        + {
            "dead": "for pid in drawers.pids: os.kill(pid, signal.SIGKILL); os.waitpid(pid, 0)",
            "refused": "spec['mark'] = 'nothing'",
            "no plain data": "spec['data']['values'][0]['a'] = object()",
        }[why]
        + """
print(drawers._drawn(spec))
"""
    )
    assert told == "None\n"


@linux
def test_those_who_draw_end_with_the_process_that_asks():
    code = (
        DRAWING
        + "drawers._drawn(spec); print(*drawers.pids, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL
    pids = done.stdout.split()
    assert pids
    deadline = time.monotonic() + 15
    while (running := [pid for pid in pids if runs(pid)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert running == []


def runs(pid):
    """Whether a process is still at work; one that only waits for its end to be taken note of is not."""
    try:
        return (Path("/proc") / pid / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
