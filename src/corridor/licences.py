"""Terms under which an edition, and what it rests on, may be used."""

from __future__ import annotations

import re

# Of the text and charts of an edition.
LICENCE = "CC BY 4.0"
_CREATIVE_COMMONS = re.compile(r"CC (BY(?:-[A-Z]{2})*) (\d\.\d)( IGO)?")


def address(name: str) -> str:
    """Address of a Creative Commons licence, by its name; empty for other terms."""
    known = _CREATIVE_COMMONS.fullmatch(name)
    if known is None:
        return ""
    kind, version, intergovernmental = known.groups()
    return (
        f"https://creativecommons.org/licenses/{kind.lower()}/{version}/{'igo/' if intergovernmental else ''}"
    )
