"""Faults put into a command and all processes that it starts: Python imports this module by itself.

`FAULTS_CALL` names what fails, `FAULTS_ERROR` how, `FAULTS_AFTER` how many calls go well before, `FAULTS_WITHIN` a
part of the path that it must concern.
"""

import builtins
import errno
import os
import time

_CALL = os.environ.get("FAULTS_CALL", "")
_NUMBER = getattr(errno, os.environ.get("FAULTS_ERROR", "EIO"))
_WITHIN = os.environ.get("FAULTS_WITHIN", "")
_left = [int(os.environ.get("FAULTS_AFTER", "0"))]


def _fails(*names: object) -> None:
    told = [os.fsdecode(name) for name in names if isinstance(name, (str, bytes, os.PathLike))]
    if _WITHIN and not any(_WITHIN in one for one in told):
        return
    if _left[0] > 0:
        _left[0] -= 1
        return
    raise OSError(_NUMBER, os.strerror(_NUMBER), told[0] if told else None)


def _wrapped(module: object, name: str) -> None:
    real = getattr(module, name)

    def failing(*arguments: object, **options: object) -> object:
        _fails(*arguments)
        return real(*arguments, **options)

    setattr(module, name, failing)


if _CALL == "fsync":
    _wrapped(os, "fsync")
elif _CALL == "rename":
    _wrapped(os, "rename")
    _wrapped(os, "replace")
elif _CALL == "write":
    _open, _low = builtins.open, os.open

    def _opened(file, mode="r", *arguments, **options):  # type: ignore[no-untyped-def]
        if set(mode) & set("wax+"):
            _fails(file)
        return _open(file, mode, *arguments, **options)

    def _opened_low(path, flags, *arguments, **options):  # type: ignore[no-untyped-def]
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            _fails(path)
        return _low(path, flags, *arguments, **options)

    import io

    builtins.open = io.open = _opened  # type: ignore[assignment]
    os.open = _opened_low
elif _CALL == "clock":
    _now, _back = time.time, float(os.environ["FAULTS_BACK"])

    def _told_time() -> float:
        _left[0] -= 1
        return _now() - (_back if _left[0] < 0 else 0.0)

    time.time = _told_time
    time.time_ns = lambda: int(_told_time() * 1e9)
    _utime = os.utime

    def _stamped(path, times=None, **options):  # type: ignore[no-untyped-def]
        # A file that is touched is touched by that clock.
        if times is None and "ns" not in options:
            times = (_told_time(),) * 2
        return _utime(path, times, **options)

    os.utime = _stamped
elif _CALL == "patience":
    # Quarto is given seconds where it is given minutes otherwise.
    from corridor.rendering import quarto_call

    quarto_call.PATIENCE = 3.0
