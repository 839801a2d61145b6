"""The sheets of the workbook; that it holds the values of an edition is tested on a built one."""

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from corridor import workbook
from corridor.workbook import Sheet, _write
from corridor.workbook_rows import Rows

ODD = ("=1+1", "+1", "-1", "@SUM(A1)", "http://example.org", "12", "plain")


def written(path: Path) -> Path:
    book = xlsxwriter.Workbook(path, {"in_memory": True})
    book.set_properties({"created": dt.datetime(2026, 7, 1)})
    _write(book, Sheet("Odd", (("Text", 20), ("Number", 10)), [(text, 1.5) for text in ODD]))
    book.close()
    return path


def test_a_text_that_looks_like_a_formula_stays_text(tmp_path: Path):
    sheet = openpyxl.load_workbook(written(tmp_path / "a.xlsx"))["Odd"]
    rows = list(sheet.iter_rows(min_row=2))
    assert [row[0].value for row in rows] == list(ODD)
    assert {row[0].data_type for row in rows} == {"s"}
    assert [row[0].quotePrefix for row in rows] == [True] * 4 + [False] * 3
    assert {row[1].data_type for row in rows} == {"n"}
    assert sheet.freeze_panes == "A2"


def test_the_same_rows_give_the_same_bytes(tmp_path: Path):
    assert written(tmp_path / "a.xlsx").read_bytes() == written(tmp_path / "b.xlsx").read_bytes()


ALL_SORTS = Sheet(
    "All sorts",
    (("Text", 20), ("Number", 10), ("", 5), ("Year", 6)),
    [
        ("a", 1.5, None, 2020),
        (None, None, None, None),
        ("", 0.1 + 0.2, "<&>", -3),
        *((None, at / 7, "=x" if at % 3 else "a", None) for at in range(40)),
        (" b ", 1e-300, 'say "no"\n', 10**18),
    ],
)


@pytest.mark.parametrize("wrapped", [False, True])
def test_rows_laid_at_once_are_the_bytes_of_cells_written_one_by_one(monkeypatch, wrapped: bool):
    sheets = [replace(ALL_SORTS, wrapped=wrapped), Sheet("Heads", (("Text", 20),), [])]
    laid = whole(sheets)
    monkeypatch.setattr(Rows, "lay", lambda *_: False)
    assert whole(sheets) == laid


def test_a_text_too_long_for_a_cell_is_cut_and_no_number_is_refused():
    assert whole([Sheet("A", (("Text", 9),), [("x" * 40_000,)])])
    with pytest.raises(TypeError, match="NAN/INF"):
        whole([Sheet("A", (("Number", 9),), [(float("nan"),)])])


def whole(sheets: list[Sheet]) -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.set_properties({"created": dt.datetime(2026, 7, 1)})
    for sheet in sheets:
        _write(book, sheet)
    book.close()
    return made.getvalue()


def test_a_workbook_is_written_again_only_when_a_cell_changed(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("CORRIDOR_CACHE", str(tmp_path))
    properties = {"created": dt.datetime(2026, 7, 1)}
    first = workbook._kept(properties, [Sheet("A", (("Text", 9),), [("one",)])])
    other = workbook._kept(properties, [Sheet("A", (("Text", 9),), [("two",)])])
    monkeypatch.setattr(workbook, "_write", None)
    assert workbook._kept(properties, [Sheet("A", (("Text", 9),), [("one",)])]) == first != other
