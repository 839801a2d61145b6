"""JSON as files hold it: what is nested without end is wrong, and told as any other mistake in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from corridor.errors import ConfigurationError

# A chart's picture is some ten deep.
DEEPEST = 100
_HOLDING = (dict, list)
_ENDLESS = f"lists within lists, more than {DEEPEST} deep"


def parse(content: str | bytes, **how: Any) -> Any:
    """Read JSON.

    Parameters
    ----------
    content : str or bytes
        The text.
    **how
        As `json.loads` takes it.

    Raises
    ------
    ValueError
        If it is none, or nested deeper than any file of ours.
    """
    try:
        found = json.loads(content, **how)
    except RecursionError:
        raise ValueError(_ENDLESS) from None
    # What reads on, and what writes, follows every part: a thousand deep is the end of the process for some.
    level, deep = [found] if isinstance(found, _HOLDING) else [], 0
    while level:
        level = [
            part
            for whole in level
            for part in (whole.values() if isinstance(whole, dict) else whole)
            if isinstance(part, _HOLDING)
        ]
        deep += 1
        if deep > DEEPEST:
            raise ValueError(_ENDLESS)
    return found


def read(path: Path, name: str, todo: str) -> Any:
    """Read a file of JSON.

    Parameters
    ----------
    path : Path
        The file.
    name, todo : str
        What it is called, and what to do where it is wrong.

    Raises
    ------
    ConfigurationError
        If it is missing or no JSON.
    """
    try:
        return parse(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"{name} cannot be read.",
            where=name,
            expected="JSON as it was written",
            found=(getattr(error, "strerror", None) or str(error))[:200],
            todo=todo,
        ) from None
