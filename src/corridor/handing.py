"""Contents of reports handed from the process that wrote them to the one that puts an edition together.

What every process has of its own, the edition's context, is named and not copied. Only processes of one build hand
such bytes to each other; nothing of the kind is kept or read from a file.
"""

from __future__ import annotations

import io
import pickle
from typing import Any

from corridor.reports.context import Context


class _Packer(pickle.Pickler):
    def __init__(self, file: io.BytesIO, context: Context) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._known = {id(context): "context", id(context.outlook): "outlook"}

    def persistent_id(self, value: Any) -> str | None:
        return self._known.get(id(value)) if isinstance(value, Context) else None


class _Unpacker(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, context: Context) -> None:
        super().__init__(file)
        self._context = context

    def persistent_load(self, name: Any) -> Context:
        return self._context.outlook if name == "outlook" else self._context


def packed(content: object, context: Context) -> bytes:
    """Pack what a report says, but for its context."""
    file = io.BytesIO()
    _Packer(file, context).dump(content)
    return file.getvalue()


def unpacked(content: bytes, context: Context) -> Any:
    """Unpack what a report says, in the context of this process."""
    return _Unpacker(io.BytesIO(content), context).load()
