"""Following what changes in a vault: notes, the record and the configuration, until Ctrl-C."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager, suppress

from milestoned.light.typing import TYPE_CHECKING
from milestoned.vault.root import FOLDER, is_note_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from milestoned.watch.folder_monitor import FolderMonitor

# Seconds after a change: at once, when a daemon has recorded it, and when that has settled.
LOOKS = (0.2, 1.0, 4.0)
_LONGEST = 60.0


class Changes:
    """When to look again: some times after each change of a note, of the record or of the configuration."""

    def __init__(self, looks: tuple[float, ...] = LOOKS) -> None:
        self._after = looks
        self._news = threading.Event()
        self._lock = threading.Lock()
        self._looks: list[float] = []

    def told(self, path: str, _arrived: bool = False) -> None:  # noqa: FBT001, FBT002 - the monitor's signature
        """Take in that something changed at a path ("": all of it); called on any thread."""
        if path and not path.endswith("/") and not is_note_name(path) and not path.startswith(f"{FOLDER}/"):
            return
        now = time.monotonic()
        with self._lock:
            self._looks = [*self._looks[:1], *(now + after for after in self._after)]
        self._news.set()

    def wait(self, latest: float) -> None:
        """Wait for a change, a look that is due, or the moment given (monotonic), a minute at most."""
        with self._lock:
            ends = [latest, *self._looks]
        self._news.wait(max(0.0, min(min(ends) - time.monotonic(), _LONGEST)))
        self._news.clear()

    def due(self, now: float) -> bool:
        """Return True if a look is due `now` (seconds of the monotonic clock), and take it off the list."""
        with self._lock:
            due = any(look <= now for look in self._looks)
            self._looks = [look for look in self._looks if look > now]
        return due


def follow(
    root: Path, say: Callable[[str, str], None], again: Callable[[], None], changes: Changes | None = None
) -> None:
    """Call `again` whenever something has changed, until Ctrl-C."""
    changes = changes or Changes()
    with suppress(KeyboardInterrupt), monitored(root, changes, say) as monitor:
        while True:
            changes.wait(monitor.next_due())
            now = time.monotonic()
            there = monitor.is_there(now, empty=False)
            if there and (monitor.is_time_to_rescan(now) or changes.due(now)):
                again()


@contextmanager
def monitored(root: Path, changes: Changes, say: Callable[[str, str], None]) -> Iterator[FolderMonitor]:
    """Report a vault's changes from now on, and a first one at once: what changed just before brought no event."""
    from milestoned.watch.folder_monitor import FolderMonitor  # noqa: PLC0415 - it loads watchdog

    monitor = FolderMonitor(root, changes.told, say, poll=False)
    try:
        monitor.start()
        changes.told("")
        yield monitor
    finally:
        monitor.stop()
