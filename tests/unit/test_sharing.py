"""What a page shows where it is shared: a sentence of its lead, its first chart on a card."""

import struct

import chart_samples
import pytest
import yaml

from corridor import sharing
from corridor.reports.content import ChartBlock, phrase

PAGE = """---
title: "Japan"
subtitle: "Migration and labour mobility"
format:
  html: default
---

::: {.lead}
Japan is home to [3.41&nbsp;million](#value-a){.figure data-figure="JPN/a/2024"} migrants, 2\\_3.
By 2050 it has fewer.
:::

::: {.exhibit}
::: {.finding}
A table comes first
:::

| a |
|---|
| 1 |
:::

::: {.exhibit}
::: {.finding}
Down [27.2&nbsp;%](#derived-b){.figure data-figure="x"} by 2050
:::

::: {.measure}
Persons
:::

![Ageing](charts/ageing.svg){#fig-ageing fig-alt="Lines"}
:::
"""


@pytest.fixture(scope="module")
def charts():
    return {"ageing": ChartBlock(chart_samples.BUILDERS["contested"](), phrase("Lines"))}


def front(text: str) -> dict[str, object]:
    return yaml.safe_load(text.split("---\n")[1])


def test_figures_that_lead_to_another_page_leave_no_link_in_the_sentence():
    told = sharing.description(PAGE.replace("](#value-a)", "](figures.html#value-a)"))
    assert told == sharing.description(PAGE)


def test_sentences_part_before_any_capital():
    assert sharing.in_sentences("Un. Était là. 2 de plus. de") == ["Un.", "Était là. 2 de plus. de"]


def test_a_page_is_described_by_its_lead():
    told = sharing.description(PAGE)
    assert told == "Japan is home to 3.41\u00a0million migrants, 2_3. By 2050 it has fewer."


def test_a_long_lead_is_cut_between_sentences():
    lead = " ".join(f"Sentence number {at} says something of its own." for at in range(20))
    told = sharing.description(f"::: {{.lead}}\n{lead}\n:::\n")
    assert told.endswith(".")
    assert 150 < len(told) <= 220
    assert lead.startswith(told)


def test_a_page_without_a_lead_is_described_by_its_subtitle():
    assert sharing.description(PAGE.replace(".lead", ".small")) == "Migration and labour mobility"


def test_the_first_chart_gives_the_picture_not_a_table_before_it(charts):
    assert sharing.lead_chart(PAGE, charts) == ("Down 27.2\u00a0% by 2050", "ageing")
    assert sharing.lead_chart(PAGE, {}) is None


def test_the_picture_is_a_png_of_the_asked_size_and_the_same_each_time(charts, tmp_path, monkeypatch):
    made = []
    for run in ("one", "two"):
        monkeypatch.setenv("CORRIDOR_CACHE", str(tmp_path / run))
        drawn = sharing.draw(PAGE, charts, "Corridor · Edition 2026-1")
        assert drawn is not None
        made.append(drawn[0])
        assert drawn[1].finding == "Down 27.2\u00a0% by 2050"
    assert made[0] == made[1]
    assert made[0][:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", made[0][16:24]) == (1200, 630)


def test_sentence_and_picture_go_into_the_front_matter_as_markdown():
    found = front(sharing.with_head(PAGE, sharing.Card("share.png", "A * finding")))
    assert found["image"] == "share.png"
    assert found["image-alt"] == r"A \* finding"
    assert "2\\_3" in str(found["description"])
    assert found["title"] == "Japan"


def test_what_an_author_wrote_stays():
    page = PAGE.replace("---\n\n", 'description: "Own words"\n---\n\n', 1)
    text = sharing.with_head(page, None)
    assert front(text)["description"] == "Own words"
    assert text == page
