"""Runs of notebooks, kept from one build to the next: one that would see the same is not run again.

Two steps lead to a kept run. Under what every run rests on, its notebook, parameters and code, lies what earlier runs
saw, a few traces. For each of them it is found what a run would see now; under all of that lies the result.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from corridor import plain_json
from corridor.errors import CorridorError
from corridor.indicators import IndicatorSet
from corridor.keeping import Shelf, key_of
from corridor.parcels import packed, unpacked
from corridor.project import Project
from corridor.seen_now import Now, Parts

# An edition has some ten runs, one of all economies two hundred and fifty; each has a result and its traces.
MOST = 2000
# A run that saw other things each time is not worth looking for everywhere.
_TRACES = 8
# As much of a vintage's digest as nothing but the digest has.
_TELLING = 12
_SHORT = 12
_NOTEBOOK, _INDICATORS = "notebook", "indicators"
_CHUNK = 1 << 20


class Asked(Protocol):
    """A notebook to run for a subject; see `notebooks.Run`."""

    @property
    def notebook(self) -> str:
        """Its name."""

    @property
    def parameters(self) -> Mapping[str, object]:
        """Its parameters."""


@dataclass(frozen=True)
class _Found:
    """A kept run: where it is, what it saw and what is seen now of that."""

    key: str
    trace: Mapping[str, Any]
    parts: Parts


class KeptNotebooks:
    """Executed notebooks of a project and what they computed, each found by all that it saw.

    A run is taken again as long as the rows of the economies that it asked for, whatever else it asked of tables, and
    the files that it opened by itself are the same, and the notebook, our own code and the lock. One that could have
    seen more than what was noted is taken as long as no data, check, definition or edition changed.

    Parameters
    ----------
    project : Project
        The project.
    folder : Path
        Where they are kept.
    """

    def __init__(self, project: Project, folder: Path) -> None:
        self._now = Now(project)
        self._shelf = Shelf(folder, MOST)
        self._known: dict[str, _Found] = {}

    def has(self, asked: Asked) -> bool:
        """Whether a run is kept. A table is read only if its vintage is another than when it last was."""
        return self._found(asked) is not None

    def take(self, asked: Asked, out: Path) -> IndicatorSet | None:
        """Lay a kept notebook in its place and return what it computed; None if it has to be run.

        Values name the vintages' files as they are now, even where rows changed in them that the run did not see.
        """
        found = self._found(asked)
        content = self._shelf.take(found.key) if found else None
        if found is None or content is None:
            return None
        files, about = unpacked(content)
        text = zlib.decompress(files[_INDICATORS])
        for table, now in self._now.sha256(found.trace).items():
            if now != about["sha256"][table]:
                text = text.replace(about["sha256"][table].encode(), now.encode())
        with TemporaryDirectory(prefix="corridor-kept-") as folder:
            file = Path(folder) / _INDICATORS
            file.write_bytes(text)
            try:
                values = IndicatorSet.read(file)
            except CorridorError:
                return None
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(files[_NOTEBOOK])
        return values

    def keep(
        self, asked: Asked, out: Path, values: IndicatorSet, seen: Mapping[str, Any] | None = None
    ) -> None:
        """Keep an executed notebook and what it computed.

        Parameters
        ----------
        asked : Asked
            What was run.
        out : Path
            The executed notebook.
        values : IndicatorSet
            What it computed.
        seen : mapping, optional
            What it saw, as `seen.read` gives it; without it the run may have seen anything.
        """
        notebook = out.read_text(encoding="utf-8")
        told = self._told(asked, seen, notebook)
        trace: dict[str, Any] = {"seen": told, "answers": {}}
        parts = self._now.parts(trace)
        if parts is None or not self._as_seen(trace, seen):
            return
        with TemporaryDirectory(prefix="corridor-kept-") as folder:
            file = Path(folder) / _INDICATORS
            values.write(file)
            files = {_NOTEBOOK: notebook.encode(), _INDICATORS: _compressed(file)}
        under = self._under(asked)
        found = self._known[under] = _Found(_key(under, trace, parts), trace, parts)
        self._shelf.keep(found.key, packed(files, {"sha256": self._now.sha256(trace)}))
        others = [known for known in self._traces(under) if known["seen"] != told]
        self._write_traces(under, [trace, *others])

    def depends(self, asked: Asked) -> dict[str, str]:
        """Return short digests of all that a run rests on, by what it is in words.

        What was seen comes from the run that is kept, or else from the last one; without any only what every run of
        the notebook rests on is known.
        """
        found = self._found(asked)
        parts = found.parts if found else {}
        if found is None:
            last = next(iter(self._traces(self._under(asked))), None)
            parts = (self._now.parts(last) or {}) if last else {}
        rests = self._now.always(asked.notebook, asked.parameters) | parts
        return {name: value[:_SHORT] for name, value in sorted(rests.items())}

    def _found(self, asked: Asked) -> _Found | None:
        under = self._under(asked)
        if under in self._known:
            return self._known[under]
        traces = self._traces(under)
        for trace in traces:
            before = json.dumps(trace["answers"])
            parts = self._now.parts(trace)
            if parts is None or self._shelf.take(key := _key(under, trace, parts)) is None:
                continue
            if json.dumps(trace["answers"]) != before:
                self._write_traces(under, traces)
            self._known[under] = _Found(key, trace, parts)
            return self._known[under]
        return None

    def _under(self, asked: Asked) -> str:
        return key_of(self._now.always(asked.notebook, asked.parameters))

    def _told(self, asked: Asked, seen: Mapping[str, Any] | None, notebook: str) -> dict[str, Any]:
        """Say what a run saw, without what it was like."""
        if seen is None:
            seen = {"tables": {}, "files": {}, "folders": {}, "escaped": "it was not noted what it saw"}
        tables = {
            name: {"rows": one["rows"], "others": one["others"]} for name, one in seen["tables"].items()
        }
        shows = any(one["sha256"][:_TELLING] in notebook for one in seen["tables"].values())
        escaped = (
            ("figures are withheld" if asked.parameters.get("keep_going") else "")
            or self._now.past_questions(asked.notebook)
            or ("it shows the digest of a vintage" if shows else "")
            or seen["escaped"]
        )
        told = {"tables": {} if escaped else tables, "escaped": escaped}
        told |= {"files": sorted(seen["files"]), "folders": sorted(seen["folders"])}
        plain: dict[str, Any] = plain_json.parse(json.dumps(told))
        return plain

    def _as_seen(self, trace: Mapping[str, Any], seen: Mapping[str, Any] | None) -> bool:
        """Whether all is still as a run saw it."""
        if seen is None:
            return True
        now = self._now.sha256(trace)
        return (
            not seen["unsure"]
            and all(seen["tables"][table]["sha256"] == sha256 for table, sha256 in now.items())
            and all(self._now.file(name) == value for name, value in seen["files"].items())
            and all(self._now.folder(name) == value for name, value in seen["folders"].items())
        )

    def _traces(self, under: str) -> list[dict[str, Any]]:
        content = self._shelf.take(key_of(["traces", under]))
        found: list[dict[str, Any]] = plain_json.parse(content) if content is not None else []
        return found

    def _write_traces(self, under: str, traces: list[dict[str, Any]]) -> None:
        self._shelf.keep(key_of(["traces", under]), json.dumps(traces[:_TRACES]).encode())


def _key(under: str, trace: Mapping[str, Any], parts: Parts) -> str:
    return key_of([under, trace["seen"], parts])


def _compressed(path: Path) -> bytes:
    """Content of a file: that of all economies of the world has a hundred million characters, most of them the same."""
    compressing = zlib.compressobj(1)
    with path.open("rb") as file:
        parts = [compressing.compress(part) for part in iter(partial(file.read, _CHUNK), b"")]
    return b"".join([*parts, compressing.flush()])
