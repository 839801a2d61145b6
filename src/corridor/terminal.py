"""Text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def aligned(rows: Sequence[Sequence[str]], texts: int | None = None) -> Iterator[str]:
    """Set rows in columns.

    Parameters
    ----------
    rows : sequence of sequences of str
        The head, then the rows.
    texts : int, optional
        How many columns, from the left, hold text and are set to the left; the others are set to the right. When
        omitted, the columns whose fields are all numbers are set to the right.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    places = range(len(widths))
    right = [all(_numeric(row[at]) for row in rows[1:]) if texts is None else at >= texts for at in places]
    for row in rows:
        cells = (
            text.rjust(width) if to_right else text.ljust(width)
            for text, width, to_right in zip(row, widths, right, strict=True)
        )
        yield "  ".join(cells).rstrip()


def counted(number: int, noun: str) -> str:
    """Write a count with its noun: "1 row", "1,204 rows"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _numeric(text: str) -> bool:
    return not text or text.lstrip("-").replace(".", "", 1).replace("e", "", 1).isdecimal()
