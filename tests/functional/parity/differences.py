"""The first differences between two extracts, in words that lead to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

_AROUND = 6


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Compare two extracts part by part.

    Returns
    -------
    list of str
        One line for each part that differs, with its first difference; empty if nothing does.
    """
    return [
        f"{part}: {told}"
        for part in sorted({*one, *other})
        if (told := _told(one.get(part), other.get(part)))
    ]


def _told(one: Any, other: Any) -> str:
    if one == other:
        return ""
    if isinstance(one, str) and isinstance(other, str):
        one, other = one.split(" "), other.split(" ")
    if isinstance(one, list) and isinstance(other, list):
        at = next(n for n, (a, b) in enumerate(zip_longest(one, other, fillvalue=_Missing)) if a != b)
        if all(isinstance(item, str) for item in one[at : at + 1] + other[at : at + 1]):
            return f"at {at}: {' '.join(_around(one, at))!r} against {' '.join(_around(other, at))!r}"
        return f"at {at} of {len(one)} and {len(other)}: {_item(one, at)!r} against {_item(other, at)!r}"
    return f"{one!r} against {other!r}"


class _Missing:
    pass


def _around(items: list[str], at: int) -> Iterator[str]:
    yield from items[max(0, at - _AROUND) : at]
    yield "»"
    yield from items[at : at + _AROUND]


def _item(items: list[Any], at: int) -> Any:
    return items[at] if at < len(items) else "nothing"
