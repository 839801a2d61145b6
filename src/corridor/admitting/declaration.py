"""A vintage written into `source.yml`: its lines are laid in, and everything else of the file stays as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import yaml

from corridor.errors import ConfigurationError
from corridor.publishing.exchange import settle
from corridor.source_declarations import Vintage


def with_vintage(text: str, vintage: Vintage, name: str) -> str:
    """Lay a vintage into the text of a `source.yml`, after those that are there.

    Parameters
    ----------
    text : str
        The file.
    vintage : Vintage
        What is laid in.
    name : str
        What the project calls the file, for messages.

    Raises
    ------
    ConfigurationError
        If its vintages are not written as a block, one key a line.
    """
    whole = yaml.compose(text)
    pairs = whole.value if isinstance(whole, yaml.MappingNode) else []
    held = next((value for key, value in pairs if key.value == "vintages"), None)
    if not isinstance(held, yaml.MappingNode) or held.flow_style or not held.value:
        raise ConfigurationError(
            f"{name} cannot be added to.",
            where=f"{name}, key vintages",
            expected="vintages written one below the other",
            found="another form",
            todo="Write them as the other sources have them.",
        )
    indent = held.value[0][0].start_mark.column
    lines = text.splitlines(keepends=True)
    at = _last_line(held) + 1
    while not lines[at - 1].strip():
        at -= 1
    if not lines[at - 1].endswith("\n"):
        lines[at - 1] += "\n"
    return "".join([*lines[:at], *(f"{' ' * indent}{line}\n" for line in _lines(vintage)), *lines[at:]])


def _last_line(node: yaml.Node) -> int:
    """Last line that a value stands on, from 0."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style:
        return max(_last_line(value) for _, value in node.value)
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        return max(_last_line(item) for item in node.value)
    # A text over several lines ends where the next line begins.
    end = node.end_mark
    return int(end.line - 1 if end.column == 0 and end.line > node.start_mark.line else end.line)


def _lines(vintage: Vintage) -> Iterator[str]:
    yield f"{vintage.id}:"
    for key in ("file", "sha256"):
        yield f"  {key}: {getattr(vintage, key)}"
    yield f"  published: {json.dumps(vintage.published)}"
    for key in ("title", "label", "coverage", "citation"):
        if value := getattr(vintage, key):
            yield f"  {key}: {_scalar(value)}"
    yield f"  years: [{vintage.years[0]}, {vintage.years[1]}]"
    if vintage.accepted:
        yield "  accepted:"
        yield f"    reason: {_scalar(vintage.accepted)}"
        yield "    findings:"
        for finding in vintage.findings:
            yield f"      - {_scalar(finding)}"


def _scalar(value: str) -> str:
    """Write a text plain where YAML reads it back as it is, in quotation marks otherwise."""
    try:
        read = yaml.safe_load(f"- {value}\n- key: {value}")
    except yaml.YAMLError:
        read = None
    return value if read == [value, {"key": value}] else json.dumps(value, ensure_ascii=False)


def replace(path: Path, content: bytes) -> None:
    """Put a file's new content in its place in one step, so that it outlasts a power failure."""
    fresh = path.with_name(f".{path.name}-new")
    try:
        fresh.write_bytes(content)
        settle(fresh)
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
    with suppress(
        OSError
    ):  # It is done; a name that does not outlast a power failure leaves what was there before.
        settle(path.parent)
