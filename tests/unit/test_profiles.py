"""Profiles under the embedded engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from corridor.errors import ConfigurationError
from corridor.rendering.profiles import chosen, laid_over
from corridor.rendering.staged import load


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "_quarto.yml").write_text(
        "corridor:\n  series: S\n  edition: E\ntoc: true\n", encoding="utf-8"
    )
    (tmp_path / "_quarto-draft.yml").write_text("corridor:\n  draft: true\ntoc: false\n", encoding="utf-8")
    (tmp_path / "index.qmd").write_text("---\ntitle: A\n---\n", encoding="utf-8")
    return tmp_path


def test_maps_are_merged_lists_joined_and_values_replaced() -> None:
    config = {"a": {"b": 1, "c": [1, 2]}, "d": 1}
    assert laid_over(config, {"a": {"c": [2, 3], "e": 4}, "d": {"f": 1}}) == {
        "a": {"b": 1, "c": [1, 2, 3], "e": 4},
        "d": {"f": 1},
    }
    assert config == {"a": {"b": 1, "c": [1, 2]}, "d": 1}


def test_a_profile_is_laid_over_when_it_is_named(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUARTO_PROFILE", raising=False)
    assert load(project).config["toc"] is True
    monkeypatch.setenv("QUARTO_PROFILE", "draft")
    config = load(project).config
    assert config["corridor"] == {"series": "S", "edition": "E", "draft": True}
    assert config["toc"] is False


def test_a_profile_that_the_project_lacks_changes_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUARTO_PROFILE", "production, ../draft draft")
    assert [path.name for path in chosen(project)] == ["_quarto-draft.yml"]


def test_an_unknown_key_of_a_profile_is_refused_with_its_line(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "_quarto-draft.yml").write_text("toc: true\nwatermerk: x\n", encoding="utf-8")
    monkeypatch.setenv("QUARTO_PROFILE", "draft")
    with pytest.raises(ConfigurationError) as caught:
        load(project)
    assert caught.value.where == "_quarto-draft.yml, line 2"
