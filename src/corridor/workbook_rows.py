"""Sheets of a workbook whose cells are written row by row.

XlsxWriter takes cells one by one through checks and attributes that a sheet of plain rows does not need: most of the
time of a workbook. What is written is the same to the byte; a sheet with something out of the ordinary is left to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

Cell = str | float | None
# Spans of columns are told for so many rows at a time.
_BLOCK = 16
# The first and the last column of a row that have a cell, and its cells; None where it has none.
_Line = tuple[int, int, str] | None


@dataclass(frozen=True)
class Looks:
    """Formats of a sheet: of its heads, of its cells, and of texts that begin with one of some characters."""

    head: Any
    plain: Any
    literal: Any
    begins: tuple[str, ...]


class Rows(Worksheet):  # type: ignore[misc]
    """A sheet that is given all its rows at once."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[_Line] = []

    def lay(self, head: Sequence[str], rows: Sequence[Sequence[Cell]], looks: Looks) -> bool:
        """Lay the rows into the sheet, below their heads.

        Parameters
        ----------
        head : sequence of str
            Heads of the columns.
        rows : sequence of sequence
            Their cells; an empty text or None is no cell.
        looks : Looks
            How they are shown.

        Returns
        -------
        bool
            False, with nothing laid, where there is more to a cell: a text too long for one, a number that is none.
        """
        if not all(map(self._ordinary, (head, *rows))):
            return False
        names = [xl_col_to_name(at) for at in range(len(head))]
        self._lines = [self._head(names, head, _mark(looks.head))]
        marks = _Marks(looks)
        for place, row in enumerate(rows, start=2):
            self._lines.append(self._row(names, place, row, marks))
        for at, line in enumerate(self._lines):
            if line:
                self._check_dimensions(at, line[0])
                self._check_dimensions(at, line[1])
        return True

    def _ordinary(self, row: Sequence[Cell]) -> bool:
        longest = self.xls_strmax // 2
        return all(
            len(cell) <= longest if isinstance(cell, str) else cell is None or isfinite(cell) for cell in row
        )

    def _head(self, names: Sequence[str], head: Sequence[str], mark: str) -> _Line:
        index = self.str_table._get_shared_string_index
        cells = [
            f'<c r="{name}1"{mark} t="s"><v>{index(text)}</v></c>'
            for name, text in zip(names, head, strict=True)
        ]
        return (0, len(cells) - 1, "".join(cells)) if cells else None

    def _row(self, names: Sequence[str], place: int, row: Sequence[Cell], marks: _Marks) -> _Line:
        index = self.str_table._get_shared_string_index
        begins = marks.begins
        columns: list[int] = []
        cells: list[str] = []
        for at, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            columns.append(at)
            if isinstance(cell, str):
                mark = marks.literal if cell.startswith(begins) else marks.plain
                cells.append(f'<c r="{names[at]}{place}"{mark} t="s"><v>{index(cell)}</v></c>')
            else:
                cells.append(f'<c r="{names[at]}{place}"{marks.plain}><v>{cell:.16G}</v></c>')
        return (columns[0], columns[-1], "".join(cells)) if cells else None

    def _write_rows(self) -> None:
        if not self._lines:
            super()._write_rows()
        for first in range(0, len(self._lines), _BLOCK):
            block = self._lines[first : first + _BLOCK]
            held = [at for line in block if line for at in line[:2]]
            for place, line in enumerate(block, start=first + 1):
                if line:
                    spans = f"{min(held) + 1}:{max(held) + 1}"
                    self.fh.write(f'<row r="{place}" spans="{spans}">{line[2]}</row>')
        # Of half a million rows the sheet's text alone takes enough memory.
        self._lines = []


class _Marks:
    """Formats as cells name them; XlsxWriter numbers a format when a cell first does."""

    def __init__(self, looks: Looks) -> None:
        self._looks, self.begins = looks, looks.begins

    @cached_property
    def plain(self) -> str:
        """That of most cells."""
        return _mark(self._looks.plain)

    @cached_property
    def literal(self) -> str:
        """That of texts that a program would calculate."""
        return _mark(self._looks.literal)


def _mark(look: Any) -> str:
    return f' s="{look._get_xf_index()}"' if look else ""
