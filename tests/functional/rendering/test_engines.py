"""Which engine is taken."""

from __future__ import annotations

import re

import pytest

from corridor.errors import UsageError
from corridor.rendering import choose


def test_the_embedded_engine_names_its_tools() -> None:
    engine = choose("pandoc")
    assert engine.name == "pandoc"
    assert re.fullmatch(r"Pandoc \d+\.\d+\S*, Typst \d+\.\d+\.\d+", engine.version)


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(UsageError, match="there is no engine quatro") as caught:
        choose("quatro")
    assert "auto, quarto, pandoc" in str(caught.value)
    assert "did you mean quarto?" in str(caught.value)
