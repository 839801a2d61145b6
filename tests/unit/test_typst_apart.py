"""Typst in a process of its own gives what it gives here, and says what it refuses."""

import datetime
import subprocess
from pathlib import Path

import pytest

from corridor.errors import RenderingError
from corridor.rendering import typst, typst_apart
from corridor.rendering.fonts import font_paths

SOURCE = '#set document(title: "Ä")\n#set text(lang: "en")\n= One\nTwo\n'
WRONG = "#image(\n"


def _set(module, source: str, root: Path) -> bytes:
    return module.compile_pdf(
        source,
        root=root,
        fonts=font_paths(),
        published=datetime.date(2026, 7, 1),
        name="volume.pdf",
        standards=typst.STANDARDS,
    )


def test_the_bytes_are_the_same(tmp_path):
    made = _set(typst_apart, SOURCE, tmp_path)
    assert made.startswith(b"%PDF")
    assert made == _set(typst, SOURCE, tmp_path)


def test_what_is_refused_is_told_as_here(tmp_path):
    with pytest.raises(RenderingError) as here:
        _set(typst, WRONG, tmp_path)
    with pytest.raises(RenderingError) as apart:
        _set(typst_apart, WRONG, tmp_path)
    assert str(apart.value) == str(here.value)


@pytest.mark.parametrize(
    ("code", "kind", "told"),
    [(-9, RenderingError, "ended from outside"), (1, RuntimeError, "out of it")],
)
def test_an_end_without_a_word_is_told(tmp_path, monkeypatch, code, kind, told):
    ended = subprocess.CompletedProcess([], code, b"", b"out of it")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: ended)
    with pytest.raises(kind, match=told):
        _set(typst_apart, SOURCE, tmp_path)
