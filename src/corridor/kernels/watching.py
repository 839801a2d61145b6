"""Watches, in a process that was forked for a run, which files of the project its notebook opens by itself.

Python tells of every file that it opens. What a command, or a library in C that was not there before, opens, it does
not tell: a run that starts one may have seen anything.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Callable
from contextlib import suppress
from importlib import metadata
from importlib.util import source_from_cache
from pathlib import Path
from typing import Any

from corridor.keeping import cache_folder
from corridor.project import Project
from corridor.seen import Seen

_COMMANDS = (
    *("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn"),
    *("pty.spawn", "sqlite3.connect", "ctypes.dlopen"),
)
_LISTINGS = ("os.listdir", "os.scandir")
# Whoever looks for modules and for what is installed looks into the working folder, too.
_SEEKERS = ("<frozen importlib._bootstrap_external>", metadata.__file__)
# Not of this project, and as the machine and the lock have them.
_SYSTEM = ("/dev", "/etc", "/proc", "/sys", "/usr", "/lib", "/bin", "/var", "/run")


class _Watch:
    """Hands on to a `Seen` what Python tells: `told` has what to do with the arguments of each event."""

    def __init__(self, project: Project, seen: Seen, folder: Path) -> None:
        self._root, self._seen = str(project.root), seen
        libraries = (sys.prefix, sys.base_prefix, *map(sysconfig.get_path, ("stdlib", "purelib", "platlib")))
        package = str(Path(__file__).parents[1])
        self._verdicts = str(project.cache / "checks")
        caches = (str(cache_folder()), str(project.cache))
        elsewhere = [*libraries, package, *caches, str(folder), *_SYSTEM]
        self._elsewhere = tuple({f"{one}/" for path in elsewhere for one in (path, os.path.realpath(path))})
        self.told: dict[str, Callable[[tuple[Any, ...]], None]] = {
            "open": self._opened,
            "import": self._imported,
            **dict.fromkeys(_LISTINGS, self._listed),
            **{event: self._started(event) for event in _COMMANDS},
        }

    def _opened(self, args: tuple[Any, ...]) -> None:
        path, _, flags = args
        flags = flags or 0
        # What is only written, or made by the run itself, is nothing that it sees.
        if isinstance(path, int) or flags & os.O_ACCMODE == os.O_WRONLY or flags & os.O_EXCL:
            return
        name = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - thousands are asked for
        if name == self._root:
            return
        if name.startswith(self._verdicts):
            self._seen.escaped("data checks are asked for")
        elif self._is_ours(name):
            found = Path(source_from_cache(name) if name.endswith(".pyc") else name)
            self._seen.file(found)

    def _listed(self, args: tuple[Any, ...]) -> None:
        path = args[0] if args[0] is not None else "."
        if isinstance(path, int) or sys._getframe(2).f_code.co_filename in _SEEKERS:
            return
        name = os.path.abspath(os.fsdecode(path))  # noqa: PTH100
        if self._is_ours(f"{name}/"):
            self._seen.folder(Path(name))

    def _imported(self, args: tuple[Any, ...]) -> None:
        if args[1] is not None:
            self._seen.escaped(f"the library {args[0]} is loaded")

    def _started(self, event: str) -> Callable[[tuple[Any, ...]], None]:
        return lambda _: self._seen.escaped(f"a command is started ({event})")

    def _is_ours(self, name: str) -> bool:
        return not name.startswith(self._elsewhere)


def watch(project: Project, folder: Path) -> Seen:
    """Note from now on, until this process ends, what it sees.

    Parameters
    ----------
    project : Project
        The project.
    folder : Path
        The run's own; what it writes there and reads again is none of the project's.
    """
    seen = Seen.begin(project.root)
    # The code list is read once, before the fork.
    seen.file(project.definitions / "economies.csv")
    watched = _Watch(project, seen, folder).told

    # Python tells of much more, some of it thousands of times in a run, which a plain function passes over fastest.
    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in watched:
            # Whatever is odd about it is for the call itself to refuse.
            with suppress(TypeError, ValueError, OSError):
                watched[event](args)

    sys.addaudithook(hook)
    return seen
