"""What becomes of changed notes: each is read, written, summed up and recorded, or believed gone."""

from __future__ import annotations

import os
import time
from functools import partial
from itertools import islice

from milestoned.errors import UsageError
from milestoned.light.typing import TYPE_CHECKING
from milestoned.note.problem import Problem
from milestoned.vault.updater import Result, Update
from milestoned.watch.half_saved import DONE_WITHIN, HalfSaved
from milestoned.watch.pending import matters_above
from milestoned.watch.turns import is_to_be_raised

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from milestoned.vault.entry import Entry
    from milestoned.watch.reporter import Reporter
    from milestoned.watch.session import Session
    from milestoned.watch.turns import Turns

# Seconds. A note that cannot be read or written is tried again, each time after twice as long.
_REFUSED_AGAIN = 1.0
_REFUSED_LONGEST = 64.0
# So many changed notes at once are no writer's, and so many of them are written together.
_MANY = 16
_TOGETHER = 64
# Seconds. So long an index note waits for the end of a checkout or a sync.
_SUM_WAITS = 60.0


class ChangeHandler:
    """Handles the changes of one session. Times are seconds of the monotonic clock, paths relative to the vault.

    `out_of_time` returns True once the daemon has to stop: no further note is begun then. What fails with one note is
    logged, and that note is looked at again later (`turns`).
    """

    def __init__(
        self, session: Session, reporter: Reporter, turns: Turns, out_of_time: Callable[[], bool]
    ) -> None:
        self._session = session
        self._reporter = reporter
        self._turns = turns
        self._refusals: dict[str, float] = {}
        self._half_saved = HalfSaved(session.vault)
        self._out_of_time = out_of_time
        self._ready: dict[str, None] = {}
        # When a sum did not have to wait for many changes to come.
        self._summed_at = time.monotonic()

    @property
    def has_work(self) -> bool:
        """Whether a note is to be looked at, or recorded, without waiting for anything."""
        return bool(self._ready or self._session.record_queue)

    def take_over(self, other: ChangeHandler) -> None:
        """Look at the notes, too, that another handler has not looked at yet."""
        self._ready = other._ready | self._ready

    def clear(self) -> None:
        """Forget all that changed: the vault is not there, and nothing is to be concluded from that."""
        self._session.debouncer.clear()
        self._ready.clear()
        self._session.deletions.clear()

    def make_ready(self, paths: Iterable[str]) -> None:
        """Queue paths that have settled. A folder's path ends in `/`: its notes are queued once each has settled."""
        for path in paths:
            if path.endswith("/"):
                self._turn(path, partial(self._look_below, path))
            elif self._session.names(path):
                self._ready[path] = None

    def look_at_ready(self, end: float) -> None:
        """Look at queued notes until the time `end`. What a stop leaves is found stale by the next start."""
        while self._ready and time.monotonic() < end and not self._out_of_time():
            if len(self._ready) >= _MANY:
                self._look_at_many()
            else:
                path = next(iter(self._ready))
                del self._ready[path]
                self._turn(path, partial(self._look, path))

    def _look_at_many(self) -> None:
        """Look at some of very many changed notes: one sync of the disk serves all that are written."""
        paths = list(islice(self._ready, _TOGETHER))
        for path in paths:
            del self._ready[path]
        alone = self._looked_at_together(paths)
        for path in alone:
            self._turn(path, partial(self._look, path))

    def _looked_at_together(self, paths: list[str]) -> list[str]:
        """Bring ordinary notes up to date together; return those that are to be looked at one by one."""
        entries = self._session.catalog.entries
        before = {path: entry for path in paths if self._may_be_together(path, entry := entries.get(path))}
        left = dict.fromkeys(paths)
        try:
            for update in self._session.updater.update_together(before):
                if not update.problem:
                    self._looked(update, before[update.path])
                    del left[update.path]
        except Exception as error:
            # What is wrong with one of them is found, and told, when each is looked at alone.
            if is_to_be_raised(error):
                raise
        return list(left)

    def _may_be_together(self, path: str, entry: Entry | None) -> bool:
        """Return True for an ordinary note that is there, and is not being saved this moment."""
        found = None if entry and entry.is_index else self._session.vault.look(path)
        return found is not None and not self._half_saved.waits(entry, found, time.monotonic())

    def believe_gone(self, now: float) -> None:
        """Drop the notes that are missing still at a second look, after their grace time (`PendingDeletions`)."""
        session = self._session
        due = session.deletions.due(now, len(session.catalog.entries))
        gone = [path for path in due if session.vault.look(path) is None]
        self._ready |= dict.fromkeys(set(due) - set(gone))
        session.index_updates.notes_gone(gone)
        for path in gone:
            session.catalog.drop(path)
            session.policy.forget(path)
            session.status.changed(path, by_author=False)
            session.record_queue.gone(path)
            self._reporter.tell_gone(path)

    def update_index_notes(self) -> None:
        """Update the index notes above what changed: a sum is written once, after all of its notes."""
        if self._ready or self._are_many_to_come(time.monotonic()):
            return
        for path in self._session.index_updates.due():
            if self._out_of_time():
                return  # the next start finds what is not its sum
            self._turn(path, partial(self._update, path))

    def _are_many_to_come(self, now: float) -> bool:
        """Return True while a checkout or a sync goes on: a sum in the middle of it would be written over and over."""
        if self._session.debouncer.settling(now) >= _MANY and now - self._summed_at < _SUM_WAITS:
            return True
        self._summed_at = now
        return False

    def touch_rested(self, now: float) -> None:
        """Move the modification time of notes that have rested, so that Obsidian reads them again."""
        for path in self._session.policy.rested(now):
            self._turn(path, partial(self._touch, path))

    def queue_stale(self) -> None:
        """Queue every stale note, except one that is being changed this moment: it has to settle first."""
        session = self._session
        now, clock = time.monotonic(), time.time()
        for path in session.catalog.entries.noteworthy():
            entry = session.catalog.entries[path]
            if entry.stale and self._is_fresh(path, clock):
                session.debouncer.changed(path, now)
            elif session.names(path):
                self._queue(path, entry)
        session.record_queue.catch_up(filter(session.names, sorted(session.catalog.entries)))

    def rescan(self, now: float) -> None:
        """Compare every note's stamp with the one known, for what changed or went without an event."""
        session = self._session
        session.recorder.rest()
        session.deletions.shared = session.policy.look_who_shares()
        try:
            changed, missing = session.catalog.unread()
        except UsageError:
            return  # gone this moment
        for path in changed:
            session.policy.found_changed(path, now)
            session.debouncer.changed(path, now)
        for path in missing:
            self._miss(path, now)

    def _turn(self, path: str, act: Callable[[], None]) -> None:
        """Handle one note or folder. If that fails, its turn ends, and it has another one later."""
        pause = self._turns.run(path, act)
        if pause is not None:
            self._session.debouncer.again(path, time.monotonic(), pause)

    def _update(self, path: str) -> None:
        before = self._session.catalog.entries.get(path)
        self._take_in(self._session.updater.update(path), before)

    def _touch(self, path: str) -> None:
        snapshot = self._session.catalog.read(path)
        if not isinstance(snapshot, Problem):
            self._session.sink.touch(snapshot)

    def _look_below(self, folder: str) -> None:
        """Queue the notes of a folder, each once it has settled itself: it may be half copied."""
        session = self._session
        there = os.path.isdir(session.vault.root / folder)  # noqa: PTH112 - False, not an error, where it cannot be known
        notes = session.vault.walk(folder[:-1]).notes if there else {}
        now = time.monotonic()
        for path in notes:
            if path not in session.debouncer:
                session.debouncer.changed(path, now)
        for path in session.catalog.entries:
            if path.startswith(folder) and path not in notes:
                self._miss(path, now)

    def _look(self, path: str) -> None:
        """Look at one note: read it, and write it if need be. The index notes above it then wait for an update, too."""
        session = self._session
        before, found = session.catalog.entries.get(path), session.vault.look(path)
        if found is None:
            self._miss(path, time.monotonic())
            return
        if self._half_saved.waits(before, found, now := time.monotonic()):
            session.debouncer.again(path, now, DONE_WITHIN)
            return
        if before and before.is_index and session.index_updates.must_wait(path):
            session.index_updates.sum_is_stale(path)
            return
        if session.catalog.is_settled(path, found):
            self._looked(Update(path, Result.UNCHANGED), before)
            return
        if before and before.is_index:
            session.policy.edited(path, time.monotonic())
        update = session.updater.read_and_update(path)
        if update.problem and session.vault.look(path) is None:
            if before:
                session.catalog.keep(before)
            self._miss(path, time.monotonic())
            return
        self._looked(update, before)

    def _looked(self, update: Update, before: Entry | None) -> None:
        session, path = self._session, update.path
        self._reporter.warn(path, session.catalog.entries[path].warnings)
        if session.deletions.is_back(path):
            session.index_updates.note_changed(path)
        self._take_in(update, before)

    def _take_in(self, update: Update, before: Entry | None) -> None:
        self._tell(update)
        if update.is_as_known and not self._session.recorder.has_unrecorded:
            return  # mostly the event of our own write: there is no news in it, but for a record that lags behind
        entry = self._session.catalog.entries[update.path]
        self._session.status.changed(update.path, by_author=entry.opted_in and not entry.is_index)
        if matters_above(before, entry):
            self._session.index_updates.note_changed(update.path)
        self._session.record_queue.add(update.path, update.note)

    def _tell(self, update: Update) -> None:
        self._reporter.tell(update)
        if update.result is Result.WRITTEN:
            now, is_index = time.monotonic(), self._session.catalog.entries.is_index(update.path)
            self._session.policy.written(update.path, now)
            if is_index and self._session.policy.touches_sum(update.path, now):
                self._touch(update.path)
        elif update.result is Result.PENDING:
            self._session.debouncer.again(update.path, time.monotonic(), update.again_in)
        if update.problem and not update.problem.line:
            self._try_again_later(update.path)
        else:
            self._refusals.pop(update.path, None)

    def _try_again_later(self, path: str) -> None:
        """Schedule another look at a note that the system refused, with a growing pause; after the longest the full look does."""
        pause = self._refusals.get(path, _REFUSED_AGAIN)
        if pause <= _REFUSED_LONGEST:
            self._refusals[path] = 2 * pause
            self._session.debouncer.again(path, time.monotonic(), pause)

    def _miss(self, path: str, now: float) -> None:
        if path in self._session.catalog.entries:
            self._session.deletions.missed(path, now)

    def _queue(self, path: str, entry: Entry) -> None:
        self._reporter.warn(path, entry.warnings)
        if entry.problem:
            self._tell(Update(path, Result.REFUSED, problem=entry.problem))
        elif entry.stale and entry.is_index:
            self._session.index_updates.sum_is_stale(path)
        elif entry.stale:
            self._ready[path] = None

    def _is_fresh(self, path: str, clock: float) -> bool:
        found = self._session.vault.look(path)
        if not found or not found.stamp:
            return True
        return clock - found.stamp.ctime_ns / 1e9 < self._session.debouncer.quiet
