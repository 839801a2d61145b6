"""Releases of a source in the order in which they came out, and which of them are one series."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from corridor.source_declarations import Source, Vintage


def series(source: Source, vintage_id: str) -> list[str]:
    """List the vintages of the same series, which its letters name, the oldest first."""
    stem = _stem(vintage_id)
    return ordered(source, [one for one in source.vintages if _stem(one) == stem])


def ordered(source: Source, vintages: Sequence[str] | Mapping[str, Vintage]) -> list[str]:
    """Put vintages of a source in order, the oldest first."""
    return sorted(vintages, key=lambda one: (source.vintages[one].published, one))


def _stem(vintage_id: str) -> str:
    return re.split(r"\d", vintage_id, maxsplit=1)[0]
