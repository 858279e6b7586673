"""The loop: changes settle, then each note is brought up to date. One thread does all the work; the watcher only reports."""

from __future__ import annotations

import contextlib
import math
import os
import queue
import signal
import threading
import time

from milestoned.light.typing import TYPE_CHECKING
from milestoned.watch.sd_notify import Notifier
from milestoned.watch.turns import is_to_be_raised
from milestoned.watch.vault_watcher import VaultWatcher

if TYPE_CHECKING:
    from types import FrameType

    from milestoned.watch.reporter import FileEvent, Log, WatchedVault

# How long a stop may take before what still waits is left for the next start.
_STOP_WITHIN = 1.0
_LAST_EVENTS = 0.02

_STOP = None
# The terminal that goes away (SIGHUP) stops it as Ctrl-C does.
_STOPPING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class _BrokenOff(BaseException):
    """Stopped while nothing but reading was done: no error, and nothing to finish."""


class Daemon:
    """Keeps the notes of some vaults up to date until it is stopped. `poll`: look every 2 seconds, without events."""

    def __init__(self, vaults: list[WatchedVault], log: Log, *, poll: bool) -> None:
        self._wakes: queue.SimpleQueue[FileEvent | None] = queue.SimpleQueue()
        self._end = math.inf
        self._may_break_off = False
        self._is_broken_off = False
        self._watchers = [
            VaultWatcher(watched, self._wakes, log, self._is_over, poll=poll) for watched in vaults
        ]
        self._notifier = Notifier.of(os.environ)
        self._alive_at = math.inf

    def run(self) -> None:
        """Run until SIGINT, SIGTERM or SIGHUP; then end within `_STOP_WITHIN` seconds and what is under way.

        Raises MilestonedError if another daemon has one of the vaults.
        """
        for name in _STOPPING:
            signal.signal(name, self._stop)
        threading.excepthook = self._on_thread_error
        opened: list[VaultWatcher] = []
        try:
            for watcher in self._watchers:
                watcher.lock()
                opened.append(watcher)
            self._start()
            self._notifier.ready()
            self._report_alive(time.monotonic())
            for watcher in self._watchers:
                watcher.look_for_missed(time.monotonic())
            self._loop()
            self._notifier.stopping()
            self._finish()
        except _BrokenOff:
            pass
        except Exception:
            # The signal may have come between a file's closing and the note of it: whoever cleans up closes it again.
            if not self._is_broken_off:
                raise
        finally:
            self._may_break_off = False
            with contextlib.ExitStack() as stack:
                for watcher in opened:
                    stack.callback(watcher.close)

    def _start(self) -> None:
        for watcher in self._watchers:
            watcher.recover()
        self._may_break_off = True
        for watcher in self._watchers:
            watcher.read()
        self._may_break_off = False
        for watcher in self._watchers:
            watcher.start()

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._end = min(self._end, time.monotonic() + _STOP_WITHIN)
        if self._may_break_off:
            self._may_break_off = False
            self._is_broken_off = True
            raise _BrokenOff
        self._wakes.put(_STOP)

    def _on_thread_error(self, failure: threading.ExceptHookArgs) -> None:
        """Take a thread that ended by an error for lost events: its vault is looked at, and watched again."""
        error = failure.exc_value
        if error and is_to_be_raised(error):
            threading.__excepthook__(failure)
        for watcher in self._watchers:
            watcher.lost_events()

    def _is_over(self) -> bool:
        return time.monotonic() > self._end

    def _loop(self) -> None:
        while self._take_in(self._timeout()):
            now = time.monotonic()
            for watcher in self._watchers:
                # A save has several events, and our own write has, too: most of them make nothing due.
                if watcher.next_due() <= now:
                    watcher.work(now)
            if now >= self._alive_at:
                self._report_alive(now)

    def _report_alive(self, now: float) -> None:
        if self._notifier.interval:
            self._notifier.alive()
            self._alive_at = now + self._notifier.interval / 2

    def _timeout(self) -> float:
        next_due = min(watcher.next_due() for watcher in self._watchers)
        return max(0.0, min(next_due, self._alive_at) - time.monotonic())

    def _take_in(self, timeout: float) -> bool:
        """Wait for changes, `timeout` seconds at most, and take in all there are. False when the daemon is to stop."""
        goes_on = True
        with contextlib.suppress(queue.Empty):
            wake = self._wakes.get(timeout=timeout)
            while True:
                if wake is _STOP:
                    goes_on = False
                else:
                    wake.changed(wake.path, time.monotonic(), arrived=wake.arrived)
                wake = self._wakes.get_nowait()
        return goes_on

    def _finish(self) -> None:
        """Bring up to date what has changed and settles in time; the event of the last save may still be on its way."""
        for watcher in self._watchers:
            watcher.stop()
        self._take_in(_LAST_EVENTS)
        while not self._is_over() and any(watcher.settles_by(self._end) for watcher in self._watchers):
            now = time.monotonic()
            for watcher in self._watchers:
                watcher.work(now)
            self._take_in(_LAST_EVENTS)
