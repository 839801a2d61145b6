"""The ground of tests in a real browser: headless Chromium, driven by Playwright, over the site as it was built.

How to write a test here
------------------------
Ask for the fixture `visit` and open a page of the built site by its path below the site's root::

    def test_the_menu_names_this_page(visit):
        seen = visit("editions/2026-1/briefs/jpn/")
        assert seen.page.locator("h1").inner_text() == "Japan"

`visit(path, …)` gives a `Visit`: `page` is Playwright's page (`locator`, `click`, `keyboard`, `evaluate`,
`screenshot` …), `requests` lists the address of every request, `sent` tells how many bytes the server sent for each,
`complaints` lists what the browser complained of: errors on the console (what a Content-Security-Policy refuses is
one), exceptions that no script caught, requests that failed. **A test ends with a failure if a page complained**, or
asked any host but its own; with `complaints_expected=True` the test judges complaints itself.

Options of `visit`: `theme="dark"`, `javascript=False`, `reduced_motion=True`, `slow=4` (times a slower processor),
`width=360, height=740`, `address=…` instead of a path (a file, the site below a subfolder: fixture `served_below`),
`before=script` to run before any script of the page. Each visit has a context of its own: no storage or cache is
shared.

The fixture `site` is the built site with both editions (tests/conftest.py): pages are looked at, never changed. A test
that changes a file copies it first. The browser is one for the whole session; a visit costs some 200 ms, so that a test
may open several. Wait for what should be there (`expect(locator).to_be_visible()`), never for a time; a page's policy
refuses `page.wait_for_function`. For a quick look at a site that is built already:
`CORRIDOR_TEST_SITE=_site pytest tests/browser`.

Chromium is taken from `CHROMIUM_PATH`, else from the `PATH`; where there is none and the tests run as root on a machine
with apt-get, Debian's is installed while other tests run. Elsewhere the tests are skipped, and the end of the run says
so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = (
    "no Chromium: name it in CHROMIUM_PATH, or install Debian's package chromium, to test pages in a browser"
)
# Without these Chromium looks for its maker's hosts at every start.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)
SUBFOLDER = "/some/where else/"
_INSTALL = "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium"


def found() -> str | None:
    """Chromium's executable, if there is one."""
    if named := os.environ.get("CHROMIUM_PATH"):
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None)


class Installation:
    """Debian's Chromium, installed beside what else the tests do, where that is allowed."""

    def __init__(self) -> None:
        self._running: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        may = os.geteuid() == 0 and shutil.which("apt-get") and "CHROMIUM_PATH" not in os.environ
        if may and not found() and self._running is None:
            quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            self._running = subprocess.Popen(
                ["/bin/sh", "-c", _INSTALL],
                env=quiet,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    def end(self) -> None:
        """Wait until it is done; a machine that cannot be asked for packages gives up by itself."""
        if self._running is not None:
            try:
                self._running.wait(timeout=300)
            except subprocess.TimeoutExpired:
                self._running.kill()
                self._running.wait()
            self._running = None


class _Handler(SimpleHTTPRequestHandler):
    """A plain file server: the site at the root and once more in a subfolder."""

    def translate_path(self, path: str) -> str:
        below = SUBFOLDER.replace(" ", "%20")
        return super().translate_path("/" + path.removeprefix(below) if path.startswith(below) else path)

    def copyfile(self, source: object, outputfile: object) -> None:
        super().copyfile(source, outputfile)  # type: ignore[arg-type,type-var]
        self.server.sent[urlsplit(self.path).path] = os.fstat(source.fileno()).st_size  # type: ignore[attr-defined]

    def log_message(self, *args: object) -> None:
        """A server under test keeps no log."""


@contextmanager
def serving(folder: Path) -> Iterator[ThreadingHTTPServer]:
    """Serve a folder on the loopback address, at a port that is free."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    server.daemon_threads = True
    server.sent = Counter()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def launched(playwright: Playwright, executable: str) -> Browser:
    return playwright.chromium.launch(executable_path=executable, args=list(QUIET))


class Visit:
    """A page as one reader has it, with all that it asked for and complained of.

    Attributes
    ----------
    page : Page
        Playwright's page.
    requests : list of str
        Addresses that were asked for, in order.
    complaints : list of str
        Errors on the console, uncaught exceptions, failed requests.
    complaints_expected : bool
        Whether the test judges complaints itself.
    """

    def __init__(self, context: BrowserContext, *, complaints_expected: bool = False) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.complaints_expected = complaints_expected
        self._bodies: dict[str, int] = {}
        self.page: Page = context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(f"exception: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("console", self._heard)
        self.page.on("response", self._answered)

    def _heard(self, message: object) -> None:
        if message.type == "error":  # type: ignore[attr-defined]
            self.complaints.append(f"console: {message.text}")  # type: ignore[attr-defined]

    def _failed(self, request: object) -> None:
        # A reader who goes on breaks off what is still on its way; that is no fault of the page.
        if request.failure != "net::ERR_ABORTED":  # type: ignore[attr-defined]
            self.complaints.append(f"failed: {request.url}, {request.failure}")  # type: ignore[attr-defined]

    def _answered(self, response: object) -> None:
        if response.status >= 400:  # type: ignore[attr-defined]
            self.complaints.append(f"{response.status}: {response.url}")  # type: ignore[attr-defined]
        if response.status == 200:  # type: ignore[attr-defined]
            told = response.headers.get("content-length", "0")  # type: ignore[attr-defined]
            self._bodies[response.url] = int(told)  # type: ignore[attr-defined]

    @property
    def sent(self) -> dict[str, int]:
        """Bytes of each answer's body, by address, as a plain file server sends it: not compressed."""
        return dict(self._bodies)

    @property
    def foreign(self) -> list[str]:
        """Requests that went to another host than the page's own; files and data have none."""
        own = urlsplit(self.page.url).netloc
        return [url for url in self.requests if urlsplit(url).netloc not in ("", own)]

    def slowed(self, times: float) -> None:
        """Make the processor that many times slower."""
        self.page.context.new_cdp_session(self.page).send("Emulation.setCPUThrottlingRate", {"rate": times})
