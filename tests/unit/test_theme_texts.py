"""Texts in the files of the theme: found, and exchanged where they stand."""

import re
from pathlib import Path

import pytest
from test_language import entry, translation

from corridor import theme_texts
from corridor.language import spoken

FRAME = """<html lang="$lang$">
<title>$pagetitle$$if(title-prefix)$ – $title-prefix$$endif$</title>
<nav aria-label="Main" class="bar">
<p class="edition-line">$if(corridor.series)$$corridor.series$ · $endif$Edition $corridor.edition$</p>
<a href="$root$index.html" aria-label="$pagetitle$">The newest edition</a>
"""
SCRIPT = """  var TEXT = {
    one: "Copied",
    two: "Say \\"{name}\\""
  };
  var other = "Not for readers";
"""
FILTER = """local TEXT = {
  newest = "The newest edition",
}
local TEXTUAL = { Para = true, BulletList = "x y" }
"""


@pytest.mark.parametrize(
    ("name", "source", "texts"),
    [
        ("page.html", FRAME, ["Main", "Edition {edition}", "The newest edition"]),
        ("charts.js", SCRIPT, ["Copied", 'Say "{name}"']),
        ("corridor.lua", FILTER, ["The newest edition"]),
        ("typst.typ", '#let TEXT = (\n  page: "Page {page}",\n)\n#let a = "no text"\n', ["Page {page}"]),
    ],
)
def test_texts_are_found_and_nothing_else(tmp_path, name, source, texts):
    (tmp_path / name).write_text(source, encoding="utf-8")
    assert theme_texts.texts_in(tmp_path / name) == texts


def laid(tmp_path: Path, **files: str) -> Path:
    theme = tmp_path / "theme"
    theme.mkdir()
    for name, text in files.items():
        (theme / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return theme


def test_english_stays_as_it_is(tmp_path):
    theme = laid(tmp_path, page_html=FRAME, charts_js=SCRIPT)
    theme_texts.translate(theme)
    assert (theme / "page.html").read_text(encoding="utf-8") == FRAME
    assert theme_texts.translated_script(SCRIPT) == SCRIPT


def test_a_frame_keeps_its_variables_and_a_sign_in_a_translation_is_no_variable(tmp_path, project):
    theme = laid(tmp_path, page_html=FRAME)
    body = entry("Edition {edition}", "{edition} : n° $5$ <é>") + entry("Main", "« Menu »")
    with spoken(translation(tmp_path, project, body), "fr"):
        theme_texts.translate(theme)
    text = (theme / "page.html").read_text(encoding="utf-8")
    assert "$endif$$corridor.edition$ : n° $$5$$ &lt;é&gt;</p>" in text
    assert 'aria-label="« Menu »" class="bar"' in text
    assert "$pagetitle$$if(title-prefix)$ – $title-prefix$$endif$" in text


def test_a_script_gets_its_texts_as_strings(project, tmp_path):
    body = '\nmsgid "Say \\"{name}\\""\nmsgstr "Dire \\"{name}\\" \\\\ fin"\n'
    with spoken(translation(tmp_path, project, body), "fr"):
        script = theme_texts.translated_script(SCRIPT)
    assert 'two: "Dire \\"{name}\\" \\\\ fin"' in script
    assert 'one: "Copied"' in script
    assert "Not for readers" in script


# Selectors, keys of the keyboard, and what canvas and SVG take.
NO_TEXT = re.compile(
    r"[.#\[(:=<]|^(?:Escape|Home|End|Arrow\w+|Content-\w+|Corridor Sans|Source Sans Pro|use strict)$"
)


def test_scripts_show_no_text_that_is_not_among_their_texts(project):
    """A text that a script wrote by itself would stay English."""
    for path in sorted((project.templates / "theme").glob("*.js")):
        own = path.read_text(encoding="utf-8")
        rest = theme_texts._BLOCK.sub("", re.sub(r"//.*$", "", own, flags=re.MULTILINE))
        written = re.findall(r'"((?:[^"\\\n]|\\.)*)"', rest)
        texts = [one for one in written if re.search(r"^[A-Z][a-z]{2,}(?: |$)|[a-z] [a-z]+ [a-z]", one)]
        assert [text for text in texts if not NO_TEXT.search(text)] == [], path.name
