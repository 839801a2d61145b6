"""Dates on pages, as the two engines write them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from corridor.errors import ConfigurationError, listed
from corridor.formats import MONTHS
from corridor.frame_texts import DATE_FORMAT as LOCAL_FORMAT
from corridor.language import ENGLISH

DATE_FORMAT = "D MMMM YYYY"


def long_date(day: datetime.date, language: str = ENGLISH) -> str:
    """Write a date as 1 July 2026, or as another language does."""
    if language.partition("-")[0] == ENGLISH:
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    from babel import dates  # noqa: PLC0415 - English needs none of it

    return dates.format_date(day, format="long", locale=language.replace("-", "_"))


def require_known_form(config: Mapping[str, Any]) -> None:
    """Refuse a form of dates that only Quarto knows.

    Raises
    ------
    ConfigurationError
        If `_quarto.yml` asks for one.
    """
    english = str(config.get("lang", ENGLISH)).partition("-")[0] == ENGLISH
    known = [DATE_FORMAT] if english else [DATE_FORMAT, LOCAL_FORMAT]
    if config.get("date-format", DATE_FORMAT) not in known:
        raise ConfigurationError(
            "this form of dates is not supported",
            where="_quarto.yml, date-format",
            expected=listed(known),
            found=str(config["date-format"]),
        )
