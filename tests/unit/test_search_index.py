"""The index of the search: the same from the same pages, with names of economies in other languages."""

import json
from pathlib import Path

import pytest
from babel import Locale, localedata

from corridor import search_index
from corridor.errors import RenderingError
from corridor.keeping import nothing_kept
from corridor.search_index import Named, names_of, write_index

JAPAN = Named("briefs/jpn/index.html", "Japan", ("JPN", "JP"))
PAGE = """<!DOCTYPE html><html lang="en"><title>{title}</title><body><header class="site-header">menu</header>
<h1>{title}</h1><p class="subtitle">A sample</p><main id="content"><p>{text}</p></main></body></html>"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    for name, text in (
        ("briefs/jpn", "Ageing and labour"),
        ("briefs/kor", "Students"),
        ("data", "Downloads"),
    ):
        (folder / name).mkdir(parents=True)
        page = PAGE.format(title=name, text=text)
        (folder / name / "index.html").write_text(page, encoding="utf-8")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_cldr_names_an_economy_in_the_scripts_of_its_languages():
    names = names_of(["JP", "RU"])
    assert {"日本", "Япония", "Japon", "اليابان"} <= set(names["JP"])
    assert {"Россия", "俄罗斯", "俄羅斯"} <= set(names["RU"])
    assert len(names["JP"]) == len(set(names["JP"]))


def test_a_code_that_cldr_does_not_know_has_no_names():
    assert names_of(["Q0"]) == {"Q0": ()}


def test_the_same_pages_give_the_same_index(site: Path, tmp_path: Path):
    made = []
    for run in ("one", "two"):
        with nothing_kept(tmp_path / run):
            write_index(site, [JAPAN])
        made.append(files(site / "pagefind"))
    assert made[0] == made[1]
    entry = json.loads(made[0]["pagefind-entry.json"])
    # Three pages, and the names of Japan.
    assert entry["languages"]["en"]["page_count"] == 4
    assert "pagefind.js" in made[0]
    assert not [name for name in made[0] if "ui" in name]


def test_an_index_that_was_made_is_kept(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with nothing_kept(tmp_path / "kept"):
        write_index(site, [JAPAN])
        first = files(site / "pagefind")
        monkeypatch.setattr(search_index, "_run_pagefind", None)
        write_index(site, [JAPAN])
        assert files(site / "pagefind") == first
        (site / "data/index.html").write_text(PAGE.format(title="data", text="Changed"), encoding="utf-8")
        with pytest.raises(TypeError):
            write_index(site, [JAPAN])


def test_an_index_that_is_cut_off_is_refused_and_not_kept(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """On a full disk Pagefind writes half a file and ends as if all were well."""
    run = search_index._run_pagefind

    def cut(shown: Path, made: Path) -> None:
        run(shown, made)
        index = next(made.glob("index/*"))
        index.write_bytes(index.read_bytes()[:-9])

    with nothing_kept(tmp_path / "kept"):
        monkeypatch.setattr(search_index, "_run_pagefind", cut)
        with pytest.raises(RenderingError, match="not whole") as refused:
            write_index(site, [JAPAN])
        assert refused.value.found.endswith("is cut off")
        monkeypatch.setattr(search_index, "_run_pagefind", run)
        write_index(site, [JAPAN])
        whole = files(site / "pagefind")
    search_index.require_whole(whole)
    for name, content in whole.items():
        for damaged in (content[: len(content) // 2], b""):
            with pytest.raises(RenderingError, match="not whole"):
                search_index.require_whole(whole | {name: damaged})
        with pytest.raises(RenderingError, match="not whole"):
            search_index.require_whole({other: held for other, held in whole.items() if other != name})


def test_collecting_names_leaves_languages_whole(monkeypatch):
    monkeypatch.setattr(localedata, "_cache", {})
    assert "Japon" in names_of(["JP"])["JP"]
    assert Locale.parse("fr").decimal_formats[None] is not None
