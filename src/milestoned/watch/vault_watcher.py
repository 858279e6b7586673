"""One watched vault: its lock, its watcher, what has changed in it, and what becomes of that."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from milestoned.errors import UsageError
from milestoned.record.recorder.vault_recorder import VaultRecorder
from milestoned.vault import config
from milestoned.vault.catalog import Catalog
from milestoned.vault.root import CONFIG_FILE, FOLDER
from milestoned.vault.updater import Result, Update, Updater
from milestoned.vault.vault import Vault
from milestoned.watch.daemon_lock import DaemonLock
from milestoned.watch.debounce import Debouncer
from milestoned.watch.folder_monitor import FolderMonitor
from milestoned.watch.pending import PendingDeletions, PendingIndexUpdates, RecordQueue, matters_above
from milestoned.watch.reporter import FileEvent, Log, Reporter, WatchedVault
from milestoned.watch.write_policy import WritePolicy

if TYPE_CHECKING:
    import queue
    from collections.abc import Callable

    from milestoned.vault.entry import Entry

# Seconds. How long to go on with changed notes before listening again: a checkout may change thousands at once.
_LOOK_FOR = 0.5
# How often to look after a file displaced by an exchange, and how long to go on with that at the end.
_TEND_EVERY = 0.1
_CLOSE_WITHIN = 0.3

_CONFIG_PATH = f"{FOLDER}/{CONFIG_FILE}"
_CONFIG_PATHS = {_CONFIG_PATH, f"{FOLDER}/"}


class VaultWatcher:
    """Keeps one vault up to date. `work` does what is due, and no more once `out_of_time` says so."""

    def __init__(
        self,
        watched: WatchedVault,
        wakes: queue.SimpleQueue[FileEvent | None],
        log: Log,
        out_of_time: Callable[[], bool],
        *,
        poll: bool,
    ) -> None:
        self._names = watched.names
        self._wakes = wakes
        self._log = log
        self._out_of_time = out_of_time
        self._ready: dict[str, None] = {}
        self._reporter = Reporter(log)
        self._debouncer = Debouncer(0.0, 0.0)
        self._use(watched.vault)
        self._folder_monitor = FolderMonitor(self._root, self._on_change, log.say, poll=poll)
        self._daemon_lock = DaemonLock(self._root)

    def _use(self, vault: Vault) -> None:
        self._root = vault.root
        self._policy = WritePolicy(vault)
        self._deletions = PendingDeletions(shared=self._policy.shared)
        self._catalog = Catalog(vault)
        self._index_updates = PendingIndexUpdates(self._catalog, self._policy, self._deletions, self._names)
        self._updater = Updater(self._catalog, self._policy.hold_for_write)
        debouncer = Debouncer(self._policy.settle, vault.config.settle_latest)
        debouncer.take_over(self._debouncer)
        self._debouncer = debouncer
        self._recorder = VaultRecorder(self._catalog, self._log.say)
        self._record_queue = RecordQueue(self._recorder, self._policy, self._out_of_time)

    def lock(self) -> None:
        """Take the vault. Raises MilestonedError, with the other's pid, if another daemon has it."""
        self._daemon_lock.take()

    def recover(self) -> None:
        """Mend what was interrupted, before anything is read."""
        self._reporter.say_all(self._updater.writer.recover())

    def read(self) -> None:
        """Read every note. Writes nothing, so it may be broken off anywhere."""
        self._catalog.refresh()

    def start(self) -> None:
        """Watch from now on, and have everything brought up to date that is not."""
        for folder, problem in self._catalog.folder_problems.items():
            self._log.problem(folder, problem)
        # Watching starts before the second look, so that no change falls between the two.
        self._folder_monitor.start()
        now = time.monotonic()
        for path, entry in self._catalog.entries.items():
            if entry.stale:
                self._policy.found_stale(path, now)
        self._queue_stale()
        self._rescan(now)
        notes = sum(entry.opted_in for entry in self._catalog.entries.values())
        kind = "note" if notes == 1 else "notes"
        self._log.say(f"watching {self._root}: {notes} {kind} with a milestone, process {os.getpid()}")

    def close(self) -> None:
        """Stop watching and give the vault back."""
        self._folder_monitor.stop()
        self._reporter.say_all(self._updater.writer.close(_CLOSE_WITHIN))
        self._catalog.index.save()
        self._recorder.close()
        self._policy.close()
        self._daemon_lock.give_back()

    def settles_by(self, end: float) -> bool:
        """Tell whether a change waits that will have settled by then."""
        due = self._debouncer.next_due()
        return bool(self._ready or self._record_queue) or (due is not None and due <= end)

    def changed(self, path: str, now: float, *, arrived: bool) -> None:
        """Note that something may have changed at a path ("" is the vault's own folder, a folder ends in `/`)."""
        folder, _, name = path.rpartition("/")
        if name.startswith(".#"):
            self._policy.locked(f"{folder}/{name[2:]}".lstrip("/"))
        elif path in _CONFIG_PATHS:
            self._debouncer.changed(_CONFIG_PATH, now)
        elif self._concerns(path):
            self._policy.changed(path, now, arrived=arrived)
            self._debouncer.changed(path, now)

    def next_due(self) -> float:
        """Return when there is work again (seconds of the monotonic clock)."""
        if self._ready or self._record_queue:
            return time.monotonic()
        dues = (
            self._debouncer.next_due(),
            self._policy.next_touch(),
            self._deletions.next_due(len(self._catalog.entries)),
        )
        times = [self._folder_monitor.next_due(), *(due for due in dues if due is not None)]
        if self._updater.writer.is_watching:
            times.append(time.monotonic() + _TEND_EVERY)
        return min(times)

    def work(self, now: float) -> None:
        """Do what is due."""
        if not self._folder_monitor.is_there(now, empty=not self._catalog.entries):
            # Nothing is concluded from a vault that is not there.
            self._debouncer.clear()
            self._ready.clear()
            self._deletions.clear()
            return
        self._make_ready(self._debouncer.due(now))
        self._look_at_ready(now + _LOOK_FOR)
        self._believe_gone(now)
        self._update_index_notes()
        self._record_queue.record()
        for path in self._policy.rested(now):
            self._updater.touch(path)
        self._reporter.say_all(self._updater.writer.tend())
        if self._folder_monitor.is_time_to_rescan(now):
            self._rescan(now)
            self._catalog.index.save()

    def _concerns(self, path: str) -> bool:
        """Tell whether a path is a note's, or of a folder that may hold notes."""
        if path.endswith("/"):
            return not self._catalog.vault.passes_over(path[:-1])
        return path in self._catalog.entries or self._catalog.vault.takes(path)

    def _make_ready(self, paths: list[str]) -> None:
        for path in paths:
            if path == _CONFIG_PATH:
                self._reload()
            elif path.endswith("/"):
                self._look_below(path)
            elif self._names(path):
                self._ready[path] = None

    def _look_at_ready(self, end: float) -> None:
        """Look at changed notes until a time. What a stop leaves is found stale by the next start."""
        while self._ready and time.monotonic() < end and not self._out_of_time():
            path = next(iter(self._ready))
            del self._ready[path]
            self._look(path)

    def _look_below(self, folder: str) -> None:
        """Have the notes of a folder looked at, each once it has settled itself: it may be half copied."""
        there = os.path.isdir(self._root / folder)  # noqa: PTH112 - False, not an error, where it cannot be told
        notes = self._catalog.vault.walk(folder[:-1]).notes if there else {}
        now = time.monotonic()
        for path in notes:
            if path not in self._debouncer:
                self._debouncer.changed(path, now)
        for path in self._catalog.entries:
            if path.startswith(folder) and path not in notes:
                self._miss(path, now)

    def _look(self, path: str) -> None:
        """Look at one note: read it, and write it if need be. The index notes above it are owed the same."""
        before = self._catalog.entries.get(path)
        if self._catalog.vault.look(path) is None:
            self._miss(path, time.monotonic())
            return
        update = self._updater.update(path)
        if update.problem and self._catalog.vault.look(path) is None:
            if before:
                self._catalog.keep(before)
            self._miss(path, time.monotonic())
            return
        was_missing = self._deletions.is_back(path)
        self._tell(update)
        if was_missing or matters_above(before, self._catalog.entries[path]):
            self._index_updates.note_changed(path)
        self._record_queue.add(path)

    def _miss(self, path: str, now: float) -> None:
        if path in self._catalog.entries:
            self._deletions.missed(path, now)

    def _believe_gone(self, now: float) -> None:
        due = self._deletions.due(now, len(self._catalog.entries))
        gone = [path for path in due if self._catalog.vault.look(path) is None]
        self._ready |= dict.fromkeys(set(due) - set(gone))
        self._index_updates.notes_gone(gone)
        for path in gone:
            self._catalog.drop(path)
            self._policy.forget(path)
            self._recorder.gone(path)
            self._reporter.tell_gone(path)

    def _update_index_notes(self) -> None:
        if self._ready:
            return  # a sum is written once, after all of its notes
        for path in self._index_updates.due():
            self._tell(self._updater.update(path))
            self._record_queue.add(path)

    def _tell(self, update: Update) -> None:
        self._reporter.tell(update)
        if update.result is Result.WRITTEN:
            self._policy.written(update.path, time.monotonic())
        elif update.result is Result.PENDING:
            self._debouncer.again(update.path, time.monotonic(), update.again_in)

    def _queue_stale(self) -> None:
        """Have all that is stale looked at, but for what is being changed this moment: that has to settle first."""
        now, clock = time.monotonic(), time.time()
        for path, entry in sorted(self._catalog.entries.items()):
            if entry.stale and self._is_fresh(path, clock):
                self._debouncer.changed(path, now)
            elif self._names(path):
                self._queue(path, entry)
        self._record_queue.catch_up(filter(self._names, sorted(self._catalog.entries)))

    def _queue(self, path: str, entry: Entry) -> None:
        if entry.problem:
            self._tell(Update(path, Result.REFUSED, problem=entry.problem))
        elif entry.stale and entry.is_index:
            self._index_updates.sum_is_stale(path)
        elif entry.stale:
            self._ready[path] = None

    def _is_fresh(self, path: str, clock: float) -> bool:
        found = self._catalog.vault.look(path)
        if not found or not found.stamp:
            return True
        return clock - found.stamp.ctime_ns / 1e9 < self._debouncer.quiet

    def _rescan(self, now: float) -> None:
        """Look at every stamp, and at the configuration, for what no event told of."""
        self._reload()
        self._recorder.rest()
        self._deletions.shared = self._policy.look_who_shares()
        try:
            changed, missing = self._catalog.unread()
        except UsageError:
            return  # gone this moment
        for path in changed:
            self._policy.found_changed(path, now)
            self._debouncer.changed(path, now)
        for path in missing:
            self._miss(path, now)

    def _on_change(self, path: str, arrived: bool) -> None:  # noqa: FBT001 - a fact, not a switch
        self._wakes.put(FileEvent(self.changed, path, arrived))

    def _reload(self) -> None:
        """Take over a changed configuration; keep the old one if the new one is wrong."""
        try:
            settings = config.load(self._root)
        except UsageError as error:
            self._reporter.tell_config(error)
            return
        self._reporter.tell_config(None)
        if settings.digest != self._catalog.vault.config.digest:
            self._catalog.index.save()
            self._reporter.say_all(self._updater.writer.close(_CLOSE_WITHIN))
            self._recorder.close()
            self._policy.close()
            self._use(Vault(self._root, settings))
            self._log.say("the configuration changed")
            self._catalog.refresh()
            self._queue_stale()
