"""Bad input under the real Quarto: each fault with page, line and Quarto's own words."""

from __future__ import annotations

from pathlib import Path

import pytest
from staged_samples import PUBLISHED, lay_frame

from corridor.errors import ConfigurationError, RenderingError
from corridor.rendering.engines import Engine

FRONT = "---\ntitle: A page\nformat: html\n---\n\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two pages, so that Quarto names the one it is at."""
    folder = tmp_path / "project"
    folder.mkdir()
    lay_frame(folder, [{"text": "Home", "href": "index.qmd"}])
    (folder / "index.qmd").write_text("---\ntitle: Home\nformat: html\n---\n\nText.\n", encoding="utf-8")
    return folder


def refused(quarto: Engine, project: Path, page: str, formats: str = "html") -> str:
    (project / "page.qmd").write_text(page, encoding="utf-8")
    out = project.parent / "site"
    with pytest.raises(RenderingError) as caught:
        quarto.render(project, out, formats=frozenset(formats.split()), published=PUBLISHED)
    assert caught.value.exit_code == 13
    assert not out.exists()
    return str(caught.value)


def test_all_warnings_of_a_page_are_faults_with_their_lines(quarto: Engine, project: Path) -> None:
    told = refused(
        quarto,
        project,
        f"{FRONT}As @fig-none shows.\n\nText [@nobody-2020].\n\n[to](gone/index.qmd)\n\n{{{{< foo bar >}}}}\n\n"
        "::: {.key-figures}\nA\n:::\n\n## A {#sec-a}\n\n## B {#sec-a}\n",
    )
    for words, line in (
        ("Unable to resolve crossref @fig-none", 6),
        ("citation nobody-2020 not found", 8),
        ("Unable to resolve link target: gone/index.qmd", 10),
        ("Shortcode 'foo' not found", 12),
        ("a .key-figures row holds something else than .key-figure divs", 14),
        ("Duplicate identifier 'sec-a'", 18),
    ):
        assert words in told
        assert f"page.qmd, line {line}" in told.partition(words)[2].split("\n")[1]


@pytest.mark.parametrize(
    ("front", "words", "where"),
    [
        ("title: A\nformat: [html\n", "unexpected end of the stream", "page.qmd, line 3"),
        ("title: A\nformat: html\nnumber-sections: maybe\n", "number-sections", "page.qmd, line 4"),
    ],
)
def test_front_matter_that_quarto_cannot_read(
    quarto: Engine, project: Path, front: str, words: str, where: str
) -> None:
    told = refused(quarto, project, f"---\n{front}---\n\nText.\n")
    assert words in told
    assert where in told


def test_a_key_of_the_project_that_quarto_does_not_know(quarto: Engine, project: Path) -> None:
    text = (project / "_quarto.yml").read_text(encoding="utf-8")
    (project / "_quarto.yml").write_text(
        text.replace("website:\n", "website:\n  titel: x\n"), encoding="utf-8"
    )
    told = refused(quarto, project, f"{FRONT}Text.\n")
    assert "property name titel is invalid" in told
    assert "where: _quarto.yml, line " in told


def test_a_project_file_that_is_no_yaml(quarto: Engine, project: Path) -> None:
    with (project / "_quarto.yml").open("a", encoding="utf-8") as file:
        file.write("foo: [\n")
    with pytest.raises(ConfigurationError, match="is not valid YAML"):
        quarto.render(project, project.parent / "site", formats=frozenset({"html"}), published=PUBLISHED)


def test_what_typst_refuses_is_told_with_the_line_of_the_page(quarto: Engine, project: Path) -> None:
    told = refused(
        quarto,
        project,
        "---\ntitle: A\nformat: typst\n---\n\n## A\n\n```{=typst}\n#nonsense()\n```\n",
        "pdf",
    )
    assert "Quarto: error: unknown variable: nonsense" in told
    assert "page.qmd, line 9" in told


def test_a_file_that_is_not_there_is_named(quarto: Engine, project: Path) -> None:
    assert "the picture gone.svg does not exist" in refused(
        quarto, project, f'{FRONT}![](gone.svg){{fig-alt="A chart"}}\n'
    )
