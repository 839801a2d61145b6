"""What a page's account of its figures says of a number and of the rows that it rests on."""

from __future__ import annotations

from corridor import formats
from corridor.indicators import IndicatorValue, Input
from corridor.language import defined, plural
from corridor.ledger import Figure
from corridor.page_ledger import shortened


def written(value: IndicatorValue | Figure) -> str:
    """Write a number in full with its unit, and of a value how it is labelled: "3,409,529 persons, estimated"."""
    if value.value is None:
        return defined("missing")
    unit = "" if value.unit in ("year", "category") else f" {formats.short_unit(value.unit)}"
    status = f", {defined(value.status)}" if isinstance(value, IndicatorValue) else ""
    return f"{formats.full(value.value, value.unit)}{unit}{status}"


def rows(used: Input) -> str:
    """Say how many rows of a vintage a value rests on, and which."""
    count, which = formats.whole(used.rows), shortened(used.keys)
    return plural("{count} row: {which}", "{count} rows: {which}", used.rows, count=count, which=which)
