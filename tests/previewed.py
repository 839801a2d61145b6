"""A preview as a user starts it: the real command in a process of its own, over a small project."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

from corridor.project import Project
from kept import copied, take_along

# Seconds. Other tests may use the processors meanwhile; only what never comes is waited for so long.
PATIENCE = 300
EDITION = "2026-9"
BRIEF = f"editions/{EDITION}/briefs/mng/"
TEMPLATE = "templates/country_brief/_stocks.jinja"
_START = "from corridor.cli import main; main()"
_TEXT = f"""id: {EDITION}
title: A small edition
published: 2026-07-01
region: north-east-asia
economies: [MNG]
reports: [country_brief]
vintages:
  migrant_stock: rev2024
  population: wpp2024
"""


def placed(project: Project, root: Path) -> Project:
    """A project with an edition of one brief."""
    made = copied(project, root)
    take_along(project, root)
    for path in (made.reports / "editions").glob("*.yml"):
        path.unlink()
    (made.reports / "editions" / f"{EDITION}.yml").write_text(_TEXT, encoding="utf-8")
    return made


class Preview:
    """A running preview.

    Attributes
    ----------
    address : str
        The site's address.
    said : list of str
        What it printed so far, line by line.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.said: list[str] = []
        self._news = threading.Condition()
        self._open: list[HTTPResponse | HTTPConnection] = []
        self.process = subprocess.Popen(
            [sys.executable, "-c", _START, "preview", "--port", "0", "--engine", "pandoc"],
            cwd=project.root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"COLUMNS": "200"},
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:  # type: ignore[union-attr]
            with self._news:
                self.said.append(line.rstrip("\n"))
                self._news.notify_all()

    def hears(self, pattern: str, after: int = 0) -> re.Match[str]:
        """Wait until it has printed a line with a pattern."""

        def heard() -> re.Match[str] | None:
            return next(filter(None, (re.search(pattern, line) for line in self.said[after:])), None)

        with self._news:
            found = self._news.wait_for(heard, PATIENCE)
        assert found, self.said
        return found

    @property
    def address(self) -> str:
        return self.hears(r"http://127\.0\.0\.1:\d+/")[0]

    def ask(self, path: str) -> HTTPResponse:
        """Ask for a page, as a browser does that is going to show it."""
        place = urlsplit(self.address)
        connection = HTTPConnection(place.hostname or "", place.port, timeout=PATIENCE)
        connection.request("GET", f"/{path}", headers={"Sec-Fetch-Dest": "document"})
        answer = connection.getresponse()
        self._open += [answer, connection]
        return answer

    def page(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        answer = self.ask(path)
        return answer.status, answer.read().decode()

    def told(self) -> Callable[[Callable[[dict], bool]], dict]:
        """Open a page's stream of events; what is given waits for one that is as wanted."""
        stream = self.ask("_preview/events")

        def wait(wanted: Callable[[dict], bool]) -> dict:
            for line in stream:
                if line.startswith(b"data: ") and wanted(told := json.loads(line.removeprefix(b"data: "))):
                    return told
            raise AssertionError(self.said)

        return wait

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text in a file, which is whole at every moment."""
        path = self.project.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        part = path.with_name(f".{path.name}.part")
        part.write_text(text.replace(old, new, 1), encoding="utf-8")
        part.replace(path)

    def interrupted(self, number: signal.Signals = signal.SIGINT) -> int:
        """End it; gives its exit code."""
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        assert not self._reader.is_alive(), "something that it started still holds its output"
        return code

    def close(self) -> None:
        """End it whatever it does, and close what was asked of it."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        for one in (*self._open, self.process.stdout):
            one.close()  # type: ignore[union-attr]


@contextmanager
def previewing(project: Project) -> Iterator[Preview]:
    """Preview the project's newest edition meanwhile."""
    running = Preview(project)
    try:
        yield running
    finally:
        running.close()
