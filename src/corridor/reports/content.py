"""What a report is made of: plain data, no markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corridor.charts import Chart
from corridor.ledger import Figure

Part = str | Figure
Cell = str | Figure | None


@dataclass(frozen=True)
class Phrase:
    """A piece of text whose numbers are figures: "up from", figure, "in 2010".

    Attributes
    ----------
    parts : tuple of str or Figure
        Text with its own spaces and punctuation, and figures that have values.
    """

    parts: tuple[Part, ...]

    @property
    def plain(self) -> str:
        """The phrase without links, for alternative texts."""
        return "".join(p if isinstance(p, str) else p.text for p in self.parts)

    def figures(self) -> Iterator[Figure]:
        """Figures of the phrase, in reading order."""
        return (p for p in self.parts if isinstance(p, Figure))


def phrase(*parts: Part) -> Phrase:
    """Join text and figures."""
    return Phrase(parts)


@dataclass(frozen=True)
class KeyFigure:
    """One of the figures at the head of a page: a label, the number, and a note on its direction or scale."""

    label: str
    figure: Figure
    note: Phrase


@dataclass(frozen=True)
class Column:
    """A table's column: its head, and whether it holds numbers (set to the right)."""

    head: str
    numeric: bool = True


@dataclass(frozen=True)
class Table:
    """A table of text and figures.

    Attributes
    ----------
    id : str
        Stable name, unique on its page.
    columns : tuple of Column
    rows : tuple of tuple of cells
        Text, a figure (a missing one shows a dash), or None for a cell that does not apply.
    """

    id: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class ChartBlock:
    """A chart with its alternative text; title, measure and source are the template's."""

    chart: Chart
    alt: Phrase


@dataclass(frozen=True)
class Note:
    """What to know about the data on one topic: limits of a source, missing figures and why, checks that warned."""

    topic: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentences as one piece."""
        return " ".join(self.sentences)


@dataclass(frozen=True)
class SourceEntry:
    """A vintage that a report rests on, as it cites it."""

    key: str
    title: str
    publisher: str
    label: str
    licence: str
    citation: str
    link: str


Charts = Mapping[str, ChartBlock]
Tables = Mapping[str, Table]
