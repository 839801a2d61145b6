"""What a report is made of: plain data, no markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corridor.charts import Chart
from corridor.language import split
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


def told(message: str, /, **parts: Part | Phrase | int) -> Phrase:
    """Say a text in the language with figures at its named places: `told("{number} in {year}", …)`.

    Parameters
    ----------
    message : str
        English, as the catalogue names it; a constant.
    **parts : str, Figure, Phrase or int
        What stands at its places: text that is already in the language, figures that have values, years.
    """
    return joined(*split(message, parts))


def joined(*pieces: object) -> Phrase:
    """Join text, figures, phrases and years without anything between."""
    parts: list[Part] = []
    for piece in pieces:
        if isinstance(piece, Phrase):
            parts += piece.parts
        else:
            parts.append(piece if isinstance(piece, Figure) else str(piece))
    return Phrase(tuple(parts))


def alternative(*pieces: Phrase) -> Phrase:
    """Make an alternative text of what is said of a chart, the first about all of it: one sentence."""
    said = list(pieces[:1])
    for piece in pieces[1:]:
        said = [told("{before}; {after}", before=joined(*said), after=piece)]
    return told("{sentence}.", sentence=joined(*said))


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
