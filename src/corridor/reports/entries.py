"""What pages that lead to a brief tell of it: little, for an edition has hundreds of briefs and holds this of all."""

from __future__ import annotations

from dataclasses import dataclass

from corridor.economies import Economy
from corridor.ledger import Figure
from corridor.reports.content import KeyFigure
from corridor.reports.country import CountryBrief
from corridor.reports.regional import Outlook


@dataclass(frozen=True)
class Entry:
    """A brief as other pages tell of it.

    Attributes
    ----------
    economy : Economy
        Whom it is about.
    key_figures : tuple of KeyFigure
        The first of its key figures, if it has any.
    figures : tuple of Figure or None
        Migrants living there, their share, emigrants, change of the working-age population; None where it tells none.
    """

    economy: Economy
    key_figures: tuple[KeyFigure, ...]
    figures: tuple[Figure | None, ...]


def entry(content: CountryBrief | Outlook) -> Entry | Outlook:
    """Make the entry of a brief. There is one outlook, which is told of whole."""
    if not isinstance(content, CountryBrief):
        return content
    sides = (content.immigrants.stock, content.immigrants.scaled, content.emigrants.stock)
    return Entry(content.economy, content.key_figures[:1], (*sides, content.ageing.working_relative))
