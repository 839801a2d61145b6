"""Pictures of charts are drawn once; what is kept of them is as it was drawn, or not taken."""

import pytest

from corridor.charts import drawing

SPEC = {
    "data": {"values": [{"a": 1}, {"a": 2}]},
    "mark": "bar",
    "encoding": {"x": {"field": "a", "type": "quantitative"}},
}


@pytest.fixture
def drawn(monkeypatch, tmp_path):
    """Specifications that were drawn, with nothing kept before."""
    monkeypatch.setenv("CORRIDOR_CACHE", str(tmp_path))
    monkeypatch.setattr(drawing, "_elsewhere", [])
    found, picture_of = [], drawing.picture_of
    monkeypatch.setattr(drawing, "picture_of", lambda spec: found.append(spec) or picture_of(spec))
    return found


def test_the_same_is_drawn_once_and_another_by_itself(drawn):
    first = drawing._kept(SPEC)
    assert first.startswith("<svg")
    assert drawing._kept(SPEC) == first
    assert drawn == [SPEC]
    other = SPEC | {"mark": "line"}
    assert drawing._kept(other) != first
    assert drawn == [SPEC, other]


def test_a_damaged_picture_is_drawn_again(drawn, tmp_path):
    first = drawing._kept(SPEC)
    (path,) = (tmp_path / "charts").iterdir()
    path.write_bytes(path.read_bytes().replace(b"<svg", b"<gvs"))
    assert drawing._kept(SPEC) == first
    assert len(drawn) == 2


def test_another_version_of_the_engine_draws_anew(drawn, monkeypatch):
    drawing._kept(SPEC)
    monkeypatch.setattr(drawing, "version", lambda name: "0")
    drawing._kept(SPEC)
    assert len(drawn) == 2
