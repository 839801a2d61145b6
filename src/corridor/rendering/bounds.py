"""How much a template may make: a page has an end, and what would have none is refused before it fills the memory.

What a template does is counted in units: a run of a loop, a call, a part of a list, some signs of a text. The count is
the same on every machine. A clock stands behind it, for what the count does not see.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

# The outlook of nine economies takes twenty thousand.
UNITS = 4_000_000
# Seconds of work on one page; that outlook takes half of one.
SECONDS = 120.0
# Signs of a text, and parts of lists within lists.
SIGNS, PARTS = 5_000_000, 500_000
# What is looked at is looked at quickly; what is made stays in the memory.
_LOOKED_AT, _MADE = 256, 16
_LOOK_AT_THE_CLOCK = 10_000
_ENDLESS = "makes more than a page can hold"
# A width of five digits or more, or one that is given by a value; `%%`, `{{` and `}}` stand for themselves.
_WIDE = re.compile(r"%[^a-zA-Z%]*?(\d{5}|\*)|\{[^{}]*(\d{5}|\{)")


class EndlessError(Exception):
    """A template makes what no page can hold."""


class _Budget:
    def __init__(self) -> None:
        self.left, self.next_look = UNITS, UNITS - _LOOK_AT_THE_CLOCK
        self.end = time.thread_time() + SECONDS

    def spend(self, units: int) -> None:
        self.left -= units
        if self.left < self.next_look:
            self.next_look = self.left - _LOOK_AT_THE_CLOCK
            if self.left < 0 or time.thread_time() > self.end:
                raise EndlessError("it has no end, or none that a page could wait for")


_budget: ContextVar[_Budget | None] = ContextVar("budget", default=None)


@contextmanager
def bounded() -> Iterator[None]:
    """Count what is made within; what another page makes is counted apart."""
    if _budget.get() is not None:
        yield
        return
    token = _budget.set(_Budget())
    try:
        yield
    finally:
        _budget.reset(token)


def spend(units: int = 1) -> None:
    """Count some work.

    Raises
    ------
    EndlessError
        If it was too much.
    """
    budget = _budget.get()
    if budget is not None:
        budget.spend(units)


def weigh(*values: Any) -> int:
    """Count the parts of values and the signs of their texts, each as often as it would be written.

    A list that holds the same one twice is short in memory and endless on paper.

    Raises
    ------
    EndlessError
        If they are more than a page can hold.
    """
    parts = signs = 0
    waiting: list[Any] = list(values)
    while waiting:
        value = waiting.pop()
        parts += 1
        if isinstance(value, str | bytes):
            signs += len(value)
        elif isinstance(value, Mapping):
            waiting += value.keys()
            waiting += value.values()
        elif isinstance(value, list | tuple | set | frozenset):
            waiting += value
        if signs > SIGNS or parts > PARTS or len(waiting) > PARTS:
            raise EndlessError(_ENDLESS)
    spend(parts + signs // _LOOKED_AT)
    return parts + signs


def require_short(value: Any, others: Iterable[Any]) -> None:
    """Refuse to make something of a value whose length others decide: the width of a column, the sign between two.

    Raises
    ------
    EndlessError
        If a page could not hold what may come out.
    """
    others = list(others)
    longest = max((_length(other) for other in others), default=0)
    if weigh(value, *others) * longest > SIGNS:
        raise EndlessError(_ENDLESS)


def made(value: Any) -> Any:
    """Count the signs of a text that was made.

    Raises
    ------
    EndlessError
        If a page has made more than it could show.
    """
    if isinstance(value, str | bytes):
        spend(len(value) // _MADE)
    return value


def _length(value: Any) -> int:
    if isinstance(value, int):
        return abs(value)
    return weigh(value) if isinstance(value, str | bytes | list | tuple | Mapping) else 1


def require_narrow(pattern: str, values: Iterable[Any]) -> None:
    """Refuse a pattern that is filled with spaces, or that repeats what it is given, beyond what a page can hold.

    Raises
    ------
    EndlessError
        If it is one.
    """
    plain = pattern.replace("{{", "").replace("%%", "")
    if _WIDE.search(plain):
        raise EndlessError(f"a width {_ENDLESS}")
    if weigh(pattern, *values) * (plain.count("%") + plain.count("{") + 1) > SIGNS:
        raise EndlessError(_ENDLESS)


def counted(values: Any) -> Any:
    """Count the runs of a loop: at once where it is known how many, else one by one."""
    try:
        spend(len(values) + 1)
    except TypeError:
        return _one_by_one(values)
    return values


def _one_by_one(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        spend()
        yield value


def joined(pieces: Iterable[str]) -> str:
    """Join the pieces of a text that a template writes.

    Raises
    ------
    EndlessError
        If it is too long; at the line of the template that writes it.
    """
    found, signs = [], 0
    for piece in pieces:
        found.append(piece)
        signs += len(piece)
        if signs > SIGNS:
            error = EndlessError(f"the text {_ENDLESS}")
            if hasattr(pieces, "throw"):
                pieces.throw(error)
            raise error
    return "".join(found)
