"""Why parts of a build are made again: what each depended on the last time beside what it depends on now.

Whoever makes something tells here what it depends on and whether it was taken from an earlier build. Where somebody
listens, it is told in words; what the parts of an edition depend on is remembered for the next time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from corridor import journal, plain_json
from corridor.keeping import Shelf, key_of

Depends = Mapping[str, str]
Tell = Callable[[str], None]
_MOST = 200
_SHOWN = 4
ANEW = "made anew, as nothing is taken from earlier builds"
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


class Listener:
    """What is remembered of the parts of an edition, and whom to tell.

    Parameters
    ----------
    folder : Path
        Where it is remembered.
    edition : str
        The edition.
    tell : callable
        Given a line for each part that is made or taken.
    """

    def __init__(self, folder: Path, edition: str, tell: Tell) -> None:
        self._shelf, self._key, self._tell = Shelf(folder, _MOST), key_of(["parts", edition]), tell
        kept = self._shelf.take(self._key)
        self._before: dict[str, dict[str, str]] = plain_json.parse(kept) if kept else {}
        self._now: dict[str, dict[str, str]] = {}

    def note(self, part: str, depends: Depends, *, taken: bool) -> None:
        """Take note of a part."""
        before = self._before.get(part)
        self._now[part] = dict(depends)
        why = "as before" if taken else _why(before, depends)
        journal.current().part(part, why, taken=taken)
        self._tell(f"{part}: {why}")

    def remember(self) -> None:
        """Remember what the parts depend on."""
        content = json.dumps({**self._before, **self._now}, sort_keys=True).encode()
        self._shelf.keep(self._key, content)


def _why(before: Depends | None, now: Depends) -> str:
    if before is None:
        return "made for the first time"
    if changed := differing(before, now):
        return f"made again, because of {told(changed)}"
    return "made again, because what was kept is gone or damaged"


def differing(before: Depends, now: Depends) -> list[str]:
    """Names of what differs, in the order in which they are told."""
    changed = [name for name in now if name in before and before[name] != now[name]]
    return [*changed, *(name for name in now if name not in before), *(n for n in before if n not in now)]


def told(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


@contextmanager
def listening(folder: Path, edition: str, tell: Tell) -> Iterator[Listener]:
    """Have parts that are made or taken meanwhile told, and remembered if all goes well."""
    listener = Listener(folder, edition, tell)
    token = _listener.set(listener)
    try:
        yield listener
        listener.remember()
    finally:
        _listener.reset(token)


def note(part: str, depends: Depends, *, taken: bool) -> None:
    """Tell whoever listens of a part: what it depends on, and whether it was taken from an earlier build.

    Parameters
    ----------
    part : str
        The part in a user's words: "page briefs/jpn/index.html".
    depends : mapping of str to str
        Everything that it depends on, in a user's words, with a hash of each.
    taken : bool
        Whether it was taken as it was kept.
    """
    if (listener := _listener.get()) is not None:
        listener.note(part, depends, taken=taken)
    else:
        journal.current().part(part, ANEW, taken=taken)
