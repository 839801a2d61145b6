"""What the site around an edition shows of it: picture, figures, economies, what changed. A small file of the edition.

The pages around the editions are written long after an edition was published, from what was published with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from corridor.language import defined, worded
from corridor.reports.content import KeyFigure
from corridor.reports.context import Context
from corridor.reports.entries import Entry
from corridor.reports.regional import Outlook

NAME = "summary.json"
FORMAT = 1
FIGURES = 5
# The map of the region is drawn under this name where there is one.
_MAP = "map"


def summary(
    context: Context,
    outlook: Outlook | None,
    briefs: Sequence[Entry],
    paths: Mapping[str, str],
    *,
    outlook_path: str,
    lead: str,
    changes: str,
) -> dict[str, Any]:
    """Sum an edition up, as plain data.

    Parameters
    ----------
    context : Context
        The edition.
    outlook : Outlook or None
        Its report on the region.
    briefs : sequence of Entry
        Its reports on economies.
    paths : mapping of str to str
        Pages of the briefs, from the edition's folder, by the name of the economy in text.
    outlook_path : str
        Page of the outlook, from the edition's folder.
    lead, changes : str
        The region's main sentences, and what changed since the edition before; empty where there is none.

    Returns
    -------
    dict
        `format`, `edition`, `region`, `lead`, `changes`; `figures` and `economies`, each figure with its text, its
        identifier and the place that tells what it rests on; `picture`, null where there is none.
    """
    return {
        "format": FORMAT,
        "edition": context.edition.id,
        "title": context.edition.title,
        "region": context.edition.region.name,
        "published": context.edition.published.isoformat(),
        "lead": lead,
        "changes": changes,
        "figures": [_figure(key, outlook_path) for key in outlook.key_figures[:FIGURES]] if outlook else [],
        "economies": [
            {"iso3": brief.economy.iso3, "name": brief.economy.text, "page": _html(paths[brief.economy.text])}
            | {"figures": [_figure(key, paths[brief.economy.text]) for key in brief.key_figures[:1]]}
            for brief in briefs
        ],
        "picture": _picture(outlook, outlook_path) if outlook else None,
        "outlook": _html(outlook_path),
    }


def _html(path: str) -> str:
    return path.removesuffix(".qmd") + ".html" if path else ""


def _figure(key: KeyFigure, page: str) -> dict[str, str]:
    return {
        "label": key.label,
        "text": key.figure.text,
        "note": key.note.plain,
        "figure": key.figure.id,
        "page": _html(page),
        "anchor": key.figure.anchor,
    }


def _picture(outlook: Outlook, page: str) -> dict[str, str] | None:
    if _MAP not in outlook.charts or not outlook.corridors.inside:
        return None
    first = outlook.corridors.inside[0]
    stock = outlook.context.title_of("migrant_stock")
    return {
        "file": f"{page.rpartition('/')[0]}/charts/{_MAP}.svg",
        "finding": worded(
            "The largest corridor within the region leads from {origin} to {destination}",
            origin=first.origin.in_text,
            destination=first.destination.in_text,
        ),
        "measure": worded(
            "Largest corridors between economies of the region, international migrant stock, persons, {year}",
            year=outlook.context.base,
        ),
        "alt": outlook.charts[_MAP].alt.plain,
        "source": worded(
            "Source: {source}, {table}.",
            source=outlook.context.sources["migrant_stock"].abbreviation,
            table=stock,
        ),
        "disclaimer": defined(outlook.disclaimer),
    }
