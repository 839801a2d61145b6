"""Fonts for print, for the site and inside charts."""

from __future__ import annotations

import base64
import io
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from corridor.keeping import nothing_kept
from corridor.rendering import fonts

THEME = Path(__file__).resolve().parents[3] / "templates" / "theme"

CHART = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="20"><rect width="9" height="9" fill="#ffffff"/>'
    '<text font-family="Source Sans Pro" font-size="12px" fill="#1b2733">Σ &amp; −4.2 →</text>'
    '<text font-family="Source Sans Pro" font-weight="600" fill="#5a6772">Japan</text></svg>'
)


def embedded(svg: str) -> dict[str, TTFont]:
    faces = re.findall(r"font-weight:(\d+);font-style:(\w+);src:url\(data:font/woff2;base64,([^)]+)\)", svg)
    return {f"{weight} {style}": TTFont(io.BytesIO(base64.b64decode(data))) for weight, style, data in faces}


def test_web_fonts_are_small_and_have_what_the_text_needs(tmp_path: Path) -> None:
    written = fonts.web_fonts(tmp_path / "fonts")
    assert [path.name for path in written] == sorted(path.name for path in (tmp_path / "fonts").iterdir())
    parts = {part: tmp_path / "fonts" / fonts.web_name(400, "normal", part) for part in fonts.web_parts()}
    # What every page loads is the basic part.
    assert parts[""].stat().st_size < 11_000
    assert all(character in _characters(parts[""]) for character in "Az09→−–—…’“%€≥·\u00a0\u202f")
    assert all(character in _characters(parts["latin"]) for character in "Éüçñ²")
    assert all(character in _characters(parts["more"]) for character in "ūŵΣ₂")
    assert "SIL Open Font License" in (tmp_path / "fonts/LICENSE.txt").read_text(encoding="utf-8")


def _characters(face: Path) -> set[str]:
    return {chr(point) for point in TTFont(face).getBestCmap()}


def test_the_style_sheet_names_the_parts_of_each_face_and_takes_a_letter_from_one() -> None:
    """Of faces whose ranges hold a letter, browsers take the one that is declared last."""
    rules = re.findall(
        r'url\("fonts/([\w.-]+)"\).*?unicode-range: ([^;]+);',
        (THEME / "corridor.css").read_text(encoding="utf-8"),
    )
    wanted = {fonts.web_name(*face, part) for face in fonts.WEB_FACES for part in fonts.web_parts()}
    assert {name for name, _ in rules} == wanted
    assert len(rules) == len(wanted)
    for face in fonts.WEB_FACES:
        own = {fonts.web_name(*face, part): points for part, points in fonts.web_parts().items()}
        declared = [(name, _points(ranges)) for name, ranges in rules if name in own]
        for letter in map(ord, "aūΣ₂éÜ–…−→§"):
            taken = [name for name, points in declared if letter in points][-1]
            assert letter in own[taken], (chr(letter), taken)


def _points(ranges: str) -> set[int]:
    ends = [[int(end, 16) for end in one.strip().removeprefix("U+").split("-")] for one in ranges.split(",")]
    return {point for one in ends for point in range(one[0], one[-1] + 1)}


def test_web_fonts_bear_a_name_of_their_own(tmp_path: Path) -> None:
    fonts.web_fonts(tmp_path)
    names = TTFont(tmp_path / "corridor-sans-400.woff2")["name"]
    assert names.getDebugName(1) == "Corridor Sans"
    assert "Adobe" in names.getDebugName(0)


def test_a_web_font_is_the_same_each_time() -> None:
    once, again = (
        fonts._subset(fonts._source("SourceSansPro-It.otf"), fonts.web_parts()[""], fonts.FEATURES)
        for _ in range(2)
    )
    assert once == again


def test_the_cache_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORRIDOR_CACHE", str(tmp_path))
    assert fonts.font_paths()[0].parent == tmp_path / "fonts"


def test_print_takes_one_file_for_each_face() -> None:
    (folder,) = fonts.font_paths()
    assert sorted(path.name for path in folder.iterdir()) == sorted(fonts.FACES.values())


def test_a_chart_gets_the_glyphs_it_uses_and_no_more() -> None:
    faces = embedded(fonts.embed_svg_fonts(CHART))
    assert sorted(faces) == ["400 normal", "600 normal"]
    assert {chr(point) for point in faces["400 normal"].getBestCmap()} == set("Σ & −4.2 →")
    assert {chr(point) for point in faces["600 normal"].getBestCmap()} == set("Japan")


def test_a_chart_gets_the_colours_of_the_dark_theme() -> None:
    svg = fonts.embed_svg_fonts(CHART, {"#ffffff": "#101010"})
    assert (
        '@media (prefers-color-scheme:dark){[fill="#ffffff" i]{fill:#101010}[stroke="#ffffff" i]{stroke:#101010}}'
        in svg
    )
    assert "prefers-color-scheme" not in fonts.embed_svg_fonts(CHART, {})


def test_embedding_twice_changes_nothing_and_repeats_alike() -> None:
    once = fonts.embed_svg_fonts(CHART)
    assert fonts.embed_svg_fonts(once) == once
    fonts._font_face.cache_clear()
    assert fonts.embed_svg_fonts(CHART) == once


def test_a_character_that_the_font_lacks_is_left_to_the_reader() -> None:
    faces = embedded(fonts.embed_svg_fonts(CHART.replace("Japan", "日本")))
    assert "400 normal" in faces


def test_charts_may_be_embedded_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORRIDOR_CACHE", str(tmp_path))
    fonts._font_face.cache_clear()
    with ThreadPoolExecutor(max_workers=4) as pool:
        made = list(pool.map(fonts.embed_svg_fonts, [CHART.replace("Japan", f"Japan{n}") for n in range(4)]))
    assert all("@font-face" in svg for svg in made)
    assert sorted(path.name.split("-")[0] for path in (tmp_path / "fonts").iterdir()) == ["glyphs"]


def test_glyphs_are_cut_once_and_again_when_what_is_kept_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = fonts.embed_svg_fonts(CHART)
    cut: list[Path] = []
    subset = fonts._subset

    def counted(source: Path, *options: Any) -> bytes:
        cut.append(source)
        return subset(source, *options)

    def again() -> int:
        cut.clear()
        fonts._font_face.cache_clear()
        assert fonts.embed_svg_fonts(CHART) == once
        return len(cut)

    monkeypatch.setenv("CORRIDOR_CACHE", str(tmp_path))
    monkeypatch.setattr(fonts, "_subset", counted)
    assert again() > 0
    assert again() == 0
    for path in tmp_path.glob("fonts/glyphs-*/*"):
        path.write_bytes(path.read_bytes()[:-1])
    assert 0 < again() < len(fonts.FACES)
    assert again() == 0


def test_rare_characters_are_found_in_the_whole_font() -> None:
    faces = embedded(fonts.embed_svg_fonts(CHART.replace("Japan", "Ω")))
    assert {chr(point) for point in faces["600 normal"].getBestCmap()} == {"Ω"}


@pytest.mark.parametrize("damage", ["flipped", "cut off", "gone", "one more", "no seal"])
def test_fonts_that_are_not_as_they_were_kept_are_made_again(tmp_path, monkeypatch, damage):
    monkeypatch.setattr(fonts, "_sound", set())
    with nothing_kept(tmp_path):
        (folder,) = fonts.font_paths()
        whole = {path.name: path.read_bytes() for path in folder.iterdir()}
        path = sorted(folder.iterdir())[0]
        if damage == "flipped":
            path.write_bytes(b"x" + whole[path.name][1:])
        elif damage == "cut off":
            path.write_bytes(whole[path.name][:-9])
        elif damage == "gone":
            path.unlink()
        elif damage == "one more":
            (folder / "another.otf").write_bytes(b"x")
        else:
            folder.with_name(f"{folder.name}.json").unlink()
        fonts._sound.clear()
        assert fonts.font_paths() == [folder]
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == whole
        assert sorted(path.name for path in tmp_path.joinpath("fonts").iterdir()) == [
            folder.name,
            f"{folder.name}.json",
        ]


def test_where_the_cache_cannot_be_written_to_fonts_are_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "_sound", set())
    (tmp_path / "file").write_text("")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    with nothing_kept(tmp_path / "file"):
        (folder,) = fonts.font_paths()
        assert sorted(path.name for path in folder.iterdir()) == sorted(fonts.FACES.values())
