"""`corridor diff`: sentences first, then every figure; what cannot be compared is refused."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import worked
from corridor import comparing
from corridor.comparing import diff
from corridor.errors import UsageError
from corridor.rendering.pages import escaped, plain
from corridor.terminal import aligned


@pytest.fixture(scope="module")
def found(project):
    worked.sides()  # so that the tables are held
    return diff(project, "2023-1", "2026-1")


@pytest.fixture(scope="module")
def japan(found):
    return replace(found, economies=("JPN",))


def test_it_leads_with_what_matters(found):
    lines = [line for line in found.lines() if line]
    assert lines[0].startswith("From edition 2023-1 to 2026-1: ")
    assert f"{len(found.items):,} figures in both" in lines[0]
    assert lines[1].startswith(
        "The number of international migrants living in North-East Asia is put at 19.2\xa0million"
    )
    assert "due to revision alone" in lines[1]
    russia = next(
        line for line in lines if line.startswith("The number of international migrants living in the Russ")
    )
    assert "4.03\xa0million fewer. The fall is due to revision alone" in russia
    tables = next(n for n, line in enumerate(lines) if line.startswith("  Indicator "))
    assert all(line in lines[:tables] for line in (russia, "Japan", "Mongolia"))


def test_no_mark_of_a_page_is_left_in_the_text(found):
    text = "\n".join(found.lines())
    for mark in ("](", "{.figure", "&nbsp;", "\\", "::: ", "{#", "<<", "**"):
        assert mark not in text


def test_the_table_has_old_new_and_the_parts(found):
    lines = list(found.lines())
    start = lines.index("Russian Federation", lines.index("Russian Federation") + 1)
    row = next(
        line
        for line in lines[start:]
        if line.strip().startswith("International migrants living here (persons)")
    )
    old, new, change, period, method, revision = row.split()[-6:]
    assert (old, new, change) == ("11,636,911", "7,605,774", "−4,031,137")
    assert (period, method, revision) == ("308,163", "0", "−4,339,300")
    shares = next(line for line in lines[start:] if "as a share of population" in line)
    assert shares.endswith("(Rev.\xa02024 −2.97, WPP\xa02024 −0.03)")


def test_what_only_one_edition_has_comes_with_the_reason(found):
    text = "\n".join(found.lines())
    new, old = text.index("Only in edition 2026-1"), text.index("Only in edition 2023-1")
    assert "Taiwan Province of China in International Migrant Stock 2020." in text[new:old]
    assert "The corridor has no row in International Migrant Stock 2024." in text[old:]


def test_the_data_are_those_of_the_file_with_the_reasons(found):
    content = found.as_json()
    assert json.loads(json.dumps(content, allow_nan=False)) == content
    assert (content["old"], content["new"]) == ("2023-1", "2026-1")
    changes = found.changes
    assert [{k: v for k, v in one.items() if k != "reason"} for one in content["figures"]] == [
        item.as_json() for item in changes.items
    ]
    assert len(content["appeared"]) == len(changes.appeared)
    assert all(one["reason"] for one in (*content["appeared"], *content["disappeared"]))


def test_an_economy_is_told_of_alone_and_with_its_corridors(found, japan):
    content = japan.as_json()
    assert 0 < len(content["figures"]) < len(found.items)
    for one in (*content["figures"], *content["appeared"], *content["disappeared"]):
        assert "JPN" in (one["economy"], one["counterpart"])
    text = "\n".join(japan.lines())
    assert "Russian Fed." in text, "as a counterpart"
    assert "living in the Russian Federation is put at" not in text
    assert "North-East Asia is put at" not in text
    assert "Japan: Emigrants by destination" in text
    assert "Corridors that were revised most" not in text


def test_the_newer_values_are_what_the_edition_computes(found):
    again = worked.compared()
    assert [item.as_json() for item in again.items] == [item.as_json() for item in found.changes.items]


def test_an_edition_is_not_compared_with_itself(project):
    with pytest.raises(UsageError, match="compared with itself") as refused:
        diff(project, "2026-1", "2026-1")
    assert refused.value.exit_code == 2


def test_an_unknown_edition_is_refused(project):
    with pytest.raises(UsageError, match="Unknown edition: 2023-2"):
        diff(project, "2023-2", "2026-1")


def test_an_economy_of_neither_edition_is_refused(project):
    with pytest.raises(UsageError, match="Neither edition is about the economy JPM") as refused:
        diff(project, "2023-1", "2026-1", ["JPM"])
    assert "did you mean JPN?" in refused.value.todo


def test_editions_without_a_common_figure_are_refused(project, found, monkeypatch):
    monkeypatch.setattr(comparing, "compare", lambda *_: replace(found.changes, items=()))
    with pytest.raises(UsageError, match="have no figure in common") as refused:
        diff(project, "2023-1", "2026-1")
    assert refused.value.exit_code == 2
    assert "Compare editions of one region" in refused.value.todo


# --- text for a terminal ---


@given(st.text(st.characters(blacklist_categories=["C", "Z"]), max_size=60))
def test_escapes_are_taken_off_again(text):
    assert plain(str(escaped(text))) == text.replace("&nbsp;", "\xa0")


def test_a_figure_is_its_number():
    link = '[3.4\xa0million](#value-jpn-x-2024){.figure data-figure="JPN/x/2024"}'
    assert plain(f"There are {link} \\[more\\] than 2.") == "There are 3.4\xa0million [more] than 2."


def test_columns_are_aligned():
    rows = [("name", "year", "n"), ("a b", "2024", "1,000"), ("c", "2020", "9")]
    assert list(aligned(rows, texts=1)) == ["name  year      n", "a b   2024  1,000", "c     2020      9"]
    assert list(aligned([("x", "n"), ("long", "1"), ("y", "22")])) == ["x      n", "long   1", "y     22"]
