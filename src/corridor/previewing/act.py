"""What `corridor preview` does: serve, build, wait for a change, build again, until it is interrupted."""

from __future__ import annotations

import signal
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from corridor.console import say_fault, say_line
from corridor.editions import read_edition
from corridor.errors import CorridorError
from corridor.previewing.changes import changes
from corridor.previewing.news import News
from corridor.previewing.rebuilding import Order, rebuild
from corridor.previewing.serving import serving
from corridor.project import Project
from corridor.reasons import told
from corridor.rendering import engines


def preview(project: Project, order: Order, *, port: int, show: bool = False) -> None:
    """Serve a site and build it again whenever something changed that it is built from.

    It does not return: an interrupt ends it.

    Parameters
    ----------
    project : Project
        The project.
    order : Order
        What to build.
    port : int
        Where to serve; 0 for any port that is free.
    show : bool
        Whether to open the site in the browser.

    Raises
    ------
    UsageError
        If there is no such edition or engine, or the port is taken. What is wrong with the project is told, and
        waited for to be mended.
    """
    _refuse_wrong_words(project, order)
    out, news = Path(order.out).resolve(), News()
    with _ended_as_by_an_interrupt(), serving(out, news, port) as address:
        say_line(f"The site is at {address}; Ctrl-C ends the preview.")
        if show:
            webbrowser.open(address)
        for names in changes(project, out):
            if names:
                say_line(f"Changed: {told(names)}")
            _build(project, order, news)


def _build(project: Project, order: Order, news: News) -> None:
    """Build once, and tell the terminal and the open pages what came of it."""
    begun = time.monotonic()
    try:
        rebuilt = rebuild(project, order)
    except CorridorError as error:
        say_fault(error)
        news.failed(error)
    else:
        took = f"built in {time.monotonic() - begun:.1f} s"
        say_line(f"Edition {rebuilt.edition}: {took if rebuilt.changed else 'as it stands: nothing changed'}")
        news.built(changed=rebuilt.changed)


def _refuse_wrong_words(project: Project, order: Order) -> None:
    """Refuse what no change of a file would mend."""
    if order.engine not in engines.NAMES:
        engines.choose(order.engine)
    if order.edition and not (project.reports / "editions" / f"{order.edition}.yml").is_file():
        read_edition(project, order.edition)


@contextmanager
def _ended_as_by_an_interrupt() -> Iterator[None]:
    """Let a closed terminal, and a request to end, put everything away as an interrupt does."""

    def interrupt(*_: Any) -> NoReturn:
        raise KeyboardInterrupt

    # One that is passed over, as under nohup, stays so.
    heard = [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) != signal.SIG_IGN]
    before = {number: signal.signal(number, interrupt) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
