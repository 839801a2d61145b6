"""Results that a process holds for the processes it forks, as long as the files they came from stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from functools import update_wrapper
from pathlib import Path
from typing import Any, Generic, ParamSpec, TypeVar

from corridor.seen import Seen

P = ParamSpec("P")
R = TypeVar("R")

_Stamps = tuple[tuple[str, int, int, int] | None, ...]


class Holdable(Generic[P, R]):
    """A function that answers from what is held, where its files have not been touched since.

    Nothing is held unless `hold` is called, or within `remembering`: a function does not remember by itself.

    Parameters
    ----------
    function : callable
        Gives the same for the same arguments and files.
    key : callable
        Given the arguments, what they are told apart by.
    files : callable
        Given the arguments, the files that the result rests on.
    fine : bool
        Whether the result itself notes what a run of a notebook sees of it; otherwise, where it is held, all of its
        files are.
    """

    def __init__(
        self,
        function: Callable[P, R],
        key: Callable[..., Hashable],
        files: Callable[..., Iterable[Path]],
        *,
        fine: bool = False,
    ) -> None:
        update_wrapper(self, function)
        self._function, self._key, self._files, self._fine = function, key, files, fine
        self._held: dict[Hashable, tuple[_Stamps, tuple[Path, ...], R]] = {}
        self._remembering = 0

    def __call__(self, *args: P.args, **options: P.kwargs) -> R:
        """Answer from what is held, or as the function does."""
        found = self._held.get(self._key(*args, **options)) if self._held else None
        if found is not None and found[0] == _stamps(found[1]):
            if Seen.current is not None and not self._fine:
                for path in found[1]:
                    Seen.current.file(path)
            return found[2]
        if self._remembering:
            return self.hold(*args, **options)
        return self._function(*args, **options)

    def hold(self, *args: P.args, **options: P.kwargs) -> R:
        """Call the function and hold what it gives.

        Raises
        ------
        Exception
            Whatever the function raises; nothing is held then.
        """
        files = tuple(self._files(*args, **options))
        before = _stamps(files)
        result = self._function(*args, **options)
        self._held[self._key(*args, **options)] = (before, files, result)
        return result

    @contextmanager
    def remembering(self) -> Iterator[None]:
        """Hold whatever is asked for within, until the end; also a decorator."""
        before = dict(self._held)
        self._remembering += 1
        try:
            yield
        finally:
            self._remembering -= 1
            self._held = before


def holdable(
    key: Callable[..., Hashable], files: Callable[..., Iterable[Path]], *, fine: bool = False
) -> Callable[[Callable[P, R]], Holdable[P, R]]:
    """Make a function `Holdable`."""

    def wrapped(function: Callable[P, R]) -> Holdable[P, R]:
        return Holdable(function, key, files, fine=fine)

    return wrapped


def _stamps(files: Iterable[Path]) -> _Stamps:
    """What changes when a file does: time of change to the nanosecond, size, inode; None where there is none."""
    return tuple(_stamp(path) for path in files)


def _stamp(path: Path) -> tuple[str, int, int, int] | None:
    try:
        found: Any = path.stat()
    except OSError:
        return None
    return str(path), found.st_mtime_ns, found.st_size, found.st_ino
