"""Watching a vault's folder: is it there, what changes in it, and when to look at all of it for missed changes."""

from __future__ import annotations

import os
import time

from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault.root import FOLDER
from milestoned.watch.fs_events import Watch, WatchError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Seconds. A full look at all stamps, for what came without an event: it is cheap, but not free.
_RESCAN_EVERY = 300.0
_POLL_EVERY = 2.0
# After lost events the watches are made again: what happens meanwhile is found by a second look.
_SECOND_LOOK = 2.0
# A vault's folder that is moved, unmounted or mounted over gives no event: one stat shows it.
_ROOT_EVERY = 5.0
_ROOT_AGAIN = 1.0


class FolderMonitor:
    """Watches one vault's folder. Times are seconds of the monotonic clock.

    `changed` is called on any thread, with a path ("": the folder itself, or all of it) and whether a sync tool put it
    there; `say` with a line for the log and a hint. `poll`: look every 2 seconds instead of watching.
    """

    def __init__(
        self, root: Path, changed: Callable[[str, bool], None], say: Callable[[str, str], None], *, poll: bool
    ) -> None:
        self._root = root
        self._changed = changed
        self._say = say
        self._poll = poll
        self._watch: Watch | None = None
        self._identity: tuple[int, int] | None = None
        self._is_lost = False
        self._available = True
        self._rescan_at = 0.0
        self._root_at = 0.0
        self._asleep = _time_asleep()

    def start(self) -> None:
        """Watch from now on. Where the system refuses, that is logged, and the folder is looked at every 2 seconds."""
        self.stop()
        self._identity = self._identify()
        if self._poll or self._identity is None:
            return
        watch = Watch(self._root, self._changed, self._on_lost)
        try:
            watch.start()
        except WatchError as error:
            self._do_without(error)
        else:
            self._watch = watch

    def stop(self) -> None:
        """Stop watching. Safe to repeat."""
        if self._watch:
            self._watch.stop()
            self._watch = None

    def next_due(self) -> float:
        """Return when to ask `is_there` and `is_time_to_rescan` again."""
        return 0.0 if self._is_lost and self._available else min(self._rescan_at, self._root_at)

    def look_soon(self) -> None:
        """Look after the vault's own folder at once: something happened to it."""
        self._root_at = 0.0

    def is_there(self, now: float, *, empty: bool) -> bool:
        """Return True if the vault is there. An empty folder is a missing mount, unless `empty`: no note is known.

        A folder that is back, or another one in its place, is watched from then on, and all of it is to be looked at.
        """
        identity = self._identify()
        there = identity is not None and (empty or not self._has_nothing(identity))
        self._root_at = now + (_ROOT_EVERY if there else _ROOT_AGAIN)
        if there != self._available:
            state = "back" if there else "not there, or empty: waiting for it to come back"
            self._say(f"{self._root} is {state}", "")
        if not there:
            # Until it is back nothing is due.
            self._rescan_at = self._root_at
        elif not self._available or self._is_another(identity):
            self.start()
            self._is_lost = True
        self._available = there
        return there

    def is_time_to_rescan(self, now: float) -> bool:
        """Return True if it is time to look at all stamps, and set the next time.

        That is after lost events, after a sleep of the machine, every 5 minutes, and every 2 seconds with `poll`.
        """
        if not (self._is_lost or now >= self._rescan_at or self._has_slept()):
            return False
        every = _POLL_EVERY if self._poll else _RESCAN_EVERY
        self._rescan_at = now + (min(_SECOND_LOOK, every) if self._is_lost else every)
        self._is_lost = False
        self._check()
        return True

    def _check(self) -> None:
        if self._watch:
            try:
                self._watch.check()
            except WatchError as error:
                self._do_without(error)

    def _do_without(self, error: WatchError) -> None:
        self._watch = None
        if self._identify() is None:
            return  # gone this moment: it is watched when it is back
        self._say(
            f"{error}; looking every {_POLL_EVERY:.0f} seconds instead",
            f"to see changes at once, raise the limit: `sudo sysctl {error.limit}`",
        )
        self._poll = True
        self._rescan_at = 0.0

    def _is_another(self, identity: tuple[int, int] | None) -> bool:
        """Return True if this is another folder than the one that is watched, or the watch has ended."""
        if self._identity != identity:
            return True
        return self._watch is not None and not self._watch.alive

    def _identify(self) -> tuple[int, int] | None:
        try:
            stat = os.stat(self._root)  # noqa: PTH116 - looked at for every save
        except OSError:
            return None
        return (stat.st_dev, stat.st_ino)

    def _has_nothing(self, identity: tuple[int, int]) -> bool:
        """Return True for an empty folder, and for another one than was watched that has only our own in it."""
        passed_over = FOLDER if identity != self._identity else ""
        try:
            with os.scandir(self._root) as entries:
                return all(entry.name == passed_over for entry in entries)
        except OSError:
            return True

    def lost_events(self) -> None:
        """Make the next `is_time_to_rescan` True, and wake the loop. Safe on any thread."""
        self._on_lost()

    def _on_lost(self) -> None:
        self._is_lost = True
        self._changed("", False)

    def _has_slept(self) -> bool:
        """Return True if the machine has slept since the last time: what others wrote meanwhile gave no event."""
        behind = _time_asleep() - self._asleep
        self._asleep += behind
        return behind > 1


def _time_asleep() -> float:
    """Return how many seconds the machine has been asleep since it was started; 0 where the system cannot tell."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(boot) - time.monotonic() if boot is not None else 0.0
