"""Watching a vault: file system events as paths to look at. The only importer of watchdog.

An event is a hint that something may have changed at a path; nothing is concluded from its kind.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import sys
import time
import warnings
from typing import Any

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import EventDispatcher, EventQueue

from milestoned.light.typing import TYPE_CHECKING
from milestoned.watch.sync_tools import is_arriving
from milestoned.watch.watch_count import watch_count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from watchdog.observers.api import BaseObserver

# Reading a note opens and closes it: without a filter, looking at a note would be news of it.
_EVENTS: list[type[FileSystemEvent]] = [
    FileAttribEvent,
    FileCreatedEvent,
    FileModifiedEvent,
    FileClosedEvent,
    FileMovedEvent,
    FileDeletedEvent,
    DirCreatedEvent,
    DirMovedEvent,
    DirDeletedEvent,
]


# Seconds. Both halves of a rename come in one read of the queue, or in two that follow each other.
_PAIRED_WITHIN = 0.02
# Too few watches mean looking now and then for good: on a busy machine a new folder's watch may be late.
_WATCHED_WITHIN = 3.0
_LOOK_AGAIN = 0.05


class WatchError(Exception):
    """The vault cannot be watched, or not all of it: the text has the reason, `limit` what to set with `sysctl`."""

    def __init__(self, message: str, limit: str = "fs.inotify.max_user_watches=524288") -> None:
        super().__init__(message)
        self.limit = limit


class _Trouble(logging.Handler):
    """Calls `lost` at each warning in watchdog's log: lost events are reported there and nowhere else."""

    def __init__(self, lost: Callable[[], None]) -> None:
        super().__init__(logging.WARNING)
        self._lost = lost

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - that there is one says it all
        self._lost()


class _Handler(FileSystemEventHandler):
    def __init__(self, root: str, changed: Callable[[str, bool], None]) -> None:
        self._root = root
        self._changed = changed
        self._arrived: set[str] = set()

    def on_any_event(self, event: FileSystemEvent) -> None:
        source, target = os.fsdecode(event.src_path), os.fsdecode(event.dest_path)
        arrived = self._has_arrived(event, source, target)
        # The old name first: a renamed note is then known to be missing before it is found again.
        for path in (source, target):
            if path == self._root:
                self._changed("", False)
            elif path.startswith(self._root + os.sep):
                end = "/" if event.is_directory else ""
                self._changed(path[len(self._root) + 1 :].replace(os.sep, "/") + end, arrived)

    def _has_arrived(self, event: FileSystemEvent, source: str, target: str) -> bool:
        """Return True if a sync tool put a note there, even if it set the note's times and mode afterwards."""
        if isinstance(event, FileAttribEvent):
            return source in self._arrived
        self._arrived -= {source, target}
        if not is_arriving(source.rpartition(os.sep)[2], target.rpartition(os.sep)[2]):
            return False
        self._arrived.add(target)
        return True


class _Direct(EventQueue):
    """The queue of an observer, past which the events go: the handler only puts a path into a queue of its own.

    So each event wakes one thread less. What ends the observer's thread still takes the queue.
    """

    def __init__(self, handler: _Handler) -> None:
        super().__init__()
        self._handler = handler

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:  # noqa: FBT001, FBT002 - as queue.Queue
        """Call the handler."""
        if item is EventDispatcher.stop_event:
            super().put(item, block, timeout)
        else:
            self._handler.dispatch(item[0])


# Which class it is the system decides.
class _Observer(Observer):  # type: ignore[misc, valid-type]
    """An observer whose emitters call one handler on their own thread."""

    def __init__(self, handler: _Handler) -> None:
        super().__init__()
        self._direct = _Direct(handler)

    @property
    def event_queue(self) -> EventQueue:
        """The queue that emitters put events into."""
        return self._direct


class Watch:
    """Watches all folders of a vault.

    `changed` is called on another thread, with a path from the root ("" itself, a folder's ends in `/`) and whether a
    sync tool put it there; `lost` when events may be missing.
    """

    def __init__(self, root: Path, changed: Callable[[str, bool], None], lost: Callable[[], None]) -> None:
        self._root = root
        self._handler = _Handler(str(root), changed)
        self._trouble = _Trouble(lost)
        self._observer: BaseObserver | None = None
        self._others = 0

    def start(self) -> None:
        """Start watching; returns once all folders are watched, 3 seconds at most.

        Raises WatchError when the system has too few watches for the vault, or none.
        """
        _pair_moves_soon()
        # A folder whose move came in two halves is watched twice under one number: watchdog warns, which is harmless.
        warnings.filterwarnings("ignore", category=RuntimeWarning, module="watchdog")
        self._others = watch_count() or 0
        logger = logging.getLogger("watchdog")
        logger.addHandler(self._trouble)
        logger.propagate = False
        try:
            with _threads_that_wait_their_turn():
                # This may take an inotify instance already.
                observer = self._observer = _Observer(self._handler)
                observer.schedule(self._handler, str(self._root), recursive=True, event_filter=_EVENTS)
                observer.start()
        except (OSError, RuntimeError) as error:
            self.stop()
            reason = error.strerror or str(error) if isinstance(error, OSError) else str(error)
            raise WatchError(f"the vault cannot be watched: {reason}", _limit_of(error)) from None
        self.check()

    def stop(self) -> None:
        """Stop watching. Safe to call twice."""
        logging.getLogger("watchdog").removeHandler(self._trouble)
        observer, self._observer = self._observer, None
        if observer is None:
            return
        # One that failed must not keep the other from being done.
        with contextlib.suppress(RuntimeError, OSError):
            observer.unschedule_all()
        with contextlib.suppress(RuntimeError, OSError):
            observer.stop()
            if observer.is_alive():
                observer.join(1)

    @property
    def alive(self) -> bool:
        """Whether events still come: an emitter ends when its folder is deleted."""
        observer = self._observer
        return observer is not None and observer.is_alive() and all(e.is_alive() for e in observer.emitters)

    def check(self) -> None:
        """Raise WatchError, and stop, if there are fewer watches than folders: watchdog passes over what it cannot add.

        A folder made this moment may not have its watch yet: waits for it, 3 seconds at most.
        """
        end = time.monotonic() + _WATCHED_WITHIN
        while (watched := watch_count()) is not None:
            watched -= self._others
            folders = sum(1 for _ in os.walk(self._root))
            if watched >= folders:
                return
            if time.monotonic() > end:
                self.stop()
                raise WatchError(f"only {watched} of {folders} folders can be watched")
            time.sleep(_LOOK_AGAIN)


@contextlib.contextmanager
def _threads_that_wait_their_turn() -> Iterator[None]:
    """Start threads that, when woken, do not push aside what runs: on Linux they inherit that from this thread.

    Our own write to a note wakes them, before its modification time is put back (`fileio.gil_held`).
    """
    if sys.platform != "linux" or not _is_scheduled_as_usual():
        yield
        return
    _schedule(os.SCHED_BATCH)
    try:
        yield
    finally:
        _schedule(os.SCHED_OTHER)


if sys.platform == "linux":

    def _is_scheduled_as_usual() -> bool:
        """Return True unless the user runs the program otherwise, or the C library (musl) does not say."""
        with contextlib.suppress(OSError):
            return os.sched_getscheduler(0) == os.SCHED_OTHER
        return False

    def _schedule(policy: int) -> None:
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, policy, os.sched_param(0))


def _pair_moves_soon() -> None:
    """Shorten watchdog's wait for the second half of a move: a move out of the vault holds up all other events."""
    with contextlib.suppress(ImportError):
        from watchdog.observers.inotify_move_event_grouper import InotifyMoveEventGrouper  # noqa: PLC0415 - Linux only

        InotifyMoveEventGrouper.delay = _PAIRED_WITHIN


def _limit_of(error: Exception) -> str:
    """Return which limit was reached: of the inotify instances of a user, or of the watches in them."""
    if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
        return "fs.inotify.max_user_instances=512"
    return "fs.inotify.max_user_watches=524288"
