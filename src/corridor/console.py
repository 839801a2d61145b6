"""What the commands print on."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

OUT = Console(highlight=False)
ERR = Console(stderr=True, highlight=False)


def say(lines: Iterable[str]) -> None:
    """Print lines: headings, without indent and full stop, in bold; sentences no wider than the terminal."""
    for line in lines:
        indented = line.startswith(" ")
        sentence = not indented and line.endswith((".", "?", "!"))
        style = "" if indented or sentence else "bold"
        OUT.print(Text(line, style=style), soft_wrap=not (sentence and OUT.is_terminal))
