"""What a person asks about: identifiers, or the address of a number's record as a page shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import unquote, urlsplit

from corridor.anchors import FigureId, derived_anchor, identifier, slug, value_anchor
from corridor.errors import UsageError
from corridor.explaining.built import Built
from corridor.traces import Trace

_ANCHOR = re.compile(r"(?:value|derived|quoted)-[\w-]+")
_IN_SITE = re.compile(r"(?:^|/)editions/([^/#]+)/(?:([^#]*)/)?[^/#]*$")
_FORM = "economy/indicator/year, or economy/indicator/counterpart/year, such as JPN/immigrant_stock/2024"
_NEAR = 3


@dataclass(frozen=True)
class Asked:
    """What is asked about.

    Attributes
    ----------
    figures : tuple of str
        Identifiers; several for a number that was derived from them.
    anchor : str
        Or the anchor of a record on a page.
    edition : str
        The edition that an address names; empty if none does.
    page : str
        Folder of the page that an address names.
    """

    figures: tuple[str, ...] = ()
    anchor: str = ""
    edition: str = ""
    page: str = ""


def read(words: Sequence[str]) -> Asked:
    """Read what stands behind the command.

    Parameters
    ----------
    words : sequence of str
        Identifiers, one or several to a word; or one address or anchor.

    Raises
    ------
    UsageError
        If there is nothing, or something that is neither.
    """
    items = [item for word in words for item in word.split()]
    if not items:
        raise UsageError(
            "No figure is named.", expected=_FORM, todo="Name one; data/indicators.csv lists all."
        )
    if len(items) == 1 and (found := _address(items[0])) is not None:
        return found
    for item in items:
        if FigureId.parse(item) is None and not item.startswith("quoted/"):
            raise UsageError(
                f"{item} names no figure.",
                expected=f"{_FORM}; or the address of its record on a page",
                found=item,
                todo="Copy the identifier from the page, or from data/indicators.csv.",
            )
    return Asked(figures=tuple(items))


def _address(text: str) -> Asked | None:
    """Read an address with a fragment, or an anchor alone."""
    before, _, fragment = text.rpartition("#")
    anchor = unquote(fragment)
    if not _ANCHOR.fullmatch(anchor) or anchor.startswith("quoted/"):
        return None
    place = _IN_SITE.search(unquote(urlsplit(before).path))
    if place is None:
        return Asked(anchor=anchor)
    return Asked(anchor=anchor, edition=place.group(1), page=(place.group(2) or "").rstrip("/"))


def figures_at(built: Built, asked: Asked) -> tuple[str, str]:
    """Find which figures an anchor leads to.

    Returns
    -------
    tuple of str
        Identifiers, separated by spaces, and the formula of a derived number; empty for others.

    Raises
    ------
    UsageError
        If no figure of the edition has such an anchor.
    """
    if asked.anchor.startswith("value-"):
        for parts in built.trace.subjects():
            if value_anchor(identifier(*parts)) == asked.anchor:
                return identifier(*parts), ""
    pages = sorted(built.ledgers, key=lambda page: (page != asked.page, page))
    for record in (record for page in pages for record in built.ledgers[page]):
        if derived_anchor(record["id"], record["formula"]) == asked.anchor:
            return record["id"], record["formula"]
        for one in record["id"].split():
            if asked.anchor in (value_anchor(one), slug(one)):
                return one, ""
    raise UsageError(
        f"No figure of edition {built.edition} has the anchor {asked.anchor}.",
        expected="the anchor of a figure, as the address of its record ends",
        found=asked.anchor,
        todo="Follow the figure on its page and copy the address again, or name the edition with --edition.",
    )


def unknown(trace: Trace, figure: str) -> UsageError:
    """Say that an edition has no such figure, and which come near."""
    near = nearest(trace, figure)
    return UsageError(
        f"Edition {trace.edition} has no figure {figure}.",
        expected=f"a figure of data/indicators.csv, such as {', '.join(near)}" if near else _FORM,
        found=figure,
        todo=f"Did you mean {near[0]}?" if near else "Take an identifier from data/indicators.csv.",
    )


def nearest(trace: Trace, figure: str) -> list[str]:
    """Figures of an edition whose identifiers come near to one that it does not have, the nearest first.

    Part for part is compared: a wrong year gives the nearest years of the same figure, a wrong indicator the same
    economy's indicator of the most similar name.
    """
    asked = FigureId.parse(figure)
    if asked is None:
        return []
    known = list(trace.subjects())
    economy = _near(asked.economy, {one[0] for one in known})
    held = [one for one in known if one[0] == economy]
    indicator = _near(asked.indicator, {one[1] for one in held})
    held = [one for one in held if one[1] == indicator]
    if asked.counterpart or all(one[2] for one in held):
        counterpart = _near(asked.counterpart, {one[2] for one in held})
        held = [one for one in held if one[2] == counterpart] or held
    else:
        held = [one for one in held if not one[2]]
    wanted = int(asked.year)
    held.sort(key=lambda one: (abs(int(one[3]) - wanted), one))
    return [identifier(*one) for one in held[:_NEAR]]


def _near(text: str, known: Iterable[str]) -> str:
    names = sorted(known)
    folded = {name.lower(): name for name in names}
    if text.lower() in folded:
        return folded[text.lower()]
    near = get_close_matches(text.lower(), list(folded), n=1, cutoff=0.5)
    return folded[near[0]] if near else ""


def spelled(trace: Trace, figure: FigureId) -> FigureId | None:
    """Return a figure of the edition that differs from the one asked for in capitals only; None if there is none."""
    wanted = figure.own.lower()
    found = next((parts for parts in trace.subjects() if identifier(*parts).lower() == wanted), None)
    return None if found is None else FigureId(*found, edition=figure.edition)
