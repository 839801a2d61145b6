"""What open pages are told: which build is served, and what is wrong with the one after it."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from threading import Condition

from corridor.errors import CorridorError


@dataclass(frozen=True)
class Told:
    """What holds now.

    Attributes
    ----------
    number : str
        Another one each time that something is told.
    built : str
        The build whose pages are served: another one when they changed.
    fault : CorridorError, optional
        Why the newest build failed.
    """

    number: str
    built: str
    fault: CorridorError | None

    def as_json(self) -> str:
        """What a page is sent, in one line; every text of a fault as plain text."""
        fault = self.fault and {"message": self.fault.message, "lines": self.fault.lines()}
        return json.dumps({"number": self.number, "built": self.built, "fault": fault})


class News:
    """What holds now, for those who wait until it is something else; any thread may ask and tell."""

    def __init__(self) -> None:
        self._changed = Condition()
        # Pages may be open that an earlier preview served.
        self._begun = secrets.token_hex(4)
        self._told = self._builds = 0
        self._fault: CorridorError | None = None
        self._ended = False

    @property
    def now(self) -> Told:
        """What holds now."""
        with self._changed:
            return self._now()

    def _now(self) -> Told:
        number, built = (f"{self._begun}-{count}" for count in (self._told, self._builds))
        return Told(number, built, self._fault)

    def built(self, *, changed: bool) -> None:
        """Tell that a build went well, and whether it changed anything."""
        with self._changed:
            self._fault = None
            self._builds += changed
            self._tell()

    def failed(self, fault: CorridorError) -> None:
        """Tell that a build failed; what is served stays."""
        with self._changed:
            self._fault = fault
            self._tell()

    def _tell(self) -> None:
        self._told += 1
        self._changed.notify_all()

    def end(self) -> None:
        """Send away those who wait."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    @property
    def ended(self) -> bool:
        """Whether nothing is told any more."""
        return self._ended

    def after(self, number: str, patience: float) -> Told | None:
        """Wait until something else holds than what was told under a number.

        Parameters
        ----------
        number : str
            `Told.number` of what is known; any other text to be told at once.
        patience : float
            Seconds to wait.

        Returns
        -------
        Told or None
            What holds then; None if nothing was told in time, or nothing will be any more.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._now().number != number, patience)
            now = self._now()
        return None if self._ended or now.number == number else now
