"""Several files as one piece of bytes: an index as a line of JSON, then the contents one after the other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from corridor import plain_json


def packed(files: Mapping[str, bytes], about: Mapping[str, Any] | None = None) -> bytes:
    """Pack files.

    Parameters
    ----------
    files : mapping of str to bytes
        Contents by name.
    about : mapping, optional
        Plain data to go with them.
    """
    names = sorted(files)
    index = {"about": dict(about or {}), "files": [[name, len(files[name])] for name in names]}
    head = json.dumps(index, sort_keys=True, ensure_ascii=False).encode()
    return b"\n".join([head, b"".join(files[name] for name in names)])


def unpacked(parcel: bytes) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Unpack files, and what goes with them.

    Raises
    ------
    ValueError
        If this is no parcel, or was cut off.
    """
    head, _, body = parcel.partition(b"\n")
    index = plain_json.parse(head)
    files, at = {}, 0
    for name, size in index["files"]:
        files[name] = body[at : at + size]
        at += size
    if at != len(body):
        raise ValueError(f"{at} bytes expected, {len(body)} found")
    return files, index["about"]
