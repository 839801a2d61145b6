"""What engines write of themselves is in the language of the project, in pages and in print."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pypdf import PdfReader
from staged_samples import PUBLISHED, lay_frame

from corridor.errors import ConfigurationError
from corridor.frame_texts import DATE_FORMAT, OF_ENGINES
from corridor.rendering.engines import Engine, choose

FRENCH = {
    "crossref-fig-title": "Graphique",
    "crossref-fig-prefix": "Graphique",
    "crossref-tbl-title": "Tableau",
    "crossref-tbl-prefix": "Tableau",
    "crossref-sec-prefix": "Partie",
    "callout-note-title": "Remarque",
    "section-title-footnotes": "Renvois",
}
PAGE = """---
title: Japon
date: 2026-08-01
lang: fr
format:
  html: default
  typst:
    output-file: brief.pdf
---

## Un {#sec-one}

Voir @sec-one, @fig-a et @tbl-b.[^1]

[^1]: Une note.

![Un dessin](a.svg){#fig-a fig-alt="Un rectangle noir"}

| a | b |
|---|---|
| c | d |

: Des lettres {#tbl-b}

::: {.callout-note}
Attention.
:::
"""
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10"/></svg>'
)


def french(folder: Path, **keys: object) -> Path:
    """A project with one page, whose configuration speaks French."""
    project = folder / "project"
    project.mkdir()
    lay_frame(project, [{"text": "Japon", "href": "index.qmd"}])
    path = project / "_quarto.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content |= {"lang": "fr", "date-format": DATE_FORMAT, "language": FRENCH} | keys
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    (project / "index.qmd").write_text(PAGE, encoding="utf-8")
    (project / "a.svg").write_text(PICTURE, encoding="utf-8")
    return project


def test_pages_and_print_speak_the_language_of_the_project(engine: Engine, tmp_path: Path) -> None:
    out = tmp_path / "site"
    engine.render(french(tmp_path), out, formats=frozenset({"html", "pdf"}), published=PUBLISHED)
    page = (out / "index.html").read_text(encoding="utf-8").replace("\u00a0", " ").replace("&nbsp;", " ")
    printed = " ".join(PdfReader(out / "brief.pdf").pages[0].extract_text().split())
    for text in (page, printed):
        for word in ("Partie 1", "Graphique 1", "Tableau 1", "1 août 2026"):
            assert word in text
        assert not any(f"{OF_ENGINES[key]} 1" in text for key in FRENCH)
    assert "Remarque" in page
    assert "Renvois" in page


@pytest.mark.parametrize(
    ("keys", "where"),
    [({"lang": "en"}, "date-format"), ({"language": {"callout-not-title": "x"}}, "callout-not-title")],
)
def test_a_key_or_form_that_cannot_be_kept_is_refused(
    tmp_path: Path, keys: dict[str, object], where: str
) -> None:
    project = french(tmp_path, **keys)
    with pytest.raises(ConfigurationError) as refusal:
        choose("pandoc").render(project, tmp_path / "site", formats=frozenset({"html"}), published=PUBLISHED)
    assert where in f"{refusal.value.where} {refusal.value.found}"
