"""Which figures differ between two builds, as Markdown for whoever reviews a change."""

from pathlib import Path

import pytest

from corridor.errors import ConfigurationError, UsageError
from corridor.figure_diff import MARK, compare, figure_diff, main

HEAD = "economy,indicator,counterpart,year,value,unit,status,source,vintage\n"
ROWS = (
    "JPN,immigrant_stock,,2024,3408154,persons,estimated,migrant_stock,rev2024\n"
    "JPN,immigrants_by_origin,CHN,2024,844187,persons,estimated,migrant_stock,rev2024\n"
    "JPN,immigrant_share,,2024,2.7541,% of population,estimated,migrant_stock+population,rev2024+wpp2024\n"
    "PRK,immigrant_share,,2024,,% of population,missing,migrant_stock+population,rev2024+wpp2024\n"
)


def table(folder: Path, rows: str = ROWS, head: str = HEAD) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "indicators.csv"
    path.write_text(head + rows, encoding="utf-8")
    return path


def test_the_same_figures_show_no_change(tmp_path):
    old, new = table(tmp_path / "old"), table(tmp_path / "new")
    assert compare(old, new) == []
    assert "No figure changed." in figure_diff(old, new)


def test_changed_added_and_removed_figures(tmp_path):
    rows = ROWS.replace("3408154", "3578327").replace(
        "JPN,immigrants_by_origin,CHN", "JPN,immigrants_by_origin,KOR"
    )
    text = figure_diff(table(tmp_path / "old"), table(tmp_path / "new", rows))
    assert text.startswith(MARK)
    assert "1 figure changed, 1 is new, 1 is gone." in text
    assert "| `JPN/immigrant_stock/2024` | persons | 3,408,154 | 3,578,327 | +5.0 % |" in text
    assert "| `JPN/immigrants_by_origin/KOR/2024` | persons | – | 844,187 | new |" in text
    assert "| `JPN/immigrants_by_origin/CHN/2024` | persons | 844,187 | – | gone |" in text


def test_a_change_too_small_for_the_table_is_written_in_full(tmp_path):
    new = table(tmp_path / "new", ROWS.replace("2.7541", "2.75411"))
    text = figure_diff(table(tmp_path / "old"), new)
    assert "| 2.7541 | 2.75411 |" in text


def test_a_value_that_goes_missing_and_one_that_changes_its_status(tmp_path):
    rows = ROWS.replace("2.7541,% of population,estimated", ",% of population,missing")
    rows = rows.replace("844187,persons,estimated", "844187,persons,projected")
    text = figure_diff(table(tmp_path / "old"), table(tmp_path / "new", rows))
    assert (
        "| `JPN/immigrant_share/2024` | % of population | 2.75 | missing | status: estimated, now missing |"
        in text
    )
    assert "| 844,187 | 844,187 | status: estimated, now projected |" in text


def test_the_largest_changes_come_first_and_the_rest_are_counted(tmp_path):
    rows = [
        f"JPN,immigrant_stock,,{1900 + n},{{}},persons,estimated,migrant_stock,rev2024\n" for n in range(150)
    ]
    old = table(tmp_path / "old", "".join(row.format(1000) for row in rows))
    new = table(tmp_path / "new", "".join(row.format(1000 + n) for n, row in enumerate(rows)))
    text = figure_diff(old, new, limit=100)
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    assert len(lines) == 100
    assert "JPN/immigrant_stock/2049" in lines[0]
    assert "149 figures changed" in text
    assert "49 more" in text


def test_sites_are_compared_edition_by_edition(tmp_path):
    for site, editions in (("old", ("2023-1", "2026-1")), ("new", ("2026-1", "2027-1"))):
        for edition in editions:
            rows = ROWS.replace("3408154", "3408155") if site == "new" else ROWS
            table(tmp_path / site / "editions" / edition / "data", rows)
    text = figure_diff(tmp_path / "old", tmp_path / "new")
    assert (
        text.index("### Edition 2023-1") < text.index("### Edition 2026-1") < text.index("### Edition 2027-1")
    )
    assert "This edition is gone." in text
    assert "This edition is new." in text
    assert text.count("3,408,155") == 1


@pytest.mark.parametrize(
    ("rows", "head", "texts"),
    [
        (ROWS, HEAD.replace("status", "state"), ("line 1", "status", "state")),
        (ROWS + ROWS.splitlines(keepends=True)[0], HEAD, ("line 6", "JPN/immigrant_stock/2024", "twice")),
        (ROWS.replace("3408154", "many"), HEAD, ("line 2", "many")),
        (ROWS.replace("3408154", "nan"), HEAD, ("line 2", "nan")),
        (ROWS.replace("JPN,immigrant_stock", "`<img>`,immigrant_stock"), HEAD, ("line 2", "economy")),
        (ROWS.replace("CHN", "@everyone"), HEAD, ("line 3", "counterpart")),
        (ROWS.replace(",persons,", ",[persons](x),"), HEAD, ("line 2", "unit")),
        (ROWS.replace("estimated", "estimated|"), HEAD, ("line 2", "status")),
        (ROWS + "JPN,immigrant_stock\n", HEAD, ("line 6", "9 fields", "2")),
    ],
)
def test_a_table_that_is_not_as_the_contract_says_is_refused(tmp_path, rows, head, texts):
    """Nothing of a table that another wrote becomes markup of a comment."""
    with pytest.raises(ConfigurationError) as caught:
        figure_diff(table(tmp_path / "old"), table(tmp_path / "new", rows, head))
    for text in texts:
        assert text in str(caught.value)


def test_what_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError):
        figure_diff(tmp_path / "none", table(tmp_path / "new"))
    with pytest.raises(UsageError):
        figure_diff(tmp_path, table(tmp_path / "new"))


def test_the_command(tmp_path, capsys):
    old, new = table(tmp_path / "old"), table(tmp_path / "new", ROWS.replace("3408154", "3408155"))
    assert main([str(old), str(new)]) == 0
    told = capsys.readouterr().out
    assert "3,408,155" in told
    out = tmp_path / "report" / "changed.md"
    assert main([str(old), str(new), "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == told
    assert main([str(old), str(tmp_path / "none")]) == 2
    assert "expected" in capsys.readouterr().err
