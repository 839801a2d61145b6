"""What the pages around the editions take from them, and the script that tells a page of a newer edition.

The home page shows the newest edition's summary, the feed what an edition changed.

A published edition stays as it is, byte for byte, so an older edition's pages cannot be told of a newer one by writing
into them. They load `editions/newest.js` instead, a file of the site's own that is written anew with each edition, and
without a script each has a link to `latest/`, which is right whatever comes later.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from corridor import plain_json, theme_texts
from corridor.formats import date
from corridor.project import Project
from corridor.reports.summary import FORMAT, NAME

NEWEST = "editions/newest.js"

# Where the script has its list.
_LIST = "[] /* editions */"


class Stands(Protocol):
    """An edition of a site, as `site.Standing` has it."""

    @property
    def id(self) -> str:
        """Its identifier."""

    @property
    def published(self) -> str:
        """Its date."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Its manifest."""

    @property
    def corrected_by(self) -> str:
        """The edition that took its place; empty while it has it."""


def read_summary(folder: Path) -> dict[str, Any] | None:
    """Read what an edition says of itself; None where it was published without, or with one of another form."""
    try:
        content = plain_json.parse((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) and content.get("format") == FORMAT else None


def newest_script(project: Project, out: Path, editions: Sequence[Stands]) -> str:
    """Write the script by which pages tell of a newer edition.

    Parameters
    ----------
    project : Project
        Whose template is used.
    out : Path
        The site's folder.
    editions : sequence of Stands
        Those that are announced, the newest first.
    """
    newest: dict[str, str] = {}
    for one in editions:
        newest.setdefault(str(one.manifest["region"]), one.id)
    told = [
        {
            "id": one.id,
            "region": one.manifest["region"],
            "date": date(dt.date.fromisoformat(one.published)),
            "corrected": one.corrected_by,
            "pages": _pages(out / "editions" / one.id) if one.id in newest.values() else [],
        }
        for one in reversed(editions)
    ]
    script = theme_texts.translated_script(
        (project.templates / "site" / "newest.js").read_text(encoding="utf-8")
    )
    return script.replace(_LIST, json.dumps(told, ensure_ascii=True, separators=(",", ":")))


def _pages(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
