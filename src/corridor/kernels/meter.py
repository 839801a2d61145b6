"""How much a notebook may put out before it is stopped."""

from __future__ import annotations

from collections.abc import Callable

OUTPUT_LIMIT = 32 * 1024 * 1024


class Meter:
    """Counts what a notebook puts out, and acts once when that is too much.

    Parameters
    ----------
    limit : int
        Bytes of messages that all cells of a notebook together may send.
    flooded : callable
        Called when the limit is passed.
    """

    def __init__(self, limit: int, flooded: Callable[[], None]) -> None:
        self.limit = limit
        self.total = 0
        self._flooded = flooded

    @property
    def passed(self) -> bool:
        """Whether there was too much."""
        return self.total > self.limit

    def add(self, size: int) -> None:
        """Count some bytes."""
        before, self.total = self.passed, self.total + size
        if self.passed and not before:
            self._flooded()
