"""An edition is put in its place whole, or the place stays as it was."""

import ctypes
import errno
from pathlib import Path

import pytest

from corridor import publication
from corridor.editions import read_edition
from corridor.errors import ConfigurationError
from corridor.publishing import exchange


def tree(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def edition(project):
    return read_edition(project, "2026-1")


@pytest.fixture
def place(tmp_path, edition):
    """Publish some files as an edition."""
    out = tmp_path / "_site"

    def publish(files: dict[str, str], *, whole: bool = True) -> Path:
        with publication.workshop(out) as work:
            site = work / "site"
            for name, text in files.items():
                path = site / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)

            def manifest(folder: Path) -> None:
                (folder / "manifest.json").write_text(",".join(tree(folder)))

            def around(folder: Path) -> None:
                (folder / "index.html").write_text(files.get("a.html", ""))

            return publication.place(edition, site, out, whole=whole, manifest=manifest, around=around)

    return publish


def test_a_whole_edition_replaces_the_one_that_is_there(place):
    place({"a.html": "1", "b.html": "1"})
    folder = place({"a.html": "2"})
    assert tree(folder) == {"a.html": "2", "manifest.json": "a.html"}


def test_a_part_is_laid_over_what_is_there(place):
    place({"a.html": "1", "b.html": "1"})
    folder = place({"b.html": "2"}, whole=False)
    assert tree(folder) == {"a.html": "1", "b.html": "2", "manifest.json": "a.html,b.html,manifest.json"}


@pytest.mark.parametrize("one_call", [True, False])
def test_a_fault_leaves_the_edition_and_nothing_beside_it(place, tmp_path, monkeypatch, one_call):
    folder = place({"a.html": "1"})
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == "site":
            raise OSError(errno.ENOSPC, "no room")
        return rename(self, target)

    def refusing(one: bytes, other: bytes) -> int:
        ctypes.set_errno(errno.ENOSPC)
        return -1

    monkeypatch.setattr(Path, "rename", failing)
    monkeypatch.setattr(exchange, "_system_call", lambda: refusing if one_call else None)
    with pytest.raises(ConfigurationError, match="it is as it was"):
        place({"a.html": "2"})
    assert tree(folder) == {"a.html": "1", "manifest.json": "a.html"}
    assert [p.name for p in tmp_path.iterdir()] == ["_site"]


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with (
        pytest.raises(ConfigurationError, match="cannot be written") as refused,
        publication.workshop(blocked / "_site"),
    ):
        pass
    assert "--out" in refused.value.todo
