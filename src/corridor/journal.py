"""The log of a run for machines, and what is told of it at its end: what was built, taken, withheld, and why.

Whoever does something worth a line tells it here; where no run is being logged, nothing comes of it. Times of the
clock are in the log alone, never in what is published.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corridor.check_reports import CheckReport, CheckResult
    from corridor.errors import CorridorError

Write = Callable[[str], None]
_CAUSES = 3
_ECONOMY = re.compile(r"briefs/([a-z]{3})/| for ([A-Z]{3})$")
_current: ContextVar[Journal | None] = ContextVar("journal", default=None)


class Journal:
    """What happened in a run of a command.

    Parameters
    ----------
    command : str
        Its name.
    write : callable, optional
        Given each line of the log; no log is written without it.
    """

    def __init__(self, command: str, write: Write | None = None) -> None:
        self._command, self._write, self._begun = command, write, time.monotonic()
        self._editions: list[str] = []
        self._stage, self._since = "", self._begun
        self._built: Counter[str] = Counter()
        self._taken: Counter[str] = Counter()
        self._causes: Counter[str] = Counter()
        self._withheld: dict[str, str] = {}
        self._checks = self._warnings = self._unchanged = 0

    @property
    def is_written(self) -> bool:
        """Whether a log is written, so that nothing else belongs on its stream."""
        return self._write is not None

    @property
    def seconds(self) -> float:
        """Seconds since the run began; a clock that is set back does not touch them."""
        return time.monotonic() - self._begun

    def tell(self, event: str, level: str = "info", **fields: Any) -> None:
        """Write a line of the log; fields that say nothing are left out."""
        if self._write is None:
            return
        now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        about = {"edition": self._editions[-1] if self._editions else "", "stage": self._stage} | fields
        line = {"time": now, "level": level, "event": event, "command": self._command}
        said = {name: value for name, value in about.items() if value not in ("", None)}
        self._write(json.dumps(line | said | {"seconds": round(self.seconds, 3)}, ensure_ascii=False))

    def edition(self, edition: str) -> None:
        """Begin with an edition."""
        self._editions.append(edition)
        self._stage = ""
        self.tell("edition")

    def unchanged(self) -> None:
        """Take note that the edition stands as it would be built."""
        self._unchanged += 1
        self.tell("unchanged")

    def progress(self, stage: str, done: int, total: int) -> None:
        """Take note of a stage: as it begins, and how long it took as it ends."""
        if stage != self._stage:
            self._stage, self._since = stage, time.monotonic()
            self.tell("stage", state="begun", total=total)
        if done >= total:
            took = round(time.monotonic() - self._since, 3)
            self.tell("stage", state="done", total=total, took=took)

    def part(self, part: str, why: str, *, taken: bool) -> None:
        """Take note of a part that was taken as it was, or made and why."""
        kind = part.partition(" ")[0]
        found = _ECONOMY.search(part)
        economy = next(filter(None, found.groups()), "").upper() if found else ""
        if taken:
            self._taken[kind] += 1
        else:
            self._built[kind] += 1
            self._causes[why] += 1
        state = "reused" if taken else "built"
        self.tell("part", part=part, state=state, economy=economy, cause="" if taken else why)

    def checked(self, reports: Sequence[CheckReport]) -> None:
        """Take note of the verdicts on the data of an edition."""
        for result in (result for report in reports for result in report.results):
            self._checks += 1
            if not result.success and result.severity != "info":
                self._warnings += result.severity == "warning"
                self._failed_check(result)

    def _failed_check(self, result: CheckResult) -> None:
        level = "warning" if result.severity == "warning" else "error"
        about = {"source": result.source, "vintage": result.vintage, "check": result.check}
        self.tell("check", level, **about, expected=result.expected, found=result.found)

    def withheld(self, economies: Iterable[str], cause: str) -> None:
        """Take note of economies without a brief, and why."""
        for economy in economies:
            self._withheld[economy] = cause
            self.tell("withheld", "warning", economy=economy, cause=cause)

    def failed(self, error: CorridorError) -> None:
        """Take note of a mistake that stopped the run, or that it tells at its end."""
        said = {"message": error.message, **{_plain(label): text for label, text in error.lines()}}
        self.tell("failed", "error", kind=type(error).__name__, exit=error.exit_code, **said)

    def fault(self, error: BaseException, trace: str) -> None:
        """Take note of a fault of Corridor's own."""
        self.tell("failed", "error", kind=type(error).__name__, exit=1, message=str(error), traceback=trace)

    def end(self, code: int) -> None:
        """Write the last line of the log."""
        self.tell(
            "summary",
            "info" if code == 0 else "error",
            outcome=_outcome(code),
            exit=code,
            editions=self._editions,
            built=dict(self._built),
            reused=dict(self._taken),
            withheld=self._withheld,
            causes=dict(self._causes.most_common()),
            unchanged=self._unchanged,
            checks=self._checks,
            warnings=self._warnings,
        )

    def summary(self) -> Iterator[str]:
        """Say in a few lines what was built, taken and withheld, and why; nothing where nothing was done."""
        if self._built or self._taken:
            took = f"{self.seconds:.0f} s"
            yield f"  built {_counted(self._built)}; reused {_counted(self._taken)}; {took}"
        shown = self._causes.most_common(_CAUSES)
        for cause, count in shown:
            yield f"  {count} {cause}"
        if rest := self._causes.total() - sum(count for _, count in shown):
            yield f"  {rest} for other reasons; -v names each"
        for economy, cause in self._withheld.items():
            yield f"  withheld {economy}: {cause}"

    def health(self, code: int) -> str:
        """One line on how the run ended, of which scripts read the words and numbers."""
        how = f"corridor: {_outcome(code)}" + (f" exit={code}" if code else "")
        counts = {
            "command": self._command,
            "edition": ",".join(self._editions) or "-",
            "built": self._built.total(),
            "reused": self._taken.total(),
            "unchanged": self._unchanged,
            "withheld": len(self._withheld),
            "checks": self._checks,
            "warnings": self._warnings,
            "seconds": round(self.seconds),
        }
        return " ".join([how, *(f"{name}={value}" for name, value in counts.items())])


def _outcome(code: int) -> str:
    return "failed" if code else "ok"


def _plain(label: str) -> str:
    return "todo" if label == "what to do" else label


def _counted(counts: Counter[str]) -> str:
    told = [f"{count} {kind}{'s' * (count != 1)}" for kind, count in sorted(counts.items())]
    return ", ".join(told) or "nothing"


@contextmanager
def open_(journal: Journal) -> Iterator[Journal]:
    """Have what happens meanwhile told to a journal."""
    token = _current.set(journal)
    try:
        yield journal
    finally:
        _current.reset(token)


def current() -> Journal:
    """The journal of this run; one that nobody reads where there is none."""
    return _current.get() or Journal("")
