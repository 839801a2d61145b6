"""Memory that is free in this process, given back to the system before a stage whose processes need it."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress


def give_back() -> None:
    """Give back what is free; where the C library does not know how, it stays for what comes next."""
    gc.collect()
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
