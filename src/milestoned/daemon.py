"""The loop: changes settle, then each note is brought up to date. One thread does all the work; the watcher only tells."""

from __future__ import annotations

import queue
import signal
import time
from typing import TYPE_CHECKING

from milestoned.keeper import Keeper, Log, Wake

if TYPE_CHECKING:
    from types import FrameType

    from milestoned.keeper import Watched

# How long a stop may take before what still waits is left for the next start.
_STOP_WITHIN = 1.0

_STOP = None


class Daemon:
    """Keeps the notes of some vaults up to date until it is told to stop."""

    def __init__(self, vaults: list[Watched], log: Log, *, poll: bool) -> None:
        self._wakes: queue.SimpleQueue[Wake | None] = queue.SimpleQueue()
        self._keepers = [Keeper(watched, self._wakes, log, poll=poll) for watched in vaults]

    def run(self) -> None:
        """Run until SIGINT or SIGTERM. Raises MilestonedError if another daemon has one of the vaults."""
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._stop)
        opened: list[Keeper] = []
        try:
            for keeper in self._keepers:
                keeper.lock()
                opened.append(keeper)
            for keeper in self._keepers:
                keeper.start()
            self._loop()
            self._finish()
        finally:
            for keeper in opened:
                keeper.close()

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._wakes.put(_STOP)

    def _loop(self) -> None:
        while self._take_in(self._timeout()):
            now = time.monotonic()
            for keeper in self._keepers:
                keeper.work(now)

    def _timeout(self) -> float:
        next_due = min(keeper.next_due() for keeper in self._keepers)
        return max(0.0, next_due - time.monotonic())

    def _take_in(self, timeout: float) -> bool:
        """Wait for changes, and take in all there are. False when told to stop."""
        try:
            wake = self._wakes.get(timeout=timeout)
            while True:
                if wake is _STOP:
                    return False
                wake.keeper.changed(wake.path, time.monotonic(), arrived=wake.arrived)
                wake = self._wakes.get_nowait()
        except queue.Empty:
            return True

    def _finish(self) -> None:
        """Bring up to date what has changed and settles in time."""
        end = time.monotonic() + _STOP_WITHIN
        while (now := time.monotonic()) < end and any(keeper.settles_by(end) for keeper in self._keepers):
            for keeper in self._keepers:
                keeper.work(now)
            time.sleep(0.02)
