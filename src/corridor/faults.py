"""Faults that were collected over many pages, raised at once."""

from __future__ import annotations

from collections.abc import Sequence

from corridor.errors import CorridorError, RenderingError


def raise_all(faults: Sequence[CorridorError]) -> None:
    """Raise what was found, all at once; what was found twice is told once.

    Parameters
    ----------
    faults : sequence of CorridorError
        In the order in which they are told.

    Raises
    ------
    CorridorError
        The fault itself if there is one, else a RenderingError with all of them.
    """
    unique = list({str(fault): fault for fault in faults}.values())
    if len(unique) == 1:
        raise unique[0]
    if unique:
        told = "\n".join(map(str, unique))
        raise RenderingError(f"{len(unique)} faults stop the rendering:\n{told}")
