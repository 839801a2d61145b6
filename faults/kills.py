"""Commands killed at random moments: the site is as before or wholly the new one, and the next run is right."""

from __future__ import annotations

import os
import random
import shutil
import signal
import statistics
import time
from dataclasses import dataclass

from ground import Ended, Expected, Ground, Tree, near, tree

# How often each is killed, out of twenty. A publication makes all anew and takes four times as long as the others.
SHARES = {"build": 9, "publish": 4, "data add": 7}
# A build that takes all from the cache writes little into it: of every other one, some of it is gone.
_FORGOTTEN = 0.3


@dataclass(frozen=True)
class Trial:
    """One kill: the command, the moment in seconds, what stood afterwards, and what was wrong."""

    command: str
    moment: float
    stood: str
    wrong: tuple[str, ...]


class Kills:
    """A series of kills from one seed.

    Parameters
    ----------
    ground : Ground
        Where; warm.
    wanted : Expected
        What commands give.
    seed : int
        Of the moments, and of what is forgotten.
    whom : callable, optional
        Chooses the process that is killed, from the command's and all others; the command's own when omitted.
    """

    def __init__(self, ground: Ground, wanted: Expected, seed: int) -> None:
        self.ground, self.wanted, self.random = ground, wanted, random.Random(seed)  # noqa: S311 - not for secrets
        self._took: dict[str, list[float]] = {}
        self._state = 0

    def commands(self, count: int) -> list[str]:
        """Which command each kill is of: in the shares that they have, in an order of the seed's."""
        pattern = [name for name, share in SHARES.items() for _ in range(share)]
        if count < len(pattern):
            pattern = list(SHARES)
        found = [pattern[at % len(pattern)] for at in range(count)]
        self.random.shuffle(found)
        return found

    def trial(self, command: str) -> Trial:
        """Kill a command at a random moment, look at what is there, and run it again."""
        before, after = self.prepared(command)
        took = statistics.median(self._took.get(command, [6.0]))
        moment = self.random.uniform(0, took)
        process = self.ground.start(command)
        time.sleep(moment)
        os.kill(process.pid, signal.SIGKILL)
        killed = self.ground.end(process)
        wrong = [f"processes were left: {left}"] if (left := self.ground.left_running()) else []
        stood, differs = self.stands(command, before, after)
        if differs:
            wrong.append(f"after the kill, {differs}")
        wrong += self.again(command, after, killed)
        return Trial(command, round(moment, 3), stood, tuple(wrong))

    def prepared(self, command: str) -> tuple[Tree, Tree]:
        """Set the scene for a command, and give what should stand before and after it."""
        ground, wanted = self.ground, self.wanted
        if command == "data add":
            ground.forget_release()
            return wanted.before, wanted.admitted
        if command.startswith("publish"):
            ground.word(0)
            ground.set_site(wanted.published)
            return tree(wanted.published), tree(wanted.corrected)
        ground.word(self._state)
        ground.set_site(wanted.sites[self._state])
        before = wanted.built[self._state]
        self._state = 1 - self._state
        ground.word(self._state)
        if self.random.random() < 0.5:
            self.forget(_FORGOTTEN)
        return before, wanted.built[self._state]

    def forget(self, share: float) -> None:
        """Take away some of what is kept, at random."""
        for path in sorted(path for path in self.ground.project.cache.rglob("*") if path.is_file()):
            if self.random.random() < share:
                path.unlink()
        # Of a staged project nobody may have half.
        shutil.rmtree(self.ground.project.cache / "stage", ignore_errors=True)

    def stands(self, command: str, before: Tree, after: Tree) -> tuple[str, str]:
        """Say which of both stands, and how what stands differs from the nearer."""
        found = self.ground.data() if command == "data add" else tree(self.ground.site)
        if command == "data add":
            # A table that nobody names, or half of one under a name that none has, is no part of the source.
            named = {"source.yml", *before} if found["source.yml"] == before["source.yml"] else set(after)
            found = {name: content for name, content in found.items() if name in named}
        differs = near(found, [before, after])
        return ("neither" if differs else "old" if found == before else "new"), differs

    def again(self, command: str, after: Tree, killed: Ended) -> list[str]:
        """Run the command again: it is right, and tidies up."""
        self.ground.age()
        done = self.ground.run(command)
        known = command == "data add" and done.code == 2 and "already" in done.said
        wrong = []
        if done.code != 0 and not known:
            wrong.append(f"the next run ended with {done.code}: {done.said[-1500:]}")
        found = self.ground.data() if command == "data add" else tree(self.ground.site)
        if differs := near(found, [after]):
            wrong.append(f"after the next run, {differs}")
        if left := self.ground.left_running():
            wrong.append(f"the next run left processes: {left}")
        if lying := self.ground.left_lying():
            wrong.append(f"the next run left files: {', '.join(lying[:5])}")
        if killed.code == -signal.SIGKILL and done.code == 0:
            self._took.setdefault(command, [done.seconds]).append(done.seconds)
        return wrong
