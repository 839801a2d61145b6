"""The sheets of the workbook; that it holds the values of an edition is tested on a built one."""

import datetime as dt
from pathlib import Path

import openpyxl
import xlsxwriter

from corridor import workbook
from corridor.workbook import Sheet, _write

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


def test_a_workbook_is_written_again_only_when_a_cell_changed(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("CORRIDOR_CACHE", str(tmp_path))
    properties = {"created": dt.datetime(2026, 7, 1)}
    first = workbook._kept(properties, [Sheet("A", (("Text", 9),), [("one",)])])
    other = workbook._kept(properties, [Sheet("A", (("Text", 9),), [("two",)])])
    monkeypatch.setattr(workbook, "_write", None)
    assert workbook._kept(properties, [Sheet("A", (("Text", 9),), [("one",)])]) == first != other
