"""Why a part of a build was made again is told in words."""

import pytest

from corridor import reasons


def told(folder, *parts):
    lines = []
    with reasons.listening(folder, "2026-1", lines.append):
        for part, depends, taken in parts:
            reasons.note(part, depends, taken=taken)
    return lines


def test_what_is_new_what_is_taken_and_what_changed(tmp_path):
    first = {"the code": "1", "data/a.csv": "1"}
    assert told(tmp_path, ("page a", first, False)) == ["page a: made for the first time"]
    assert told(tmp_path, ("page a", first, True)) == ["page a: as before"]
    changed = first | {"data/a.csv": "2"}
    assert told(tmp_path, ("page a", changed, False)) == ["page a: made again, because of data/a.csv"]
    assert told(tmp_path, ("page a", changed, False)) == [
        "page a: made again, because what was kept is gone or damaged"
    ]


def test_what_came_and_went_is_named_and_a_long_list_cut(tmp_path):
    told(tmp_path, ("page a", {"old": "1", "same": "1"}, False))
    new = {"same": "1", **{f"new {n}": "1" for n in range(5)}}
    assert told(tmp_path, ("page a", new, False)) == [
        "page a: made again, because of new 0, new 1, new 2, new 3 and 2 more"
    ]


def test_parts_that_were_not_looked_at_are_remembered_nonetheless(tmp_path):
    told(tmp_path, ("page a", {"x": "1"}, False), ("page b", {"x": "1"}, False))
    told(tmp_path, ("page a", {"x": "1"}, True))
    assert told(tmp_path, ("page b", {"x": "2"}, False)) == ["page b: made again, because of x"]


def test_a_build_that_failed_is_not_remembered(tmp_path):
    def fail(line):
        raise RuntimeError(line)

    with pytest.raises(RuntimeError), reasons.listening(tmp_path, "2026-1", fail):
        reasons.note("page a", {}, taken=False)
    assert told(tmp_path, ("page a", {}, False)) == ["page a: made for the first time"]


def test_nobody_need_listen():
    reasons.note("page a", {}, taken=True)
