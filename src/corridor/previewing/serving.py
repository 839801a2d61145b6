"""The server: on this machine's own address only, a thread for each request, and gone when the preview ends."""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from corridor.errors import UsageError
from corridor.previewing.answers import Answer, answer
from corridor.previewing.news import News
from corridor.previewing.pages import EVENTS

HOST = "127.0.0.1"
# Seconds after which a page that says nothing is sent an empty line, to notice when it is gone.
_SIGN_OF_LIFE = 15.0
# Seconds that a client may take over a line of its request, or over taking what it is sent.
_SLOWEST = 30.0
# Connections at a time; a browser opens six. Each has a thread.
_MOST = 100


@contextmanager
def serving(site: Path, news: News, port: int) -> Iterator[str]:
    """Serve a site meanwhile.

    Parameters
    ----------
    site : Path
        The site's folder, which need not be there yet.
    news : News
        What open pages are told; it ends with the server.
    port : int
        Where; 0 for any port that is free.

    Yields
    ------
    str
        Address of the site's first page.

    Raises
    ------
    UsageError
        If another program has the port, or it may not be taken.
    """
    server = _bound(site, news, port)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}/"
    finally:
        try:
            server.shutdown()
            thread.join()
        finally:  # An impatient second interrupt comes in between.
            server.end()


def _bound(site: Path, news: News, port: int) -> Server:
    try:
        return Server(site, news, port)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        raise UsageError(
            f"Port {port} is taken." if taken else f"Port {port} cannot be taken.",
            where="--port",
            expected="a port that no other program has",
            found="another program listens there" if taken else os.strerror(error.errno or 0),
            todo="End the other program, or name another port; --port 0 takes any that is free.",
        ) from None


class Server(ThreadingHTTPServer):
    """A server of one site.

    Parameters
    ----------
    site : Path
        The site's folder.
    news : News
        What open pages are told.
    port : int
        Where; 0 for any port that is free.
    """

    daemon_threads = False
    request_queue_size = 64

    def __init__(self, site: Path, news: News, port: int) -> None:
        self.site, self.news = site, news
        self._lock = Lock()
        self._open: set[Any] = set()
        super().__init__((HOST, port), Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Begin to answer, and remember the connection until that is done; one too many is closed."""
        with self._lock:
            many = len(self._open) >= _MOST
            if not many:
                self._open.add(request)
        if many:
            self.shutdown_request(request)
        else:
            super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over clients that went away; a fault of ours keeps its traceback."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def end(self) -> None:
        """Close every connection, and wait until no thread is left."""
        self.news.end()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Server
    timeout = _SLOWEST

    def do_GET(self) -> None:
        """Send a file, or what there is to tell for as long as the page is open."""
        if self.path.partition("?")[0] == EVENTS and self._is_ours():
            self._tell()
        else:
            self._send(self._answer())

    def do_HEAD(self) -> None:
        """Send what `do_GET` would, without the body."""
        self._send(self._answer())

    def _answer(self) -> Answer:
        # What holds is asked before the file is read: a page that is newer than it says is loaded once too often,
        # one that is older would stay.
        told = self.server.news.now
        return answer(
            self.server.site, self.path, {name.lower(): text for name, text in self.headers.items()}, told
        )

    def _is_ours(self) -> bool:
        return self._answer().status is not HTTPStatus.FORBIDDEN

    def _send(self, told: Answer) -> None:
        self._begin(told.status, {**told.headers, "Content-Length": str(len(told.body))})
        if self.command != "HEAD":
            self.wfile.write(told.body)

    def _tell(self) -> None:
        self._begin(HTTPStatus.OK, {"Content-Type": "text/event-stream"})
        self.wfile.write(b"retry: 500\n\n")
        number = ""
        while True:
            told = self.server.news.after(number, _SIGN_OF_LIFE)
            if self.server.news.ended:
                return
            number = told.number if told else number
            self.wfile.write(f"data: {told.as_json()}\n\n".encode() if told else b":\n\n")

    def _begin(self, status: HTTPStatus, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.end_headers()

    def version_string(self) -> str:
        """Name of the server."""
        return "corridor"

    def log_message(self, *_: Any) -> None:
        """Keep no log: the terminal is for what is built."""
