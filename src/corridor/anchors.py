"""Identifiers of figures, and the places on a page that tell what they rest on."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

_SLUG = re.compile(r"[^\w-]+")


def slug(text: str) -> str:
    """Text as a part of an anchor: small letters and digits, everything else as hyphens."""
    return _SLUG.sub("-", text.lower()).strip("-")


def value_anchor(figure_id: str) -> str:
    """Anchor of the place that tells what a value rests on, from the value's identifier."""
    return f"value-{slug(figure_id)}"


def derived_anchor(figure_ids: str, formula: str) -> str:
    """Anchor of the place that tells how a number was derived, from the identifiers it carries and its formula."""
    digest = hashlib.sha256("\n".join((figure_ids, formula)).encode()).hexdigest()
    return f"derived-{digest[:10]}"


def identifier(economy: str, indicator: str, counterpart: str, year: str | int) -> str:
    """Identifier of a figure: `JPN/immigrant_stock/2024`, or with a counterpart `JPN/…/CHN/2024`."""
    return "/".join(part for part in (economy, indicator, counterpart, str(year)) if part)


@dataclass(frozen=True)
class FigureId:
    """The parts of an identifier.

    Attributes
    ----------
    economy, indicator, counterpart, year : str
        What the figure is about; the counterpart is empty where there is none.
    edition : str
        The edition, or mix of vintages, that it names after `@`; empty for the edition's own.
    """

    economy: str
    indicator: str
    counterpart: str
    year: str
    edition: str = ""

    @classmethod
    def parse(cls, text: str) -> FigureId | None:
        """Return the parts of an identifier, or None where the text is none."""
        own, _, edition = text.partition("@")
        parts = own.split("/")
        if len(parts) not in (3, 4) or not all(parts) or not parts[-1].isdecimal():
            return None
        counterpart = parts[2] if len(parts) == 4 else ""
        return cls(parts[0], parts[1], counterpart, parts[-1], edition)

    @property
    def own(self) -> str:
        """The identifier without its edition."""
        return identifier(self.economy, self.indicator, self.counterpart, self.year)

    def __str__(self) -> str:
        return f"{self.own}@{self.edition}" if self.edition else self.own
