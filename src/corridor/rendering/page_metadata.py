"""What Pandoc is told of a page beside its text, as plain data."""

from __future__ import annotations

import datetime
from typing import Any

from corridor.errors import ConfigurationError
from corridor.language import ENGLISH
from corridor.rendering.dates import long_date
from corridor.rendering.staged import Page, Staged


def page_metadata(staged: Staged, page: Page, name: str) -> dict[str, Any]:
    """Collect what Pandoc is told of a page beside its text: what project, format and page say, and where it stands.

    Parameters
    ----------
    staged : Staged
        The project.
    page : Page
        One of its pages.
    name : str
        The format: `html` or `typst`.

    Raises
    ------
    ConfigurationError
        If its date cannot be read.
    """
    values = staged.metadata(page, name)
    language = str(values.get("lang") or ENGLISH)
    if "date" in values:
        day = _date(values["date"], page)
        values["date"], values["date-iso"] = long_date(day, language), day.isoformat()
    footer = staged.website.get("page-footer") or {}
    if isinstance(footer, str):
        footer = {"center": footer}
    values.update({f"footer-{side}": text for side, text in footer.items() if isinstance(text, str)})
    values["engine"] = {"page-dir": page.folder, "page-path": page.html_path} | (
        {"words": staged.words} if staged.words else {}
    )
    return {key: _plain(value, language) for key, value in values.items()}


def _date(value: Any, page: Page) -> datetime.date:
    """Read a date that YAML has made one already, or that stands in quotation marks."""
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        raise ConfigurationError(
            "the date of the page cannot be read",
            where=page.where("date:"),
            expected="a date such as 2026-07-01",
            found=str(value),
        ) from None


def _plain(value: Any, language: str) -> Any:
    """Turn YAML's values into those of JSON; dates become text, lists and mappings stay."""
    if isinstance(value, dict):
        return {str(key): _plain(item, language) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item, language) for item in value]
    if isinstance(value, datetime.date):
        return long_date(value, language)
    return value
