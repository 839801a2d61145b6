"""What Great Expectations found, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from corridor.check_declarations import Expectation
from corridor.check_reports import counted, number_text


def raised(info: Mapping[str, Any]) -> str:
    """Message of what an expectation raised: of itself, or of one of the metrics it asked for."""
    parts = [info, *(part for part in info.values() if isinstance(part, dict))]
    return next((str(part["exception_message"]) for part in parts if part.get("exception_message")), "")


def positions(result: Mapping[str, Any]) -> list[int]:
    """Positions of the rows that are not as expected."""
    return [int(row) for row in result.get("unexpected_index_list") or []]


def found_in(expectation: Expectation, result: Mapping[str, Any], frame: pd.DataFrame) -> str:
    """Say what was found instead of what was expected, and in how many rows."""
    rows = positions(result)
    if not rows:
        return str(result.get("observed_value", "not so"))
    where = f"in {len(rows):,} of {counted(len(frame), 'row')}"
    if not expectation.shows:
        return f"otherwise {where}"
    values = frame[expectation.shows].iloc[rows]
    if pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values):
        return f"{expectation.shows} {', '.join(sorted({str(v) for v in values})[:3])} {where}"
    low, high = number_text(values.min()), number_text(values.max())
    return f"{expectation.shows} {low if low == high else f'from {low} to {high}'} {where}"
