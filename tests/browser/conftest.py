"""Fixtures of tests in a real browser; browsing.py says how to use them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urljoin

import pytest
from browsing import MISSING, SUBFOLDER, Installation, Visit, found, launched, serving
from playwright.sync_api import Browser, expect, sync_playwright

HERE = Path(__file__).parent
# Milliseconds. Other tests may use the processors meanwhile; only what never comes is waited for so long.
PATIENCE = 60_000
_passed_over: set[str] = set()
_installation = Installation()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Come last: Playwright's loop runs until its browser is closed, and tests with loops of their own cannot."""
    items.sort(key=_here)
    if any(map(_here, items)):
        _installation.begin()


def _here(item: pytest.Item) -> bool:
    return item.path.is_relative_to(HERE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all tests."""
    _installation.end()
    executable = found()
    if executable is None:
        _passed_over.add(MISSING)
        pytest.skip(MISSING)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        launched_browser = launched(playwright, executable)
        yield launched_browser
        launched_browser.close()


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """Address of the built site's root on a plain file server."""
    with serving(site) as server:
        yield f"http://127.0.0.1:{server.server_port}/"


@pytest.fixture(scope="session")
def served_below(served: str) -> str:
    """Address of the same site in a subfolder."""
    return urljoin(served, quote(SUBFOLDER))


@pytest.fixture
def visit(browser: Browser, served: str) -> Iterator[Callable[..., Visit]]:
    """Open pages; at the end of the test none may have complained, or asked another host."""
    visits: list[Visit] = []

    def opened(
        path: str = "",
        *,
        address: str = "",
        theme: str = "light",
        javascript: bool = True,
        reduced_motion: bool = False,
        slow: float = 1,
        width: int = 1440,
        height: int = 900,
        before: str = "",
        complaints_expected: bool = False,
    ) -> Visit:
        context = browser.new_context(
            color_scheme=theme,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            reduced_motion="reduce" if reduced_motion else "no-preference",
            viewport={"width": width, "height": height},
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE)
        if before:
            context.add_init_script(before)
        seen = Visit(context, complaints_expected=complaints_expected)
        visits.append(seen)
        if slow > 1:
            seen.slowed(slow)
        seen.page.goto(address or urljoin(served, path))
        return seen

    yield opened
    found_wrong = []
    for seen in visits:
        found_wrong += [f"{seen.page.url} asked another host: {url}" for url in seen.foreign]
        if not seen.complaints_expected:
            found_wrong += [f"{seen.page.url}: {told}" for told in seen.complaints]
        seen.page.context.close()
    assert not found_wrong, "\n".join(found_wrong)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for reason in sorted(_passed_over):
        terminalreporter.write_line(f"NOT TESTED: {reason}.", red=True, bold=True)
