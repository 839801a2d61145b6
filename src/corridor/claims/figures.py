"""What every claim needs of a figure: its number, and its name in a formula."""

from __future__ import annotations

from corridor.errors import ConfigurationError
from corridor.ledger import Figure


def number(figure: Figure) -> float:
    """Return the number that a claim rests on.

    Raises
    ------
    ConfigurationError
        If the figure is missing: a claim without its figure is never written.
    """
    if figure.value is None:
        raise ConfigurationError(
            "A claim was made on a missing figure.",
            where=figure.id,
            expected="a figure with a value",
            found=f"none: {figure.reason}",
            todo="Ask whether the figure exists before the sentence is written.",
        )
    return figure.value


def term(figure: Figure) -> str:
    """Name of a figure in a formula: `immigrant_stock(2024)`; a derived one in brackets."""
    if figure.derived:
        return f"({figure.formula})"
    value = figure.values[0]
    return f"{value.indicator}({value.counterpart + ', ' if value.counterpart else ''}{value.year})"
